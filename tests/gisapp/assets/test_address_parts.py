"""Holds how addresses are taken apart, whatever way they are written, in a time that doesn't grow with them."""

from __future__ import annotations

import time

import pytest

from gisapp.assets.address_parts import PREFECTURES, Whereabouts, number_of, split_numbers, take_apart

HERE = Whereabouts("132012", "東京都", "八王子市")
KYOTO = Whereabouts("261009", "京都府", "京都市")
COUNTY = Whereabouts("133035", "東京都", "瑞穂町")


@pytest.mark.parametrize(
    ("written", "town", "numbers"),
    [
        ("石川町481", "石川町", (481,)),
        ("東京都八王子市石川町４８１", "石川町", (481,)),
        ("八王子市石川町四百八十一番地", "石川町", (481,)),
        ("石川町二十三番地の2", "石川町", (23, 2)),
        ("大和田町五丁目9番1号", "大和田町", (5, 9, 1)),
        ("大和田町 5 丁目 9－1", "大和田町", (5, 9, 1)),
        ("東京都八王子市元横山町2－14－3", "元横山町", (2, 14, 3)),
        ("高尾町1652番地1 3階", "高尾町", (1652, 1)),
        ("高尾町１６５２－１　サザンビル３階", "高尾町", (1652, 1)),
        ("石川町481パーク5号館", "石川町", (481,)),
        ("南大沢２－２７ フレスコ南大沢１階", "南大沢", (2, 27)),
        ("〒192-0001 東京都八王子市石川町1", "石川町", (1,)),
        ("1920001八王子市石川町1", "石川町", (1,)),
        ("大字石川字上原481", "石川字上原", (481,)),
        ("三番町5-1", "3番町", (5, 1)),
        ("北三条西五丁目2-1", "北3条西", (5, 2, 1)),
        ("大字沢内第12地割34番地5", "沢内第12地割", (34, 5)),
        ("石川町", "石川町", ()),
        ("石川町無番地", "石川町無番地", ()),
        ("", "", ()),
    ],
)
def test_c16_town_and_numbers(written: str, town: str, numbers: tuple[int, ...]) -> None:
    assert split_numbers(take_apart(written, HERE).text)[:2] == (town, numbers)


@pytest.mark.parametrize("hyphen", "-‐‑‒–—―−ー－ｰ~〜～")
def test_c16_every_hyphen_is_one(hyphen: str) -> None:
    assert take_apart(f"高尾町1652{hyphen}1", HERE).key == "高尾町|1652-1"


@pytest.mark.parametrize(
    "same",
    [
        "大和田町5-9-1",
        "大和田町五丁目9番1号",
        "大和田町５丁目９の１",
        "東京都八王子市大和田町5丁目9番地1 大和田市民センター",
    ],
)
def test_the_same_address_has_one_key(same: str) -> None:
    assert take_apart(same, HERE).key == "大和田町|5-9-1"


@pytest.mark.parametrize("bare", ["石川町", "高尾町五丁目", "長房町1、東浅川町2", "東京都八王子市", ""])
def test_what_goes_no_further_than_a_town_has_no_key(bare: str) -> None:
    assert take_apart(bare, HERE).key is None


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("東京都日野市程久保2-1-1", "日野市"),
        ("日野市程久保2-1-1", "日野市"),
        ("神奈川県相模原市緑区1-2", "神奈川県"),
        ("東京都西多摩郡檜原村467", "西多摩郡檜原村"),
        ("東京都八王子市石川町1", None),
        ("石川町1", None),
    ],
)
def test_c16_another_municipality_is_seen(written: str, other: str | None) -> None:
    assert take_apart(written, HERE).other == other


def test_c16_kyoto_addresses_go_by_streets_to_their_town() -> None:
    turns = {
        "京都市中京区寺町通御池上る上本能寺前町488番地": "中京区上本能寺前町|488",
        "京都府京都市中京区烏丸通御池下ル虎屋町566-1": "中京区虎屋町|566-1",
        "京都市上京区今出川通烏丸東入相国寺門前町701": "上京区相国寺門前町|701",
        "京都市中京区河原町通二条西入ル一之船入町384": "中京区一之船入町|384",
        "京都市中京区寺町通御池上る": None,
    }
    assert {written: take_apart(written, KYOTO).key for written in turns} == turns


def test_a_town_of_a_county_may_be_written_with_it() -> None:
    for written in ("東京都西多摩郡瑞穂町箱根ケ崎1", "瑞穂町箱根ヶ崎1", "西多摩郡瑞穂町箱根が崎１番地"):
        address = take_apart(written, COUNTY)
        assert (address.key, address.other, address.named) == ("箱根ケ崎|1", None, True)


def test_what_is_asked_of_others_is_the_whole_address_and_nothing_else() -> None:
    full = take_apart("高尾町１６５２－１ サザンビル３階", HERE).full
    assert full == "東京都八王子市高尾町1652-1"
    assert take_apart("八王子市高尾町1652-1", HERE).full == full
    assert take_apart("西多摩郡瑞穂町箱根ケ崎1", COUNTY).full == "東京都西多摩郡瑞穂町箱根ケ崎1"


def test_kanji_numbers() -> None:
    said = {"五": 5, "十": 10, "二十三": 23, "百二": 102, "二〇": 20, "三十": 30}
    assert {text: number_of(text) for text in said} == said
    assert len(set(PREFECTURES)) == 47


@pytest.mark.parametrize(
    "unit",
    [
        "一",
        "1-",
        " ",
        "1 ",
        "丁目",
        "上る",
        "郡",
        "の1",
        "市",
        "ﷺ",
        "条1",
        "1番",
        "〒",
        "、",
        "字",
        "東入",
        "1丁目",
    ],
)
@pytest.mark.parametrize("city", [HERE, KYOTO])
def test_long_nonsense_costs_nothing(unit: str, city: Whereabouts) -> None:
    written = unit * (50_000 // len(unit))
    for text in (written, f"東京都八王子市{written}", f"{written}番地1"):
        start = time.process_time()
        split_numbers(take_apart(text, city).text)
        assert time.process_time() - start < 0.05
