"""Knows the people who have an account: how they are invited, changed and stopped. Knows no page.

Nobody's password is ever known to anybody else: whoever is invited sets it with a link that works once.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from argon2 import PasswordHasher
from email_validator import EmailNotValidError, validate_email
from sqlalchemy.engine import Connection

from gisapp.accounts.offices import districts, office
from gisapp.accounts.passwords import require_good
from gisapp.accounts.rights import Person, Role
from gisapp.db.engine import query
from gisapp.errors import NotFoundError, UserError
from gisapp.secret import token_hash

INVITED_DAYS = 7
MOST_FAILURES, LOCKED_MINUTES = 10, 15
#: The one account that isn't named by an address of mail.
FIRST_LOGIN, FIRST_NAME = "kanri", "はじめの管理者"


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody works as, and where: as it is chosen in a form.

    `municipality_code` None: every city. `districts`: keys of elementary districts, of a council's member.
    """

    role: str
    municipality_code: str | None = None
    office_id: int | None = None
    districts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """An account as the administrator sees it. `taken`: somebody has set a password.

    `work_account`: they have come in with the workplace's own login.
    """

    id: int
    email: str
    name: str
    role: Role
    municipality_code: str | None
    office_id: int | None
    office: str | None
    districts: list[str]
    active: bool
    entered_at: datetime | None
    two_factor: bool
    taken: bool
    work_account: bool
    invited_until: datetime | None


def listed(connection: Connection) -> list[Listed]:
    """Everybody; those who can come in first."""
    return [
        Listed(**{**row, "role": Role(row["role"])})
        for row in connection.execute(query("account_list")).mappings()
    ]


def one(connection: Connection, account_id: int) -> Listed:
    """Somebody. Raises NotFoundError."""
    found = next((each for each in listed(connection) if each.id == account_id), None)
    if found is None:
        raise NotFoundError("その利用者はいません。")
    return found


def first_administrator(connection: Connection) -> str | None:
    """Where nobody can come in as administrator of everything: somebody who can, and their random password.

    None where there is somebody. An earlier first administrator whose password got lost is not replaced.
    """
    if connection.execute(query("account_count")).scalar_one():
        return None
    password = secrets.token_urlsafe(15)
    values = {"email": FIRST_LOGIN, **_checked(connection, FIRST_NAME, Post(Role.ADMINISTRATOR))}
    added = _add(connection, values, _hashed(password))
    return password if added else None


def invite(connection: Connection, *, email: str, name: str, post: Post) -> str:
    """The token of a link for somebody new. Raises UserError (ACC-010 to 013, 015 to 017)."""
    values = {"email": _email(email), **_checked(connection, name, post)}
    added = _add(connection, values, None)
    if added is None:
        raise UserError(
            "ACC-011",
            f"{values['email']} は、もう利用者になっています。",
            "一覧からその人を開いて、招待のリンクを作り直してください。",
            unchanged=True,
        )
    return invite_again(connection, added)


def invite_again(connection: Connection, account_id: int) -> str:
    """A new link for somebody, to set their first or a new password; the older one is worth nothing."""
    token = secrets.token_urlsafe(32)
    values = {"token_hash": token_hash(token), "account_id": account_id, "days": INVITED_DAYS}
    connection.execute(query("invitation_make"), values)
    return token


def invited(connection: Connection, token: str) -> Person:
    """Whom a link is for. Raises UserError (ACC-020) where it is used up, too old or wrong."""
    values = {"token_hash": token_hash(token)}
    row = connection.execute(query("invitation_find"), values).mappings().one_or_none()
    if row is None:
        raise _used_up()
    return Person(row["id"], row["name"], row["email"], Role(row["role"]), None)


def take(connection: Connection, token: str, password: str, places: Iterable[str]) -> None:
    """Sets the password of whom the link is for, and uses it up. Raises UserError (ACC-020, ACC-021).

    `places`: names that are no good in a password here.
    """
    person = invited(connection, token)
    require_good(password, person, places)
    taken = {"token_hash": token_hash(token)}
    if connection.execute(query("invitation_take"), taken).one_or_none() is None:
        raise _used_up()  # somebody with the same link was faster
    values = {"id": person.id, "password": _hashed(password), "fs_uniquifier": secrets.token_hex(16)}
    connection.execute(query("account_password"), values)


