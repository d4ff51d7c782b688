"""Knows the administrator's pages: what is loaded, loading in three steps, taking back.

Knows no SQL and no format.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gisapp.assets.work_list import place_by_hand, unplaced
from gisapp.errors import NotFoundError, UserError
from gisapp.ingest import runs
from gisapp.ingest.history import Run, one, recent
from gisapp.ingest.queue import enqueue
from gisapp.ingest.sandbox import protection
from gisapp.ingest.undo import undo
from gisapp.ingest.work import Asked, answer, hand_in
from gisapp.publish.change_svg import ChangeMaps, change_maps
from gisapp.publish.problem_file import problems_csv
from gisapp.publish.register import loaded_layers, preview, problems
from gisapp.publish.template import template_xlsx
from gisapp.web.access import admin_only, enter, leave, refuse_strangers_form
from gisapp.web.context import known_cities
from gisapp.web.parts import parts
from importers._record import File
from importers.place_list import OPTIONS
from layers import all_layers
from layers._layer import Layer

bp = Blueprint("admin", __name__, url_prefix="/data")
ACTOR = "管理者"
JAPAN_TIME = ZoneInfo("Asia/Tokyo")
#: What one form may bring; larger files are loaded with the command.
MOST_BYTES = 300_000_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PROBLEMS_SHOWN = 100


@bp.get("/enter")
def enter_page() -> str:
    """Where the key is asked for."""
    return render_template("admin/enter.html", next=request.args.get("next", ""))


@bp.post("/enter")
def enter_with_key() -> Response:
    """Lets in whoever has it."""
    refuse_strangers_form()
    return enter(request.form.get("key", ""), request.form.get("next", ""))


@bp.post("/leave")
@admin_only
def leave_rooms() -> Response:
    """Ends the session."""
    return leave()


@bp.get("")
@admin_only
def register_page() -> str:
    """データ一覧: what is loaded, from where, as of when, what was wrong, when it is due; and the runs."""
    with parts().engine.connect() as connection:
        cities = [
            {"city": city, "layers": list(loaded_layers(connection, city.code).values())}
            for city in known_cities()
        ]
    today = datetime.now(JAPAN_TIME).date()
    return render_template(
        "admin/register.html", registers=cities, runs=recent(parts().engine, most=30), today=today
    )


@bp.get("/import")
@admin_only
def import_page() -> str:
    """The first step: which files, and what the administrator knows about them."""
    layers = [layer for layer in all_layers().values() if layer.formats]
    return render_template(
        "admin/import.html",
        layers=layers,
        templates=[layer for layer in layers if _has_template(layer)],
        protection=protection(),
    )


@bp.post("/import")
@admin_only
def import_files() -> ResponseReturnValue:
    """Takes the files in and has them read in the background."""
    request.max_content_length = MOST_BYTES
    files = [
        File(each.filename or "", each.read()) for each in request.files.getlist("files") if each.filename
    ]
    if not files:
        raise UserError("ADM-010", "ファイルが選ばれていません。", "取り込むファイルを選んでください。")
    layer = request.form.get("layer") or None
    if layer and layer not in all_layers():
        raise UserError("ADM-011", "そのレイヤーはありません。", "一覧から選び直してください。")
    asked = Asked([], layer, request.form.get("municipality") or None, _day(), _source(layer))
    run_id = hand_in(parts().engine, files, parts().config.data_dir, asked, actor=ACTOR)
    _wait_in_queue(run_id, publish=False)
    return redirect(url_for("admin.run_page", run_id=run_id), code=303)


@bp.get("/runs/<int:run_id>")
@admin_only
def run_page(run_id: int) -> str:
    """The second and third step: what was read, what would change, what is asked; how it went."""
    run = one(parts().engine, run_id)
    with parts().engine.connect() as connection:
        found = problems(connection, run_id)
        shown = preview(connection, run_id)
    return render_template(
        "admin/run.html",
        run=run,
        layer=all_layers().get(run.layer or ""),
        questions=[each for each in found if each["severity"] == "ask"],
        problems=[each for each in found if each["severity"] != "ask"],
        most=PROBLEMS_SHOWN,
        preview=shown,
        sample_columns=list(dict.fromkeys(title for row in shown.get("samples", []) for title in row)),
        maps=_maps(run, shown),
        proposal=shown.get("proposal"),
        meanings=OPTIONS,
        asked=Asked(**run.asked) if run.asked else None,
    )


@bp.get("/runs/<int:run_id>/state")
@admin_only
def run_state(run_id: int) -> Response:
    """How far a run is, for the live bar."""
    run = one(parts().engine, run_id)
    return jsonify(
        status=run.status,
        words=run.status_words,
        step=run.step,
        done=run.done,
        ended=run.status not in MOVING,
    )


#: States in which something is still going to happen by itself.
MOVING = ("waiting", "reading", "publishing")


@bp.post("/runs/<int:run_id>/look")
@admin_only
def look_again(run_id: int) -> ResponseReturnValue:
    """Reads again with what the administrator has answered."""
    return _go_on(run_id, publish=False)


@bp.post("/runs/<int:run_id>/publish")
@admin_only
def publish(run_id: int) -> ResponseReturnValue:
    """Publishes what was looked at."""
    return _go_on(run_id, publish=True)


@bp.post("/runs/<int:run_id>/cancel")
@admin_only
def cancel(run_id: int) -> ResponseReturnValue:
    """Stops a run that is waiting or under way, or gives up one that was looked at."""
    one(parts().engine, run_id)
    runs.cancel(parts().engine, run_id)
    return redirect(url_for("admin.run_page", run_id=run_id), code=303)


@bp.post("/runs/<int:run_id>/undo")
@admin_only
def take_back(run_id: int) -> ResponseReturnValue:
    """Takes a published import back as a unit."""
    undone = undo(parts().engine, run_id, actor=ACTOR)
    return redirect(url_for("admin.run_page", run_id=undone.run_id), code=303)


@bp.get("/runs/<int:run_id>/problems.csv")
@admin_only
def problems_file(run_id: int) -> Response:
    """All problems of a run."""
    one(parts().engine, run_id)
    with parts().engine.connect() as connection:
        data = problems_csv(problems(connection, run_id))
    return _download(data, f"problems-{run_id}.csv", "text/csv; charset=utf-8")


@bp.get("/template/<layer>.xlsx")
@admin_only
def template_file(layer: str) -> Response:
    """The product's own Excel sheet, for whoever has nothing but a list."""
    found = all_layers().get(layer)
    if found is None or not _has_template(found):
        raise NotFoundError("そのひな形はありません。")
    return _download(template_xlsx(found), f"{layer}.xlsx", XLSX)


