"""Lists of places with whatever columns: what is proposed, what a person answers, what is never shown by mistake."""

from __future__ import annotations

import json
from datetime import date, time

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from importers import place_list
from importers._lists.place_text import parse_position, parse_precision, parse_week
from importers._record import Delivery, File, FormatError, Record
from importers.place_list import propose
from tests.importers.build import (
    SQUARE,
    area,
    asked,
    assert_plain,
    delivery,
    geojson,
    point,
    read,
    refused,
    shape_set,
    shape_zip,
    zipped,
)
from tests.importers.test_gpkg import gpkg
from tests.importers.test_kml import kml, placemark

LIST = {
    "No.": ["1", "2", "3"],
    "サロン名": ["見本サロン", "見本茶の間", "見本広場"],
    "会場": ["見本会館", "見本公民館", "見本荘"],
    "所在地": ["見本町1-1", "見本町2-2", "見本町3-3"],
    "開催日": ["毎週火曜日", "第2水曜日", "月・金"],
    "時間": ["10:00～12:00", "午後1時半〜3時", "9:00-12:00、13:00-15:00"],
    "参加費": ["100円", "無料", ""],
    "お問い合わせ先": ["000-000-0001", "000-000-0002", "000-000-0003"],
    "代表者": ["見本 太郎", "見本 花子", "見本 次郎"],
    "備考": ["", "駐車場なし", ""],
    "管轄": ["東", "西", "東"],
}


def table(columns: dict[str, list[str]]) -> bytes:
    rows = [list(columns), *zip(*columns.values(), strict=True)]
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode()


def csv(given: dict[str, list[str]] = LIST, /, **choices: str) -> Delivery:
    return Delivery((File("サロン一覧.csv", table(given)),), choices)


def fields(files: Delivery) -> list[dict]:  # type: ignore[type-arg]
    return [dict(item.fields) for item in place_list.FORMAT.read(files) if isinstance(item, Record)]


def codes(files: Delivery) -> list[str]:
    return [item.code for item in place_list.FORMAT.read(files) if not isinstance(item, Record)]


# What is proposed


def test_a_list_of_salons() -> None:
    assert place_list.FORMAT.recognises(csv())
    seen = propose(csv())
    assert seen.columns == tuple(LIST)
    assert seen.mapping == {
        "id": "No.", "name": "サロン名", "building": "会場", "address": "所在地", "weekdays": "開催日", "times": "時間",
        "fee": "参加費", "phone": "お問い合わせ先", "note": "備考",
    }  # fmt: skip
    assert set(seen.why.values()) == {"列の名前から選びました。"}
    assert (seen.unmapped, set(seen.personal), seen.sure) == (("代表者", "管轄"), {"代表者"}, True)
    assert seen.rows[0][:3] == ("1", "見本サロン", "見本会館")
    assert (seen.rows[0][9], seen.points) == (None, ())


def test_the_list_is_read() -> None:
    first, second, third = fields(csv())
    assert (first["name"], first["building"], first["address"], first["fee"], first["phone"]) == (
        "見本サロン", "見本会館", "見本町1-1", "100円", "000-000-0001",
    )  # fmt: skip
    assert (first["weekdays"], first["opens"], first["closes"], first["hours_note"]) == (
        (1,),
        time(10),
        time(12),
        None,
    )
    assert (second["weekdays"], second["hours_note"]) == ((), "第2水曜日。午後1時半〜3時")
    assert (third["weekdays"], third["opens"], third["hours_note"]) == (
        (0, 4),
        None,
        "9:00-12:00、13:00-15:00",
    )
    assert codes(csv()) == ["MAP-504", "MAP-505"]


def test_a_venue_that_holds_addresses_is_the_address() -> None:
    columns = {"団体名": ["A会", "B会"], "活動場所": ["見本町1丁目2番3号", "見本市見本町4-5"]}
    assert propose(csv(columns)).mapping == {"name": "団体名", "address": "活動場所"}
    columns["活動場所"] = ["見本会館", "見本公民館"]
    assert propose(csv(columns)).mapping == {"name": "団体名", "building": "活動場所"}


def test_a_group_is_the_organizer_where_the_place_has_a_name_of_its_own() -> None:
    assert propose(csv({"団体名": ["A会"], "サロン名": ["見本サロン"]})).mapping == {
        "name": "サロン名",
        "organization": "団体名",
    }


