"""Damaged files of every format: read, told row by row or refused in words, and never anything else."""

import json
import random
from contextlib import suppress

import pytest

from importers._record import Delivery, File, Format, FormatError, Problem, Record
from tests.importers.build import SQUARE, area, cells, geojson, point, shape_set, shape_zip, xlsx, zipped
from tests.importers.build_osm import TOWN, graphml, overpass, pbf, xml
from tests.importers.test_census import AREA_ROWS, KEYS, MESH_ROWS, ages, boundary, mesh
from tests.importers.test_formats import FORMATS
from tests.importers.test_ipss_national import table as nation_table
from tests.importers.test_ksj_editions import CASES as KSJ_CASES
from tests.importers.test_projection import cell as forecast_cell
from tests.importers.test_projection import mesh as forecast_mesh
from tests.importers.test_projection import prefecture_book
from tests.importers.test_register import standard, standard_row
from tests.importers.test_register import table as register_table
from tests.importers.test_register import town as register_town
from tests.importers.test_town_boundary import boundary as town_boundary
from tests.importers.test_town_boundary import town

DISTRICT = {"A27_005": "13201", "A27_006": "市立", "A27_007": "髙尾小", "A27_008": "八王子市"}
FACILITY = (
    "全国地方公共団体コード,ID,名称,所在地_連結表記,緯度,経度\n132012,1,センター,元本郷町,35.66,139.31\n"
)
CAFETERIA = (
    "全国地方公共団体コード,ID,名称,緯度,経度,開催頻度,開催曜日,参加条件\n132012,1,食堂,35.66,139.31,5,土,\n"
)
CARE = {
    "id": "1",
    "name": "A",
    "address": "x",
    "lat": 35.6,
    "lng": 139.3,
    "serviceType": "x",
    "openDays": ["平日"],
}
STANDARD = "全国地方公共団体コード,ID,名称,所在地_連結表記,緯度,経度,{}\n132012,1,センター,元本郷町,35.66,139.31,{}\n"
EVENT = "全国地方公共団体コード,ID,イベント名,開始日,終了日,緯度,経度\n132012,1,祭り,2026-11-23,2026-11-23,35.66,139.31\n"
SUPPORT = "全国地方公共団体コード,支援制度ID,タイトル（制度名）,対象者,受付終了日\n132012,1,給付金,市民,2027-03-31\n"
MINISTRY = (
    "都道府県コード又は市町村コード,事業所名,サービスの種類,住所,緯度,経度,事業所番号,定員,URL\n"
    "11011,老健,介護老人保健施設,札幌市中央区,43.03,141.28,150180040,0,www.example.jp\n"
)
BLOCKS = (
    '"都道府県名","市区町村名","大字・丁目名","小字・通称名","街区符号・地番","座標系番号","Ｘ座標","Ｙ座標","緯度","経度"\r\n'
    '"見本県","見本市","新町一丁目","","9","9","-35000.1","-40000.2","35.663","139.352"\r\n'
)
TOWN_LIST = "学校名,町名,番地\n新町小学校,新町一丁目・二丁目,\n,本町(1〜20番地),\n"
POSTAL = '99001,"990  ","9900001","ケン","シ","マチ","見本県","見本市","{}",0,0,0,0,0,0\r\n'
SOUND: dict[str, list[tuple[str, bytes]]] = {
    "ksj_n03": [("N03.geojson", geojson([({"N03_001": "都", "N03_004": "市", "N03_007": "13201"}, area())]))],
    "ksj_a27": [("A27-16.zip", shape_zip(shape_set([(DISTRICT, SQUARE)] * 3, cpg=b"SJIS")))],
    "ksj_a32": [("a.geojson", geojson([({"A32_006": "13201", "name": "中学校"}, area())]))],
    **{case.form.key: [(f"{case.stem}.xml", case.xml())] for case in KSJ_CASES if case.points},
    "estat_mesh": [("a.zip", zipped({"a.txt": mesh(*MESH_ROWS)}))],
    "estat_small_area": [("a.csv", ages(*AREA_ROWS)), ("b.geojson", boundary(*KEYS))],
    "estat_town_boundary": [
        ("b.geojson", town_boundary(town("990010010", "新町"), town("990010020", "本町")))
    ],
    "resident_register": [
        ("jinkou_20241001.csv", register_table(register_town("新町"), register_town("本町", times=2)))
    ],
    "standard_population": [("a.csv", standard(standard_row("新町"), standard_row("本町")))],
    "ipss_municipal": [("13.xlsx", prefecture_book())],
    "ipss_national": [("zenkoku.csv", nation_table())],
    "ksj_mesh500": [("a.geojson", forecast_mesh(forecast_cell("533935681", (10, 60, 12, 5, 8))))],
    "standard_facility": [("a.csv", FACILITY.encode("cp932"))],
    "standard_care": [("a.csv", STANDARD.format("実施サービス", "訪問介護").encode("utf-8-sig"))],
    "standard_medical": [("a.csv", STANDARD.format("医療機関の種類", "病院").encode("cp932"))],
    "standard_shelter": [("a.csv", STANDARD.format("災害種別_地震", "1").encode())],
    "standard_event": [("a.csv", EVENT.encode("cp932"))],
    "standard_support": [("a.csv", SUPPORT.encode("utf-8-sig"))],
    "mhlw_csv": [("a.csv", MINISTRY.encode("utf-8-sig"))],
    "kodomo_shokudo": [("a.csv", CAFETERIA.encode("utf-8-sig"))],
    "osm_geojson": [("a.geojson", geojson([({"name": "喫茶", "amenity": "cafe"}, point(139.3, 35.6))]))],
    "osm_overpass": [("a.json", overpass(TOWN))],
    "osm_xml": [("a.osm", xml(TOWN))],
    "osm_pbf": [("a.osm.pbf", pbf(TOWN))],
    "osm_walk": [("a.osm.pbf", pbf(TOWN))],
    "osm_network": [
        ("a.graphml", graphml({"1": (139.3, 35.6), "2": (139.31, 35.6)}, [("1", "2", 905.9, None)]))
    ],
    "mhlw_json": [("a.json", json.dumps([CARE, CARE], ensure_ascii=False).encode())],
    "place_list": [
        ("a.xlsx", xlsx(cells(1, "name", "lat", "lon", "住所") + cells(2, "A", 35.6, 139.3, "x")))
    ],
    "town_gazetteer": [("a.json", b'[{"town":"A","koaza":"","lat":35.6,"lng":139.3}]')],
    "ken_all": [
        (
            "KEN_ALL.CSV",
            (POSTAL.format("新町（１、") + POSTAL.format("２）") + POSTAL.format("本町")).encode("cp932"),
        )
    ],
    "isj": [("13201-21.0a.zip", zipped({"13201-21.0a/13201_2022.csv": BLOCKS.encode("cp932")}))],
    "school_district_table": [("a.csv", TOWN_LIST.encode("cp932"))],
    "hachimaru_list": [("a.csv", "名称,住所,設置場所,開設年,緯度,経度\nA,x,y,2019,35.6,139.3\n".encode())],
    "desk_list": [
        (
            "a.csv",
            "窓口名,設置場所,電話,相談できること,職種\nA,B,生活 000-0000-0001,もの忘れ／介護,保健師\n".encode(),
        )
    ],
    "area_geojson": [("a.geojson", geojson([({"名称": "A"}, area()), ({"名称": "B"}, area())]))],
}


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Cut off, bytes changed, a piece doubled or taken out."""
    kind, at = chance.randrange(4), chance.randrange(len(data))
    if kind == 0:
        return data[:at]
    if kind == 1:
        changed = bytearray(data)
        for _ in range(chance.randint(1, 4)):
            changed[chance.randrange(len(data))] = chance.randrange(256)
        return bytes(changed)
    end = min(at + chance.randint(1, 30), len(data))
    return data[:end] + data[at:] if kind == 2 else data[:at] + data[end:]


def assert_ends_in_words(form: Format, files: Delivery) -> None:
    """Reading ends in records and problems or in a FormatError, recognising in yes or no."""
    assert form.recognises(files) in (True, False)
    form.as_of(files)
    with suppress(FormatError):
        assert all(isinstance(item, (Record, Problem)) for item in form.read(files))


def test_every_format_has_a_sound_file() -> None:
    assert set(SOUND) == set(FORMATS)


@pytest.mark.parametrize("name", sorted(SOUND))
def test_the_sound_file_is_read(name: str) -> None:
    files = Delivery(tuple(File(*file) for file in SOUND[name]))
    assert FORMATS[name].recognises(files)
    out = list(FORMATS[name].read(files))
    assert any(isinstance(item, Record) for item in out)
    assert all(isinstance(item, Record) or item.severity == "note" for item in out)


@pytest.mark.parametrize("hit", ["shp", "dbf", "shx", "prj", "cpg"])
def test_damage_inside_a_shapefile(hit: str) -> None:
    chance = random.Random(hit)
    sound = shape_set([(DISTRICT, SQUARE)] * 3, cpg=b"SJIS")
    for _ in range(150):
        pieces = sound | {hit: damaged(sound[hit], chance)}
        files = Delivery(tuple(File(f"A27-16.{suffix}", data or b" ") for suffix, data in pieces.items()))
        assert_ends_in_words(FORMATS["ksj_a27"], files)


def test_damage_inside_a_workbook() -> None:
    chance = random.Random("xlsx")
    rows = cells(1, "name", "lat", "lon", "住所") + cells(2, "A", 35.6, 139.3, "x")
    for _ in range(150):
        broken = damaged(rows.encode(), chance).decode("utf-8", errors="replace")
        files = Delivery((File("a.xlsx", xlsx(broken)),))
        assert_ends_in_words(FORMATS["place_list"], files)


@pytest.mark.parametrize("name", sorted(SOUND))
def test_damage_never_ends_in_anything_but_words(name: str) -> None:
    chance = random.Random(name)
    for _ in range(300):
        files = [File(own, data) for own, data in SOUND[name]]
        hit = chance.randrange(len(files))
        files[hit] = File(files[hit].name, damaged(files[hit].data, chance))
        broken = Delivery(tuple(files))
        assert_ends_in_words(FORMATS[name], broken)


@pytest.mark.parametrize(
    "feature",
    [
        "5", '"x"', "null", "[]", '{"properties":5}', '{"properties":[1]}', '{"properties":"x"}',
        '{"geometry":5}',
        '{"geometry":{"type":[]}}', '{"geometry":{"type":"Polygon","coordinates":5}}',
        '{"properties":{"name":{"a":1},"名称":[1]},"geometry":{"type":"Point","coordinates":[[[]]]}}',
        '{"properties":{"A27_005":5},"geometry":{"type":"Polygon","coordinates":[[[1,2],[3]]]}}',
        '{"properties":{"名称":"\\ud800"},"geometry":{"type":"Point","coordinates":[1,2]}}',
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", sorted(SOUND))
def test_odd_json_never_ends_in_anything_but_words(name: str, feature: str) -> None:
    for text in (
        f'{{"features":[{feature}]}}',
        f"[{feature}]",
        f'[{{"town":{feature},"koaza":1,"lat":[],"lng":{{}}}}]',
    ):
        files = Delivery((File("a.json", text.encode()),))
        assert_ends_in_words(FORMATS[name], files)
