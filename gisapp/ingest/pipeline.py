"""Knows the way of an official file, readable as a list: fetch → read → map → check → stage → publish.

Knows no format, no layer, and how nothing is shown to anybody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from gisapp.assets.address_parts import Whereabouts
from gisapp.assets.coarse import place_list
from gisapp.assets.geocoding import ask_around
from gisapp.assets.placing import place
from gisapp.db.engine import query
from gisapp.ingest import checks, runs
from gisapp.ingest.asked import Asked
from gisapp.ingest.build import build
from gisapp.ingest.city import City, code_in, load_city, only_municipality
from gisapp.ingest.columns import recall, remember
from gisapp.ingest.doubts import accuracy_notes, as_chosen, of_reading
from gisapp.ingest.fetch import keep, sha256
from gisapp.ingest.fit import of_storage
from gisapp.ingest.job import Job, Outcome
from gisapp.ingest.preview import look
from gisapp.ingest.problems import ImportRefusedError
from gisapp.ingest.publish import Target, publish, publish_municipality
from gisapp.ingest.rows import (
    Collected,
    Progress,
    collect,
    cut,
    number_twins,
    refuse_if_unusable,
    to_storage,
    uncollected,
)
from gisapp.ingest.source import record_source
from gisapp.reading.reader import Known
from gisapp.reading.sandbox import Reader
from importers._record import Problem
from layers._layer import AreaRow, AssetRow

MUNICIPALITY_LAYER = "city_area"
#: Kinds whose deliveries need a day: a new one doesn't replace those of other days.
DATED = ("area", "people")


@dataclass
class Prepared:
    """A job that was read and cut: what will be published as soon as nobody has anything to ask."""

    job: Job
    found: Collected
    digest: str
    city: City | None
    crs: str


def import_files(engine: Engine, job: Job, data_dir: Path, progress: Progress, reader: Reader) -> Outcome:
    """Takes official files all the way to the map, or leaves the map as it is.

    Raises ImportRefusedError (what is wrong or left open, where, what to do) and UserError; then
    nothing is changed but the record of the run.
    """
    job, digest = kept(engine, job, data_dir, reader)
    code = _known_code(engine, job)
    if code and is_published(engine, job, code, digest):
        return Outcome(job.layer, code, already=True)
    with engine.begin() as connection:
        run_id = runs.begin(
            connection,
            "publishing",
            actor=job.actor,
            code=code,
            layer=job.layer.key,
            asked=_asked(job).stored(),
        )
    job = replace(job, run_id=run_id)
    with runs.under_way(engine, run_id) as telling:
        return publish_files(engine, job, digest, _both(progress, telling), reader)


@uncollected()
def publish_files(engine: Engine, job: Job, digest: str, progress: Progress, reader: Reader) -> Outcome:
    """Reads what was kept and publishes it under the job's run, which the caller holds. Raises as above."""
    prepared = _prepare(engine, job, digest, progress, reader)
    progress(f"{job.layer.title}を公開しています", len(prepared.found.rows))
    with engine.begin() as connection:
        outcome = _publish(connection, prepared)
        runs.end(connection, job.run_id or 0, ending("published", outcome))
    return outcome


@uncollected()
def preview_files(engine: Engine, job: Job, data_dir: Path, progress: Progress, reader: Reader) -> Outcome:
    """What importing would do: everything is done as if, and then rolled back; questions are problems here.

    Raises as `import_files`, but for questions.
    """
    job, digest = kept(engine, job, data_dir, reader)
    prepared = _prepare(engine, job, digest, progress, reader, preview=True)
    progress(f"{job.layer.title}を、いまの地図と比べています", len(prepared.found.rows))
    with engine.connect() as connection, connection.begin() as as_if:
        if job.run_id is None:
            run_id = runs.begin(connection, "reading", actor=job.actor)
            prepared.job = replace(prepared.job, run_id=run_id)
        outcome = _publish(connection, prepared, preview=True)
        as_if.rollback()
    return replace(outcome, already=is_published(engine, prepared.job, outcome.municipality, digest))


