"""Knows what can be asked about new sites: how many, to what end, at which candidates, at what cost.

Knows no data and no proposal.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from gisapp.errors import UserError
from gisapp.planning.question import Question, parameters, parse
from gisapp.planning.values import number, one_of
from layers import all_layers

#: What is aimed at; `head` is what the group is counted in.
OBJECTIVES = {
    "cover": "新たに届く{head}を最も多くする",
    "share": "決めた割合に届かせる、最も少ない数",
    "median": "近い場所までの距離の合計を最も短くする",
    "centre": "最も遠い{head}の距離を最も短くする",
}
#: Where people live; no place at all beside one's own points; and one's own points.
POINTS, NOTHING, AT = "points", "none", "at"
MOST_SITES, MOST_AT, MOST_WITHOUT = 20, 50, 1_000
LEAST_COST, LARGEST_COST = 1e-6, 1e12
_ID = re.compile(r"(at|host|point):\d{1,18}")


@dataclass(frozen=True, slots=True)
class SiteQuestion:
    """Where should the next `count` places go, so that the people of `question` are served?

    `hosts`: layers whose places are candidates, "points" (where people live), "none"; empty: all public
    layers that can hold something. `at`: own candidates (lon, lat). `without`: candidates left out, by id.
    `costs`: of a candidate by its layer, 1 where nothing is said; with a `budget` it limits, and not `count`.
    `share`: per cent of the target people to be reached, for the objective "share".
    """

    question: Question
    count: int = 3
    objective: str = "cover"
    share: float = 80.0
    hosts: tuple[str, ...] = ()
    at: tuple[tuple[float, float], ...] = ()
    without: tuple[str, ...] = ()
    costs: tuple[tuple[str, float], ...] = ()
    budget: float | None = None


def parse_sites(values: Mapping[str, Sequence[str]], available: Collection[str]) -> SiteQuestion:
    """The question in form values, `available` as in `question.parse`. UserError: ASK-001, 002, 044."""
    first = {key: found[0] for key, found in values.items() if found and found[0]}
    objective = one_of(first.get("objective", "cover"), OBJECTIVES, "目的")
    budget = number(first["budget"], 0, LARGEST_COST, "予算") if "budget" in first else None
    if budget is not None and objective != "cover":
        message = "予算は、「新たに届く人を最も多くする」ときだけ使えます。"
        raise UserError("ASK-044", message, "予算を空にするか、目的を選び直してください。")
    return SiteQuestion(
        question=parse(values, available),
        count=int(number(first.get("count", "3"), 1, MOST_SITES, "か所の数")),
        objective=objective,
        share=number(first.get("share", "80"), 0, 100, "届かせる割合"),
        hosts=_hosts(values.get("hosts", ())),
        at=tuple(_place(text) for text in _few(values.get("at", ()), MOST_AT, "選んだ地点")),
        without=tuple(
            _id(text) for text in _few(_listed(values.get("without", ())), MOST_WITHOUT, "除く候補")
        ),
        costs=_costs(first),
        budget=budget,
    )


def site_parameters(asked: SiteQuestion) -> dict[str, Any]:
    """What an address needs to ask the same again: only what differs from the defaults."""
    usual, found = SiteQuestion(asked.question), parameters(asked.question)
    for name in ("count", "objective", "share", "budget"):
        value = getattr(asked, name)
        if value != getattr(usual, name):
            found[name] = digits(value) if isinstance(value, float) else value
    found |= {name: list(getattr(asked, name)) for name in ("hosts", "without") if getattr(asked, name)}
    if asked.at:
        found["at"] = [f"{lon:.7f},{lat:.7f}" for lon, lat in asked.at]
    return found | {f"cost_{key}": digits(cost) for key, cost in asked.costs}


def digits(value: float) -> str:
    """A number with all its digits, none of them in vain: 1234567, 2.5."""
    return f"{value:.15g}"


def amount(value: float) -> str:
    """The same for readers: 1,234,567."""
    return f"{value:,.15g}"


def as_values(asked: SiteQuestion) -> dict[str, Any]:
    """Every parameter as plain values, to be kept."""
    return asdict(asked)


def question_from(values: Mapping[str, Any]) -> Question:
    """A question that was kept as plain values (`asdict`); what the code has learnt since is as usual."""
    return Question(**_known(Question, values))


def sites_from(values: Mapping[str, Any]) -> SiteQuestion:
    """The same for a question about sites (`as_values`)."""
    return SiteQuestion(**{**_known(SiteQuestion, values), "question": question_from(values["question"])})


def _known(shape: type[Question] | type[SiteQuestion], values: Mapping[str, Any]) -> dict[str, Any]:
    return {field.name: _fixed(values[field.name]) for field in fields(shape) if field.name in values}


def _fixed(value: Any) -> Any:
    """Lists as the tuples that they were."""
    return tuple(map(_fixed, value)) if isinstance(value, list) else value


def _hosts(texts: Sequence[str]) -> tuple[str, ...]:
    allowed = [*_layers(), POINTS, NOTHING]
    return tuple(dict.fromkeys(one_of(key, allowed, "候補") for key in _listed(texts)))


def _costs(first: Mapping[str, str]) -> tuple[tuple[str, float], ...]:
    keys = [key for key in cost_keys() if f"cost_{key}" in first]
    return tuple((key, number(first[f"cost_{key}"], LEAST_COST, LARGEST_COST, "費用")) for key in keys)


def cost_keys() -> list[str]:
    """What a candidate can be of, and have a cost by."""
    return [*_layers(), POINTS, AT]


def _layers() -> list[str]:
    return [key for key, layer in all_layers().items() if layer.hosts]


def _listed(texts: Sequence[str]) -> list[str]:
    return [part for text in texts for part in text.split(",") if part]


def _few(texts: Sequence[str], most: int, what: str) -> Sequence[str]:
    if len(texts) > most:
        raise UserError(
            "ASK-002", f"{what}が {len(texts):,} 件あります。", f"{most:,} 件までにしてください。"
        )
    return [text for text in texts if text]


def _place(text: str) -> tuple[float, float]:
    lon, _, lat = text.partition(",")
    return number(lon, -180, 180, "地点の経度"), number(lat, -90, 90, "地点の緯度")


def _id(text: str) -> str:
    if not _ID.fullmatch(text):
        raise UserError("ASK-001", f"候補「{text[:40]}」は選べません。", "画面の候補から選んでください。")
    return text
