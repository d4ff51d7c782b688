"""Knows the planner's question: whom, what, how far, when, in which districts; and what may be asked.

Knows no data and no answer.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from gisapp.errors import UserError
from gisapp.planning.values import number as as_number
from gisapp.planning.values import one_of
from layers import all_layers

#: The system whose districts are the cells of the people themselves.
MESH = "mesh"
DISTANCES_M = (300, 500, 800, 1000, 1500)
LARGEST_M = 20_000
DEFAULT_SYSTEM = "elementary_district"
DEFAULT_CATEGORIES = ("ibasho", "cafe")
OLDEST = 120
DEFAULT_WEIGHT, LARGEST_WEIGHT = 5, 10

FORMALITIES = {
    "": "公的なものもインフォーマルなものも",
    "formal": "公的・準公的",
    "informal": "インフォーマル",
}
SEXES = {"t": "男女", "m": "男性", "f": "女性"}
MEANS = {"straight": "直線距離", "walk": "歩ける道"}
METHODS = {
    "e2sfca": "近いほど重くみる（E2SFCA）",
    "2sfca": "範囲の中は同じにみる（2SFCA）",
    "3sfca": "行き先の選びやすさも入れる（3SFCA）",
}
DECAYS = {
    "step": "3段階",
    "gaussian": "なめらか（ガウス型）",
    "linear": "まっすぐ",
    "exponential": "急（指数型）",
}
SUPPLIES = {
    "count": "か所の数",
    "capacity": "定員",
    "hours": "月の開所時間",
    "hours_capacity": "月の開所時間×定員",
}
#: What the score of need can be made of, each higher where more is lacking.
COMPONENTS = {
    "uncovered_people": "届かない人の数",
    "uncovered_share": "届かない人の割合",
    "access_mean": "1人あたりの場所の少なさ",
    "nearest_mean_m": "近い場所までの遠さ",
    "target_people": "対象の人の数",
    "aging_rate": "高齢化率",
    "late_rate": "75歳以上の割合",
    "children_rate": "子どもの割合",
}


@dataclass(frozen=True, slots=True)
class Target:
    """A group of people by years of age; `age_to` None is "and over". Households are counted as they are."""

    key: str
    title: str
    age_from: int = 0
    age_to: int | None = None
    households: bool = False

    @property
    def old(self) -> bool:
        return self.age_from >= 50

    @property
    def young(self) -> bool:
        return self.age_to is not None and self.age_to < 20


#: The groups that stand ready; any other range of ages can be asked for as "from-to" or "from+".
TARGETS = {
    each.key: each
    for each in (
        Target("65+", "65歳以上の人", 65),
        Target("75+", "75歳以上の人", 75),
        Target("85+", "85歳以上の人", 85),
        Target("0-5", "0〜5歳の子ども", 0, 5),
        Target("6-14", "6〜14歳の子ども", 6, 14),
        Target("0-14", "0〜14歳の子ども", 0, 14),
        Target("all", "すべての人"),
        Target("households", "世帯", households=True),
    )
}
_AGES = re.compile(r"(\d{1,3})(?:-(\d{1,3})|\+)")


@dataclass(frozen=True, slots=True)
class Question:
    """Can `target` reach one of `categories` within `within_m` metres, and how fairly?

    `year` 0 is the newest count. `detour` multiplies straight lines; `speed_km_h` only turns metres into
    minutes. `weights` (component, 0–10) make the score of need; `scenario` is the token of a saved scenario.
    `aging_from`: the answer is also given for the districts of at least this aging rate (%); 0 for all.
    """

    categories: tuple[str, ...] = DEFAULT_CATEGORIES
    formality: str = ""
    target: str = "65+"
    sex: str = "t"
    within_m: int = 800
    system: str = DEFAULT_SYSTEM
    year: int = 0
    distance: str = "straight"
    detour: float = 1.0
    speed_km_h: float = 3.6
    nearest: int = 1
    method: str = "e2sfca"
    decay: str = "step"
    supply: str = "count"
    weights: tuple[tuple[str, int], ...] = (
        ("uncovered_people", DEFAULT_WEIGHT),
        ("uncovered_share", DEFAULT_WEIGHT),
        ("access_mean", DEFAULT_WEIGHT),
        ("aging_rate", DEFAULT_WEIGHT),
    )
    scenario: str = ""
    aging_from: int = 0


def categories() -> dict[str, str]:
    """Asset layers that count as supply: key and title."""
    return {key: layer.title for key, layer in all_layers().items() if layer.role == "supply"}


def systems() -> dict[str, str]:
    """What can be answered in: area layers, and the cells of the people themselves; key and title."""
    areas = {key: layer.title for key, layer in all_layers().items() if layer.role == "district"}
    return {**areas, MESH: "人口のます目・町丁"}


def title_of(system: str) -> str:
    """What one district of a system is called."""
    return "ます目" if system == MESH else all_layers()[system].title


def target_of(key: str) -> Target:
    """The group of this key. Raises UserError (ASK-001) for what names none."""
    if key in TARGETS:
        return TARGETS[key]
    found = _AGES.fullmatch(key) if key.isascii() else None
    low, high = (int(found[1]), int(found[2]) if found[2] else None) if found else (1, 0)
    if low > OLDEST or (high is not None and not low <= high <= OLDEST):
        remedy = f"{'、'.join(TARGETS)} か、「70-84」「80+」のような年齢の幅から選んでください。"
        raise UserError("ASK-001", f"だれが「{key[:40]}」は選べません。", remedy)
    return Target(key, f"{low}歳以上の人" if high is None else f"{low}〜{high}歳の人", low, high)


def default_speed_km_h(target: Target) -> float:
    """A walking pace that most of the group can keep up; a parameter of the question, printed with it."""
    return 4.8 if not target.old else 3.0 if target.age_from >= 75 else 3.6


def default_weights(target: Target) -> tuple[tuple[str, int], ...]:
    """People out of reach by number and by share, crowding, and how many of the group live there: all alike.

    Coverage alone flatters dense centres and access alone sparse edges, so both are in.
    """
    need = "children_rate" if target.young else "aging_rate" if target.old else "target_people"
    return tuple(
        (each, DEFAULT_WEIGHT) for each in ("uncovered_people", "uncovered_share", "access_mean", need)
    )


def parse(values: Mapping[str, Sequence[str]], available: Collection[str] = DEFAULT_CATEGORIES) -> Question:
    """The question in form values, lists or comma-separated. Raises UserError for what can't be used.

    Where no category is asked for, the default ones of the `available` are meant, else the first of those:
    a category that nobody loaded would make every district look empty.
    """
    asked = tuple(key for text in values.get("categories", ()) for key in text.split(",") if key)
    first = {key: found[0] for key, found in values.items() if found and found[0]}
    target = target_of(first.get("target", "65+"))

    def one(name: str, allowed: Mapping[str, object], default: str, what: str) -> str:
        return one_of(first.get(name, default), allowed, what)

    def number(name: str, default: float, smallest: float, largest: float, what: str) -> float:
        return as_number(first.get(name, f"{default:g}"), smallest, largest, what)

    return Question(
        categories=_in_order(_each_of(asked, categories(), "場所の種類")) or _default(available),
        formality=one("formality", FORMALITIES, "", "公的かどうか"),
        target=target.key,
        sex="t" if target.households else one("sex", SEXES, "t", "性別"),
        within_m=int(number("within_m", 800, 1, LARGEST_M, "距離")),
        system=one("system", systems(), DEFAULT_SYSTEM, "区域"),
        year=int(number("year", 0, 0, 2100, "年")),
        distance=one("distance", MEANS, "straight", "距離の測り方"),
        detour=number("detour", 1, 1, 3, "道のりの倍率"),
        speed_km_h=number("speed_km_h", default_speed_km_h(target), 2, 6, "歩く速さ"),
        nearest=int(number("nearest", 1, 1, 5, "何番目に近い場所か")),
        method=one("method", METHODS, "e2sfca", "行きやすさの計算"),
        decay=one("decay", DECAYS, "step", "遠さの重み"),
        supply=one("supply", SUPPLIES, "count", "場所の大きさ"),
        weights=_weights(first.get("w", "")) or default_weights(target),
        scenario=_token(first.get("scenario", "")),
        aging_from=int(number("aging_from", 0, 0, 60, "高齢化率")),
    )


def parameters(question: Question) -> dict[str, Any]:
    """What an address needs to ask the same question again: only what differs from the defaults."""
    target = target_of(question.target)
    usual = Question(speed_km_h=default_speed_km_h(target), weights=default_weights(target))
    found: dict[str, Any] = {"categories": list(question.categories)}
    for field in fields(Question):
        value = getattr(question, field.name)
        if field.name not in ("categories", "weights") and value != getattr(usual, field.name):
            found[field.name] = f"{value:g}" if isinstance(value, float) else value
    if dict(question.weights) != dict(usual.weights):
        found["w"] = ",".join(f"{key}:{weight}" for key, weight in question.weights)
    return found


def _in_order(keys: Sequence[str]) -> tuple[str, ...]:
    """As the layers stand: the same places in another order are the same question."""
    return tuple(key for key in categories() if key in keys)


def _default(available: Collection[str]) -> tuple[str, ...]:
    usual = _in_order([key for key in DEFAULT_CATEGORIES if key in available])
    return usual or tuple(key for key in categories() if key in available)[:1] or DEFAULT_CATEGORIES


def _each_of(asked: Sequence[str], allowed: Mapping[str, object], what: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one_of(key, allowed, what) for key in asked))


def _weights(text: str) -> tuple[tuple[str, int], ...]:
    """`key:0–10` by comma; those left out weigh nothing. Empty for no text."""
    found: dict[str, int] = {}
    for part in filter(None, text.split(",")):
        key, _, weight = part.partition(":")
        found[one_of(key, COMPONENTS, "重みの項目")] = int(as_number(weight, 0, LARGEST_WEIGHT, "重み"))
    if found and not any(found.values()):
        raise UserError("ASK-004", "重みがすべて 0 です。", "どれか一つを 1 以上にしてください。")
    return tuple((key, weight) for key, weight in found.items() if weight)


def _token(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,64}", text):
        raise UserError(
            "ASK-001", "シナリオのリンクが正しくありません。", "送られたリンクをもう一度開いてください。"
        )
    return text
