"""Knows how the planner's form stands to the question: what its controls send, what they show and offer.

Knows no answer and no figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gisapp.errors import UserError
from gisapp.planning.population.people import PeopleYear
from gisapp.planning.question import (
    COMPONENTS,
    DECAYS,
    MESH,
    METHODS,
    SUPPLIES,
    TARGETS,
    Question,
    categories,
    default_speed_km_h,
    default_weights,
    systems,
    target_of,
)
from gisapp.publish.register import LoadedLayer

#: The choice in 「だれが」 that means the two fields of ages beside it.
OWN_AGES = "ages"
#: A slider can't send its component's name with its value, so each component has a parameter of its own.
WEIGHT = "w_"
WALK_LAYER = "walk_network"
FORMALITY_TITLES = {"": "両方", "formal": "公的・準公的", "informal": "インフォーマル"}
SEX_TITLES = {"t": "男女とも", "m": "男性", "f": "女性"}
#: From which aging rate (%) on districts are asked for.
AGINGS = {"0": "すべて", "25": "25％以上", "30": "30％以上", "35": "35％以上"}
#: What each part of the score looks at, in a sentence.
MEANINGS = {
    "uncovered_people": "この距離の中に場所がない人が多い区域を、上にします",
    "uncovered_share": "場所がない人の割合が高い区域を、上にします",
    "access_mean": "一つの場所を分け合う人が多い区域を、上にします",
    "aging_rate": "65歳以上の人の割合が高い区域を、上にします",
    "late_rate": "75歳以上の人の割合が高い区域を、上にします",
    "children_rate": "14歳までの子どもの割合が高い区域を、上にします",
    "target_people": "対象の人がたくさん住む区域を、上にします",
    "nearest_mean_m": "いちばん近い場所までが遠い区域を、上にします",
}


def sent(values: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Form values as the question's parameters. Pace and weights that stood at the defaults of the group
    asked about before (`was`) follow the group; those that were chosen stay.
    """
    found = {name: list(texts) for name, texts in values.items() if not name.startswith(WEIGHT)}
    weights = {name[len(WEIGHT) :]: texts[0] for name, texts in values.items() if name.startswith(WEIGHT)}
    if weights:
        found["w"] = [",".join(f"{key}:{weight}" for key, weight in weights.items())]
    target = _first(found, "target")
    if target == OWN_AGES:
        target = own_ages(_first(found, "age_from"), _first(found, "age_to"))
        found["target"] = [target]
    was = _first(found, "was")
    if was and was != target:
        _follow(found, was, weights)
    return found


def own_ages(low: str, high: str) -> str:
    """The key of a range of ages; without an upper end it is "and over"."""
    return f"{low or '0'}-{high}" if high else f"{low or '0'}+"


def _follow(found: dict[str, list[str]], was: str, weights: Mapping[str, str]) -> None:
    try:
        before = target_of(was)
    except UserError:
        return
    usual = {key: str(weight) for key, weight in default_weights(before)}
    if _first(found, "speed_km_h") in ("", f"{default_speed_km_h(before):g}"):
        found.pop("speed_km_h", None)
    if {key: weight for key, weight in weights.items() if weight != "0"} == usual:
        found.pop("w", None)


def controls(question: Question) -> dict[str, str]:
    """What every single-valued control shows for this question, by its name."""
    target = target_of(question.target)
    listed = question.target in TARGETS
    weights = dict(question.weights)
    return {
        "was": question.target,
        "target": question.target if listed else OWN_AGES,
        "age_from": str(target.age_from),
        "age_to": "" if target.age_to is None else str(target.age_to),
        "sex": question.sex,
        "within_m": str(question.within_m),
        "system": question.system,
        "aging_from": str(question.aging_from),
        "year": str(question.year),
        "formality": question.formality,
        "distance": question.distance,
        "detour": f"{question.detour:g}",
        "speed_km_h": f"{question.speed_km_h:g}",
        "nearest": str(question.nearest),
        "method": question.method,
        "decay": question.decay,
        "supply": question.supply,
        "scenario": question.scenario,
        **{f"{WEIGHT}{key}": str(weights.get(key, 0)) for key in COMPONENTS},
    }


def usual(question: Question) -> dict[str, str]:
    """What the controls of the expert's panel show when nothing was changed, for the group asked about."""
    target = target_of(question.target)
    basic = Question(
        target=question.target,
        speed_km_h=default_speed_km_h(target),
        weights=default_weights(target),
    )
    shown = controls(basic)
    names = ("distance", "detour", "speed_km_h", "nearest", "method", "decay", "supply")
    return {name: shown[name] for name in shown if name in names or name.startswith(WEIGHT)}


def choices(
    loaded: Mapping[str, LoadedLayer], years: Sequence[PeopleYear], asked: Sequence[str]
) -> dict[str, Any]:
    """What can be chosen here: what is loaded, and what was asked for all the same."""
    titles = categories()
    return {
        "categories": [
            {"key": key, "title": title, "count": loaded[key].count if key in loaded else 0}
            for key, title in titles.items()
            if key in loaded or key in asked
        ],
        "unknown_categories": [
            title for key, title in titles.items() if key not in loaded and key not in asked
        ],
        "formalities": FORMALITY_TITLES,
        "targets": {key: target.title for key, target in TARGETS.items()} | {OWN_AGES: "年齢を決めた人"},
        "sexes": SEX_TITLES,
        "agings": AGINGS,
        "systems": {key: title for key, title in systems().items() if key in loaded or key == MESH},
        "years": _years(years),
        "walk": WALK_LAYER in loaded,
        "methods": METHODS,
        "decays": DECAYS,
        "supplies": SUPPLIES,
        "components": [
            {"key": key, "title": title, "meaning": MEANINGS[key]} for key, title in COMPONENTS.items()
        ],
    }


def _years(years: Sequence[PeopleYear]) -> dict[str, str]:
    """The newest census is what year 0 means; older ones and projections have their number."""
    known = [each.year for each in years if each.kind == "census"]
    listed = {str(year): f"{year}年（調査）" for year in known[:-1]}
    if known:
        listed["0"] = f"{known[-1]}年（最新の調査）"
    return listed | {str(each.year): f"{each.year}年（推計）" for each in years if each.kind != "census"}


def _first(values: Mapping[str, Sequence[str]], name: str) -> str:
    found = values.get(name) or [""]
    return found[0]
