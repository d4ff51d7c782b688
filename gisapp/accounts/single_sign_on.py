"""Knows whose account it is when the workplace's own login tells who somebody is. Knows no page.

An account is bound to the number that the other side has for the person; mail addresses change hands.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from gisapp.db.engine import query
from gisapp.errors import UserError


@dataclass(frozen=True, slots=True)
class Identity:
    """What the workplace's login has told and signed. `email` None: nothing is told about mail.

    `verified`: the other side has made sure that the person reads mail there.
    """

    issuer: str
    subject: str
    email: str | None
    verified: bool


def account_of(connection: Connection, identity: Identity, link: str | None) -> int:
    """The account that somebody comes in with; binds it at the first time. To be called in a transaction.

    By a link of invitation, or else by a verified mail address that has an account. `link`: the hash of the
    link's token. Raises UserError (ACC-030), the same for who is unknown, stopped or closed.
    """
    found = _by_number(connection, identity) if link is None else _by_link(connection, identity, link)
    if found is None:
        raise UserError(
            "ACC-030",
            "このアカウントでは、ここに入れません。",
            "この地図の利用者として招かれているかを、管理者に確かめてください。",
            status=403,
            unchanged=True,
        )
    return found


def _by_number(connection: Connection, identity: Identity) -> int | None:
    values = {"issuer": identity.issuer, "subject": identity.subject}
    bound = connection.execute(query("identity_find"), values).one_or_none()
    if bound is None:
        return _by_email(connection, identity)
    return bound.id if bound.open else None


def _by_link(connection: Connection, identity: Identity, link: str) -> int | None:
    values = {
        "issuer": identity.issuer,
        "subject": identity.subject,
        "email": identity.email,
        "token_hash": link,
        "fs_uniquifier": secrets.token_hex(16),
    }
    found: int | None = connection.execute(query("identity_bind_by_link"), values).scalar_one_or_none()
    return found


def _by_email(connection: Connection, identity: Identity) -> int | None:
    # Beyond ASCII there are letters that become others in lower case: with them, an address could pass for
    # another person's.
    if not identity.verified or identity.email is None or not identity.email.isascii():
        return None
    values = {"issuer": identity.issuer, "subject": identity.subject, "email": identity.email}
    found: int | None = connection.execute(query("identity_bind_by_email"), values).scalar_one_or_none()
    return found
