"""Knows a change on its way to the map: draft, submitted, returned, approved, withdrawn.

Knows no page and nobody's rights (but this: nobody approves their own). What is public stays as it is until
a proposal is approved; then it is written, and its history kept, by `gisapp.assets.writing`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.engine import Connection

from gisapp.assets.fields import Form, empty_form
from gisapp.assets.merging import Merged, changed, merge
from gisapp.assets.snapshots import form_of
from gisapp.assets.writing import Asset, at_version, read
from gisapp.db.engine import query
from gisapp.errors import NotFoundError, UserError

OPEN = ("draft", "submitted", "returned")
STATE_WORDS = {
    "draft": "下書き",
    "submitted": "承認待ち",
    "returned": "戻されました",
    "approved": "承認されました",
    "withdrawn": "取り下げました",
}


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes: number, name, and the office that it will belong to."""

    id: int
    name: str
    office_id: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that somebody wants; `content` is the form. `service_id` None: a new asset."""

    id: int
    key: str
    municipality_code: str
    service_id: int | None
    base_version: int | None
    content: Form
    state: str
    author_id: int
    author: str
    office_id: int | None
    office: str | None
    reason: str
    returned_reason: str
    version: int
    created_at: datetime
    updated_at: datetime
    decided_at: datetime | None
    decided_by: str | None


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form brought: its values, why, and what they were made from.

    `key` is the device's own number of this change. `version` is that of the proposal that was read, None for
    a new one; `base_version` that of the asset, None for a new asset.
    """

    key: UUID
    form: Form
    reason: str = ""
    service_id: int | None = None
    base_version: int | None = None
    version: int | None = None
    submit: bool = True


class ConflictError(UserError):
    """Two people changed the same fields (`merged`); `theirs` is how it is now, `mine` what was typed.

    `now_version` is what the next try has to be based on. Nothing was changed.
    """

    def __init__(self, merged: Merged, mine: Form, theirs: Form, now_version: int) -> None:
        super().__init__(
            "AST-409",
            "ほかの人が先に更新しました。",
            "両方の内容を見くらべて、項目ごとにどちらにするかを選んでください。",
            status=409,
            unchanged=True,
        )
        self.merged, self.mine, self.theirs, self.now_version = merged, mine, theirs, now_version


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving did; `joined`: fields that somebody else changed meanwhile and that were taken over."""

    id: int
    state: str
    joined: tuple[str, ...] = ()


def proposal(connection: Connection, proposal_id: int) -> Proposal:
    """A proposal. Raises NotFoundError."""
    row = connection.execute(query("proposal_read"), {"id": proposal_id, "key": None}).one_or_none()
    if row is None:
        raise NotFoundError("その提案はありません。")
    return Proposal(**row._mapping)


def waiting(
    connection: Connection,
    code: str,
    *,
    states: Sequence[str] = ("submitted",),
    author_id: int | None = None,
    service_id: int | None = None,
    most: int = 500,
) -> list[dict[str, object]]:
    """Proposals of a municipality as plain values, the longest unchanged first."""
    values = {
        "code": code, "states": list(states), "author_id": author_id, "service_id": service_id, "most": most,
    }  # fmt: skip
    return [dict(row) for row in connection.execute(query("proposal_list"), values).mappings()]


def base_form(connection: Connection, service_id: int | None, base_version: int | None) -> Form:
    """What the author of a change had read: the asset in that version, or an empty form."""
    if service_id is None or base_version is None:
        return empty_form()
    return form_of(at_version(connection, read(connection, service_id), base_version))


def save(connection: Connection, author: Author, code: str, typed: Typed) -> Saved:
    """Keeps what was typed as the author's proposal, once for each key.

    Raises ConflictError where somebody else changed the same fields meanwhile, NotFoundError.
    """
    form, base_version, joined = _onto_what_is(connection, typed)
    values: dict[str, object] = {
        "key": str(typed.key),
        "code": code,
        "service_id": typed.service_id,
        "base_version": base_version,
        "content": json.dumps(form, ensure_ascii=False),
        "state": "submitted" if typed.submit else "draft",
        "author_id": author.id,
        "office_id": author.office_id,
        "reason": typed.reason,
    }
    added = connection.execute(query("proposal_add"), values).scalar_one_or_none()
    if added is not None:
        return Saved(added, str(values["state"]), joined)
    return _save_again(connection, author, typed, values, joined)


def _save_again(
    connection: Connection, author: Author, typed: Typed, values: dict[str, object], joined: tuple[str, ...]
) -> Saved:
    row = connection.execute(query("proposal_read"), {"id": None, "key": str(typed.key)}).one()
    before = Proposal(**row._mapping)
    locked = connection.execute(query("proposal_lock"), {"id": before.id}).one()
    if before.author_id != author.id:
        raise NotFoundError("その提案はありません。")
    if locked.state not in OPEN or (typed.version is None and not changed(before.content, typed.form)):
        return Saved(before.id, locked.state)  # the same once more: a double tap, or an answer that got lost
    if before.service_id != typed.service_id:
        raise NotFoundError("その提案はありません。")
    if typed.version is not None and typed.version != locked.version:
        before = proposal(connection, before.id)
        merged = Merged(before.content, (), (), changed(before.content, typed.form))
        raise ConflictError(merged, typed.form, before.content, locked.version)
    connection.execute(query("proposal_change"), {**values, "id": before.id})
    return Saved(before.id, str(values["state"]), joined)


def _onto_what_is(connection: Connection, typed: Typed) -> tuple[Form, int | None, tuple[str, ...]]:
    """The form on top of the asset as it is now, its version, and what was taken over from others."""
    if typed.service_id is None:
        return typed.form, None, ()
    now = read(connection, typed.service_id)
    if typed.base_version == now.version:
        return typed.form, now.version, ()
    joined = merged(connection, now, typed.form, typed.base_version)
    return joined.form, now.version, joined.theirs


def merged(connection: Connection, now: Asset, mine: Form, base_version: int | None) -> Merged:
    """Both changes in one form. Raises ConflictError."""
    if base_version is None:
        raise NotFoundError("どの版を直したのか分かりません。")
    base, theirs = form_of(at_version(connection, now, base_version)), form_of(now.content)
    found = merge(base, mine, theirs)
    if found.both:
        raise ConflictError(found, mine, theirs, now.version)
    return found


def withdraw(connection: Connection, proposal_id: int, author: Author) -> None:
    """Takes one's own proposal back."""
    if proposal(connection, proposal_id).author_id != author.id:
        raise NotFoundError("その提案はありません。")
    opened(connection, proposal_id, OPEN)
    decide(connection, proposal_id, "withdrawn", author)


def opened(connection: Connection, proposal_id: int, states: Sequence[str]) -> Proposal:
    """The proposal, kept from everybody else for the rest of the transaction."""
    connection.execute(query("proposal_lock"), {"id": proposal_id})
    found = proposal(connection, proposal_id)
    if found.state not in states:
        raise UserError(
            "AST-010",
            f"この提案は、いま「{STATE_WORDS[found.state]}」です。",
            "一覧を開き直してください。",
            status=409,
            unchanged=True,
        )
    return found


def decide(
    connection: Connection,
    proposal_id: int,
    state: str,
    who: Author,
    *,
    reason: str = "",
    service_id: int | None = None,
) -> None:
    """Writes down what has become of a proposal, and who said so."""
    values = {
        "id": proposal_id,
        "state": state,
        "returned_reason": reason,
        "decided_by": who.id,
        "service_id": service_id,
    }
    connection.execute(query("proposal_decide"), values)
