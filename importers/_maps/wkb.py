"""Knows well-known binary shapes (ISO, as in GeoPackage blobs) and turns them into GeoJSON-like members.

Knows no file and no CRS. Collections inside collections are refused: a shape nested a hundred thousand deep
would bring down any reader that follows it.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

_KINDS = {
    1: "Point",
    2: "LineString",
    3: "Polygon",
    4: "MultiPoint",
    5: "MultiLineString",
    6: "MultiPolygon",
    7: "GeometryCollection",
}
_PIECES = {4: 1, 5: 2, 6: 3}
#: Numbers of a position by the thousands of the type: XY, XYZ, XYM, XYZM.
_WIDTHS = (2, 3, 3, 4)
#: Bytes of the envelope by its code in the header's flags.
_ENVELOPES = (0, 32, 48, 48, 64)


#: What stands for a shape that can't be read: a member of no known kind, told with its row like any other.
UNREAD: dict[str, Any] = {"type": "読めないもの", "coordinates": [[]]}


class WkbError(ValueError):
    """The bytes are no shape that can be read; nothing of them is used."""


@dataclass(slots=True)
class _Bytes:
    data: bytes
    at: int = 0

    def unpack(self, form: str) -> Any:
        try:
            (value,) = struct.unpack_from(form, self.data, self.at)
        except struct.error as error:
            raise WkbError("cut off") from error
        self.at += struct.calcsize(form)
        return value

    def positions(self, order: str, count: int, width: int) -> list[list[float]]:
        """`count` positions without Z and M."""
        if count * width * 8 > len(self.data) - self.at:
            raise WkbError("cut off")
        flat = np.frombuffer(self.data, f"{order}f8", count * width, self.at)
        self.at += count * width * 8
        return flat.reshape(count, width)[:, :2].tolist()


def member_of_gpkg(blob: bytes) -> dict[str, Any] | None:
    """The GeoJSON-like member of a GeoPackage geometry blob; None where it is empty.

    Raises WkbError. Source: OGC 12-128 GeoPackage Encoding Standard, 2.1.3 BLOB Format.
    """
    if len(blob) < 8 or blob[:2] != b"GP" or blob[2] != 0:
        raise WkbError("no GeoPackage blob")
    flags = blob[3]
    envelope = (flags >> 1) & 0x7
    if flags & 0x20 or envelope >= len(_ENVELOPES):
        raise WkbError("extended blob")
    return None if flags & 0x10 else member_of_wkb(blob[8 + _ENVELOPES[envelope] :])


def member_of_wkb(data: bytes) -> dict[str, Any] | None:
    """The GeoJSON-like member of an ISO WKB shape, Z and M dropped; None where it is empty.

    A collection, a curve or a solid comes without coordinates: it is told by its kind. Raises WkbError.
    """
    stream = _Bytes(data)
    order, code, width = _head(stream)
    if code not in _READ:
        return {"type": _KINDS.get(code, "曲線や立体"), "coordinates": [[]]}
    coordinates = _READ[code](stream, order, width)
    if stream.at != len(data):
        raise WkbError("bytes left over")
    return {"type": _KINDS[code], "coordinates": coordinates} if coordinates else None


def _head(stream: _Bytes) -> tuple[str, int, int]:
    """(byte order, kind, numbers of a position)."""
    order = {0: ">", 1: "<"}.get(stream.unpack("B"))
    if order is None:
        raise WkbError("byte order")
    dimensions, code = divmod(stream.unpack(f"{order}I"), 1000)
    if dimensions >= len(_WIDTHS):
        raise WkbError("dimensions")
    return order, code, _WIDTHS[dimensions]


def _point(stream: _Bytes, order: str, width: int) -> list[float]:
    position = stream.positions(order, 1, width)[0]
    return [] if all(value != value for value in position) else position


def _line(stream: _Bytes, order: str, width: int) -> list[list[float]]:
    return stream.positions(order, stream.unpack(f"{order}I"), width)


def _polygon(stream: _Bytes, order: str, width: int) -> list[list[list[float]]]:
    # Every ring takes four bytes at least, so a false count ends at the end of the data.
    return [_line(stream, order, width) for _ in range(stream.unpack(f"{order}I"))]


def _several(piece: int) -> Callable[[_Bytes, str, int], list[Any]]:
    def read(stream: _Bytes, order: str, width: int) -> list[Any]:
        del width  # every piece says its own
        return [_piece(stream, piece) for _ in range(stream.unpack(f"{order}I"))]

    return read


def _piece(stream: _Bytes, wanted: int) -> Any:
    order, code, width = _head(stream)
    if code != wanted:
        raise WkbError("piece of another kind")
    return _READ[code](stream, order, width)


_READ: dict[int, Callable[[_Bytes, str, int], Any]] = {1: _point, 2: _line, 3: _polygon}
_READ |= {code: _several(piece) for code, piece in _PIECES.items()}
