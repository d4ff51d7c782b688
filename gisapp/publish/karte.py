"""Knows what a 地区カルテ says, part by part: figures, drawings, comparison, gaps. Knows no layout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from markupsafe import Markup

from gisapp.crs import STORAGE_SRID, transform_points
from gisapp.planning.profile.book import Book, Profile, Row
from gisapp.planning.profile.standing import gap_words, meaning_words
from gisapp.planning.question import title_of
from gisapp.publish.district_map_svg import Numbered, district_map_svg
from gisapp.publish.gap_words import HIDDEN
from gisapp.publish.pyramid_svg import age_words, pyramid_svg
from gisapp.publish.trend_svg import trend_svg
from layers import all_layers
from layers._layer import FIELDS, PILLARS

#: What districts are compared by: heading, column, decimals, unit.
COMPARED = (
    ("人口", "people", 0, "人"),
    ("65歳以上の割合（高齢化率）", "aging_rate", 1, "％"),
    ("75歳以上の割合", "late_rate", 1, "％"),
    ("0〜14歳", "people_0_14", 0, "人"),
    ("世帯", "households", 0, "世帯"),
    ("面積", "area_km2", 2, "km²"),
    ("1km²あたりの人口", "density", 0, "人"),
    ("地図にある場所", "asset_total", 0, "か所"),
)


@dataclass(frozen=True, slots=True)
class Gap:
    """An answer as it is read aloud, what it means, and the rank with how far it moves."""

    title: str
    sentence: str
    meaning: str
    rank: str


@dataclass(frozen=True)
class Karte:
    """One district's sheet. Every value is words that may be shown.

    `figures`: title, value, what stands beside it. `compared`: headings and a row of words a district.
    `ages`: age, men, women (or both). `years`: year, whether projected, and words. `places` have a `number`
    where they are on the map; `kinds`: title and count; `matrix`: by pillar the kinds' counts by field.
    """

    name: str
    figures: list[tuple[str, str, str]]
    map: Markup
    pyramid: Markup | None
    ages: list[tuple[str, list[str]]]
    sexes: list[str]
    trend: Markup | None
    years: list[tuple[int, bool, list[str]]]
    compared: list[tuple[str, list[str]]]
    names: list[str]
    alike: list[Row]
    gaps: list[Gap]
    places: list[dict[str, Any]]
    kinds: list[tuple[str, int]]
    matrix: list[tuple[str, list[int]]]


def karte(book: Book, found: Profile, places: Sequence[Mapping[str, Any]]) -> Karte:
    """The sheet of a district with its public places (as `gisapp.assets.catalogue` finds them)."""
    row, name = found.row, found.row["name"]
    listed = [{**place, "number": None} for place in places]
    placed = [place for place in listed if place["lon"] is not None]
    for number, place in enumerate(placed, 1):
        place["number"] = number
    names = [each["name"] for each in book.rows]
    return Karte(
        name=name,
        figures=_figures(book, found),
        map=district_map_svg(book.world.shapes_m, names, found.position, _numbered(book, placed)),
        pyramid=pyramid_svg(found.pyramid, name=name) if found.pyramid else None,
        ages=_ages(found),
        sexes=[
            {"m": "男性", "f": "女性", "t": "男女"}[sex]
            for sex in (found.pyramid.people if found.pyramid else ())
        ],
        trend=trend_svg(found.trend, name=name) if len(found.trend) > 1 else None,
        years=[(each["year"], each["kind"] == "projection", _year_words(each)) for each in found.trend],
        compared=[
            (title, [_words(each.get(column), digits, unit) for each in (row, _city(book), *found.alike)])
            for title, column, digits, unit in COMPARED
        ],
        names=[name, "全体", *(each["name"] for each in found.alike)],
        alike=found.alike,
        gaps=[_gap(book, asked, found_row) for asked, found_row in found.gaps],
        places=listed,
        kinds=_kinds(listed),
        matrix=_matrix(listed),
    )


def _figures(book: Book, found: Profile) -> list[tuple[str, str, str]]:
    row, city = found.row, book.city
    told = [
        ("人口", _words(row["people"], 0, "人"), f"全体 {_words(city['people'], 0, '人')}"),
        (
            "高齢化率（65歳以上）",
            _words(row["aging_rate"], 1, "％"),
            f"全体 {_words(city['aging_rate'], 1, '％')}",
        ),
        (
            "地図にある場所",
            _words(row["asset_total"], 0, "か所"),
            f"全体 {_words(city['asset_total'], 0, 'か所')}",
        ),
    ]
    asked, near = found.gaps[0]
    reach = f"{asked.question.within_m}m以内に居場所がある高齢の人"
    if near is None or asked.answer is None:
        return [*told, (reach, "—", asked.why)]
    whole = asked.answer.totals["covered_share"]
    return [*told, (reach, _words(near["covered_share"], 1, "％"), f"全体 {_words(whole, 1, '％')}")]


def _words(value: float | None, digits: int, unit: str) -> str:
    """A figure with its unit; what isn't told is said to be so."""
    return HIDDEN if value is None else f"{value:,.{digits}f}{unit}"


def _city(book: Book) -> Row:
    area = sum(row["area_km2"] for row in book.rows)
    homes = [row["households"] for row in book.rows]
    people = book.city["people"]
    return {
        **book.city,
        "area_km2": area,
        "density": None if people is None or not area else people / area,
        "households": None if None in homes else sum(homes),
    }


def _ages(found: Profile) -> list[tuple[str, list[str]]]:
    if found.pyramid is None:
        return []
    people = found.pyramid.people
    return [
        (age_words(*ages), [_words(counts[at], 0, "人") for counts in people.values()])
        for at, ages in enumerate(found.pyramid.ages)
    ]


def _year_words(row: Row) -> list[str]:
    counts = [_words(row[name], 0, "人") for name in ("people", "people_65", "people_75", "people_0_14")]
    return [*counts, _words(row["aging_rate"], 1, "％")]


def _numbered(book: Book, placed: Sequence[Mapping[str, Any]]) -> list[Numbered]:
    if not placed:
        return []
    lonlat = np.array([[place["lon"], place["lat"]] for place in placed], dtype=np.float64)
    xy = transform_points(lonlat, STORAGE_SRID, book.world.plane_srid)
    return [
        Numbered((float(x), float(y)), place["number"], place["name"], exact=place["precision"] == "exact")
        for (x, y), place in zip(xy, placed, strict=True)
    ]


def _gap(book: Book, asked: Any, row: Row | None) -> Gap:
    if asked.answer is None or row is None:
        return Gap(asked.title, asked.why, "", "")
    rank = ""
    if row["rank"] is not None:
        rank = (
            f"{len(book.rows)}の{title_of(book.world.system)}のうち、足りないほうから{row['rank']}番目です。"
        )
        if row["rank_best"] is not None and row["rank_best"] != row["rank_last"]:
            rank += f"条件を変えると{row['rank_best']}〜{row['rank_last']}番目になります。"
    return Gap(asked.title, gap_words(asked, row, asked.answer.totals), meaning_words(row), rank)


def _kinds(places: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    counted: dict[str, int] = {}
    for place in places:
        counted[place["layer"]] = counted.get(place["layer"], 0) + 1
    return [(all_layers()[key].title, counted[key]) for key in all_layers() if key in counted]


def _matrix(places: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[int]]]:
    """How many places serve each pillar and field, by what their kinds are; one may count in several."""
    kinds = [all_layers()[place["layer"]] for place in places]
    return [
        (pillar, [sum(pillar in kind.pillars and field in kind.fields for kind in kinds) for field in FIELDS])
        for pillar in PILLARS
    ]
