"""Knows how school districts are made of the towns that a municipality lists for each school.

Knows no file format and no table. Where a town is divided, the districts are approximate and say so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import shapely
from shapely.geometry.base import BaseGeometry

from gisapp.assets.town_names import block_of, town_keys, ward_key
from gisapp.crs import STORAGE_SRID
from gisapp.ingest.problems import accepted
from gisapp.ingest.town_finder import TownArea, TownFinder
from importers._record import Problem
from layers._layer import AreaRow, TownDistrictRow

BY_TOWNS = "通学区域一覧の町丁の境界"
#: Below this share of towns a person is asked.
_ENOUGH = 0.95
_LISTED = 20
_MUNICIPALITY = re.compile(r"^(?:[^市区町村]{2,4}[都道府県])?[^市区町村]{1,8}[市区町村](?=.)")


@dataclass(slots=True)
class _Claim:
    """A town's area, and who claims it: school → what the table says of the part (None for the whole)."""

    area: TownArea
    schools: dict[str, list[str | None]] = field(default_factory=dict)

    @property
    def shared(self) -> bool:
        return len(self.schools) > 1

    def partial(self, school: str) -> bool:
        """Whether a part of the area alone belongs to the school, as far as the table tells."""
        return self.shared or all(part is not None for part in self.schools[school])


def dissolve(
    rows: Sequence[TownDistrictRow], towns: Sequence[TownArea], *, choices: Mapping[str, str] | None = None
) -> tuple[list[AreaRow], list[Problem]]:
    """A district for each school: its towns put together (storage degrees), and what is to be known about it.

    A town of which a school has but a part (番地) goes to it whole, so that districts overlap there: their
    attributes hold approximate=true and the parts. `choices` are the answers of a person. Pure.
    """
    if not towns:
        return [], [_no_towns()]
    finder = TownFinder(towns, {row.town for row in rows})
    wards = sorted({town.ward for town in towns if town.ward}, key=len, reverse=True)
    claims: dict[str, _Claim] = {}
    lost: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        areas = _areas(row.town, finder, wards)
        if not areas:
            lost[row.town].append(row.school)
        for area in areas:
            claim = claims.setdefault(area.key, _Claim(area))
            claim.schools.setdefault(row.school, []).append(_part(row, area))
    found = {school for claim in claims.values() for school in claim.schools}
    districts = [_district(school, claims.values()) for school in sorted(found)]
    return districts, list(_problems(rows, claims, lost, towns=towns, choices=choices or {}))


def _areas(name: str, finder: TownFinder, wards: Sequence[str]) -> tuple[TownArea, ...]:
    """The areas of a town; its ward and, where that helps, its municipality may stand before it."""
    bare = _MUNICIPALITY.sub("", name)
    for written in dict.fromkeys((name, bare)):
        ward = next((ward for ward in wards if written.startswith(ward_key(ward) or ward)), None)
        rest = written.removeprefix(ward_key(ward) or ward or "") if ward else written
        areas = finder.find(rest, ward) or finder.find(written)
        if areas:
            return areas
    return ()


def _part(row: TownDistrictRow, area: TownArea) -> str | None:
    """What limits the row within the area: its own words, or a 丁目 that the boundary doesn't tell apart."""
    names_chome = block_of(town_keys(row.town)[1]) is not None
    if names_chome and block_of(town_keys(area.name)[1]) is None:
        return f"{row.town}{row.part or ''}"
    return row.part


def _district(school: str, claims: Iterable[_Claim]) -> AreaRow:
    own = sorted((claim for claim in claims if school in claim.schools), key=lambda claim: claim.area.key)
    shape = shapely.union_all(shapely.make_valid([claim.area.geometry for claim in own]))
    partial = [claim for claim in own if claim.partial(school)]
    attributes: dict[str, object] = {"school": school, "founder": None, "method": BY_TOWNS}
    if partial:
        attributes |= {"approximate": True, "parts": "、".join(_words(claim, school) for claim in partial)}
    return AreaRow(f"{school}|", area_name(school), areal(shape), STORAGE_SRID, attributes)


