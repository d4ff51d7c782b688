"""Knows the boundary of towns (町丁・字等) of the census: its keys, their pieces, names, waters and editions.

Knows no people.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from importers._faults import note, refuse
from importers._files.parts import parts
from importers._maps.geometry import AREAS
from importers._maps.vector import JSON_SUFFIXES, SHAPE_SUFFIXES, Feature, features
from importers._record import Delivery, FormatError, Problem

#: HCODE of water areas (水面調査区), in which nobody is counted.
_WATER = "8154"
_EDITIONS = {"H22KA": 2010, "H27KA": 2015, "R2KA": 2020, "R7KA": 2025}
_KEY = re.compile(r"\d{9}(\d{2})?", re.ASCII)
#: With a larger share of areas whose extent isn't the one that they state, somebody has put them together.
_ODD_SHARE = 0.05
_METRES_A_DEGREE = 111_320


@dataclass(frozen=True, slots=True)
class Town:
    """An area of the boundary: all pieces of one KEY_CODE. `line`: of its first piece."""

    key: str
    line: int
    geometry: BaseGeometry
    name: str | None
    city: str | None
    prefecture: str | None


@dataclass(frozen=True, slots=True)
class Boundary:
    """Areas by KEY_CODE, pieces of one key joined; `year` of the census, None where the file doesn't tell."""

    file: str
    srid: int
    towns: Mapping[str, Town]
    problems: tuple[Problem, ...]
    year: int | None

    @property
    def cities(self) -> frozenset[str]:
        return frozenset(key[:5] for key in self.towns)


def read_boundary(delivery: Delivery) -> Boundary:
    """The boundary of a delivery. Raises FormatError IMP-164 without any KEY_CODE, or as `features` does."""
    if not any(part.suffix in SHAPE_SUFFIXES | JSON_SUFFIXES for part in parts(delivery)):
        raise _no_boundary(delivery)
    read = list(features(delivery, kinds=AREAS))
    items = [item for item in read if isinstance(item, Feature) and not _is_water(item)]
    pieces: dict[str, list[Feature]] = defaultdict(list)
    for item in items:
        key = key_of(item)
        if key:
            pieces[key].append(item)
    if not pieces:
        raise _no_boundary(delivery)
    problems = [item for item in read if isinstance(item, Problem)] + list(_put_together(items))
    towns = {key: _town(key, found) for key, found in pieces.items()}
    return Boundary(items[0].file, items[0].srid, towns, tuple(problems), edition_of(items[0].properties))


def key_of(item: Feature) -> str | None:
    """KEY_CODE: nine digits for a 町・字, eleven for a 丁目; None where there is none."""
    key = str(item.properties.get("KEY_CODE") or "")
    return key if _KEY.fullmatch(key) else None


def _is_water(item: Feature) -> bool:
    return str(item.properties.get("HCODE") or "").partition(".")[0] == _WATER


def _town(key: str, found: Sequence[Feature]) -> Town:
    first = found[0].properties
    shapes = [item.geometry for item in found]
    shape = shapely.union_all(shapes) if len(shapes) > 1 else shapes[0]
    words = (_word(first.get(title)) for title in ("S_NAME", "CITY_NAME", "PREF_NAME"))
    return Town(key, found[0].line, shape, *words)


def _word(value: object) -> str | None:
    return str(value).strip() or None if value is not None else None


def _no_boundary(delivery: Delivery) -> FormatError:
    remedy = "e-Statの小地域の境界データを、表と一緒に選んでください。"
    return refuse("IMP-164", "小地域の境界（KEY_CODEのある面）が入っていません。", remedy, file=delivery.name)


def edition_of(properties: Iterable[str]) -> int | None:
    """The census year that the names of attributes tell (H27KAxx, R2KAxx); None where they don't."""
    return next(
        (year for start, year in _EDITIONS.items() if any(k.startswith(start) for k in properties)), None
    )


def _put_together(items: Sequence[Feature]) -> Iterator[Problem]:
    """IMP-168 where areas are larger than they state: towns dissolved by name, under the key of one 丁目."""
    odd = [item for item in items if _is_larger(item)]
    if len(odd) > _ODD_SHARE * len(items):
        names = "、".join(str(item.properties.get("S_NAME")) for item in odd[:10])
        message = f"面の広さが属性のAREAより大きい区域が{len(odd)}件あります。町名でまとめた境界のようです。"
        remedy = "属性の人口とKEY_CODEは一部の丁目のものなので、人口は使いません。元の境界も選べます。"
        yield note("IMP-168", message, remedy, file=items[0].file, value=names)


def _is_larger(item: Feature) -> bool:
    stated = item.properties.get("AREA")
    if not isinstance(stated, int | float) or stated <= 0:
        return False
    return area_m2(item.geometry, item.srid) > 1.1 * stated


def area_m2(shape: BaseGeometry, srid: int) -> float:
    """Area in square metres; of a shape in degrees as on a sphere, good to about 1 %."""
    if srid not in (4326, 4612, 6668):
        return float(shape.area)
    return float(shape.area * _METRES_A_DEGREE**2 * np.cos(np.radians(shape.centroid.y)))
