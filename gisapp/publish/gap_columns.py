"""Knows the columns of an answer's table wherever it goes: order, titles, units, and what each means.

Knows no row, no file format and no page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from gisapp.planning.gaps import Answer
from gisapp.planning.question import COMPONENTS
from gisapp.planning.words import unit_of, who
from gisapp.publish.gap_border import border_words


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where it stands in a row (`a.b`: inside another), its name in ASCII, how it is told.

    `digits` None is text; `unit` follows a figure that stands alone; `means` explains it.
    """

    key: str
    name: str
    title: str
    unit: str
    digits: int | None
    means: str


#: What one unit of supply is called, by how places are sized.
SUPPLY_UNITS = {"count": "か所", "capacity": "人分", "hours": "時間", "hours_capacity": "人・時間"}
_WORDS, _RANK, _POINTS = ("", None), ("位", 0), ("点", 1)
_PEOPLE, _HEADS = ("人", 0), ("{head}", 0)
_PLACES, _SHARE, _METRES = ("か所", 0), ("％", 1), ("m", 0)
#: Several distances at once, and what the score is made of, go in where these stand.
_DISTANCES, _NEED = "covered", "components"
#: Told only where the districts were limited by their aging rate.
_FOCUS = "focus_words"
_COLUMNS = (
    Column("rank", "rank", "順位", *_RANK, "不足の点数が高い順です。1 がもっとも足りない区域です。"),
    Column("name", "name", "区域", *_WORDS, "区域の名前です。"),
    Column("score", "score", "不足の点数", *_POINTS,
           "0〜100。重みをつけた項目の平均で、高いほど足りません。"),
    Column("worst_words", "worst", "要注意", *_WORDS, "点数の高いほうから4分の1に入る区域です。"),
    Column("verdict_words", "verdict", "判定", *_WORDS, "条件を変えても同じ結果になるかどうかです。"),
    Column(_FOCUS, "focus", "高齢化率の条件にあてはまる", *_WORDS, "高齢化率が{aging}％以上の区域です。"),
    Column("people", "people", "人口", *_PEOPLE, "区域に住む人の数です。"),
    Column("target_people", "target", "対象の{head}", *_HEADS, "{who}の数です。"),
    Column("target_rate", "target_pct", "対象の割合（％）", *_SHARE,
           "年齢の分かる人のうち、対象の{head}の割合です。"),
    Column("aging_rate", "aging_pct", "高齢化率（％）", *_SHARE,
           "年齢の分かる人のうち、65歳以上の割合です。"),
    Column("late_rate", "late_pct", "75歳以上の割合（％）", *_SHARE,
           "年齢の分かる人のうち、75歳以上の割合です。"),
    Column("children_rate", "child_pct", "子どもの割合（％）", *_SHARE,
           "年齢の分かる人のうち、14歳以下の割合です。"),
    Column("assets", "places", "場所の数", *_PLACES, "区域の中にある場所の数です。"),
    Column("has_any_words", "any_place", "ある・なし", *_WORDS, "区域の中に1か所でもあるかどうかです。"),
    Column("supply", "supply", "場所の大きさ（{unit}）", "{unit}", 1,
           "区域の中にある場所の大きさの合計です。"),
    Column("assets_per_1000", "per_1000", "対象千{head}あたりの場所", "か所", 2,
           "区域の場所の数を、対象の{head}1,000{head}あたりにしました。"),
    Column("people_per_asset", "per_place", "場所1か所あたりの人口", *_PEOPLE,
           "区域の人口を、区域の場所の数で割りました。"),
    Column("covered_people", "reached", "届く{head}", *_HEADS,
           "{within}m以内に場所がある対象の{head}の数です。"),
    Column("uncovered_people", "unreached", "届かない{head}", *_HEADS,
           "{within}m以内に場所がない対象の{head}の数です。"),
    Column("covered_share", "reach_pct", "届く{head}の割合（％）", *_SHARE,
           "対象の{head}のうち、{within}m以内に場所がある割合です。"),
    Column(_DISTANCES, "reach", "{metres}m以内に届く割合（％）", *_SHARE,
           "対象の{head}のうち、{metres}m以内に場所がある割合です。"),
    Column("nearest_mean_m", "near_mean_m", "近い場所まで平均（m）", *_METRES,
           "{nth}場所までの道のりの、対象の{head}の数で重みをつけた平均です。"),
    Column("nearest_median_m", "near_med_m", "近い場所まで中央（m）", *_METRES,
           "対象の{head}の半分が、この道のりより近くに住んでいます。"),
    Column("nearest_p90_m", "near_p90_m", "近い場所まで9割（m）", *_METRES,
           "対象の{head}の9割が、この道のりより近くに住んでいます。"),
    Column("nearest_mean_min", "near_min", "近い場所まで平均（分）", "分", 0,
           "平均の道のりを、時速{speed}kmで歩いた時間です。"),
    Column("unreached_people", "no_way", "どこにも届かない{head}", *_HEADS,
           "道のりの計算で、どの場所にも届かなかった対象の{head}の数です。"),
    Column("access", "access", "対象千{head}あたりに使える{unit}", "{unit}", 2,
           "まわりの人と分け合って使える場所の大きさです（対象の{head}1,000{head}あたり）。"),
    Column(_NEED, "need", "点数の内訳: {component}", *_POINTS,
           "0〜100。重みは {weight}（全体の {share:.0f}％）です。"),
    Column("stability", "stability", "要注意になる割合（％）", "％", 0,
           "条件を変えた計算のうち、要注意に入った割合です。"),
    Column("rank_best", "rank_from", "順位の幅（上）", *_RANK, "条件を変えたときの、もっとも上の順位です。"),
    Column("rank_last", "rank_to", "順位の幅（下）", *_RANK, "条件を変えたときの、もっとも下の順位です。"),
    Column("class_words", "class", "区分", *_WORDS, "地図の色の意味です。"),
    Column("border_words", "border", "市境", *_WORDS,
           "市の境に近く、場所の足りなさを確かめたい区域です。{border}"),
    Column("note", "note", "備考", *_WORDS, "数字についての断りです。"),
)  # fmt: skip


