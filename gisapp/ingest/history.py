"""Knows how runs of the past and the present are listed and named. Knows nothing of what they published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Engine

from gisapp.db.engine import query
from gisapp.errors import NotFoundError
from layers import all_layers

STATUS_WORDS = {
    "waiting": "順番待ち",
    "reading": "読んでいます",
    "ready": "確認待ち",
    "publishing": "公開しています",
    "published": "公開中",
    "refused": "取り込めませんでした",
    "failed": "失敗",
    "cancelled": "中止",
    "undone": "取り消し済み",
}


@dataclass(frozen=True, slots=True)
class Run:
    """A run as lists and pages show it."""

    id: int
    kind: str
    status: str
    municipality: str | None
    layer: str | None
    actor: str
    started_at: datetime
    finished_at: datetime | None
    published_at: datetime | None
    step: str
    done: int
    edition: str
    rows_read: int
    rows_published: int
    rows_outside: int
    problems: int
    changes: Mapping[str, int]
    asked: Mapping[str, Any]
    crs: str
    undoes: int | None

    @property
    def status_words(self) -> str:
        """How it stands, in words."""
        return f"{self.undoes}の取り消し" if self.kind == "undo" else STATUS_WORDS[self.status]

    @property
    def title(self) -> str:
        """The layer's name; what isn't sorted out yet has none."""
        layer = all_layers().get(self.layer or "")
        return layer.title if layer else "（未定）"

    def values(self) -> dict[str, Any]:
        """As plain values for JSON."""
        days = ("started_at", "finished_at", "published_at")
        return asdict(self) | {name: _iso(getattr(self, name)) for name in days}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def recent(engine: Engine, municipality: str | None = None, most: int = 200) -> list[Run]:
    """The newest runs first; of one municipality, or of all."""
    with engine.connect() as connection:
        found = connection.execute(query("runs"), {"code": municipality, "id": None, "most": most})
        return [Run(**row._mapping) for row in found]


def one(engine: Engine, run_id: int) -> Run:
    """A run by its number. Raises NotFoundError."""
    with engine.connect() as connection:
        row = connection.execute(query("runs"), {"code": None, "id": run_id, "most": 1}).one_or_none()
    if row is None:
        raise NotFoundError(f"取り込み {run_id} はありません。", "番号を確かめてください。")
    return Run(**row._mapping)
