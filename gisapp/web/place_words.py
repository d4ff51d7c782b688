"""Knows how a place's lines and hours are told to residents: open until when, or next when. Knows no page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext

from gisapp.assets.calendar import DAYS, ORDER, opening_of, times_words
from gisapp.assets.lines import dialled, is_fax
from gisapp.assets.now import OpenState, open_state


def lines_of(asset: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Its lines with what a telephone dials; those that take a fax are called by nobody."""
    return [
        {**phone, "fax": is_fax(phone), "dialled": None if is_fax(phone) else dialled(phone["number"])}
        for phone in asset["phones"]
    ]


def told(asset: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The asset with its `state` and `lines`, as templates tell them."""
    return {
        **asset,
        "state": state_words(asset, now),
        "lines": lines_of(asset),
        "for_whom": [gettext(group) for group in asset["target_groups"]],
        "closed_on": [gettext(days) for days in asset["closed_on"]],
    }


def state_words(asset: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Whether it is open, in words; `open` None where it isn't known."""
    openings = [opening_of(row) for row in asset["schedules"]]
    state = open_state(openings, asset["closed_on"], now)
    return {"open": state.open_now, "words": _state_words(state, now), "known": bool(openings)}


def _state_words(state: OpenState, now: datetime) -> str:
    if state.open_now and state.closes:
        return gettext("今は開いています（%(time)sまで）", time=_clock(state.closes))
    if state.open_now is None and not state.today and state.next is None:
        return gettext("開いている時間は未確認です")
    if state.open_now is None:
        return gettext("今日は開く日です（時間は未確認）")
    if state.next is None:
        return gettext("今は閉まっています")
    return gettext(
        "今は閉まっています。次は %(when)s", when=_when(state.next.day, state.next.opens, now.date())
    )


def _when(day: date, opens: datetime | None, today: date) -> str:
    clock = gettext("%(time)sから", time=_clock(opens)) if opens else ""
    if day == today:
        return gettext("今日 %(time)s", time=clock)
    if day == today + timedelta(days=1):
        return gettext("あした %(time)s", time=clock)
    weekday = gettext(DAYS[ORDER[day.weekday()]])
    return gettext(
        "%(month)s月%(day)s日（%(weekday)s）%(time)s",
        month=day.month, day=day.day, weekday=weekday, time=clock,
    )  # fmt: skip


def _clock(moment: datetime) -> str:
    return f"{moment.hour}:{moment:%M}"


def week_of(asset: Mapping[str, Any], today: date) -> list[dict[str, Any]]:
    """A row for each weekday: its hours as words (empty: not that day), and whether it is today's."""
    openings = [opening_of(row) for row in asset["schedules"]]
    rows = []
    for number, day in enumerate(ORDER):
        of_day = [opening for opening in openings if day in opening.byday.split(",")]
        hours = [times_words(opening) or gettext("時間は未確認") for opening in of_day]
        rows.append({"day": gettext(DAYS[day]), "hours": hours, "today": today.weekday() == number})
    return rows
