"""Knows the pages of hearing notes: read by district, written, rewritten, taken to a meeting. Knows no SQL.

Nothing of it is for the public; who may read and write is decided in `gisapp.accounts.rights`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.engine import Connection

from gisapp.accounts import offices, record
from gisapp.accounts.rights import Act, Person, Thing, may, may_rewrite_note
from gisapp.assets import notes
from gisapp.assets.notes import ChangedError, Heard, Note
from gisapp.assets.personal import findings, pieces
from gisapp.errors import UserError
from gisapp.publish.notes_csv import notes_csv
from gisapp.web.access import acting, require
from gisapp.web.context import city_url, current_city
from gisapp.web.parts import parts
from gisapp.web.people import PRIVATE
from gisapp.web.rooms import JAPAN_TIME, download

bp = Blueprint("notes", __name__)
SEEN = UserError(
    "AST-074",
    "個人が分かるかもしれないところがあります。",
    "印のところを直すか、「個人が分かることは書いていません」に印を付けて、もう一度保存してください。",
    unchanged=True,
)


@bp.get("/notes")
def notes_page() -> Response:
    """聞き取り: what was heard in one's districts, and the form for more."""
    return _page(_typed(None))


@bp.post("/notes")
def add() -> ResponseReturnValue:
    """A new note, saved when nobody is recognised in it or somebody says so."""
    city, someone, typed = current_city(), acting(), _said()
    with parts().engine.begin() as connection:
        known = _districts(connection, someone)
        try:
            heard = _ready(typed, known)
        except UserError as error:
            return _page(typed, wrong=error)
        added = notes.add(connection, city.code, heard, author_id=someone.id, office_id=someone.office_id)
        record.note(connection, someone, "聞き取りを書く", known[heard.district], added, code=city.code)
    return redirect(city_url("notes.notes_page", saved="yes", district=heard.district), code=303)


@bp.get("/notes/<int:note_id>")
def note_page(note_id: int) -> Response:
    """One note of one's own, to be rewritten or removed."""
    with parts().engine.begin() as connection:
        found = _own(connection, note_id)
    return _one(found, _typed(found))


@bp.post("/notes/<int:note_id>")
def change(note_id: int) -> ResponseReturnValue:
    """Rewrites a note; who was overtaken by somebody else sees both texts."""
    typed = _said()
    with parts().engine.begin() as connection:
        found = _own(connection, note_id)
        known = _districts(connection, acting())
        try:
            heard = _ready(typed, known)
            notes.change(connection, found, heard, version=_version())
        except UserError as error:
            return _one(found, typed, wrong=error)
        record.note(
            connection, acting(), "聞き取りを直す", known[heard.district], note_id,
            code=found.municipality_code,
        )  # fmt: skip
    return redirect(city_url("notes.notes_page", saved="yes", district=heard.district), code=303)


@bp.post("/notes/<int:note_id>/remove")
def remove(note_id: int) -> ResponseReturnValue:
    """Takes a note out of the lists."""
    with parts().engine.begin() as connection:
        found = _own(connection, note_id)
        try:
            notes.remove(connection, found, version=_version())
        except ChangedError as error:
            return _one(found, _typed(found), wrong=error)
        record.note(connection, acting(), "聞き取りを消す", found.kind, note_id, code=found.municipality_code)
    return redirect(city_url("notes.notes_page", removed="yes"), code=303)


@bp.get("/notes.csv")
def csv() -> Response:
    """The notes of the list as a file for a meeting; that it was taken is recorded."""
    with parts().engine.begin() as connection:
        listed, known = _listed(connection), _districts(connection, acting())
        record.note(
            connection, acting(), "聞き取りを持ち出す", "CSV", code=current_city().code, 件数=len(listed)
        )
    return download(notes_csv(listed, known), "hearing-notes.csv", "text/csv")


