"""Holds census meshes at every level and year: tables as e-Stat writes them, byte for byte, and hidden cells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box, union_all

from importers import estat_mesh
from importers._files.parts import parts
from importers._people.mesh import mesh_bounds, mesh_polygon
from tests.importers.build import delivery, read, zipped

#: What stands in the second header row, in order; each with 男 and 女 beside it. Read from the tables of 1 km,
#: whose columns are those of all levels.
_TRIPLES_2020 = ("人口（総数）", "０～１４歳人口　総数", "１５歳以上人口　総数", "１５～６４歳人口　総数", "１８歳以上人口　総数", "２０歳以上人口　総数", "６５歳以上人口　総数", "７５歳以上人口　総数", "８５歳以上人口　総数", "９５歳以上人口　総数", "外国人人口　総数")  # fmt: skip
_TRIPLES_2015 = ("人口総数", "０～１４歳人口総数", "１５歳以上人口総数", "１５～６４歳人口総数", "２０歳以上人口総数", "６５歳以上人口総数", "７５歳以上人口総数", "外国人人口総数")  # fmt: skip
_HOUSEHOLDS_2020 = ("世帯総数", "一般世帯数", *(f"{n}世帯数　一般世帯数" for n in ("１人", "２人", "３人", "４人", "５人", "６人", "７人以上", "親族のみの", "核家族", "核家族以外の", "６歳未満世帯員のいる", "６５歳以上世帯員のいる")), "世帯主の年齢が２０～２９歳の１人世帯数　一般世帯数", "高齢単身世帯数　一般世帯数", "高齢夫婦世帯数　一般世帯数")  # fmt: skip
_HOUSEHOLDS_2015 = ("世帯総数", "一般世帯数", *(f"{n}一般世帯数" for n in ("１人世帯の", "２人世帯の", "３人世帯の", "４人世帯の", "５人世帯の", "６人世帯の", "７人以上世帯の", "親族のみの", "核家族の", "核家族以外の", "６歳未満世帯員のいる", "６５歳以上世帯員のいる")), "世帯主の年齢が２０～２９歳の１人世帯の一般世帯数", "高齢単身の一般世帯数", "高齢夫婦のみの一般世帯数")  # fmt: skip
#: Table, letter in the file's name, year, digits of a code.
LEVELS = [
    ("T000846", "S", 2015, 8), ("T000847", "H", 2015, 9), ("T000876", "Q", 2015, 10),
    ("T001100", "S", 2020, 8), ("T001101", "H", 2020, 9), ("T001102", "Q", 2020, 10),
    ("T001140", "S", 2020, 8), ("T001141", "H", 2020, 9), ("T001142", "Q", 2020, 10),
    ("T001225", "E", 2020, 11), ("T001231", "E", 2020, 11),
]  # fmt: skip
ALL, YOUNG, MIDDLE, OLD, OLDEST = (
    ("t", 0, None),
    ("t", 0, 14),
    ("t", 15, 64),
    ("t", 65, None),
    ("t", 75, None),
)


def titles(year: int) -> list[str]:
    triples, households = (
        (_TRIPLES_2015, _HOUSEHOLDS_2015) if year == 2015 else (_TRIPLES_2020, _HOUSEHOLDS_2020)
    )
    bare = [name if name == "人口総数" else name.removesuffix("総数").removesuffix("　") for name in triples]
    sexes = [
        f"　{name if not sex else f'{base}　{sex}'}"
        for name, base in zip(triples, bare, strict=True)
        for sex in ("", "男", "女")
    ]
    return sexes + [f"　{name}" for name in households]


def text(table: str, year: int, rows: Sequence[str]) -> bytes:
    """A table as e-Stat writes it: two header rows, CRLF, cp932."""
    names = titles(year)
    first = ",".join(
        ["KEY_CODE", "HTKSYORI", "HTKSAKI", "GASSAN", *(f"{table}{n:03d}" for n in range(1, len(names) + 1))]
    )
    return "\r\n".join([first, ",,,," + ",".join(names), *rows, ""]).encode("cp932")


def row(code: str, figures: dict[tuple[str, int, int | None], object], year: int, head: str = "0,,") -> str:
    """A row: `figures` of both sexes at their places; every other column tells nobody."""
    triples = _TRIPLES_2015 if year == 2015 else _TRIPLES_2020
    places = {
        ALL: "人口",
        YOUNG: "０～１４歳",
        MIDDLE: "１５～６４歳",
        OLD: "６５歳以上",
        OLDEST: "７５歳以上",
    }
    at = {
        bracket: 3 * next(n for n, name in enumerate(triples) if name.startswith(word))
        for bracket, word in places.items()
    }
    cells: list[object] = ["0"] * len(titles(year))
    for bracket, figure in figures.items():
        cells[at[bracket]] = figure
    return ",".join([code, head, *map(str, cells)])


def test_the_titles_are_as_many_as_in_the_published_tables() -> None:
    assert (len(titles(2015)), len(titles(2020))) == (41, 50)


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "table", "year"), [("2015_5339", "T000846", 2015), ("2020_5338", "T001100", 2020)]
)
def test_our_header_rows_are_the_published_ones_byte_for_byte(
    real_data, name: str, table: str, year: int
) -> None:  # type: ignore[no-untyped-def]
    part = parts(real_data(f"hachioji/estat_mesh1km_{name}.zip"))[0]
    header = text(table, year, [])
    assert part.head(len(header)) == header


@pytest.mark.parametrize(("table", "letter", "year", "digits"), LEVELS)
def test_every_level_and_year_reads(table: str, letter: str, year: int, digits: int) -> None:
    tail = "4321"[: digits - 8]
    taker, hidden = f"53393568{tail}", f"53393569{tail}"
    rows = [
        row(taker, {ALL: 90, YOUNG: 10, MIDDLE: 60, OLD: 23, OLDEST: 9}, year, f"1,,{hidden}"),
        row(hidden, {ALL: 3, **dict.fromkeys((YOUNG, MIDDLE, OLD, OLDEST), "*")}, year, f"2,{taker},"),
    ]
    name = f"tbl{table}{letter}5339"
    files = (f"{name}.zip", zipped({f"{name}.txt": text(table, year, rows)}))
    assert estat_mesh.FORMAT.recognises(delivery(files))
    assert estat_mesh.FORMAT.as_of(delivery(files)) == date(year, 10, 1)
    records, problems = read(estat_mesh.FORMAT, files)
    assert problems == []
    first, second = (record.fields for record in records)
    assert [first["counts"][b] for b in (ALL, YOUNG, MIDDLE, OLD, OLDEST)] == [90, 10, 60, 23, 9]
    assert (second["counts"][ALL], second["counts"][OLD], second["joined_into"]) == (3, None, taker)
    assert (first["joins"], first["disposition"], second["disposition"]) == ((hidden,), 1, 2)
    assert records[0].geometry.bounds == mesh_bounds(taker)


@pytest.mark.parametrize("digits", [8, 9, 10])
def test_four_cells_make_the_one_above_exactly(digits: int) -> None:
    above = "53393568" + "3142"[: digits - 8]
    below = [mesh_polygon(f"{above}{n}") for n in range(1, 5)]
    assert union_all(below).equals(box(*mesh_bounds(above)))
    assert sum(cell.area for cell in below) == pytest.approx(mesh_polygon(above).area, rel=1e-12)


def test_a_table_by_five_years_of_age_is_added_up() -> None:
    ages = [(a, a + 4) for a in range(0, 95, 5)]
    names = ["　人口（総数）", *(f"　{a}～{b}歳人口　総数" for a, b in ages), "　９５歳以上人口　総数"]
    head = ",".join(["KEY_CODE", "HTKSYORI", "HTKSAKI", "GASSAN", *(f"T001192{n:03d}" for n in range(1, 22))])
    line = ",".join(["533935681", "0", "", "", "200", *["10"] * 20])
    data = "\r\n".join([head, ",,,," + ",".join(names), line, ""]).encode("cp932")
    counts = read(estat_mesh.FORMAT, ("a.txt", data))[0][0].fields["counts"]
    assert [counts[b] for b in (ALL, YOUNG, MIDDLE, OLD, OLDEST)] == [200, 30, 100, 70, 50]


FIGURES = st.tuples(*[st.integers(0, 12)] * 4)


@given(st.lists(FIGURES, min_size=2, max_size=16), st.sampled_from([9, 10]), st.sampled_from([2015, 2020]))
def test_a_hidden_cell_and_its_receiver_keep_totals_and_ages(
    people: list[tuple[int, ...]], digits: int, year: int
) -> None:
    """Hidden as the statistics bureau does it: a cell of few people gives its ages to the largest one."""
    codes = [f"533935{n:02d}{'1' * (digits - 8)}" for n in range(len(people))]
    largest = max(range(len(people)), key=lambda n: sum(people[n]))
    small = [n for n in range(len(people)) if n != largest and 0 < sum(people[n]) < 10]
    rows = []
    for n, (code, (young, middle, old, oldest)) in enumerate(zip(codes, people, strict=True)):
        own = {ALL: young + middle + old + oldest}
        if n in small:
            figures: dict[tuple[str, int, int | None], object] = {
                **own,
                **dict.fromkeys((YOUNG, MIDDLE, OLD, OLDEST), "*"),
            }
            rows.append(row(code, figures, year, f"2,{codes[largest]},"))
            continue
        taken = [people[m] for m in small] if n == largest else []
        y, m, o, oo = (sum(each[k] for each in [people[n], *taken]) for k in range(4))
        head = f"1,,{';'.join(codes[m] for m in small)}" if taken else "0,,"
        rows.append(row(code, {**own, YOUNG: y, MIDDLE: m, OLD: o + oo, OLDEST: oo}, year, head))
    table = {(9, 2015): "T000847", (10, 2015): "T000876", (9, 2020): "T001141", (10, 2020): "T001142"}[
        digits, year
    ]
    records, problems = read(estat_mesh.FORMAT, ("a.txt", text(table, year, rows)))
    assert problems == []
    units: dict[str, dict[object, int]] = {}
    for record in records:
        unit = units.setdefault(record.fields["joined_into"] or record.fields["mesh_code"], {})
        for bracket in (ALL, YOUNG, MIDDLE, OLD, OLDEST):
            unit[bracket] = unit.get(bracket, 0) + (record.fields["counts"][bracket] or 0)
    assert sum(unit[ALL] for unit in units.values()) == sum(map(sum, people))
    for unit in units.values():
        assert unit[ALL] == unit[YOUNG] + unit[MIDDLE] + unit[OLD]
        assert unit[OLDEST] <= unit[OLD]
    assert sum(unit[OLDEST] for unit in units.values()) == sum(each[3] for each in people)
