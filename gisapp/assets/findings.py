"""Knows when what residents search through is written anew: whenever an asset or a whole layer changes.

Knows no question: `gisapp.assets.search` asks.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.engine import Connection

from gisapp.db.engine import query


def rewrite_findings(connection: Connection, ids: Sequence[int]) -> None:
    """These assets anew, as the public may see them; what it may no longer see is gone."""
    for name in ("findings_gone", "findings", "finding_hours"):
        connection.execute(query(name), {"ids": list(ids)})


def rewrite_layer(connection: Connection, code: str, layer: str) -> None:
    """Every asset of a layer of the municipality anew."""
    ids = connection.execute(query("services_of_layer"), {"code": code, "layer": layer}).scalars().all()
    rewrite_findings(connection, ids)
