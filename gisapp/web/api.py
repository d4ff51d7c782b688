"""Knows the JSON that map pages ask for: districts with figures, assets. Knows no SQL."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from gisapp.assets.catalogue import Wanted, find_assets
from gisapp.errors import NotFoundError
from gisapp.planning.figures import district_figures
from gisapp.planning.question import DEFAULT_SYSTEM, systems
from gisapp.publish.register import City, credits, loaded_layers
from gisapp.web.context import current_city
from gisapp.web.parts import parts

bp = Blueprint("api", __name__, url_prefix="/api")
A_DAY = "public, max-age=86400"


@bp.get("/districts")
def districts() -> Response:
    """Every district of a system with its figures, the whole city's, and the sources of both."""
    city = current_city()
    system = request.args.get("system", DEFAULT_SYSTEM)
    if system not in systems():
        raise NotFoundError("その区域はありません。")
    return _kept(jsonify(district_data(city, system)), city)


def district_data(city: City, system: str) -> dict[str, Any]:
    """The districts as plain values; raises UserError where people or districts aren't loaded."""
    with parts().desk.moment(city.code, parts().public) as moment:
        world = parts().desk.world(moment, system)
        figures = district_figures(moment.connection, world)
        loaded = loaded_layers(moment.connection, city.code)
    return {
        "system": system,
        "edition": world.edition,
        "as_of": world.people.day.isoformat(),
        "sources": credits(loaded, [world.people.layer, system]),
        **figures,
    }


@bp.get("/assets")
def assets() -> Response:
    """Every public asset of the municipality."""
    city = current_city()
    with parts().public.connect() as connection:
        found = find_assets(connection, city.code, Wanted())
    unplaced = sum(1 for asset in found.assets if asset["lon"] is None)
    return _kept(jsonify(assets=found.assets, unplaced=unplaced), city)


def _kept(response: Response, city: City) -> Response:
    """May be kept when the address names the current version; else it is asked for again."""
    named = request.args.get("v", type=int)
    response.headers["Cache-Control"] = A_DAY if named == city.data_version else "no-cache"
    response.set_etag(f"{city.code}-{city.data_version}")
    response.make_conditional(request)
    return response
