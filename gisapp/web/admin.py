"""Knows the administrator's pages that are about everything: what is loaded, what has no place.

Knows no SQL, no format and no single import.
"""

from __future__ import annotations

from datetime import datetime

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gisapp.assets.work_list import place_by_hand, unplaced
from gisapp.errors import NotFoundError, UserError
from gisapp.ingest.history import recent
from gisapp.publish.register import loaded_layers
from gisapp.publish.template import MEDIA_TYPE, template_xlsx
from gisapp.web.access import acting
from gisapp.web.admin_import import has_template
from gisapp.web.admin_preview import crs_words
from gisapp.web.admin_run import undecided
from gisapp.web.context import known_cities
from gisapp.web.parts import parts
from gisapp.web.rooms import JAPAN_TIME, bp, download
from layers import all_layers

__all__ = ["bp"]

WRONG_POSITION = "ADM-020"
#: Runs in the record that are shown at once, and those that can be unfolded beneath.
RUNS_SHOWN, RUNS_MOST = 10, 50
PLACES_MOST = 500


@bp.get("")
def register_page() -> str:
    """データ一覧: what is loaded, from where, as of when, what was wrong, when it is due; and the runs."""
    with parts().engine.connect() as connection:
        registers = [
            {"city": city, "layers": list(loaded_layers(connection, city.code).values())}
            for city in known_cities()
        ]
    runs = recent(parts().engine, most=RUNS_MOST)
    return render_template(
        "admin/register.html",
        registers=registers,
        runs=runs,
        runs_shown=RUNS_SHOWN,
        undecided=undecided(runs),
        city_names={city.code: city.name for city in known_cities()},
        today=datetime.now(JAPAN_TIME).date(),
        crs_words=crs_words,
    )


@bp.get("/template/<layer>.xlsx")
def template_file(layer: str) -> Response:
    """The product's own Excel sheet, for whoever has nothing but a list."""
    found = all_layers().get(layer)
    if found is None or not has_template(found):
        raise NotFoundError("そのひな形はありません。")
    return download(template_xlsx(found), f"{layer}.xlsx", MEDIA_TYPE)


@bp.get("/places")
def places_page() -> str:
    """要位置確認: assets that have no place yet."""
    return _places(wrong={})


@bp.post("/places/<int:service_id>")
def place_one(service_id: int) -> ResponseReturnValue:
    """Puts an asset where the administrator says; later imports leave it there."""
    try:
        with parts().engine.begin() as connection:
            place_by_hand(connection, service_id, request.form.get("position", ""), actor=acting().name)
    except UserError as error:
        if error.code != WRONG_POSITION:
            raise
        return _places(wrong={f"p-{service_id}": error}), error.status
    city = request.form.get("city")
    return redirect(url_for("admin.places_page", placed=service_id, city=city), code=303)


def _places(wrong: dict[str, UserError]) -> str:
    with parts().engine.connect() as connection:
        listed = [
            {"city": city, "places": unplaced(connection, city.code, most=PLACES_MOST)}
            for city in known_cities()
        ]
    titles = {key: layer.title for key, layer in all_layers().items()}
    return render_template(
        "admin/places.html",
        listed=listed,
        titles=titles,
        most=PLACES_MOST,
        wrong=wrong,
        typed=request.form if wrong else {},
        placed=request.args.get("placed", type=int),
    )
