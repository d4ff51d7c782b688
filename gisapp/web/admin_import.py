"""Knows the first step of an import: which files, and what the administrator knows about them.

Knows no run and no format.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from gisapp.errors import UserError
from gisapp.ingest.asked import Asked, hand_in
from gisapp.ingest.queue import enqueue
from gisapp.reading.sandbox import protection
from gisapp.web import admin_form
from gisapp.web.access import acting
from gisapp.web.admin_form import FormError
from gisapp.web.parts import parts
from gisapp.web.rooms import bp
from importers._record import File
from layers import all_layers
from layers._layer import Layer

#: What one form may bring; larger files are loaded with the command.
MOST_BYTES = 300_000_000


@bp.get("/import")
def import_page() -> str:
    """Which files; `?layer=`: what they are, where another page knows."""
    return _page(wrong={})


@bp.post("/import")
def import_files() -> ResponseReturnValue:
    """Takes the files in and has them read in the background."""
    request.max_content_length = MOST_BYTES
    try:
        files = [
            File(each.filename or "", each.read()) for each in request.files.getlist("files") if each.filename
        ]
    except RequestEntityTooLarge:
        # What was typed went with the form that was too large to be read.
        message = (
            f"ファイルが大きすぎます。一度に取り込めるのは、合わせて{MOST_BYTES // 1_000_000}MBまでです。"
        )
        remedy = "分けて選ぶか、サイトを動かしている機械で gisapp import を使ってください。"
        too_large = UserError("WEB-413", message, remedy, status=413)
        return _page(wrong={"files": too_large}), too_large.status
    try:
        asked = _asked(files)
    except FormError as error:
        return _page(wrong=error.wrong), 400
    run_id = hand_in(parts().engine, files, parts().config.data_dir, asked, actor=acting().name)
    enqueue(parts().queue, run_id, publish=False)
    return redirect(url_for("admin.run_page", run_id=run_id), code=303)


def has_template(layer: Layer) -> bool:
    """Whether the product has a blank list for this layer."""
    return layer.kind == "asset" and any(each.key == "place_list" for each in layer.formats)


def _asked(files: list[File]) -> Asked:
    """What the form says. Raises FormError."""

    def some_files(_: object) -> None:
        if not files:
            message = "ファイルが選ばれていません。"
            raise UserError("ADM-010", message, "取り込むファイルを選んでください。")

    said = admin_form.read(
        request.form,
        files=some_files,
        layer=admin_form.layer,
        municipality=admin_form.municipality,
        as_of=admin_form.day,
        url=admin_form.url,
    )
    source = admin_form.source(request.form) if said["layer"] else None
    return Asked([], said["layer"], said["municipality"], said["as_of"], source)


def _page(wrong: Mapping[str, UserError]) -> str:
    layers = [layer for layer in all_layers().values() if layer.formats]
    return render_template(
        "admin/import.html",
        layers=layers,
        templates=[layer for layer in layers if has_template(layer)],
        protection=protection(),
        most_bytes=MOST_BYTES,
        wrong=wrong,
        typed={} if 413 in [error.status for error in wrong.values()] else request.form or request.args,
    )
