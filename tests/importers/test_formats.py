"""Every format module, and what no one of them may do."""

import ast
import importlib
import json
import pkgutil
from datetime import date
from pathlib import Path

import pytest

import importers
from importers import hachimaru_list, mhlw_json
from importers._record import Format, Record
from tests.importers.build import delivery, read, refused

NAMES = sorted(module.name for module in pkgutil.iter_modules(importers.__path__) if module.name[0] != "_")
FORMATS = {name: importlib.import_module(f"importers.{name}").FORMAT for name in NAMES}
#: Every real file and the one format that may answer for it (None: no format of ours).
REAL = {
    ("hachioji/A27-16_13201_elementary_districts.geojson",): "ksj_a27",
    ("sapporo/A27-10_elementary_districts.geojson",): "ksj_a27",
    ("hachioji/A27P-16_13_elementary_schools.geojson",): "ksj_p29",
    ("hachioji/A32-16_13201_junior_high_districts.geojson",): "ksj_a32",
    ("hachioji/N03-19_13201_city.geojson",): "ksj_n03",
    ("hachioji/estat_mesh1km_2015_5339.zip",): "estat_mesh",
    ("hachioji/estat_mesh1km_2020_5339.zip",): "estat_mesh",
    ("hachioji/estat_mesh1km_2020_5238.zip", "hachioji/estat_mesh1km_2020_5338.zip"): "estat_mesh",
    ("hachioji/kosodateshisetuitiran.xlsx",): "standard_facility",
    ("hachioji/132012_hachioji_kodomosyokudo.csv",): "kodomo_shokudo",
    ("kodomoshokudo/132039_musashinoshi_kodomosyokudo.csv",): "kodomo_shokudo",
    ("kodomoshokudo/132063_fuchushi_kodomosyokudo.csv",): "kodomo_shokudo",
    ("kodomoshokudo/132080_chofushi_kodomosyokudo.csv",): "kodomo_shokudo",
    ("kodomoshokudo/132098_machidashi_kodomosyokudo.csv",): "kodomo_shokudo",
    ("kodomoshokudo/132128_hinoshi_kodomosyokudo.csv",): "kodomo_shokudo",
    ("hachioji/jimusho.csv",): "place_list",
    ("hachioji/hinanbasho.csv",): "place_list",
    ("hachioji/osm_cafe_japan_2014.geojson",): "osm_geojson",
    ("hachioji/mhlw/day_service_tokyo.json",): "mhlw_json",
    ("hachioji/mhlw/community_day_service_tokyo.json",): "mhlw_json",
    ("gazetteer/hachioji.json",): "town_gazetteer",
    ("gazetteer/kawagoe.json",): "town_gazetteer",
    ("gazetteer/geolonia_towns_hachioji.csv",): "town_gazetteer",
    ("hachioji/towns_2020.geojson",): "estat_town_boundary",
    ("osaka/tblT001082C27.csv",): "estat_small_area",
    ("sapporo/smallarea_h27/札幌市中央区_geo.json",): "estat_town_boundary",
    tuple(f"osaka/kadoma/門真市.{s}" for s in ("shp", "shx", "dbf", "prj")): "estat_town_boundary",
    tuple(f"osaka/takatsuki/高槻市.{s}" for s in ("shp", "shx", "dbf", "prj")): "estat_town_boundary",
    (
        *(f"osaka/kadoma/門真市.{s}" for s in ("shp", "shx", "dbf", "prj")),
        "osaka/tblT001082C27.csv",
    ): "estat_small_area",
    ("hachioji/mhlw/520_rouken_20250601.csv",): "mhlw_csv",
    ("hachioji/town_population_2015_2024.csv",): None,
    ("gazetteer/localgovjp-utf8.csv",): None,
    ("ipss/1-9a.xls",): None,
    ("ipss/pyramid_total_projection.csv",): "ipss_national",
    ("sapporo/jounen202010_ward.csv",): "resident_register",
    ("sapporo/nurseryFacilities.geojson",): "place_list",
    ("walk_ube/ube_roads.zip",): "osm_network",
    ("walk_ube/ube_shelters.zip",): "place_list",
    ("walk_ube/ube_university.zip",): None,
}
ODD = [
    b"",
    b"\x00" * 40,
    b"PK\x03\x04broken",
    b"{",
    b"[",
    b'{"features":[',
    b'"',
    b"\xff\xfe",
    b"<html>",
    b"a" * 70_000,
]


