"""The national standard lists: both generations of titles, as CSV in two encodings and as workbooks."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from typing import Any

import openpyxl
import pytest

from importers import (
    kodomo_shokudo,
    mhlw_csv,
    standard_care,
    standard_event,
    standard_facility,
    standard_medical,
    standard_shelter,
    standard_support,
)
from importers._lists.standard import items
from importers._lists.standard_text import first_link, parse_id, parse_mail, parse_office, parse_web
from importers._record import Format, Problem, Record
from tests.importers.build import assert_plain, delivery, read, refused

PUBLISHER = "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名"
PLACE = "所在地_全国地方公共団体コード,町字ID,所在地_連結表記,所在地_都道府県,所在地_市区町村,所在地_町字,所在地_番地以下"
POINT = "建物名等(方書),緯度,経度,高度の種別,高度の値"
CONTACT = "電話番号,内線番号,連絡先メールアドレス,連絡先FormURL,連絡先備考（その他、SNSなど）,郵便番号"
OPEN = "利用可能曜日,開始時間,終了時間,利用可能日時特記事項"
PICTURE = "URL,画像,画像_ライセンス,備考"
#: Official column titles of each list, old and new, in order.
TITLES: dict[str, tuple[str, str]] = {
    "public": (
        f"{PUBLISHER},名称,名称_カナ,名称_通称,POIコード,住所,方書,緯度,経度,電話番号,内線番号,法人番号,団体名,{OPEN},説明,"
        "バリアフリー情報,URL,備考",
        f"全国地方公共団体コード,ID,地方公共団体名,名称,名称_カナ,名称_英字,POIコード,{PLACE},{POINT},{CONTACT},法人番号,団体名,"
        f"{OPEN},説明,バリアフリー情報,{PICTURE}",
    ),
    "preschool": (
        f"{PUBLISHER},名称,名称_カナ,種別,住所,方書,緯度,経度,アクセス方法,駐車場情報,電話番号,内線番号,FAX番号,法人番号,"
        f"団体名,認可等年月日,収容定員,受入年齢,{OPEN},一時預かりの有無,URL,備考",
        f"全国地方公共団体コード,ID,地方公共団体名,名称,名称_カナ,名称_英字,種別,{PLACE},{POINT},アクセス方法,駐車場情報,"
        "電話番号,内線番号,FAX番号,連絡先メールアドレス,連絡先FormURL,連絡先備考（その他、SNSなど）,郵便番号,法人番号,"
        f"団体名,認可等年月日,収容定員,受入年齢,{OPEN},一時預かりの有無,病児保育の有無,{PICTURE}",
    ),
    "care": (
        f"{PUBLISHER},介護サービス事業所名称,介護サービス事業所名称_カナ,実施サービス,住所,方書,緯度,経度,電話番号,内線番号,"
        "FAX番号,法人番号,法人の名称,事業所番号,利用可能曜日,利用可能曜日特記事項,定員,URL,備考",
        f"全国地方公共団体コード,ID,地方公共団体名,介護サービス事業所名称,介護サービス事業所名称_カナ,実施サービス,{PLACE},"
        f"{POINT},{CONTACT},FAX番号,法人番号,法人の名称,事業所番号,利用可能曜日,利用可能曜日特記事項,定員,URL,備考",
    ),
    "medical": (
        f"{PUBLISHER},名称,名称_カナ,医療機関の種類,住所,方書,緯度,経度,電話番号,内線番号,FAX番号,法人番号,法人の名称,"
        "医療機関コード,診療曜日,診療開始時間,診療終了時間,診療日時特記事項,時間外における対応,診療科目,病床数,URL,備考",
        f"全国地方公共団体コード,ID,地方公共団体名,名称,名称_カナ,名称_英字,医療機関の種類,{PLACE},{POINT},{CONTACT},FAX番号,"
        f"法人番号,法人の名称,医療機関コード,{OPEN},時間外における対応,診療科目,病床数,災害拠点分類,状況,URL,備考",
    ),
    "event": (
        f"{PUBLISHER},イベント名,イベント名_カナ,イベント名_英語,開始日,終了日,開始時間,終了時間,開始日時特記事項,説明,"
        "料金(基本),料金(詳細),連絡先名称,連絡先電話番号,連絡先内線番号,主催者,場所名称,住所,方書,緯度,経度,"
        "アクセス方法,駐車場情報,定員,参加申込終了日,参加申込終了時間,参加申込方法,URL,備考",
        "全国地方公共団体コード,法人番号,ID,地方公共団体名,イベント名,イベント名_カナ,イベント名_英語,開始日,終了日,"
        "開始時間,終了時間,開始日時特記事項,説明,料金(基本),料金(詳細),連絡先名称,連絡先電話番号,連絡先内線番号,主催者,"
        f"場所名称,{PLACE},{POINT},アクセス方法,駐車場情報,定員,参加申込終了日,参加申込終了時間,参加申込方法,{PICTURE}",
    ),
    "support": (
        "制度番号,全国地方公共団体コード,法人番号,元制度番号,制度変更区分,タイトル（制度名）,サブタイトル（通称）,対象者,"
        "用途・対象物,対象地域,対象地域群,概要,内容,利用・申請方法,受付開始日,受付終了日,受付備考,根拠法令,詳細参照先,"
        "実施組織・支援機関,お問い合わせ先,電子申請URL,キーワード,制度集,公開日,公開終了日",
        "全国地方公共団体コード,地方公共団体名,制度所管組織,支援制度ID,支援制度種別,タイトル（制度名）,"
        "サブタイトル（通称等）,対象者,対象地域,制度概要,内容,利用・申請方法,募集時期,受付開始日,受付終了日,根拠法令,"
        "詳細参照先,関連制度,お問い合わせ先,電子申請URL,キーワード,公開日,連絡先名称,連絡先電話番号,"
        "連絡先メールアドレス,連絡先FormURL,郵便番号,連絡先住所",
    ),
    "shelter": (
        "NO,名称,名称_カナ,住所,方書,緯度,経度,標高,電話番号,内線番号,市区町村コード,都道府県名,市区町村名,"
        "災害種別_洪水,災害種別_崖崩れ、土石流及び地滑り,災害種別_高潮,災害種別_地震,災害種別_津波,災害種別_大規模な火事,"
        "災害種別_内水氾濫,災害種別_火山現象,指定避難所との重複,想定収容人数,対象となる町会・自治会,URL,備考",
        f"全国地方公共団体コード,ID,名称,名称_カナ,名称_英字,{PLACE},建物名等(方書),緯度,経度,標高,{CONTACT},市区町村コード,"
        "地方公共団体名,災害種別_洪水,災害種別_崖崩れ、土石流及び地滑り,災害種別_高潮,災害種別_地震,災害種別_津波,"
        "災害種別_大規模な火事,災害種別_内水氾濫,災害種別_火山現象,指定避難所との重複,想定収容人数,"
        f"対象となる町会・自治会,{PICTURE}",
    ),
}
FORMATS: dict[str, Format] = {
    "public": standard_facility.FORMAT,
    "preschool": standard_facility.FORMAT,
    "care": standard_care.FORMAT,
    "medical": standard_medical.FORMAT,
    "event": standard_event.FORMAT,
    "support": standard_support.FORMAT,
    "shelter": standard_shelter.FORMAT,
}
#: What a city would write into the cells, under the titles of either generation.
SHARED: dict[str, Any] = {
    "都道府県コード又は市区町村コード": 990019, "全国地方公共団体コード": "990019", "市区町村コード": "990019",
    "NO": "7", "ID": "7", "制度番号": "7", "支援制度ID": "7",
    "名称": "見本館", "名称_カナ": "ミホンカン", "介護サービス事業所名称": "見本館",
    "介護サービス事業所名称_カナ": "ミホンカン", "イベント名": "見本館", "イベント名_カナ": "ミホンカン",
    "タイトル（制度名）": "見本館",
    "住所": "見本県見本市本町1-2", "所在地_都道府県": "見本県", "所在地_市区町村": "見本市",
    "所在地_町字": "本町", "所在地_番地以下": "1-2", "方書": "2階", "建物名等(方書)": "2階",
    "緯度": 35.6, "経度": 139.3, "電話番号": "０００－０００－０００１", "内線番号": "12", "URL": "www.example.jp/a",
    "備考": "備考です", "法人の名称": "見本会", "団体名": "見本会", "主催者": "見本会",
}  # fmt: skip
OWN: dict[str, dict[str, Any]] = {
    "public": {
        "POIコード": "1202", "利用可能曜日": "月;火;水;木;金", "開始時間": time(9), "終了時間": time(21, 30),
        "利用可能日時特記事項": "年末年始は休み", "説明": "会議室があります", "バリアフリー情報": "車椅子可;授乳室",
    },
    "preschool": {
        "種別": "認可保育所", "収容定員": 85, "受入年齢": "1歳から", "利用可能曜日": "月;火;水;木;金;土",
        "開始時間": time(7, 30), "終了時間": time(18, 30), "認可等年月日": date(1950, 7, 10),
        "一時預かりの有無": "有",
    },
    "care": {
        "実施サービス": "訪問介護;居宅介護支援", "事業所番号": "0150180040", "定員": 0, "利用可能曜日": "平日",
        "利用可能曜日特記事項": "祝日は休み", "FAX番号": "000-000-0002",
    },
    "medical": {
        "医療機関の種類": "無床診療所", "医療機関コード": "2910997", "診療曜日": "月;火", "利用可能曜日": "月;火",
        "診療開始時間": time(9), "開始時間": time(9), "診療終了時間": time(12), "終了時間": time(12),
        "診療日時特記事項": "予約制", "利用可能日時特記事項": "予約制", "診療科目": "内科;小児科", "病床数": 0,
    },
    "event": {
        "開始日": date(2026, 11, 23), "終了日": date(2026, 11, 24), "開始時間": time(10), "終了時間": time(15),
        "開始日時特記事項": "雨天中止", "説明": "踊ります", "料金(基本)": 500, "場所名称": "見本公園", "定員": "先着30人",
        "連絡先名称": "見本課", "連絡先電話番号": "000-000-0003", "参加申込終了日": date(2026, 11, 20),
    },
    "support": {
        "対象者": "市内に住む人", "概要": "助けます", "制度概要": "助けます", "内容": "1人1万円",
        "受付開始日": date(2026, 4, 1), "受付終了日": date(2027, 3, 31), "詳細参照先": "案内:https://example.jp/b;",
        "キーワード": "子育て;給付", "お問い合わせ先": "見本課",
    },
    "shelter": {
        "災害種別_洪水": 1, "災害種別_地震": "○", "災害種別_津波": 0, "指定避難所との重複": "1", "想定収容人数": "300",
        "対象となる町会・自治会": "本町一丁目;本町二丁目",
    },
}  # fmt: skip
#: The canonical fields that both generations must yield.
FIELDS: dict[str, dict[str, Any]] = {
    "public": {
        "organization": "見本会", "kind": None, "poi_code": "1202", "weekdays": (0, 1, 2, 3, 4), "opens": time(9),
        "closes": time(21, 30), "hours_note": "年末年始は休み", "description": "会議室があります",
        "accessibility": "車椅子可、授乳室",
    },
    "preschool": {
        "kind": "認可保育所", "capacity": 85, "ages": "1歳から", "weekdays": (0, 1, 2, 3, 4, 5), "opens": time(7, 30),
        "temporary_care": "有",
    },
    "care": {
        "id": "0150180040", "organization": "見本会", "services": ("訪問介護", "居宅介護支援"), "capacity": None,
        "weekdays": (0, 1, 2, 3, 4), "hours_note": "祝日は休み", "fax": "000-000-0002",
    },
    "medical": {
        "id": "2910997", "organization": "見本会", "kind": "無床診療所", "departments": ("内科", "小児科"), "beds": 0,
        "weekdays": (0, 1), "opens": time(9), "closes": time(12), "hours_note": "予約制",
    },
    "event": {
        "organization": "見本会", "starts": date(2026, 11, 23), "ends": date(2026, 11, 24), "opens": time(10),
        "closes": time(15), "fee": 500, "venue": "見本公園", "capacity": None, "capacity_note": "先着30人",
        "hours_note": "雨天中止", "contact": "見本課", "phone": "000-000-0003", "apply_by": date(2026, 11, 20),
    },
    "support": {
        "summary": "助けます", "target": "市内に住む人", "content": "1人1万円", "opens": date(2026, 4, 1),
        "closes": date(2027, 3, 31), "url": "https://example.jp/b", "keywords": ("子育て", "給付"),
        "contact": "見本課",
    },
    "shelter": {
        "hazards": ("洪水", "地震"), "also_shelter": True, "capacity": 300, "area": "本町一丁目;本町二丁目",
        "phone": "000-000-0001",
    },
}  # fmt: skip


def as_text(value: Any) -> str:
    return f"{value:%H:%M}" if isinstance(value, time) else "" if value is None else str(value)


def as_csv(encoding: str) -> Callable[[Sequence[Sequence[Any]]], bytes]:
    def build(rows: Sequence[Sequence[Any]]) -> bytes:
        out = io.StringIO()
        csv.writer(out).writerows([[as_text(cell) for cell in row] for row in rows])
        return out.getvalue().encode(encoding)

    return build


def as_xlsx(rows: Sequence[Sequence[Any]]) -> bytes:
    """A workbook with real days and times, under a title row as cities have it."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["見本市の一覧"])
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


