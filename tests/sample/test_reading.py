"""The product's own importers read every file of the demo city without losing a row."""

import importlib

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
