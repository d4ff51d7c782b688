"""Knows how an answer to "is it still so?" becomes an assured date, a proposal, or nothing at all.

Knows no page and nobody's rights. An answer is taken once for each key, and never undoes anything newer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.engine import Connection

from gisapp.assets.fields import CHECKED_HOW, Form
from gisapp.assets.merging import changed
from gisapp.assets.proposals import Author, Typed, save
from gisapp.assets.snapshots import form_of
from gisapp.assets.writing import Asset, at_version, read, write
from gisapp.db.engine import query
from gisapp.errors import NotFoundError, UserError

STILL, CHANGED, GONE = "まだやっている", "変わった", "なくなった"
RESULTS = (STILL, CHANGED, GONE)
#: What an answer did.
NOTED, OLDER, PROPOSED = "確かめた日を付けました", "もっと新しい確認があります", "承認待ちになりました"


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody found: which result, how and when they looked, and the version that they had before them.

    `key` is the device's own number of this answer.
    """

    key: UUID
    result: str
    how: str
    on: date
    base_version: int

    @property
    def reason(self) -> str:
        """Why the asset changes, as its history tells it."""
        return f"確認: {self.how}"


def take(connection: Connection, service_id: int, answer: Answer, who: Author, today: date) -> str:
    """Does what an answer means (still there, or gone); says what that was. Sent again, it does nothing more.

    Raises UserError AST-041 (not possible like this), AST-042 (the asset was changed since), NotFoundError,
    and ConflictError where it is gone and somebody else changes its state.
    """
    _check(answer, today)
    connection.execute(query("asset_lock"), {"id": service_id})
    known = connection.execute(query("check_known"), {"key": answer.key}).one_or_none()
    if known is not None:
        if known.service_id != service_id:
            raise NotFoundError("その場所はありません。")
        return str(known.outcome)
    now = read(connection, service_id)
    if answer.result == GONE:
        outcome = _gone(connection, now, answer, who)
    else:
        outcome = still(connection, now, answer, who.name)
    keep(connection, service_id, answer, outcome, who.name)
    return outcome


def still(connection: Connection, now: Asset, answer: Answer, actor: str) -> str:
    """Notes the day on which an asset was found as it is told; a newer day stays. Raises AST-042."""
    _require_the_same(connection, now, answer.base_version)
    said = now.content["service"]["assured_date"]
    if said is not None and date.fromisoformat(said) >= answer.on:
        return OLDER
    words = {"assured_date": answer.on.isoformat(), "checked_how": answer.how}
    content = {**now.content, "service": {**now.content["service"], **words}}
    write(connection, now.id, content, base_version=now.version, actor=actor, reason=answer.reason)
    return NOTED


def keep(connection: Connection, service_id: int, answer: Answer, outcome: str, actor: str) -> bool:
    """Keeps an answer; whether it is the first one with its key."""
    values = {
        "key": answer.key,
        "service_id": service_id,
        "checked_on": answer.on,
        "how": answer.how,
        "result": answer.result,
        "outcome": outcome,
        "actor": actor,
    }
    return connection.execute(query("check_add"), values).one_or_none() is not None


def _gone(connection: Connection, now: Asset, answer: Answer, who: Author) -> str:
    """Nobody closes a place alone: whoever finds it gone proposes it."""
    form = {**_as_read(connection, now, answer.base_version), "status": "inactive"}
    reason = f"{answer.reason}（{answer.on.month}月{answer.on.day}日）{GONE}"
    typed = Typed(answer.key, form, reason, service_id=now.id, base_version=answer.base_version)
    save(connection, who, now.municipality_code, typed)
    return PROPOSED


def _require_the_same(connection: Connection, now: Asset, base_version: int) -> None:
    """Who says "still so" of something else than what it says now has said nothing of it."""
    before = _as_read(connection, now, base_version)
    if now.status != "active" or changed(before, form_of(now.content)):
        raise _changed_since(now)


def _as_read(connection: Connection, now: Asset, base_version: int) -> Form:
    """What whoever answers had before them. Raises AST-042 where nobody knows any more."""
    try:
        return form_of(at_version(connection, now, base_version))
    except NotFoundError as error:
        raise _changed_since(now) from error


def _changed_since(now: Asset) -> UserError:
    return UserError(
        "AST-042",
        f"「{now.name}」は、あなたが見たあとで内容が変わりました。",
        "いまの内容を見て、もう一度答えてください。",
        status=409,
        unchanged=True,
    )


def _check(answer: Answer, today: date) -> None:
    if answer.how not in CHECKED_HOW or answer.result not in (STILL, GONE) or answer.on > today:
        raise UserError(
            "AST-041",
            "この答えを受け取れません。",
            "確かめ方と、確かめた日（今日まで）を選び直してください。",
            unchanged=True,
        )
