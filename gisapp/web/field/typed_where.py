"""Knows how a place is typed: a position, an address, a district, or the districts that somebody goes to.

Knows no page and no other field.
"""

from __future__ import annotations

import re
from typing import Any

from gisapp.assets.choices import Choices
from gisapp.assets.degrees import degrees
from gisapp.assets.fields import PRECISIONS
from gisapp.errors import UserError
from gisapp.web.field.flat import Sent, one, position_text
from gisapp.web.field.typed_values import line, one_of, plain, several

#: How far outside the municipality's bounds a place may lie, in degrees: about five kilometres.
BEYOND = 0.05


def where(sent: Sent, before: dict[str, Any], choices: Choices) -> dict[str, Any]:
    """The parts of a place. A district alone counts only where neither position nor address is known.

    Raises UserError AST-021, AST-022, AST-026, ADM-020.
    """
    lat, lon = _position(plain(one(sent, "position")), before, choices)
    address = _line(sent, "address", before)
    known = set(choices.districts) | {before["district"]}
    district = one(sent, "district") or None
    if district is not None:
        one_of(district, tuple(filter(None, known)))
    beside = one(sent, "beside")
    return {
        "lat": lat,
        "lon": lon,
        "address": address,
        "building": _line(sent, "building", before),
        "district": district if lat is None and address is None else None,
        "service_area": several(
            sent.get("service_area", ()), tuple(choices.districts), before["service_area"]
        ),
        "precision": one_of(one(sent, "precision") or before["precision"], tuple(PRECISIONS)),
        "beside": int(beside) if re.fullmatch(r"[0-9]{1,18}", beside) else None,
    }


def _position(text: str, before: dict[str, Any], choices: Choices) -> tuple[float, float] | tuple[None, None]:
    if not text:
        return None, None
    if text == position_text(before):
        return before["lat"], before["lon"]
    lat, lon = degrees(text)
    west, south, east, north = choices.bounds
    if not (west - BEYOND <= lon <= east + BEYOND and south - BEYOND <= lat <= north + BEYOND):
        raise UserError(
            "AST-026",
            "その位置は、この自治体から遠く離れています。",
            "緯度・経度の数字を確かめてください。",
        )
    return lat, lon


def _line(sent: Sent, name: str, before: dict[str, Any]) -> str | None:
    text = plain(one(sent, name))
    if before[name] is not None and text == plain(before[name]):
        return str(before[name])
    return line(text) or None
