"""Knows the record of an import while it is under way: who asked, which step, how it ended.

Knows no format, no layer and nothing of what is published.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from gisapp.db.engine import query
from gisapp.errors import UserError
from gisapp.ingest.problems import ImportRefusedError
from importers._record import Problem

#: First key of the advisory lock that whoever works on a run holds: a run that nobody holds has died.
RUN_LOCK = 6668_01
#: Seconds between two notes of progress: nobody reads faster.
TELL_EVERY_S = 0.5
WORKING = ("reading", "publishing")


class CancelledError(UserError):
    """Somebody has cancelled the import."""

    def __init__(self) -> None:
        super().__init__(
            "IMP-041", "取り込みを中止しました。", "続けるときは、もう一度始めてください。", unchanged=True
        )


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended and what is known of it; counts are of rows."""

    status: str
    code: str | None = None
    layer: str | None = None
    source_id: int | None = None
    edition: str = ""
    rows_read: int = 0
    rows_published: int = 0
    rows_outside: int = 0
    problems: Sequence[Problem] = ()
    changes: Mapping[str, int] | None = None
    preview: Mapping[str, Any] | None = None
    crs: str = ""


class Telling:
    """Progress that is passed on, and noted in the run's row now and then; notices that it was cancelled."""

    def __init__(self, engine: Engine, run_id: int) -> None:
        self._engine, self._run_id, self._last = engine, run_id, 0.0

    def __call__(self, step: str, done: int, part: tuple[int, int] = (0, 1)) -> None:  # noqa: ARG002
        """Notes the step. Raises CancelledError where the run was cancelled."""
        now = time.monotonic()
        if now - self._last < TELL_EVERY_S:
            return
        self._last = now
        note = sa.text(
            "update import_run set step = :step, done = :done"
            " where id = :run_id and status in ('reading', 'publishing') returning id"
        )
        with self._engine.begin() as connection:
            values = {"step": step, "done": done, "run_id": self._run_id}
            if connection.execute(note, values).one_or_none() is None:
                raise CancelledError


def begin(
    connection: Connection,
    status: str,
    *,
    actor: str,
    code: str | None = None,
    layer: str | None = None,
    asked: Mapping[str, Any] | None = None,
    undoes: int | None = None,
) -> int:
    """The number of a new run."""
    values = {
        "kind": "undo" if undoes else "import",
        "status": status,
        "code": code,
        "layer": layer,
        "actor": actor,
        "asked": json.dumps(dict(asked or {}), ensure_ascii=False),
        "undoes": undoes,
    }
    return int(connection.execute(query("begin_run"), values).scalar_one())


def end(connection: Connection, run_id: int, ending: Ending) -> None:
    """Writes how the run ended, with its problems. Raises CancelledError where it was cancelled before."""
    values = asdict(ending) | {
        "run_id": run_id,
        "problems": len(ending.problems),
        "changes": json.dumps(dict(ending.changes or {})),
        "preview": json.dumps(ending.preview, ensure_ascii=False, default=str) if ending.preview else None,
    }
    if connection.execute(query("end_run"), values).rowcount == 0:
        raise CancelledError
    connection.execute(sa.text("delete from import_problem where run_id = :run_id"), {"run_id": run_id})
    if ending.problems:
        statement = sa.text(
            "insert into import_problem (run_id, severity, code, file, line, field, value, message, remedy, "
            "choice, options) values (:run_id, :severity, :code, :file, :line, :field, :value, :message, "
            ":remedy, :choice, cast(:options as jsonb))"
        )
        connection.execute(statement, [_columns(problem, run_id) for problem in ending.problems])


def _columns(problem: Problem, run_id: int) -> dict[str, object]:
    values = asdict(problem)
    return values | {"run_id": run_id, "options": json.dumps(values["options"], ensure_ascii=False)}


@contextlib.contextmanager
def under_way(engine: Engine, run_id: int) -> Iterator[Telling]:
    """Holds the run while it is worked on; whatever goes wrong inside is written down before it is raised."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as holding:
        key = {"lock": RUN_LOCK, "run_id": run_id}
        holding.execute(sa.text("select pg_advisory_lock(:lock, cast(:run_id as int))"), key)
        try:
            yield Telling(engine, run_id)
        except BaseException as error:
            with contextlib.suppress(CancelledError), engine.begin() as connection:
                end(connection, run_id, _ending_of(error))
            raise
        finally:
            holding.execute(sa.text("select pg_advisory_unlock(:lock, cast(:run_id as int))"), key)


def _ending_of(error: BaseException) -> Ending:
    if isinstance(error, ImportRefusedError):
        return Ending("refused", problems=error.problems)
    if isinstance(error, CancelledError | KeyboardInterrupt):
        return Ending("cancelled")
    if isinstance(error, UserError):
        return Ending("refused", problems=[Problem(error.code, error.message, error.remedy, "refuse")])
    return Ending("failed", problems=[FAILED])


FAILED = Problem(
    "IMP-042",
    "取り込みが途中で止まりました。",
    "もう一度取り込んでください。続くときは、管理者にこの番号を伝えてください。",
    "refuse",
)


def sweep(engine: Engine) -> list[int]:
    """Marks as failed what somebody was working on who is gone; the numbers of those runs."""
    with engine.begin() as connection:
        # Whoever works on a run holds its lock: what can be locked is nobody's.
        dead = connection.execute(
            sa.text(
                "select id from import_run where status = any(:working)"
                " and pg_try_advisory_xact_lock(:lock, cast(id as int)) order by id"
            ),
            {"working": list(WORKING), "lock": RUN_LOCK},
        ).scalars()
        ids = [int(run_id) for run_id in dead]
        for run_id in ids:
            end(connection, run_id, Ending("failed", problems=[FAILED]))
    return ids


def cancel(engine: Engine, run_id: int) -> bool:
    """Asks for a run to stop; False where it had ended already."""
    with engine.begin() as connection:
        done = connection.execute(
            sa.text(
                "update import_run set status = 'cancelled', finished_at = now(), step = ''"
                " where id = :run_id and status in ('waiting', 'reading', 'ready', 'publishing')"
            ),
            {"run_id": run_id},
        )
    return done.rowcount > 0
