"""Knows what a map page hands to its scripts: layers, styles, legends, tile addresses, credits.

Knows no page.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext

from gisapp.publish.register import City, LoadedLayer
from gisapp.publish.tiles import JAPAN_TIME, pin_layers, this_month, tiled_layers
from gisapp.web.parts import parts
from layers import all_layers
from layers._layer import Layer, Outline, Pin, Ramp

STYLE_TYPES = {Pin: "pin", Outline: "outline", Ramp: "ramp"}
#: The rate layer is computed from these two: it is there when they are.
RATE_NEEDS = "elementary_district"


def page_data(city: City, loaded: dict[str, LoadedLayer]) -> dict[str, Any]:
    """The data block of a page with a map."""
    version = city.data_version
    return {
        "city": {
            "code": city.code,
            "name": city.name,
            "prefecture": city.prefecture,
            "sample": city.is_sample,
            "bounds": list(city.bounds),
        },
        "version": version,
        "layers": [
            _layer(layer, city, loaded) for layer in all_layers().values() if _is_shown(layer, loaded)
        ],
        "urls": {
            "districts": url_for("api.districts", city=city.code, v=version),
            "assets": url_for("api.assets", city=city.code, v=version),
            "find": url_for("api.find", city=city.code),
            "list": url_for("public.list_page", city=city.code),
            "gaps": url_for("planner.gaps_page", city=city.code),
            "map_svg": url_for("public.map_svg", city=city.code, v=version),
        },
        "basemap": _basemap(),
        "freshness": asdict(parts().config.freshness),
    }


def _is_shown(layer: Layer, loaded: dict[str, LoadedLayer]) -> bool:
    """A projection is of several years, and the map has no switch for them yet."""
    if layer.kind == "rate":
        return RATE_NEEDS in loaded
    return layer.style is not None and layer.key in loaded and layer.role != "forecast"


def _of_rate(loaded: dict[str, LoadedLayer]) -> LoadedLayer:
    """Whose figures the rate is made of: the newest people, the finest of one day."""
    people = [layer for key, layer in loaded.items() if all_layers()[key].role == "demand"]
    return max(people, key=lambda layer: (layer.as_of or date.min, layer.count), default=loaded[RATE_NEEDS])


def _layer(layer: Layer, city: City, loaded: dict[str, LoadedLayer]) -> dict[str, Any]:
    known = loaded.get(layer.key) or _of_rate(loaded)
    tiles = None
    if layer.key in tiled_layers():
        month = this_month(datetime.now(JAPAN_TIME).date()) if layer.key in pin_layers() else None
        where: dict[str, Any] = {"code": city.code, "layer": layer.key, "z": 0, "x": 0, "y": 0}
        here = url_for("tiles.tile", **where, v=city.data_version, month=month)
        tiles = here.replace("/0/0/0.mvt", "/{z}/{x}/{y}.mvt")
    return {
        "key": layer.key,
        "title": gettext(layer.title),
        "description": layer.description,
        "kind": layer.kind,
        "order": layer.order,
        "shown": layer.shown,
        "choice": layer.choice,
        "count": known.count if layer.key in loaded else None,
        "style": {"type": STYLE_TYPES[type(layer.style)], **asdict(layer.style)} if layer.style else None,
        "tiles": tiles,
        "source": known.credit(),
    }


def _basemap() -> dict[str, Any] | None:
    basemap = parts().config.basemap
    if basemap is None:
        return None
    return {
        "tiles": [basemap.tiles],
        "attribution": basemap.attribution,
        "attribution_url": basemap.attribution_url,
        "maxzoom": basemap.maxzoom,
    }
