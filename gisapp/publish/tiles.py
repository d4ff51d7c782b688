"""Knows how a tile address becomes a vector tile, and which finished tiles are remembered. Knows no route."""

from __future__ import annotations

import functools
import gzip
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import Engine

from gisapp.config import Freshness
from gisapp.db.engine import query
from gisapp.errors import NotFoundError
from layers import all_layers

JAPAN_TIME = ZoneInfo("Asia/Tokyo")
#: For what doesn't age.
NO_MONTH = 190001
REMEMBERED_BYTES = 64_000_000
#: What remembering costs besides the tile: empty tiles must not pile up for nothing.
ENTRY_BYTES = 500
#: Below this zoom pins are counted on a grid instead of being sent one by one.
FIRST_PIN_ZOOM = 8
DEEPEST_ZOOM = 18
#: How long a tile of before may still be handed out after a change, such as that a place is no longer shown.
FRESH_S = 1.0


@dataclass(frozen=True, slots=True)
class TileAddress:
    """One tile of one layer of one municipality; `year` of its people, 0 for the last one.

    `month` (202611) is when its pins are looked at, 0 for now: they pale as what is known of them ages, so
    a tile that may be kept for ever has to name it.
    """

    code: str
    layer: str
    z: int
    x: int
    y: int
    year: int = 0
    month: int = 0

    @property
    def says_when(self) -> bool:
        """Whether the same tile comes whenever it is asked for: pins are never the same for ever without."""
        return bool(self.month) or self.layer not in pin_layers()

    def check(self) -> None:
        """Raises NotFoundError for an address outside the scheme or a layer without tiles."""
        named = self.code.isascii() and self.code.isdigit() and len(self.code) == 6
        named = named and 0 <= self.year < 10_000 and (not self.month or _is_month(self.month))
        exists = named and 0 <= self.z <= DEEPEST_ZOOM and self.x < 2**self.z and self.y < 2**self.z
        if not exists or self.layer not in tiled_layers():
            raise NotFoundError("この地図タイルはありません。", "地図のページを開き直してください。")


def _is_month(month: int) -> bool:
    return 1900 <= month // 100 < 3000 and 1 <= month % 100 <= 12


def this_month(today: date) -> int:
    """How tiles name the month of a day."""
    return today.year * 100 + today.month


@functools.cache
def tiled_layers() -> frozenset[str]:
    """Keys of the layers that are drawn from tiles."""
    return frozenset(key for key, layer in all_layers().items() if layer.kind in ("area", "asset", "people"))


@functools.cache
def pin_layers() -> frozenset[str]:
    """Keys of the layers whose tiles hold places."""
    return frozenset(key for key, layer in all_layers().items() if layer.kind == "asset")


class Tiles:
    """Cuts tiles from PostGIS and remembers finished ones by data version, up to a number of bytes."""

    def __init__(self, engine: Engine, freshness: Freshness | None = None) -> None:
        self.engine = engine
        self.freshness = freshness or Freshness()
        self._kept: OrderedDict[tuple[TileAddress, int], bytes] = OrderedDict()
        self._bytes = 0
        self._versions: dict[str, tuple[int, float]] = {}
        self._lock = threading.Lock()

    def remembered(self, address: TileAddress, version: int) -> bytes | None:
        """The finished tile (gzip), if it was cut at this very data version and nothing has changed since."""
        if self._version(address.code) != version:
            return None
        with self._lock:
            tile = self._kept.get((address, version))
            if tile is not None:
                self._kept.move_to_end((address, version))
            return tile

    def cut(self, address: TileAddress) -> tuple[bytes, int]:
        """The tile, gzipped, and the data version it shows; empty bytes where nothing lies in it.

        Raises NotFoundError for an address outside the scheme or an unknown municipality.
        """
        address.check()
        if not address.says_when:
            address = replace(address, month=this_month(datetime.now(JAPAN_TIME).date()))
        tile, version = self._ask(address)
        packed = gzip.compress(tile, 4, mtime=0) if tile else b""
        with self._lock:
            if self._kept.pop((address, version), None) is None:
                self._bytes += len(packed) + ENTRY_BYTES
            self._kept[address, version] = packed
            while self._bytes > REMEMBERED_BYTES:
                self._bytes -= len(self._kept.popitem(last=False)[1]) + ENTRY_BYTES
        return packed, version

    def _version(self, code: str) -> int | None:
        """The municipality's data version of a moment ago; the last known one while the database is away."""
        version, until = self._versions.get(code, (None, 0.0))
        if time.monotonic() < until:
            return version
        try:
            row = self._asked("data_version", {"code": code})
        except psycopg.Error:
            return version
        if row is None:
            return None
        self._versions[code] = (int(row[0]), time.monotonic() + FRESH_S)
        return int(row[0])

    def _ask(self, address: TileAddress) -> tuple[bytes, int]:
        year, month = divmod(address.month or NO_MONTH, 100)
        values = {
            "month": date(year, month, 1),
            "due_months": self.freshness.due_months,
            "stale_months": self.freshness.stale_months,
            "code": address.code,
            "layer": address.layer,
            "z": address.z,
            "x": address.x,
            "y": address.y,
            "year": address.year,
        }
        row = self._asked(_statement(address), values)
        if row is None:
            raise NotFoundError("この市区町村の地図はありません。", "上の切替から選び直してください。")
        return bytes(row[1] or b""), int(row[0])

    def _asked(self, name: str, values: dict[str, Any]) -> Any:
        """Straight through the driver: SQLAlchemy's own execution would cost as much as the smaller tiles."""
        try:
            return self._row(_driver_sql(name), values)
        except psycopg.OperationalError:
            # The database was restarted, so every waiting connection is dead; a second failure is a real one.
            self.engine.dispose()
            return self._row(_driver_sql(name), values)

    def _row(self, statement: str, values: dict[str, Any]) -> Any:
        connection: Any = self.engine.raw_connection()
        try:
            return connection.cursor().execute(statement, values).fetchone()
        finally:
            connection.close()


def _statement(address: TileAddress) -> str:
    kind = all_layers()[address.layer].kind
    return "tile_asset_far" if kind == "asset" and address.z < FIRST_PIN_ZOOM else f"tile_{kind}"


@functools.cache
def _driver_sql(name: str) -> str:
    return str(query(name).compile(dialect=PGDialect_psycopg()))
