"""Knows how a named problem is made: the whole refused, a row left out, a note, a question to a person.

Knows no format and no file contents.
"""

from __future__ import annotations

from typing import overload

from importers._files.unseen import without_unseen
from importers._record import FormatError, Option, Problem

_LONGEST = 1_000


def refuse(
    code: str,
    message: str,
    remedy: str,
    *,
    file: str | None = None,
    line: int | None = None,
    field: str | None = None,
    value: str | None = None,
) -> FormatError:
    """The error to raise when nothing of a delivery can be used."""
    return FormatError(
        Problem(code, _shown(message), remedy, "refuse", file, line, _shown(field), _shown(value))
    )


def leave_out(
    code: str,
    message: str,
    remedy: str,
    *,
    file: str | None = None,
    line: int | None = None,
    field: str | None = None,
    value: str | None = None,
) -> Problem:
    """The problem of a row that is left out."""
    return Problem(code, _shown(message), remedy, "row", file, line, _shown(field), _shown(value))


def note(
    code: str,
    message: str,
    remedy: str,
    *,
    file: str | None = None,
    line: int | None = None,
    field: str | None = None,
    value: str | None = None,
) -> Problem:
    """Something to know about a row (or a file) that is kept."""
    return Problem(code, _shown(message), remedy, "note", file, line, _shown(field), _shown(value))


def ask(
    code: str,
    message: str,
    remedy: str,
    *,
    choice: str,
    options: tuple[Option, ...] = (),
    file: str | None = None,
    value: str | None = None,
) -> Problem:
    """A question to a person: yield it beside provisional rows, or raise it in a FormatError without any.

    Ask only where `delivery.choices` holds no answer under `choice`.
    """
    return Problem(code, _shown(message), remedy, "ask", file, None, None, _shown(value), choice, options)


@overload
def _shown(text: str) -> str: ...
@overload
def _shown(text: None) -> None: ...
def _shown(text: str | None) -> str | None:
    """What a file says, fit to be stored and shown: without what nobody sees, and not by the page."""
    return text if text is None else without_unseen(text)[:_LONGEST]
