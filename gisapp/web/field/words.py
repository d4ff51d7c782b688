"""Knows how the fields of an asset read as words, one line each. Knows no page and nobody's rights."""

from __future__ import annotations

from typing import Any

from gisapp.assets.calendar import DAYS
from gisapp.assets.choices import Choices
from gisapp.assets.fields import BY_KEY, PRECISIONS, STATUS_WORDS, Form, categories
from gisapp.web.field.flat import WEEKS, position_text
from gisapp.web.words import wareki


def lines_of(form: Form, key: str, choices: Choices) -> list[str]:
    """What a form says of a field; nothing where it says nothing."""
    value, kind = form[key], BY_KEY[key].kind
    if value in (None, "", [], {}):
        return []
    if kind == "where":
        return _where(value, choices)
    if kind == "phones":
        return [f"{row['number']}（{row['purpose']}）" if row["purpose"] else row["number"] for row in value]
    if kind == "schedules":
        return [hours(row) for row in value]
    if kind == "photos":
        return [row["alt"] for row in value]
    if kind == "visibility":
        return [f"{BY_KEY[name].title}: {who}" for name, who in value.items()]
    if kind == "consent":
        return [_consent(value)]
    if kind in ("choices", "long"):
        return ["・".join(value)] if kind == "choices" else value.splitlines()
    return [_word(key, kind, value, choices)]


def hours(row: dict[str, Any]) -> str:
    """第2・第4 木曜 10:00〜12:00."""
    weeks = "・".join(WEEKS[week] for week in row["weeks"])
    days = "・".join(DAYS.get(day, day) for day in row["byday"].split(","))
    times = (
        f" {row['opens_at'] or ''}〜{row['closes_at'] or ''}" if row["opens_at"] or row["closes_at"] else ""
    )
    return f"{weeks or '毎週'} {days}曜{times}"


def _word(key: str, kind: str, value: Any, choices: Choices) -> str:
    if kind == "hub":
        return choices.desks.get(value, "（いまは一覧にない相談所）")
    if kind == "office":
        return choices.offices.get(value, "（いまは一覧にない事務所）")
    if kind == "date":
        return wareki(value)
    known = {"layer": categories(), "status": STATUS_WORDS}.get(key, {})
    return known.get(value, str(value))


def _where(where: dict[str, Any], choices: Choices) -> list[str]:
    named = [choices.districts.get(key, key) for key in where["service_area"]]
    said = {
        "位置": position_text(where),
        "住所": " ".join(filter(None, (where["address"], where["building"]))),
        "小学校区": choices.districts.get(where["district"], where["district"] or ""),
        "出向く範囲": "・".join(named),
        "見せ方": PRECISIONS[where["precision"]],
    }
    return [f"{title}: {text}" for title, text in said.items() if text]


def _consent(consent: dict[str, Any]) -> str:
    said = (consent.get("by"), consent.get("on") and wareki(consent["on"]), consent.get("how"))
    return "・".join(filter(None, said))
