"""Knows how public assets are looked up: with their district, phones and hours, filtered and in pages.

Knows only the public view; no draft and no page.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from gisapp.assets.calendar import hours_words
from gisapp.assets.town_names import town_key
from gisapp.db.engine import query
from layers import all_layers


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for. `text` is found in name, kana or address; `district` is an area's id."""

    text: str = ""
    layer: str = ""
    district: int | None = None
    unplaced_only: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One page of assets as plain values, and how many there are in all."""

    assets: list[dict[str, Any]]
    total: int


def find_assets(
    connection: Connection, code: str, wanted: Wanted, *, limit: int | None = None, offset: int = 0
) -> Found:
    """Public assets of a municipality, by layer and name. Phone, hours, fee: None means not known."""
    values = {
        "code": code,
        "text": f"%{_escaped(town_key(wanted.text))}%" if wanted.text else None,
        "layer": wanted.layer or None,
        "layers": list(all_layers()),
        "district": wanted.district,
        "unplaced_only": wanted.unplaced_only,
        "placeless": placeless(),
        "limit": limit,
        "offset": offset,
    }
    rows = connection.execute(query("find_assets"), values).mappings().all()
    return Found([_asset(row) for row in rows], rows[0]["total"] if rows else 0)


def placeless() -> list[str]:
    """The layers whose things have no place by nature."""
    return [key for key, layer in all_layers().items() if layer.placeless]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _asset(row: Mapping[Any, Any]) -> dict[str, Any]:
    names = (
        "id", "layer", "name", "kana", "address", "building", "lon", "lat", "precision", "position_method",
        "district_id", "district", "phones", "fee", "description", "capacity", "url",
        "checked_how", "office", "office_phone",
    )  # fmt: skip
    asset = {name: row[name] for name in names}
    # Old lists write kana in half width (ﾊﾁｵｳｼﾞ), which screen readers spell out.
    asset["kana"] = unicodedata.normalize("NFKC", row["kana"]) if row["kana"] else None
    asset["hours"] = hours_words(row["schedules"], row["hours_note"], row["closed_on"])
    asset["assured_date"] = row["assured_date"].isoformat() if row["assured_date"] else None
    asset["source_as_of"] = row["as_of"].isoformat() if row["as_of"] else None
    return asset