def test_columns_without_a_telling_title_are_told_by_their_values() -> None:
    columns = {
        "施設名": ["A", "B"], "列1": ["35.661", "35.662"], "列2": ["139.321", "139.322"], "列3": ["042-000-0001", "042-000-0002"],
        "列4": ["https://a.example.jp", "https://b.example.jp"], "列5": ["見本市見本町1-1", "見本市見本町2-2"], "列6": ["036000000", "036000100"],
    }  # fmt: skip
    seen = propose(csv(columns))
    assert seen.mapping == {
        "name": "施設名",
        "lat": "列1",
        "lon": "列2",
        "phone": "列3",
        "url": "列4",
        "address": "列5",
    }
    assert seen.why["phone"] == "中の値から選びました。"
    assert (seen.points[0], seen.unmapped) == ((139.321, 35.661), ("列6",))


@pytest.mark.parametrize(
    "values", [["35.66, 139.32", "35.67, 139.33"], ["POINT (139.32 35.66)", "POINT (139.33 35.67)"]]
)
def test_a_position_in_one_cell(values: list[str]) -> None:
    seen = propose(csv({"名称": ["A", "B"], "座標": values}))
    assert (seen.mapping["position"], seen.points[0]) == ("座標", (139.32, 35.66))
    assert fields(csv({"名称": ["A", "B"], "座標": values}))[0]["lat"] == 35.66


def test_metres_are_no_degrees() -> None:
    assert propose(
        csv({"名称": ["A", "B"], "X座標": ["-37000.1", "-37001.1"], "Y座標": ["-46000.1", "-46001.1"]})
    ).mapping == {"name": "名称"}


@settings(max_examples=30, deadline=None)
@drawn(st.permutations(list(LIST)))
def test_the_order_of_columns_does_not_matter(order: list[str]) -> None:
    mixed = csv({title: LIST[title] for title in order})
    assert propose(mixed).mapping == propose(csv()).mapping
    assert fields(mixed) == fields(csv())
    assert propose(mixed).fingerprint == propose(csv()).fingerprint


def test_the_fingerprint_is_of_the_titles_alone() -> None:
    other = {title: values[:1] for title, values in LIST.items()}
    assert propose(csv(other)).fingerprint == propose(csv()).fingerprint
    assert propose(csv({**other, "新しい列": ["x"]})).fingerprint != propose(csv()).fingerprint


# What a person answers


def columns_of(**chosen: str) -> str:
    return json.dumps(chosen, ensure_ascii=False)


def test_an_answer_goes_before_the_proposal() -> None:
    answered = csv(columns=columns_of(name="会場", building="", district="管轄", **{"extra:担当": "代表者"}))
    first = fields(answered)[0]
    assert (first["name"], first["building"], first["district"], first["fee"]) == (
        "見本会館",
        None,
        "東",
        "100円",
    )
    assert first["extra"] == {"担当": "見本 太郎"}
    assert codes(answered) == ["MAP-503", "MAP-504", "MAP-506"]
    assert propose(answered).why["name"] == "人が選びました。"


def test_no_column_can_be_the_name() -> None:
    columns = {"グループ": ["A", "B"], "住所": ["見本町1-1", "見本町2-2"]}
    assert not place_list.FORMAT.recognises(csv(columns))
    question = asked(place_list.FORMAT, ("a.csv", table(columns)))
    assert (question.code, question.choice) == ("MAP-501", "columns")
    answered = csv(columns, columns=columns_of(name="グループ"))
    assert place_list.FORMAT.recognises(answered)
    assert [(row["name"], row["address"]) for row in fields(answered)] == [
        ("A", "見本町1-1"),
        ("B", "見本町2-2"),
    ]


def test_a_title_that_may_be_the_name_is_asked_about_beside_the_rows() -> None:
    columns = {"ひろば名": ["A", "B"], "住所": ["x", "y"]}
    assert not propose(csv(columns)).sure
    out = list(place_list.FORMAT.read(csv(columns)))
    assert [item.severity for item in out if not isinstance(item, Record)] == ["ask"]
    assert len(fields(csv(columns))) == 2
    assert codes(csv(columns, columns=columns_of(name="ひろば名"))) == ["MAP-503"]


