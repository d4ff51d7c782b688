"""Knows the page on which a place is added or changed. Knows no rule of a field and no table."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Response, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.engine import Connection

from gisapp.accounts.rights import Act, Thing, may
from gisapp.assets.calendar import DAYS
from gisapp.assets.fields import (
    AUDIENCES,
    FIELDS,
    NEEDED,
    PRECISIONS,
    SECTIONS,
    STATUS_WORDS,
    Field,
    Form,
    categories,
)
from gisapp.assets.proposals import ConflictError, Saved, Typed, save
from gisapp.assets.territory import districts_of
from gisapp.errors import UserError
from gisapp.publish.register import loaded_layers
from gisapp.web.field import conflict, typed
from gisapp.web.field.flat import MOST_ROWS, ROWS, WEEKS, Sent, flat, one, row_numbers
from gisapp.web.field.photo import known_photos, sent_with_photo
from gisapp.web.field.rooms import PRIVATE, author, bp
from gisapp.web.field.sheet import Sheet, address_of, number, opened, place_beside
from gisapp.web.field.typed_values import line, plain
from gisapp.web.page_data import page_data
from gisapp.web.parts import parts

SUBMIT, DRAFT = "submit", "draft"
PURPOSES = ("問い合わせ", "予約・申し込み", "当日の連絡", "相談", "代表")


class _WrongError(Exception):
    """What was typed can't be taken; the page shows it again."""

    def __init__(self, sheet: Sheet, sent: Sent, wrong: Mapping[str, UserError]) -> None:
        super().__init__()
        self.sheet, self.sent, self.wrong = sheet, sent, wrong


@bp.get("/places/new")
def new_page() -> Response:
    """新しい場所."""
    return _opened_page(None)


@bp.get("/places/<int:service_id>/edit")
def edit_page(service_id: int) -> Response:
    """場所を直す."""
    return _opened_page(service_id)


@bp.post("/places/new")
def add() -> ResponseReturnValue:
    """Keeps a new place as a draft, or gives it to the approvers."""
    return _kept(None)


@bp.post("/places/<int:service_id>/edit")
def change(service_id: int) -> ResponseReturnValue:
    """The same with changes of a place."""
    return _kept(service_id)


def _opened_page(service_id: int | None) -> Response:
    with parts().engine.connect() as connection:
        sheet = opened(connection, service_id)
        return _page(connection, sheet, flat(sheet.before), {})


def _kept(service_id: int | None) -> ResponseReturnValue:
    sent, wrong = sent_with_photo()
    try:
        with parts().engine.begin() as connection:
            saved = _save(connection, service_id, sent, wrong)
    except _WrongError as error:
        with parts().engine.connect() as connection:
            return _page(connection, error.sheet, error.sent, error.wrong)
    except ConflictError as error:
        with parts().engine.connect() as connection:
            return conflict.page(connection, service_id, sent, error)
    joined = ",".join(saved.joined) or None
    return redirect(url_for("field.proposal_page", proposal_id=saved.id, joined=joined), code=303)


def _save(
    connection: Connection, service_id: int | None, sent: Sent, wrong: Mapping[str, UserError]
) -> Saved:
    """Keeps what was sent; `wrong` is what is known to be so already."""
    known = known_photos(sent)
    sheet = opened(connection, service_id, base_version=number(sent, "base_version"), photos=known)
    submit = one(sent, "do") != DRAFT
    taken = conflict.taken(sheet, sent)
    said = typed.read(sent, sheet.before, sheet.choices, whole=submit, hidden=sheet.hidden, taken=taken)
    form = said.form
    wrong = {**said.wrong, **wrong, **_wrong_place(connection, sheet, form), **_wrong_reason(sent)}
    if wrong:
        raise _WrongError(sheet, sent, wrong)
    change = Typed(
        key=_key(sent, sheet),
        form=form,
        reason=plain(one(sent, "reason")),
        service_id=service_id,
        base_version=sheet.base_version,
        version=number(sent, "version") if sheet.mine else None,
        submit=submit,
    )
    return save(connection, author(sheet.someone), sheet.city.code, change)


def _wrong_place(connection: Connection, sheet: Sheet, form: Form) -> dict[str, UserError]:
    """Whether a new place lies where this person works; which other one it stands beside is checked too."""
    where = form["where"]
    if sheet.service_id is not None:
        form["where"] = {**where, "beside": None}
        return {}
    if where["beside"] and not place_beside(connection, sheet.someone, sheet.city.code, where["beside"]):
        form["where"] = {**where, "beside": None}
    thing = Thing(sheet.city.code, districts_of(connection, sheet.city.code, where))
    if may(sheet.someone, Act.PROPOSE, thing):
        return {}
    message = "その場所は、あなたが受け持つ校区の外にあります。"
    return {"where": UserError("AST-027", message, "位置を確かめるか、その校区の担当に伝えてください。")}


def _wrong_reason(sent: Sent) -> dict[str, UserError]:
    try:
        line(one(sent, "reason"))
    except UserError as error:
        return {"reason": error}
    return {}


def _page(connection: Connection, sheet: Sheet, sent: Sent, wrong: Mapping[str, UserError]) -> Response:
    loaded = loaded_layers(connection, sheet.city.code)
    page = render_template(
        "field/place.html",
        city=sheet.city,
        sheet=sheet,
        wrong=wrong,
        sections={key: title for key, title in SECTIONS.items() if key != NEEDED},
        fields=[field for field in FIELDS if field.key not in sheet.hidden],
        one=lambda name: one(sent, name),
        every=lambda name: sent.get(name, []),
        rows=lambda key: _rows(sent, key),
        key=one(sent, "key") or sheet.key,
        version=one(sent, "version") or (sheet.mine and sheet.mine.version) or "",
        pairs=_pairs,
        audiences=[(each, each) for each in AUDIENCES],
        precisions=PRECISIONS,
        days=DAYS,
        weeks=WEEKS,
        purposes=PURPOSES,
        most_rows=MOST_ROWS,
        address=address_of(sheet),
        data=page_data(sheet.city, loaded),
    )
    return make_response(page, 400 if wrong else 200, PRIVATE)


def _pairs(field: Field) -> list[tuple[str, str]]:
    """What may be chosen for a field, with how it is called."""
    if field.key == "layer":
        return list(categories().items())
    words = STATUS_WORDS if field.key == "status" else {}
    return [(option, words.get(option, option)) for option in field.options]


def _rows(sent: Sent, key: str) -> list[int]:
    """The rows that a page shows: what was said, and one to go on with."""
    said = [at for at in row_numbers(sent, key) if any(map(any, _cells(sent, key, at)))]
    free = max(said, default=-1) + 1
    return [*said, free] if key != "photos" else said


def _cells(sent: Sent, key: str, at: int) -> list[list[str]]:
    return [list(sent.get(f"{key}-{at}-{name}", ())) for name in ROWS[key]]


def _key(sent: Sent, sheet: Sheet) -> UUID:
    try:
        return sheet.key if sheet.mine else UUID(one(sent, "key"))
    except ValueError:
        return sheet.key
