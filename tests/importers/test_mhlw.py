"""The ministry's lists of care services: byte for byte small, and the real ones whole."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from importers import mhlw_csv, mhlw_json
from importers._record import Record
from tests.importers.build import assert_plain, delivery, read

#: 17 columns until 2025, 24 after.
OLD = (
    "都道府県コード又は市町村コード,No,都道府県名,市区町村名,事業所名,事業所名カナ,サービスの種類,住所,方書（ビル名等）,"
    "緯度,経度,電話番号,事業所番号,利用可能曜日,利用可能曜日特記事項,定員,URL\r\n"
)
NEW = (
    "都道府県コード又は市町村コード,No,都道府県名,市区町村名,事業所名,事業所名カナ,サービスの種類,住所,方書（ビル名等）,"
    "緯度,経度,電話番号,FAX番号,法人番号,法人の名称,事業所番号,利用可能曜日,利用可能曜日特記事項,定員,URL,"
    "高齢者の方と障害者の方が同時一体的に利用できるサービス,介護保険の通常の指定基準を満たしている,"
    "障害福祉の通常の指定基準を満たしている,備考\r\n"
)
SAPPORO = (
    "11011,150180040,北海道,札幌市中央区,見本の里,ミホンノサト,介護老人保健施設,見本町１２３８番地１,,"
    "43.038713200000000,141.287467100000000,011-000-0000,150180040,,,0,http//www.example.jp\r\n"
)
MIHON = (
    "990019,9970000001,見本県,見本市,見本デイ,ミホンデイ,通所介護,見本県見本市本町1-2,見本ビル,35.600000000000000,"
    '139.300000000000000,０００－０００－０００１,000-000-0002,1234567890123,見本　株式会社,9970000001,"平日,土曜日,祝日",'
    "盆は休み,30,,,,,備考です\r\n"
)


def old(*rows: str) -> tuple[str, bytes]:
    return ("520.csv", ("\ufeff" + OLD + "".join(rows)).encode())


def test_lost_zeros_unknown_capacity_and_broken_addresses_are_put_right() -> None:
    records, problems = read(mhlw_csv.FORMAT, old(SAPPORO))
    fields = records[0].fields
    assert problems == []
    assert (fields["municipality_code"], fields["id"]) == ("011011", "0150180040")
    assert (fields["capacity"], fields["weekdays"], fields["building"]) == (None, (), None)
    assert (fields["url"], fields["organization"]) == ("http://www.example.jp", None)
    assert (fields["services"], fields["address"]) == (
        ("介護老人保健施設",),
        "札幌市中央区見本町１２３８番地１",
    )
    assert (fields["lon"], fields["lat"]) == (141.2874671, 43.0387132)


def test_c6_five_digits_have_lost_their_zero_in_a_column_of_six() -> None:
    records, problems = read(mhlw_csv.FORMAT, old(SAPPORO.replace("11011,", "11100,", 1)))
    assert (records[0].fields["municipality_code"], problems) == ("011100", [])


def test_the_columns_since_2025() -> None:
    records, problems = read(mhlw_csv.FORMAT, ("780.csv", ("\ufeff" + NEW + MIHON).encode()))
    fields = records[0].fields
    assert problems == []
    assert (fields["id"], fields["organization"], fields["fax"]) == (
        "9970000001",
        "見本　株式会社",
        "000-000-0002",
    )
    assert (fields["weekdays"], fields["open_days"]) == ((0, 1, 2, 3, 4, 5), ("平日", "土曜日", "祝日"))
    assert (fields["hours_note"], fields["capacity"], fields["note"]) == ("盆は休み", 30, "備考です")
    assert (fields["phone"], fields["url"], fields["address"]) == (
        "000-000-0001",
        None,
        "見本県見本市本町1-2",
    )


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("見本町1", "札幌市中央区見本町1"),
        ("北海道札幌市中央区見本町1", "北海道札幌市中央区見本町1"),
        ("北海道見本町1", "北海道見本町1"),
        ("札幌市中央区見本町1", "札幌市中央区見本町1"),
        ("", None),
    ],
)
def test_the_city_is_put_before_an_address_that_leaves_it_out(written: str, stored: str | None) -> None:
    records, _ = read(mhlw_csv.FORMAT, old(SAPPORO.replace("見本町１２３８番地１", written)))
    assert records[0].fields["address"] == stored


@pytest.mark.parametrize(("lat", "lon", "code"), [("0.0", "0.0", "GEO-206"), ("53.41", "-8.24", "GEO-207")])
def test_places_that_cannot_be_are_kept_without_a_point(lat: str, lon: str, code: str) -> None:
    wrong = SAPPORO.replace("43.038713200000000", lat).replace("141.287467100000000", lon)
    records, problems = read(mhlw_csv.FORMAT, old(wrong, SAPPORO, SAPPORO.replace("見本の里", "見本の森")))
    assert [record.geometry is None for record in records] == [True, False, False]
    assert [(p.code, p.severity, p.line) for p in problems] == [(code, "note", 2)]


@pytest.mark.parametrize("capacity", ["20240401", "満員", "-1"])
def test_a_capacity_that_cannot_be_is_not_known(capacity: str) -> None:
    records, problems = read(mhlw_csv.FORMAT, old(SAPPORO.replace(",0,http", f",{capacity},http")))
    assert records[0].fields["capacity"] is None
    assert [(p.code, p.field, p.value) for p in problems] == [("VAL-301", "定員", capacity)]
    assert_plain(problems[0])


def test_one_kind_of_service_a_file() -> None:
    assert mhlw_csv.service_of(delivery(old(SAPPORO))) == "介護老人保健施設"
    assert mhlw_csv.service_of(delivery(("a.csv", (NEW + MIHON).encode("cp932")))) == "通所介護"
    assert mhlw_csv.service_of(delivery(("a.csv", OLD.encode()))) is None
    assert mhlw_csv.service_of(delivery(("a.csv", b"name,lat\n"))) is None
    assert mhlw_csv.service_of(delivery(("a.csv", b""))) is None


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("jigyosho_520_all_20260709180802.csv", date(2026, 6, 30)),
        ("jigyosho_110_all_20250106.csv", date(2024, 12, 31)),
        ("jigyosho_520.csv", None),
        ("520_rouken_20250601.csv", None),
    ],
)
def test_the_day_stands_in_the_name(name: str, day: date | None) -> None:
    assert mhlw_csv.FORMAT.as_of(delivery((name, old(SAPPORO)[1]))) == day


def test_json_writes_unknown_capacity_as_zero_too() -> None:
    item = (
        '{"id":"1","name":"A","address":"x","lat":35.6,"lng":139.3,"serviceType":"通所介護","openDays":[],'
        '"capacity":0,"url":"info@example.jp"}'
    )
    records, problems = read(mhlw_json.FORMAT, ("a.json", f"[{item}]".encode()))
    fields = records[0].fields
    assert (fields["capacity"], fields["url"], fields["email"], problems) == (
        None,
        None,
        "info@example.jp",
        [],
    )


@pytest.mark.real
def test_all_of_japan_is_read(real_data) -> None:  # type: ignore[no-untyped-def]
    files = real_data("hachioji/mhlw/520_rouken_20250601.csv")
    out = list(mhlw_csv.FORMAT.read(files))
    records = [item for item in out if isinstance(item, Record)]
    assert len(records) == 4_126
    assert sum(record.geometry is None for record in records) == 5
    assert {len(record.fields["municipality_code"]) for record in records} == {6}
    assert {len(record.fields["id"]) for record in records} == {10}
    assert len({record.fields["municipality_code"][:2] for record in records}) == 47
    assert sum(record.fields["municipality_code"] == "132012" for record in records) == 8
    assert all(record.fields["capacity"] != 0 for record in records)
    assert Counter(item.code for item in out if not isinstance(item, Record)) == {
        "VAL-301": 32,
        "GEO-206": 1,
        "GEO-207": 4,
    }
    assert mhlw_csv.service_of(files) == "介護老人保健施設"
