"""Knows the second and the third step of an import: what was read, what is asked, publishing, taking back.

Knows no SQL and no format.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gisapp.accounts import record
from gisapp.errors import NotFoundError, UserError
from gisapp.ingest import runs
from gisapp.ingest.asked import Asked, answer
from gisapp.ingest.history import Run, one, recent
from gisapp.ingest.queue import enqueue
from gisapp.ingest.undo import undo
from gisapp.ingest.work import ALREADY
from gisapp.publish.change_svg import change_maps, change_sign
from gisapp.publish.problem_file import problems_csv
from gisapp.publish.register import preview, problems
from gisapp.web import admin_columns, admin_form
from gisapp.web.access import acting
from gisapp.web.admin_form import FormError
from gisapp.web.admin_preview import changes_by_name, crs_words, kept_places, sample_titles, source_of
from gisapp.web.context import known_cities
from gisapp.web.parts import parts
from gisapp.web.rooms import bp, download
from layers import all_layers

#: States in which something is still going to happen by itself.
MOVING = ("waiting", "reading", "publishing")
#: States in which it is the administrator's turn.
OPEN = (*MOVING, "ready")
ACCEPT = "accept:"
PROBLEMS_SHOWN = 100
#: What stops an import comes first, then what was left out, then what is only told.
SEVERITIES = ("refuse", "ask", "row", "note")


@bp.get("/runs/<int:run_id>")
def run_page(run_id: int) -> str:
    """What was read, what would change, what is asked; how it went."""
    return _page(one(parts().engine, run_id), wrong={})


@bp.get("/runs/<int:run_id>/state")
def run_state(run_id: int) -> ResponseReturnValue:
    """How far a run is, for the live bar."""
    run = one(parts().engine, run_id)
    return jsonify(
        status=run.status,
        words=run.status_words,
        step=run.step,
        done=run.done,
        ended=run.status not in MOVING,
        ahead=len(_ahead(run)),
    )


@bp.post("/runs/<int:run_id>/look")
def look_again(run_id: int) -> ResponseReturnValue:
    """Reads again with what the administrator has answered."""
    return _go_on(run_id, publish=False)


@bp.post("/runs/<int:run_id>/publish")
def publish(run_id: int) -> ResponseReturnValue:
    """Publishes what was looked at; an answer that changes the reading is looked at first."""
    return _go_on(run_id, publish=True)


@bp.post("/runs/<int:run_id>/cancel")
def cancel(run_id: int) -> ResponseReturnValue:
    """Stops a run that is waiting or under way, or gives up one that was looked at."""
    one(parts().engine, run_id)
    runs.cancel(parts().engine, run_id)
    return redirect(url_for("admin.run_page", run_id=run_id), code=303)


@bp.post("/runs/<int:run_id>/undo")
def take_back(run_id: int) -> ResponseReturnValue:
    """Takes a published import back as a unit."""
    undone = undo(parts().engine, run_id, actor=acting().name)
    return redirect(url_for("admin.run_page", run_id=undone.run_id), code=303)


@bp.get("/runs/<int:run_id>/problems.csv")
def problems_file(run_id: int) -> Response:
    """All problems of a run."""
    one(parts().engine, run_id)
    with parts().engine.begin() as connection:
        data = problems_csv(problems(connection, run_id))
        record.note(connection, acting(), "持ち出す", "取り込みで気づいたこと", run_id)
    return download(data, f"problems-{run_id}.csv", "text/csv; charset=utf-8")


@bp.get("/runs/<int:run_id>/rejected/<int:number>")
def rejected_file(run_id: int, number: int) -> Response:
    """The rows that were left out, to be mended and handed in again."""
    one(parts().engine, run_id)
    with parts().engine.connect() as connection:
        files = preview(connection, run_id).get("rejected", [])
    path = parts().config.data_dir / "rejected" / str(run_id) / str(number)
    name = next((each["name"] for each in files if each["number"] == str(number)), None)
    if name is None or not path.is_file():
        raise NotFoundError("その行のファイルはありません。")
    with parts().engine.begin() as connection:
        record.note(connection, acting(), "持ち出す", "取り込まなかった行", run_id)
    ending = "csv" if name.endswith(".csv") else "geojson"
    mimetype = "text/csv; charset=utf-8" if ending == "csv" else "application/geo+json"
    return download(path.read_bytes(), f"rejected-{run_id}-{number}.{ending}", mimetype)


def undecided(listed: Sequence[Run]) -> list[Run]:
    """Of these runs, those that wait for a person, or will by themselves; oldest first."""
    return [run for run in reversed(listed) if run.kind == "import" and run.status in OPEN]


def _go_on(run_id: int, *, publish: bool) -> ResponseReturnValue:
    """Queues the run again, or shows its page with what is wrong in the form."""
    run = one(parts().engine, run_id)
    with parts().engine.connect() as connection:
        proposal = preview(connection, run_id).get("proposal")
        asked = [each for each in problems(connection, run_id) if each["severity"] == "ask"]
    try:
        changed = admin_form.answered(request.form, run, proposal)
        again = admin_form.reads_otherwise(Asked(**run.asked), changed)
        if publish and not again:
            _refuse_unready(run, asked, changed)
    except FormError as error:
        return _page(run, wrong=error.wrong), 400
    if not answer(parts().engine, run_id, changed):
        raise _moved_on(run)
    enqueue(parts().queue, run_id, publish and not again)
    # None leaves the word out of the address.
    told = 1 if publish and again else None
    return redirect(url_for("admin.run_page", run_id=run_id, again=told), code=303)


def _refuse_unready(run: Run, asked: Sequence[Mapping[str, Any]], changed: Asked) -> None:
    """Raises UserError where nobody has seen what would be published, FormError for open questions."""
    if run.status != "ready" or not run.changes:
        raise _moved_on(run)
    still = [each["choice"] for each in asked if each["choice"] not in (changed.choices or {})]
    message, remedy = "まだ答えていません。", "確かめて、答えを選んでください。"
    if still:
        raise FormError({f"choice:{name}": UserError("ADM-017", message, remedy) for name in still})


def _moved_on(run: Run) -> UserError:
    message = f"取り込み {run.id} は、いま「{run.status_words}」です。"
    return UserError("ADM-012", message, "画面を開き直してください。", status=409, unchanged=True)


def _ahead(run: Run) -> list[Run]:
    """What is worked on before this run's turn comes."""
    if run.status != "waiting":
        return []
    listed = recent(parts().engine, most=50)
    return [each for each in listed if each.status in MOVING and each.id < run.id]


