"""Knows what a person is shown before publishing: sample rows, shapes before and after, what people changed.

Knows no format. Reads inside the transaction that is rolled back afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy.engine import Connection

from gisapp.db.engine import query
from gisapp.ingest.publish import ENTITY, Target
from layers._layer import AssetRow, CellRow, Row

SAMPLE_ROWS = 10
MOST_SHAPES = 2_000
#: How the parts of an asset are called where file and person differ.
TITLES = {
    "name": "名前",
    "kana": "よみ",
    "description": "説明",
    "address": "住所",
    "building": "建物",
    "phones": "電話",
    "fee": "費用",
    "hours_note": "開いている時間",
    "url": "ウェブサイト",
    "email": "メール",
    "position": "位置",
}


def look(connection: Connection, rows: Sequence[Row], target: Target) -> dict[str, Any]:
    """All that the preview shows, as values for JSON. Shapes are GeoJSON geometries in degrees (6668)."""
    entity = ENTITY[target.layer.kind]
    changed = connection.execute(query(f"preview_{entity}"), {"run_id": target.run_id, "most": MOST_SHAPES})
    shapes = [
        {"action": row.action, "name": row.name, "before": _shape(row.before), "after": _shape(row.after)}
        for row in changed
    ]
    kept = [_kept(row) for row in connection.execute(query("preview_kept"))] if entity == "asset" else []
    return {"samples": [sample(row) for row in rows[:SAMPLE_ROWS]], "shapes": shapes, "kept": kept}


def sample(row: Row) -> dict[str, str]:
    """A row as it will be, by Japanese title; what is empty is left out."""
    if isinstance(row, CellRow):
        total = row.counts.get(("t", 0, None))
        return {"番号": row.key, "町丁": row.name or "", "人口": "秘匿" if total is None else f"{total:,}人"}
    values = {each.name: getattr(row, each.name) for each in fields(row)}
    if isinstance(row, AssetRow):
        values["phones"] = "、".join(phone.number for phone in row.phones)
        values["position"] = None if row.lon is None else f"{row.lat:.6f}, {row.lon:.6f}"
    titles = {"key": "番号", **TITLES, "source": "始まり", "target": "終わり", "length_m": "長さ（m）"}
    return {title: str(values[name]) for name, title in titles.items() if values.get(name) not in (None, "")}


def _shape(geojson: str | None) -> Any:
    return json.loads(geojson) if geojson else None


def _kept(row: Any) -> dict[str, Any]:
    different = [
        {"title": title, "file": row.file.get(name), "now": row.now.get(name)}
        for name, title in TITLES.items()
        if row.file.get(name) != row.now.get(name)
    ]
    return {
        "id": row.entity_id,
        "name": row.name,
        "gone": row.gone,
        "different": [] if row.gone else different,
    }
