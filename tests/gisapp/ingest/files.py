"""Knows small files in official shapes, made by the tests themselves, and how they are loaded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from sqlalchemy.engine import Engine

from gisapp.ingest.job import Job, Outcome
from gisapp.ingest.pipeline import import_files, preview_files
from gisapp.reading.sandbox import in_process
from importers._record import Delivery, File
from layers import all_layers

HERE = 141.5, 35.2
CODE = "990019"


def square(west: float, south: float, size: float = 0.02) -> list[list[list[float]]]:
    """A square's ring in degrees."""
    east, north = west + size, south + size
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def geojson(features: list[tuple[dict[str, object], dict[str, object]]]) -> bytes:
    """A GeoJSON document of (properties, geometry)."""
    listed = [{"type": "Feature", "properties": p, "geometry": g} for p, g in features]
    return json.dumps({"type": "FeatureCollection", "features": listed}, ensure_ascii=False).encode()


def city_file() -> File:
    """The outline of the test's municipality."""
    properties = {
        "N03_001": "見本県",
        "N03_002": None,
        "N03_003": None,
        "N03_004": "見本市",
        "N03_007": "99001",
    }
    polygon = {"type": "Polygon", "coordinates": square(*HERE, 0.04)}
    return File("N03-20_99001.geojson", geojson([(properties, polygon)]))


def districts_file(names: list[str], *, year: int = 16) -> File:
    """Districts side by side, in the shape of A27."""
    features = []
    for i, name in enumerate(names):
        properties = {"A27_005": "99001", "A27_006": "見本市立", "A27_007": name, "A27_008": f"見本市{i}"}
        polygon = {"type": "Polygon", "coordinates": square(HERE[0] + 0.02 * i, HERE[1])}
        features.append((properties, polygon))
    return File(f"A27-{year}_99001.geojson", geojson(features))


def places_file(rows: list[str]) -> File:
    """A plain list of places."""
    return File("jimusho.csv", ("name,lat,lon,住所\n" + "\n".join(rows) + "\n").encode())


def load(
    engine: Engine,
    data_dir: Path,
    layer: str,
    *files: File,
    again: bool = False,
    as_of: date | None = None,
    choices: Mapping[str, str] | None = None,
    preview: bool = False,
) -> Outcome:
    """Imports files into a layer, or (preview) only looks."""
    job = Job(
        all_layers()[layer],
        [Delivery((file,)) for file in files],
        again=again,
        as_of=as_of,
        choices=choices or {},
        actor="試験",
    )
    act = preview_files if preview else import_files
    return act(engine, job, data_dir, lambda *_: None, in_process())
