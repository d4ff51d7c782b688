"""Knows calculations that were made, and scenarios that a planner tries out. Knows no asset and no people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, DateTime, Index, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from gisapp.models.base import Base, MunicipalityCode


class AnalysisRun(Base):
    """A calculation: what was asked, on which data, by which code, and the figures as they were shown.

    `number` is made of the question, the data and the code: the same again is the same row.
    """

    __tablename__ = "analysis_run"
    number: Mapped[str] = mapped_column(Text, primary_key=True)
    #: "gaps" (how well districts are served) or "sites" (where the next ones should go).
    kind: Mapped[str]
    municipality_code: Mapped[MunicipalityCode]
    question: Mapped[dict[str, Any]] = mapped_column(JSONB)
    #: [{"layer", "digest", "as_of", "sources"}] and the scenario, in order.
    inputs: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    code_version: Mapped[str]
    #: {"columns": […], "rows": [[…], …]}: what was hidden is null here too.
    figures: Mapped[dict[str, Any]] = mapped_column(JSONB)
    figures_digest: Mapped[str]
    first_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    last_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    #: Somebody has its number in hand (a report, a command, a scenario): it is never thrown away.
    pinned: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    __table_args__ = (
        CheckConstraint("kind in ('gaps', 'sites')", name="kind"),
        Index("ix_analysis_run_municipality_code_last_at", "municipality_code", "last_at"),
    )


class Scenario(Base):
    """Named changes to the places of a municipality, tried out only: the places themselves stay as they are.

    Who has the `token` may look at it. Every write says which `version` it was made from.
    """

    __tablename__ = "scenario"
    token: Mapped[str] = mapped_column(Text, primary_key=True)
    municipality_code: Mapped[MunicipalityCode] = mapped_column(index=True)
    name: Mapped[str]
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    #: The parameters of the question that it was made for.
    question: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    version: Mapped[int] = mapped_column(server_default="1")