def invite_or_renew(connection: Connection, *, email: str, name: str, role: str) -> str:
    """For whoever sits at the server: the link for somebody new, or a new one for somebody known."""
    asked = email.strip().lower()
    known = next((each.id for each in listed(connection) if each.email.lower() == asked), None)
    if known is not None:
        return invite_again(connection, known)
    return invite(connection, email=email, name=name, post=Post(role))


def change(
    connection: Connection,
    account_id: int,
    *,
    name: str,
    post: Post,
    active: bool,
) -> None:
    """Changes who somebody is here, and ends their sessions. Raises UserError (ACC-012 to 017)."""
    # Two administrators who stop each other at once would both see the other one still there.
    connection.execute(query("account_lock"))
    before = one(connection, account_id)
    values = _checked(connection, name, post)
    changed = {"id": account_id, "active": active, "fs_uniquifier": secrets.token_hex(16), **values}
    connection.execute(query("account_change"), changed)
    rules = before.active and before.role is Role.ADMINISTRATOR and before.municipality_code is None
    if rules and not connection.execute(query("account_count")).scalar_one():
        raise UserError(
            "ACC-014",
            "全体の管理者が、だれもいなくなります。",
            "先に、ほかの人を全体の管理者にしてください。",
            unchanged=True,
        )


def _used_up() -> UserError:
    return UserError(
        "ACC-020",
        "このリンクは使えません。期限が切れたか、もう使われました。",
        "管理者に、新しい招待のリンクを頼んでください。",
        status=410,
        unchanged=True,
    )


def _add(connection: Connection, values: Mapping[str, Any], password: str | None) -> int | None:
    made = {**values, "password": password, "fs_uniquifier": secrets.token_hex(16)}
    found: int | None = connection.execute(query("account_add"), made).scalar_one_or_none()
    return found


def _hashed(password: str) -> str:
    return PasswordHasher().hash(unicodedata.normalize("NFKD", password))


def _email(text: str) -> str:
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized
    except EmailNotValidError as error:
        remedy = "例のような形（namae@example.jp）で入れてください。"
        raise UserError("ACC-010", "メールアドレスの形が違います。", remedy, unchanged=True) from error


def _checked(connection: Connection, name: str, post: Post) -> dict[str, Any]:
    name = " ".join(name.split())
    if not 1 <= len(name) <= 50:
        raise UserError(
            "ACC-012", "名前を50文字以内で入れてください。", "職場での呼び名で構いません。", unchanged=True
        )
    if post.role not in list(Role):
        raise UserError("ACC-013", "役割が選ばれていません。", "一覧から選んでください。", unchanged=True)
    return {"name": name, **_where(connection, Role(post.role), post)}


def _where(connection: Connection, role: Role, post: Post) -> dict[str, Any]:
    """Only what goes with the role: administrators look after everything, officers act for their office."""
    values: dict[str, Any] = {"role": role, "municipality_code": None, "office_id": None, "districts": []}
    if role is Role.PLANNER:
        return {**values, "municipality_code": post.municipality_code}
    if role in (Role.CSW, Role.APPROVER):
        if post.office_id is None:
            message = f"{role}の事務所が選ばれていません。"
            raise UserError("ACC-015", message, "事務所を先に作り、一覧から選んでください。", unchanged=True)
        code = office(connection, post.office_id).municipality_code
        return {**values, "office_id": post.office_id, "municipality_code": code}
    if role is Role.ADMINISTRATOR:
        return values
    if post.municipality_code is None:
        raise UserError(
            "ACC-016", f"{role}の自治体が選ばれていません。", "一覧から選んでください。", unchanged=True
        )
    values["municipality_code"] = post.municipality_code
    if role is Role.COUNCIL:
        known = {each.key for each in districts(connection, post.municipality_code)}
        values["districts"] = sorted(known & set(post.districts))
        if not values["districts"]:
            message = "地区協議会の小学校区が選ばれていません。"
            raise UserError("ACC-017", message, "その人の小学校区を一つ以上選んでください。", unchanged=True)
    return values