@pytest.mark.parametrize(
    "answer", ["{", "[]", '{"name": 1}', '{"nonsense": "会場"}', '{"extra:": "会場"}', '{"name": "ない列"}']
)
def test_an_answer_that_cannot_be_is_refused(answer: str) -> None:
    with pytest.raises(FormatError) as caught:
        list(place_list.FORMAT.read(csv(columns=answer)))
    assert caught.value.problem.code == "MAP-502"
    assert_plain(caught.value.problem)


def test_b5_swapped_columns_are_asked_about() -> None:
    columns = {
        "名称": ["A", "B", "C"],
        "緯度": ["139.3", "139.31", "35.6"],
        "経度": ["35.6", "35.61", "139.3"],
    }
    assert codes(csv(columns)) == ["GEO-205"]
    assert [row["lat"] for row in fields(csv(columns))] == [35.6, 35.61, 35.6]
    assert codes(csv(columns, swap="yes")) == ["GEO-217"]
    assert [row["lat"] for row in fields(csv(columns, swap="no"))] == [None, None, 35.6]


def workbook(**sheets: list[list[str]]) -> bytes:
    """A workbook of these sheets, written as Excel's own library would."""
    import io

    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_several_sheets_are_asked_for() -> None:
    rows = [["名称", "住所"], ["A", "見本町1-1"]]
    data = workbook(
        東地区=rows,
        西地区=[rows[0], ["B", "見本町2-2"]],
        説明=[["この表について"], ["名称", "場所の呼び名です。"]],
    )
    question = asked(place_list.FORMAT, ("a.xlsx", data))
    assert (question.code, [option.value for option in question.options]) == ("IMP-106", ["東地区", "西地区"])
    assert read(place_list.FORMAT, ("a.xlsx", data), choices={"table": "西地区"})[0][0].fields["name"] == "B"


def test_a_sheet_of_words_beside_the_table_needs_no_question() -> None:
    data = workbook(
        はじめに=[["一覧について"], ["名称", "呼び名です。"]],
        一覧=[["見本の一覧"], ["名称", "住所"], ["A", "x"]],
    )
    records, _ = read(place_list.FORMAT, ("a.xlsx", data))
    assert [(record.line, record.fields["name"]) for record in records] == [(3, "A")]


# What is never shown by mistake (C17)


@pytest.mark.parametrize(
    "title",
    [
        "氏名",
        "代表者氏名",
        "担当者",
        "個人携帯",
        "メールアドレス",
        "生年月日",
        "連絡先（携帯）",
        "E-mail",
        "自宅電話",
    ],
)
def test_c17_personal_columns_are_left_out_and_told(title: str) -> None:
    columns = {"名称": ["A", "B"], title: ["秘密一", "秘密二"]}
    assert title.replace("（", "(").replace("）", ")") in propose(csv(columns)).personal
    out = list(place_list.FORMAT.read(csv(columns)))
    (told,) = [item for item in out if not isinstance(item, Record)]
    assert (told.code, told.severity) == ("MAP-505", "note")
    assert "秘密" not in str([item.fields for item in out if isinstance(item, Record)])


@pytest.mark.parametrize(
    "text",
    [
        "連絡は taro@example.jp まで",
        "携帯 090-0000-0000",
        "代表：見本　太郎",
        "０８０ー００００ー００００",
    ],
)
def test_c17_personal_values_in_free_text_leave_the_column_out(text: str) -> None:
    columns = {"名称": ["A", "B"], "内容": ["お茶の会", text]}
    assert set(propose(csv(columns)).personal) == {"内容"}
    assert [row["description"] for row in fields(csv(columns))] == [None, None]
    (note,) = [item for item in place_list.FORMAT.read(csv(columns)) if not isinstance(item, Record)]
    assert text not in str(note)
    shown = csv(columns, columns=columns_of(description="内容"))
    assert fields(shown)[1]["description"] == text
    assert "MAP-506" in codes(shown)


