"""Knows what the columns of a city's own lists were said to mean, by their header, for the next delivery.

Knows no format and no column.
"""

from __future__ import annotations

import json

from sqlalchemy.engine import Connection, Engine

from gisapp.db.engine import query
from layers._layer import Layer


def recall(engine: Engine, code: str | None, layer: Layer, fingerprint: str | None) -> dict[str, str]:
    """The answer that a person gave for a list with this header, as a choice; empty: nobody has."""
    if not code or not fingerprint:
        return {}
    values = {"code": code, "layer": layer.key, "fingerprint": fingerprint}
    with engine.connect() as connection:
        columns = connection.execute(query("columns_recall"), values).scalar_one_or_none()
    return {"columns": json.dumps(columns, ensure_ascii=False)} if columns else {}


def remember(connection: Connection, code: str, layer: Layer, fingerprint: str, columns: str) -> None:
    """Keeps the answer (JSON: our name of it → the column's title) under the header, for good."""
    values = {"code": code, "layer": layer.key, "fingerprint": fingerprint, "columns": columns}
    connection.execute(query("columns_remember"), values)
