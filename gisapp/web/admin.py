"""Knows the administrator's pages: what is loaded, loading in three steps, taking back. Knows no SQL and no format."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gisapp.assets.work_list import place_by_hand, unplaced
from gisapp.errors import NotFoundError, UserError
from gisapp.ingest import runs
from gisapp.ingest.history import Run, one, recent
from gisapp.ingest.queue import enqueue
from gisapp.ingest.undo import undo
from gisapp.ingest.work import Asked, answer, hand_in
from gisapp.publish.problem_file import problems_csv
from gisapp.publish.register import loaded_layers, preview, problems
from gisapp.publish.template import template_xlsx
from gisapp.web.access import admin_only, enter, leave, refuse_strangers_form
from gisapp.web.context import known_cities
from gisapp.web.parts import parts
from importers._record import File
from layers import all_layers

bp = Blueprint("admin", __name__, url_prefix="/data")
ACTOR = "管理者"
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
    """データ一覧: what is loaded, from where, as of when, what was wrong, when it is due again; and the runs."""
    with parts().engine.connect() as connection:
        cities = [{"city": city, "layers": list(loaded_layers(connection, city.code).values())} for city in known_cities()]
    return render_template("admin/register.html", registers=cities, runs=recent(parts().engine, most=30))


@bp.get("/import")
@admin_only
def import_page() -> str:
    """The first step: which files, and what the administrator knows about them."""
    layers = [layer for layer in all_layers().values() if layer.formats]
    return render_template("admin/import.html", layers=layers)


@bp.post("/import")
@admin_only
def import_files() -> ResponseReturnValue:
    """Takes the files in and has them read in the background."""
    request.max_content_length = MOST_BYTES
    files = [File(each.filename or "", each.read()) for each in request.files.getlist("files") if each.filename]
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
        asked=Asked(**run.asked) if run.asked else None,
    )


@bp.get("/runs/<int:run_id>/state")
@admin_only
def run_state(run_id: int) -> Response:
    """How far a run is, for the live bar."""
    run = one(parts().engine, run_id)
    return jsonify(
        status=run.status, words=run.status_words, step=run.step, done=run.done, ended=run.status not in MOVING
    )


#: States in which something is still going to happen by itself.
MOVING = ("waiting", "reading", "publishing")


@bp.get("/runs/<int:run_id>/shapes")
@admin_only
def run_shapes(run_id: int) -> Response:
    """What would change on the map, before and after, as GeoJSON with action and name."""
    one(parts().engine, run_id)
    with parts().engine.connect() as connection:
        shapes = preview(connection, run_id).get("shapes", [])
    features = [
        {
            "type": "Feature",
            "geometry": shape[side],
            "properties": {"action": shape["action"], "name": shape["name"], "side": side},
        }
        for shape in shapes
        for side in ("before", "after")
        if shape[side]
    ]
    return jsonify(type="FeatureCollection", features=features)


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
    if found is None or found.kind != "asset" or not any(each.key == "place_list" for each in found.formats):
        raise NotFoundError("そのひな形はありません。")
    return _download(template_xlsx(found), f"{layer}.xlsx", XLSX)


@bp.get("/places")
@admin_only
def places_page() -> str:
    """要位置確認: assets that have no place yet."""
    with parts().engine.connect() as connection:
        listed = [{"city": city, "places": unplaced(connection, city.code)} for city in known_cities()]
    return render_template("admin/places.html", listed=listed)


@bp.post("/places/<int:service_id>")
@admin_only
def place_one(service_id: int) -> ResponseReturnValue:
    """Puts an asset where the administrator says; later imports leave it there."""
    with parts().engine.begin() as connection:
        place_by_hand(connection, service_id, request.form.get("position", ""), actor=ACTOR)
    return redirect(url_for("admin.places_page"), code=303)


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
    return replace(
        before,
        layer=said.pop("layer", None) or before.layer,
        as_of=_day() or before.as_of,
        municipality=request.form.get("municipality") or before.municipality,
        choices={**(before.choices or {}), **said},
    )


def _wait_in_queue(run_id: int, *, publish: bool) -> None:
    enqueue(parts().queue, run_id, publish)


def _day() -> str | None:
    text = request.form.get("as_of", "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise UserError(
            "ADM-013", "日付を読めません。", "2026-04-01 のように入れてください。"
        ) from error


def _source(layer: str | None) -> dict[str, str] | None:
    said: dict[str, Any] = {name: request.form.get(name, "").strip() for name in ("publisher", "title", "licence", "url")}
    said = {name: value for name, value in said.items() if value}
    url = said.get("url", "")
    if url and not url.startswith(("https://", "http://")):
        raise UserError("ADM-014", "出典のアドレスを読めません。", "https:// で始まるアドレスを入れてください。")
    return said if layer and said else None


def _download(data: bytes, name: str, mimetype: str) -> Response:
    answer = Response(data, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