def _page(run: Run, wrong: Mapping[str, UserError]) -> str:
    with parts().engine.connect() as connection:
        found = problems(connection, run.id)
        shown = preview(connection, run.id)
        changes = shown.get("shapes", []) if run.status == "ready" else []
        maps = change_maps(connection, run.municipality, all_layers().get(run.layer or ""), changes)
    typed = request.form if wrong else {}
    questions = [each for each in found if each["severity"] == "ask"]
    told = sorted(
        (each for each in found if each["severity"] != "ask" and each["code"] != ALREADY.code),
        key=lambda each: SEVERITIES.index(each["severity"]),
    )
    listed = recent(parts().engine, most=50)
    layer = all_layers().get(run.layer or "")
    asked = Asked(**run.asked) if run.asked else Asked([])
    return render_template(
        "admin/run.html",
        run=run,
        moving=run.status in MOVING,
        layer=layer,
        layers=[layer for layer in all_layers().values() if layer.formats],
        city_name=next((city.name for city in known_cities() if city.code == run.municipality), None),
        asked=asked,
        questions=questions,
        reading_asked=[each for each in questions if not each["choice"].startswith(ACCEPT)],
        problems=told,
        left_out=sum(each["severity"] == "row" for each in told),
        most=PROBLEMS_SHOWN,
        already=any(each["code"] == ALREADY.code for each in found),
        preview=shown,
        changed=changes_by_name(shown.get("shapes", [])),
        kept=kept_places(shown.get("kept", [])),
        sample_columns=sample_titles(shown.get("samples", [])),
        maps=maps,
        proposal=shown.get("proposal"),
        columns=admin_columns.shown(shown.get("proposal") or {}, typed),
        meanings=admin_columns.MEANINGS,
        others=[each for each in undecided(listed) if each.id != run.id],
        undone_by=next((each.id for each in listed if each.undoes == run.id), None),
        ahead=len(_ahead(run)),
        again=request.args.get("again"),
        source=source_of(layer, shown.get("format"), asked),
        crs_words=crs_words,
        change_sign=change_sign,
        wrong_ids=_ids(questions),
        wrong=wrong,
        typed=typed,
    )


def _ids(questions: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Where on the page a question's answer is given."""
    ids = {f"choice:{each['choice']}": f"q-{number}" for number, each in enumerate(questions, 1)}
    return ids | {"choice:columns": "columns"}
