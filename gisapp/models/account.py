"""Knows offices, people who have an account, their invitations and sessions, and the record of what they did.

Knows no asset and no area.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gisapp.models.base import Base, Id, MunicipalityCode

NO_TEXTS = text("'{}'")


class Office(Base):
    """Who looks after assets, also when its staff changes. `districts`: keys of its elementary districts.

    No districts: the whole municipality.
    """

    __tablename__ = "office"
    id: Mapped[Id]
    municipality_code: Mapped[MunicipalityCode]
    name: Mapped[str]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    address: Mapped[str | None]
    districts: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=NO_TEXTS)
    active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))
    __table_args__ = (UniqueConstraint("municipality_code", "name"),)


class Account(Base):
    """Somebody who can log in. `municipality_code` null: for every city of this installation.

    `districts` are those of a council's member; whoever works for an office acts in the office's.

    `password` is an argon2 hash, null until the invitation is taken. `fs_uniquifier` stands in sessions
    instead of the id: a new one ends all of them.
    """

    __tablename__ = "account"
    id: Mapped[Id]
    email: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    municipality_code: Mapped[str | None] = mapped_column(Text, ForeignKey("municipality.code"))
    office_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("office.id"))
    office: Mapped[Office | None] = relationship(lazy="joined")
    districts: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=NO_TEXTS)
    #: When the last weekly letter went out.
    digest_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))
    fs_uniquifier: Mapped[str] = mapped_column(Text, unique=True)
    #: Wrong passwords and codes in a row, and until when the account is closed for them.
    failures: Mapped[int] = mapped_column(server_default=text("0"))
    locked_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    #: "authenticator" where a second factor is set up; its secret is stored encrypted.
    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None]
    #: The last half-minute whose code was used: no code works twice.
    tf_last_counter: Mapped[int | None] = mapped_column(BigInteger)
    #: Mutable, or a code that was used up would stay in the table.
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(ARRAY(Text)))
    #: Who this is for the workplace's own login: whoever tells it, and its number for the person there.
    oidc_issuer: Mapped[str | None]
    oidc_subject: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    entered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    __table_args__ = (
        CheckConstraint(
            "role in ('管理者', '計画担当', '承認者', 'CSW', '地区協議会', '協力者')", name="role"
        ),
        CheckConstraint("(oidc_issuer is null) = (oidc_subject is null)", name="oidc"),
        UniqueConstraint("oidc_issuer", "oidc_subject"),
        Index("ix_account_email", func.lower(text("email")), unique=True),
    )


class Invitation(Base):
    """A link with which somebody sets their first or a new password, once. Tokens are kept hashed."""

    __tablename__ = "invitation"
    token_hash: Mapped[str] = mapped_column(Text, primary_key=True)
    account_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("account.id", ondelete="CASCADE"), unique=True
    )
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class WebSession(Base):
    """What the site remembers of a browser; the cookie holds the token, which is kept here hashed."""

    __tablename__ = "web_session"
    token_hash: Mapped[str] = mapped_column(Text, primary_key=True)
    content: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    used_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Audit(Base):
    """Who looked at, changed or took out what. Rows are only ever added: a trigger refuses all else.

    `account_id` without a foreign key, and the name beside it: the record outlives the account.
    """

    __tablename__ = "audit"
    id: Mapped[Id]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now(), index=True)
    account_id: Mapped[int | None] = mapped_column(BigInteger)
    actor: Mapped[str]
    municipality_code: Mapped[str | None]
    act: Mapped[str]
    thing: Mapped[str]
    thing_id: Mapped[int | None] = mapped_column(BigInteger)
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
