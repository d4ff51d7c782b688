"""Knows what the rooms of approvers share: their blueprint, days and moments. Knows no page."""

from __future__ import annotations

from datetime import date, datetime

from flask import Blueprint

from gisapp.web.rooms import JAPAN_TIME

bp = Blueprint("review", __name__)


def today() -> date:
    """The day in Japan."""
    return datetime.now(JAPAN_TIME).date()


def moment(value: datetime) -> str:
    """2026年11月24日 9:05 in Japan."""
    there = value.astimezone(JAPAN_TIME)
    return f"{there.year}年{there.month}月{there.day}日 {there.hour}:{there.minute:02}"
