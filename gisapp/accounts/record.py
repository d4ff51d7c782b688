"""Knows the record of who did what: it is only ever added to. Knows no page and nobody's rights."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from gisapp.accounts.rights import Person
from gisapp.db.engine import query


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done."""

    id: int
    at: datetime
    actor: str
    municipality_code: str | None
    act: str
    thing: str
    thing_id: int | None
    detail: dict[str, Any]


def note(
    connection: Connection,
    person: Person | None,
    act: str,
    thing: str,
    thing_id: int | None = None,
    *,
    code: str | None = None,
    **detail: str | int | None,
) -> None:
    """Writes down, in the caller's transaction, what somebody did, in words for the administrator."""
    values = {
        "account_id": person.id if person else None,
        "actor": person.name if person else "ログインしていない人",
        "code": code,
        "act": act,
        "thing": thing,
        "thing_id": thing_id,
        "detail": json.dumps(detail, ensure_ascii=False),
    }
    connection.execute(query("audit_add"), values)


def latest(connection: Connection, *, before: int | None = None, most: int = 100) -> list[Entry]:
    """The newest entries first; those before the entry of a number."""
    rows = connection.execute(query("audit_list"), {"before": before, "most": most})
    return [Entry(**row._mapping) for row in rows]
