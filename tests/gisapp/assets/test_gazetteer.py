"""Holds what an address is taken for: 番地 is never 丁目, what can mean two places means none."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from gisapp.assets.address_parts import Whereabouts, take_apart
from gisapp.assets.gazetteer import Found, Gazetteer, Why, distance_m, find, gazetteer

HERE = Whereabouts("132012", "東京都", "八王子市")
NAMES = [
    "石川町", "石川町一丁目", "大和田町五丁目", "台町三丁目", "片倉町", "下柚木", "下柚木二丁目", "鹿島", "高尾町",
    "旭ケ丘十二丁目", "三番町", "北三条西五丁目", "大字岩根下桶", "松が谷", "元八王子町二丁目", "館町",
]  # fmt: skip
TOWNS = [(name, (139.2 + at / 100, 35.6)) for at, name in enumerate(NAMES)]


def placed(written: str, known: Gazetteer, city: Whereabouts = HERE) -> Found | Why:
    return find(take_apart(written, city).text, known)


def town(written: str) -> str | Why:
    found = placed(written, gazetteer(TOWNS))
    return found.town if isinstance(found, Found) else found


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("石川町481", "石川町"),
        ("石川町1", "石川町"),
        ("東京都八王子市石川町４８１", "石川町"),
        ("石川町一丁目2-3", "石川町一丁目"),
        ("石川町1丁目", "石川町一丁目"),
        ("大和田町5-9-1", "大和田町五丁目"),
        ("大和田町5丁目9番1号", "大和田町五丁目"),
        ("大和田町5-9", "大和田町五丁目"),
        ("大和田町5", Why.UNKNOWN),
        ("大和田町六丁目1", Why.UNKNOWN),
        ("石川町三丁目1", Why.NO_CHOME),
        ("台町3-20-1", "台町三丁目"),
        ("片倉町702-1", "片倉町"),
        ("下柚木2-10-6", "下柚木二丁目"),
        ("下柚木2-10", Why.AMBIGUOUS),
        ("下柚木25-1", "下柚木"),
        ("下柚木2", "下柚木"),
        ("鹿島111-1", "鹿島"),
        ("鹿島市111-1", Why.UNKNOWN),
        ("旭ヶ丘12-1-1", "旭ケ丘十二丁目"),
        ("旭が丘十二丁目1", "旭ケ丘十二丁目"),
        ("松ヶ谷12", "松が谷"),
        ("3番町5-1", "三番町"),
        ("北3条西5-2-1", "北三条西五丁目"),
        ("岩根字下桶126", "大字岩根下桶"),
        ("大字石川町字上原481", "石川町"),
        ("元八王子町２－１７６７", "元八王子町二丁目"),
        ("知らない町1-2-3", Why.UNKNOWN),
        ("日野市程久保2-1-1", Why.UNKNOWN),
        ("", Why.UNKNOWN),
    ],
)
def test_c16_town_of_an_address(written: str, expected: str | Why) -> None:
    assert town(written) == expected


def test_without_towns_nothing_is_said_of_the_address() -> None:
    assert placed("石川町1", gazetteer([])) is Why.NO_TABLE


def test_a_block_tells_which_of_two_readings_is_meant() -> None:
    block = (139.4, 35.7)
    known = gazetteer(TOWNS, blocks=[("下柚木二丁目", "10", block)])
    found = placed("下柚木2-10", known)
    assert isinstance(found, Found)
    assert (found.town, found.block, found.block_place) == ("下柚木二丁目", "10", block)
    both = gazetteer(TOWNS, blocks=[("下柚木二丁目", "10", block), ("下柚木", "2", block)])
    assert placed("下柚木2-10", both) is Why.AMBIGUOUS


def test_a_lot_is_found_by_its_number_with_or_without_a_branch() -> None:
    blocks = [
        ("石川町", "481", (139.21, 35.61)),
        ("石川町", "481-2", (139.22, 35.62)),
        ("石川町", "甲7番地", (139.23, 35.63)),
    ]
    known = gazetteer(TOWNS, blocks=blocks)
    wanted = {
        "石川町481": "481",
        "石川町481番地2": "481-2",
        "石川町481-3-1": "481",
        "石川町甲7": "甲7",
        "石川町48": None,
    }
    assert {written: getattr(placed(written, known), "block", "?") for written in wanted} == wanted


def test_a_lot_that_spreads_far_is_no_better_than_its_town() -> None:
    far = [("館町", "1097", (139.29 + step / 200, 35.63)) for step in range(4)]
    found = placed("館町1097-15", gazetteer(TOWNS, blocks=far))
    assert isinstance(found, Found)
    assert (found.town, found.block) == ("館町", None)
    near = [("館町", "74", (139.29 + step / 2000, 35.63)) for step in range(3)]
    found = placed("館町74", gazetteer(TOWNS, blocks=near))
    assert isinstance(found, Found)
    assert found.block_place == near[1][2]


def test_towns_known_by_their_blocks_alone() -> None:
    found = placed("新町9", gazetteer([], [("新町", (139.3, 35.6))]))
    assert isinstance(found, Found)
    assert (found.town, found.by_blocks) == ("新町", True)


def test_wards_may_be_left_out_unless_two_have_the_town() -> None:
    sapporo = Whereabouts("011002", "北海道", "札幌市")
    wards = [
        ("中央区大通西一丁目", (141.35, 43.06)),
        ("中央区旭町", (141.36, 43.05)),
        ("北区旭町", (141.3, 43.1)),
    ]
    known = gazetteer(wards)
    assert getattr(placed("札幌市中央区大通西1丁目3", known, sapporo), "town", None) == "中央区大通西一丁目"
    assert getattr(placed("大通西1-3", known, sapporo), "town", None) == "中央区大通西一丁目"
    assert getattr(placed("札幌市北区旭町1", known, sapporo), "town", None) == "北区旭町"
    assert placed("札幌市旭町1", known, sapporo) is Why.TWINS


@pytest.mark.real
def test_real_addresses_are_placed_near_where_they_are(real_data: Path) -> None:
    towns = json.loads((real_data / "gazetteer" / "hachioji.json").read_text(encoding="utf-8"))
    known = gazetteer((item["town"] + (item["koaza"] or ""), (item["lng"], item["lat"])) for item in towns)
    with (real_data / "hachioji" / "hinanbasho.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    errors = []
    missing: dict[Why, list[str]] = {}
    for row in rows:
        address = take_apart(row["住所"], HERE)
        found = Why.SEVERAL if address.several else find(address.text, known)
        if isinstance(found, Found):
            errors.append(distance_m(found.place, (float(row["lon"]), float(row["lat"]))))
        else:
            missing.setdefault(found, []).append(row["住所"])
    # A town's point is a town's point: large towns in the hills are kilometres wide.
    assert (len(rows), len(errors)) == (150, 141)
    assert np.median(errors) < 450
    assert np.percentile(errors, 90) < 900
    assert {why: len(texts) for why, texts in missing.items()} == {
        Why.SEVERAL: 2,
        Why.UNKNOWN: 1,
        Why.AMBIGUOUS: 6,
    }
    assert missing[Why.UNKNOWN] == ["東京都日野市程久保2-1-1"]
