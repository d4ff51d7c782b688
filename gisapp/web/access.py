"""Knows who may come in where: every address of the site with what it takes. Knows no page.

An address that isn't listed lets nobody in. Whether somebody may do an act is decided in
`gisapp.accounts.rights`.
"""

from __future__ import annotations

from flask import Flask, g, jsonify, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from gisapp.accounts.rights import OF_A_PLACE, Act, Person, Thing, ever_may, may
from gisapp.errors import NotFoundError, UserError
from gisapp.web.context import current_city
from gisapp.web.errors import asked_by_script
from gisapp.web.login import person
from gisapp.web.sessions import StoredSession

#: For everybody, with or without an account.
EVERYBODY = frozenset(
    f"{room}.{name}" if name else room
    for room, names in {
        "static": "",
        "public": "map_page list_page sources_page map_svg health",
        "places": "place_page place_calendar",
        "guide": "guide_page",
        "cities": "compare_page",
        "districts": "index_page district_page karte compare_page presence_page",
        "mine": "my_page my_answer list_page",
        "share": "embed_page share_page",
        "about": "help_page accessibility_page privacy_page",
        "api": "districts assets find",
        "tiles": "tile",
        "planner": "gaps_page gaps_answer",
        "planner_files": "gaps_csv gaps_json gaps_xlsx gaps_gpkg gaps_html report run_page",
        "planner_sites": "sites_page sites_answer sites_json sites_csv",
        "planner_scenarios": "list_page scenario_page",
        "account": "accept_page accept",
        "reports": "report_page send thanks_page",
        "single_sign_on": "start come_back",
        "round": "confirm_page confirm",
        "install": "manifest field_manifest service_worker",
        "field": "photo",
        "security": "login logout two_factor_token_validation mf_recovery",
    }.items()
    for name in names.split() or [""]
)
#: What an address does.
ACTS = {
    f"{room}.{name}": act
    for room, act, names in (
        ("admin", Act.LOAD, "register_page import_page import_files template_file places_page place_one"),
        ("admin", Act.LOAD, "run_page run_state look_again publish cancel take_back"),
        ("admin", Act.LOAD, "problems_file rejected_file"),
        ("planner_scenarios", Act.PLAN, "save_scenario write_scenario"),
        ("account", Act.INVITE, "people_page invite person_page change again"),
        ("account", Act.INVITE, "offices_page add_office office_page change_office audit_page"),
        ("account", Act.OWN, "home_page"),
        ("districts", Act.OWN, "sheets"),
        ("round", Act.CHECK, "round_page round_paper round_csv check ask_page ask"),
        ("review", Act.APPROVE, "waiting_page decide_page approve_one return_one"),
        ("review", Act.INSIDE, "history_page"),
        ("review", Act.RESTORE, "restore_one gone_page bulk_page preview change_all batch_page undo"),
        (
            "field",
            Act.PROPOSE,
            "home_page new_page edit_page add change proposal_page take_back paper_page likely_places",
        ),
        ("reports", Act.CHECK, "reports_page answer"),
        ("notes", Act.LISTEN, "notes_page add note_page change remove csv"),
        ("security", Act.OWN, "change_password two_factor_setup two_factor_setup_validate"),
        ("security", Act.OWN, "mf_recovery_codes verify"),
    )
    for name in names.split()
}
#: Pages of the login library that this site has no use for.
NOBODY = frozenset({"security.static", "security.tf_select", "security.two_factor_rescue"})
#: Addresses that scripts ask: a page to log in would be no answer for them.
_FOR_SCRIPTS = frozenset({"admin.run_state"})
_ENDED = UserError(
    "ADM-002",
    "ログインしていないか、利用時間が終わりました。",
    "もう一度ログインして、やり直してください。",
    status=403,
    unchanged=True,
)
_NOT_YOURS = UserError(
    "ACC-001",
    "この操作は、あなたの役割ではできません。",
    "必要なときは、管理者に役割の変更を頼んでください。",
    status=403,
    unchanged=True,
)
_UNKNOWN = UserError(
    "ACC-002",
    "いま、だれがログインしているかを確かめられません。",
    "少し待ってからやり直し、続くときは管理者に連絡してください。",
    status=503,
    unchanged=True,
)


def register(app: Flask) -> None:
    """Asks before every request, so that no page can forget it."""

    @app.before_request
    def admit() -> ResponseReturnValue | None:
        if request.routing_exception is not None:  # no such address, or not with this method: nothing is done
            return None
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            _refuse_strangers_form()
        endpoint = request.endpoint
        if endpoint in EVERYBODY:
            return None
        if isinstance(session, StoredSession) and session.unknown:
            raise _UNKNOWN
        act, someone = ACTS.get(endpoint or ""), person()
        g.own_city = someone.municipality_code if someone else None
        if act is not None and _may_come_in(someone, act):
            return None
        return _turned_away(someone)


def plans() -> bool:
    """Whether who asks may plan in the city of this request: forms are shown to them alone."""
    return may(person(), Act.PLAN, current_city().code)


def acting() -> Person:
    """Who acts, in a room that nobody enters without an account."""
    someone = person()
    assert someone is not None
    return someone


def require(act: Act, thing: Thing) -> Person:
    """Who acts, where they may do this to this thing: asked by every room about the thing that it shows.

    Raises NotFoundError where they may not even know of it, UserError (ACC-001) where they may only look.
    """
    someone = acting()
    if may(someone, act, thing):
        return someone
    if may(someone, Act.INSIDE, thing):
        raise _NOT_YOURS
    raise NotFoundError("そのページはありません。")


def _may_come_in(someone: Person | None, act: Act) -> bool:
    """What is about a place, the room asks again when it knows which one."""
    if act in OF_A_PLACE:
        return ever_may(someone, act)
    return may(someone, act, current_city().code if act is Act.PLAN else None)


def _turned_away(someone: Person | None) -> ResponseReturnValue:
    if someone is not None:
        raise _NOT_YOURS
    if request.endpoint in _FOR_SCRIPTS or asked_by_script():
        told = {"code": _ENDED.code, "message": _ENDED.message, "remedy": _ENDED.remedy}
        return jsonify(error=told), _ENDED.status
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
    raise _ENDED


def _refuse_strangers_form() -> None:
    """Raises UserError where a form wasn't sent by a page of this site."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site == "same-origin" or (site is None and origin == request.host_url.rstrip("/")):
        return
    raise UserError(
        "ADM-003",
        "ほかのページから送られた操作は受け付けません。",
        "この画面から、もう一度操作してください。",
        status=403,
        unchanged=True,
    )
