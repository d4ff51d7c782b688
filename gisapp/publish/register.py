"""Knows what is loaded: municipalities, layers with their counts, sources and problems. Knows no page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from gisapp.db.engine import query
from layers import all_layers


@dataclass(frozen=True, slots=True)
class City:
    """A municipality of this installation; `bounds` west, south, east, north in degrees."""

    code: str
    name: str
    prefecture: str
    is_sample: bool
    data_version: int
    bounds: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class LoadedLayer:
    """A layer as loaded for one municipality, and the source of what is shown of it."""

    key: str
    run_id: int
    title: str
    count: int
    unplaced: int
    publisher: str
    source_title: str
    url: str
    licence: str
    as_of: date | None
    retrieved_at: datetime
    rows: int
    outside: int
    problems: int
    files: tuple[str, ...]
    crs: str
    edition: str
    published_at: datetime | None

    @property
    def due(self) -> date | None:
        """When its publisher usually has a newer one; None where nobody says, or its day isn't known."""
        months = all_layers()[self.key].renewed_months
        if not months or not self.as_of:
            return None
        total = self.as_of.month - 1 + months
        return date(self.as_of.year + total // 12, total % 12 + 1, 1)

    def credit(self) -> dict[str, Any]:
        """The source as it stands under every figure."""
        return {
            "title": self.source_title,
            "publisher": self.publisher,
            "url": self.url,
            "licence": self.licence,
            "as_of": self.as_of.isoformat() if self.as_of else None,
        }


def cities(connection: Connection) -> list[City]:
    """All municipalities, real ones first."""
    return [
        City(row.code, row.name, row.prefecture, row.is_sample, row.data_version,
             (row.west, row.south, row.east, row.north))
        for row in connection.execute(query("cities"))
    ]  # fmt: skip


def loaded_layers(connection: Connection, code: str) -> dict[str, LoadedLayer]:
    """What is loaded for a municipality, by layer key, in drawing order."""
    rows = {row.layer: row for row in connection.execute(query("loaded_layers"), {"code": code})}
    return {
        key: LoadedLayer(
            key=key,
            run_id=row.run_id,
            title=layer.title,
            count=row.n,
            unplaced=0 if layer.placeless else row.unplaced,
            publisher=row.publisher,
            source_title=row.title,
            url=row.url,
            licence=row.licence,
            as_of=row.as_of,
            retrieved_at=row.retrieved_at,
            rows=row.rows_read,
            outside=row.rows_outside,
            problems=row.problems,
            files=tuple(file["name"] for file in row.files),
            crs=row.crs,
            edition=row.edition,
            published_at=row.published_at,
        )
        for key, layer in all_layers().items()
        if (row := rows.get(key))
    }


def credits(loaded: dict[str, LoadedLayer], keys: Iterable[str]) -> list[dict[str, Any]]:
    """The sources of these layers, each once."""
    found = [loaded[key].credit() for key in dict.fromkeys(keys) if key in loaded]
    return [credit for i, credit in enumerate(found) if credit not in found[:i]]


def problems(connection: Connection, run_id: int) -> list[dict[str, Any]]:
    """The problems of a run, in the order they were found."""
    return [dict(row) for row in connection.execute(query("run_problems"), {"run_id": run_id}).mappings()]


def told_problems(connection: Connection, run_id: int) -> list[dict[str, Any]]:
    """The problems of a run that everybody may read: none that quotes the rows of a list of places."""
    return [dict(row) for row in connection.execute(query("public_problems"), {"run_id": run_id}).mappings()]


def preview(connection: Connection, run_id: int) -> dict[str, Any]:
    """What a run that was only looked at would do; empty where it wasn't."""
    found = connection.execute(sa.text("select preview from import_run where id = :id"), {"id": run_id})
    return found.scalar_one_or_none() or {}
