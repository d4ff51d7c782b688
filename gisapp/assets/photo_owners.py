"""Knows which assets and proposals a photo belongs to. Knows no file and nobody's rights."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.engine import Connection

from gisapp.db.engine import query


@dataclass(frozen=True, slots=True)
class Owners:
    """`open`: everybody sees it at one of its assets. Numbers of assets, and of undecided proposals."""

    open: bool
    assets: tuple[int, ...]
    proposals: tuple[int, ...]


def owners(connection: Connection, file: str) -> Owners:
    """Where a photo is used."""
    assets = connection.execute(query("photo_assets"), {"file": file}).all()
    proposals = connection.execute(query("photo_proposals"), {"file": file}).scalars()
    return Owners(any(row.open for row in assets), tuple(row.id for row in assets), tuple(proposals))
