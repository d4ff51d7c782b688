"""Knows how many assets are found, changed in one thing at once and taken back. Knows no page and no rights.

One such change is a batch: its number stands in the reason of every version that it made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.engine import Connection

from gisapp.assets.fields import BY_KEY
from gisapp.assets.town_names import town_key
from gisapp.assets.writing import Content, read_all, write_all
from gisapp.db.engine import query

REASON, BACK = "まとめて変更", "まとめて変更を戻す"
ASSURED = "assured"
#: What may be changed at once, as it is called.
CHANGES = {
    "layer": BY_KEY["layer"].title,
    "office_id": BY_KEY["office_id"].title,
    ASSURED: "確かめた日",
    "status": BY_KEY["status"].title,
    "formality": BY_KEY["formality"].title,
    "pillars": BY_KEY["pillars"].title,
    "fields": BY_KEY["fields"].title,
}
#: What has become of an asset that a batch changed.
STANDS, IS_BACK, LATER = "変えたまま", "元に戻しました", "そのあと、ほかの人が変えました"


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which assets; None and empty for all. `no_office`: those that nobody looks after. `before`: checked
    earlier than this day, or never."""

    layer: str | None = None
    district: str | None = None
    office_id: int | None = None
    no_office: bool = False
    status: str | None = None
    before: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """An asset in the list. `districts`: keys of elementary districts."""

    id: int
    version: int
    name: str
    layer: str
    status: str
    office_id: int | None
    office: str | None
    assured_date: date | None
    checked_how: str | None
    districts: list[str]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that becomes the same of many: which (of CHANGES), and what; `how` it was checked."""

    what: str
    value: Any
    how: str | None = None

    def columns(self) -> dict[str, Any]:
        """Columns of a service."""
        if self.what == ASSURED:
            return {"assured_date": self.value, "checked_how": self.how}
        return {BY_KEY[self.what].column: self.value}


@dataclass(frozen=True, slots=True)
class Planned:
    """What an asset says now and will say."""

    id: int
    version: int
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Done:
    """An asset that a batch changed, and what has become of it (STANDS, IS_BACK, LATER)."""

    id: int
    name: str
    municipality_code: str
    office_id: int | None
    districts: frozenset[str]
    state: str
    version: int
    before: Content
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch in a list: how many versions it made, when and by whom."""

    key: str
    at: datetime
    actor: str
    assets: int


def find(connection: Connection, code: str, sieve: Sieve) -> list[Listed]:
    """The assets of a municipality that pass, by name."""
    values = {
        "code": code,
        "layer": sieve.layer,
        "district": sieve.district,
        "office_id": sieve.office_id,
        "no_office": sieve.no_office,
        "status": sieve.status,
        "before": sieve.before,
        "text": town_key(sieve.text) or None,
    }
    return [Listed(**row) for row in connection.execute(query("bulk_list"), values).mappings()]


def plan(
    connection: Connection, ids: Sequence[int], change: Change, words: Callable[[dict[str, Any]], str]
) -> list[Planned]:
    """What a change does to which of these assets; those that say it already are left out.

    `words` says what columns of a service mean in the one thing that is changed.
    """
    after = words(change.columns())
    found = []
    for asset in read_all(connection, ids):
        service = asset.content["service"]
        if any(service[name] != value for name, value in change.columns().items()):
            found.append(Planned(asset.id, asset.version, asset.name, words(service), after))
    return found


def apply(
    connection: Connection, versions: dict[int, int], change: Change, *, key: UUID, actor: str
) -> list[int]:
    """Changes these assets (number: version that was seen); those that were changed since, left out."""
    contents = {
        asset.id: _with(asset.content, change.columns()) for asset in read_all(connection, sorted(versions))
    }
    base = {number: versions[number] for number in contents}
    left = write_all(connection, contents, base, actor=actor, reason=f"{REASON} {key}")
    return sorted({*left, *(set(versions) - set(contents))})


def batch(connection: Connection, key: UUID) -> list[Done]:
    """What a batch changed, by name; empty where there is none of this number."""
    values = {"reason": f"{REASON} {key}", "back": f"{BACK} {key}"}
    return [_done(row) for row in connection.execute(query("bulk_batch"), values).mappings()]


def undo(connection: Connection, key: UUID, done: Iterable[Done], *, actor: str) -> int:
    """Puts back what of these still stands as the batch left it; how many that was."""
    standing = [each for each in done if each.state == STANDS]
    contents = {each.id: each.before for each in standing}
    base = {each.id: each.version for each in standing}
    left = write_all(connection, contents, base, actor=actor, reason=f"{BACK} {key}")
    return len(standing) - len(left)


def names(connection: Connection, ids: Sequence[int]) -> list[tuple[int, str]]:
    """Numbers and names of these assets."""
    rows = connection.execute(query("asset_names"), {"ids": list(ids)})
    return [(row.id, row.name) for row in rows]


def recent(connection: Connection, code: str, most: int = 10) -> list[Batch]:
    """The batches of the last thirty days, the newest first."""
    values = {"code": code, "prefix": f"{REASON} ", "most": most}
    rows = connection.execute(query("bulk_recent"), values)
    return [Batch(row.reason.removeprefix(f"{REASON} "), row.at, row.actor, row.assets) for row in rows]


def _with(content: Content, columns: dict[str, Any]) -> Content:
    return {**content, "service": {**content["service"], **columns}}


def _done(row: Any) -> Done:
    state = IS_BACK if row["is_back"] else STANDS if row["version"] == row["made"] else LATER
    names = ("id", "name", "municipality_code", "office_id", "version", "before", "actor", "at")
    known = {name: row[name] for name in names}
    return Done(**known, districts=frozenset(row["districts"]), state=state)