@bp.get("/places")
@admin_only
def places_page() -> str:
    """要位置確認: assets that have no place yet."""
    with parts().engine.connect() as connection:
        listed = [{"city": city, "places": unplaced(connection, city.code)} for city in known_cities()]
    titles = {key: layer.title for key, layer in all_layers().items()}
    return render_template("admin/places.html", listed=listed, titles=titles)


@bp.post("/places/<int:service_id>")
@admin_only
def place_one(service_id: int) -> ResponseReturnValue:
    """Puts an asset where the administrator says; later imports leave it there."""
    with parts().engine.begin() as connection:
        place_by_hand(connection, service_id, request.form.get("position", ""), actor=ACTOR)
    return redirect(url_for("admin.places_page"), code=303)


def _has_template(layer: Layer) -> bool:
    return layer.kind == "asset" and any(each.key == "place_list" for each in layer.formats)


def _maps(run: Run, shown: Mapping[str, Any]) -> ChangeMaps | None:
    with parts().engine.connect() as connection:
        return change_maps(connection, run.municipality, shown.get("shapes", []))


def _go_on(run_id: int, *, publish: bool) -> ResponseReturnValue:
    run = one(parts().engine, run_id)
    if not answer(parts().engine, run_id, _answered(run)):
        message = f"取り込み {run_id} は、いま「{run.status_words}」です。"
        raise UserError("ADM-012", message, "画面を開き直してください。", status=409, unchanged=True)
    _wait_in_queue(run_id, publish=publish)
    return redirect(url_for("admin.run_page", run_id=run_id), code=303)


def _answered(run: Run) -> Asked:
    """What was asked for, with the answers of the form: layer, day, and every choice that isn't empty."""
    before = Asked(**run.asked)
    said = {key[7:]: value for key, value in request.form.items() if key.startswith("choice:") and value}
    columns = _columns()
    if columns:
        said["columns"] = json.dumps(columns, ensure_ascii=False)
    return replace(
        before,
        layer=said.pop("layer", None) or before.layer,
        as_of=_day() or before.as_of,
        municipality=request.form.get("municipality") or before.municipality,
        choices={**(before.choices or {}), **said},
    )


def _columns() -> dict[str, str]:
    """What the administrator says that the columns of a list mean: our name of it → the column's title."""
    chosen = {key[7:]: value for key, value in request.form.items() if key.startswith("column:") and value}
    return {meaning: request.form.get(f"column-title:{number}", "") for number, meaning in chosen.items()}


def _wait_in_queue(run_id: int, *, publish: bool) -> None:
    enqueue(parts().queue, run_id, publish)


def _day() -> str | None:
    text = request.form.get("as_of", "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise UserError("ADM-013", "日付を読めません。", "2026-04-01 のように入れてください。") from error


def _source(layer: str | None) -> dict[str, str] | None:
    said: dict[str, Any] = {
        name: request.form.get(name, "").strip() for name in ("publisher", "title", "licence", "url")
    }
    said = {name: value for name, value in said.items() if value}
    url = said.get("url", "")
    if url and not url.startswith(("https://", "http://")):
        raise UserError(
            "ADM-014", "出典のアドレスを読めません。", "https:// で始まるアドレスを入れてください。"
        )
    return said if layer and said else None


def _download(data: bytes, name: str, mimetype: str) -> Response:
    answer = Response(data, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
