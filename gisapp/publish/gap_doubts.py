"""Knows how far an answer can be trusted, in words: what is known, what isn't, what had to be assumed.

Knows no page and no district by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gisapp.planning.gaps import Answer
from gisapp.publish.gap_border import border_words
from gisapp.publish.gap_words import HIDDEN

#: Title and sentence.
Doubt = tuple[str, str]


def doubts(answer: Answer, unit: str) -> list[Doubt]:
    """Title and sentence of everything that a reader has to know; what doesn't apply is left out.

    `unit`: what one district is called.
    """
    sure = answer.confidence
    return [
        *_of_places(sure),
        *_of_the_border(answer, unit),
        *_of_the_census(sure),
        *_of_homes(sure),
        *_of_ages(sure),
    ]


def _of_places(sure: dict[str, Any]) -> Iterator[Doubt]:
    """Which places were counted, and how large they were taken to be."""
    outside = f"（うち市の外 {sure['outside']:,}か所）" if sure["outside"] else ""
    yield (
        "数えた場所",
        f"知られている場所 {sure['known']:,}か所{outside}のうち、12か月以内に確かめた場所は "
        f"{sure['checked']:,}か所です。知られていない場所があるかもしれません。",
    )
    if sure["unplaced"]:
        yield "位置が分からない場所", f"{sure['unplaced']:,}か所は、数えていません。"
    if hidden := sure["hidden_assets"]:
        yield "公開していない場所", f"{hidden:,}か所は、地図には出していませんが、計算には入れています。"
    if rough := sure["rough_assets"]:
        yield "おおよその位置の場所", f"{rough:,}か所は、町丁目や小学校区の中ほどにあるものとして数えました。"
    if filled := sure["filled_supply"]:
        words = f"{filled:,}か所は、定員や時間が分からないため、同じ種類の中央値としました。"
        yield "大きさを補った場所", words


def _of_the_border(answer: Answer, unit: str) -> Iterator[Doubt]:
    """Districts that places beyond the border may serve."""
    if districts := answer.confidence["border_districts"]:
        words = f"{districts:,}{unit}あります。{border_words(answer)}実際より足りなく見えることがあります。"
        yield "市の境に近い区域", words


def _of_the_census(sure: dict[str, Any]) -> Iterator[Doubt]:
    """How finely people were counted."""
    if sure["grain"]:
        yield "人口の細かさ", sure["grain"]
    if sure["suppressed_share"]:
        words = (
            f"住む人の {sure['suppressed_share']:.1f}％は、人数が少ないため、統計で近くの区画と合わせて"
            "数えられています。"
        )
        yield "内訳が伏せられた人口", words


def _of_homes(sure: dict[str, Any]) -> Iterator[Doubt]:
    """People who live in no district, in several, across the border, or away from all ways."""
    residual, overlap, edge = sure["residual_people"], sure["overlap_people"], sure["edge_people"]
    if residual != 0:
        yield "どの区域にも入らない人", f"{_people(residual)}（{sure['residual_share']:.2f}％）です。"
    if overlap != 0:
        yield "区域が重なる所に住む人", f"{_people(overlap)}です。重なる区域に等しく分けました。"
    if edge != 0:
        words = (
            f"境界をまたぐ区画から、面積の割合で{_people(edge)}を、市の外（隣の市区町村や海）に分けました。"
        )
        yield "市の外に分けた人", words
    if (off := sure["off_network_people"]) != 0:
        words = f"{_people(off)}は歩ける道から遠く、道のりを計算できないため、「届かない」としました。"
        yield "道から遠い人", words


def _of_ages(sure: dict[str, Any]) -> Iterator[Doubt]:
    """Ages that the statistics don't tell as they were asked for."""
    if sure["approximate_ages"]:
        words = "統計の年齢の幅が広いため、対象の年齢の人数は、幅の中で等しく分けた概数です。"
        yield "年齢の分け方", words


def _people(count: int | None) -> str:
    """A number of people; None is a small one that isn't shown."""
    return f"ごく少数（{HIDDEN}）" if count is None else f"{count:,}人"