ENCODINGS = {
    "a.csv": as_csv("utf-8-sig"),
    "b.csv": as_csv("cp932"),
    "c.xlsx": as_xlsx,
}


def rows_of(kind: str, generation: int, **changed: Any) -> list[list[Any]]:
    values = SHARED | OWN[kind] | changed
    titles = TITLES[kind][generation].split(",")
    return [list(titles), [values.get(title) for title in titles]]


def one(kind: str, generation: int, **changed: Any) -> tuple[list[Record], list[Problem]]:
    return read(FORMATS[kind], ("a.csv", as_csv("utf-8-sig")(rows_of(kind, generation, **changed))))


@pytest.mark.parametrize("file", ENCODINGS)
@pytest.mark.parametrize("generation", [0, 1], ids=["old", "new"])
@pytest.mark.parametrize("kind", TITLES)
def test_both_generations_become_the_same_fields(kind: str, generation: int, file: str) -> None:
    data = ENCODINGS[file](rows_of(kind, generation))
    records, problems = read(FORMATS[kind], (file, data))
    assert problems == []
    fields = records[0].fields
    assert {name: fields[name] for name in FIELDS[kind]} == FIELDS[kind]
    assert (fields["municipality_code"], fields["name"]) == ("990019", "見本館")
    if kind == "support":
        assert (records[0].geometry, fields["id"]) == (None, "7")
        return
    assert (fields["address"], fields["building"]) == ("見本県見本市本町1-2", "2階")
    assert (fields["url"], fields["note"]) == ("http://www.example.jp/a", "備考です")
    assert (fields["lon"], fields["lat"], records[0].srid) == (139.3, 35.6, 6668)


