"""Knows how public assets are looked up: with their district, phones and hours.

Knows only the public view; no draft and no page.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from gisapp.assets.calendar import hours_words, opening_of
from gisapp.assets.calendar_days import Held
from gisapp.assets.now import open_state
from gisapp.db.engine import query
from layers import all_layers


def find_assets(
    connection: Connection, code: str, *, ids: Sequence[int] | None = None, district: int | None = None
) -> list[dict[str, Any]]:
    """Public assets of a municipality: these, in this order; or those of an area, or all, by layer and name.

    Phone, hours, fee: None means not known. Numbers of assets that aren't public are left out.
    """
    values = {"code": code, "layers": list(all_layers()), "district": district, "ids": ids and list(ids)}
    if ids is not None and not ids:
        return []
    rows = connection.execute(query("find_assets"), values).mappings()
    assets = [_asset(row) for row in rows]
    if ids is None:
        return assets
    order = {number: place for place, number in enumerate(ids)}
    return sorted(assets, key=lambda asset: order[asset["id"]])


def today_of(asset: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Its hours of today as words, and whether it is open right now.

    `today` None: nothing is known of its hours; "": not today. `open_now` None: not known.
    """
    openings = [opening_of(row) for row in asset["schedules"]]
    found = open_state(openings, asset["closed_on"], now)
    ranges = [_times(each) for each in found.today]
    return {"today": "・".join(ranges) if openings else None, "open_now": found.open_now}


def _times(held: Held) -> str:
    if held.opens is None and held.closes is None:
        return "時間は未確認"
    return "–".join(f"{each.hour}:{each:%M}" if each else "" for each in (held.opens, held.closes))


def placeless() -> list[str]:
    """The layers whose things have no place by nature."""
    return [key for key, layer in all_layers().items() if layer.placeless]


def _asset(row: Mapping[Any, Any]) -> dict[str, Any]:
    names = (
        "id", "layer", "name", "kana", "address", "building", "lon", "lat", "precision", "position_method",
        "district_id", "district", "phones", "fee", "description", "capacity", "url", "hours_note",
        "checked_how", "target_groups", "email", "booking", "accessibility", "languages", "rooms", "staff",
        "photos", "organization", "topics", "beside", "office", "office_phone", "schedules", "closed_on",
    )  # fmt: skip
    asset = {name: row[name] for name in names}
    # Old lists write kana in half width (ﾊﾁｵｳｼﾞ), which screen readers spell out.
    asset["kana"] = unicodedata.normalize("NFKC", row["kana"]) if row["kana"] else None
    asset["hours"] = hours_words(row["schedules"], row["hours_note"], row["closed_on"])
    asset["assured_date"] = row["assured_date"].isoformat() if row["assured_date"] else None
    asset["source_as_of"] = row["as_of"].isoformat() if row["as_of"] else None
    return asset
