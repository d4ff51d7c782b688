"""Knows how a named problem is made: the whole refused, a row left out, a note, a question to a person.

Knows no format and no file contents.
"""

from __future__ import annotations

from importers._record import FormatError, Option, Problem


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
    return FormatError(Problem(code, message, remedy, "refuse", file, line, field, value))


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
    return Problem(code, message, remedy, "row", file, line, field, value)


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
    return Problem(code, message, remedy, "note", file, line, field, value)


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
    return Problem(code, message, remedy, "ask", file, None, None, value, choice, options)
