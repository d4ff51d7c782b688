"""Knows what was heard in a district: troubles, wishes, strengths. Knows no page and nobody's rights.

Notes are for whoever works there and never public; nobody may be recognised in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.engine import Connection

from gisapp.db.engine import query
from gisapp.errors import NotFoundError, UserError

KINDS = ("困りごと", "願い", "強み")
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Heard:
    """What a form says: the key of the elementary district, the kind, the words, the day."""

    district: str
    kind: str
    text: str
    heard_on: date | None


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it is kept; `district` is the key of an elementary district."""

    id: int
    municipality_code: str
    district: str
    kind: str
    text: str
    heard_on: date
    author_id: int
    author: str
    office_id: int | None
    office: str | None
    version: int


class ChangedError(UserError):
    """Somebody else has changed or removed the note since it was read; `now` is how it is."""

    def __init__(self, now: Note) -> None:
        super().__init__(
            "AST-072",
            "ほかの人が先に書き直しました。",
            "両方の文を見くらべて、残す文にしてから、もう一度保存してください。",
            status=409,
            unchanged=True,
        )
        self.now = now


def listed(
    connection: Connection, code: str, *, district: str | None = None, kind: str | None = None
) -> list[Note]:
    """The notes of a municipality, the newest first."""
    rows = connection.execute(query("note_list"), {"code": code, "district": district, "kind": kind})
    return [Note(**row._mapping) for row in rows]


def note(connection: Connection, note_id: int) -> Note:
    """A note. Raises NotFoundError, also where it was removed."""
    row = connection.execute(query("note_read"), {"id": note_id}).one_or_none()
    if row is None:
        raise NotFoundError(
            "その聞き取りはありません。", "消されたかもしれません。一覧から選び直してください。"
        )
    return Note(**row._mapping)


def checked(heard: Heard, districts: frozenset[str], today: date) -> Heard:
    """What was said, without blanks around it. Raises UserError (AST-070, AST-071)."""
    text = heard.text.strip()
    if not 1 <= len(text) <= LONGEST:
        raise UserError(
            "AST-070",
            f"聞いたことを{LONGEST}文字以内で書いてください。",
            "書き直してください。",
            unchanged=True,
        )
    known = heard.district in districts and heard.kind in KINDS
    if not known or heard.heard_on is None or heard.heard_on > today:
        raise UserError(
            "AST-071",
            "小学校区・種類・聞いた日のどれかが選ばれていません。",
            "選び直してください。聞いた日は、きょうまでです。",
            unchanged=True,
        )
    return Heard(heard.district, heard.kind, text, heard.heard_on)


def add(connection: Connection, code: str, heard: Heard, *, author_id: int, office_id: int | None) -> int:
    """Keeps a new note; its number."""
    values = {**_values(heard), "code": code, "author_id": author_id, "office_id": office_id}
    added: int = connection.execute(query("note_add"), values).scalar_one()
    return added


def change(connection: Connection, now: Note, heard: Heard, *, version: int) -> None:
    """Changes a note that was read in a version. Raises ChangedError."""
    values = {**_values(heard), "id": now.id, "version": version}
    if connection.execute(query("note_change"), values).one_or_none() is None:
        raise ChangedError(now)


def remove(connection: Connection, now: Note, *, version: int) -> None:
    """Takes a note out of every list; it stays in the table. Raises ChangedError."""
    if connection.execute(query("note_remove"), {"id": now.id, "version": version}).one_or_none() is None:
        raise ChangedError(now)


def _values(heard: Heard) -> dict[str, object]:
    return {
        "district": heard.district,
        "kind": heard.kind,
        "text": heard.text,
        "heard_on": heard.heard_on,
    }
