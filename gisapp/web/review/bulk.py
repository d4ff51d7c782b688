"""Knows まとめて変える: places are found and chosen, a change is looked at for each of them, then made.

Knows no SQL. What was made, and its way back, stand in `bulk_done`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from flask import Response, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.engine import Connection

from gisapp.accounts import record
from gisapp.accounts.rights import Act, Person, Thing, may
from gisapp.assets import bulk
from gisapp.assets.bulk import ASSURED, CHANGES, Change, Listed, Sieve
from gisapp.assets.choices import Choices, choices
from gisapp.assets.fields import BY_KEY, CHECKED_HOW, STATUS_WORDS, categories
from gisapp.errors import NotFoundError, UserError
from gisapp.publish.register import City
from gisapp.web.access import acting
from gisapp.web.context import current_city
from gisapp.web.field.rooms import PRIVATE
from gisapp.web.field.words import lines_of
from gisapp.web.parts import parts
from gisapp.web.review.rooms import bp, moment, today
from gisapp.web.words import wareki

PAGE = 200
#: More than any city has; a form with more was not made here.
MOST = 20_000
NO_OFFICE = "none"
_ASKED = ("layer", "district", "office", "status", "before", "text")


@bp.get("/bulk")
def bulk_page() -> Response:
    """The places that pass the filters, a page of them, to be chosen from."""
    return _list(None)


@bp.post("/bulk/preview")
def preview() -> Response:
    """What would change, old and new for each; nothing is changed."""
    someone, city = here()
    try:
        with parts().engine.connect() as connection:
            names = _offered(connection, city)
            change = _change(names)
            listed = _mine(bulk.find(connection, city.code, _sieve()), someone, city)
            chosen = _chosen(listed)
            planned = bulk.plan(connection, chosen, change, partial(_words, change.what, names))
    except UserError as error:
        return _list(error)
    page = render_template(
        "review/bulk_preview.html",
        planned=planned,
        chosen=len(chosen),
        title=CHANGES[change.what],
        versions=",".join(f"{each.id}.{each.version}" for each in planned),
        key=uuid4(),
        carried=_carried(),
        asked=_asked(),
        moment=moment,
    )
    return make_response(page, 200, PRIVATE)


@bp.post("/bulk")
def change_all() -> ResponseReturnValue:
    """Makes the change, in one transaction; once, however often the form is sent."""
    someone, city = here()
    with parts().engine.begin() as connection:
        key, versions = _sent()
        if not bulk.batch(connection, key):
            change = _change(_offered(connection, city))
            mine = {each.id for each in _mine(bulk.find(connection, city.code, Sieve()), someone, city)}
            asked = {number: version for number, version in versions.items() if number in mine}
            left = bulk.apply(connection, asked, change, key=key, actor=someone.name)
            told = f"{CHANGES[change.what]}（{len(asked) - len(left)}件）"
            record.note(connection, someone, "まとめて変える", told, code=city.code, batch=str(key))
            session["bulk_left"] = {str(key): left}
    return redirect(url_for("review.batch_page", key=key, city=city.code), code=303)


def here() -> tuple[Person, City]:
    """Who acts in which city. Raises NotFoundError where they change nothing there."""
    someone, city = acting(), current_city()
    if not may(someone, Act.RESTORE, city.code):
        raise NotFoundError("そのページはありません。")
    return someone, city


def _list(error: UserError | None) -> Response:
    someone, city = here()
    with parts().engine.connect() as connection:
        names = _offered(connection, city)
        listed = _mine(bulk.find(connection, city.code, _sieve()), someone, city)
        recent = bulk.recent(connection, city.code)
    pages = max(1, -(-len(listed) // PAGE))
    number = min(max(1, request.values.get("page", 1, type=int)), pages)
    page = render_template(
        "review/bulk.html",
        rows=[_row(each, names) for each in listed[(number - 1) * PAGE : number * PAGE]],
        total=len(listed),
        pages=pages,
        page_no=number,
        recent=recent,
        asked=_asked(),
        changes=CHANGES,
        layers=categories(),
        names=names,
        statuses=_statuses(),
        options={key: BY_KEY[key].options for key in ("formality", "pillars", "fields")},
        hows=CHECKED_HOW,
        today=today(),
        typed=request.form,
        ticked=set(request.form.getlist("id", type=int)),
        error=error,
        moment=moment,
    )
    return make_response(page, error.status if error else 200, PRIVATE)


def _mine(listed: Iterable[Listed], someone: Person, city: City) -> list[Listed]:
    return [
        each
        for each in listed
        if may(someone, Act.RESTORE, Thing(city.code, frozenset(each.districts), each.office_id))
    ]


def _asked() -> dict[str, str]:
    """The filters as they were chosen."""
    return {name: request.values.get(name, "").strip()[:100] for name in _ASKED}


def _carried() -> list[tuple[str, str]]:
    """What the next form has to say again: the change."""
    names = ("what", "how", *(f"new-{what}" for what in CHANGES))
    return [(name, text) for name in names for text in request.form.getlist(name)]


def _sieve() -> Sieve:
    asked = _asked()
    office = asked["office"]
    return Sieve(
        asked["layer"] or None,
        asked["district"] or None,
        int(office) if office.isascii() and office.isdigit() and len(office) < 10 else None,
        office == NO_OFFICE,
        asked["status"] if asked["status"] in STATUS_WORDS else None,
        _day(asked["before"]),
        asked["text"],
    )


def _chosen(listed: list[Listed]) -> list[int]:
    """The numbers of the places that were chosen of these. Raises UserError AST-033."""
    ticked = set(request.form.getlist("id", type=int))
    everything = request.form.get("which") == "all"
    chosen = [each.id for each in listed if everything or each.id in ticked]
    if not chosen:
        raise UserError(
            "AST-033",
            "場所が一つも選ばれていません。",
            "変える場所に印を付けるか、「すべて」を選んでください。",
            unchanged=True,
        )
    return chosen


def _change(names: Choices) -> Change:
    """The change that the form asks for. Raises UserError AST-034."""
    what = request.form.get("what", "")
    values = request.form.getlist(f"new-{what}") if what in CHANGES else []
    one = values[0] if values else ""
    how, day = request.form.get("how"), _day(one)
    if what == ASSURED and day and day <= today() and how in CHECKED_HOW:
        return Change(ASSURED, day.isoformat(), how)
    if what == "office_id" and (one == NO_OFFICE or one in map(str, names.offices)):
        return Change(what, None if one == NO_OFFICE else int(one))
    options = {"layer": tuple(categories()), "status": tuple(_statuses())}.get(what)
    options = BY_KEY[what].options if options is None and what in BY_KEY else options or ()
    if what in ("pillars", "fields") and set(values) <= set(options):
        return Change(what, [each for each in options if each in values])
    if what in ("layer", "status", "formality") and one in options:
        return Change(what, one)
    raise UserError(
        "AST-034",
        "何に変えるかが選ばれていないか、使えない値です。",
        "変えること一つと、新しい内容を選んでください。確かめた日は、きょうまでです。",
        unchanged=True,
    )


def _sent() -> tuple[UUID, dict[int, int]]:
    """The batch's number, and what was looked at: numbers with their versions. Raises UserError AST-035."""
    try:
        pairs = [each.split(".") for each in request.form["versions"].split(",")]
        versions = {int(number): int(version) for number, version in pairs}
        key = UUID(request.form["key"])
    except (KeyError, ValueError):
        versions = {}
    if not 0 < len(versions) <= MOST:
        raise UserError(
            "AST-035",
            "変える場所の一覧が届いていません。",
            "「まとめて変える」を開き直して、もう一度選んでください。",
            unchanged=True,
        )
    return key, versions


def _offered(connection: Connection, city: City) -> Choices:
    return choices(connection, city.code, city.bounds, frozenset())


def _words(what: str, names: Choices, columns: dict[str, Any]) -> str:
    """What columns of a service say of the one thing that is changed."""
    if what == ASSURED:
        day, how = columns["assured_date"], columns["checked_how"]
        told = "".join((wareki(day), f"（{how}）" if how else "")) if day else ""
    else:
        value = columns[BY_KEY[what].column]
        told = "・".join(lines_of({what: value}, what, names))
    return told or "（なし）"


def _statuses() -> dict[str, str]:
    return {key: STATUS_WORDS[key] for key in BY_KEY["status"].options}


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _row(each: Listed, names: Choices) -> dict[str, Any]:
    return {
        "found": each,
        "layer": categories().get(each.layer, each.layer),
        "districts": "・".join(names.districts[key] for key in each.districts if key in names.districts),
        "status": STATUS_WORDS[each.status],
    }