def test_the_formats_of_the_layers_are_there() -> None:
    assert set(NAMES) >= {
        "area_geojson", "estat_mesh", "estat_small_area", "hachimaru_list", "kodomo_shokudo", "ksj_a27",
        "ksj_a32", "ksj_n03", "mhlw_json", "osm_geojson", "place_list", "standard_facility", "town_gazetteer",
    }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_format_has_its_module_s_name_and_a_title(name: str) -> None:
    form = FORMATS[name]
    assert isinstance(form, Format)
    assert form.key == name
    assert form.title
    assert all(ending == ending.lower().lstrip(".") for ending in form.extensions)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("ending", ["csv", "xlsx", "geojson", "json", "zip", "txt", "shp", "gpkg", "kml"])
def test_recognising_never_raises(name: str, ending: str) -> None:
    for data in ODD:
        assert FORMATS[name].recognises(delivery((f"a.{ending}", data))) is False
        assert FORMATS[name].as_of(delivery((f"a.{ending}", data))) is None


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("ending", ["csv", "xlsx", "geojson", "json", "zip", "txt", "shp", "gpkg", "kml"])
def test_odd_files_are_refused_in_words(name: str, ending: str) -> None:
    for data in ODD:
        refused(FORMATS[name], (f"a.{ending}", data))


def test_no_module_opens_files_or_uses_the_forbidden_libraries() -> None:
    for path in Path(importers.__path__[0]).glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.split(".")[0] not in {
                    "osgeo",
                    "pyogrio",
                    "fiona",
                    "geopandas",
                    "requests",
                    "gisapp",
                    "layers",
                }
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "open", path


def test_care_services() -> None:
    item = {
        "id": "1", "name": "デイ", "kana": "ﾃﾞｲ", "address": "八王子市", "lat": 35.6, "lng": 139.3,
        "tel": "０４２-1", "url": "", "pref": "東京都", "city": "八王子市", "category": "day_service",
        "serviceType": "通所介護", "capacity": None,
        "openDays": ["平日", "日曜日", "祝日"], "openDaysNote": "",
    }  # fmt: skip
    data = json.dumps([item, item | {"lat": 53.41291, "lng": -8.24389, "capacity": 25}]).encode()
    records, problems = read(mhlw_json.FORMAT, ("a.json", data))
    fields = records[0].fields
    assert (fields["phone"], fields["url"], fields["capacity"], fields["open_days_note"]) == (
        "042-1",
        None,
        None,
        None,
    )
    assert (fields["open_days"], fields["weekdays"]) == (("平日", "日曜日", "祝日"), (0, 1, 2, 3, 4, 6))
    assert (records[1].geometry, records[1].fields["capacity"]) == (None, 25)
    assert [(p.code, p.severity, p.line) for p in problems] == [("GEO-207", "note", 2)]


def test_care_services_in_another_shape() -> None:
    assert refused(mhlw_json.FORMAT, ("a.json", b"{}")).code == "IMP-153"
    assert refused(mhlw_json.FORMAT, ("a.json", b"[]")).code == "IMP-154"
    assert refused(mhlw_json.FORMAT, ("a.json", b'[{"id":1}]')).code == "IMP-143"
    assert refused(mhlw_json.FORMAT, ("a.csv", b"id,name\n")).code == "IMP-124"


def test_the_own_fact_table() -> None:
    header = "名称,住所,設置場所,開設年,緯度,経度\n"
    text = header + "はちまるサポート川口,川口町908-1,川口事務所,2019,35.69,139.27\nB,,,,,\n"
    assert hachimaru_list.FORMAT.recognises(delivery(("a.csv", text.encode())))
    records, problems = read(hachimaru_list.FORMAT, ("a.csv", text.encode()))
    assert problems == []
    fields = records[0].fields
    assert (fields["name"], fields["host"], fields["opened_year"]) == (
        "はちまるサポート川口",
        "川口事務所",
        2019,
    )
    assert (records[1].fields["opened_year"], records[1].geometry) == (None, None)


