"""Knows how numbers and dates read on a page, in its language. Knows no page."""

from __future__ import annotations

from datetime import date

from flask import Flask, has_request_context
from flask_babel import gettext

from gisapp.web.language import ENGLISH_KEY, chosen

#: First day of each era, newest first.
ERAS = ((date(2019, 5, 1), "令和"), (date(1989, 1, 8), "平成"), (date(1926, 12, 25), "昭和"))


def _english() -> bool:
    return has_request_context() and chosen() == ENGLISH_KEY


def number(value: float | None) -> str:
    """1,234; null is 不明."""
    return gettext("不明") if value is None else f"{round(value):,}"


def percent(value: float | None) -> str:
    """30.7％; null is 不明."""
    return gettext("不明") if value is None else f"{value:.1f}{'%' if _english() else '％'}"


def metres(value: float | None) -> str:
    """800m, from 1,000 m on 1.2km; null is 不明."""
    if value is None:
        return gettext("不明")
    return f"{round(value)}m" if round(value) < 1000 else f"{value / 1000:.1f}km"


def wareki(value: date | str | None) -> str:
    """令和8年11月23日(2026年); null is 時点不明. Days before 昭和 stay western.

    In English 23 November 2026.
    """
    if value is None:
        return gettext("時点不明")
    day = date.fromisoformat(value) if isinstance(value, str) else value
    if _english():
        return f"{day.day} {day:%B} {day.year}"
    for start, era in ERAS:
        if day >= start:
            year = day.year - start.year + 1
            return f"{era}{'元' if year == 1 else year}年{day.month}月{day.day}日({day.year}年)"
    return f"{day.year}年{day.month}月{day.day}日"


def register(app: Flask) -> None:
    """Makes them filters."""
    for function in (number, percent, metres, wareki):
        app.jinja_env.filters[function.__name__] = function
