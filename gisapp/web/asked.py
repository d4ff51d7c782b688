"""Knows how a search stands in an address, the same for map, list and what scripts ask. Knows no search."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from gisapp.assets.search import HAS, PART_WORDS, PARTS, WHEN, WHOM, Answer, Asked
from layers import all_layers

#: Longer words are no search.
MOST_LETTERS = 100
POINT = re.compile(r"(-?\d{1,2}(?:\.\d{1,7})?),(-?\d{1,3}(?:\.\d{1,7})?)", re.ASCII)


def asked_in(values: MultiDict[str, str]) -> Asked:
    """The search of an address; what it doesn't know in it is left out.

    `q`: words. `l`: layers, with commas; `layer`: one. `for`, `has`: choices, with commas or several times.
    `when`, `part`: one each. `district`: an area's number. `at`: lat,lon in degrees.
    """
    layers = _known(values, "l", all_layers()) if "l" in values else _known(values, "layer", all_layers())
    district = values.get("district", "")
    point = POINT.fullmatch(values.get("at", ""))
    return Asked(
        text=values.get("q", "").strip()[:MOST_LETTERS],
        layers=layers if layers or "l" in values else None,
        whom=_known(values, "for", WHOM),
        has=_known(values, "has", HAS),
        when=next(iter(_known(values, "when", WHEN)), ""),
        part=next(iter(_known(values, "part", PARTS)), ""),
        district=int(district) if re.fullmatch(r"[0-9]{1,17}", district) else None,
        unplaced_only=values.get("place") == "missing",
        near=(float(point[2]), float(point[1])) if point else None,
    )


def address_of(asked: Asked) -> dict[str, str]:
    """The parameters of an address that asks the same, without the point to measure from."""
    said = {
        "q": asked.text,
        "l": ",".join(asked.layers) if asked.layers is not None else "",
        "for": ",".join(asked.whom),
        "has": ",".join(asked.has),
        "when": asked.when,
        "part": asked.part,
        "district": str(asked.district or ""),
        "place": "missing" if asked.unplaced_only else "",
    }
    return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class Group:
    """Choices of one parameter, by checkbox or radio: (key, words, how many it would leave or None)."""

    name: str
    title: str
    kind: str
    options: list[tuple[str, str, int | None]]


def choices(answer: Answer | None = None) -> list[Group]:
    """What can be chosen, with how many each choice would leave, where that is known."""
    counts = (answer.whom, answer.has, answer.when) if answer else ({}, {}, {})
    whom, has, when = counts

    def options(words: Mapping[str, str], counted: Mapping[str, int]) -> list[tuple[str, str, int | None]]:
        return [(key, gettext(word), counted.get(key)) for key, word in words.items()]

    return [
        Group("for", gettext("だれのため"), "checkbox", options(WHOM, whom)),
        Group("when", gettext("いつ"), "radio", options(WHEN, when)),
        Group("part", gettext("時間帯"), "radio", options(PART_WORDS, {})),
        Group("has", gettext("使いやすさ"), "checkbox", options(HAS, has)),
    ]


def _known(values: MultiDict[str, str], name: str, known: Collection[str]) -> tuple[str, ...]:
    said = {each for value in values.getlist(name) for each in value.split(",")}
    return tuple(key for key in known if key in said)