def columns(answer: Answer) -> list[Column]:
    """The table's columns for this answer, in order; each `name` once, ASCII, at most 10 or so letters."""
    asked = answer.question
    told = {
        "who": who(asked),
        "head": unit_of(asked),
        "border": border_words(answer),
        "aging": f"{asked.aging_from}",
        "within": f"{asked.within_m:,}",
        "unit": SUPPLY_UNITS[asked.supply],
        "nth": "いちばん近い" if asked.nearest == 1 else f"近いほうから{asked.nearest}番目の",
        "speed": f"{asked.speed_km_h:g}",
    }
    listed = [column for column in _COLUMNS if column.key != _FOCUS or answer.focus]
    return [one for column in listed for one in _spread(column, answer, told)]


def picked(answer: Answer, *keys: str) -> list[Column]:
    """Some of the columns, in this order."""
    found = {column.key: column for column in columns(answer)}
    return [found[key] for key in keys]


def _spread(column: Column, answer: Answer, told: dict[str, str]) -> list[Column]:
    """A column for each distance and for each part of the score; every other as it is."""
    weights = dict(answer.question.weights)
    whole = sum(weights.values())
    if column.key == _DISTANCES:
        return [
            _filled(column, metres, metres, {**told, "metres": f"{int(metres):,}"})
            for metres in answer.totals.get("covered") or {}
        ]
    if column.key == _NEED:
        return [
            _filled(column, key, str(number), _of_need(key, weights.get(key, 0), whole))
            for number, key in enumerate(COMPONENTS, 1)
        ]
    return [_filled(column, "", "", told)]


def _of_need(key: str, weight: int, whole: int) -> dict[str, object]:
    return {"component": COMPONENTS[key], "weight": weight, "share": 100 * weight / whole}


def _filled(column: Column, inner: str, suffix: str, told: dict[str, object] | dict[str, str]) -> Column:
    return replace(
        column,
        key=f"{column.key}.{inner}" if inner else column.key,
        name=f"{column.name}_{suffix}" if suffix else column.name,
        title=column.title.format(**told),
        unit=column.unit.format(**told),
        means=column.means.format(**told),
    )
