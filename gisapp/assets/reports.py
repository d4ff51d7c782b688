"""Knows what residents without an account report, and how it is answered. Knows no page and nobody's rights.

A report is never on the map: what comes of it goes the way of every other change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy.engine import Connection

from gisapp.assets import proposals
from gisapp.assets.personal import ADDRESS, Finding, findings
from gisapp.assets.proposals import Author, Typed
from gisapp.assets.snapshots import form_of
from gisapp.assets.writing import read
from gisapp.db.engine import query
from gisapp.errors import NotFoundError, UserError

WRONG, GONE, NEW = "違っています", "なくなりました", "新しい場所"
LONGEST_TEXT, LONGEST_PLACE = 500, 100
#: How a report is answered: by what the page sends, the state and the words that are kept.
OUTCOMES = {
    "changed": ("done", "直した・登録した"),
    "same": ("done", "確かめた・そのまま"),
    "gone": ("done", "なくなったと提案した"),
    "dropped": ("dropped", "関係ない"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a resident says. `service_id` None: of a place that isn't known yet, named in `place`."""

    kind: str
    text: str
    place: str = ""
    service_id: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A report with the asset that it is about; `office_id` and `districts` are those of the asset."""

    id: int
    municipality_code: str
    kind: str
    text: str
    place: str
    state: str
    created_at: datetime
    decided_at: datetime | None
    outcome: str
    decided_by: str | None
    service_id: int | None
    asset: str | None
    layer: str | None
    status: str | None
    assured_date: date | None
    office_id: int | None
    districts: list[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What has to be known of a report before somebody answers it."""

    id: int
    key: UUID
    municipality_code: str
    kind: str
    state: str
    service_id: int | None
    asset: str | None
    office_id: int | None
    districts: list[str]


def about(connection: Connection, service_id: int) -> tuple[str, str]:
    """Name and municipality code of an asset that everybody may see. Raises NotFoundError."""
    row = connection.execute(query("report_about"), {"id": service_id}).one_or_none()
    if row is None:
        raise NotFoundError("その場所は、この地図にありません。")
    return row.name, row.municipality_code


def checked(told: Told) -> Told:
    """What was said without blanks around it. Raises UserError (AST-060, AST-061)."""
    cleaned = Told(told.kind, told.text.strip(), " ".join(told.place.split()), told.service_id)
    if len(cleaned.text) > LONGEST_TEXT or len(cleaned.place) > LONGEST_PLACE:
        message = f"長すぎます（内容は{LONGEST_TEXT}文字、場所は{LONGEST_PLACE}文字まで）。"
        raise UserError("AST-060", message, "短くして、もう一度送ってください。", unchanged=True)
    empty = {WRONG: not cleaned.text, GONE: False, NEW: not cleaned.place}
    if empty[cleaned.kind]:
        message = "どんな場所かが書かれていません。" if told.kind == NEW else "何が違うかが書かれていません。"
        raise UserError("AST-061", message, "書いてから、もう一度送ってください。", unchanged=True)
    return cleaned


def about_somebody(told: Told) -> tuple[list[Finding], list[Finding]]:
    """What may tell who somebody is, in the text and in the place; where a new place is may be said."""
    of_place = [each for each in findings(told.place) if each.kind != ADDRESS]
    return findings(told.text), of_place


def add(connection: Connection, key: UUID, code: str, told: Told) -> None:
    """Keeps a report, once for each key."""
    values = {"key": str(key), "code": code, "service_id": told.service_id, "kind": told.kind}
    connection.execute(query("report_add"), {**values, "text": told.text, "place": told.place})


def listed(connection: Connection, code: str, *, waiting: bool = True) -> list[Report]:
    """The reports of a municipality: that wait, the oldest first; or that are answered, the newest first."""
    rows = connection.execute(query("report_list"), {"code": code, "open": waiting})
    return [Report(**row._mapping) for row in rows]


def report(connection: Connection, report_id: int) -> Asked:
    """A report. Raises NotFoundError."""
    row = connection.execute(query("report_read"), {"id": report_id}).one_or_none()
    if row is None:
        raise NotFoundError("その知らせはありません。")
    return Asked(**row._mapping)


def answer(connection: Connection, asked: Asked, who: Author, outcome: str) -> int | None:
    """Answers a report, once; the number of the proposal where the asset is said to be gone.

    Raises UserError (AST-065: answered already), NotFoundError for an answer that doesn't exist.
    """
    if outcome not in OUTCOMES or (outcome == "gone" and asked.service_id is None):
        raise NotFoundError("その答え方はありません。")
    state, words = OUTCOMES[outcome]
    values = {"id": asked.id, "state": state, "outcome": words, "decided_by": who.id}
    if connection.execute(query("report_decide"), values).one_or_none() is None:
        raise UserError(
            "AST-065",
            "この知らせには、ほかの人がもう答えました。",
            "一覧を開き直してください。",
            status=409,
            unchanged=True,
        )
    return _propose_the_end(connection, asked, who) if outcome == "gone" else None


def _propose_the_end(connection: Connection, asked: Asked, who: Author) -> int | None:
    """A proposal that the asset is gone, for somebody else to approve; None where it is gone already."""
    assert asked.service_id is not None
    now = read(connection, asked.service_id)
    if now.status == "inactive":
        return None
    form = {**form_of(now.content), "status": "inactive"}
    key = uuid5(NAMESPACE_URL, f"report:{asked.key}")
    reason = "住民から「なくなりました」と知らせがあり、確かめました。"
    said = Typed(key, form, reason, now.id, now.version)
    return proposals.save(connection, who, now.municipality_code, said).id
