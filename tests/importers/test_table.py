from datetime import time

import pytest

from importers import hachimaru_list, kodomo_shokudo, place_list, standard_facility, town_gazetteer
from importers._maps.place import check_lonlat, read_place
from importers._tables import xlsx_size as _xlsx_size
from tests.importers.build import assert_plain, cells, delivery, read, refused, xlsx

HEADER = "name,lat,lon,住所\n"
OLD = (
    "都道府県コード又は市区町村コード,NO,名称,住所,緯度,経度,電話番号,収容定員,"
    "利用可能曜日,開始時間,終了時間\n"
)


def places(body: str) -> bytes:
    return (HEADER + body).encode()


def test_a_row_becomes_a_record_with_its_line() -> None:
    records, problems = read(place_list.FORMAT, ("a.csv", places("浅川事務所,35.64,139.27,高尾町１６５２\n")))
    assert problems == []
    assert (records[0].file, records[0].line, records[0].srid) == ("a.csv", 2, 6668)
    wanted = {
        "name": "浅川事務所", "address": "高尾町１６５２", "kind": None, "extra": {},
        "lon": 139.27, "lat": 35.64,
    }  # fmt: skip
    assert {key: records[0].fields[key] for key in wanted} == wanted
    assert (records[0].geometry.x, records[0].geometry.y) == (139.27, 35.64)


def test_blank_text_is_none_and_a_blank_pair_is_no_problem() -> None:
    records, problems = read(place_list.FORMAT, ("a.csv", places("A, ,　,\nB,35.6,139.3,x\n")))
    assert problems == []
    assert (records[0].geometry, records[0].srid, records[0].fields["address"]) == (None, None, None)


@pytest.mark.parametrize(
    ("pair", "code"),
    [
        ("0,0", "GEO-206"),
        ("139.3,35.6", "GEO-205"),
        ("53.41291,-8.24389", "GEO-207"),
        ("35.6,", "GEO-209"),
        ("北緯,東経", "GEO-202"),
        ("nan,nan", "GEO-202"),
    ],
)
def test_a_place_that_cannot_be_is_kept_without_a_point(pair: str, code: str) -> None:
    body = f"A,{pair},x\nB,35.6,139.3,x\nC,35.61,139.31,x\n"
    records, problems = read(place_list.FORMAT, ("a.csv", places(body)))
    assert [record.fields["name"] for record in records] == ["A", "B", "C"]
    assert (records[0].geometry, records[0].fields["lon"]) == (None, None)
    assert [(p.code, p.severity, p.line) for p in problems] == [(code, "note", 2)]
    assert_plain(problems[0])


def test_mostly_swapped_is_refused() -> None:
    body = "A,x,y,2019,35.6,139.3\nB,x,y,2019,35.6,139.3\nC,x,y,2019,139.31,35.61\nD,x,y,2019,,\n"
    header = "名称,住所,設置場所,開設年,経度,緯度\n"
    problem = refused(hachimaru_list.FORMAT, ("a.csv", (header + body).encode()))
    assert problem.code == "GEO-205"
    assert "3件のうち2件" in problem.message


def test_coordinates_at_the_edges() -> None:
    assert check_lonlat(122, 20) is None
    assert check_lonlat(154, 46) is None
    assert check_lonlat(121.99, 30).code == "GEO-207"  # type: ignore[union-attr]
    assert check_lonlat(float("nan"), 35).code == "GEO-201"  # type: ignore[union-attr]
    assert read_place("１３９．３", "35度36分").lat == 35.6


def test_titles_above_the_header_and_blank_rows_below() -> None:
    data = "避難場所一覧,,,\n,,,令和5年4月1日現在\n".encode() + places("A,35.6,139.3,x\n,,,\n\n")
    records, problems = read(place_list.FORMAT, ("a.csv", data))
    assert [record.line for record in records] == [4]
    assert problems == []


def test_a_row_without_a_name_is_left_out() -> None:
    records, problems = read(place_list.FORMAT, ("a.csv", places(",35.6,139.3,x\nB,35.6,139.3,x\n")))
    assert [record.fields["name"] for record in records] == ["B"]
    assert [(p.code, p.severity, p.line) for p in problems] == [("VAL-304", "row", 2)]


def test_a_comma_too_many_leaves_the_row_out() -> None:
    records, problems = read(place_list.FORMAT, ("a.csv", places("A,35.6,139.3,高尾町,1652\nB,35.6,139.3\n")))
    assert [record.fields["name"] for record in records] == ["B"]
    assert [(p.code, p.line, p.value) for p in problems] == [("TAB-902", None, None), ("IMP-149", 2, "1652")]
    assert_plain(problems[1])


