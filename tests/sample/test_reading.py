"""The product's own importers read every file of the demo city without losing a row."""

import importlib
import io
import json
import zipfile

import pytest

from sample.model import City

record = pytest.importorskip("importers._record")

CASES = [
    ("ksj_n03", ["N03-20200101_99001.zip"], 1),
    ("ksj_a27", ["A27-16_99001.zip"], 30),
    ("ksj_a32", ["A32-16_99001.zip"], 12),
    ("standard_facility", ["kosodate_990019.xlsx"], 35),
    ("standard_facility", ["ibasho_990019.csv"], 40),
    ("kodomo_shokudo", ["990019_mihon_kodomosyokudo.csv"], 14),
    ("osm_geojson", ["osm_cafe_mihon.geojson"], 45),
    ("mhlw_json", ["day_service_mihon.json"], 28),
    ("place_list", ["hinanbasho.csv"], 45),
    ("place_list", ["jimusho.csv"], 6),
    ("hachimaru_list", ["sodan_kyoten_990019.csv"], 5),
    ("area_geojson", ["sasaeai_suishin_kaigi.geojson"], 9),
    ("ipss_municipal", ["99.xlsx"], 7),
]


def read(module: str, names: list[str], delivery: dict[str, bytes]):
    made = pytest.importorskip(f"importers.{module}").FORMAT
    handed = record.Delivery(tuple(record.File(name, delivery[name]) for name in names))
    assert made.recognises(handed)
    items = list(made.read(handed))
    rows = [item for item in items if isinstance(item, record.Record)]
    return rows, [item for item in items if isinstance(item, record.Problem)]


@pytest.mark.parametrize(("module", "names", "count"), CASES)
def test_every_row_is_read(module: str, names: list[str], count: int, delivery: dict[str, bytes]) -> None:
    rows, problems = read(module, names, delivery)
    assert (len(rows), problems) == (count, [])


# The free list comes last: it takes whatever has names.
@pytest.mark.parametrize("module", sorted({module for module, _, _ in CASES} - {"place_list"}))
def test_only_one_format_takes_a_file(module: str, delivery: dict[str, bytes]) -> None:
    mine = importlib.import_module(f"importers.{module}").FORMAT
    for name, data in delivery.items():
        taken = mine.recognises(record.Delivery((record.File(name, data),)))
        assert taken == any(module == other and name in names for other, names, _ in CASES)


def test_both_population_tables_hold_everybody(city: City, delivery: dict[str, bytes]) -> None:
    cells, cell_problems = read("estat_mesh", ["tblT001100S5241.zip"], delivery)
    towns, town_problems = read("estat_small_area", ["r2ka99001.zip", "tblT001082C99.txt"], delivery)
    aged = int(city.residents.ages[:, :, 13:].sum())
    for rows in (cells, towns):
        counts = [row.fields["counts"] for row in rows]
        assert sum(count[("t", 0, None)] or 0 for count in counts) == 180_000
        assert sum(count[("t", 65, None)] or 0 for count in counts) == aged
    assert cell_problems == []
    assert {problem.severity for problem in town_problems} <= {"note"}
    assert {row.fields["joined_into"] for row in towns if row.fields["joined_into"]} <= {
        row.fields["key_code"] for row in towns
    }


def test_both_projections_tell_the_same_people(delivery: dict[str, bytes]) -> None:
    """And as many are old in each year as the other says; the mesh hides ages, the city doesn't."""
    whole, _ = read("ipss_municipal", ["99.xlsx"], delivery)
    name = "500m_mesh_2024_99_GEOJSON.zip"
    cells, problems = read("ksj_mesh500", [name], delivery)
    assert [problem.code for problem in problems] == ["IMP-167"] * len(whole[1:]), problems
    with zipfile.ZipFile(io.BytesIO(delivery[name])) as archive:
        told = [each["properties"] for each in json.loads(archive.read(archive.namelist()[0]))["features"]]
    groups = {"PTN": ("t", 0, None), "PTA": ("t", 0, 14), "PTC": ("t", 65, None), "PTD": ("t", 75, None)}
    for row in whole[1:]:
        year = row.fields["year"]
        read_as = {c.fields["mesh_code"]: c.fields["counts"] for c in cells if c.fields["year"] == year}
        assert set(read_as) == {each["MESH_ID"] for each in told}
        for column, bracket in groups.items():
            figures = {each["MESH_ID"]: each[f"{column}_{year}"] for each in told}
            # The city's table rounds each of 2 x 20 figures by half a person at most.
            assert sum(figures.values()) == pytest.approx(row.fields["counts"][bracket], abs=20)
            for code, figure in figures.items():
                # Rounding along the cells moves the two ends of a group by half a person at most; the
                # total of a cell that holds hidden ones is shared out among them, by another person.
                people, most = read_as[code][bracket], 2 if column == "PTN" else 1
                assert (figure == 0) if people is None else abs(people - figure) <= most, (year, code, column)
    hidden = [cell for cell in cells if cell.fields["joined_into"]]
    assert hidden
    assert all(cell.fields["counts"]["t", 65, None] is None for cell in hidden)
