"""Holds the projections: 社人研 by municipality, 国土数値情報 by mesh, and whole people made of fractions."""

from __future__ import annotations

import io
import random
from collections.abc import Mapping
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers import ipss_municipal, ksj_mesh500
from importers._record import Record
from tests.importers.build import assert_plain, delivery, geojson, read, refused, shape_set, zipped

AGES = [f"{age}～{age + 4}歳" for age in range(0, 95, 5)] + ["95歳～"]
YEARS = [2020, 2025, 2030, 2035, 2040, 2045, 2050]
ALL, YOUNG, MIDDLE, OLD, OLDER, OLDEST = (
    ("t", 0, None),
    ("t", 0, 14),
    ("t", 15, 64),
    ("t", 65, None),
    ("t", 75, None),
    ("t", 80, None),
)
IPSS, MESH = ipss_municipal.FORMAT, ksj_mesh500.FORMAT


def saved(workbook: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def figure(code: int, sex: str, age: str, year: int) -> int:
    """Made-up people; both sexes and all ages add up."""
    if sex == "t":
        return figure(code, "m", age, year) + figure(code, "f", age, year)
    if age == "総数":
        return sum(figure(code, sex, each, year) for each in AGES)
    return random.Random(f"{code}{sex}{age}{year}").randint(10, 90)


def prefecture_book(*, order: str = "tmf") -> bytes:
    """A workbook of a prefecture: a sheet a municipality, the prefecture first."""
    workbook = openpyxl.Workbook()
    del workbook[workbook.sheetnames[0]]
    for code, name in ((99000, "見本県"), (99001, "見本市"), (1100, "見本北市")):
        sheet = workbook.create_sheet(f"{code}_{name}")
        sheet.append(["男女・年齢（5歳）階級別将来推計人口"])
        sheet.append([code, name])
        sheet.append([cell for sex in ("男女計", "男", "女") for cell in (sex, *[None] * 8)])
        sheet.append([cell for _ in order for cell in (None, *(f"{year}年" for year in YEARS), None)])
        for age in ("総数", *AGES):
            sheet.append(
                [
                    cell
                    for sex in order
                    for cell in (age, *(figure(code, sex, age, year) for year in YEARS), None)
                ]
            )
        sheet.append(["（再掲）0～14歳", *[1] * 7])
        sheet.append(["65歳以上", *[30.5] * 7])
    return saved(workbook)


def national_book() -> bytes:
    """The table of all municipalities: ages across in three blocks, a row a municipality and year."""
    workbook = openpyxl.Workbook()
    sheet = workbook[workbook.sheetnames[0]]
    sheet.append(["男女5歳階級別推計人口"])
    sheet.append([])
    blocks = [cell for sex in ("男女計", "男", "女") for cell in (sex, *[None] * 21)]
    sheet.append(["コード", "市などの別", "都道府県", "市区町村", "年", *blocks, "総人口指数"])
    sheet.append(
        [*[None] * 5, *["総数", *AGES, None] * 3, None, "0～14歳", "15～64歳", "65歳以上", "15～64歳割合"]
    )
    for code, kind, name in ((99000, "a", "見本県"), (99001, 2, "見本市"), (1100, 1, "見本北市")):
        for year in YEARS:
            people = [
                cell
                for sex in "tmf"
                for cell in (*(figure(code, sex, age, year) for age in ("総数", *AGES)), None)
            ]
            sheet.append([code, kind, "見本県", name, f"{year}年", *people, 100.0, 1, 2, 3, 55.5])
    return saved(workbook)


@pytest.mark.parametrize("data", [prefecture_book(), national_book()], ids=["prefecture", "nation"])
def test_every_municipality_and_year_is_read(data: bytes) -> None:
    files = ("13.xlsx", data)
    assert IPSS.recognises(delivery(files))
    assert IPSS.as_of(delivery(files)) == date(2020, 10, 1)
    records, problems = read(IPSS, files)
    assert problems == []
    assert [(r.fields["municipality_code"], r.fields["name"], r.fields["year"]) for r in records] == [
        (code, name, year) for code, name in (("990019", "見本市"), ("011002", "見本北市")) for year in YEARS
    ]
    counts = records[4].fields["counts"]
    for sex in "tmf":
        assert counts[sex, 0, None] == figure(99001, sex, "総数", 2040)
        assert counts[sex, 65, None] == sum(figure(99001, sex, age, 2040) for age in AGES[13:])
        assert counts[sex, 95, None] == figure(99001, sex, "95歳～", 2040)
    assert records[0].geometry is None


def test_blocks_in_another_order_are_not_taken_for_another_sex() -> None:
    problems = read(IPSS, ("13.xlsx", prefecture_book(order="mft")))[1]
    assert {(p.code, p.severity) for p in problems} == {("IMP-184", "row")}
    assert_plain(problems[0])


def test_a_figure_that_is_no_number_is_named() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(prefecture_book()))
    workbook["99001_見本市"]["C6"] = "不明人"
    problems = read(IPSS, ("13.xlsx", saved(workbook)))[1]
    assert [(p.code, p.severity) for p in problems] == [("VAL-302", "row")]


