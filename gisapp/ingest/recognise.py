"""Knows how to find the layers that files are for, from what the reader says of them. Knows no format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from gisapp.reading.reader import Known
from gisapp.reading.sandbox import Reader
from importers._record import Delivery, Format, Option, Problem
from layers import all_layers
from layers._layer import Layer, Source


@dataclass(frozen=True, slots=True)
class Part:
    """Deliveries that make one import: of one layer and one day."""

    layer: Layer
    day: date | None
    deliveries: list[Delivery]
    format: Format | None = None

    @property
    def source(self) -> Source | None:
        """Where files of this format come from."""
        return self.layer.sources.get(self.format.key) if self.format else None


@dataclass
class SortedOut:
    """Imports in the order in which they are needed, and what is left out, with the reason."""

    parts: list[Part] = field(default_factory=list)
    left_out: list[Problem] = field(default_factory=list)


def sort_out(reader: Reader, deliveries: Sequence[Delivery], layer: Layer | None = None) -> SortedOut:
    """Deliveries by layer and day: those that others need first (city area, gazetteer), oldest day first.

    `layer`: the one that a person has named; else each file tells by its content.
    """
    found = SortedOut()
    if layer:
        seen = reader.look(deliveries, layer)
        found.parts = list(_by_day(layer, list(zip(deliveries, seen, strict=True))))
        return found
    looked = list(zip(deliveries, reader.look(deliveries), strict=True))
    by_layer: dict[str, list[tuple[Delivery, Known]]] = {}
    whole = _whole_sets(looked)
    for delivery, known in looked:
        keys = _meant(known, whole)
        for key in keys:
            by_layer.setdefault(key, []).append((delivery, known))
        if not keys:
            found.left_out.append(_left_out(delivery, known))
    layers = all_layers()
    for key in sorted(by_layer, key=lambda key: _turn(layers[key])):
        found.parts += _by_day(layers[key], by_layer[key])
    # What names towns comes after the towns, whichever layer is for it; the order stays otherwise.
    found.parts.sort(key=lambda part: bool(part.format and part.format.late))
    return found


def joined(layer: Layer, deliveries: Sequence[Delivery]) -> list[Delivery]:
    """The deliveries of a layer, put into one where its format needs all files together."""
    if any(known.together for known in layer.formats):
        return [Delivery(tuple(file for delivery in deliveries for file in delivery.files))]
    return list(deliveries)


def _whole_sets(looked: Sequence[tuple[Delivery, Known]]) -> set[str]:
    """Layers that need several files together and got one that is for nobody else: they have them all."""
    return {known.layers[0] for _, known in looked if len(known.layers) == 1 and _together(known.layers[0])}


def _together(key: str) -> bool:
    return any(known.together for known in all_layers()[key].formats)


def _meant(known: Known, whole: set[str]) -> tuple[str, ...]:
    """The layers that get a delivery; none where a person has to say.

    A boundary goes with its table where that came too, and stands for itself where it didn't. A file in which
    several layers find what they look for (`accepts`) is for all of them.
    """
    keys = known.layers
    if len(keys) < 2:
        return keys
    sets = [key for key in keys if _together(key)]
    if sets and set(sets) & whole:
        return tuple(key for key in sets if key in whole)
    alone = tuple(key for key in keys if key not in sets)
    if len(alone) == 1 or all(all_layers()[key].accepts for key in alone):
        return alone
    return ()


def _left_out(delivery: Delivery, known: Known) -> Problem:
    if known.problem:
        return known.problem
    if known.layers or known.offered:
        layers = all_layers()
        options = tuple(Option(key, layers[key].title) for key in known.layers or known.offered)
        message = "どのレイヤーのデータか、ファイルだけでは決められません。"
        titles = "、".join(f"{option.label}（{option.value}）" for option in options)
        remedy = f"レイヤーを選んでください: {titles}。"
        return Problem("IMP-030", message, remedy, "ask", delivery.name, choice="layer", options=options)
    remedy = "レイヤーを指定して取り込んでください。"
    return Problem("IMP-003", "どの形式にも当てはまりません。", remedy, "refuse", delivery.name)


def _by_day(layer: Layer, found: Sequence[tuple[Delivery, Known]]) -> Iterator[Part]:
    """Each layer's deliveries by the day they stand for, oldest first: two censuses are two imports."""
    days: dict[date | None, list[tuple[Delivery, Known]]] = {}
    for delivery, known in found:
        days.setdefault(known.as_of, []).append((delivery, known))
    if None in days and len(days) > 1 and _together(layer.key):
        # A boundary that names no day goes with the table that does.
        undated = days.pop(None)
        days[max(day for day in days if day)] += undated
    for day in sorted(days, key=lambda day: day or date.min):
        together = [delivery for delivery, _ in days[day]]
        yield Part(layer, day, joined(layer, together), _format(layer, days[day][0][1]))


def _format(layer: Layer, known: Known) -> Format | None:
    return next((each for each in layer.formats if each.key == known.format), None)


def _turn(layer: Layer) -> tuple[int, bool, int]:
    kinds = {"area": 0, "gazetteer": 1, "people": 2}
    return kinds.get(layer.kind, 3), not _places(layer), layer.order


def _places(layer: Layer) -> bool:
    """Layers with no role in the analysis (offices, shelters) come first: they place others by address."""
    return layer.kind == "asset" and not layer.role
