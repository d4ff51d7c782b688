"""Knows the planner's question: whom, what, how far, in which districts; and what may be asked.

Knows no data and no answer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from gisapp.errors import UserError
from layers import all_layers


@dataclass(frozen=True, slots=True)
class Target:
    """A group of people by age; `ages` (from, to) with None for "and over"; None means everybody."""

    key: str
    title: str
    column: str


#: `column` is the count of `world.units` that holds the group.
TARGETS = {
    target.key: target
    for target in (
        Target("65+", "65歳以上の人", "people_65"),
        Target("75+", "75歳以上の人", "people_75"),
        Target("0-14", "0〜14歳の子ども", "people_0_14"),
        Target("all", "すべての人", "people"),
    )
}
DISTANCES_M = (300, 500, 800, 1000, 1500)
LARGEST_M = 20_000
DEFAULT_SYSTEM = "elementary_district"
DEFAULT_CATEGORIES = ("ibasho", "cafe")


@dataclass(frozen=True, slots=True)
class Question:
    """Can `target` reach one of `categories` within `within_m` metres (straight line × `detour`)?"""

    categories: tuple[str, ...] = DEFAULT_CATEGORIES
    target: str = "65+"
    within_m: int = 800
    detour: float = 1.0
    system: str = DEFAULT_SYSTEM


def categories() -> dict[str, str]:
    """Asset layers that count as supply: key and title."""
    return {key: layer.title for key, layer in all_layers().items() if layer.role == "supply"}


def systems() -> dict[str, str]:
    """Area layers that can be answered in: key and title."""
    return {key: layer.title for key, layer in all_layers().items() if layer.role == "district"}


def parse(values: Mapping[str, Sequence[str]], available: Collection[str] = DEFAULT_CATEGORIES) -> Question:
    """The question in form values, lists or comma-separated. Raises UserError for what can't be used.

    Where no category is asked for, the default ones of the `available` are meant, else the first of those:
    a category that nobody loaded would make every district look empty.
    """
    asked = tuple(key for text in values.get("categories", ()) for key in text.split(",") if key)
    first = {key: found[0] for key, found in values.items() if found and found[0]}
    return Question(
        categories=_each_of(asked, categories(), "場所の種類") or _default(available),
        target=_one_of(first.get("target", "65+"), TARGETS, "だれが"),
        within_m=int(_number(first.get("within_m", "800"), 1, LARGEST_M, "距離")),
        detour=_number(first.get("detour", "1"), 1, 3, "道のりの倍率"),
        system=_one_of(first.get("system", DEFAULT_SYSTEM), systems(), "区域"),
    )


def _default(available: Collection[str]) -> tuple[str, ...]:
    usual = tuple(key for key in DEFAULT_CATEGORIES if key in available)
    return usual or tuple(key for key in categories() if key in available)[:1] or DEFAULT_CATEGORIES


def _each_of(asked: Sequence[str], allowed: Mapping[str, object], what: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_one_of(key, allowed, what) for key in asked))


def _one_of(key: str, allowed: Mapping[str, object], what: str) -> str:
    if key not in allowed:
        raise UserError(
            "ASK-001", f"{what}「{key[:40]}」は選べません。", f"{'、'.join(allowed)} から選んでください。"
        )
    return key


def _number(text: str, smallest: float, largest: float, what: str) -> float:
    try:
        value = float(text) if text.isascii() and "_" not in text else float("nan")
    except ValueError:
        value = float("nan")
    if not smallest <= value <= largest:
        message = f"{what}「{text[:40]}」は使えません。"
        raise UserError("ASK-002", message, f"{smallest:g}〜{largest:,g} の数を半角で入れてください。")
    return value
