"""Knows people of the tests' own who have an account, and how they log in. Knows no page."""

from __future__ import annotations

import functools
import secrets
import time
import unicodedata
from dataclasses import dataclass
from typing import Any

from argon2 import PasswordHasher
from flask.testing import FlaskClient
from passlib.totp import TOTP
from sqlalchemy.engine import Engine

from gisapp.accounts.rights import Role
from gisapp.db.engine import query

OURS = {"Sec-Fetch-Site": "same-origin"}
PASSWORD = "見本の長い合言葉です"
NAME = "見本 さくら"
#: How long a code of a second factor lasts.
STEP_S = 30


@dataclass(frozen=True, slots=True)
class Telephone:
    """An app that shows codes, one for each half-minute; `key` as the site shows it."""

    key: str

    def code(self, later: int = 0) -> str:
        """The code of now, or of half-minutes later: the site allows for clocks that go wrong."""
        totp = TOTP(key=self.key.replace("-", "").replace(" ", ""))
        token: str = totp.generate(int(time.time()) + later * STEP_S).token
        return token


def email_of(role: Role) -> str:
    """Where mail for the test's person of a role would go."""
    return f"{role.name.lower()}@example.jp"


def somebody(
    engine: Engine,
    role: Role = Role.ADMINISTRATOR,
    municipality_code: str | None = None,
    *,
    office_id: int | None = None,
    districts: tuple[str, ...] = (),
) -> str:
    """The mail address of somebody with this role, made where there is none yet."""
    values: dict[str, Any] = {
        "email": email_of(role),
        "name": NAME,
        "role": str(role),
        "municipality_code": municipality_code,
        "office_id": office_id,
        "districts": list(districts),
        "password": _hashed(),
        "fs_uniquifier": secrets.token_hex(16),
    }
    with engine.begin() as connection:
        connection.execute(query("account_add"), values)
    return email_of(role)


def log_in(client: FlaskClient, engine: Engine, role: Role = Role.ADMINISTRATOR) -> FlaskClient:
    """The client, logged in by the form as somebody with this role."""
    form = {"email": somebody(engine, role), "password": PASSWORD}
    answer = client.post("/account/login", data=form, headers=OURS)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return client


@functools.cache
def _hashed() -> str:
    """As passwords are stored; once a run, for it takes as long as it is meant to take."""
    return PasswordHasher().hash(unicodedata.normalize("NFKD", PASSWORD))
