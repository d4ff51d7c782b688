"""Knows how the form of 「次の場所を考える」 stands to its question: what it sends, shows and offers.

Knows no proposal and no figure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from gisapp.planning.question import parameters
from gisapp.planning.siting.candidates import WORDS
from gisapp.planning.siting.question import AT, MOST_SITES, NOTHING, POINTS, SiteQuestion, digits
from gisapp.publish.register import LoadedLayer
from layers import all_layers

#: The form says so itself: an unticked box sends nothing, and an address without any means all of them.
FORM = "form"
#: What each aim is called and means; `head` is what the group is counted in.
OBJECTIVES = {
    "cover": (
        "できるだけ多くの{head}に",
        "新たに場所を使えるようになる{head}が、いちばん多くなる組み合わせ",
    ),
    "median": ("全体の道のりを短く", "みんなの、近い場所までの道のりの合計が、いちばん短くなる組み合わせ"),
    "centre": ("いちばん遠い{head}を近く", "いちばん遠くに住む{head}の道のりが、いちばん短くなる組み合わせ"),
    "share": ("決めた割合の{head}に届くまで", "決めた割合に届く、いちばん少ない数の組み合わせ"),
}
#: Also asked for in the form itself, so not among its hidden fields.
SHOWN = ("year",)


def sent(values: Mapping[str, Sequence[str]], public: Collection[str]) -> dict[str, list[str]]:
    """Form values as the question's parameters. `public`: the layers that are meant where none is named.

    A budget belongs to one aim alone; with another it stays in its field, folded away, and isn't meant.
    """
    found = {name: list(texts) for name, texts in values.items() if name not in (FORM, "place")}
    if values.get(FORM):
        hosts = [key for key in found.get("hosts", []) if key != NOTHING]
        found["hosts"] = [] if set(hosts) == set(public) else hosts or [NOTHING]
        if found.get("objective", ["cover"])[0] != "cover":
            found.pop("budget", None)
    if not public and not any(found.get("hosts", [])) and not any(found.get("at", [])):
        found["hosts"] = [POINTS]
    return found


def controls(asked: SiteQuestion, public: Collection[str]) -> dict[str, Any]:
    """What every control shows for this question."""
    return {
        "count": asked.count,
        "objective": asked.objective,
        "share": f"{asked.share:g}",
        "hosts": asked.hosts or tuple(public),
        "at": [{"value": f"{lon:.7f},{lat:.7f}", "lon": lon, "lat": lat} for lon, lat in asked.at],
        "budget": "" if asked.budget is None else digits(asked.budget),
        "costs": {key: digits(cost) for key, cost in asked.costs},
        "year": str(asked.question.year),
    }


def hidden_fields(asked: SiteQuestion) -> list[tuple[str, str]]:
    """The planner's question, which the form carries along."""
    return [
        (name, str(each))
        for name, value in parameters(asked.question).items()
        if name not in SHOWN
        for each in (value if isinstance(value, list) else [value])
    ]


def choices(hosts: Mapping[str, str], loaded: Mapping[str, LoadedLayer], *, head: str) -> dict[str, Any]:
    """What can be chosen. `hosts`: kinds of candidates and their titles; `head`: what is counted."""
    listed = [
        {
            "key": key,
            "title": title,
            "count": loaded[key].count if key in loaded else None,
            "private": key in all_layers() and all_layers()[key].audience != "public",
        }
        for key, title in hosts.items()
        if key != POINTS
    ]
    return {
        "hosts": listed,
        "points": POINTS,
        "objectives": {
            key: tuple(words.format(head=head) for words in said) for key, said in OBJECTIVES.items()
        },
        "head": head,
        "most": MOST_SITES,
        "costs": {**hosts, AT: WORDS[AT]},
    }