def kept(engine: Engine, job: Job, data_dir: Path, reader: Reader) -> tuple[Job, str]:
    """The files kept under their hash, with what is known of them, and the digest of the delivery."""
    contents = keep(job.files, data_dir / "files")
    seen = reader.look(_with_choices(job).deliveries, job.layer)
    proposal = next((each.proposal for each in seen if each.proposal), None)
    if proposal and "columns" not in job.choices:
        said = recall(engine, _known_code(engine, job), job.layer, proposal.fingerprint)
        job = replace(job, choices={**job.choices, **said})
    job = replace(_with_choices(job), as_of=job.as_of or _as_of(job, seen), proposal=proposal)
    return job, hashlib.sha256(f"{contents} {job.as_of} {sorted(job.answers.items())}".encode()).hexdigest()


def _with_choices(job: Job) -> Job:
    deliveries = [replace(each, choices={**each.choices, **job.choices}) for each in job.deliveries]
    return replace(job, deliveries=deliveries)


def _prepare(
    engine: Engine, job: Job, digest: str, progress: Progress, reader: Reader, *, preview: bool = False
) -> Prepared:
    """Reads, builds what needs loaded areas, moves to the storage CRS, cuts to the municipality, checks."""
    code = _known_code(engine, job)
    city = None
    if code and job.layer.key != MUNICIPALITY_LAYER:
        with engine.connect() as connection:
            city = load_city(connection, code)
    found = Collected()
    for delivery in job.deliveries:
        collect(job.layer, reader.read(job.layer, delivery, code=code), found, progress)
    refuse_if_unusable(job.layer, found)
    _refuse_undated(job)
    found.rows = as_chosen(found.rows, job.choices)
    crs = "、".join(f"EPSG:{srid}" for srid in sorted({row.srid for row in found.rows}))
    found.problems += accuracy_notes(found.rows)
    if city:
        found.problems += of_reading(found.rows, city, job.choices)
    found.rows = to_storage(found.rows)
    if city:
        _settle(engine, job, found, city, progress)
    number_twins(job.layer, found)
    job = replace(job, municipality=code or code_in(found.codes, job.municipality))
    if not preview:
        _refuse_unanswered(found.problems, job)
    return Prepared(job, found, digest, city, crs)


def _settle(engine: Engine, job: Job, found: Collected, city: City, progress: Progress) -> None:
    """Builds on what is loaded, cuts to the city, asks what services know, and doubts what fits badly."""
    with engine.connect() as connection:
        build(connection, found, city, job.choices)
    refuse_if_unusable(job.layer, found)
    cut(job.layer, found, city)
    if job.layer.kind == "asset":
        assets = [row for row in found.rows if isinstance(row, AssetRow)]
        step = f"{job.layer.title}の住所を調べています"
        asked = ask_around(engine, assets, _here(city), job.services, lambda done, _: progress(step, done))
        found.problems += asked
    with engine.connect() as connection:
        found.problems += of_storage(connection, found.rows, city, job.choices)
    found.problems += checks.of_rows(job.layer, found, city, job.choices)


def _here(city: City) -> Whereabouts:
    return Whereabouts(city.code, city.prefecture, city.name, city.outline)