def test_an_unknown_header_names_what_is_wanted() -> None:
    problem = refused(hachimaru_list.FORMAT, ("a.csv", "施設名,所在\nA,x\n".encode()))
    assert problem.code == "IMP-143"
    assert "住所" in problem.remedy
    assert not hachimaru_list.FORMAT.recognises(delivery(("a.csv", "施設名,所在\nA,x\n".encode())))


def test_files_with_nothing_in_them() -> None:
    assert refused(place_list.FORMAT, ("a.csv", b"")).code == "IMP-140"
    assert refused(place_list.FORMAT, ("a.csv", HEADER.encode())).code == "IMP-146"
    assert not place_list.FORMAT.recognises(delivery(("a.csv", b"")))


def test_mixed_encodings() -> None:
    data = places("第一小学校,35.6,139.3,八王子市\n") + "第二小学校の体育館,35.6,139.3,八王子市\n".encode(
        "cp932"
    )
    problem = refused(place_list.FORMAT, ("a.csv", data))
    assert (problem.code, problem.line) == ("IMP-142", 3)


def test_a_title_twice() -> None:
    assert (
        refused(place_list.FORMAT, ("a.csv", b"name,lat,lon,name," + "住所\nA,1,2,3,4\n".encode())).code
        == "IMP-147"
    )


def test_old_and_new_titles_of_the_facility_standard() -> None:
    old = (
        OLD + "13201,1,子安保育園,子安町,35.65,139.33,０４２－６２２－３３４３,85人,月～土,７：３０,18時半\n"
    )
    records, problems = read(standard_facility.FORMAT, ("a.csv", old.encode("cp932")))
    fields = records[0].fields
    assert problems == []
    assert (fields["municipality_code"], fields["id"], fields["phone"]) == ("132012", "1", "042-622-3343")
    assert (fields["capacity"], fields["weekdays"]) == (85, (0, 1, 2, 3, 4, 5))
    assert (fields["opens"], fields["closes"]) == (time(7, 30), time(18, 30))
    new = (
        "全国地方公共団体コード,ID,地方公共団体名,名称,名称_カナ,所在地_連結表記,所在地_都道府県,所在地_市区町村,"
        "所在地_町字,所在地_番地以下,建物名等（方書）,緯度,経度,電話番号,内線番号,URL,備考\n"
        "132012,0001,東京都八王子市,市民センター,シミンセンター,,東京都,八王子市,元本郷町,3-24-1,２階,35.66,139.31,,,,\n"
    )
    records, problems = read(standard_facility.FORMAT, ("b.csv", new.encode("utf-8-sig")))
    fields = records[0].fields
    assert problems == []
    assert (fields["id"], fields["address"], fields["building"]) == (
        "0001",
        "東京都八王子市元本郷町3-24-1",
        "２階",
    )
    assert (fields["phone"], fields["capacity"], fields["weekdays"]) == (None, None, ())


def test_values_that_cannot_be_read_are_noted_and_blank() -> None:
    body = OLD + "999999,1,A,x,35.6,139.3,,満員,第2土,朝,18:00\n"
    records, problems = read(standard_facility.FORMAT, ("a.csv", body.encode()))
    fields = records[0].fields
    assert (fields["municipality_code"], fields["capacity"], fields["weekdays"], fields["opens"]) == (
        None,
        None,
        (),
        None,
    )
    assert fields["weekdays_text"] == "第2土"
    assert [(p.field, p.value, p.severity) for p in problems] == [
        ("都道府県コード又は市区町村コード", "999999", "note"),
        ("収容定員", "満員", "note"),
        ("利用可能曜日", "第2土", "note"),
        ("開始時間", "朝", "note"),
    ]


def test_a_workbook() -> None:
    titles = ("name", "lat", "lon", "住所", "施設種別", "番号")
    rows = cells(2, "避難所一覧") + cells(3, *titles) + cells(5, "A", 35.6, 139.3, "x", "避難所", 132012.0)
    data = xlsx(rows + cells(6, "", "", "", ""))
    records, problems = read(place_list.FORMAT, ("a.xlsx", data))
    assert problems == []
    assert [record.line for record in records] == [5]
    assert records[0].fields["id"] == "132012"
    assert place_list.FORMAT.recognises(delivery(("名前は違う.csv", data)))


