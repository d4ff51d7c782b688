"""The demo city's files: same bytes every time, official headers, totals that agree."""

import contextlib
import csv
import hashlib
import io
import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
import shapefile
import shapely

from sample.mesh import codes
from sample.model import City
from sample.write import write_city

ROOT = Path(__file__).resolve().parents[2]
REAL = Path(os.environ.get("GISAPP_DATA", ROOT.parent / "shared" / "data"))
NAMES = {
    "N03-20200101_99001.zip",
    "A27-16_99001.zip",
    "A32-16_99001.zip",
    "tblT001100S5241.zip",
    "r2ka99001.zip",
    "tblT001082C99.txt",
    "kosodate_990019.xlsx",
    "ibasho_990019.csv",
    "990019_mihon_kodomosyokudo.csv",
    "osm_cafe_mihon.geojson",
    "day_service_mihon.json",
    "hinanbasho.csv",
    "jimusho.csv",
    "sodan_kyoten_990019.csv",
    "sasaeai_suishin_kaigi.geojson",
    "towns_990019.json",
    "99.xlsx",
    "500m_mesh_2024_99_GEOJSON.zip",
}
Rows = list[list[str]]


def shapes(data: bytes) -> tuple[list[Any], list[shapely.Geometry]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name[-3:]: io.BytesIO(archive.read(name)) for name in archive.namelist()}
        reader = shapefile.Reader(shp=parts["shp"], shx=parts["shx"], dbf=parts["dbf"], encoding="cp932")
        return reader.records(), [shapely.geometry.shape(s.__geo_interface__) for s in reader.shapes()]


def table(data: bytes, encoding: str) -> Rows:
    return list(csv.reader(io.StringIO(data.decode(encoding), newline="")))


def mesh_rows(delivery: dict[str, bytes]) -> Rows:
    with zipfile.ZipFile(io.BytesIO(delivery["tblT001100S5241.zip"])) as archive:
        return table(archive.read("tblT001100S5241.txt"), "cp932")


def number(text: str) -> int:
    return 0 if text in ("-", "X", "*", "") else int(text)


def real(path: str) -> Path:
    found = REAL / path
    if not found.exists():
        pytest.skip(f"the real official file {path} isn't here")
    return found


def test_names(delivery: dict[str, bytes]) -> None:
    assert set(delivery) == NAMES


def test_same_bytes_in_another_process(delivery: dict[str, bytes], tmp_path: Path) -> None:
    code = "import sys, pathlib; from sample.write import write_city; write_city(pathlib.Path(sys.argv[1]))"
    for hash_seed in ("1", "2"):
        folder = tmp_path / hash_seed
        env = os.environ | {"PYTHONHASHSEED": hash_seed, "TZ": "Asia/Tokyo" if hash_seed == "1" else "UTC"}
        done = subprocess.run(
            [sys.executable, "-c", code, str(folder)], cwd=ROOT, env=env, capture_output=True, check=True
        )
        assert (done.stdout, done.stderr) == (b"", b"")
        written = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}
        assert written == {name: hashlib.sha256(data).hexdigest() for name, data in delivery.items()}


def test_another_seed_gives_another_city(delivery: dict[str, bytes], tmp_path: Path) -> None:
    begin = time.process_time()
    paths = write_city(tmp_path / "new", seed=5)
    assert time.process_time() - begin < 5
    assert {p.name for p in paths} == NAMES
    assert (tmp_path / "new" / "A27-16_99001.zip").read_bytes() != delivery["A27-16_99001.zip"]


def test_no_file_knows_when_it_was_made(delivery: dict[str, bytes]) -> None:
    for name, data in delivery.items():
        if name.endswith(("zip", "xlsx")):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                assert {info.date_time for info in archive.infolist()} == {(2020, 10, 1, 0, 0, 0)}
                for member in archive.namelist():
                    if member.endswith("dbf"):
                        assert archive.read(member)[1:4] == bytes([120, 10, 1])
                    if member.endswith("core.xml"):
                        assert archive.read(member).count(b"2020-10-01T00:00:00Z") == 2


@pytest.mark.parametrize(
    ("name", "fields", "count"),
    [
        ("N03-20200101_99001.zip", "N03_001 N03_002 N03_003 N03_004 N03_007", 1),
        ("A27-16_99001.zip", "A27_005 A27_006 A27_007 A27_008", 30),
        ("A32-16_99001.zip", "A32_006 A32_007 A32_008 A32_009", 12),
    ],
)
def test_land_numerical_information(delivery: dict[str, bytes], name: str, fields: str, count: int) -> None:
    records, found = shapes(delivery[name])
    assert len(records) == count
    assert list(records[0].as_dict()) == fields.split()
    assert "99001" in records[0].as_dict().values()
    assert all(shape.is_valid for shape in found)
    with zipfile.ZipFile(io.BytesIO(delivery[name])) as archive:
        texts = {member[-3:]: archive.read(member) for member in archive.namelist()}
    assert texts["cpg"] == b"SJIS"
    assert b"JGD_2011" in texts["prj"]
    west, south, east, north = shapely.total_bounds(found)
    assert 141.5 < west < east < 141.7
    assert 35.1 < south < north < 35.4