def test_c17_mobile_numbers() -> None:
    mostly = {"名称": ["A", "B"], "電話": ["090-0000-0001", "042-000-0001"]}
    assert fields(csv(mostly))[0]["phone"] is None
    few = {"名称": ["A", "B", "C"], "電話": ["090-0000-0001", "042-000-0001", "042-000-0002"]}
    assert fields(csv(few))[0]["phone"] == "090-0000-0001"
    assert codes(csv(few)) == ["MAP-512"]


def test_a_public_address_is_for_the_public() -> None:
    assert (
        fields(csv({"名称": ["A"], "公開用メールアドレス": ["info@example.jp"]}))[0]["email"]
        == "info@example.jp"
    )


def test_an_unknown_precision_hides_the_place() -> None:
    columns = {"名称": ["A", "B", "C"], "位置の精度": ["町丁目まで", "だいたい", ""]}
    assert [row["precision"] for row in fields(csv(columns))] == ["町丁目", "hidden", "exact"]
    assert codes(csv(columns)) == ["MAP-513"]


# Rows


def test_rows_that_are_no_places() -> None:
    columns = {
        "管理番号": ["見本", "", "", ""],
        "名称": ["見本サロン", "", "※変わることがあります", "A"],
        "住所": ["x", "y", "", "z"],
    }
    assert [row["name"] for row in fields(csv(columns))] == ["A"]
    assert codes(csv(columns)) == ["MAP-509", "VAL-304", "MAP-508"]


def test_days_capacity_and_address_pieces() -> None:
    columns = {
        "名称": ["A"], "更新日": ["2026-04-01"], "定員": ["20名"], "住所": ["見本町"], "番地以下": ["1-1"], "市区町村コード": ["99001"],
        "開始時間": ["10:00"], "終了時間": ["12:00"], "曜日": ["水"], "FAX": ["000-000-0009"], "URL": ["www.example.jp"],
    }  # fmt: skip
    (row,) = fields(csv(columns))
    assert (row["assured_date"], row["capacity"], row["address"]) == (date(2026, 4, 1), 20, "見本町1-1")
    assert (row["weekdays"], row["opens"], row["closes"], row["fax"]) == (
        (2,),
        time(10),
        time(12),
        "000-000-0009",
    )
    assert (row["url"], row["municipality_code"]) == ("http://www.example.jp", "990019")
    assert "municipality_code" not in fields(csv({"名称": ["A"]}))[0]


def test_twice_a_month_is_not_every_week() -> None:
    (row,) = fields(csv({"名称": ["A"], "曜日": ["火"], "頻度": ["月2回"]}))
    assert (row["weekdays"], row["hours_note"], row["frequency"]) == ((), "火", "月2回")


@pytest.mark.parametrize(
    ("text", "days", "opens", "closes"),
    [
        ("毎週火・木曜日 10:00～12:00", (1, 3), time(10), time(12)), ("平日　９時～１７時", (0, 1, 2, 3, 4), time(9), time(17)),
        ("月～金曜日（祝日を除く）9:00-17:00", (0, 1, 2, 3, 4), time(9), time(17)), ("毎日", tuple(range(7)), None, None),
        ("土日 午前10時から午後3時まで", (5, 6), time(10), time(15)), ("水曜日 午後1時半～3時", (2,), time(13, 30), time(15)),
        ("10:00～12:00", (), time(10), time(12)), ("第2・4水曜日 10:00～12:00", (), None, None), ("月1回", (), None, None),
        ("隔週火曜", (), None, None), ("火 午前10時～3時", (1,), None, None), ("火 10:00～", (), None, None), ("要相談", (), None, None),
        ("火曜 10-12時", (1,), time(10), time(12)), ("水 午前10時から正午", (2,), time(10), time(12)), ("金 18:00～24:00", (4,), time(18), time(23, 59)),
        ("金 18時～翌2時", (4,), None, None), ("金 18:00～10:00", (4,), None, None),
        ("火 25:00～26:00", (1,), None, None), ("火曜9:00～10:00、水曜11:00～12:00", (), None, None),
    ],
)  # fmt: skip
def test_hours_in_words(text: str, days: tuple[int, ...], opens: time | None, closes: time | None) -> None:
    week = parse_week(text)
    assert (week.weekdays, week.opens, week.closes) == (days, opens, closes)


def test_positions_and_precisions() -> None:
    assert parse_position("北緯") is None
    assert parse_position("35.6 139.3") == ("139.3", "35.6")
    assert parse_precision("非公開") == "hidden"