@pytest.mark.parametrize("file", ENCODINGS)
@pytest.mark.parametrize("generation", [0, 1], ids=["old", "new"])
@pytest.mark.parametrize("kind", TITLES)
def test_no_other_official_format_takes_it(kind: str, generation: int, file: str) -> None:
    files = delivery((file, ENCODINGS[file](rows_of(kind, generation))))
    others = {*FORMATS.values(), mhlw_csv.FORMAT, kodomo_shokudo.FORMAT} - {FORMATS[kind]}
    assert FORMATS[kind].recognises(files)
    assert [form.key for form in others if form.recognises(files)] == []


def test_facility_lists_are_told_apart_by_their_titles() -> None:
    for generation in (0, 1):
        public = delivery(("a.csv", as_csv("cp932")(rows_of("public", generation))))
        preschool = delivery(("a.xlsx", as_xlsx(rows_of("preschool", generation))))
        assert (standard_facility.is_public_facility(public), standard_facility.is_child_rearing(public)) == (
            True,
            False,
        )
        assert standard_facility.is_child_rearing(preschool)
        assert not standard_facility.is_public_facility(preschool)
    assert not standard_facility.is_child_rearing(delivery(("a.csv", b"")))


def test_other_lists_of_places_are_no_facilities() -> None:
    for title in ("設置位置", "SSID", "文化財分類", "開催頻度"):
        data = (
            f"全国地方公共団体コード,ID,名称,所在地_連結表記,緯度,経度,{title}\n990019,1,A,x,35.6,139.3,y\n"
        )
        assert not standard_facility.FORMAT.recognises(delivery(("a.csv", data.encode())))


