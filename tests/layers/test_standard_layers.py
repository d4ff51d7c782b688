"""The layers of the national lists and the ministry's files: which file goes where, and what becomes of a row."""

from __future__ import annotations

from datetime import date, time

import pytest

from importers._record import Delivery, Record
from layers import (
    all_layers,
    care_service,
    child_rearing,
    day_service,
    event,
    medical,
    public_facility,
    shelter,
    support_programme,
)
from layers._layer import AssetRow, Layer, Opening, Phone
from tests.importers.build import delivery
from tests.importers.test_mhlw import MIHON, NEW, OLD, SAPPORO
from tests.importers.test_standard import ENCODINGS, as_csv, one, rows_of

#: Which layer takes a list by its titles alone.
TAKEN = {
    "public": "public_facility",
    "preschool": "child_rearing",
    "care": "care_service",
    "medical": "medical",
    "event": "event",
    "support": "support_programme",
    "shelter": "shelter",
}


def takers(files: Delivery) -> list[str]:
    """The layers that take a file, as `gisapp import auto` asks them."""

    def takes(layer: Layer) -> bool:
        known = any(form.recognises(files) for form in layer.formats)
        return known and (layer.accepts is None or layer.accepts(files))

    return [layer.key for layer in all_layers().values() if takes(layer)]


def row_of(layer: Layer, record: Record) -> AssetRow:
    assert layer.to_row
    row = layer.to_row(record)
    assert isinstance(row, AssetRow)
    return row


@pytest.mark.parametrize("file", ENCODINGS)
@pytest.mark.parametrize("generation", [0, 1], ids=["old", "new"])
@pytest.mark.parametrize("kind", TAKEN)
def test_one_layer_takes_each_list(kind: str, generation: int, file: str) -> None:
    data = ENCODINGS[file](rows_of(kind, generation))
    assert takers(delivery((file, data))) == [TAKEN[kind]]


def test_the_ministry_s_files_go_by_their_kind_of_service() -> None:
    def file(rows: str) -> Delivery:
        return delivery(("jigyosho.csv", ("\ufeff" + rows).encode()))

    assert takers(file(OLD + SAPPORO)) == ["care_service"]
    assert takers(file(NEW + MIHON)) == ["day_service"]
    assert takers(file(NEW + MIHON.replace(",通所介護,", ",地域密着型通所介護,"))) == ["day_service"]
    assert takers(file(NEW + MIHON.replace(",通所介護,", ",認知症対応型通所介護,"))) == ["care_service"]


@pytest.mark.parametrize(
    ("name", "layer"),
    [
        ("jimusho.csv", "city_office"),
        ("990019_preschool.csv", "child_rearing"),
        ("990019_ibasho.csv", "ibasho"),
        ("990019_public_facility.csv", "public_facility"),
    ],
)
def test_a_list_in_the_shape_of_public_facilities_goes_by_its_name(name: str, layer: str) -> None:
    assert takers(delivery((name, as_csv("utf-8-sig")(rows_of("public", 1))))) == [layer]


@pytest.mark.parametrize(
    ("name", "layer"),
    [
        ("nurseryFacilities.csv", "child_rearing"),
        ("子ども食堂一覧.csv", "kodomo_shokudo"),
        ("避難所.csv", "shelter"),
    ],
)
def test_free_lists_go_by_their_name(name: str, layer: str) -> None:
    assert takers(delivery((name, "名称,住所,緯度,経度\n見本,見本町1,35.6,139.3\n".encode()))) == [layer]


@pytest.mark.parametrize("generation", [0, 1], ids=["old", "new"])
def test_a_clinic_of_the_city_s_list(generation: int) -> None:
    row = row_of(medical.LAYER, one("medical", generation)[0][0])
    assert row.source_key == "2910997|見本館"
    assert row.openings == (Opening((0, 1), time(9), time(12)),)
    assert row.attributes == {"診療科目": "内科、小児科", "備考": "備考です"}


@pytest.mark.parametrize("generation", [0, 1], ids=["old", "new"])
def test_a_public_facility_of_the_city_s_list(generation: int) -> None:
    row = row_of(public_facility.LAYER, one("public", generation)[0][0])
    assert (row.source_key, row.description) == ("7|見本館", "会議室があります")
    assert row.openings == (Opening((0, 1, 2, 3, 4), time(9), time(21, 30)),)


@pytest.mark.parametrize("generation", [0, 1], ids=["old", "new"])
def test_a_nursery_says_what_it_offers(generation: int) -> None:
    row = row_of(child_rearing.LAYER, one("preschool", generation)[0][0])
    assert row.attributes == {"種別": "認可保育所", "対象": "1歳から", "備考": "備考です", "一時預かり": "有"}
    assert row.openings == (Opening((0, 1, 2, 3, 4, 5), time(7, 30), time(18, 30)),)
    assert (row.capacity, row.organization, row.building) == (85, "見本会", "2階")