@pytest.mark.parametrize("table", ["year,sex,age,value\n2040,男性,0~4歳,2560742\n", "町名,総数\n新町,5\n"])
def test_a_table_of_another_area_is_refused_clearly(table: str) -> None:
    assert not IPSS.recognises(delivery(("a.csv", table.encode())))
    problem = refused(IPSS, ("a.csv", table.encode()))
    assert (problem.code, "全国だけの表は使えません" in problem.remedy) == ("IMP-189", True)


@pytest.mark.real
def test_the_national_projection_is_no_table_of_municipalities(real_data) -> None:  # type: ignore[no-untyped-def]
    assert not IPSS.recognises(real_data("ipss/pyramid_total_projection.csv"))
    with pytest.raises(Exception, match="IMP-189"):
        list(IPSS.read(real_data("ipss/pyramid_total_projection.csv")))


# By mesh

SQUARE = {"type": "Polygon", "coordinates": [[[139, 35], [139.1, 35], [139.1, 35.1], [139, 35]]]}


def cell(
    code: str,
    ages: tuple[float, ...],
    *,
    years: tuple[int, ...] = (2040,),
    place: str = "99001",
    **more: object,
) -> dict[str, object]:
    """Attributes of a cell; `ages`: 0–14, 15–64, 65–74, 75–79, 80 and over."""
    found: dict[str, object] = {"MESH_ID": code, "SHICODE": place, "PTN_2020": sum(ages)}
    for year in years:
        groups = {"A": ages[0], "B": ages[1], "C": sum(ages[2:]), "D": sum(ages[3:]), "E": ages[4]}
        found |= {f"PTN_{year}": round(sum(ages), 4), f"HITOKU{year}": None, f"GASSAN{year}": None}
        found |= {f"PT{group}_{year}": round(people, 4) for group, people in groups.items()}
    return found | more


def hidden(code: str, people: float, target: str | None) -> dict[str, object]:
    return cell(code, (0, 0, 0, 0, 0), HITOKU2040="*", GASSAN2040=target, PTN_2040=people)


def mesh(*cells: Mapping[str, object]) -> bytes:
    return geojson([(each, SQUARE) for each in cells], crs="urn:ogc:def:crs:EPSG::6668")


def counts_of(records: list[Record]) -> dict[str, list[int | None]]:
    brackets = (ALL, YOUNG, MIDDLE, OLD, OLDER, OLDEST)
    return {r.fields["mesh_code"]: [r.fields["counts"][b] for b in brackets] for r in records}


def test_cells_of_each_year_become_whole_people() -> None:
    data = mesh(cell("533935681", (10, 60, 12, 5, 8), years=(2025, 2040, 2055)))
    files = ("500m_mesh_2024_99.geojson", data)
    assert MESH.recognises(delivery(files))
    assert MESH.as_of(delivery(files)) == date(2020, 10, 1)
    records, problems = read(MESH, files)
    assert [(r.fields["year"], r.fields["disposition"], r.srid) for r in records] == [
        (2025, 0, 6668),
        (2040, 0, 6668),
    ]
    assert counts_of(records)["533935681"] == [95, 10, 60, 25, 13, 8]
    assert records[0].geometry.bounds == pytest.approx((139.725, 35.6333333, 139.73125, 35.6375))
    assert [(p.code, p.severity) for p in problems] == [("IMP-167", "note")] * 2