# Map files


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.geojson", geojson([({"名称": "A", "住所": "x"}, point(139.32, 35.66))])), ("a.gpkg", gpkg()),
        ("a.kml", kml(placemark())), ("a.kmz", zipped({"doc.kml": kml(placemark())})),
        ("a.zip", shape_zip(shape_set([({"名称": "A"}, SQUARE)]))),
    ],
)  # fmt: skip
def test_every_kind_of_map_file(name: str, data: bytes) -> None:
    files = delivery((name, data))
    assert place_list.FORMAT.recognises(files)
    assert len(propose(files).points) == len(fields(files)) == 1


def test_loose_shapefiles() -> None:
    files = delivery(
        *((f"a.{suffix}", data) for suffix, data in shape_set([({"名称": "A"}, SQUARE)]).items())
    )
    assert fields(files)[0]["name"] == "A"


def test_shapes_that_cannot_be_used_leave_the_row_without_a_place() -> None:
    rows = [
        ({"名称": "A"}, point(0, 0)),
        ({"名称": "B"}, None),
        ({"名称": "C"}, point(139.3, 35.6)),
        (None, point(139.3, 35.6)),
    ]
    records, problems = read(place_list.FORMAT, ("a.geojson", geojson(rows)))
    assert [(r.fields["name"], r.geometry is None) for r in records] == [
        ("A", True),
        ("B", True),
        ("C", False),
    ]
    assert [(p.code, p.severity, p.line) for p in problems] == [("GEO-206", "note", 1), ("GEO-211", "row", 4)]


def test_a_row_without_a_shape_takes_its_place_from_its_columns() -> None:
    rows = [
        ({"名称": "A", "緯度": 35.6, "経度": 139.3}, None),
        ({"名称": "B", "緯度": None, "経度": None}, area()),
    ]
    records, _ = read(place_list.FORMAT, ("a.geojson", geojson(rows)))
    assert [(r.srid, r.geometry is not None) for r in records] == [(6668, True), (4326, True)]


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.geojson", b"name,lat\nA,35\n"), ("a.csv", b"<html>"), ("a.csv", b""), ("a.xlsx", b"a,b")],
)
def test_b18_content_under_a_false_ending(name: str, data: bytes) -> None:
    refused(place_list.FORMAT, (name, data))


def test_files_of_areas_and_counts_are_no_lists() -> None:
    assert not place_list.FORMAT.recognises(delivery(("a.csv", b"KEY_CODE,name\n1,A\n")))
    assert not place_list.FORMAT.recognises(
        delivery(("a.geojson", geojson([({"A27_005": "13201", "name": "A"}, area())])))
    )


@pytest.mark.real
@pytest.mark.parametrize(
    ("file", "mapped", "rows"),
    [
        ("hachioji/jimusho.csv", {"name": "name", "lat": "lat", "lon": "lon", "address": "住所"}, 14),
        ("hachioji/hinanbasho.csv", {"kind": "施設種別", "extra:対応している災害の種別": "対応している災害の種別"}, 150),
        ("hachioji/132012_hachioji_kodomosyokudo.csv", {"name": "名称", "organization": "運営団体名"}, 49),
        ("kodomoshokudo/132098_machidashi_kodomosyokudo.csv", {"name": "名称", "weekdays": "開催曜日"}, 19),
        ("sapporo/nurseryFacilities.geojson", {"name": "Name", "address": "Add1", "address_more": "Add2", "phone": "TEL"}, 528),
        ("walk_ube/ube_shelters.zip", {"name": "P20_002", "address": "P20_003", "kind": "P20_004"}, 42),
        ("hachioji/kosodateshisetuitiran.xlsx", {"name": "名称", "capacity": "収容定員", "opens": "開始時間"}, 172),
    ],
)  # fmt: skip
def test_proposals_on_real_files(real_data, file: str, mapped: dict[str, str], rows: int) -> None:  # type: ignore[no-untyped-def]
    files = real_data(file)
    seen = propose(files)
    assert seen.sure
    assert mapped.items() <= seen.mapping.items()
    assert len(fields(files)) == rows
    assert not {"メールアドレス1", "電話番号1_連絡先備考"} & set(seen.mapping.values())
