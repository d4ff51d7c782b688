"""Knows how old knowledge of an asset is: current, due or stale. Knows no table and no page.

The same is said in SQL (`tile_asset.sql`, `round_list.sql`); one test holds both together.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from enum import IntEnum

from gisapp.config import Freshness


class Standing(IntEnum):
    """How sure it is that an asset is as it is told; the numbers are those in tiles."""

    CURRENT = 0
    DUE = 1
    STALE = 2


#: Of something that nobody has checked yet and that no list has a day for.
UNKNOWN = "未確認"


def standing(assured_date: date | None, today: date, settings: Freshness) -> Standing:
    """Where an asset stands that was last found true on a day; null (未確認) is due, but not stale."""
    if assured_date is None:
        return Standing.DUE
    if later(assured_date, settings.stale_months) <= today:
        return Standing.STALE
    return Standing.DUE if later(assured_date, settings.due_months) <= today else Standing.CURRENT


def words(assured_date: date | None, today: date, settings: Freshness) -> str:
    """How an asset stands, in words."""
    if assured_date is None:
        return UNKNOWN
    told = {
        Standing.CURRENT: "確かめてあります",
        Standing.DUE: f"{settings.due_months}か月より前に確かめたまま",
        Standing.STALE: f"{settings.stale_months}か月より前に確かめたまま",
    }
    return told[standing(assured_date, today, settings)]


def later(day: date, months: int) -> date:
    """The same day some months later, the month's last where it has no such day (as PostgreSQL counts)."""
    total = day.month - 1 + months
    year, month = day.year + total // 12, total % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