def test_the_edition_of_2018_has_its_own_first_year() -> None:
    old = cell("53393568", (1, 2, 3, 4, 5), years=(2020, 2040)) | {"PTN_2015": 15.0}
    assert MESH.as_of(delivery(("a.geojson", mesh(old)))) == date(2015, 10, 1)
    assert [r.fields["year"] for r in read(MESH, ("a.geojson", mesh(old)))[0]] == [2020, 2040]


def test_hidden_ages_are_in_the_cell_that_took_them_in() -> None:
    taker = cell("533935681", (10, 60, 12, 5, 11), HITOKU2040="@", PTN_2040=95.0)
    records, problems = read(MESH, ("a.geojson", mesh(taker, hidden("533935682", 3.0, "533935681"))))
    assert [(r.fields["joined_into"], r.fields["disposition"]) for r in records] == [
        (None, 1),
        ("533935681", 2),
    ]
    assert counts_of(records) == {
        "533935681": [95, 10, 60, 28, 16, 11],
        "533935682": [3, None, None, None, None, None],
    }
    assert {p.code for p in problems} == {"IMP-167"}


def test_a_target_in_another_prefecture_is_told_and_found_in_its_file() -> None:
    lone = ("a.geojson", mesh(hidden("533935682", 3.0, "533935681")))
    problems = read(MESH, lone)[1]
    assert (problems[0].code, problems[0].value) == ("JOIN-304", "533935682 → 533935681")
    assert_plain(problems[0])
    other = ("b.geojson", mesh(cell("533935681", (1, 1, 1, 1, 1), HITOKU2040="@", PTN_2040=2.0)))
    assert {p.code for p in read(MESH, lone, other)[1]} == {"IMP-167"}


def test_a_cell_on_a_border_is_the_sum_of_its_sides() -> None:
    west = ("13.geojson", mesh(cell("533935681", (1, 2, 0, 0, 0.25))))
    east = ("14.geojson", mesh(cell("533935681", (1, 2, 0, 0, 0.75), place="14130")))
    assert MESH.recognises(delivery(west, east))
    assert counts_of(read(MESH, west, east)[0]) == {"533935681": [7, 2, 4, 1, 1, 1]}
    twice = read(MESH, west, ("b.geojson", west[1]))[1]
    assert (twice[0].code, twice[0].severity, twice[0].line) == ("VAL-305", "row", 1)


def test_shapefiles_zipped_and_loose() -> None:
    row = {
        key: "" if value is None else str(value)
        for key, value in cell("533935681", (10, 60, 12, 5, 8)).items()
    }
    ring = SQUARE["coordinates"][0]
    made = shape_set([(row, ring)], cpg=b"UTF-8")  # type: ignore[arg-type]
    zip_file = (
        "500m_mesh_2024_99_SHP.zip",
        zipped({f"m/500m_mesh_2024_99.{s}": data for s, data in made.items()}),
    )
    for files in ([zip_file], [(f"500m_mesh_2024_99.{s}", data) for s, data in made.items()]):
        assert MESH.recognises(delivery(*files))
        assert counts_of(read(MESH, *files)[0]) == {"533935681": [95, 10, 60, 25, 13, 8]}


@pytest.mark.parametrize(
    ("change", "code"),
    [({"MESH_ID": "5339"}, "GEO-212"), ({"MESH_ID": "abc"}, "GEO-212"), ({"PTC_2040": "x"}, "VAL-302"), ({"PTN_2040": -1}, "VAL-302"), ({"PTE_2040": None}, "VAL-302")],
)  # fmt: skip
def test_cells_that_cannot_be_used(change: dict[str, object], code: str) -> None:
    problems = read(
        MESH,
        ("a.geojson", mesh(cell("533935682", (1, 1, 1, 1, 1)), cell("533935681", (1, 1, 1, 1, 1)) | change)),
    )[1]
    wrong = [p for p in problems if p.severity == "row"]
    assert [(p.code, p.line) for p in wrong] == [(code, 2)]
    assert_plain(wrong[0])