def _publish(connection: Connection, prepared: Prepared, *, preview: bool = False) -> Outcome:
    """Publishes inside the caller's transaction. Raises ImportRefusedError where a limit is broken."""
    job, found = prepared.job, prepared.found
    code, run_id = job.municipality or "", job.run_id or 0
    # Two imports of one city one after the other: each sees what the other has done.
    connection.execute(sa.text("select pg_advisory_xact_lock(6668, cast(:code as int))"), {"code": code})
    before = checks.count_shown(connection, job.layer, code, job.as_of)
    if job.layer.key == MUNICIPALITY_LAYER:
        areas = [row for row in found.rows if isinstance(row, AreaRow)]
        publish_municipality(connection, areas, code)
    source_id = record_source(connection, job, prepared.digest)
    if job.proposal and "columns" in job.choices:
        remember(connection, code, job.layer, job.proposal.fingerprint, job.choices["columns"])
    target = Target(job.layer, code, run_id, job.as_of, job.actor, job.take)
    if prepared.city and job.layer.kind == "asset":
        put = place_list if job.layer.keeps_agreed else place
        rows = [row for row in found.rows if isinstance(row, AssetRow)]
        placed = put(connection, rows, _here(prepared.city))
        found.problems += [each.note for each in placed if each.note]
        changes = publish(connection, placed, target)
    else:
        changes = publish(connection, found.rows, target)
    asked = checks.shrunk(job.layer, before, changes, job.choices)
    found.problems += asked
    if not preview:
        _refuse_unanswered(asked, job)
    unplaced = connection.execute(
        query("count_unplaced"), {"code": code, "layer": job.layer.key}
    ).scalar_one()
    return Outcome(
        job.layer,
        code,
        already=False,
        run_id=run_id,
        source_id=source_id,
        as_of=job.as_of,
        crs=prepared.crs,
        read=found.read,
        published=changes.shown,
        outside=found.outside,
        unplaced=0 if job.layer.placeless else unplaced,
        problems=tuple(found.problems),
        changes=changes,
        proposal=job.proposal,
        preview=look(connection, found.rows, target) if preview else {},
    )


def ending(
    status: str, outcome: Outcome, *, told: Sequence[Problem] = (), preview: dict[str, Any] | None = None
) -> runs.Ending:
    """How a run that came so far ends; `told` stands before the problems of the import itself."""
    return runs.Ending(
        status,
        code=outcome.municipality,
        layer=outcome.layer.key,
        # A source that was rolled back is none.
        source_id=outcome.source_id if status == "published" else None,
        edition=outcome.as_of.isoformat() if outcome.as_of else "時点不明",
        rows_read=outcome.read,
        rows_published=outcome.published,
        rows_outside=outcome.outside,
        problems=(*told, *outcome.problems),
        changes=asdict(outcome.changes),
        preview=preview,
        crs=outcome.crs,
    )


def _both(first: Progress, second: Progress) -> Progress:
    """Progress for the screen and for the run's record at once."""

    def show(step: str, done: int, part: tuple[int, int] = (0, 1)) -> None:
        first(step, done, part)
        second(step, done, part)

    return show


def _asked(job: Job) -> Asked:
    """What somebody asked for, so that the run can be made again from its record."""
    return Asked(
        [{"name": file.name, "sha256": sha256(file)} for file in job.files],
        layer=job.layer.key,
        municipality=job.municipality,
        as_of=job.as_of.isoformat() if job.as_of else None,
        choices=dict(job.choices),
    )


def _known_code(engine: Engine, job: Job) -> str | None:
    """The municipality, unless the file itself is to tell it."""
    if job.municipality or job.layer.key == MUNICIPALITY_LAYER:
        return job.municipality
    with engine.connect() as connection:
        return only_municipality(connection)


def is_published(engine: Engine, job: Job, code: str, digest: str) -> bool:
    """Whether this delivery is what the map shows. Editions and census years stand beside one another."""
    if job.again:
        return False
    values = {"code": code, "layer": job.layer.key, "as_of": job.as_of, "beside": job.layer.kind in DATED}
    with engine.connect() as connection:
        return connection.execute(query("last_digest"), values).scalar_one_or_none() == digest


def _as_of(job: Job, seen: Sequence[Known]) -> date | None:
    """The day the data stand for: as the file says, else as the layer's source does."""
    days = {known.as_of for known in seen if known.as_of}
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
        remedy = (
            "データの時点（いつの情報か）を、2021-04-01 のように指定してください（コマンドでは --as-of）。"
        )
        files = "、".join(delivery.name for delivery in job.deliveries)
        problem = Problem("IMP-026", "データの時点が分かりません。", remedy, "refuse", files)
        raise ImportRefusedError([problem])


def _refuse_unanswered(problems: list[Problem], job: Job) -> None:
    asked = checks.unanswered(problems, job.choices)
    if asked:
        raise ImportRefusedError(asked)
