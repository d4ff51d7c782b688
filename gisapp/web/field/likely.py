"""Knows what the form asks while somebody types: whether the place may be there already. Knows no SQL."""

from __future__ import annotations

from flask import Response, jsonify, request, url_for

from gisapp.accounts.rights import Act, Thing
from gisapp.assets.degrees import degrees
from gisapp.assets.duplicates import likely
from gisapp.assets.fields import categories
from gisapp.errors import UserError
from gisapp.web.access import require
from gisapp.web.context import current_city
from gisapp.web.field.rooms import PRIVATE, bp
from gisapp.web.parts import parts

LONGEST = 100


@bp.get("/places/likely.json")
def likely_places() -> Response:
    """Places that may be the one that is being typed; a position that can't be read is none."""
    city = current_city()
    require(Act.PROPOSE, Thing(city.code))
    name, kana = (request.args.get(part, "").strip()[:LONGEST] for part in ("name", "kana"))
    with parts().public.connect() as connection:
        found = likely(connection, city.code, name=name, kana=kana, at=_position()) if name else []
    titles = categories()
    told = [
        {
            "name": each.name,
            "category": titles.get(each.layer, ""),
            "address": each.address,
            "distance_m": None if each.distance_m is None else round(each.distance_m),
            "url": url_for("field.edit_page", service_id=each.id),
        }
        for each in found
    ]
    answer = jsonify(places=told)
    answer.headers.update(PRIVATE)
    return answer


def _position() -> tuple[float, float] | None:
    try:
        lat, lon = degrees(request.args.get("position", ""))
    except UserError:
        return None
    return lon, lat
