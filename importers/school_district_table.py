"""Knows 通学区域一覧: a municipality's table of which towns belong to which school, a town or a school a row.

Knows nothing of the shapes of towns.

Read: CSV or XLSX with a column for schools (学校名, or 小学校 and 中学校 side by side) and one for towns
(通学区域の住所, 通学区域, 町名 …), perhaps with 丁目, 番地 and 区 beside it. A cell may list several towns. A
blank cell is the same as the one above it, as merged cells come.

Fields of a record (no geometry; a row of the table may give several records):
    town                the town as the table writes it, its ward before it, numerals of 丁目 in digits
    school              name of the school as written
    part                what limits it to a part of the town (番地, 一部, 〜を除く), None for the whole town
    kind                小学校, 中学校, 義務教育学校, or None where the table doesn't tell
    municipality_code   six digits, or None

Sources: デジタル庁 自治体標準オープンデータセット 17 小中学校通学区域情報 (https://www.digital.go.jp/resources/
open_data/municipal-standard-data-set-test), whose towns stand in 通学区域の住所 with ; between them, and the
lists of boards of education, which follow no standard.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from importers._faults import note
from importers._lists.town_list import towns_of
from importers._record import Delivery, Format, FormatError, Problem, Record
from importers._tables.codes import municipality_code
from importers._tables.table import Row, has_header, open_table

_AREAS = (
    "通学区域の住所", "通学区域", "学区", "町名", "町丁名", "町丁目", "町・丁目", "町丁目名", "町字",
    "町字名", "町・字名", "大字・町名", "大字町丁目名", "町名・丁目", "町名・番地", "町丁・番地",
    "地区・町名", "区域",
)  # fmt: skip
_SCHOOLS: dict[str, str | None] = {
    **dict.fromkeys(("学校名", "学校名称", "学校", "指定校", "指定学校", "指定学校名", "通学校")),
    **dict.fromkeys(("小学校名", "小学校", "指定小学校", "小学校名称"), "小学校"),
    **dict.fromkeys(("中学校名", "中学校", "指定中学校", "中学校名称"), "中学校"),
}
_PARTS = ("番地", "番", "地番", "街区", "番・号", "番地等", "番地・号", "区域の範囲", "範囲")
_NOTES = ("備考", "摘要")
_ENDINGS = {
    "義務教育学校": "義務教育学校", "小中学校": "義務教育学校", "小中一貫校": "義務教育学校",
    "小学校": "小学校", "中学校": "中学校", "小": "小学校", "中": "中学校",
}  # fmt: skip
_LIMITS = re.compile(r"除く|一部|番地|\d番")
_CHOME = "丁目"
_WARD = ("区", "区名", "行政区")
_CODES = ("全国地方公共団体コード", "都道府県コード又は市区町村コード")
_FOOTNOTE = re.compile(r"[※*＊]|[(（]?注|備考")


@dataclass(frozen=True, slots=True)
class _Layout:
    """Which columns hold what: towns, schools (with their kind), and the ward ("" where there is none)."""

    file: str
    area: str
    schools: Mapping[str, str | None]
    ward: str


@dataclass
class _Above:
    """What stood above a blank cell, and how many blank cells were filled from there."""

    cells: dict[str, str] = field(default_factory=dict)
    filled: int = 0

    def of(self, title: str, row: Mapping[str, str]) -> str | None:
        """The cell of this row, else of the nearest row above that had one."""
        if title in row:
            self.cells[title] = row[title]
        elif title in self.cells:
            self.filled += 1
        return self.cells.get(title)


def kinds(delivery: Delivery) -> frozenset[str]:
    """The kinds of school that a table of this format names; empty where it can't be read. Never raises."""
    try:
        records = [item for item in _read(delivery) if isinstance(item, Record)]
    except (FormatError, UnicodeError, ValueError):
        return frozenset()
    return frozenset(record.fields["kind"] for record in records if record.fields["kind"])


def _area_title(columns: Container[str]) -> str | None:
    return next((title for title in _AREAS if title in columns), None)


def _school_titles(columns: Iterable[str]) -> dict[str, str | None]:
    found = {title: kind for title, kind in _SCHOOLS.items() if title in columns}
    named_so = any(title.startswith("通学区域") for title in columns)
    return found or ({"名称": None} if "名称" in columns and named_so else {})