@pytest.mark.real
@pytest.mark.parametrize("names", list(REAL), ids=lambda names: names[-1])
def test_exactly_the_expected_format_answers(real_data, names: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    files = real_data(*names)
    answering = [name for name in NAMES if FORMATS[name].recognises(files)]
    # The free list takes whatever has names, after the formats that know their files.
    first = [name for name in answering if name != "place_list"] or answering
    # A boundary may also be one half of the census by small areas, whose other half isn't here.
    if REAL[names] == "estat_town_boundary":
        first.remove("estat_small_area")
    assert first == ([REAL[names]] if REAL[names] else [])


@pytest.mark.real
@pytest.mark.parametrize(
    ("names", "rows", "notes", "day"),
    [
        (("hachioji/A27-16_13201_elementary_districts.geojson",), 69, [], date(2016, 4, 1)),
        (("sapporo/A27-10_elementary_districts.geojson",), 202, [], date(2010, 4, 1)),
        (("hachioji/A27P-16_13_elementary_schools.geojson",), 1156, [], date(2016, 4, 1)),
        (("hachioji/A32-16_13201_junior_high_districts.geojson",), 37, [], date(2016, 4, 1)),
        (("hachioji/N03-19_13201_city.geojson",), 1, [], date(2019, 1, 1)),
        (("hachioji/estat_mesh1km_2015_5339.zip",), 4707, [], date(2015, 10, 1)),
        (("hachioji/estat_mesh1km_2020_5339.zip",), 4691, [], date(2020, 10, 1)),
        (("hachioji/kosodateshisetuitiran.xlsx",), 172, [], None),
        (("hachioji/132012_hachioji_kodomosyokudo.csv",), 49, [], None),
        (("kodomoshokudo/132039_musashinoshi_kodomosyokudo.csv",), 5, [], None),
        (("kodomoshokudo/132063_fuchushi_kodomosyokudo.csv",), 11, [], None),
        (("kodomoshokudo/132080_chofushi_kodomosyokudo.csv",), 25, [], None),
        (("kodomoshokudo/132098_machidashi_kodomosyokudo.csv",), 19, [], None),
        (("kodomoshokudo/132128_hinoshi_kodomosyokudo.csv",), 7, [], None),
        (("hachioji/jimusho.csv",), 14, [], None),
        (("hachioji/hinanbasho.csv",), 150, [], None),
        (("hachioji/osm_cafe_japan_2014.geojson",), 3330, [], None),
        (("walk_ube/ube_roads.zip",), 15374, ["NET-404", "NET-402", "NET-406", "NET-401"], None),
        (("hachioji/mhlw/day_service_tokyo.json",), 1539, ["GEO-207", *["VAL-301"] * 3], None),
        (
            ("hachioji/mhlw/community_day_service_tokyo.json",),
            1607,
            [*["VAL-301"] * 7, "GEO-207", *["VAL-301"] * 4, "GEO-207", *["VAL-301"] * 6],
            None,
        ),
        (("gazetteer/hachioji.json",), 199, [], None),
        (("gazetteer/geolonia_towns_hachioji.csv",), 199, [], None),
        (("hachioji/towns_2020.geojson",), 119, ["IMP-168"], date(2020, 10, 1)),
        (("sapporo/jounen202010_ward.csv",), 5447, ["IMP-182"], date(2020, 10, 1)),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_real_files_are_read_whole(real_data, names, rows, notes, day) -> None:  # type: ignore[no-untyped-def]
    files = real_data(*names)
    form = FORMATS[REAL[names] or ""]
    out = list(form.read(files))
    assert sum(isinstance(item, Record) for item in out) == rows
    assert [item.code for item in out if not isinstance(item, Record)] == notes
    assert form.as_of(files) == day


@pytest.mark.real
def test_kadoma_adds_up_and_takatsuki_tells_what_is_missing(real_data) -> None:  # type: ignore[no-untyped-def]
    def small(city: str) -> list[object]:
        files = (f"osaka/{city}.{s}" for s in ("shp", "shx", "dbf", "prj"))
        return list(FORMATS["estat_small_area"].read(real_data(*files, "osaka/tblT001082C27.csv")))

    def people(out: list[object]) -> int:
        return sum(item.fields["counts"]["t", 0, None] or 0 for item in out if isinstance(item, Record))

    kadoma, takatsuki = small("kadoma/門真市"), small("takatsuki/高槻市")
    assert people(kadoma) == 119_764
    assert [p.code for p in kadoma if not isinstance(p, Record)] == ["JOIN-301"]  # type: ignore[attr-defined]
    codes = [p.code for p in takatsuki if not isinstance(p, Record)]  # type: ignore[attr-defined]
    assert [code for code in codes if code[:4] == "JOIN"] == [
        "JOIN-301", *["JOIN-302"] * 7, *["JOIN-303"] * 7, "JOIN-306",
    ]  # fmt: skip
    assert people(takatsuki) == 352_698 - 7_601


@pytest.mark.real
def test_the_ages_of_a_real_mesh_survive_the_hiding(real_data) -> None:  # type: ignore[no-untyped-def]
    records = list(FORMATS["estat_mesh"].read(real_data("hachioji/estat_mesh1km_2020_5339.zip")))
    counts = [record.fields["counts"] for record in records]
    everybody = sum(cell["t", 0, None] for cell in counts)
    aged = sum(cell[bracket] or 0 for cell in counts for bracket in (("t", 0, 14), ("t", 15, None)))
    # Those of unknown age are in the total only: 2 to 3 % in the Tokyo region.
    assert 0.96 * everybody < aged < everybody
    assert sum(record.fields["disposition"] == 2 for record in records) == 157
