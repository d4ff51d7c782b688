"""Knows the pages on which somebody without an account says what is wrong or missing on the map.

No name, mail or telephone is asked for and no puzzle set: a sealed form that is some seconds old, a field
that only programs fill in, and a limit by network keep floods away. Knows no SQL and no answer.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeTimedSerializer

from gisapp.assets import reports
from gisapp.assets.personal import masked, pieces
from gisapp.assets.reports import GONE, NEW, WRONG, Told
from gisapp.errors import UserError
from gisapp.web.context import city_url, current_city, known_cities
from gisapp.web.crowd import Crowd, network_of
from gisapp.web.parts import parts
from gisapp.web.people import PRIVATE

bp = Blueprint("reports", __name__)
CROWD = "gisapp_crowd"
#: Nobody reads the page and writes faster than this; who leaves the page open for longer gets a fresh one.
LEAST_S, MOST_S = 2, 12 * 3600
#: The field that only programs fill in.
TRAP = "homepage"


@bp.record
def begin(state: BlueprintSetupState) -> None:
    """Each app counts for itself."""
    state.app.extensions[CROWD] = Crowd()


@dataclass(frozen=True, slots=True)
class Seal:
    """What a form is sealed with: the number of this report, and when the page was drawn."""

    key: UUID
    text: str

    @classmethod
    def fresh(cls) -> Seal:
        key = uuid4()
        return cls(key, str(_sealing().dumps(str(key))))


@bp.get("/report")
def report_page() -> ResponseReturnValue:
    """The form: about the asset of ?place=…, or about a place that isn't known yet."""
    service_id = request.args.get("place", type=int)
    if service_id is None:
        return _form(Told(NEW, ""), None, Seal.fresh())
    with parts().public.connect() as connection:
        name, code = reports.about(connection, service_id)
    if len(known_cities()) > 1 and request.args.get("city") != code:
        return redirect(city_url("reports.report_page", place=service_id, city=code))
    return _form(Told(WRONG, "", service_id=service_id), name, Seal.fresh())


@bp.post("/report")
def send() -> ResponseReturnValue:
    """Keeps what was said, or shows it again with what has to be looked at."""
    told, name, code = _said()
    seal, problem = _opened(request.form.get("seal", ""))
    try:
        told = reports.checked(told)
    except UserError as error:
        return _form(told, name, seal, wrong=error)
    if problem is None and request.form.get(TRAP):
        problem = _TRAPPED
    if problem:
        return _form(told, name, seal, wrong=problem)
    if request.form.get("nobody") != "yes" and any(reports.about_somebody(told)):
        return _form(told, name, seal, look_again=True)
    if not current_app.extensions[CROWD].lets_in(network_of(request)):
        return _form(told, name, seal, wrong=_TOO_MANY)
    with parts().engine.begin() as connection:
        reports.add(connection, seal.key, code, told)
    return redirect(city_url("reports.thanks_page"), code=303)


@bp.get("/report/thanks")
def thanks_page() -> Response:
    """What happens next."""
    return make_response(render_template("reports/thanks.html"), 200, PRIVATE)


_TRAPPED = UserError(
    "AST-064",
    "書かない欄に文字が入っていました。",
    "その欄を空にしました。もう一度「送る」を押してください。",
    unchanged=True,
)
_TOO_MANY = UserError(
    "AST-063",
    "同じネットワークからの知らせが、いま多くなっています。",
    "書いた文はこの画面に残っています。1時間ほどたってから、もう一度「送る」を押してください。",
    status=429,
    unchanged=True,
)
_NOT_YET = UserError(
    "AST-062",
    "まだ送っていません。",
    "書いた文を見直して、もう一度「送る」を押してください。",
    unchanged=True,
)


def _sealing() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="report")


def _opened(text: str) -> tuple[Seal, UserError | None]:
    """The seal that came with a form; a fresh one where it isn't ours or is too old; what is to be told."""
    try:
        key, made = _sealing().loads(text, max_age=MOST_S, return_timestamp=True)
        seal = Seal(UUID(key), text)
    except (BadData, ValueError):
        return Seal.fresh(), _NOT_YET
    return seal, None if time.time() - made.timestamp() >= LEAST_S else _NOT_YET


def _said() -> tuple[Told, str | None, str]:
    """What the form says, the name of the asset, and the municipality. Raises NotFoundError."""
    form = request.form
    service_id = form.get("about", type=int)
    text = form.get("text", "").replace("\r\n", "\n")
    if service_id is None:
        return Told(NEW, text, form.get("place", "")), None, current_city().code
    with parts().public.connect() as connection:
        name, code = reports.about(connection, service_id)
    kind = GONE if form.get("kind") == GONE else WRONG
    return Told(kind, text, service_id=service_id), name, code


def _form(
    told: Told, name: str | None, seal: Seal, *, wrong: UserError | None = None, look_again: bool = False
) -> Response:
    page = render_template(
        "reports/report.html",
        told=told,
        name=name,
        seal=seal.text,
        wrong=wrong,
        marked=_marked(told) if look_again else None,
        trap=TRAP,
        kinds=(WRONG, GONE),
        longest=(reports.LONGEST_TEXT, reports.LONGEST_PLACE),
    )
    status = wrong.status if wrong else 400 if look_again else 200
    return make_response(page, status, PRIVATE)


def _marked(told: Told) -> dict[str, Any]:
    """What was found, as it was written and with words in its place."""
    in_text, in_place = reports.about_somebody(told)
    return {
        "text": pieces(told.text, in_text),
        "place": pieces(told.place, in_place),
        "masked_text": masked(told.text, in_text),
        "masked_place": masked(told.place, in_place),
        "hints": list(dict.fromkeys(each.hint for each in [*in_text, *in_place])),
    }