def test_the_written_districts_still_partition_the_city(city: City, delivery: dict[str, bytes]) -> None:
    _, (outline,) = shapes(delivery["N03-20200101_99001.zip"])
    records, found = shapes(delivery["A27-16_99001.zip"])
    _, juniors = shapes(delivery["A32-16_99001.zip"])
    shared = shapely.intersection(found[city.choice.home - 1], found[city.choice.other - 1]).area
    assert sum(shape.area for shape in found) - shared == pytest.approx(outline.area, rel=1e-6)
    assert sum(shape.area for shape in juniors) == pytest.approx(outline.area, rel=1e-6)
    assert any("髙" in record["A27_007"] for record in records)
    assert sum(shape.geom_type == "MultiPolygon" for shape in found) == 1


@pytest.mark.real
def test_mesh_headers_are_the_real_ones(delivery: dict[str, bytes]) -> None:
    with zipfile.ZipFile(real("hachioji/estat_mesh1km_2020_5339.zip")) as archive:
        head = archive.read(archive.namelist()[0]).split(b"\r\n")[:2]
    with zipfile.ZipFile(io.BytesIO(delivery["tblT001100S5241.zip"])) as archive:
        assert archive.read("tblT001100S5241.txt").split(b"\r\n")[:2] == head


@pytest.mark.real
def test_town_headers_are_the_real_ones(delivery: dict[str, bytes]) -> None:
    head = real("osaka/tblT001082C27.csv").read_bytes().split(b"\r\n")[:2]
    assert delivery["tblT001082C99.txt"].split(b"\r\n")[:2] == head


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("990019_mihon_kodomosyokudo.csv", "hachioji/132012_hachioji_kodomosyokudo.csv"),
        ("hinanbasho.csv", "hachioji/hinanbasho.csv"),
        ("jimusho.csv", "hachioji/jimusho.csv"),
    ],
)
def test_csv_headers_are_the_real_ones(delivery: dict[str, bytes], name: str, path: str) -> None:
    lines = (delivery[name].splitlines()[0], real(path).read_bytes().splitlines()[0])
    assert lines[0] == lines[1]


def test_mesh_rows_are_consistent(delivery: dict[str, bytes]) -> None:
    for row in mesh_rows(delivery)[2:]:
        values = [number(text) for text in row[4:]]
        assert values[0] == values[1] + values[2]
        if row[1] == "0":
            assert values[3] + values[6] == values[0]
            assert values[9] + values[18] == values[6] >= values[12] >= values[15]
            assert values[18] >= values[21] >= values[24] >= values[27]
            assert sum(values[35:42]) == values[34] == values[33]


def test_mesh_suppression(delivery: dict[str, bytes]) -> None:
    rows = {row[0]: row for row in mesh_rows(delivery)[2:]}
    hidden = [row for row in rows.values() if row[1] == "2"]
    assert hidden
    for row in hidden:
        assert {i for i, text in enumerate(row[4:]) if text != "*"} == {0, 1, 2, 33, 34}
        assert row[0] in rows[row[2]][3].split(";")
        assert int(row[4]) < 10
    for row in rows.values():
        joined = [rows[code] for code in row[3].split(";") if code]
        assert (row[1] == "1") == bool(joined)
        if joined:
            people = int(row[4]) + sum(int(other[4]) for other in joined)
            assert int(row[7]) + int(row[10]) == people
    assert list(rows) == sorted(rows)


def test_mesh_towns_and_people_have_one_total(city: City, delivery: dict[str, bytes]) -> None:
    towns = table(delivery["tblT001082C99.txt"], "cp932")[2:]
    mesh = mesh_rows(delivery)[2:]
    ages = city.residents.ages
    for town_column, mesh_column, expected in (
        (7, 4, ages.sum()),
        (23, 7, ages[:, :, :3].sum()),
        (25, 22, ages[:, :, 13:].sum()),
        (26, 25, ages[:, :, 15:].sum()),
    ):
        assert sum(number(row[mesh_column]) for row in mesh) == expected
        leaves = [row for row in towns if row[1] in "24" or (row[4] == "1" and row[1] == "3")]
        assert sum(number(row[town_column]) for row in leaves) == expected
        assert number(towns[0][town_column]) == expected


def test_mesh_codes_follow_the_standard() -> None:
    # Tokyo station and the corner of a first-order mesh
    assert codes(np.array([139.7671, 141.0]), np.array([35.6812, 34.6667])).tolist() == [53394611, 52410000]


def test_town_table(city: City, delivery: dict[str, bytes]) -> None:
    rows = table(delivery["tblT001082C99.txt"], "cp932")[2:]
    by_key = {row[0]: row for row in rows}
    assert {row[1] for row in rows} == {"1", "2", "3", "4"}
    assert {town.key_code for town in city.towns} < set(by_key)
    hidden = [row for row in rows if row[4] == "2"]
    assert len(hidden) >= 2
    for row in hidden:
        assert set(row[7:]) == {"X"}
        receiver = by_key["99001" + row[5]]
        assert receiver[4] == "1"
        assert row[0][5:] in receiver[6].split(";")
    assert "-" in {text for row in rows for text in row[7:]}
    for row in (row for row in rows if "X" not in row):
        values = [number(text) for text in row[7:]]
        for sex in (values[:20], values[20:40], values[40:]):
            assert sum(sex[1:16]) + sex[19] == sex[0] == sex[16] + sex[17] + sex[18]
        assert values[0] == values[20] + values[40]


