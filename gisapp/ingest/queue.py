"""Knows the queue of imports, which lives in the same PostgreSQL. Knows no format and no page."""

from __future__ import annotations

import logging
from collections.abc import Callable

import sqlalchemy as sa
from procrastinate import App, PsycopgConnector
from procrastinate.jobs import Status
from sqlalchemy.engine import Engine, make_url

from gisapp.ingest.runs import sweep

QUEUE = "imports"
TASK = "work"


def queue(url: str, work: Callable[[int, bool], None] | None = None) -> App:
    """The queue of the database at `url`; `work` is what the worker does with a run."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    app = App(connector=PsycopgConnector(conninfo=plain, min_size=1, max_size=3))
    if work:
        app.task(name=TASK, queue=QUEUE)(work)
    return app


def enqueue(app: App, run_id: int, publish: bool) -> None:
    """Puts a run into the queue: to be looked at, or to be published."""
    with app.open():
        app.configure_task(TASK, queue=QUEUE, allow_unknown=True).defer(run_id=run_id, publish=publish)


def resume(engine: Engine, put: Callable[[int, bool], None]) -> None:
    """What a worker does first: ends what a dead one left behind, takes up what waits and isn't queued."""
    sweep(engine)
    with engine.begin() as connection:
        connection.execute(
            sa.text("delete from procrastinate_jobs where queue_name = :queue and status = :doing"),
            {"queue": QUEUE, "doing": Status.DOING.value},
        )
        waiting = connection.execute(
            sa.text(
                "select id from import_run r where status = 'waiting' and not exists ("
                " select from procrastinate_jobs j where j.queue_name = :queue and j.status = :todo"
                " and cast(j.args ->> 'run_id' as bigint) = r.id) order by id"
            ),
            {"queue": QUEUE, "todo": Status.TODO.value},
        ).scalars()
        lost = list(waiting)
    for run_id in lost:
        put(run_id, False)


def serve(app: App, *, once: bool = False) -> None:
    """Works on what is queued until told to stop; `once`: until nothing is left."""
    logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
    app.run_worker(
        queues=[QUEUE],
        wait=not once,
        concurrency=1,
        delete_jobs="always",
        shutdown_graceful_timeout=5,
    )
