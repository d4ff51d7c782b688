"""Holds how addresses are matched: 番地 is never 丁目, numerals and widths don't matter."""

from __future__ import annotations

import pytest

from gisapp.assets.address import address_key, find_town, kanji_number, names_a_place

TOWNS = {
    name: (139.0 + i / 100, 35.0)
    for i, name in enumerate(
        ["石川町", "石川町一丁目", "大和田町五丁目", "台町三丁目", "片倉町", "下柚木", "下柚木二丁目", "鹿島", "高尾町", "旭ケ丘十二丁目"]
    )
}  # fmt: skip


def key(address: str) -> str:
    """The key of an address in 東京都八王子市."""
    return address_key(address, prefecture="東京都", city="八王子市")


@pytest.mark.parametrize(
    ("address", "town"),
    [
        ("石川町481", "石川町"),
        ("石川町1", "石川町"),
        ("東京都八王子市石川町４８１", "石川町"),
        ("石川町一丁目2-3", "石川町一丁目"),
        ("大和田町5-9-1", "大和田町五丁目"),
        ("大和田町5丁目9番1号", "大和田町五丁目"),
        ("大和田町五丁目９－１", "大和田町五丁目"),
        ("台町3-20-1", "台町三丁目"),
        ("片倉町702-1", "片倉町"),
        ("下柚木2-10-6", "下柚木二丁目"),
        ("下柚木2-10", "下柚木"),
        ("鹿島111-1", "鹿島"),
        ("高尾町1652-1 3階", "高尾町"),
        ("旭ヶ丘12-1-1", "旭ケ丘十二丁目"),
        ("知らない町1-2-3", None),
        ("石川町", "石川町"),
    ],
)
def test_town_of_an_address(address: str, town: str | None) -> None:
    found = find_town(key(address), TOWNS)
    assert (found[0] if found else None) == town


@pytest.mark.parametrize(
    "same",
    [
        "東京都八王子市高尾町1652-1",
        "高尾町１６５２－１ ",
        "八王子市高尾町1652番地1",
        "高尾町1652番1号",
        "高尾町1652の1",
    ],
)
def test_the_same_address_written_differently(same: str) -> None:
    assert key(same) == key("高尾町1652-1")


def test_different_numbers_are_different_places() -> None:
    assert key("片倉町702-1") != key("片倉町119-4")
    assert key("石川町48-1") != key("石川町481")


@pytest.mark.parametrize(
    ("one", "other"),
    [("北3条東20丁目9", "北3条西28丁目2-1"), ("三番町5-1", "三番町6-1"), ("センター南1-2", "センター南1-3")],
)
def test_numbers_inside_a_name_are_not_house_numbers(one: str, other: str) -> None:
    assert key(one) != key(other)
    assert key(one).startswith(one[:3])


def test_a_floor_after_a_space_is_dropped() -> None:
    assert key("高尾町1652-1 3階") == key("高尾町１６５２－１　サザンビル３階") == key("高尾町1652-1")


@pytest.mark.parametrize(
    ("address", "place"),
    [("高尾町", False), ("高尾町五丁目", False), ("高尾町1652", True), ("台町3-20", True)],
)
def test_a_bare_town_is_no_place(address: str, place: bool) -> None:
    assert names_a_place(key(address)) is place


def test_kanji_numbers() -> None:
    assert [kanji_number(n) for n in (1, 9, 10, 11, 20, 35)] == ["一", "九", "十", "十一", "二十", "三十五"]
