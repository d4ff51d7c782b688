"""Knows what the printed report of an answer says, part by part: figures, map, tables, charts, doubts.

Knows no route and no layout.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup

from gisapp.crs import STORAGE_SRID, transform_points
from gisapp.planning.gaps import Answer
from gisapp.planning.siting.effect import moved_of
from gisapp.planning.words import unit_of, who
from gisapp.publish.bivariate import AGING_WORDS, NO_DATA_WORDS, SERVICE_WORDS
from gisapp.publish.chart_svg import before_after, lorenz, scatter
from gisapp.publish.gap_border import border_words
from gisapp.publish.gap_columns import picked
from gisapp.publish.gap_doubts import doubts
from gisapp.publish.gap_html import breaks_of, reach_words
from gisapp.publish.gap_map_svg import Spot, gap_map_svg, legend_svg, missing_svg
from gisapp.publish.gap_tables import (
    WHOLE,
    WORST,
    Table,
    compared_table,
    district_table,
    effect_table,
    joining,
    site_table,
    worst_asked,
)
from gisapp.publish.gap_words import HIDDEN_MEANS, words
from gisapp.publish.handout import Handout, source_words, year_words

if TYPE_CHECKING:
    from gisapp.planning.siting.proposal import Proposal


@dataclass(frozen=True, slots=True)
class Legend:
    """The 3 × 3 of the map: words of its columns, and by row its words and sign and number of each class."""

    columns: list[tuple[str, str]]
    rows: list[tuple[str, str, list[tuple[Markup, int]]]]
    missing: Markup
    missing_count: int
    missing_words: str = NO_DATA_WORDS


@dataclass(frozen=True, slots=True)
class Comparison:
    """The asked year beside today's count, and which districts come into or leave the worst quarter.

    `part_ways`: fewer people of the group, but a larger share of all.
    """

    past: Answer
    table: Table
    joining: list[str]
    leaving: list[str]
    part_ways: bool


@dataclass(frozen=True, slots=True)
class Sites:
    """Where the next places could go, and what they would change."""

    proposal: Proposal
    table: Table
    effect: Table
    chart: Markup
    doubts: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the page shows, in words and in drawings that are safe to set as they are."""

    given: Handout
    heading: str
    year: str
    head: str
    border: str
    figures: list[tuple[str, str, str]]
    map: Markup
    legend: Legend
    worst: Table
    whole: Table
    scatter: Markup
    lorenz: Markup | None
    doubts: list[tuple[str, str]]
    sources: list[tuple[str, str]]
    hidden_means: str
    comparison: Comparison | None
    sites: Sites | None


def report(given: Handout, *, past: Answer | None = None, proposal: Proposal | None = None) -> Report:
    """The report of an answer; `past`: the same question for today's people, `proposal`: the next places."""
    answer = given.answer
    curve = answer.equity["lorenz"]
    return Report(
        given=given,
        heading=f"{who(answer.question)}に、場所が足りない{given.unit}",
        year=year_words(answer),
        head=unit_of(answer.question),
        border=border_words(answer),
        figures=_figures(given),
        map=_map(given, proposal),
        legend=_legend(given),
        worst=district_table(answer, WORST, worst_only=True),
        whole=district_table(answer, WHOLE),
        scatter=scatter(worst_asked(answer), breaks_of(given), reach_words=reach_words(given)),
        lorenz=lorenz(curve) if curve else None,
        doubts=doubts(answer, given.unit),
        sources=[(source_words(credit), credit["url"] or "") for credit in given.sources],
        hidden_means=HIDDEN_MEANS,
        comparison=_comparison(past, answer) if past else None,
        sites=_sites(given, proposal) if proposal else None,
    )


def _figures(given: Handout) -> list[tuple[str, str, str]]:
    """The figures that stand first: title, figure, and what it is of."""
    answer, totals = given.answer, given.answer.totals
    asked = answer.question
    head = unit_of(asked)
    keys = ("target_people", "uncovered_people", "covered_share", "nearest_mean_m")
    people, far, reach, near = (words(totals, column) for column in picked(answer, *keys))
    minutes = totals["nearest_mean_min"]
    walk = "" if minutes is None else f"歩いて約{minutes:,}分（時速{asked.speed_km_h:g}km）"
    far_districts = f"{totals['far_districts']:,} / {totals['districts']:,}"
    return [
        (f"対象の{head}", people, who(asked)),
        (f"届かない{head}", far, f"{asked.within_m:,}m以内に場所がない{head}"),
        (f"届く{head}の割合", reach, f"{asked.within_m:,}m以内に場所がある{head}"),
        (f"半数以上に届かない{given.unit}", far_districts, f"すべての{given.unit}のうち"),
        (f"場所が1か所でもある{given.unit}", f"{totals['fulfilment']:.1f}％", "充足率"),
        ("近い場所までの平均", near, walk),
    ]


def _map(given: Handout, proposal: Proposal | None) -> Markup:
    places = [Spot(each["xy"], each["name"], exact=each["precision"] == "exact") for each in given.places]
    sites = proposal.sites if proposal else []
    return gap_map_svg(
        given.shapes_m,
        worst_asked(given.answer),
        title=f"{given.city.name} {given.unit}ごとの、高齢化と場所の近さ",
        places=places,
        proposals=[Spot(_xy(given, site), site["name"], number=site["number"]) for site in sites],
    )


def _xy(given: Handout, site: Mapping[str, Any]) -> tuple[float, float]:
    """Where a proposed site lies, in plane metres."""
    lonlat = np.array([[site["lon"], site["lat"]]])
    x, y = transform_points(lonlat, STORAGE_SRID, given.answer.world.plane_srid)[0]
    return float(x), float(y)


def _legend(given: Handout) -> Legend:
    breaks, rows = breaks_of(given), given.answer.rows
    aging, near = _classes(*breaks["aging"]), _classes(*breaks["service"])
    return Legend(
        columns=[(SERVICE_WORDS[s], near[s]) for s in (2, 1, 0)],
        rows=[
            (AGING_WORDS[a], aging[a], [(legend_svg(a, s), _count(rows, a, s)) for s in (2, 1, 0)])
            for a in (2, 1, 0)
        ],
        missing=missing_svg(),
        missing_count=sum(row["aging_class"] is None or row["service_class"] is None for row in rows),
    )


def _classes(low: int, high: int) -> tuple[str, str, str]:
    return f"{low}％未満", f"{low}〜{high}％", f"{high}％以上"


def _count(rows: list[dict[str, Any]], aging: int, service: int) -> int:
    return sum(row["aging_class"] == aging and row["service_class"] == service for row in rows)


def _comparison(past: Answer, answer: Answer) -> Comparison:
    new, gone = joining(past, answer)
    share = "aging_rate" if (answer.question.target, answer.question.sex) == ("65+", "t") else "target_rate"
    people, rate = (
        (answer.totals[name] or 0) - (past.totals[name] or 0) for name in ("target_people", share)
    )
    table = compared_table(past, answer)
    return Comparison(past, table, joining=new, leaving=gone, part_ways=people < 0 < rate)


def _sites(given: Handout, proposal: Proposal) -> Sites:
    changed = moved_of(proposal.districts)
    return Sites(
        proposal=proposal,
        table=site_table(proposal),
        effect=effect_table(proposal),
        chart=before_after(changed, reach_words=reach_words(given)),
        doubts=[("計算の確かさ", proposal.proof_words), ("候補の計算の番号", proposal.run)],
    )
