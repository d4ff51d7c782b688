"""Knows how an answer becomes a GeoPackage for a GIS: districts, public places, what columns mean, sources.

Knows no formula and no page.
"""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from gisapp.crs import STORAGE_SRID
from gisapp.publish.gap_columns import Column, columns
from gisapp.publish.gap_words import is_hidden, value
from gisapp.publish.handout import Handout, notes

MEDIA_TYPE = "application/geopackage+sqlite3"
DISTRICTS, PLACES, COLUMNS, ABOUT = "districts", "places", "column_list", "about"
_PLACE_COLUMNS = {
    "layer_title": "種類",
    "name": "名前",
    "address": "所在地",
    "precision": "位置の精度",
    "formality": "公的かどうか",
}
_NAME = """insert into gpkg_data_columns (table_name, column_name, name, title, description)
    values (?, ?, ?, ?, ?)"""


def gap_gpkg(given: Handout) -> bytes:
    """A GeoPackage in EPSG:6668: `districts` and `places` with shapes, `column_list` and `about` as tables.

    Columns have ASCII names and Japanese aliases. A hidden figure is null, with `hidden` 1 and a note.
    """
    with tempfile.TemporaryDirectory(prefix="gisapp-gpkg-") as folder:
        path = Path(folder) / "gaps.gpkg"
        _write(_districts(given), path, DISTRICTS)
        _write(_places(given), path, PLACES)
        _write(_column_list(given), path, COLUMNS)
        _write(pd.DataFrame(notes(given), columns=["title", "words"]), path, ABOUT)
        _name_columns(path, given)
        return path.read_bytes()


def _write(frame: pd.DataFrame, path: Path, layer: str) -> None:
    kind = "MultiPolygon" if layer == DISTRICTS else "Point" if layer == PLACES else None
    new = not path.exists()
    pyogrio.write_dataframe(
        frame,
        path,
        layer=layer,
        driver="GPKG",
        geometry_type=kind,
        append=not new,
        # a GIS of some years ago warns about what is newer
        dataset_options={"VERSION": "1.3"} if new else None,
    )


def _districts(given: Handout) -> gpd.GeoDataFrame:
    rows, listed = given.answer.rows, columns(given.answer)
    data: dict[str, Any] = {"district_id": pd.Series([row["id"] for row in rows], dtype="int64")}
    for column in listed:
        data[column.name] = pd.Series([value(row, column) for row in rows], dtype=_type(column))
    data["hidden"] = pd.Series([int(is_hidden(row)) for row in rows], dtype="int32")
    shapes = [shapely.MultiPolygon(shapely.get_parts(shape).tolist()) for shape in given.shapes]
    return gpd.GeoDataFrame(data, geometry=shapes, crs=STORAGE_SRID)


def _type(column: Column) -> str:
    return {None: "str", 0: "Int64"}.get(column.digits, "Float64")


def _places(given: Handout) -> gpd.GeoDataFrame:
    data = {name: pd.Series([each[name] for each in given.places], dtype="str") for name in _PLACE_COLUMNS}
    lon, lat = ([each[name] for each in given.places] for name in ("lon", "lat"))
    return gpd.GeoDataFrame(data, geometry=gpd.points_from_xy(lon, lat), crs=STORAGE_SRID)


def _column_list(given: Handout) -> pd.DataFrame:
    named = [(DISTRICTS, column.name, column.title, column.means) for column in columns(given.answer)]
    named.append((DISTRICTS, "hidden", "非表示", "1 の区域は、人数が少ないため出していない数字があります。"))
    named += [(PLACES, name, title, "") for name, title in _PLACE_COLUMNS.items()]
    return pd.DataFrame(named, columns=["table_name", "column_name", "title", "means"])


def _name_columns(path: Path, given: Handout) -> None:
    """Japanese aliases, which QGIS shows instead of the names."""
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.executescript(Path(__file__).with_name("gpkg_columns.sql").read_text("utf-8"))
        for table, name, title, means in _column_list(given).itertuples(index=False):
            database.execute(_NAME, (table, name, title, title, means))
