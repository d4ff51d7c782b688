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
    cells, problems = read("ksj_mesh500", ["500m_mesh_2024_99_GEOJSON.zip"], delivery)
    assert {problem.code for problem in problems} == {"IMP-167"}, "rounding is told, nothing else"
    for row in whole[1:]:
        counts = [cell.fields["counts"] for cell in cells if cell.fields["year"] == row.fields["year"]]
        assert len(counts) > 500
        for bracket in (("t", 0, None), ("t", 0, 14), ("t", 65, None), ("t", 75, None)):
            told = sum(count[bracket] or 0 for count in counts)
            assert told == pytest.approx(row.fields["counts"][bracket], abs=40)
    hidden = [cell for cell in cells if cell.fields["joined_into"]]
    assert hidden
    assert all(cell.fields["counts"]["t", 65, None] is None for cell in hidden)


def test_older_people_become_fewer_while_their_share_rises(delivery: dict[str, bytes]) -> None:
    rows, _ = read("ipss_municipal", ["99.xlsx"], delivery)
    counts = {row.fields["year"]: row.fields["counts"] for row in rows}
    assert sorted(counts) == list(range(2020, 2051, 5))
    old = {year: count["t", 65, None] for year, count in counts.items()}
    rate = [100 * old[year] / count["t", 0, None] for year, count in sorted(counts.items())]
    assert rate == sorted(rate)
    assert max(old, key=lambda year: old[year]) == 2025
    assert counts[2020]["t", 0, None] == 180_000
