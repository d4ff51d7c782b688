"""Knows answers that a reading child must never give, as the bytes of one message. Knows no process."""

from __future__ import annotations

import struct
from typing import Any

import msgspec

from gisapp.reading._wire import Seen
from gisapp.reading.reader import Known
from importers._record import Problem


def _row(kind: str, row: dict[str, Any]) -> bytes:
    packed = ["row", kind, row, "a.csv", 1, None]
    return msgspec.msgpack.encode({"type": "batch", "items": [packed]})


def _town(**fields: Any) -> bytes:
    return _row("TownRow", {"name": "a", "lon": 139.0, "lat": 35.0} | fields)


def _area(geometry: bytes) -> bytes:
    return _row("AreaRow", {"key": "1", "name": "a", "geometry": geometry, "srid": 6668})


def _asset(**fields: Any) -> bytes:
    return _row("AssetRow", {"source_key": "1", "name": "a"} | fields)


def _problem(code: str, severity: str) -> bytes:
    problem = Problem(code, "x。", "y。", severity)
    return msgspec.msgpack.encode({"type": "batch", "items": [["problem", problem]]})


def _ring(*corners: float) -> bytes:
    return struct.pack("<BIII", 1, 3, 1, len(corners) // 2) + struct.pack(f"<{len(corners)}d", *corners)


LIES: dict[str, bytes] = {
    "pickle": b"\x80\x04\x95\x1c\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x8c\x06system\x93\x8c\x02id\x85R.",
    "nothing": b"",
    "another shape": msgspec.msgpack.encode({"type": "batch", "items": 5}),
    "no such message": msgspec.msgpack.encode({"type": "run", "code": "import os"}),
    "nested lists": b"\x91" * 100_000 + b"\x00",
    "a size that lies": b"\xdd\xff\xff\xff\xff",
    "an unknown layer": msgspec.msgpack.encode(Seen(Known(("no_such_layer",)))),
    "an endless title": msgspec.msgpack.encode(Seen(Known(title="x" * 200_000))),
    "no such row": _row("System", {}),
    "a number for a name": _town(name=5),
    "nowhere": _town(lon=float("nan")),
    "far out": _town(lon=1e300),
    "half a place": _asset(lon=139.0),
    "NUL": _town(name="a\x00b"),
    "endless text": _town(name="a" * 200_000),
    "no such system": _town(srid=999_999),
    "no shape": _area(b"POINT(0 0)"),
    "a point for an area": _area(struct.pack("<BIdd", 1, 1, 139.0, 35.0)),
    "a line for an area": _area(struct.pack("<BII4d", 1, 2, 2, 139.0, 35.0, 139.1, 35.0)),
    "a shape that lies": _area(struct.pack("<BIII", 1, 3, 1, 2**31)),
    "a shape with more behind it": _area(_ring(0, 0, 1, 1, 2, 0, 0, 0) + b"\x00"),
    "a collection in a collection": _area(struct.pack("<BII", 1, 7, 1) * 50_000),
    "an area in an area": _area(struct.pack("<BII", 1, 6, 1) * 50_000),
    "no number": _area(_ring(float("inf"), 0, 1, 1, 2, 0, float("inf"), 0)),
    "an open ring": _area(_ring(0, 0, 1, 1, 2, 0, 3, 5)),
    "too many people": _row("TownPeopleRow", {"town": "a", "counts": {("t", 0, None): 2**40}}),
    "deep attributes": _asset(attributes={"a": [[[[[[[[[[1]]]]]]]]]]}),
    "raw bytes": _asset(attributes={"a": b"\x00"}),
    "a problem without a code of ours": _problem("<script>", "note"),
    "a problem without a severity of ours": _problem("IMP-001", "execute"),
}
