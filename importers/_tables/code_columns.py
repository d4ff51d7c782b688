"""Knows which columns of a table hold municipality codes, and writes them with six digits, all in one way.

Knows no format. One cell can often be read in two ways (12203); the whole column seldom can. Where it can, a
person is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from importers._faults import ask, note
from importers._maps.answers import answer
from importers._record import Option, Problem
from importers._tables.codes import column_digits, municipality_code, with_check_digit

#: Titles as `clean_header` leaves them.
_TITLE = re.compile(
    r"(所在地_)?(全国地方公共団体|都道府県コード又は市区?町村|市区?町村|地方公共団体|団体)コード"
)


#: The ministry's own title (its lists of care services): six digits, whose leading zeros are lost.
_OF_SIX = "都道府県コード又は市町村コード"


def settle_codes(
    columns: Sequence[str], rows: Sequence[list[str | None]], choices: Mapping[str, str], *, file: str
) -> Iterator[Problem]:
    """Puts six-digit codes into the code columns of `rows`; what is no code stays as it is.

    Asks (TAB-905) where a column's codes can be read with five digits or with six.
    """
    for at, title in enumerate(columns):
        if _TITLE.fullmatch(title):
            yield from _settle(at, title, rows, choices, file=file)


def _settle(
    at: int, title: str, rows: Sequence[list[str | None]], choices: Mapping[str, str], *, file: str
) -> Iterator[Problem]:
    found = {cell for row in rows if at < len(row) and (cell := row[at])}
    digits = column_digits(found) or (6 if title == _OF_SIX else None)
    if digits is None:
        question = _question(title, min(found), file)
        given = answer(choices, question)
        digits = int(given or 5)
        yield question if given is None else _chosen(title, digits, file)
    codes = dict(_codes(found, digits))
    for row in rows:
        if at < len(row) and (cell := row[at]) in codes:
            row[at] = codes[cell]


def _codes(found: set[str], digits: int) -> Iterator[tuple[str, str]]:
    for cell in found:
        with suppress(ValueError):
            yield cell, municipality_code(cell, digits=digits)


def _question(title: str, code: str, file: str) -> Problem:
    five = Option("5", f"検査数字のない5桁のコード（{code}は{with_check_digit(code)}）")
    six = Option("6", f"先頭の0が消えた6桁のコード（{code}は0{code}）")
    return ask(
        "TAB-905",
        f"「{title}」の{code}は、二つの市区町村のコードに読めます。",
        "どちらのコードか選んでください。0が消えているときは、元の表でコードを文字列にすると防げます。",
        choice="code_digits",
        options=(five, six),
        file=file,
        value=code,
    )


def _chosen(title: str, digits: int, file: str) -> Problem:
    message = f"「{title}」は、人が選んだとおり{digits}桁のコードとして読みました。"
    return note("TAB-905", message, "違うときは選び直してください。", file=file)