def test_the_place_s_own_code_counts_before_the_publisher_s() -> None:
    records, _ = one("public", 1, 全国地方公共団体コード="130001", 所在地_全国地方公共団体コード="990019")
    assert records[0].fields["municipality_code"] == "990019"
    records, problems = one("public", 1, 所在地_全国地方公共団体コード="あ")
    assert records[0].fields["municipality_code"] == "990019"
    assert [problem.code for problem in problems] == ["VAL-301"]


def test_the_joined_address_stands_before_its_pieces() -> None:
    records, _ = one("public", 1, 所在地_連結表記="見本県見本市本町1-2-3")
    assert records[0].fields["address"] == "見本県見本市本町1-2-3"


def test_c6_a_number_that_a_spreadsheet_has_cut_is_no_number() -> None:
    records, problems = one("care", 1, ID="1.31025E+11", 事業所番号="1.37E+09")
    assert records[0].fields["id"] is None
    assert [(p.code, p.field, p.value) for p in problems] == [
        ("VAL-301", "ID", "1.31025E+11"),
        ("VAL-301", "事業所番号", "1.37E+09"),
    ]
    assert_plain(problems[0])


def test_c6_an_office_number_gets_its_zero_back() -> None:
    assert [
        parse_office(text) for text in ("150180040", "0150180040", "１３７０００００００", "13A2000123")
    ] == [
        "0150180040",
        "0150180040",
        "1370000000",
        "13A2000123",
    ]
    assert parse_id("JJ0100022200") == "JJ0100022200"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("http://www.example.jp", "http://www.example.jp"),
        ("https://example.jp/a?b=1#c", "https://example.jp/a?b=1#c"),
        ("www.example.jp", "http://www.example.jp"),
        ("example.jp/care/", "http://example.jp/care/"),
        ("http//www.example.jp", "http://www.example.jp"),
        ("http:/www.example.jp", "http://www.example.jp"),
        ("https:example.jp/", "https://example.jp/"),
        ("http;//www.example.jp", "http://www.example.jp"),
        ("ｈｔｔｐ：//ｗｗｗ.example.jp", "http://www.example.jp"),
        ("HTTPS://example.jp", "https://example.jp"),
        ("URL:http://example.jp/", "http://example.jp/"),
        ("http://example.jp:8080/", "http://example.jp:8080/"),
        ("http://日本.jp/", "http://日本.jp/"),
        ("https://example.jp/@mihon", "https://example.jp/@mihon"),
        ("http://a.jp http://b.jp", "http://a.jp"),
        ("http://", None),
        ("https://", None),
        ("なし", None),
        ("－", None),
    ],
)
def test_web_addresses_are_put_right(text: str, address: str | None) -> None:
    assert parse_web(text) == address