def test_a_calculation_error_leaves_its_row_out() -> None:
    wrong = '<row r="3"><c r="A3" t="inlineStr"><is><t>A</t></is></c><c r="B3" t="e"><v>#REF!</v></c></row>'
    rows = cells(2, "name", "lat", "lon", "住所") + wrong + cells(4, "B", 35.6, 139.3, "x")
    records, problems = read(place_list.FORMAT, ("a.xlsx", xlsx(rows)))
    assert [record.fields["name"] for record in records] == ["B"]
    assert [(p.code, p.severity, p.line, p.value) for p in problems] == [("IMP-150", "row", 3, "B3")]
    assert_plain(problems[0])


@pytest.mark.parametrize(
    "far",
    [
        '<c r="XFD1048576"><v>1</v></c>',
        "<c r='xfd1048576'><v>1</v></c>",
        '<c r="X&#70;D1048576"><v>1</v></c>',
    ],
)
@pytest.mark.parametrize("sheet", ["xl/worksheets/sheet1.xml", "xl/worksheets/odd.bin"])
def test_one_far_cell_is_refused_before_it_takes_all_memory(far: str, sheet: str) -> None:
    rows = cells(1, "name", "lat", "lon", "住所") + f'<row r="1048576">{far}</row>'
    assert refused(place_list.FORMAT, ("a.xlsx", xlsx(rows, sheet=sheet))).code == "IMP-145"


def test_a_far_row_without_cell_references(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_xlsx_size, "MAX_CELLS", 1_000)
    rows = cells(1, "name", "lat", "lon", "住所") + '<row r="900"><c><v>1</v></c><c><v>1</v></c></row>'
    assert refused(place_list.FORMAT, ("a.xlsx", xlsx(rows))).code == "IMP-145"


def test_a_web_page_named_xlsx() -> None:
    page = "<!DOCTYPE html><html><body>無害化しました</body></html>".encode()
    problem = refused(place_list.FORMAT, ("a.xlsx", page))
    assert problem.code == "IMP-141"
    assert "HTML" in problem.message


def test_old_and_locked_workbooks_and_broken_ones() -> None:
    assert refused(place_list.FORMAT, ("a.xlsx", b"\xd0\xcf\x11\xe0" + bytes(600))).code == "IMP-141"
    assert refused(place_list.FORMAT, ("a.xlsx", xlsx("<row"))).code == "IMP-148"
    assert refused(place_list.FORMAT, ("a.xlsx", xlsx(cells(1, "a"))[:-30])).code in ("IMP-123", "IMP-124")


def test_a_document_type_in_a_sheet_is_refused() -> None:
    data = xlsx("")
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>'
    from tests.importers.build import zipped

    assert data
    problem = refused(place_list.FORMAT, ("a.xlsx", zipped({"xl/workbook.xml": b"<a/>", "xl/s.xml": bomb})))
    assert problem.code == "IMP-148"


def test_two_marks_and_phones_of_the_cafeteria_standard() -> None:
    header = (
        "全国地方公共団体コード,ID,名称,緯度,経度,電話番号1,電話番号1_連絡先備考,電話番号2,電話番号2_連絡先備考,"
        "メールアドレス1,メールアドレス1_連絡先備考,開催頻度,開催曜日,参加条件,参加費_幼児,参加費_大人\n"
    )
    body = "132039,,ゆとりえ,,,(0422)72−0311,予約,090-1,,a@example.jp,,3,火金土,,無料,300円\n"
    data = b"\xef\xbb\xbf\xef\xbb\xbf" + (header + body).encode()
    records, problems = read(kodomo_shokudo.FORMAT, ("a.csv", data))
    fields = records[0].fields
    assert problems == []
    assert fields["phones"] == (("(0422)72-0311", "予約"), ("090-1", None))
    assert (fields["email"], fields["emails"]) == ("a@example.jp", (("a@example.jp", None),))
    assert (fields["fees"], fields["weekdays"], fields["id"]) == (
        {"幼児": "無料", "大人": "300円"},
        (1, 4, 5),
        None,
    )
    assert not standard_facility.FORMAT.recognises(delivery(("a.csv", data)))


def test_a_town_without_a_place_is_left_out() -> None:
    placed = '{"town":"暁町一丁目","koaza":"","lat":35.66,"lng":139.33}'
    data = f'[{placed},{{"town":"x","koaza":"","lat":null,"lng":null}}]'
    records, problems = read(town_gazetteer.FORMAT, ("a.json", data.encode()))
    assert [(record.line, record.fields["name"], record.fields["koaza"]) for record in records] == [
        (1, "暁町一丁目", None)
    ]
    assert [(p.code, p.line, p.severity) for p in problems] == [("GEO-208", 2, "row")]
