"""Knows how the parts of a preview are put so that a person can read them. Knows no page and no form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gisapp.ingest.asked import Asked
from gisapp.ingest.preview import TITLES
from gisapp.ingest.source import with_words
from importers._maps.crs import KNOWN, label
from layers._layer import Layer, Source

#: What goes away first: it is what a wrong file does.
ACTIONS = {"gone": "なくなる", "changed": "変わる", "new": "新しい", "kept": "人が直したので残す"}
NAMES_SHOWN = 200
_POINT = re.compile(r"POINT\s*\((-?[0-9.]+) (-?[0-9.]+)\)")
_FIRST = ("番号", *TITLES.values())


def changes_by_name(shapes: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The things that change, by what happens to them: words, names in the order of the preview."""
    named: dict[str, list[str]] = {action: [] for action in ACTIONS}
    for shape in shapes:
        named.setdefault(shape["action"], []).append(shape["name"] or "名前なし")
    return [
        {"action": action, "words": ACTIONS[action], "count": len(names), "names": names[:NAMES_SHOWN]}
        for action, names in named.items()
        if names and action in ACTIONS
    ]


def sample_titles(samples: Sequence[Mapping[str, str]]) -> list[str]:
    """The titles of the sample rows: the name first, as the database keeps no order."""
    seen = {title for row in samples for title in row}
    known = [title for title in _FIRST if title in seen]
    return [*known, *sorted(seen - set(known))]


def kept_places(kept: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What people have changed, positions as 「緯度, 経度」 in degrees."""
    return [
        {
            **place,
            "different": [
                {**each, "now": _words(each["now"]), "file": _words(each["file"])}
                for each in place["different"]
            ],
        }
        for place in kept
    ]


def crs_words(crs: str) -> list[tuple[str, str]]:
    """「EPSG:6668、EPSG:4326」 as people call each, with the code: [("JGD2011 経緯度", "EPSG:6668"), …]."""
    return list(_crs_words(filter(None, crs.split("、"))))


def _crs_words(codes: Iterable[str]) -> Iterable[tuple[str, str]]:
    for code in codes:
        number = code.removeprefix("EPSG:")
        known = number.isdecimal() and int(number) in KNOWN
        yield (label(int(number)).partition("（")[0], code) if known else (code, "")


def source_of(layer: Layer | None, title: str | None, asked: Asked) -> Source | None:
    """Where the files come from: what the administrator said, else what is known of this format."""
    if layer is None:
        return None
    key = next((known.key for known in layer.formats if known.title == title), "")
    base = layer.sources.get(key, layer.source)
    return with_words(base, asked.source or {}) if base else None


def _words(value: str | None) -> str:
    if not value:
        return "―"
    point = _POINT.fullmatch(value)
    return f"{float(point[2]):.6f}, {float(point[1]):.6f}" if point else value
