"""Knows the way of an official file, readable as a list: fetch → read → map → cut → publish.

Knows no format, no layer, and how nothing is shown to anybody.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from gisapp.db.engine import query
from gisapp.ingest.city import City, code_in, load_city, only_municipality
from gisapp.ingest.fetch import keep, sha256
from gisapp.ingest.problems import ImportRefusedError
from gisapp.ingest.publish import Target, publish, publish_municipality
from gisapp.ingest.recognise import require_format
from gisapp.ingest.rows import Collected, Progress, collect, cut, to_storage
from importers._record import Delivery, File, Problem
from layers._layer import AreaRow, AssetRow, Layer, Source

MUNICIPALITY_LAYER = "city_area"
#: Kinds whose deliveries need a day: a new one doesn't replace those of other days.
DATED = ("area", "people")


@dataclass(frozen=True, slots=True)
class Job:
    """One import: a layer, its files, and what the person who loads them knows about them.

    `source` overrides the layer's own; `as_of` what the file says. `again` publishes the same files anew.
    """

    layer: Layer
    deliveries: Sequence[Delivery]
    municipality: str | None = None
    source: Source | None = None
    as_of: date | None = None
    again: bool = False

    @property
    def files(self) -> list[File]:
        return [file for delivery in self.deliveries for file in delivery.files]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did. `already`: the same files were published before and nothing was done."""

    layer: Layer
    municipality: str
    already: bool
    read: int = 0
    published: int = 0
    outside: int = 0
    unplaced: int = 0
    problems: tuple[Problem, ...] = ()


def import_files(engine: Engine, job: Job, data_dir: Path, progress: Progress) -> Outcome:
    """Takes official files all the way to the map, or leaves the map as it is.

    Raises ImportRefusedError (what is wrong, where, what to do) and UserError; nothing is changed then.
    """
    contents = keep(job.files, data_dir / "files")
    job = replace(job, as_of=job.as_of or _as_of(job))
    digest = hashlib.sha256(f"{contents} {job.as_of}".encode()).hexdigest()
    with engine.connect() as connection:
        code = _known_code(connection, job)
        if code and _is_published(connection, job, code, digest):
            return Outcome(job.layer, code, already=True)
        city = load_city(connection, code) if code and job.layer.key != MUNICIPALITY_LAYER else None
    found = collect(job.layer, job.deliveries, code, progress)
    _refuse_undated(job)
    found.rows = to_storage(found.rows)
    if city:
        cut(job.layer, found, city)
    _number_twins(job.layer, found)
    job = replace(job, municipality=code or code_in(found.codes, job.municipality))
    progress(f"{job.layer.title}を公開しています", len(found.rows))
    with engine.begin() as connection:
        if code is None and _is_published(connection, job, job.municipality or "", digest):
            return Outcome(job.layer, job.municipality or "", already=True)
        return _publish(connection, job, found, digest, city)


def _known_code(connection: Connection, job: Job) -> str | None:
    """The municipality, unless the file itself is to tell it."""
    if job.municipality or job.layer.key == MUNICIPALITY_LAYER:
        return job.municipality
    return only_municipality(connection)


def _is_published(connection: Connection, job: Job, code: str, digest: str) -> bool:
    """Whether this delivery is what the map shows. Editions and census years stand beside one another."""
    if job.again:
        return False
    values = {"code": code, "layer": job.layer.key, "as_of": job.as_of, "beside": job.layer.kind in DATED}
    return connection.execute(query("last_digest"), values).scalar_one_or_none() == digest


def _as_of(job: Job) -> date | None:
    """The day the data stand for: as the file says, else as the layer's source does."""
    said = [require_format(job.layer, delivery).as_of(delivery) for delivery in job.deliveries]
    days = {day for day in said if day}
    if len(days) > 1:
        listed = "、".join(sorted(day.isoformat() for day in days))
        problem = Problem(
            "IMP-025",
            f"時点の違うファイルが混ざっています（{listed}）。",
            "時点ごとに分けてください。",
            "refuse",
        )
        raise ImportRefusedError([problem])
    source = job.source or job.layer.source
    return next(iter(days), None) or (source.as_of if source else None)


def _refuse_undated(job: Job) -> None:
    """After reading, so that what is wrong inside the file is told first."""
    if job.as_of is None and job.layer.kind in DATED:
        remedy = "--as-of 2021-04-01 のように、データの時点を指定してください。"
        files = "、".join(delivery.name for delivery in job.deliveries)
        problem = Problem("IMP-026", "データの時点が分かりません。", remedy, "refuse", files)
        raise ImportRefusedError([problem])


def _number_twins(layer: Layer, found: Collected) -> None:
    """Assets need keys of their own; twins get a running number, in file order."""
    if layer.kind != "asset":
        return
    seen: Counter[str] = Counter()
    rows = []
    for row in found.rows:
        if not isinstance(row, AssetRow):
            raise TypeError(f"{layer.key} maps to {type(row).__name__}")
        seen[row.source_key] += 1
        number = seen[row.source_key]
        rows.append(row if number == 1 else replace(row, source_key=f"{row.source_key}#{number}"))
    found.rows = list(rows)


def _publish(connection: Connection, job: Job, found: Collected, digest: str, city: City | None) -> Outcome:
    code = job.municipality or ""
    areas = [row for row in found.rows if isinstance(row, AreaRow)]
    if job.layer.key == MUNICIPALITY_LAYER:
        publish_municipality(connection, areas, code)
    run_id = _record_run(connection, job, found, digest)
    publish(connection, found.rows, Target(job.layer, code, run_id, job.as_of), city)
    unplaced = connection.execute(
        query("count_unplaced"), {"code": code, "layer": job.layer.key}
    ).scalar_one()
    return Outcome(
        job.layer,
        code,
        already=False,
        read=found.read,
        published=len(found.rows),
        outside=found.outside,
        unplaced=unplaced,
        problems=tuple(found.problems),
    )


def _record_run(connection: Connection, job: Job, found: Collected, digest: str) -> int:
    """The source and the run with its problems; returns the run's id."""
    source = job.source or job.layer.source
    if source is None:
        raise ValueError(f"layer {job.layer.key} names no source")
    files = [{"name": file.name, "sha256": sha256(file), "bytes": len(file.data)} for file in job.files]
    run_id = connection.execute(
        query("record_run"),
        {
            "code": job.municipality,
            "layer": job.layer.key,
            "publisher": source.publisher or _own_name(connection, job),
            "title": source.title,
            "url": source.url,
            "licence": source.licence,
            "as_of": job.as_of,
            "files": json.dumps(files, ensure_ascii=False),
            "digest": digest,
            "edition": job.as_of.isoformat() if job.as_of else "時点不明",
            "rows_read": found.read,
            "rows_published": len(found.rows),
            "rows_outside": found.outside,
            "problems": len(found.problems),
        },
    ).scalar_one()
    if found.problems:
        statement = sa.text(
            "insert into import_problem (run_id, severity, code, file, line, field, value, message, remedy) "
            "values (:run_id, :severity, :code, :file, :line, :field, :value, :message, :remedy)"
        )
        connection.execute(statement, [{"run_id": run_id, **_columns(problem)} for problem in found.problems])
    return int(run_id)


def _own_name(connection: Connection, job: Job) -> str:
    statement = sa.text("select name from municipality where code = :code")
    return str(connection.execute(statement, {"code": job.municipality}).scalar_one())


def _columns(problem: Problem) -> dict[str, object]:
    names = ("severity", "code", "file", "line", "field", "value", "message", "remedy")
    return {name: getattr(problem, name) for name in names}
