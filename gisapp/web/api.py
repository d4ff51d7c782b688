"""Knows the JSON that map pages ask for: districts with figures, assets. Knows no SQL."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request

from gisapp.assets.calendar_days import JAPAN_TIME
from gisapp.assets.catalogue import find_assets, today_of
from gisapp.assets.search import Asked, find_spots, pins_of, search
from gisapp.errors import NotFoundError, UserError
from gisapp.planning.figures import district_figures
from gisapp.planning.question import DEFAULT_SYSTEM, systems
from gisapp.publish.register import City, credits, loaded_layers
from gisapp.web.asked import asked_in
from gisapp.web.context import current_city
from gisapp.web.parts import parts

bp = Blueprint("api", __name__, url_prefix="/api")
#: As many pins a map leaves in sight one by one; more would be a long answer on a telephone.
MOST_PINS = 20_000
PAGE_SIZE = 50
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


def district_data_if_any(city: City) -> dict[str, Any] | None:
    """None where people or districts aren't loaded yet: the places are worth showing all the same."""
    try:
        return district_data(city, DEFAULT_SYSTEM)
    except UserError:
        return None


@bp.get("/assets")
def assets() -> Response:
    """Public assets of the municipality: those of ?ids=1,2,3 in this order, of ?district=, or all."""
    city = current_city()
    ids, district = request.args.get("ids"), request.args.get("district", type=int)
    wanted = None if ids is None else _numbers(ids)
    with parts().public.connect() as connection:
        found = find_assets(connection, city.code, ids=wanted, district=district)
    unplaced = sum(1 for asset in found if asset["lon"] is None)
    return _kept(jsonify(assets=found, unplaced=unplaced), city)


@bp.get("/find")
def find() -> Response:
    """What a search finds: a page of places from ?start= on (`found`)."""
    start = min(max(0, request.args.get("start", 0, type=int)), MOST_PINS)
    response = jsonify(found(current_city(), asked_in(request.args), start))
    response.headers["Cache-Control"] = "no-cache"  # whether something is open changes by the minute
    return response


def found(city: City, asked: Asked, start: int = 0) -> dict[str, Any]:
    """A page of places, how many each choice would leave, towns and districts meant, and the pins that stay.

    `ids`: of the pins of all that is found, where the search leaves any out; null where they are too many.
    """
    now = datetime.now(JAPAN_TIME)
    narrow = replace(asked, layers=None, near=None) != Asked()
    with parts().public.connect() as connection:
        limit = MOST_PINS if narrow else start + PAGE_SIZE
        answer = search(connection, city.code, asked, now=now, limit=limit)
        page = find_assets(connection, city.code, ids=answer.ids[start : start + PAGE_SIZE])
        pins = pins_of(connection, answer.ids) if narrow and answer.total <= MOST_PINS else None
        spots = find_spots(connection, city.code, asked.text) if asked.text else []
    return {
        "total": answer.total,
        "alike": answer.alike,
        "assets": [asset | today_of(asset, now) for asset in page],
        "ids": pins,
        "narrow": narrow,
        "spots": spots,
        "counts": {"for": answer.whom, "has": answer.has, "when": answer.when, "layers": answer.layers},
    }


def _numbers(text: str) -> list[int]:
    found = (int(part) for part in text.split(",") if re.fullmatch(r"[0-9]{1,17}", part))
    return list(dict.fromkeys(found))[:MOST_PINS]


def _kept(response: Response, city: City) -> Response:
    """May be kept when the address names the current version; else it is asked for again."""
    named = request.args.get("v", type=int)
    response.headers["Cache-Control"] = A_DAY if named == city.data_version else "no-cache"
    response.set_etag(f"{city.code}-{city.data_version}")
    response.make_conditional(request)
    return response
