"""Knows how a proposal is said in plain Japanese: what it brings, why this order, how sure it is.

Knows no figure of its own and no page.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from gisapp.analysis.disclosure import small
from gisapp.planning.question import title_of
from gisapp.planning.siting.question import OBJECTIVES, SiteQuestion, amount
from gisapp.planning.words import HIDDEN_NOTE, how_far, unit_of, where, who

FEW = "ごく少数"
BEST = {
    "cover": "これより多くの{head}に届く組み合わせがないことを確かめました。",
    "share": "これより少ない数（費用）では、決めた割合に届かないことを確かめました。",
    "median": "近い場所までの距離の合計がこれより短い組み合わせがないことを確かめました。",
    "centre": "最も遠い{head}の距離がこれより短い組み合わせがないことを確かめました。",
}
NEARLY = "最良の組み合わせとの差は、あっても最大 {gap}％です。"


def asked_words(asked: SiteQuestion, year_title: str) -> str:
    """The question as one sentence."""
    if asked.objective == "share":
        number = f"{asked.share:g}％に届かせるには何か所要るか、どこがよいか"
    elif asked.budget is not None:
        number = f"予算 {amount(asked.budget)} の中で、どこに開くとよいか"
    else:
        number = f"次の{asked.count}か所をどこに開くとよいか"
    question = asked.question
    aim = OBJECTIVES[asked.objective].format(head=unit_of(question))
    return (
        f"{year_title}の人口で、{who(question)}が{how_far(question)}に{where(question)}を使えるように、"
        f"{number}を調べました（目的: {aim}）。いまある場所はそのままとします。"
        f"{_narrowed(asked)}"
    )


def _narrowed(asked: SiteQuestion) -> str:
    """What of the question the search looks at alone, or leaves aside."""
    question, words = asked.question, ""
    if question.aging_from:
        words += (
            f"場所は、高齢化率{question.aging_from}％以上の{title_of(question.system)}の{unit_of(question)}だけで選びました。"
            f"届く{unit_of(question)}の数は、すべての{title_of(question.system)}で数えています。"
        )
    if question.nearest > 1:
        words += f"{question.nearest}番目に近い場所の条件は、次の場所の計算では使いません。"
    return words


def proposal_words(
    asked: SiteQuestion, sites: int, newly: float, before: Mapping[str, Any], after: Mapping[str, Any]
) -> str:
    """The proposal in one sentence that can be read aloud at a meeting."""
    question = asked.question
    whom, can = who(question), f"{how_far(question)}に{where(question)}を使えるように"
    if not sites and asked.objective == "share":
        return f"いまでも、{whom}の{_share(before)}に届いているため、新しい場所は要りません。"
    if not sites:
        which = "どの候補に開いても" if asked.budget is None else "予算の中で開けるどの候補に開いても"
        return f"{which}、新たに{can}なる{whom}はいません。"
    words = f"次の{sites}か所で、{whom} {people(newly, unit_of(question))}が新たに{can}なります。"
    if None not in (before["covered_share"], after["covered_share"]):
        words += f"届く{unit_of(question)}の割合は{_share(before)}から{_share(after)}になります。"
    way = before["nearest_mean_m"], after["nearest_mean_m"]
    if asked.objective in ("median", "centre") and None not in way:
        words += f"近い場所までの平均は{way[0]:,}mから{way[1]:,}mになります。"
    return words


def why_words(step: Mapping[str, Any]) -> str:
    """Why a site comes before the next: its `number`, `newly`, `ahead`, `closer_m`, `next` (name), `unit`."""
    first = step["number"] == 1
    unit = step["unit"]
    start = f"いま届いていない{unit}のうち" if first else f"前の提案までで届かない{unit}のうち、さらに"
    if not math.isnan(step["closer_m"]):
        words = f"近い場所までの平均が、これで約{round(step['closer_m']):,}m短くなります。"
        return words + (
            f"短くなる距離が、次の「{step['next']}」以上のため先にしました。" if step["next"] else ""
        )
    words = f"{start} {people(step['newly'], unit)}に届きます。"
    if step["next"] is None or math.isnan(step["ahead"]):
        return words
    if round(step["ahead"]) == 0:
        return f"{words}次の「{step['next']}」も同じ数ですが、候補の並びで先のため、こちらを先にしました。"
    if small([step["ahead"], step["newly"], step["newly"] - step["ahead"]]).any():
        return f"{words}次の「{step['next']}」より多いため、先にしました。"
    return (
        f"{words}先に開くと「{step['next']}」より {round(step['ahead']):,}{unit}多く届くため、先にしました。"
    )


def proof_words(asked: SiteQuestion, *, proven: bool, gap: float) -> str:
    """How sure it is that nothing better can be found; a gap is never rounded down to nothing."""
    if not proven:
        return NEARLY.format(gap=math.ceil(10 * gap) / 10)
    return BEST[asked.objective].format(head=unit_of(asked.question))


def people(number: float, unit: str) -> str:
    """A number of people or households, or that they are too few to be told."""
    return f"{FEW}の{unit}（{HIDDEN_NOTE}）" if small([number])[0] else f"{round(number):,}{unit}"


def _share(figures: Mapping[str, Any]) -> str:
    return f"{figures['covered_share']:.1f}％" if figures["covered_share"] is not None else "多く"