def test_small_area_boundary(city: City, delivery: dict[str, bytes]) -> None:
    records, found = shapes(delivery["r2ka99001.zip"])
    keys = [record["KEY_CODE"] for record in records]
    assert set(keys) == {town.key_code for town in city.towns}
    assert len(keys) > len(set(keys))
    assert sum(record["JINKO"] for record in records) == 180_000
    assert all(shape.geom_type == "Polygon" for shape in found)
    for record in records:
        assert record["KEY_CODE"].ljust(11, "0") == record["PREF"] + record["CITY"] + record["S_AREA"]


@pytest.mark.real
def test_small_area_columns_are_the_real_ones(delivery: dict[str, bytes]) -> None:
    with shapefile.Reader(str(real("osaka/kadoma/門真市.shp")), encoding="cp932") as reader:
        theirs = [tuple(field) for field in reader.fields]
    with zipfile.ZipFile(io.BytesIO(delivery["r2ka99001.zip"])) as archive:
        ours = shapefile.Reader(dbf=io.BytesIO(archive.read("r2ka99001.dbf")), encoding="cp932")
        assert [tuple(field) for field in ours.fields] == theirs


def test_kosodate(delivery: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(delivery["kosodate_990019.xlsx"]))
    head, *rows = book.worksheets[0].iter_rows(values_only=True)
    assert len(head) == 28
    assert len(rows) == 35
    kinds = {row[6] for row in rows}
    assert {"地域子育て支援拠点", "児童館", "認可保育所"} <= kinds
    assert any(row[19] is None for row in rows)
    assert any(row[13] is None for row in rows)


@pytest.mark.real
@pytest.mark.filterwarnings("ignore:Cannot parse header or footer")
def test_kosodate_columns_are_the_real_ones(delivery: dict[str, bytes]) -> None:
    heads = []
    for source in (
        real("hachioji/kosodateshisetuitiran.xlsx"),
        io.BytesIO(delivery["kosodate_990019.xlsx"]),
    ):
        with contextlib.closing(openpyxl.load_workbook(source, read_only=True)) as book:
            row = next(book.worksheets[0].iter_rows(values_only=True))
        heads.append([cell for cell in row if cell])
    assert heads[0] == heads[1]


def test_lists_have_the_wanted_gaps(delivery: dict[str, bytes]) -> None:
    ibasho = list(csv.DictReader(io.StringIO(delivery["ibasho_990019.csv"].decode("utf-8-sig"))))
    kodomo = list(csv.DictReader(io.StringIO(delivery["990019_mihon_kodomosyokudo.csv"].decode("utf-8-sig"))))
    desks = list(csv.DictReader(io.StringIO(delivery["sodan_kyoten_990019.csv"].decode("utf-8-sig"))))
    assert (len(ibasho), sum(not row["緯度"] for row in ibasho)) == (40, 2)
    assert sum(not row["電話番号"] for row in ibasho) >= 5
    assert sum(not row["開始時間"] for row in ibasho) >= 5
    assert (len(kodomo), sum(not row["緯度"] and not row["住所"] for row in kodomo)) == (14, 3)
    assert (len(desks), sum(not row["緯度"] for row in desks)) == (5, 1)
    towns = [item["town"] for item in json.loads(delivery["towns_990019.json"])]
    bare = next(row["住所"] for row in desks if not row["緯度"])
    assert any(bare.startswith(f"見本県見本市{town}") for town in towns)


def test_json_files(city: City, delivery: dict[str, bytes]) -> None:
    cafes = json.loads(delivery["osm_cafe_mihon.geojson"])["features"]
    assert len(cafes) == 45
    assert any("name" not in cafe["properties"] for cafe in cafes)
    assert {cafe["properties"]["amenity"] for cafe in cafes} == {"cafe"}
    councils = json.loads(delivery["sasaeai_suishin_kaigi.geojson"])["features"]
    assert set(councils[0]["properties"]) == {"名称", "id", "設立年"}
    assert len(councils) == len(city.councils)
    days = json.loads(delivery["day_service_mihon.json"])
    assert len(days) == 28


@pytest.mark.real
def test_day_service_keys_are_the_real_ones(delivery: dict[str, bytes]) -> None:
    theirs = json.loads(real("hachioji/mhlw/day_service_tokyo.json").read_text(encoding="utf-8"))[0]
    assert list(json.loads(delivery["day_service_mihon.json"])[0]) == list(theirs)


def test_shelters_and_offices(delivery: dict[str, bytes]) -> None:
    assert len(table(delivery["hinanbasho.csv"], "utf-8")) == 46
    assert len(table(delivery["jimusho.csv"], "utf-8")) == 7
