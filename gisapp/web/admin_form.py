"""Knows what the forms of an import say, and which field of a form can't be read.

Knows no page and no file's content.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from gisapp.errors import UserError
from gisapp.ingest.asked import Asked
from gisapp.ingest.history import Run
from gisapp.web.admin_columns import COLUMNS, columns
from importers._tables.codes import municipality_code
from layers import all_layers

#: A form as it was sent: the first value of each field.
Form = Mapping[str, str]
#: Answers that let a publication pass, or choose between two versions that are both shown: all others decide
#: how the files are read, so that what was looked at isn't what would be published.
_NO_READING = ("accept:", "edited:")
_SOURCE = ("publisher", "title", "licence", "url")


class FormError(Exception):
    """A form that can't be taken as it is; `wrong` by the name of the field."""

    def __init__(self, wrong: Mapping[str, UserError]) -> None:
        super().__init__(", ".join(wrong))
        self.wrong = wrong


def read(form: Form, **readers: Callable[[Form], Any]) -> dict[str, Any]:
    """Each field by its reader. Raises FormError with everything that is wrong, not just the first."""
    said, wrong = {}, {}
    for name, reader in readers.items():
        try:
            said[name] = reader(form)
        except UserError as error:
            wrong[name] = error
    if wrong:
        raise FormError(wrong)
    return said


def day(form: Form) -> str | None:
    """The day the data stand for (ISO 8601), None where it is left open. Raises UserError ADM-013."""
    text = unicodedata.normalize("NFKC", form.get("as_of", "")).strip()
    try:
        return date.fromisoformat(text).isoformat() if text else None
    except ValueError as error:
        raise UserError("ADM-013", "日付を読めません。", "2026-04-01 のように入れてください。") from error


def layer(form: Form) -> str | None:
    """The key of the layer, None where the files are to tell. Raises UserError ADM-011."""
    key = form.get("layer") or None
    if key and key not in all_layers():
        raise UserError("ADM-011", "そのデータはありません。", "一覧から選び直してください。")
    return key


def municipality(form: Form) -> str | None:
    """The six-digit code, its check digit filled in where five came. Raises UserError ADM-018."""
    text = form.get("municipality", "").strip()
    try:
        return municipality_code(text) if text else None
    except ValueError as error:
        remedy = "市区町村の6桁の番号を確かめてください（八王子市は 132012 です）。"
        raise UserError("ADM-018", "全国地方公共団体コードを読めません。", remedy) from error


def url(form: Form) -> str | None:
    """Where the files come from. Raises UserError ADM-014."""
    text = form.get("url", "").strip()
    if text and not text.startswith(("https://", "http://")):
        remedy = "https:// で始まるアドレスを入れてください。"
        raise UserError("ADM-014", "出典のアドレスを読めません。", remedy)
    return text or None


def source(form: Form) -> dict[str, str] | None:
    """What the administrator knows of where the files come from; None where nothing is said."""
    said = {name: form.get(name, "").strip() for name in _SOURCE}
    return {name: text for name, text in said.items() if text} or None


def answered(form: Form, run: Run, proposal: Mapping[str, Any] | None) -> Asked:
    """What was asked for, with what the form says besides. Raises FormError.

    An answer that is left open stays as it was; `forget` takes all of them back.
    """
    before = Asked(**run.asked)
    said = read(
        form, as_of=day, municipality=municipality, columns=lambda sent: columns(sent, proposal or {})
    )
    known = {} if form.get("forget") else dict(before.choices or {})
    given = {key[7:]: value for key, value in form.items() if key.startswith("choice:") and value}
    if said["columns"] and not form.get("forget"):
        given[COLUMNS] = said["columns"]
    return replace(
        before,
        layer=given.pop("layer", None) or before.layer,
        # The page proposes the day that was read: taken as it is, nobody has said anything.
        as_of=before.as_of if said["as_of"] in (None, run.edition) else said["as_of"],
        municipality=said["municipality"] or before.municipality,
        choices={**known, **given},
    )


def reads_otherwise(before: Asked, after: Asked) -> bool:
    """Whether the files would be read in another way, so that the preview shows something else."""
    return (before.layer, before.as_of, before.municipality, _reading(before)) != (
        after.layer,
        after.as_of,
        after.municipality,
        _reading(after),
    )


def _reading(asked: Asked) -> dict[str, str]:
    return {key: value for key, value in (asked.choices or {}).items() if not key.startswith(_NO_READING)}
