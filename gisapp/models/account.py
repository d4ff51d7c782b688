"""Knows people who have an account, their invitations and their sessions. Knows no asset and no area."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, CheckConstraint, DateTime, ForeignKey, Index, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column

from gisapp.models.base import Base, Id


class Account(Base):
    """Somebody who can log in. `municipality_code` null: for every city of this installation.

    `password` is an argon2 hash, null until the invitation is taken. `fs_uniquifier` stands in sessions
    instead of the id: a new one ends all of them.
    """

    __tablename__ = "account"
    id: Mapped[Id]
    email: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    municipality_code: Mapped[str | None] = mapped_column(Text, ForeignKey("municipality.code"))
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
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    entered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    __table_args__ = (
        CheckConstraint("role in ('管理者', '計画担当')", name="role"),
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
