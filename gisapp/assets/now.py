"""Knows whether a place is open right now, its hours of today and when it opens next. Knows no words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gisapp.assets.calendar import Opening
from gisapp.assets.calendar_days import Held, dates

#: How far ahead the next time is looked for: what takes place once a month is found over 年末年始 and お盆.
AHEAD_DAYS = 70


@dataclass(frozen=True, slots=True)
class OpenState:
    """How a place stands at a moment. `open_now` None: its hours aren't known well enough to say.

    `closes`: when, while it is open. `today`: what opens today, also what is over. `next`: the first time
    that opens after the moment, or on a later day where no clock is known; None where there is none soon.
    """

    open_now: bool | None
    closes: datetime | None
    today: list[Held]
    next: Held | None


def open_state(openings: Sequence[Opening], closed_on: Collection[str], now: datetime) -> OpenState:
    """How a place with these hours stands at `now` (in Japan). What began the evening before counts."""
    today = now.date()
    held = dates(openings, closed_on, today - timedelta(days=1), today + timedelta(days=AHEAD_DAYS))
    todays = [each for each in held if each.day == today]
    running = [each.closes for each in held if each.opens and each.closes and each.opens <= now < each.closes]
    unclear = any(not (each.opens and each.closes) for each in todays)
    return OpenState(
        open_now=True if running else None if unclear or not openings else False,
        closes=max(running, default=None),
        today=todays,
        next=next((each for each in held if (each.opens > now if each.opens else each.day > today)), None),
    )
