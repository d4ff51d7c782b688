"""Knows how a delivery is recognised and read: the layers that take it, a row or a problem for each record.

Knows no process, no database and no municipality's outline. Runs inside the reading child (`child`), and as
it is for files of our own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import shapely

from importers._faults import refuse
from importers._files.kind import admitted, beyond
from importers._files.limits import MAX_ATTRIBUTES, MAX_RECORDS, MAX_VERTICES
from importers._record import Delivery, File, Format, FormatError, Problem, Proposal, Record
from importers._tables.codes import city_of_ward, in_city
from importers._tables.rejected import rejected
from layers import all_layers
from layers._layer import Layer, Row, Unbuilt


@dataclass(frozen=True, slots=True)
class Mapped:
    """One record that became a row. `code` is the record's municipality, where it names one."""

    row: Row | Unbuilt
    file: str
    line: int
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """One record that is counted and gives no row; `outside`: because it belongs to another municipality."""

    code: str | None = None
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What the beginning of a delivery tells: keys of all layers that take it, in layer order.

    `format`, `title` and `as_of` (the day it stands for) are of the first; so is `proposal`, where the format
    has no fixed form. `offered`: layers that could take it if a person said so. `problem` says why nothing
    can be told, where that is known: the real kind of a file that is never read, or what reading it ended in.
    """

    layers: tuple[str, ...] = ()
    format: str | None = None
    title: str | None = None
    as_of: date | None = None
    problem: Problem | None = None
    proposal: Proposal | None = None
    offered: tuple[str, ...] = ()


Item = Mapped | Problem | Passed


def look(delivery: Delivery, layer: Layer | None = None) -> Known:
    """What a delivery is, among all layers or as one of the layer that a person has named.

    Raises FormatError where its kind is never read (see `importers._files.kind`).
    """
    delivery = admitted(delivery)
    found = _as_named(layer, delivery) if layer else _by_content(delivery)
    if not found:
        return Known(offered=tuple(layer.key for layer, _ in _by_content(delivery, unsaid=True)))
    first = found[0][1]
    keys = tuple(layer.key for layer, _ in found)
    return Known(keys, first.key, first.title, first.as_of(delivery), proposal=_proposal(first, delivery))


def _proposal(form: Format, delivery: Delivery) -> Proposal | None:
    try:
        return form.propose(delivery) if form.propose else None
    except FormatError:
        return None  # reading it will say why


def _by_content(delivery: Delivery, *, unsaid: bool = False) -> list[tuple[Layer, Format]]:
    """The layers whose format fits and that say so (`accepts`); with `unsaid`, the others as well."""
    answers: dict[str, bool] = {}
    return [
        (layer, form)
        for layer in all_layers().values()
        if (form := _format_of(layer, delivery, answers))
        and (unsaid or layer.accepts is None or layer.accepts(delivery))
    ]


def _as_named(layer: Layer, delivery: Delivery) -> list[tuple[Layer, Format]]:
    form = _format_of(layer, delivery, {}) or _only_format(layer)
    return [(layer, form)] if form else []


def _only_format(layer: Layer) -> Format | None:
    """The format's own reader names what is wrong, or asks what is missing, far better than we could."""
    last = layer.formats[-1] if layer.formats else None
    return last if last and (len(layer.formats) == 1 or last.propose) else None


def read(layer: Layer, delivery: Delivery, *, code: str | None = None) -> Iterator[Item]:
    """Every record of a delivery in file order: its row, or that it has none (after its problem).

    Records of other municipalities than `code` are only counted, unless the layer keeps a ring around it.
    Raises FormatError where the delivery can't be used: IMP-001 (empty), IMP-002 (another format), and those
    of the format and of `importers._files.kind`.
    """
    delivery = admitted(delivery)
    records = 0
    held: list[Problem] = []
    elsewhere: tuple[str, int] | None = None
    for item in _required_format(layer, delivery).read(delivery):
        if isinstance(item, Problem):
            if (item.file, item.line) != elsewhere:
                held.append(item)
            continue
        records += 1
        if records > MAX_RECORDS:
            raise beyond(f"{MAX_RECORDS:,}件を超えています。", item.file)
        mapped = list(_mapped(layer, item, code))
        outside = any(isinstance(each, Passed) and each.outside for each in mapped)
        # What is wrong with a row of another municipality is for that one to mend.
        elsewhere = (item.file, item.line) if outside else None
        yield from (problem for problem in held if (problem.file, problem.line) != elsewhere)
        held.clear()
        yield from mapped
    yield from held


def mend(delivery: Delivery, reasons: Mapping[int, str]) -> File | None:
    """The rows on these lines with why they were left out, as a file to mend; None where none can be made."""
    return rejected(admitted(delivery), list(reasons), reasons)


def _mapped(layer: Layer, record: Record, wanted: str | None) -> Iterator[Item]:
    said = record.fields.get("municipality_code") or None
    code = city_of_ward(said) if said else None
    if code and wanted and not _is_of(code, wanted) and layer.clip != "ring":
        yield Passed(code, outside=True)
        return
    row = layer.to_row(record) if layer.to_row else None
    if isinstance(row, Problem):
        yield row.at(file=record.file, line=record.line)
        row = None
    if row is None:
        yield Passed(code)
        return
    _measure(row, record)
    yield Mapped(row, record.file, record.line, code)


def _is_of(code: str, wanted: str) -> bool:
    """A ward is its city's; the code of a whole prefecture says nothing about the municipality."""
    return in_city(code, wanted) or code[2:5] == "000"


def _measure(row: Row | Unbuilt, record: Record) -> None:
    """Raises FormatError IMP-113 where one row alone is larger than anything official."""
    corners = int(shapely.get_num_coordinates(getattr(row, "geometry", None)))
    if corners > MAX_VERTICES:
        reason = f"一つの図形に点が{corners:,}個あり、上限の{MAX_VERTICES:,}個を超えています。"
        raise beyond(reason, record.file, line=record.line)
    attributes = len(getattr(row, "attributes", ()))
    if attributes > MAX_ATTRIBUTES:
        reason = f"1件に項目が{attributes:,}個あり、上限の{MAX_ATTRIBUTES:,}個を超えています。"
        raise beyond(reason, record.file, line=record.line)


def _format_of(layer: Layer, delivery: Delivery, answers: dict[str, bool]) -> Format | None:
    """The layer's format that recognises a delivery. Layers share formats, so each one is asked once."""
    for known in layer.formats:
        if known.key not in answers:
            answers[known.key] = known.recognises(delivery)
        if answers[known.key]:
            return known
    return None


def _required_format(layer: Layer, delivery: Delivery) -> Format:
    if not any(file.data for file in delivery.files):
        raise refuse(
            "IMP-001", "ファイルが空です。", "中身のあるファイルを選んでください。", file=delivery.name
        )
    known = _format_of(layer, delivery, {}) or _only_format(layer)
    if known:
        return known
    titles = "、".join(known.title for known in layer.formats)
    message = f"「{layer.title}」の形式ではありません。"
    raise refuse("IMP-002", message, f"読み取れる形式は {titles} です。", file=delivery.name)
