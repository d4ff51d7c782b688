"""Holds the boundary of towns by itself: keys, pieces, names, waters, and boundaries that somebody dissolved."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from importers import estat_town_boundary
from importers._people.town_boundary import area_m2
from importers._record import Problem, Record
from tests.importers.build import (
    SQUARE,
    area,
    assert_plain,
    delivery,
    geojson,
    read,
    refused,
    shape_set,
    zipped,
)

FORM = estat_town_boundary.FORMAT


def town(key: str, name: str | None, **more: Any) -> dict[str, Any]:
    found = {"KEY_CODE": key, "PREF_NAME": "見本県", "CITY_NAME": "見本市", "S_NAME": name, "HCODE": 8101}
    return {**found, "R2KAxx": 1, "JINKO": 500, **more}


def at(steps: float) -> list[list[float]]:
    return [[x + steps * 0.01, y] for x, y in SQUARE]


def boundary(*towns: dict[str, Any]) -> bytes:
    return geojson([(each, area(at(n))) for n, each in enumerate(towns)], crs="urn:ogc:def:crs:EPSG::4612")


def test_each_key_is_a_town_whatever_its_pieces() -> None:
    data = boundary(
        town("99001001001", "新町一丁目", KIGO_E="E1"),
        town("990010020", "本町"),
        town("99001001001", "新町一丁目", KIGO_E="E2", JINKO=0),
    )
    files = ("towns.geojson", data)
    assert FORM.recognises(delivery(files))
    assert FORM.as_of(delivery(files)) == date(2020, 10, 1)
    records, problems = read(FORM, files)
    assert problems == []
    assert [(r.line, r.fields["key_code"], r.fields["name"], r.fields["ward"]) for r in records] == [
        (1, "99001001001", "新町一丁目", "見本市"), (2, "990010020", "本町", "見本市"),
    ]  # fmt: skip
    assert (records[0].geometry.geom_type, records[0].srid) == ("MultiPolygon", 4612)
    assert "people" not in records[0].fields


@pytest.mark.parametrize("water", [8154, 8154.0, "8154"])
def test_water_and_what_has_no_key_are_left_aside(water: object) -> None:
    data = boundary(town("990010010", "新町"), town("990019999", None, HCODE=water), town("", "境界未定"))
    assert [r.fields["key_code"] for r in read(FORM, ("a.geojson", data))[0]] == ["990010010"]


def test_an_undivided_municipality_has_an_area_without_a_name() -> None:
    assert read(FORM, ("a.geojson", boundary(town("990010000", ""))))[0][0].fields["name"] is None


def test_shapefiles_zipped_and_loose_of_2015() -> None:
    row = {
        "KEY_CODE": "01101001001",
        "PREF_NAME": "北海道",
        "CITY_NAME": "中央区",
        "S_NAME": "見本一丁目",
        "H27KAxx_": "1",
        "HCODE": "8101",
    }
    made = shape_set([(row, SQUARE)], epsg=4612, cpg=b"SJIS")
    loose = [(f"h27ka01101.{suffix}", data) for suffix, data in made.items()]
    packed = [("A002005212015.zip", zipped(dict(loose)))]
    for files in (loose, packed):
        assert FORM.recognises(delivery(*files))
        assert FORM.as_of(delivery(*files)) == date(2015, 10, 1)
        assert [r.fields["ward"] for r in read(FORM, *files)[0]] == ["中央区"]


def test_a_boundary_dissolved_by_name_is_told() -> None:
    """The trap: after dissolving, KEY_CODE and the counts are those of one 丁目 only; AREA gives it away."""
    shape = read(FORM, ("a.geojson", boundary(town("990010010", "新町"))))[0][0].geometry
    whole = area_m2(shape, 4612)
    assert whole == pytest.approx(1_006_000, rel=0.01)
    sound = boundary(town("990010010", "新町", AREA=whole), town("990010020", "本町", AREA=whole * 1.02))
    assert read(FORM, ("a.geojson", sound))[1] == []
    dissolved = boundary(town("99001001001", "新町", AREA=whole / 3), town("990010020", "本町", AREA=whole))
    records, problems = read(FORM, ("a.geojson", dissolved))
    assert len(records) == 2
    assert [(p.code, p.severity, p.value) for p in problems] == [("IMP-168", "note", "新町")]
    assert_plain(problems[0])


def test_other_maps_are_refused() -> None:
    other = ("a.geojson", geojson([({"name": "x"}, area())]))
    assert not FORM.recognises(delivery(other))
    assert refused(FORM, other).code == "IMP-164"


@pytest.mark.real
@pytest.mark.parametrize(
    ("names", "towns", "day", "notes"),
    [
        (["hachioji/towns_2020.geojson"], 119, date(2020, 10, 1), ["IMP-168"]),
        ([f"osaka/kadoma/門真市.{s}" for s in ("shp", "shx", "dbf", "prj")], 84, date(2020, 10, 1), []),
        ([f"osaka/takatsuki/高槻市.{s}" for s in ("shp", "shx", "dbf", "prj")], 380, date(2015, 10, 1), []),
        (["sapporo/smallarea_h27/札幌市中央区_geo.json"], 987, date(2015, 10, 1), []),
    ],
)
def test_real_boundaries(real_data, names: list[str], towns: int, day: date, notes: list[str]) -> None:  # type: ignore[no-untyped-def]
    files = real_data(*names)
    assert FORM.recognises(files)
    assert FORM.as_of(files) == day
    out = list(FORM.read(files))
    assert sum(isinstance(item, Record) for item in out) == towns
    assert {item.code for item in out if isinstance(item, Problem)} >= set(notes)
    assert not [item for item in out if isinstance(item, Problem) and item.severity in ("row", "refuse")]
