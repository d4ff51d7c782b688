"""Knows the weekly letter: what is due, waits, came back and was reported in one's own territory.

Knows no mail and nobody's rights: what a reader is told of comes in as `Reader`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from gisapp.assets.round import Scope, Sieve, due_assets
from gisapp.config import Freshness
from gisapp.db.engine import query

#: Weekly, with room for a timer that comes a few hours early.
LEAST_DAYS = 6
LISTED = 10


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a letter is for, whose assets it tells of, and what its reader may do with them."""

    id: int
    name: str
    scope: Scope
    checks: bool
    approves: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a letter: what it is, one line each, and where in the site to go on."""

    title: str
    lines: tuple[str, ...]
    path: str


def people(connection: Connection) -> list[dict[str, Any]]:
    """Everybody who may get a letter, as plain values."""
    return [dict(row) for row in connection.execute(query("digest_people")).mappings()]


def is_time(last: datetime | None, now: datetime) -> bool:
    """Whether the last letter is long enough ago; null: there was none."""
    return last is None or now - last >= timedelta(days=LEAST_DAYS)


def sent(connection: Connection, reader_id: int) -> None:
    """Notes that somebody's letter went out."""
    connection.execute(query("digest_sent"), {"id": reader_id})


def parts_for(connection: Connection, reader: Reader, today: date, settings: Freshness) -> list[Part]:
    """What there is to tell somebody; empty where there is nothing."""
    scope = reader.scope
    values = {
        "code": scope.code,
        "person_id": reader.id,
        "everywhere": scope.everywhere,
        "office_id": scope.office_id,
        "districts": list(scope.districts),
    }
    found = []
    due = due_assets(connection, scope, Sieve(), today, settings)
    path = "/field/round" if reader.checks else "/list"
    found.append(Part("そろそろ確かめる場所", tuple(map(_due_line, due)), path))
    if reader.approves:
        waiting = connection.execute(query("digest_waiting"), values)
        lines = tuple(f"{row.name}（{row.author}さん）" for row in waiting)
        found.append(Part("承認を待っている提案", lines, "/review"))
    returned = connection.execute(query("digest_returned"), values)
    lines = tuple(f"{row.name}（理由: {row.reason}）" for row in returned)
    found.append(Part("戻された、あなたの提案", lines, "/field"))
    if reader.checks:
        reports = connection.execute(query("digest_reports"), values)
        lines = tuple(f"{row.kind}: {row.name or '場所の名前なし'}" for row in reports)
        found.append(Part("住民からの知らせ（まだ答えていないもの）", lines, "/reports"))
    return [part for part in found if part.lines]


def letter_text(reader: Reader, parts: Sequence[Part], url: str, today: date) -> str:
    """The letter, in plain words."""
    told = [
        f"{reader.name} さん",
        "",
        f"地域資源マップの1週間のお知らせです（{today.month}月{today.day}日）。",
    ]
    for part in parts:
        told += ["", f"■ {part.title}: {len(part.lines):,}件"]
        told += [f"・{line}" for line in part.lines[:LISTED]]
        if len(part.lines) > LISTED:
            told.append(f"（ほか {len(part.lines) - LISTED:,}件）")
        told.append(f"{url}{part.path}")
    return "\n".join(
        [*told, "", "このメールは、知らせることがある週に1通だけ送っています。返信はできません。", ""]
    )


def _due_line(asset: dict[str, Any]) -> str:
    day = asset["assured_date"]
    checked = f"最後に確かめた日 {day.year}年{day.month}月{day.day}日" if day else "まだ確かめていません"
    place = f"、{asset['district']}" if asset["district"] else ""
    return f"{asset['name']}（{checked}{place}）"
