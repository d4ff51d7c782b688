"""Knows the questions that every district's page answers, and how the answers are said at a meeting.

Knows no figure of its own and no page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gisapp.analysis.need import Verdict
from gisapp.errors import UserError
from gisapp.planning.desk import Desk, Moment
from gisapp.planning.gaps import Answer, answer_at
from gisapp.planning.question import Question, default_speed_km_h, default_weights, target_of
from gisapp.planning.words import HIDDEN_NOTE, unit_of, where, who
from layers import all_layers
from layers._layer import Layer

#: What a verdict means, for a reader who has never met the word.
MEANS: dict[Verdict, str] = {
    "robust_gap": "距離や場所の決め方を変えても、半数以上の人に届きません。",
    "robust_no_gap": "距離や場所の決め方を変えても、半数以上の人に届きます。",
    "depends": "半数以上の人に届くかどうかは、距離や場所の決め方で変わります。",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A question that stands for every district, with its answer; `answer` None: `why` there is none."""

    title: str
    question: Question
    answer: Answer | None
    why: str = ""


def standing(desk: Desk, moment: Moment, system: str, year: int) -> list[Standing]:
    """Older people and places to be, children and their places, everybody and somebody to talk to."""
    found = []
    for title, target, within_m, kinds in _asked():
        group = target_of(target)
        question = Question(
            categories=kinds,
            target=target,
            within_m=within_m,
            system=system,
            year=year,
            speed_km_h=default_speed_km_h(group),
            weights=default_weights(group),
        )
        try:
            found.append(Standing(title, question, answer_at(desk, moment, question)))
        except UserError as error:
            found.append(Standing(title, question, None, error.message))
    return found


def gap_words(asked: Standing, row: Mapping[str, Any], totals: Mapping[str, Any]) -> str:
    """How many of the group have nothing within reach, beside the whole, in words to be read aloud."""
    question = asked.question
    unit = unit_of(question)
    what = f"{who(question)}のうち、{question.within_m:,}m以内に{where(question)}がない{unit}"
    if row["uncovered_people"] is None or row["covered_share"] is None:
        return f"{what}の数は書けません（{row['note'] or HIDDEN_NOTE}）。"
    share = 100 - row["covered_share"]
    of_all = f"{row['target_people']:,}{unit}のうち{row['uncovered_people']:,}{unit}（{share:.1f}％）"
    return f"{what}は、{of_all}です。全体では{totals['unreached_share']:.1f}％です。"


def meaning_words(row: Mapping[str, Any]) -> str:
    """What the verdict means; empty where there is none."""
    verdict = row["verdict"]
    return MEANS[verdict] if verdict else ""


def _asked() -> list[tuple[str, str, int, tuple[str, ...]]]:
    """Title, group, metres and kinds of places; kinds by what the layers say they are."""
    supply = {key: layer for key, layer in all_layers().items() if layer.role == "supply"}

    def of(chosen: list[Layer]) -> tuple[str, ...]:
        return tuple(key for key, layer in supply.items() if layer in chosen)

    together = of([each for each in supply.values() if each.choice == "居場所・カフェ"])
    children = of([each for each in supply.values() if each.choice in ("食堂", "子育て")])
    desks = of([each for each in supply.values() if each.pillars[:1] == ("相談支援",)])
    return [
        ("高齢の人の居場所", "65+", 800, together),
        ("子どもと子育ての場所", "0-14", 800, children),
        ("相談できる窓口", "all", 1500, desks),
    ]
