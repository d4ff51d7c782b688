"""Knows where data came from: sources, import runs, and the problems found on the way. Knows no data."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, Text, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from gisapp.models.base import Base, Id


class Source(Base):
    """Official files as they were handed in: publisher, licence, as-of, and the hash each is kept under.

    `municipality_code` has no foreign key: the very first source is what makes its municipality known.
    """

    __tablename__ = "source"
    id: Mapped[Id]
    municipality_code: Mapped[str] = mapped_column(Text)
    layer: Mapped[str]
    publisher: Mapped[str]
    title: Mapped[str]
    url: Mapped[str]
    licence: Mapped[str]
    as_of: Mapped[date | None]
    retrieved_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    #: [{"name": …, "sha256": …, "bytes": …}] in the order they were read.
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    #: SHA-256 over the files' hashes: the same delivery is recognised by it.
    digest: Mapped[str] = mapped_column(Text)
    __table_args__ = (UniqueConstraint("municipality_code", "layer", "digest"),)


class ImportRun(Base):
    """One publication of one source. Only what was published has a run: a refused import changes nothing."""

    __tablename__ = "import_run"
    id: Mapped[Id]
    source_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("source.id"), index=True)
    published_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    edition: Mapped[str]
    rows_read: Mapped[int]
    rows_published: Mapped[int]
    rows_outside: Mapped[int]
    problems: Mapped[int]


class ImportProblem(Base):
    """A named problem of a run: where, what, and what to do."""

    __tablename__ = "import_problem"
    id: Mapped[Id]
    run_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("import_run.id", ondelete="CASCADE"))
    severity: Mapped[str]
    code: Mapped[str]
    file: Mapped[str | None]
    line: Mapped[int | None]
    field: Mapped[str | None]
    value: Mapped[str | None]
    message: Mapped[str]
    remedy: Mapped[str]
    __table_args__ = (Index("ix_import_problem_run_id", "run_id"),)
