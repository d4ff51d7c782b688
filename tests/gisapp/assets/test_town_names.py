"""Holds which spellings of a town's name mean the same town, and how strictly."""

from __future__ import annotations

import pytest

from gisapp.assets.town_names import block_of, lumped, town_keys, ward_key


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("石川町１丁目", "石川町1丁目", 0),
        ("石川町 一丁目", "石川町一丁目", 0),
        ("石川町一丁目", "石川町1丁目", 1),
        ("北二十四条西五丁目", "北２４条西５丁目", 1),
        ("三番町", "3番町", 1),
        ("旭ヶ丘", "旭が丘", 1),
        ("旭ケ丘", "旭ガ丘", 1),
        ("四之宮", "四ノ宮", 1),
        ("澤田町", "沢田町", 1),
        ("渡邊町", "渡辺町", 1),
        ("﨑山", "崎山", 1),
        ("葛󠄀城", "葛城", 0),
        ("四ッ谷", "四ツ谷", 1),
        ("大字川口", "川口", 2),
        ("川口字東", "川口東", 2),
        ("新川（番地）", "新川", 2),
        ("一条通1丁", "一条通一丁目", 2),
    ],
)
def test_spellings_meet_at_their_level(one: str, other: str, level: int) -> None:
    pairs = list(zip(town_keys(one), town_keys(other), strict=True))
    assert [a == b for a, b in pairs].index(True) == level
    assert all(a == b for a, b in pairs[level:])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("石川町1丁目", "石川町11丁目"),
        ("北1条西12丁目", "北11条西2丁目"),
        ("本通1丁目南", "本通1丁目北"),
        ("東町", "西町"),
        ("石川町", "石川"),
    ],
)
def test_different_towns_never_meet(one: str, other: str) -> None:
    assert not any(a == b for a, b in zip(town_keys(one), town_keys(other), strict=True))


def test_blocks_and_what_follows_them() -> None:
    assert block_of("旭町2丁目北") == ("旭町", "北")
    assert block_of("旭町2丁") == ("旭町", "")
    assert block_of("旭町") is None


def test_names_put_together_are_taken_apart() -> None:
    assert lumped("東町・西町") == ["東町", "西町"]
    assert lumped("東町、西町及び南町") == ["東町", "西町", "南町"]
    assert lumped("東町") == ["東町"]


def test_wards_with_and_without_their_city() -> None:
    assert ward_key("札幌市中央区") == ward_key("中央区") == "中央区"
    assert ward_key("八王子市") == ward_key(None) == ward_key("") == ""
