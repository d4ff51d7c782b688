"""Knows how the answer to a gap question becomes one map file that a council can open without a network.

Knows nothing of how the figures were found, of the database, or of who may see what.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import shapely
from folium.utilities import JsCode
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from gisapp.publish.bivariate import NO_DATA_COLOUR
from gisapp.publish.gap_words import HIDDEN_MEANS, UNKNOWN, short_name
from gisapp.publish.offline import (
    OfflineMap,
    check_offline,
    content_policy,
    inlined_css,
    inlined_js,
    rendered,
    script_json,
)

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_PARTS = Path(__file__).parent / "gap_map"
#: What each degree of precision is called; an asset that is hidden has no place on a map that is handed out.
_PRECISIONS = {
    "exact": "",
    "町丁目": "位置はおおよそです（町丁目まで）。",
    "校区": "位置はおおよそです（校区まで）。",
}


def gap_map_html(
    districts: gpd.GeoDataFrame,
    assets: gpd.GeoDataFrame,
    *,
    title: str,
    subtitle: str,
    question: str,
    columns: Sequence[str],
    legend: Sequence[tuple[str, str]],
    chart: Markup,
    notes: Sequence[tuple[str, str]],
    vendor: Path,
) -> str:
    """One HTML file: the question, the map, its legend in words, a chart, every district's row, the notes.

    `districts` (EPSG:4326): name, cells (texts in the order of `columns`), colour (#rrggbb, null: no data),
    class_words; in the table's order. `chart`: SVG, as it is. `notes`: title and words, sources among them.
    `assets` (EPSG:4326, points or areas): name, layer_title, colour, address, precision. Nulls show as —.
    `vendor` holds leaflet/leaflet.js and leaflet.css. Every value is shown as text, whatever it contains.
    Raises ValueError for another CRS, a colour that is none, or an asset whose place is to be hidden, and
    OnlineError (a ValueError) if the file would load anything.
    """
    _check(districts, assets)
    layers = _asset_layers(assets)
    element, script, style_names, script_names = rendered(_map(districts, len(layers)))
    data = {
        "districts": _district_features(districts, columns),
        "assets": [_asset_features(group) for _, group in layers],
    }
    groups = ", ".join(_layer_names(len(layers)))
    start = f"gapMap.start(map_gaps, geo_json_districts, [{groups}], {script_json(data)});"
    scripts = [*(inlined_js(name, vendor) for name in script_names), _part("map.js"), script, start]
    page = Environment(
        loader=FileSystemLoader(_PARTS), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    html = page.get_template("page.html").render(
        title=title,
        subtitle=subtitle,
        question=question,
        legend=[(colour_of(colour), words) for colour, words in legend],
        chart=chart,
        notes=notes,
        map_element=element,
        styles=[*(inlined_css(name, vendor) for name in style_names), _part("map.css")],
        scripts=scripts,
        policy=content_policy(scripts),
        layers=[(name, colour_of(group.iloc[0]["colour"]), len(group)) for name, group in layers],
        columns=columns,
        rows=[{**each, "colour": colour_of(each["colour"])} for each in _records(districts)],
        hidden_means=HIDDEN_MEANS,
    )
    return check_offline(html)


def _part(name: str) -> str:
    return (_PARTS / name).read_text("utf-8")


def _check(districts: gpd.GeoDataFrame, assets: gpd.GeoDataFrame) -> None:
    for frame in (districts, assets):
        if frame.crs is None or frame.crs.to_epsg() != 4326:
            raise ValueError("districts and assets must be in EPSG:4326")
    if unknown := set(assets["precision"]) - set(_PRECISIONS):
        raise ValueError(f"an asset of precision {sorted(map(str, unknown))[0]} can't be on a handed-out map")


def _map(districts: gpd.GeoDataFrame, asset_layers: int) -> OfflineMap:
    """The map with its layers still empty: districts, then one layer of assets after another.

    folium reads its finished script once more as a template, so a name like {{ 7*7 }} in it would be run on
    the server. No value from the data may pass through folium; map.js fills the layers in the browser.
    """
    city = OfflineMap(
        location=[36.0, 138.0],
        zoom_start=5,
        tiles=None,
        zoom_control=False,
        prefer_canvas=True,
        min_zoom=4,
        maxZoom=19,
        zoomSnap=0.1,
        scrollWheelZoom=False,
    )
    city._id = "gaps"
    for name in ("geo_json_districts", *_layer_names(asset_layers)):
        _layer(name.removeprefix("geo_json_")).add_to(city)
    if len(districts):
        west, south, east, north = (float(each) for each in districts.total_bounds)
        folium.FitBounds([[south, west], [north, east]], padding=(12, 12)).add_to(city)
    return city


def _layer(name: str) -> folium.GeoJson:
    layer = folium.GeoJson(
        {"type": "FeatureCollection", "features": []},
        on_each_feature=JsCode("gapMap.describe"),
        marker=folium.CircleMarker(),
        smooth_factor=0.5,
    )
    layer._id = name
    return layer


def _layer_names(asset_layers: int) -> list[str]:
    return [f"geo_json_assets_{number}" for number in range(asset_layers)]


def _asset_layers(assets: gpd.GeoDataFrame) -> list[tuple[str, gpd.GeoDataFrame]]:
    return [(str(title), group) for title, group in assets.groupby("layer_title", sort=False)]


def _district_features(districts: gpd.GeoDataFrame, columns: Sequence[str]) -> list[dict[str, Any]]:
    found = []
    for record, geometry in zip(_records(districts), districts.geometry, strict=True):
        anchor = shapely.point_on_surface(geometry)
        fill = colour_of(record["colour"])
        style = {"fillColor": fill, "fillOpacity": 0.85, "color": "#ffffff", "weight": 1.5}
        told = [*zip(columns, record["cells"], strict=True), ("区分", _text(record["class_words"]))]
        properties = {
            "heading": _text(record["name"]),
            "told": told,
            "label": short_name(record["name"]),
            "labelAt": [round(anchor.y, 5), round(anchor.x, 5)],
            "style": style | ({"dashArray": "4 4"} if fill == NO_DATA_COLOUR else {}),
        }
        found.append(_feature(geometry, properties))
    return found


def _asset_features(assets: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    found = []
    for record, geometry in zip(_records(assets), assets.geometry, strict=True):
        exact = record["precision"] == "exact"
        shape = {"weight": 1.5, "color": "#ffffff", "fill": True, "fillOpacity": 1}
        soft = {"weight": 1.5, "color": colour_of(record["colour"]), "fill": True, "fillOpacity": 0.35}
        told = [("種類", _text(record["layer_title"])), ("所在地", _text(record["address"]))]
        properties = {
            "heading": _text(record["name"]),
            "told": told,
            "note": _PRECISIONS[record["precision"]],
            "soft": not exact,
            "style": (shape if exact else {**soft, "dashArray": "3 3"})
            | {"fillColor": colour_of(record["colour"])},
        }
        found.append(_feature(geometry, properties))
    return found


def _feature(geometry: shapely.Geometry, properties: dict[str, Any]) -> dict[str, Any]:
    # five decimals are a metre: more would only make the file larger
    rounded = shapely.transform(geometry, lambda lonlat: np.round(lonlat, 5))
    return {
        "type": "Feature",
        "geometry": shapely.geometry.mapping(np.asarray(rounded).item()),
        "properties": properties,
    }


def colour_of(value: Any) -> str:
    """A colour as #rrggbb, that of "no data" for null; raises ValueError for anything else."""
    if value is None or value != value:
        return NO_DATA_COLOUR
    if not _COLOUR.fullmatch(str(value)):
        raise ValueError("a colour must be written #rrggbb")
    return str(value)


def _records(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """The rows of a frame without their geometry."""
    rows: list[dict[str, Any]] = frame.drop(columns=frame.geometry.name).to_dict("records")
    return rows


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str) and value.strip() else UNKNOWN
