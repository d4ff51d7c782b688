"""Knows what is done with an import that waits: looked at for a person to decide, then published.

Knows no queue and no page. Everything that it needs stands in the run's record and in the kept files.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from gisapp.assets.geocoders import Geocoder
from gisapp.ingest import runs
from gisapp.ingest.asked import Asked
from gisapp.ingest.fetch import deliveries, sha256
from gisapp.ingest.history import Run, one
from gisapp.ingest.job import Job
from gisapp.ingest.mending import keep, left_out
from gisapp.ingest.pipeline import ending, is_published, kept, preview_files, publish_files
from gisapp.ingest.problems import ImportRefusedError
from gisapp.ingest.recognise import Part, sort_out
from gisapp.ingest.source import with_words
from gisapp.reading.sandbox import Reader
from importers._record import File, Problem, Proposal
from layers import all_layers

#: Puts a run into the queue, to be looked at (or, with True, published).
Enqueue = Callable[[int, bool], None]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where runs are worked on: the database, the kept files, the reader, the queue for what comes up.

    `services` are asked where addresses are.
    """

    engine: Engine
    data_dir: Path
    reader: Callable[[], Any]
    enqueue: Enqueue
    services: Sequence[Geocoder] = ()

    def work(self, run_id: int, publish: bool) -> None:
        """Does what a run waits for. Whatever goes wrong stands in its record; nothing is raised for it."""
        if not self._take(run_id, "publishing" if publish else "reading"):
            return
        with runs.under_way(self.engine, run_id) as telling, self.reader() as reader:
            run = one(self.engine, run_id)
            asked = Asked(**run.asked)
            found = self._sorted(run, asked, reader)
            if found is None:
                return
            job = self._job(run, _narrowed(asked, found), found)
            if publish:
                self._publish(job, telling, reader)
            else:
                self._look(job, found, telling, reader)

    def _take(self, run_id: int, status: str) -> bool:
        """False where the run doesn't wait any more: cancelled, or a job that was delivered twice."""
        statement = sa.text(
            "update import_run set status = :status, step = '', done = 0"
            " where id = :run_id and status = 'waiting'"
        )
        with self.engine.begin() as connection:
            return connection.execute(statement, {"status": status, "run_id": run_id}).rowcount > 0

    def _publish(self, job: Job, telling: runs.Telling, reader: Reader) -> None:
        job, digest = kept(self.engine, job, self.data_dir, reader)
        if is_published(self.engine, job, job.municipality or "", digest):
            with self.engine.begin() as connection:
                runs.end(connection, job.run_id or 0, runs.Ending("cancelled", problems=[ALREADY]))
        else:
            publish_files(self.engine, job, digest, telling, reader)

    def _look(self, job: Job, part: Part, telling: runs.Telling, reader: Reader) -> None:
        shown: dict[str, Any] = {"format": part.format.title if part.format else None}
        try:
            outcome = preview_files(self.engine, job, self.data_dir, telling, reader)
        except ImportRefusedError as error:
            if not _only_asks(error.problems):
                raise
            proposal = next((each.proposal for each in reader.look(job.deliveries, job.layer)), None)
            ended = runs.Ending("ready", problems=error.problems, preview=shown | _proposed(proposal))
        else:
            files = left_out(reader, job, outcome.problems)
            shown |= {
                **outcome.preview,
                "unplaced": outcome.unplaced,
                "rejected": keep(files, self.data_dir / "rejected" / str(job.run_id)),
                **_proposed(outcome.proposal),
            }
            already = [ALREADY] if outcome.already else []
            ended = ending("ready", outcome, told=already, preview=shown)
        with self.engine.begin() as connection:
            runs.end(connection, job.run_id or 0, ended)

    def _sorted(self, run: Run, asked: Asked, reader: Reader) -> Part | None:
        """The part of the files that this run is for; further parts become runs of their own, which wait."""
        layer = all_layers().get(asked.layer or "")
        given = [replace(each, choices=dict(asked.choices or {})) for each in deliveries(self._files(asked))]
        found = sort_out(reader, given, layer)
        if not found.parts:
            self._nothing(run.id, found.left_out)
            return None
        first, *others = found.parts
        for part in others:
            self._begin_part(asked, part, run.actor)
        for problem in found.left_out:
            self._begin_left_out(asked, problem, run.actor)
        self._narrow(run.id, asked, first)
        return first

    def _nothing(self, run_id: int, problems: Sequence[Problem]) -> None:
        """No layer yet: a person is asked where one can be chosen, else the files are refused."""
        asks = all(problem.severity == "ask" for problem in problems)
        with self.engine.begin() as connection:
            runs.end(connection, run_id, runs.Ending("ready" if asks else "refused", problems=problems))

    def _begin_part(self, asked: Asked, part: Part, actor: str) -> None:
        with self.engine.begin() as connection:
            own = runs.begin(
                connection,
                "waiting",
                actor=actor,
                code=asked.municipality,
                layer=part.layer.key,
                asked=_narrowed(asked, part).stored(),
            )
        self.enqueue(own, False)

    def _begin_left_out(self, asked: Asked, problem: Problem, actor: str) -> None:
        """A file of several that is for no layer: it has a record of its own, so that it isn't forgotten."""
        files = [each for each in asked.files if each["name"] == problem.file] or asked.files
        with self.engine.begin() as connection:
            own = runs.begin(
                connection,
                "reading",
                actor=actor,
                code=asked.municipality,
                asked=replace(asked, files=files).stored(),
            )
            status = "ready" if problem.severity == "ask" else "refused"
            runs.end(connection, own, runs.Ending(status, problems=[problem]))

    def _narrow(self, run_id: int, asked: Asked, part: Part) -> None:
        statement = sa.text(
            "update import_run set asked = cast(:asked as jsonb), layer = :layer where id = :run_id"
        )
        values = {
            "asked": json.dumps(_narrowed(asked, part).stored(), ensure_ascii=False),
            "layer": part.layer.key,
            "run_id": run_id,
        }
        with self.engine.begin() as connection:
            connection.execute(statement, values)

    def _files(self, asked: Asked) -> list[File]:
        folder = self.data_dir / "files"
        return [File(each["name"], (folder / each["sha256"]).read_bytes()) for each in asked.files]

    def _job(self, run: Run, asked: Asked, part: Part) -> Job:
        base = part.source or part.layer.source
        return Job(
            part.layer,
            part.deliveries,
            municipality=asked.municipality or run.municipality,
            source=with_words(base, asked.source or {}) if base else None,
            as_of=date.fromisoformat(asked.as_of) if asked.as_of else part.day,
            choices=dict(asked.choices or {}),
            actor=run.actor,
            run_id=run.id,
            services=self.services,
        )


ALREADY = Problem(
    "IMP-040",
    "同じファイルを取り込み済みです。",
    "いまの地図と同じ内容です。公開し直す必要はありません。",
    "note",
)


def _only_asks(problems: Sequence[Problem]) -> bool:
    """Whether nothing but a person's answers stands in the way."""
    return {problem.severity for problem in problems if problem.severity in ("refuse", "ask")} == {"ask"}


def _proposed(proposal: Proposal | None) -> dict[str, Any]:
    """The proposal for the page; what looks personal isn't even kept for it."""
    if proposal is None:
        return {}
    secret = [title in proposal.personal for title in proposal.columns]
    rows = [
        [None if hidden else cell for cell, hidden in zip(row, secret, strict=False)] for row in proposal.rows
    ]
    return {"proposal": asdict(proposal) | {"rows": rows}}


def _narrowed(asked: Asked, part: Part) -> Asked:
    hashes = {sha256(file): file.name for each in part.deliveries for file in each.files}
    files = [each for each in asked.files if each["sha256"] in hashes]
    day = part.day.isoformat() if part.day else asked.as_of
    return replace(asked, files=files, layer=part.layer.key, as_of=day)
