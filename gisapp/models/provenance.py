"""Knows where data came from: sources, import runs, and the problems found on the way. Knows no data."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    func,
    text,
)
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
    """One import, from the moment somebody asks for it, or the taking back of one (`kind` undo).

    Of `kind` hand there is one for each layer of a municipality where people have entered assets themselves.

    `status`: waiting (in the queue), reading, ready (read; a person decides), publishing, published, refused
    (the files can't be used), failed (the machine couldn't), cancelled, undone (published, then taken back).
    What the map shows comes from published runs alone.
    """

    __tablename__ = "import_run"
    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(Text, server_default="import")
    status: Mapped[str] = mapped_column(Text, server_default="published")
    municipality_code: Mapped[str | None]
    layer: Mapped[str | None]
    source_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("source.id"), index=True)
    #: Who asked for it, and for what: files by hash, day, source, answers. It can be made again from that.
    actor: Mapped[str] = mapped_column(Text, server_default="")
    asked: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    published_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    #: What is being done right now, and how many rows of it are.
    step: Mapped[str] = mapped_column(Text, server_default="")
    done: Mapped[int] = mapped_column(server_default="0")
    edition: Mapped[str] = mapped_column(Text, server_default="")
    rows_read: Mapped[int] = mapped_column(server_default="0")
    rows_published: Mapped[int] = mapped_column(server_default="0")
    rows_outside: Mapped[int] = mapped_column(server_default="0")
    problems: Mapped[int] = mapped_column(server_default="0")
    #: Counts of new, changed, gone, same and kept rows.
    changes: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    #: What the page shows before a person decides: sample rows, and shapes before and after.
    preview: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    #: EPSG codes of what the files held, as words.
    crs: Mapped[str] = mapped_column(Text, server_default="")
    undoes: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("import_run.id"))
    __table_args__ = (
        CheckConstraint("kind in ('import', 'undo', 'hand')", name="kind"),
        CheckConstraint(
            "status in ('waiting', 'reading', 'ready', 'publishing', 'published', 'refused', 'failed', "
            "'cancelled', 'undone')",
            name="status",
        ),
        Index("ix_import_run_municipality_code_layer", "municipality_code", "layer"),
    )


class Change(Base):
    """What one run (or, without one, a person) did to one thing, and how it was before.

    `before` holds the row, and for an asset its location, phones and schedules; geometry as EWKB in hex.
    """

    __tablename__ = "change"
    id: Mapped[Id]
    run_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("import_run.id"))
    actor: Mapped[str] = mapped_column(Text, server_default="")
    reason: Mapped[str] = mapped_column(Text, server_default="")
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    entity: Mapped[str]
    entity_id: Mapped[int] = mapped_column(BigInteger)
    action: Mapped[str]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    __table_args__ = (
        CheckConstraint("entity in ('area', 'asset', 'cell', 'town', 'edge')", name="entity"),
        CheckConstraint("action in ('new', 'changed', 'gone')", name="action"),
        CheckConstraint("(action = 'new') = (before is null)", name="before"),
        # The rows of a run lie together: ranges of blocks find them as well, and cost nothing to keep.
        Index("ix_change_run_id", "run_id", postgresql_using="brin"),
        Index("ix_change_entity_entity_id", "entity", "entity_id"),
    )


class ColumnMapping(Base):
    """Which column of a city's own list means what: remembered by its header for the next delivery."""

    __tablename__ = "column_mapping"
    municipality_code: Mapped[str] = mapped_column(Text, primary_key=True)
    layer: Mapped[str] = mapped_column(Text, primary_key=True)
    fingerprint: Mapped[str] = mapped_column(Text, primary_key=True)
    columns: Mapped[dict[str, Any]] = mapped_column(JSONB)


class ImportProblem(Base):
    """A named problem of a run: where, what, and what to do; a question names its answer and the options."""

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
    choice: Mapped[str | None]
    options: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    __table_args__ = (Index("ix_import_problem_run_id", "run_id"),)
