"""Knows what a value that comes out of the reading child must be: bounded text, finite numbers, sound shapes.

Knows no message and no pipe. The child may have been taken over by the file that it reads: whatever isn't
plainly right is MalformedError, and the delivery is refused.
"""

from __future__ import annotations

import functools
import math
import re
import struct
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time
from operator import attrgetter
from typing import Any, TypeVar

import msgspec
import numpy as np
import pyproj
import shapely
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from importers._files.limits import MAX_ATTRIBUTES, MAX_TEXT, MAX_VERTICES
from importers._record import Problem
from layers._layer import AssetRow, EdgeRow

_DEEPEST = 8
_LINE, _POLYGON, _MULTI_LINE, _MULTI_POLYGON = 2, 3, 5, 6
_LINES = ("LineString", "MultiLineString")
#: Whole numbers of rows that a four-byte column holds.
_COUNTS = ("capacity", "households", "year", "line")
_T = TypeVar("_T")


class MalformedError(Exception):
    """What arrived isn't what the child may say. The text is for the log."""


def checked(value: _T) -> _T:
    """The same value. Raises MalformedError where a part of it can't be stored or shown."""
    _check(value, 0)
    return value


def is_plain(row: Any, size: int) -> bool:
    """Whether a row of so many bytes is right at first sight, as `checked` would find by walking through it.

    Only places come by the hundred thousand; whatever else comes, and any oddity, gets False: it is walked.
    """
    # So few bytes hold no text, list or mapping that is too large, whatever they hold.
    if type(row) is not AssetRow or size > MAX_ATTRIBUTES:
        return False
    if any(type(value) is not str for value in row.attributes.values()):
        return False
    texts = [*_TEXTS(row), *row.attributes, *row.attributes.values()]
    for several in (row.topics, row.closed_on, row.accessibility, row.target_groups):
        texts += several
    for phone in row.phones:
        texts += (phone.number, phone.purpose)
    return (
        "\x00" not in "".join(filter(None, texts))
        and all(_WEEK.issuperset(opening.weekdays) for opening in row.openings)
        and (row.capacity is None or abs(row.capacity) < 2**31)
        and _is_known(row.srid)
        and _is_place(row.lon, row.lat)
    )


_TEXTS = attrgetter(
    "source_key", "name", "kana", "description", "organization", "address", "building", "precision",
    "hours_note", "fee", "url", "email", "booking", "staff", "rooms",
)  # fmt: skip
_WEEK = frozenset(range(7))


def geometry_of(data: object) -> BaseGeometry:
    """A line or a polygon (or several) from flat, little-endian WKB. Raises MalformedError.

    Its structure is walked first: the library's own reader goes as deep as it is told to.
    """
    if not isinstance(data, bytes) or len(data) > MAX_VERTICES * 17:
        raise MalformedError("no shape")
    try:
        if _end(data, 0) != len(data):
            raise MalformedError("a shape of another length")
        geometry = shapely.from_wkb(data)
    except (struct.error, shapely.GEOSException) as error:
        raise MalformedError(str(error)) from error
    if not np.isfinite(shapely.get_coordinates(geometry)).all():
        raise MalformedError("a shape that isn't finite")
    return geometry


def _end(data: bytes, at: int, wanted: int = 0) -> int:
    """Where a WKB geometry ends. Raises MalformedError, struct.error."""
    order, kind = struct.unpack_from("<BI", data, at)
    if order != 1 or (wanted and kind != wanted):
        raise MalformedError("a shape of another kind")
    if kind == _LINE:
        return at + 9 + 16 * _number(data, at + 5)
    if kind not in (_POLYGON, _MULTI_LINE, _MULTI_POLYGON):
        raise MalformedError("a shape of another kind")
    count, at = _number(data, at + 5), at + 9
    for _ in range(count):
        at = at + 4 + 16 * _number(data, at) if kind == _POLYGON else _end(data, at, kind - 3)
    return at


def _number(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", data, at)[0])


def _check(value: object, depth: int) -> None:
    if depth > _DEEPEST:
        raise MalformedError("too deep")
    if value is None or isinstance(value, (bool, date, time, BaseGeometry)):
        return
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, (int, float)):
        if not math.isfinite(value) or abs(value) >= 2**63:
            raise MalformedError("a number without bounds")
    elif isinstance(value, Mapping):
        _check_all([*value.keys(), *value.values()], depth, most=2 * MAX_ATTRIBUTES)
    elif isinstance(value, (tuple, list)):
        _check_all(value, depth, most=MAX_ATTRIBUTES)
    elif is_dataclass(value) or isinstance(value, msgspec.Struct):
        _check_shape(value, depth)
    else:
        raise MalformedError(f"{type(value).__name__} doesn't belong here")


def _check_text(value: str) -> None:
    if len(value) > MAX_TEXT or "\x00" in value:
        raise MalformedError("a text that can't be stored")


def _check_all(values: Any, depth: int, *, most: int) -> None:
    if len(values) > most:
        raise MalformedError("too many values")
    for each in values:
        _check(each, depth + 1)


def _check_shape(value: Any, depth: int) -> None:
    """A row, a problem, or a message: its fields, and what the fields mean together."""
    names = [each.name for each in fields(value)] if is_dataclass(value) else list(value.__struct_fields__)
    for name in names:
        _check(getattr(value, name), depth + 1)
    if isinstance(value, Problem):
        _check_problem(value)
    geometry = getattr(value, "geometry", None)
    if geometry is not None and (geometry.geom_type in _LINES) != isinstance(value, EdgeRow):
        raise MalformedError("a shape of another kind")
    if "srid" in names and not _is_known(value.srid):
        raise MalformedError("an unknown coordinate system")
    if "lon" in names and not _is_place(value.lon, value.lat):
        raise MalformedError("no place on Earth")
    counts = [getattr(value, name, None) for name in _COUNTS] + list(getattr(value, "counts", {}).values())
    if any(isinstance(count, int) and abs(count) >= 2**31 for count in counts):
        raise MalformedError("a count beyond any people")


def _check_problem(problem: Problem) -> None:
    if problem.severity not in ("refuse", "row", "note", "ask") or not re.fullmatch(
        r"[A-Z]{2,6}-[0-9]{3}", problem.code
    ):
        raise MalformedError("no problem of ours")


def _is_place(lon: float | None, lat: float | None) -> bool:
    if lon is None or lat is None:
        return lon is None and lat is None
    # Two plane systems have metres here until the row is moved to storage.
    return abs(lon) < 1e8 and abs(lat) < 1e8


@functools.lru_cache(maxsize=256)
def _is_known(srid: int) -> bool:
    try:
        return 1024 <= srid < 32768 and pyproj.CRS.from_epsg(srid) is not None
    except CRSError:
        return False
