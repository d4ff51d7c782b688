"""Knows how a city is loaded in one go: files sorted out by content, those that others need first.

Knows no format.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.engine import Engine

from gisapp.errors import UserError
from gisapp.ingest.facts import fact_files
from gisapp.ingest.fetch import deliveries, fetch
from gisapp.ingest.pipeline import Job, Outcome, import_files
from gisapp.ingest.problems import ImportRefusedError
from gisapp.ingest.recognise import format_of, sort_out
from gisapp.ingest.rows import Progress
from importers._record import Delivery, File, Problem
from layers import all_layers
from layers._layer import Layer, Source


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a folder brought: an outcome for each import, and what was left out, with the reason."""

    outcomes: list[Outcome]
    refused: list[Problem]
    unknown: list[Problem]

    @property
    def left_out(self) -> list[Problem]:
        """All that wasn't loaded, and why."""
        return [*self.refused, *self.unknown]


def files_in(places: Sequence[str]) -> list[File]:
    """Every file of the folders, and the files named. Raises UserError where there is nothing to read."""
    names: list[str] = []
    for place in places:
        folder = Path(place)
        inside = sorted(
            str(path) for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")
        )
        names += inside if folder.is_dir() else [place]
    if not names:
        raise UserError(
            "IMP-013", "取り込むファイルがありません。", "フォルダーかファイルを指定してください。"
        )
    return [fetch(name) for name in names]


def import_all(
    engine: Engine,
    files: Sequence[File],
    data_dir: Path,
    *,
    progress: Progress,
    municipality: str | None = None,
    source: Source | None = None,
    as_of: date | None = None,
    again: bool = False,
) -> Loaded:
    """Loads what is recognised, layer by layer; each layer is published as a whole or not at all.

    A layer that is refused doesn't hold up the others: it is told in `left_out`, with every file that no
    format knows. Facts that ship with a layer are loaded for their municipality where the files hold none.
    Raises ImportRefusedError where nothing at all could be used.
    """
    sorted_out, unknown = sort_out(deliveries(files))
    outcomes: list[Outcome] = []
    refused: list[Problem] = []
    code = municipality
    imports = list(_by_day(sorted_out))
    for number, (layer, day, found) in enumerate(imports):
        job = Job(layer, found, municipality=code, source=source, as_of=day or as_of, again=again)
        try:
            outcome = import_files(engine, job, data_dir, _part_of(progress, number, len(imports)))
        except ImportRefusedError as error:
            refused += error.problems
            continue
        except UserError as error:
            refused.append(Problem(error.code, f"{layer.title}: {error.message}", error.remedy, "refuse"))
            continue
        code = code or outcome.municipality
        outcomes.append(outcome)
    if outcomes:
        outcomes += _facts(engine, {layer.key for layer, _ in sorted_out}, code, data_dir, progress)
    loaded = Loaded(outcomes, refused, _unknown(unknown))
    if not outcomes and loaded.left_out:
        raise ImportRefusedError(loaded.left_out)
    return loaded


def _part_of(progress: Progress, number: int, count: int) -> Progress:
    """The same progress, told which of the imports is under way."""

    def show(step: str, done: int, part: tuple[int, int] = (number, count)) -> None:
        progress(step, done, part)

    return show


def _by_day(
    sorted_out: Sequence[tuple[Layer, list[Delivery]]],
) -> Iterator[tuple[Layer, date | None, list[Delivery]]]:
    """Each layer's deliveries by the day they stand for, oldest first: two censuses are two imports."""
    for layer, found in sorted_out:
        days: dict[date | None, list[Delivery]] = {}
        for delivery in found:
            known = format_of(layer, delivery)
            days.setdefault(known.as_of(delivery) if known else None, []).append(delivery)
        for day in sorted(days, key=lambda day: day or date.min):
            yield layer, day, days[day]


def _facts(
    engine: Engine, have: set[str], code: str | None, data_dir: Path, progress: Progress
) -> list[Outcome]:
    outcomes = []
    for layer in all_layers().values():
        files = fact_files(layer, code)
        if files and layer.key not in have:
            job = Job(
                layer, [Delivery(tuple(files))], municipality=code, source=layer.facts[code or ""].source
            )
            outcomes.append(import_files(engine, job, data_dir, progress))
    return outcomes


def _unknown(unknown: Sequence[Delivery]) -> list[Problem]:
    return [
        Problem(
            "IMP-003",
            "どの形式にも当てはまりません。",
            "レイヤー名を指定して取り込んでください。",
            "refuse",
            each.name,
        )
        for each in unknown
    ]
