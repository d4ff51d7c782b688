"""C7, C8: in every table of people a number, nobody, hidden and unknown stay apart, and totals still match."""

from __future__ import annotations

import pytest

from importers import estat_mesh, estat_small_area, ksj_mesh500, resident_register, standard_population
from importers._record import Format, Record
from tests.importers import test_census as census
from tests.importers import test_projection as projection
from tests.importers import test_register as register
from tests.importers.build import assert_plain, read

EVERYBODY, OLD, WOMEN_OVER_75 = ("t", 0, None), ("t", 65, None), ("f", 75, None)


# By mesh (e-Stat): `*` hidden, `-` nobody, nothing else


@pytest.mark.parametrize(
    ("cell", "people"), [("0", 0), ("7", 7), ("-", 0), ("－", 0), ("*", None), ("X", None), ("x", None)]
)
def test_c7_a_mesh_tells_nobody_from_hidden(cell: str, people: int | None) -> None:
    row = f"53393579,0,,,10,5,5,{cell},{cell},0,4"
    (record,), problems = read(estat_mesh.FORMAT, ("a.txt", census.mesh(row)))
    assert (record.fields["counts"][OLD], record.fields["counts"][WOMEN_OVER_75]) == (people, people)
    assert (record.fields["counts"][EVERYBODY], problems) == (10, [])


@pytest.mark.parametrize(
    "cell", ["", "　", "***", "…", "―", "@", "?", "不明", "１２人", "nan", "1_000", "-3", "△3"]
)
def test_c7_signs_that_the_mesh_does_not_know_leave_the_row_out(cell: str) -> None:
    rows = (census.MESH_ROWS[3], f"53393578,0,,,10,5,5,{cell},0,0,4")
    records, (problem,) = read(estat_mesh.FORMAT, ("a.txt", census.mesh(*rows)))
    assert [record.fields["mesh_code"] for record in records] == ["53393579"]
    assert (problem.code, problem.severity, problem.line) == ("VAL-302", "row", 4)
    assert_plain(problem)


def test_c7_c8_what_a_mesh_took_in_and_what_it_gave_away() -> None:
    records, _ = read(estat_mesh.FORMAT, ("a.txt", census.mesh(*census.MESH_ROWS)))
    by_code = {record.fields["mesh_code"]: record.fields for record in records}
    taker, given, whole = (by_code[code] for code in ("53393568", "53393569", "53393579"))
    assert [fields["disposition"] for fields in (taker, given, whole)] == [1, 2, 0]
    assert (given["joined_into"], taker["joins"]) == ("53393568", ("53393569", "53393578"))
    assert (given["counts"][EVERYBODY], given["counts"][OLD], whole["counts"][WOMEN_OVER_75]) == (3, None, 1)
    # Nobody is lost: a hidden cell tells its own total, and its ages are in the cell that took them in.
    assert sum(fields["counts"][EVERYBODY] for fields in by_code.values()) == 100 + 3 + 4 + 10


# Small areas (e-Stat): `X` hidden, `-` nobody


@pytest.mark.parametrize(("cell", "people"), [("0", 0), ("-", 0), ("X", None), ("x", None), ("*", None)])
def test_c7_a_small_area_tells_nobody_from_hidden(cell: str, people: int | None) -> None:
    rows = ("27223,1,門真市,,0,,,50,0,20,3", f"272230010,2,門真市,朝日町,0,,,50,{cell},20,3")
    files = (("a.geojson", census.boundary("272230010")), ("a.csv", census.ages(*rows)))
    (record,), _ = read(estat_small_area.FORMAT, *files)
    assert record.fields["counts"]["t", 0, 14] == people


