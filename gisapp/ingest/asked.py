"""Knows what a person asks for when handing files in, how that is stored, and how answers are added to it.

Knows no format, and nothing of how it is done.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from gisapp.ingest import runs
from gisapp.ingest.fetch import keep, sha256
from importers._files.names import shown_name
from importers._record import File


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked for when handing files in; each file is kept under its hash."""

    files: Sequence[Mapping[str, str]]
    layer: str | None = None
    municipality: str | None = None
    as_of: str | None = None
    source: Mapping[str, str] | None = None
    choices: Mapping[str, str] | None = None

    def stored(self) -> dict[str, Any]:
        """As it stands in the run's record."""
        return asdict(self)


def hand_in(engine: Engine, files: Sequence[File], data_dir: Path, asked: Asked, *, actor: str) -> int:
    """Keeps the files and begins a run that waits; its number."""
    files = [File(shown_name(file.name), file.data) for file in files]
    keep(files, data_dir / "files")
    named = [{"name": file.name, "sha256": sha256(file)} for file in files]
    with engine.begin() as connection:
        return runs.begin(
            connection,
            "waiting",
            actor=actor,
            code=asked.municipality,
            layer=asked.layer,
            asked=replace(asked, files=named).stored(),
        )


def answer(engine: Engine, run_id: int, changed: Asked) -> bool:
    """Takes a person's answers to a run, which waits again; False where it has moved on meanwhile."""
    statement = sa.text(
        "update import_run set status = 'waiting', asked = cast(:asked as jsonb),"
        " layer = coalesce(:layer, layer)"
        " where id = :run_id and kind = 'import' and status in ('ready', 'refused', 'failed', 'cancelled')"
    )
    values = {
        "asked": json.dumps(changed.stored(), ensure_ascii=False),
        "layer": changed.layer,
        "run_id": run_id,
    }
    with engine.begin() as connection:
        return connection.execute(statement, values).rowcount > 0
