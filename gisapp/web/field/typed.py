"""Knows how what a page sends becomes the form of an asset, and what in it can't be taken. Knows no page.

An input that comes back as it was shown leaves its field exactly as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from gisapp.assets.choices import Choices
from gisapp.assets.fields import AUDIENCES, FIELDS, GUARDED, KEPT_WITH_THE_PLACE, Field, Form, categories
from gisapp.errors import UserError
from gisapp.web.field import typed_rows as rows
from gisapp.web.field import typed_values as values
from gisapp.web.field.flat import Sent, one
from gisapp.web.field.typed_where import where

_LINES = {"email": values.email, "url": values.url}


@dataclass(frozen=True, slots=True)
class Said:
    """A form in its canonical values (None or [] where nothing is said), and what is wrong, by field."""

    form: Form
    wrong: dict[str, UserError]


def read(
    sent: Sent,
    before: Form,
    choices: Choices,
    *,
    whole: bool,
    hidden: frozenset[str] = frozenset(),
    taken: Mapping[str, Any] = MappingProxyType({}),
) -> Said:
    """What a page sent of an asset that was `before`; a field that can't be taken stays as it was.

    `whole`: nothing that is needed may be missing, as in a form that goes to the approver. `hidden`: fields
    that whoever sends it doesn't see, and so doesn't change. `taken`: fields that are settled.
    """
    form: Form = {**before, **taken}
    wrong: dict[str, UserError] = {}
    for field in FIELDS:
        if field.key in hidden or field.key in taken:
            continue
        try:
            form[field.key] = _read(sent, field, before[field.key], choices)
        except UserError as error:
            wrong[field.key] = error
    unseen = {key: who for key, who in before["visibility"].items() if key in hidden}
    said = {key: who for key, who in form["visibility"].items() if key not in hidden}
    form["visibility"] = _with_the_place({**form, "visibility": {**said, **unseen}})
    if whole:
        wrong = {**_missing(form), **wrong}
    return Said(form, {field.key: wrong[field.key] for field in FIELDS if field.key in wrong})


def _read(sent: Sent, field: Field, before: Any, choices: Choices) -> Any:
    if field.kind in rows.READERS:
        return rows.read(sent, field, before, choices)
    own = _READERS.get(field.kind)
    if own:
        return own(sent, before, choices)
    if field.kind == "choices":
        return values.several(sent.get(field.key, ()), field.options, before)
    text = values.plain(one(sent, field.key), long=field.kind == "long")
    if before is not None and text == values.plain(str(before), long=field.kind == "long"):
        return before
    if field.kind == "choice":
        options = tuple(categories()) if field.key == "layer" else field.options
        needed = before if field.key == "status" else None
        return values.one_of(text, options) if text else needed
    if not text:
        return None
    reader: Callable[[str], Any] = _LINES.get(field.key) or _TEXTS[field.kind]
    return reader(text)


def _hub(sent: Sent, before: int | None, choices: Choices) -> int | None:
    return values.number_of(one(sent, "hub_id"), choices.desks, before)


def _office(sent: Sent, before: int | None, choices: Choices) -> int | None:
    return values.number_of(one(sent, "office_id"), choices.offices, before)


def _visibility(sent: Sent, before: dict[str, str], _: Choices) -> dict[str, str]:
    said = {key: one(sent, f"visibility-{key}") or before.get(key, AUDIENCES[0]) for key in GUARDED}
    checked = {key: values.one_of(text, AUDIENCES) for key, text in said.items()}
    return {key: who for key, who in checked.items() if who != AUDIENCES[0]}


def _consent(sent: Sent, before: dict[str, Any], _: Choices) -> dict[str, Any]:
    said = {name: values.plain(one(sent, f"consent-{name}")) for name in ("by", "on", "how")}
    if said == {name: values.plain(before.get(name) or "") for name in said}:
        return before
    for text in said.values():
        values.line(text)
    if said["on"]:
        said["on"] = values.day(said["on"])
    return {name: text for name, text in said.items() if text}


def _with_the_place(form: Form) -> dict[str, str]:
    """What is kept for the office with a place that isn't shown as a point, said aloud."""
    if form["where"]["precision"] == "exact":
        kept: dict[str, str] = form["visibility"]
        return kept
    return {**dict.fromkeys(KEPT_WITH_THE_PLACE, "事務所"), **form["visibility"]}


def _missing(form: Form) -> dict[str, UserError]:
    wrong = {
        field.key: UserError(
            "AST-020", f"「{field.title}」がありません。", "入れてから、もう一度送ってください。"
        )
        for field in FIELDS
        if field.required and form[field.key] in (None, "")
    }
    where, consent = form["where"], form["consent"]
    if where["lat"] is None and not (where["address"] or where["district"] or where["service_area"]):
        wrong["where"] = UserError(
            "AST-020",
            "場所がありません。",
            "地図・位置・住所・小学校区・出向く範囲のどれか一つで示してください。",
        )
    if where["precision"] != "exact" and not all(consent.get(name) for name in ("by", "on", "how")):
        wrong["consent"] = UserError(
            "AST-028",
            "点で示さない場所の、見せ方の同意がありません。",
            "だれと・いつ・どうやって決めたかを書いてください。",
        )
    return wrong


_TEXTS: dict[str, Callable[[str], Any]] = {
    "text": values.line,
    "long": values.long_text,
    "number": values.number,
    "date": values.day,
}
_READERS: dict[str, Callable[[Sent, Any, Choices], Any]] = {
    "where": where,
    "hub": _hub,
    "office": _office,
    "visibility": _visibility,
    "consent": _consent,
}
