"""Knows the offices that look after places, and their territories. Knows no page and no account.

What belongs to an office stays with it when its staff changes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from gisapp.db.engine import query
from gisapp.errors import NotFoundError, UserError

_PHONE = re.compile(r"\d[\d-]{5,18}\d")


def public_offices(connection: Connection, code: str) -> list[dict[str, Any]]:
    """The offices that residents may turn to: id, name, phone (None where not known), districts, by name."""
    return [dict(row) for row in connection.execute(query("public_offices"), {"code": code}).mappings()]


@dataclass(frozen=True, slots=True)
class District:
    """An elementary district: its key and name."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Office:
    """An office; `districts`: keys of its elementary districts, empty for the whole municipality.

    `people`: how many can log in for it.
    """

    id: int
    municipality_code: str
    name: str
    phone: str | None
    email: str | None
    address: str | None
    districts: list[str]
    active: bool
    people: int


@dataclass(frozen=True, slots=True)
class Told:
    """What a form says of an office."""

    name: str
    phone: str = ""
    email: str = ""
    address: str = ""
    districts: tuple[str, ...] = ()
    active: bool = True


def offices(connection: Connection, code: str | None = None) -> list[Office]:
    """The offices of a municipality, or of all; those that are open first."""
    return [Office(**row._mapping) for row in connection.execute(query("office_list"), {"code": code})]


def office(connection: Connection, office_id: int) -> Office:
    """One office. Raises NotFoundError."""
    found = next((each for each in offices(connection) if each.id == office_id), None)
    if found is None:
        raise NotFoundError("その事務所はありません。")
    return found


def districts(connection: Connection, code: str) -> list[District]:
    """The elementary districts of a municipality, by name."""
    rows = connection.execute(query("district_list"), {"code": code})
    return [District(row.key, row.name) for row in rows]


def add(connection: Connection, code: str, told: Told) -> int:
    """A new office; its number. Raises UserError (ACC-040 to 042)."""
    values = {"municipality_code": code, **_checked(connection, code, told)}
    added: int | None = connection.execute(query("office_add"), values).scalar_one_or_none()
    if added is None:
        raise _taken(told)
    return added


def change(connection: Connection, office_id: int, told: Told) -> None:
    """Changes an office. Raises NotFoundError, UserError (ACC-040 to 042)."""
    before = office(connection, office_id)
    checked = _checked(connection, before.municipality_code, told)
    values = {"id": office_id, "active": told.active, **checked}
    if connection.execute(query("office_change"), values).one_or_none() is None:
        raise _taken(told)


def _checked(connection: Connection, code: str, told: Told) -> dict[str, object]:
    name = " ".join(told.name.split())
    if not 1 <= len(name) <= 50:
        raise UserError(
            "ACC-040",
            "事務所の名前を50文字以内で入れてください。",
            "例: 見本包括支援センター",
            unchanged=True,
        )
    phone = unicodedata.normalize("NFKC", told.phone).strip()
    if phone and not _PHONE.fullmatch(phone):
        raise UserError(
            "ACC-041", "電話番号を読めません。", "「042-000-0000」のように入れてください。", unchanged=True
        )
    return {
        "name": name,
        "phone": phone or None,
        "email": told.email.strip() or None,
        "address": told.address.strip() or None,
        "districts": _known(districts(connection, code), told.districts),
    }


def _known(known: Iterable[District], chosen: tuple[str, ...]) -> list[str]:
    return sorted({each.key for each in known} & set(chosen))


def _taken(told: Told) -> UserError:
    message = f"「{told.name}」という事務所は、もうあります。"
    return UserError("ACC-042", message, "ほかの名前にするか、一覧から開いてください。", unchanged=True)