def test_c8_hidden_small_areas_make_up_the_published_total() -> None:
    files = (("a.geojson", census.boundary(*census.KEYS)), ("a.csv", census.ages(*census.AREA_ROWS)))
    records, problems = read(estat_small_area.FORMAT, *files)
    by_key = {record.fields["key_code"]: record.fields for record in records}
    assert by_key["27223002002"]["joined_into"] == "27223002001"
    assert by_key["27223002002"]["counts"][EVERYBODY] is None
    assert sum(fields["counts"][EVERYBODY] or 0 for fields in by_key.values()) == 160
    # JOIN-305 would tell that the parts don't make the municipality's 160.
    assert [problem.code for problem in problems] == ["JOIN-301"]


# By mesh, projected (国土数値情報): `*` hidden, `@` holds others


def test_c7_c8_a_projected_mesh_tells_hidden_receiver_and_nobody_apart() -> None:
    taker = projection.cell("533935681", (10, 60, 12, 5, 11), HITOKU2040="@", PTN_2040=95.0)
    nobody = projection.cell("533935683", (0, 0, 0, 0, 0))
    given = projection.hidden("533935682", 3.0, "533935681")
    records, _ = read(ksj_mesh500.FORMAT, ("a.geojson", projection.mesh(taker, given, nobody)))
    by_code = {record.fields["mesh_code"]: record.fields for record in records}
    assert [by_code[f"53393568{n}"]["disposition"] for n in (1, 2, 3)] == [1, 2, 0]
    assert [by_code[f"53393568{n}"]["counts"][OLD] for n in (1, 2, 3)] == [28, None, 0]
    assert sum(fields["counts"][EVERYBODY] for fields in by_code.values()) == 98


# Registers and the national standard: `x`, `*`, 秘匿 hidden; `-` nobody; `…`, `***` unknown


def registered(cell: str) -> tuple[list[Record], list[str]]:
    row = ["本町", 100, cell, *register.AGES[1:]]
    records, problems = read(register.FORM, ("a.csv", register.table(register.town("新町"), row)))
    return records, [problem.code for problem in problems if problem.severity != "ask"]


HIDDEN, NOBODY, UNKNOWN = (
    ("x", "X", "Ｘ", "*", "＊", "秘匿"),
    ("-", "－", "―", "ー", "‐"),
    ("…", "...", "***", "不明"),
)


@pytest.mark.parametrize("cell", HIDDEN)
def test_c7_hidden_in_a_register(cell: str) -> None:
    records, codes = registered(cell)
    assert (records[1].fields["counts"]["t", 0, 4], records[1].fields["counts"]["t", 0, 14]) == (None, None)
    assert codes == []


@pytest.mark.parametrize("cell", NOBODY)
def test_c7_nobody_in_a_register(cell: str) -> None:
    records, codes = registered(cell)
    assert records[1].fields["counts"]["t", 0, 4] == 0
    assert codes == ["IMP-184"]  # 98 people of 100: the total tells that somebody is missing


@pytest.mark.parametrize("cell", UNKNOWN)
def test_c7_unknown_in_a_register_is_neither_hidden_nor_nobody(cell: str) -> None:
    records, codes = registered(cell)
    assert ("t", 0, 4) not in records[1].fields["counts"]
    assert codes == ["IMP-183"]


@pytest.mark.parametrize(
    "form", [resident_register.FORMAT, standard_population.FORMAT], ids=lambda form: form.key
)
def test_c7_all_five_states_in_one_table(form: Format) -> None:
    if form is resident_register.FORMAT:
        rows = [
            register.town("新町"),
            *(["本町", 100, cell, *register.AGES[1:]] for cell in ("x", "-", "…", 0)),
        ]
        data = register.table(*rows)
    else:
        sound = register.standard_row("新町")
        others = (sound.replace(",100,100,2,2,", f",100,100,{cell},2,") for cell in ("x", "-", "…", "0"))
        data = register.standard(sound, *(row.replace("新町", f"本町{n}") for n, row in enumerate(others)))
    records, problems = read(form, ("a.csv", data))
    bracket = ("t" if form is resident_register.FORMAT else "m", 0, 4)
    found = [record.fields["counts"].get(bracket, "unknown") for record in records]
    assert found[1:] == [None, 0, "unknown", 0]
    assert {problem.severity for problem in problems} <= {"note", "ask"}