def area_name(school: str) -> str:
    """石川小学校 → 石川小学校区."""
    return f"{school}区" if school.endswith("学校") else school


def _words(claim: _Claim, school: str) -> str:
    said = [part for part in claim.schools[school] if part]
    return f"{claim.area.name}（{'、'.join(said) or 'ほかの学校と重なります'}）"


def areal(shape: BaseGeometry) -> BaseGeometry:
    """The polygons of a shape: what repairing leaves of lines and points is no area."""
    polygons = [part for part in shapely.get_parts(shapely.get_parts(shape)) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon(polygons)


def _no_towns() -> Problem:
    message = "町丁の境界がまだないため、通学区域一覧から校区を作れません。"
    return Problem("DST-707", message, "先に小地域（町丁・字等）の境界を取り込んでください。", "refuse")


def _problems(
    rows: Sequence[TownDistrictRow],
    claims: Mapping[str, _Claim],
    lost: Mapping[str, Sequence[str]],
    *,
    towns: Sequence[TownArea],
    choices: Mapping[str, str],
) -> Iterator[Problem]:
    if not claims:
        remedy = "同じ市区町村の町丁の境界を先に取り込んでください。"
        yield Problem("DST-707", "町丁の名前が、境界と1件も結びつきません。", remedy, "refuse")
        return
    for town, schools in lost.items():
        remedy = "町丁の名前と、境界の年次を確かめてください。この町丁はどの校区にも入りません。"
        told = f"{town}（{'、'.join(dict.fromkeys(schools))}）"
        yield Problem("DST-701", "町丁が境界に見つかりません。", remedy, "note", value=told)
    named = {school for claim in claims.values() for school in claim.schools}
    for school in dict.fromkeys(row.school for row in rows if row.school not in named):
        remedy = "町丁の名前を確かめて、取り込み直してください。"
        yield Problem("DST-702", "校区の町丁が、境界に一つも見つかりません。", remedy, "row", value=school)
    yield from _parted(claims.values())
    yield from _nobodys(claims, towns)
    asked = {row.town for row in rows}
    share = 1 - len(lost) / len(asked)
    if share < _ENOUGH:
        yield _too_few(share, choices)


def _parted(claims: Iterable[_Claim]) -> Iterator[Problem]:
    for claim in claims:
        told = "、".join(f"{school}: {_said(parts)}" for school, parts in claim.schools.items())
        if claim.shared:
            message = f"「{claim.area.name}」は{len(claim.schools)}校に分かれています。"
            remedy = "町丁より細かい境界がないため、どの校区にも全体を入れました。校区が重なります。"
            yield Problem("DST-704", message, remedy, "note", value=told)
        elif any(claim.partial(school) for school in claim.schools):
            message = f"「{claim.area.name}」は、一部だけが通学区域です。"
            remedy = "町丁より細かい境界がないため、全体を校区に入れました。"
            yield Problem("DST-706", message, remedy, "note", value=told)


def _said(parts: Sequence[str | None]) -> str:
    return "、".join(part or "全域" for part in parts)


def _nobodys(claims: Mapping[str, _Claim], towns: Sequence[TownArea]) -> Iterator[Problem]:
    bare = [f"{town.ward}{town.name}" for town in towns if town.key not in claims]
    if bare:
        message = f"境界のうち{len(bare):,}件の町丁は、通学区域一覧にありません。どの校区にも入りません。"
        remedy = "人の住んでいない町丁か、確かめてください。"
        yield Problem("DST-703", message, remedy, "note", value="、".join(bare[:_LISTED]))


def _too_few(share: float, choices: Mapping[str, str]) -> Problem:
    message = (
        f"通学区域一覧の町丁のうち、境界と結びついたものが{100 * share:.1f}％しかありません（95％未満）。"
    )
    remedy = "結びつかない町丁の一覧を見て、年次の合う境界を取り込むか、このまま作るかを選んでください。"
    return accepted(
        "DST-705", message, label="結びついた町丁だけで校区を作る", remedy=remedy, choices=choices
    )