def test_other_maps_and_mixed_sizes_are_refused() -> None:
    other = ("a.geojson", geojson([({"name": "x"}, SQUARE)]))
    assert not MESH.recognises(delivery(other))
    assert refused(MESH, other).code == "IMP-165"
    mixed = ("a.geojson", mesh(cell("53393568", (1, 1, 1, 1, 1)), cell("533935691", (1, 1, 1, 1, 1))))
    assert refused(MESH, mixed).code == "IMP-162"


PEOPLE = st.tuples(*[st.floats(0, 40).map(lambda x: round(x, 4))] * 5)


@given(st.lists(PEOPLE, min_size=1, max_size=25))
def test_whole_people_keep_every_sum(people: list[tuple[float, ...]]) -> None:
    """Small cells are hidden in the largest; groups nest and add up; sums over all cells stay within a person or two."""
    codes = [f"533935{n:02d}1" for n in range(len(people))]
    largest = max(range(len(people)), key=lambda n: sum(people[n]))
    small = [n for n in range(len(people)) if n != largest and 0 < sum(people[n]) < 10]
    held = tuple(sum(people[n][k] for n in [largest, *small]) for k in range(5))
    cells = []
    for n, code in enumerate(codes):
        if n in small:
            cells.append(hidden(code, round(sum(people[n]), 4), codes[largest]))
        elif n == largest and small:
            cells.append(cell(code, held, HITOKU2040="@", PTN_2040=round(sum(people[n]), 4)))
        else:
            cells.append(cell(code, people[n]))
    records, problems = read(MESH, ("a.geojson", mesh(*cells)))
    assert not [p for p in problems if p.severity == "row"]
    units: dict[str, list[dict[object, int | None]]] = {}
    for record in records:
        units.setdefault(record.fields["joined_into"] or record.fields["mesh_code"], []).append(
            record.fields["counts"]
        )
    for members in units.values():
        ages = next(m for m in members if m[OLD] is not None)
        assert sum(m[ALL] or 0 for m in members) == (ages[YOUNG] or 0) + (ages[MIDDLE] or 0) + (
            ages[OLD] or 0
        )
        assert (ages[OLD] or 0) >= (ages[OLDER] or 0) >= (ages[OLDEST] or 0) >= 0
    total = sum(r.fields["counts"][ALL] for r in records)
    assert total == pytest.approx(sum(map(sum, people)), abs=1)
    for record, each in zip(records, people, strict=True):
        if record.fields["disposition"] == 0:
            assert record.fields["counts"][ALL] == pytest.approx(sum(each), abs=1.001)
            assert record.fields["counts"][OLD] == pytest.approx(sum(each[2:]), abs=1.001)


def test_rounding_cell_by_cell_would_lose_people_and_ours_does_not() -> None:
    """2,000 cells of less than half a person each: by themselves they would all be empty."""
    chance = random.Random(7)
    people = [tuple(round(chance.random() * 0.09, 4) for _ in range(5)) for _ in range(2000)]
    codes = [
        f"5339{a}{b}{c}{d}{q}"
        for a in range(8)
        for b in range(8)
        for c in range(10)
        for d in range(1)
        for q in range(1, 5)
    ][:2000]
    records, problems = read(
        MESH, ("a.geojson", mesh(*(cell(code, each) for code, each in zip(codes, people, strict=True))))
    )
    whole, aged = (sum(r.fields["counts"][b] for r in records) for b in (ALL, OLD))
    assert sum(round(sum(each)) for each in people) < 0.2 * sum(map(sum, people))
    assert whole == pytest.approx(sum(map(sum, people)), abs=1)
    assert aged == pytest.approx(sum(sum(each[2:]) for each in people), abs=40)
    assert [(p.code, p.severity) for p in problems] == [("IMP-167", "note")]
