"""Knows what stands twice in a GeoJSON document: a key in one object, an id on two features.

Knows no file and no geometry. JSON readers take the last of two values silently; here a person is asked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from importers._faults import ask, leave_out, note
from importers._maps.answers import answer
from importers._record import Option, Problem

_WHICH = (Option("last", "後に書かれた値を使う"), Option("first", "先に書かれた値を使う"))


class Pairs:
    """Makes objects out of JSON's pairs and remembers where a key came twice with different values.

    `first`: keep the first value rather than the last.
    """

    def __init__(self, *, first: bool) -> None:
        self.first = first
        self.found: list[tuple[int, str, Any, Any]] = []
        self._features = 0

    def take(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """The object of these pairs; json calls it from the innermost outwards."""
        made = dict(pairs)
        if len(made) < len(pairs):
            earliest = dict(reversed(pairs))
            self.found += [
                (self._features + 1, key, earliest[key], made[key])
                for key in made
                if earliest[key] != made[key]
            ]
            made = earliest if self.first else made
        if made.get("type") == "Feature":
            self._features += 1
        return made

    def problems(self, choices: Mapping[str, str], *, file: str) -> tuple[Problem, ...]:
        """The question GEO-216, or a note once it is answered; nothing where no key differs."""
        if not self.found:
            return ()
        number, key, first, last = self.found[0]
        question = ask(
            "GEO-216",
            f"同じ名前の項目が二重に書かれ、値が違うところが{len(self.found)}か所あります。どちらを使いますか。",
            "元のデータで正しい値を確かめてください。",
            choice="keys",
            options=_WHICH,
            file=file,
            value=f"{number}行目 {key}: {_shown(first)} と {_shown(last)}",
        )
        if answer(choices, question) is None:
            return (question,)
        which = "先" if self.first else "後"
        message = f"二重に書かれた項目は、人が選んだとおり{which}の値を使いました（{len(self.found)}か所）。"
        return (note("GEO-216", message, question.remedy, file=file, value=question.value),)


def rows_without_twins(features: Sequence[Any]) -> list[tuple[Any, Any]]:
    """(properties, geometry member) of each feature; the second feature of an id has a Problem for a member.

    A feature that is all the same as the first is left out with a note (GEO-215), else as a fault (GEO-214).
    """
    seen: dict[str, tuple[int, Any]] = {}
    rows: list[tuple[Any, Any]] = []
    for line, item in enumerate(features, 1):
        if not isinstance(item, dict):
            rows.append((None, None))
            continue
        own = item.get("id")
        key = json.dumps(own) if isinstance(own, (str, int, float)) else ""
        earlier = seen.setdefault(key, (line, item)) if key else (line, item)
        rows.append(
            (item.get("properties"), item.get("geometry"))
            if earlier[0] == line
            else ({}, _twin(own, item, earlier))
        )
    return rows


def _twin(own: Any, item: Any, earlier: tuple[int, Any]) -> Problem:
    line, first = earlier
    if item == first:
        return note(
            "GEO-215",
            f"{line}行目と同じ地物です。一つだけ取り込みます。",
            "そのまま使えます。",
            value=str(own),
        )
    message = f"{line}行目と同じid（{own}）で、中身の違う地物です。"
    remedy = "どちらが正しいか元のデータで確かめ、idを直すか一方を除いてください。"
    return leave_out("GEO-214", message, remedy, value=str(own))


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)[:30]