@pytest.mark.parametrize(
    "text",
    ["準備中", "/", "http://www.", "http://www,example,jp", "hittp://example.jp", "http://www/example.jp",
     "javascript:alert(1)", "data:text/html,x", "http://a@example.jp/", "http://a.jp/<b>", "a" * 3_000,
     "http://" + "a." * 2_000 + "jp", "2020/04/01", 'http://a.jp/"x'],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_web(text)


def test_a_mail_address_in_the_column_for_web_addresses() -> None:
    records, problems = one("care", 0, URL="info@example.jp")
    assert (records[0].fields["url"], records[0].fields["email"], problems) == (None, "info@example.jp", [])
    records, problems = one("care", 0, URL="info@example..jp")
    assert (records[0].fields["email"], [p.code for p in problems]) == (None, ["VAL-301"])
    with pytest.raises(ValueError):
        parse_mail("a@b")


def test_links_and_lists_inside_a_cell() -> None:
    assert first_link("案内:https://example.jp/a;別紙:https://example.jp/b") == "https://example.jp/a"
    assert first_link("窓口でお尋ねください") is None
    assert items("内科；小児科、皮膚科\n眼科;") == ("内科", "小児科", "皮膚科", "眼科")
    assert items(None) == ()


def test_an_event_needs_its_days() -> None:
    rows = rows_of("event", 1)
    at = rows[0].index("開始日"), rows[0].index("終了日")
    days = [
        ("2026-11-23", "2026-11-24"), ("", "2026-11-24"), ("未定", ""), ("2026-11-24", "2026-11-23"), ("2026-12-01", ""),
    ]  # fmt: skip
    body = [[*rows[1]] for _ in days]
    for row, (starts, ends) in zip(body, days, strict=True):
        row[at[0]], row[at[1]] = starts, ends
    records, problems = read(standard_event.FORMAT, ("a.csv", as_csv("utf-8-sig")([rows[0], *body])))
    assert [(r.line, r.fields["ends"]) for r in records] == [(2, date(2026, 11, 24)), (6, date(2026, 12, 1))]
    assert [(p.code, p.severity, p.line) for p in problems] == [
        ("IMP-190", "row", 3),
        ("VAL-301", "note", 4),
        ("IMP-190", "row", 4),
        ("IMP-192", "row", 5),
        ("IMP-191", "note", 6),
    ]
    for problem in problems:
        assert_plain(problem)


def test_c10_days_in_other_writings() -> None:
    records, problems = one(
        "event", 0, 開始日="令和8年11月23日", 終了日="2026/11/24", 参加申込終了日="R8.11.20"
    )
    fields = records[0].fields
    assert (fields["starts"], fields["ends"], fields["apply_by"], problems) == (
        date(2026, 11, 23),
        date(2026, 11, 24),
        date(2026, 11, 20),
        [],
    )


def test_c10_the_number_of_a_spreadsheet_is_taken_and_told() -> None:
    records, problems = one("event", 1, 開始日="46349", 終了日="46350")
    assert (records[0].fields["starts"], records[0].fields["ends"]) == (
        date(2026, 11, 23),
        date(2026, 11, 24),
    )
    assert [(p.code, p.severity, p.value) for p in problems] == [
        ("IMP-193", "note", "46349"),
        ("IMP-193", "note", "46350"),
    ]
    assert_plain(problems[0])


@pytest.mark.parametrize(
    ("people", "fee", "expected"),
    [
        ("30", "0", (30, None, 0, None)),
        ("30名", "500円", (30, None, 500, None)),
        ("なし", "無料", (None, "なし", None, "無料")),
        (None, None, (None, None, None, None)),
    ],
)
def test_words_for_numbers_are_kept_as_words(people: Any, fee: Any, expected: tuple[Any, ...]) -> None:
    records, problems = one("event", 1, 定員=people, **{"料金(基本)": fee})
    fields = records[0].fields
    assert (fields["capacity"], fields["capacity_note"], fields["fee"], fields["fee_note"]) == expected
    assert problems == []


def test_kinds_of_support_are_codes() -> None:
    kinds = {
        code: one("support", 1, 支援制度種別=code)[0][0].fields["kind"] for code in ("1", "2", "3", "その他")
    }
    assert kinds == {"1": "個人", "2": "事業者", "3": "自治体", "その他": "その他"}


def test_unknown_headers_name_what_is_wanted() -> None:
    wanted: Mapping[str, Format] = FORMATS
    for form in wanted.values():
        assert refused(form, ("a.csv", "施設名,所在\nA,x\n".encode())).code == "IMP-143"
