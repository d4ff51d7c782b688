"""Knows how a city is loaded in one go: files sorted out by content, those that others need first.

Knows no format.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from sqlalchemy.engine import Engine

from gisapp.assets.geocoders import Geocoder
from gisapp.errors import UserError
from gisapp.ingest.facts import fact_files
from gisapp.ingest.fetch import deliveries, fetch
from gisapp.ingest.job import Job, Outcome
from gisapp.ingest.pipeline import import_files, preview_files
from gisapp.ingest.problems import ImportRefusedError
from gisapp.ingest.recognise import Part, sort_out
from gisapp.ingest.rows import Progress
from gisapp.reading.sandbox import Reader, in_process
from importers._record import Delivery, File, Problem
from layers import all_layers
from layers._layer import Layer, Source


@dataclass(frozen=True, slots=True)
class Loaded:
    """What files brought: an outcome for each import, and what was left out, with the reason.

    `refused`: a layer's files that can't be used or leave something open; `unknown`: files for no layer.
    """

    outcomes: list[Outcome]
    refused: list[Problem]
    unknown: list[Problem]

    @property
    def left_out(self) -> list[Problem]:
        """All that wasn't loaded, and why."""
        return [*self.refused, *self.unknown]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person says about files that they hand in, and whether they only want to look (`preview`)."""

    layer: Layer | None = None
    municipality: str | None = None
    source: Source | None = None
    as_of: date | None = None
    again: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    actor: str = ""
    preview: bool = False
    services: Sequence[Geocoder] = ()


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
    engine: Engine, files: Sequence[File], data_dir: Path, wish: Wish, *, reader: Reader, progress: Progress
) -> Loaded:
    """Loads what is recognised, layer by layer; each layer is published as a whole or not at all.

    A layer that is refused doesn't hold up the others: it is told in `left_out`, with every file that no
    format knows. Facts that ship with a layer are loaded for their municipality where the files hold none.
    Raises ImportRefusedError where nothing at all could be used.
    """
    act = preview_files if wish.preview else import_files
    given = [replace(each, choices=wish.choices) for each in deliveries(files)]
    found = sort_out(reader, given, wish.layer)
    outcomes: list[Outcome] = []
    refused: list[Problem] = []
    code = wish.municipality
    for number, part in enumerate(found.parts):
        job = _job(part, wish, code)
        try:
            outcome = act(engine, job, data_dir, _part_of(progress, number, len(found.parts)), reader)
        except ImportRefusedError as error:
            refused += error.problems
            continue
        except UserError as error:
            refused.append(
                Problem(error.code, f"{part.layer.title}: {error.message}", error.remedy, "refuse")
            )
            continue
        code = code or outcome.municipality
        outcomes.append(replace(outcome, format=part.format.title if part.format else None))
    if outcomes and not wish.layer and not wish.preview:
        outcomes += _facts(engine, {part.layer.key for part in found.parts}, code, data_dir, progress)
    loaded = Loaded(outcomes, refused, found.left_out)
    if not outcomes and loaded.left_out:
        raise ImportRefusedError(loaded.left_out)
    return loaded


def _job(part: Part, wish: Wish, code: str | None) -> Job:
    return Job(
        part.layer,
        part.deliveries,
        municipality=code,
        source=wish.source or part.source,
        as_of=part.day or wish.as_of,
        again=wish.again,
        choices=wish.choices,
        actor=wish.actor,
        services=wish.services,
    )


def import_facts(
    engine: Engine, layer: Layer, code: str, data_dir: Path, progress: Progress, *, again: bool = False
) -> Outcome | None:
    """The layer's own table of published facts for a municipality; None where it has none."""
    files = fact_files(layer, code)
    if not files:
        return None
    job = Job(
        layer, [Delivery(tuple(files))], municipality=code, source=layer.facts[code].source, again=again
    )
    return import_files(engine, job, data_dir, progress, in_process())


def _part_of(progress: Progress, number: int, count: int) -> Progress:
    """The same progress, told which of the imports is under way."""

    def show(step: str, done: int, part: tuple[int, int] = (number, count)) -> None:
        progress(step, done, part)

    return show


def _facts(
    engine: Engine, have: set[str], code: str | None, data_dir: Path, progress: Progress
) -> list[Outcome]:
    others = [layer for layer in all_layers().values() if layer.key not in have]
    found = (import_facts(engine, layer, code or "", data_dir, progress) for layer in others)
    return [outcome for outcome in found if outcome]
