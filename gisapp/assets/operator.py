"""Knows the link with which the operator of a place says whether it is still so, without an account.

Knows no page. The link is signed, ends after some weeks, and dies when the place gets another mail address or
another office. Each answer counts once a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.engine import Connection

from gisapp.assets.checking import CHANGED, GONE, NOTED, STILL, Answer, keep, still
from gisapp.assets.writing import Asset, read
from gisapp.db.engine import query
from gisapp.errors import NotFoundError, UserError
from gisapp.secret import token_hash

LASTS_DAYS = 60
ACTOR = "運営の方（メール）"
HOW = "本人"
MOST_LETTERS = 1000
#: What becomes of an answer: a word for the queue of reports, or a day of checking.
REPORT_KINDS = {CHANGED: "違っています", GONE: "なくなりました"}
AGAIN, TO_QUEUE = "きょうはもう受け取りました", "担当者に届けました"


@dataclass(frozen=True, slots=True)
class Asked:
    """A place whose operator is asked; `shown` is what the public sees of it, None if nothing."""

    asset: Asset
    shown: dict[str, Any] | None


def make_token(connection: Connection, secret: str, service_id: int) -> str:
    """The end of the link for a place. Raises NotFoundError."""
    asset = read(connection, service_id)
    token = _signer(secret).dumps({"s": service_id, "p": "confirm", "b": _bound_to(asset)})
    return str(token)


def asked(connection: Connection, secret: str, token: str) -> Asked:
    """The place of a link. Raises UserError AST-043 where the link is wrong, too old or taken back."""
    try:
        said = _signer(secret).loads(token, max_age=LASTS_DAYS * 24 * 3600)
        asset = read(connection, int(said["s"]))
        good = said["p"] == "confirm" and said["b"] == _bound_to(asset) and asset.status == "active"
    except (BadData, NotFoundError, KeyError, TypeError, ValueError):
        good = False
    if not good:
        raise UserError(
            "AST-043",
            "このリンクは使えません。期限が切れたか、途中で切れて届いたようです。",
            "お手数ですが、メールを送った事務所に電話でお知らせください。",
            status=404,
        )
    shown = connection.execute(query("confirm_shown"), {"id": asset.id}).mappings().one_or_none()
    return Asked(asset, dict(shown) if shown else None)


def confirm(connection: Connection, found: Asked, result: str, text: str, today: date) -> str:
    """What the operator says; what became of it. Nothing but a day is changed without somebody looking at it.

    Raises UserError AST-044 for anything else than the three answers.
    """
    if result not in (STILL, *REPORT_KINDS):
        raise UserError(
            "AST-044", "答えが選ばれていません。", "三つのうちの一つを選んでください。", unchanged=True
        )
    connection.execute(query("asset_lock"), {"id": found.asset.id})
    asset = read(connection, found.asset.id)
    answer = Answer(_once_a_day(asset.id, result, today), result, HOW, today, asset.version)
    outcome = NOTED if result == STILL else TO_QUEUE
    if not keep(connection, asset.id, answer, outcome, ACTOR):
        return AGAIN
    if result == STILL:
        return still(connection, asset, answer, ACTOR)
    values = {
        "key": answer.key,
        "code": asset.municipality_code,
        "service_id": asset.id,
        "kind": REPORT_KINDS[result],
        "text": f"{ACTOR}: {text.strip()[:MOST_LETTERS]}",
    }
    connection.execute(query("confirm_report"), values)
    return TO_QUEUE


def _once_a_day(service_id: int, result: str, today: date) -> UUID:
    return uuid5(NAMESPACE_URL, f"confirm:{service_id}:{result}:{today}")


def _bound_to(asset: Asset) -> str:
    """Changes with the mail address and the office: an older link is worth nothing then."""
    service = asset.content["service"]
    return token_hash(f"{service['email'] or ''}\n{service['office_id'] or ''}")[:16]


def _signer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="gisapp confirm")
