"""Knows how a question and its answer are said in plain Japanese: every parameter that changes the answer.

Knows no figure of its own and no page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gisapp.analysis.need import Verdict
from gisapp.planning.population.people import People
from gisapp.planning.question import (
    COMPONENTS,
    DECAYS,
    FORMALITIES,
    METHODS,
    SEXES,
    SUPPLIES,
    Question,
    categories,
    target_of,
    title_of,
)
from layers import all_layers

HIDDEN_NOTE = "人数が少ないため非表示"
PARTLY_NOTE = "人数の分からない区画を含みます"
UNKNOWN_NOTE = "人数が伏せられているため不明"
VERDICTS: dict[Verdict, str] = {
    "robust_gap": "頑健に不足",
    "robust_no_gap": "頑健に届いている",
    "depends": "条件による",
}


def who(question: Question) -> str:
    """The people asked about: 65歳以上の女性."""
    title = target_of(question.target).title
    return title if question.sex == "t" else f"{title}のうち{SEXES[question.sex]}"


def unit_of(question: Question) -> str:
    """What the group is counted in."""
    return "世帯" if target_of(question.target).households else "人"


def where(question: Question) -> str:
    """The places asked about: 居場所またはカフェ."""
    names = "または".join(categories()[key] for key in question.categories)
    return f"{names}（{FORMALITIES[question.formality]}のみ）" if question.formality else names


def how_far(question: Question) -> str:
    """The limit and how it is measured: 800m以内（直線距離の1.3倍）."""
    if question.distance == "walk":
        measured = "歩ける道に沿って"
    else:
        measured = "直線距離" if question.detour == 1 else f"直線距離の{question.detour:g}倍"
    return f"{question.within_m:,}m以内（{measured}）"


def question_words(question: Question, *, year_title: str, scenario: str = "") -> str:
    """The whole question as one sentence, to stand on a report."""
    planned = f"「{scenario}」のとおりに変えたとき、" if scenario else ""
    return (
        f"{year_title}の人口で、{planned}{who(question)}が{how_far(question)}に"
        f"{where(question)}を使えるかを、{title_of(question.system)}ごとに調べました。"
    )


def answer_words(question: Question, *, districts: int, far: int, uncovered: int | None, share: float) -> str:
    """The answer in one sentence that can be read aloud at a meeting; `uncovered` None is a small number."""
    unit, reach, what = title_of(question.system), f"{question.within_m:,}m以内", where(question)
    if far:
        start = (
            f"{districts}{unit}のうち{far}{unit}で、{who(question)}の半数以上が{reach}に{what}がありません。"
        )
    else:
        start = f"{districts}{unit}のすべてで、{who(question)}の半数以上が{reach}に{what}があります。"
    if uncovered is None:
        return f"{start}全体で、届かないのはごく少数です（{HIDDEN_NOTE}）。"
    return f"{start}全体では、{who(question)} {uncovered:,}{unit_of(question)}（{share:.1f}％）に届きません。"


def focus_words(question: Question, *, districts: int, far: int, uncovered: int | None) -> str:
    """The same for the districts of at least the aging rate that was asked for."""
    unit = title_of(question.system)
    if not districts:
        return f"高齢化率{question.aging_from}％以上の{unit}はありません。"
    asked = f"高齢化率{question.aging_from}％以上の{districts}{unit}に限ると"
    start = f"{asked}、半数以上に届かないのは{far}{unit}です。"
    if uncovered is None:
        return f"{start}届かない{unit_of(question)}の数は、少ない人数が分かるため非表示です。"
    return f"{start}{who(question)} {uncovered:,}{unit_of(question)}に届きません。"


def grain_words(cell_m: float, refined_by: str) -> str:
    """How coarse the picture of where people live is."""
    inside = (
        f"その中では「{all_layers()[refined_by].title}」で人の多いところに多く"
        if refined_by
        else "その中では、どこにも同じだけ"
    )
    return (
        f"人口は約{round(cell_m, -1):,.0f}m四方の区画で数えたもので、{inside}住むとみなしています。"
        "それより短い距離の違いは確かではありません。"
    )


def method_words(question: Question, *, refined_by: str) -> list[tuple[str, str]]:
    """How it was calculated, by heading: what a reader of the figures has to know."""
    if question.distance == "walk":
        distance = (
            "住んでいるところから場所まで、歩ける道に沿った道のりです。"
            "道から200mより遠い人は「届かない」とし、人数を下に示します。"
        )
    else:
        distance = f"住んでいるところから場所までの直線距離を {question.detour:g} 倍した値です。"
    share = " × ".join(
        [METHODS[question.method]] + ([] if question.method == "2sfca" else [DECAYS[question.decay]])
    )
    spread = "面積の割合で分けました"
    if refined_by:
        spread = f"「{all_layers()[refined_by].title}」で人の多いところに多く置きました"
    weights = "、".join(f"{COMPONENTS[key]} {weight}" for key, weight in question.weights)
    return [
        (
            "距離の測り方",
            f"{distance}ちょうど {question.within_m:,}m は「以内」に入れます。"
            "どの場所にも届かない人も分母に入れています。"
            f"歩く時間は時速 {question.speed_km_h:g}km で計算しました。",
        ),
        (
            "人の置き方",
            f"人口の区画の人は、区域の境で切った小さな土地ごとに、{spread}。区画の合計は変わりません。"
            "率は、人数を足してから割っています。",
        ),
        (
            "1人あたりの場所",
            f"一つの場所を、そこに届く人みんなで分け合うと考えた量です（{share}、場所の大きさは{SUPPLIES[question.supply]}）。"
            "対象の人1,000人あたりで示し、どこにも届かない人は 0 として平均に入れています。",
        ),
        (
            "順位の決め方",
            "次の項目を、区域の中での順番（0〜100点）に直し、重みを付けて平均した点の高い順です。"
            f"重みは {weights} です。"
            "同じ点のときは、届かない人の多い順、高齢化率の高い順に並べます。",
        ),
    ]


def sensitivity_words(gap: int, depends: int, settings: int, unit: str) -> str:
    """How sure the answer is, in one sentence."""
    return (
        f"距離・遠さの重み・数える場所の決め方を変えた{settings}通りのうち8割以上で、半数以上に届かなかったのは"
        f"{gap}{unit}です（頑健に不足）。{depends}{unit}は、決め方によって変わります（条件による）。"
    )


def concentration_words(index: float | None) -> str:
    """What the concentration index says."""
    if index is None:
        return "だれにも場所が届かないため、かたよりは計算できません。"
    if abs(index) < 0.02:
        return "高齢化の進み方による、行きやすさのかたよりはほとんどありません。"
    where_to = "高齢化の進んでいない区域" if index < 0 else "高齢化の進んだ区域"
    return f"行きやすさは、{where_to}にかたよっています。"


def year_of(people: People) -> dict[str, Any]:
    """Which year's people these are, and for a projection how it was made; `sources` are layer keys."""
    made = people.projection
    when = f"{people.year}年"
    rough = made is not None and made.method.startswith("nation")
    kind = "全国の伸び率による粗い推計" if rough else "推計"
    return {
        "year": people.year,
        "as_of": people.day.isoformat(),
        "title": f"{when}（{kind}）" if made else f"{when}（{all_layers()[people.layer].title}）",
        "projected": made is not None,
        "rough": rough,
        "kind": kind if made else "",
        "method": made.sentence if made else "",
        "base_year": made.base_year if made else people.year,
        "sources": list(made.sources) if made else [people.layer],
    }


def missing_words(question: Question, *, missing: Sequence[str], other: Sequence[str]) -> str:
    """What was asked for and isn't counted: nobody has told us of any (unknown is not none), or none fits."""
    unknown = f"{'・'.join(missing)}は位置の分かるデータがないため、数えていません。" if missing else ""
    unfit = f"{'・'.join(other)}に、{FORMALITIES[question.formality]}の場所はありません。" if other else ""
    return unknown + unfit