@pytest.mark.parametrize("generation", [0, 1], ids=["old", "new"])
def test_a_care_office_of_the_city_s_list(generation: int) -> None:
    row = row_of(care_service.LAYER, one("care", generation)[0][0])
    assert row.source_key == "0150180040|訪問介護、居宅介護支援"
    assert (row.description, row.capacity) == ("訪問介護、居宅介護支援", None)
    assert row.phones == (Phone("000-000-0001（内線12）"),)
    assert (row.openings, row.hours_note) == ((Opening((0, 1, 2, 3, 4)),), "祝日は休み")


def test_one_office_with_two_services_is_two_rows() -> None:
    first = one("care", 1)[0][0]
    second = one("care", 1, 実施サービス="通所リハビリテーション")[0][0]
    assert row_of(care_service.LAYER, first).source_key != row_of(care_service.LAYER, second).source_key


def test_an_office_without_a_number_is_found_by_name_and_address() -> None:
    record = one("care", 1, ID=None, 事業所番号=None)[0][0]
    assert (
        row_of(care_service.LAYER, record).source_key == "見本館|見本県見本市本町1-2|訪問介護、居宅介護支援"
    )


def test_day_service_is_the_same_from_either_file() -> None:
    from importers import mhlw_csv

    record = next(item for item in mhlw_csv.FORMAT.read(delivery(("a.csv", (NEW + MIHON).encode()))))
    assert isinstance(record, Record)
    row = row_of(day_service.LAYER, record)
    assert (row.source_key, row.organization) == ("9970000001", "見本　株式会社")
    assert row.openings == (Opening((0, 1, 2, 3, 4, 5)),)
    assert row.hours_note == "祝日も利用できます。盆は休み"


@pytest.mark.parametrize("generation", [0, 1], ids=["old", "new"])
def test_an_event_ends_with_its_last_day(generation: int) -> None:
    row = row_of(event.LAYER, one("event", generation)[0][0])
    assert (row.valid_from, row.valid_to) == (date(2026, 11, 23), date(2026, 11, 25))
    assert (row.openings, row.hours_note) == ((), "2026年11月23日〜24日 10:00–15:00。雨天中止")
    assert (row.fee, row.building) == ("500円", "見本公園 2階")
    assert row.attributes == {"定員": "先着30人", "申込締切": "2026-11-20", "備考": "備考です"}
    assert row.phones[0].purpose == "見本課"


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        ("2026-11-23", "2026-11-23", "2026年11月23日 10:00–15:00。雨天中止"),
        ("2026-11-23", "2026-12-01", "2026年11月23日〜12月1日 10:00–15:00。雨天中止"),
        ("2026-12-31", "2027-01-01", "2026年12月31日〜2027年1月1日 10:00–15:00。雨天中止"),
    ],
)
def test_the_days_of_an_event_in_words(starts: str, ends: str, words: str) -> None:
    assert row_of(event.LAYER, one("event", 0, 開始日=starts, 終了日=ends)[0][0]).hours_note == words


def test_a_class_that_comes_again_is_two_events() -> None:
    rows = [row_of(event.LAYER, one("event", 0, 開始日=day)[0][0]) for day in ("2026-11-23", "2026-11-24")]
    assert rows[0].source_key != rows[1].source_key


@pytest.mark.parametrize("generation", [0, 1], ids=["old", "new"])
def test_a_programme_has_no_place(generation: int) -> None:
    row = row_of(support_programme.LAYER, one("support", generation)[0][0])
    assert (row.address, row.lon, row.lat) == (None, None, None)
    assert (row.valid_from, row.valid_to) == (date(2026, 4, 1), date(2027, 4, 1))
    assert (row.description, row.url) == ("助けます", "https://example.jp/b")
    assert row.attributes == {"対象者": "市内に住む人", "内容": "1人1万円", "問い合わせ先": "見本課"}


def test_a_programme_without_an_end_stays() -> None:
    row = row_of(support_programme.LAYER, one("support", 1, 受付開始日=None, 受付終了日=None)[0][0])
    assert (row.valid_to, row.hours_note) == (None, None)


@pytest.mark.parametrize("generation", [0, 1], ids=["old", "new"])
def test_a_shelter_says_from_what(generation: int) -> None:
    row = row_of(shelter.LAYER, one("shelter", generation)[0][0])
    assert row.description == "指定緊急避難場所・指定避難所"
    assert row.attributes["災害の種別"] == "洪水、地震"
    assert row.capacity == 300


@pytest.mark.parametrize("layer", [day_service.LAYER, care_service.LAYER], ids=lambda layer: layer.key)
def test_downloads_are_the_ministry_s_files(layer: Layer) -> None:
    assert layer.renewed_months == 6
    assert len({download.url for download in layer.downloads}) == len(layer.downloads)
    for download in layer.downloads:
        assert download.url.startswith("https://www.mhlw.go.jp/content/12300000/jigyosho_")
        assert download.as_of == date(2025, 12, 31)