def _wanted(columns: frozenset[str]) -> bool:
    return _area_title(columns) is not None and bool(_school_titles(columns))


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    table = open_table(delivery, _wanted, titles="学校名（小学校、中学校）と通学区域（町名）")
    yield from table.problems
    layout = _Layout(
        table.file,
        _area_title(table.columns) or "",
        _school_titles(table.columns),
        _first(_WARD, table.columns),
    )
    above, footnotes = _Above(), 0
    for row in table.rows:
        if len(row.cells) == 1 and _FOOTNOTE.match(next(iter(row.cells.values()))):
            footnotes += 1
            continue
        yield from _records(layout, row, above)
    yield from _told(table.file, above.filled, footnotes)


def _records(layout: _Layout, row: Row, above: _Above) -> Iterator[Record | Problem]:
    cells = row.cells
    ward = (above.of(layout.ward, cells) or "") if layout.ward else ""
    named = {title: above.of(title, cells) for title in layout.schools}
    nothing_of_towns = not {layout.area, _CHOME, *_PARTS} & cells.keys()
    listed = None if nothing_of_towns else above.of(layout.area, cells)
    if listed is None or not any(named.values()):
        yield _incomplete(layout.file, row.line, listed or next(iter(cells.values())))
        return
    code = _code(cells.get(_first(_CODES, cells), ""))
    towns = _with_columns(towns_of(listed), cells)
    for title, school in named.items():
        for town, part in towns if school else ():
            fields = {
                "town": town if town.startswith(ward) else ward + town,
                "school": school,
                "part": part,
                "kind": layout.schools[title] or _kind(school or ""),
                "municipality_code": code,
            }
            yield Record(layout.file, row.line, fields)


def _with_columns(
    towns: list[tuple[str, str | None]], cells: Mapping[str, str]
) -> list[tuple[str, str | None]]:
    """The towns with what stands in columns of their own: 丁目, 番地, and a remark that limits."""
    chome = cells.get(_CHOME, "")
    if chome and not re.search(r"全|すべて", chome):
        written = chome if "丁目" in chome else f"{chome}丁目"
        towns = [each for town, _ in towns for each in towns_of(f"{town}{written}")]
    said = [cells[title] for title in _PARTS if title in cells]
    said += [cells[title] for title in _NOTES if _LIMITS.search(cells.get(title, ""))]
    said = [text for text in said if not re.fullmatch(r"全域|全部|全て|すべて|全", text)]
    return [(town, "、".join(filter(None, (part, *said))) or None) for town, part in towns]


def _first(titles: Iterable[str], there: Container[str]) -> str:
    return next((title for title in titles if title in there), "")


def _kind(school: str) -> str | None:
    bare = re.sub(r"[(（].*", "", school).strip()
    return next((kind for ending, kind in _ENDINGS.items() if bare.endswith(ending)), None)


def _code(text: str) -> str | None:
    try:
        return municipality_code(text)
    except ValueError:
        return None


def _incomplete(file: str, line: int, value: str) -> Problem:
    message = "学校名か通学区域が空欄です。この行は読みませんでした。"
    remedy = "学校に通学区域がないのなら、このままで構いません。あるのなら、入れて取り込み直してください。"
    return note("IMP-213", message, remedy, file=file, line=line, value=value)


def _told(file: str, filled: int, footnotes: int) -> Iterator[Problem]:
    if filled:
        message = f"空欄 {filled:,}か所を、すぐ上の欄と同じと読みました（結合されたセルなど）。"
        yield note("IMP-212", message, "違うときは、空欄を埋めて取り込み直してください。", file=file)
    if footnotes:
        message = f"表の注記 {footnotes:,}行は読みませんでした。"
        remedy = "注記に通学区域の条件が書かれていないか、確かめてください。"
        yield note("IMP-214", message, remedy, file=file)


FORMAT = Format(
    key="school_district_table",
    title="通学区域一覧（町名と学校の表）",
    extensions=("csv", "xlsx"),
    recognises=lambda delivery: has_header(delivery, _wanted),
    read=_read,
    late=True,
)