def _page(typed: dict[str, Any], wrong: UserError | None = None) -> Response:
    with parts().engine.begin() as connection:
        listed, known = _listed(connection), _districts(connection, acting())
    page = render_template(
        "notes/notes.html",
        listed=[(each, may_rewrite_note(acting(), _thing(each))) for each in listed],
        asked={name: request.args.get(name, "") for name in ("district", "kind")},
        saved=request.args.get("saved"),
        removed=request.args.get("removed"),
        **_form(typed, known, wrong),
    )
    return make_response(page, wrong.status if wrong else 200, PRIVATE)


def _one(found: Note, typed: dict[str, Any], wrong: UserError | None = None) -> Response:
    with parts().engine.connect() as connection:
        known = _districts(connection, acting())
    page = render_template(
        "notes/note.html",
        found=found,
        theirs=found if isinstance(wrong, ChangedError) else None,
        version=found.version if wrong is None or isinstance(wrong, ChangedError) else _version(),
        **_form(typed, known, wrong),
    )
    return make_response(page, wrong.status if wrong else 200, PRIVATE)


def _form(typed: dict[str, Any], known: dict[str, str], wrong: UserError | None) -> dict[str, Any]:
    return {
        "typed": typed,
        "wrong": wrong,
        "marked": pieces(typed["text"], findings(typed["text"])) if wrong is SEEN else None,
        "hints": list(dict.fromkeys(each.hint for each in findings(typed["text"]))),
        "districts": known,
        "kinds": notes.KINDS,
        "longest": notes.LONGEST,
        "today": _today().isoformat(),
    }


def _said() -> dict[str, Any]:
    said = {name: request.form.get(name, "") for name in ("district", "kind", "text", "heard_on")}
    return {**said, "text": said["text"].replace("\r\n", "\n")}


def _typed(found: Note | None) -> dict[str, Any]:
    if found is None:
        return {"district": request.args.get("district", ""), "kind": "", "text": "", "heard_on": ""}
    return {name: str(getattr(found, name)) for name in ("district", "kind", "text", "heard_on")}


def _ready(typed: dict[str, Any], known: dict[str, str]) -> Heard:
    """What may be saved. Raises UserError (AST-070, AST-071, AST-074)."""
    try:
        day = date.fromisoformat(typed["heard_on"])
    except ValueError:
        day = None
    said = Heard(typed["district"], typed["kind"], typed["text"], day)
    heard = notes.checked(said, frozenset(known), _today())
    if findings(typed["text"]) and request.form.get("nobody") != "yes":
        raise SEEN
    return heard


def _version() -> int:
    return request.form.get("version", 0, type=int)


def _districts(connection: Connection, someone: Person) -> dict[str, str]:
    """The districts that somebody may read and write about: names by key."""
    code = current_city().code
    every = offices.districts(connection, code)
    return {
        each.key: each.name for each in every if may(someone, Act.LISTEN, Thing(code, frozenset({each.key})))
    }


def _listed(connection: Connection) -> list[Note]:
    """The notes that were asked for, of one's own districts alone."""
    asked = {name: request.args.get(name) or None for name in ("district", "kind")}
    every = notes.listed(connection, current_city().code, **asked)
    return [each for each in every if may(acting(), Act.LISTEN, _place(each))]


def _own(connection: Connection, note_id: int) -> Note:
    """A note that who asks may rewrite. Raises NotFoundError, UserError (AST-073)."""
    found = notes.note(connection, note_id)
    someone = require(Act.LISTEN, _place(found))
    if not may_rewrite_note(someone, _thing(found)):
        raise UserError(
            "AST-073",
            "ほかの事務所の人が書いた聞き取りは、直せません。",
            "書いた人か、その事務所の人に頼んでください。",
            status=403,
            unchanged=True,
        )
    return found


def _place(found: Note) -> Thing:
    """Where a note belongs, whoever wrote it: offices read what was heard in their districts."""
    return Thing(found.municipality_code, frozenset({found.district}))


def _thing(found: Note) -> Thing:
    return Thing(found.municipality_code, frozenset({found.district}), found.office_id, found.author_id)


def _today() -> date:
    return datetime.now(JAPAN_TIME).date()
