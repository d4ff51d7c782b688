"""Knows how a wide table of people by town and age is laid out: header rows, blocks by sex, label columns.

Knows no format by name and reads no figures. Header cells may be blank (merged), broken into lines or stand
in two rows: ages under 男 and 女, or 計, 男, 女 under ages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from importers._people.ages import EVERYBODY, UNKNOWN_AGE, Ages, ages_of, is_total, plain, sex_of, tiles

#: A row of a sheet: the line that its own program shows, and its cells.
Line = tuple[int, list[str]]
SEXES = {
    "計": "t", "総数": "t", "合計": "t", "総計": "t", "男女計": "t", "男女": "t", "全体": "t", "総人口": "t",
    "男": "m", "男性": "m", "女": "f", "女性": "f",
}  # fmt: skip
_SEARCHED_ROWS = 20
_ROWS_ABOVE = 3
_FEWEST_AGES = 5
_SAMPLED_ROWS = 200
_LABELS = {
    "households": re.compile(r"(総)?世帯(総)?数?"),
    "code": re.compile(r".*(市区町村|団体).*コード"),
    "day": re.compile(r"(調査|基準)?(年月日|日|年月)"),
    "block": re.compile(r"丁目(名|番号)?"),
    "ward": re.compile(r"(行政)?区名?"),
}
_CITY = re.compile(r"(市区町村|市町村|地方公共団体|自治体)名")
_TOWN = re.compile(r"町|丁|字|地域|地区|区分|区域|住所|行政区")
_NO_TOWN = re.compile(r"コード|番号|カナ|かな|ヨミ|読み|町外")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand in a sheet, by column number. `body`: the index of the first row of figures.

    `figures`: column → (sex, or None where the rows tell it, ages). `twice`: a title of ages that two columns
    have. `labels`: town, and where they are ward, block (丁目), sex, households, code, day.
    """

    body: int
    figures: Mapping[int, tuple[str | None, Ages]]
    labels: Mapping[str, int]
    twice: str | None = None


@dataclass(slots=True)
class _Head:
    """The header rows as plain text: rows above, the one with ages, one of sexes under it (or none)."""

    above: Sequence[Sequence[str]]
    ages: Sequence[str]
    under: Sequence[str] = field(default_factory=tuple)


def find_layout(lines: Sequence[Line]) -> Layout | None:
    """The layout of a sheet, None where it holds no ages up to 65 and over, or no names beside them."""
    rows = [[plain(cell) for cell in cells] for _, cells in lines[: _SEARCHED_ROWS + 2]]
    at = max(range(len(rows[:_SEARCHED_ROWS])), key=lambda n: _ages_in(rows[n]), default=None)
    if at is None or _ages_in(rows[at]) < _FEWEST_AGES:
        return None
    under = rows[at + 1] if at + 1 < len(rows) and _is_sexes(rows[at + 1]) else ()
    head = _Head(rows[max(0, at - _ROWS_ABOVE) : at], _numbered(rows[at]), under)
    body = at + (2 if under else 1)
    figures, titles, twice = _columns(head)
    labels = _labels(titles, [cells for _, cells in lines[body : body + _SAMPLED_ROWS]])
    found = frozenset(ages for _, ages in figures.values() if ages != UNKNOWN_AGE)
    whole = tiles(found, (65, None)) and "town" in labels
    return Layout(body, figures, labels, twice) if whole else None


def _ages_in(row: Sequence[str]) -> int:
    return len({ages for cell in _numbered(row) if (ages := ages_of(cell)) not in (None, UNKNOWN_AGE)})


def _numbered(row: Sequence[str]) -> list[str]:
    """The row with bare numbers 0, 1, 2 … as single years of age, where it counts up at least to 50."""
    numbers = [cell for cell in row if cell.isascii() and cell.isdecimal()]
    if numbers[:51] != [str(n) for n in range(51)]:
        return list(row)
    return [f"{cell}歳" if cell.isascii() and cell.isdecimal() else cell for cell in row]


