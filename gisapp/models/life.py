"""Knows what waits on its way to the map: proposals, reports, answers; and what was heard in a district.

Knows no published asset.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, func
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from gisapp.models.base import Base, Id, MunicipalityCode


class Proposal(Base):
    """How somebody wants an asset to be; nothing of it is on the map before somebody else has approved it.

    `service_id` null: a new asset. `base_version` is the version that the author had read. `content` holds
    the form's values by field (gisapp.assets.fields). `key` comes from the device: what is sent twice is kept
    once.
    """

    __tablename__ = "proposal"
    id: Mapped[Id]
    key: Mapped[UUID] = mapped_column(unique=True)
    municipality_code: Mapped[MunicipalityCode]
    service_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("service.id", ondelete="CASCADE"), index=True
    )
    base_version: Mapped[int | None]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(server_default="draft")
    author_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("account.id"))
    office_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("office.id"))
    #: Why the author wants it, and why it was returned.
    reason: Mapped[str] = mapped_column(server_default="")
    returned_reason: Mapped[str] = mapped_column(server_default="")
    #: Whoever approves says which version of the proposal they had read.
    version: Mapped[int] = mapped_column(server_default=sql("1"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    decided_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("account.id"))
    __table_args__ = (
        CheckConstraint("state in ('draft', 'submitted', 'returned', 'approved', 'withdrawn')", name="state"),
        CheckConstraint("(service_id is null) = (base_version is null) or state = 'approved'", name="base"),
        Index("ix_proposal_municipality_code_state", "municipality_code", "state"),
    )


class Report(Base):
    """What a resident without an account says of an asset, or of one that isn't known. Asks for no name."""

    __tablename__ = "report"
    id: Mapped[Id]
    key: Mapped[UUID] = mapped_column(unique=True)
    municipality_code: Mapped[MunicipalityCode]
    service_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("service.id", ondelete="CASCADE"))
    kind: Mapped[str]
    text: Mapped[str] = mapped_column(server_default="")
    place: Mapped[str] = mapped_column(server_default="")
    state: Mapped[str] = mapped_column(server_default="open")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    decided_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("account.id"))
    outcome: Mapped[str] = mapped_column(server_default="")
    __table_args__ = (
        CheckConstraint("kind in ('違っています', 'なくなりました', '新しい場所')", name="kind"),
        CheckConstraint("state in ('open', 'done', 'dropped')", name="state"),
        Index("ix_report_municipality_code_state", "municipality_code", "state"),
    )


class HearingNote(Base):
    """What was heard in a district (key of an elementary district): needs, wishes, strengths; not public."""

    __tablename__ = "hearing_note"
    id: Mapped[Id]
    municipality_code: Mapped[MunicipalityCode]
    district: Mapped[str]
    kind: Mapped[str]
    text: Mapped[str]
    heard_on: Mapped[date]
    author_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("account.id"))
    office_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("office.id"))
    version: Mapped[int] = mapped_column(server_default=sql("1"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    removed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    __table_args__ = (
        CheckConstraint("kind in ('困りごと', '願い', '強み')", name="kind"),
        Index("ix_hearing_note_municipality_code_district", "municipality_code", "district"),
    )


class CheckAnswer(Base):
    """What somebody found who looked whether an asset is still there; `key` comes from the device.

    `outcome` says what it did to the asset. Of operators who answer by mail no name is asked.
    """

    __tablename__ = "check_answer"
    key: Mapped[UUID] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("service.id", ondelete="CASCADE"), index=True
    )
    checked_on: Mapped[date]
    how: Mapped[str]
    result: Mapped[str]
    outcome: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    __table_args__ = (
        CheckConstraint("how in ('電話', '訪問', '紙', '本人')", name="how"),
        CheckConstraint("result in ('まだやっている', '変わった', 'なくなった')", name="result"),
    )
