"""Knows what is done about areas whose outline crosses itself: repaired for show, kept if a person agrees.

Knows no file format. What a repair would change is told as the area in m² before and after.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from importers._faults import ask, note
from importers._maps.answers import answer
from importers._maps.crs import GEOGRAPHIC, MERCATOR
from importers._maps.geometry import unsound
from importers._record import Option, Problem

_SHOWN = 3
_GRS80 = pyproj.Geod(ellps="GRS80")
_AGREE = (Option("yes", "直した形で取り込む"), Option("no", "直さない（その行は取り込まない）"))


@dataclass(frozen=True, slots=True)
class Repair:
    """An area before and after; `before_m2` is what the crossing outline gives, often far too little."""

    line: int
    fault: Problem
    shape: BaseGeometry
    before_m2: float
    after_m2: float

    @property
    def words(self) -> str:
        return f"{self.before_m2:,.0f}㎡→{self.after_m2:,.0f}㎡"


def repair(
    shapes: NDArray[np.object_], lines: NDArray[np.int64], srid: int, *, file: str, choices: Mapping[str, str]
) -> tuple[dict[int, BaseGeometry | Problem], tuple[Problem, ...]]:
    """What becomes of the unsound ones among `shapes`, by line, and what is to be told of the file.

    Repaired shapes come with the question GEO-221, or with a note GEO-222 each once a person has agreed.
    After a no, and where nothing of an area remains, the row is left out (GEO-203). What comes back is valid.
    """
    bad = np.flatnonzero(~shapely.is_valid(shapes))
    tried = {int(lines[i]): _repaired(shapes[i], int(lines[i]), srid) for i in bad}
    repairs = [item for item in tried.values() if isinstance(item, Repair)]
    question = _question(repairs, file)
    given = answer(choices, question) if repairs else None
    use = given != "no"
    found = {line: _outcome(item, use=use) for line, item in tried.items()}
    if not repairs or not use:
        return found, ()
    return found, (question,) if given is None else tuple(_told(repairs, file))


def area_m2(geometry: BaseGeometry, srid: int) -> float:
    """The area as the outline gives it, in m² on the ellipsoid (degrees) or on the plane (metres)."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    return sum(_polygon_m2(part, srid) for part in parts)


def _polygon_m2(polygon: BaseGeometry, srid: int) -> float:
    rings = [_ring_m2(ring, srid) for ring in shapely.get_rings(polygon)]
    return max(rings[0] - sum(rings[1:]), 0.0) if rings else 0.0


def _ring_m2(ring: BaseGeometry, srid: int) -> float:
    xy = shapely.get_coordinates(ring)
    if srid in GEOGRAPHIC:
        return float(abs(_GRS80.polygon_area_perimeter(xy[:, 0], xy[:, 1])[0]))
    turned = xy - xy[0]
    plane = abs(float(np.sum(turned[:-1, 0] * turned[1:, 1] - turned[1:, 0] * turned[:-1, 1]))) / 2
    # Web Mercator stretches by 1 / cos(latitude) both ways.
    return plane / float(np.cosh(xy[0, 1] / 6_378_137.0)) ** 2 if srid == MERCATOR else plane


def _repaired(shape: BaseGeometry, line: int, srid: int) -> Repair | Problem:
    fault = unsound(shape)
    parts = shapely.get_parts(shapely.make_valid(shape))
    areas = [part for part in parts if part.geom_type in ("Polygon", "MultiPolygon") and part.area > 0]
    whole = shapely.union_all(areas) if areas else None
    if whole is None or whole.is_empty or not whole.is_valid:
        return fault
    return Repair(line, fault, whole, area_m2(shape, srid), area_m2(whole, srid))


def _outcome(item: Repair | Problem, *, use: bool) -> BaseGeometry | Problem:
    if isinstance(item, Problem):
        return item
    return item.shape if use else item.fault


def _question(repairs: list[Repair], file: str) -> Problem:
    shown = "、".join(f"{item.line}行目 {item.words}" for item in repairs[:_SHOWN])
    return ask(
        "GEO-221",
        f"輪郭線が交わるなど、形の正しくない面が{len(repairs)}件あります。自動で直した形で取り込みますか。",
        "地図に仮に示した形と、直す前後の面積を確かめてください。直した形が違うときは、元の図形を直してください。",
        choice="repair",
        options=_AGREE,
        file=file,
        value=shown,
    )


def _told(repairs: list[Repair], file: str) -> Iterator[Problem]:
    for item in repairs:
        yield note(
            "GEO-222",
            f"{item.fault.message.removesuffix('。')}。人の確認を得て、自動で直した形で取り込みました。",
            "面積の変わり方を確かめてください。",
            file=file,
            line=item.line,
            value=item.words,
        )