def _is_sexes(row: Sequence[str]) -> bool:
    """True for a row of 計, 男, 女 over and over, which stands under ages."""
    return sum(cell in SEXES for cell in row) >= 2 * _FEWEST_AGES


def _columns(head: _Head) -> tuple[dict[int, tuple[str | None, Ages]], dict[int, str], str | None]:
    """Columns of figures by what they count, the titles of the others, and a title of ages found twice."""
    figures: dict[int, tuple[str | None, Ages]] = {}
    titles: dict[int, str] = {}
    twice = None
    for at in range(max(map(len, (*head.above, head.ages, head.under)))):
        title = _title(head, at)
        ages = ages_of(title) or (EVERYBODY if is_total(title) else None)
        if ages is None:
            titles[at] = title
            continue
        what = (_sex(head, at, title), ages)
        if what not in figures.values():
            figures[at] = what
        elif ages != EVERYBODY:
            twice = title
    return figures, titles, twice


def _title(head: _Head, at: int) -> str:
    """What stands over a column: in the row of ages, else in the nearest row above (a merged cell)."""
    if head.under and _cell(head.under, at) in SEXES:
        return next((cell for cell in reversed(head.ages[: at + 1]) if cell), "") or _cell(head.under, at)
    own = (_cell(row, at) for row in (head.ages, *reversed(head.above), head.under))
    return next(filter(None, own), "")


def _sex(head: _Head, at: int, title: str) -> str | None:
    """The sex of a column: its own word, else that under it, else the block's (a cell merged over it)."""
    own = sex_of(title) or SEXES.get(_cell(head.under, at))
    return own or next(filter(None, (_block(row, at) for row in reversed(head.above))), None)


def _block(row: Sequence[str], at: int) -> str | None:
    return SEXES.get(next((cell for cell in reversed(row[: at + 1]) if cell), ""))


def _cell(row: Sequence[str], at: int) -> str:
    return row[at] if at < len(row) else ""


def _labels(titles: Mapping[int, str], body: Sequence[Sequence[str]]) -> dict[str, int]:
    """The label columns by meaning; the town is what is named so, else the first column of words."""
    found: dict[str, int] = {}
    for at, values in ((at, list(_values(body, at))) for at in titles):
        meaning = _meaning(titles[at], values)
        if meaning:
            found.setdefault(meaning, at)
    taken = set(found.values())
    open_columns = {at: title for at, title in titles.items() if at not in taken}
    town = _town(open_columns, body)
    if town is None and "ward" in found:
        town = found.pop("ward")
    return found if town is None else found | {"town": town}


def _meaning(title: str, values: Sequence[str]) -> str | None:
    if set(values) <= SEXES.keys() and {"m", "f"} & {SEXES[value] for value in values}:
        return "sex"
    if _CITY.fullmatch(title):
        return "ward" if any(value.endswith("区") for value in values) else "city"
    return next((meaning for meaning, pattern in _LABELS.items() if pattern.fullmatch(title)), None)


def _town(titles: Mapping[int, str], body: Sequence[Sequence[str]]) -> int | None:
    named = [at for at, title in titles.items() if _TOWN.search(title) and not _NO_TOWN.search(title)]
    fine = [at for at in named if re.search("[町丁字]", titles[at])]
    words = [at for at in titles if _is_words(list(_values(body, at))) and not _NO_TOWN.search(titles[at])]
    return next(iter([*fine[-1:], *named[:1], *words]), None)


def _values(body: Sequence[Sequence[str]], at: int) -> Iterator[str]:
    return filter(None, (plain(_cell(row, at)) for row in body))


def _is_words(values: Sequence[str]) -> bool:
    kinds = Counter(bool(re.search(r"[^\d.,*x\-]", value)) for value in values)
    return kinds[True] > kinds[False]
