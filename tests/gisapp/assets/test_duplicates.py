"""Holds the search for places that are there already: names however they are written, near and far."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from gisapp.assets.duplicates import LIKE_FAR, LIKE_NEAR, likely, likeness
from gisapp.assets.snapshots import snapshot_of
from gisapp.assets.writing import create
from tests.assets import CITY, CODE, EAST, form, where

NAMES = st.text("あいうアイウ子供食堂サロン桜会 ABＡ１1・", max_size=12)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("ふれあいサロン桜", ""), ("ふれあいさろん桜", ""), True),
        (("サロンさくら", ""), ("ふれあいサロン桜", "フレアイサロンサクラ"), True),
        (("子ども食堂ひまわり", ""), ("こども食堂 ヒマワリ", ""), True),
        (("NPO法人みどり", ""), ("特定非営利活動法人 緑", "ミドリ"), True),
        (("髙橋さんち", ""), ("高橋さんち", ""), True),
        (("茶の間　北野", ""), ("茶の間・北野", ""), True),
        (("ふれあいサロン桜", ""), ("ふれあいサロン梅", ""), False),
        (("見本カフェ", ""), ("川口カフェ", ""), False),
        (("こども食堂ひまわり", ""), ("こども食堂あおぞら", ""), False),
    ],
)  # fmt: skip
def test_names_that_people_take_for_the_same(
    one: tuple[str, str], other: tuple[str, str], same: bool
) -> None:
    assert (likeness(one, other) >= LIKE_FAR) == same


def test_a_slip_is_alike_enough_next_door() -> None:
    assert LIKE_NEAR <= likeness(("茶の間きたの", ""), ("茶の間きのた", "")) < LIKE_FAR


@given(NAMES, NAMES)
def test_likeness_goes_both_ways(one: str, other: str) -> None:
    there, back = likeness((one, ""), (other, "")), likeness((other, ""), (one, ""))
    assert there == back
    assert 0 <= there <= 1


@given(NAMES.filter(lambda name: any(letter.isalnum() for letter in name)))
def test_the_same_name_is_the_same(name: str) -> None:
    assert likeness((name, ""), (name, "")) == 1


def add(engine: Engine, name: str, at: tuple[float, float], **said: object) -> int:
    with engine.begin() as connection:
        content = snapshot_of(connection, {}, form(name, at=at, **said), CITY)
        return create(connection, CODE, content, actor="", reason="")


def names(engine: Engine, name: str, at: tuple[float, float] | None) -> list[tuple[str, bool]]:
    with engine.connect() as connection:
        return [
            (each.name, each.distance_m is not None) for each in likely(connection, CODE, name=name, at=at)
        ]


def test_near_ones_by_a_like_name_far_ones_by_the_same_name(town: Engine) -> None:
    lon, lat = EAST
    metre = 1 / 111_000
    add(town, "茶の間さくら", (lon, lat + 90 * metre))
    add(town, "茶の間さくらんぼ", (lon, lat + 110 * metre))
    add(town, "まったく別の名前", (lon, lat))
    add(town, "茶の間 サクラ", (lon + 0.01, lat))
    assert names(town, "茶の間さくら", EAST) == [("茶の間さくら", True)]
    assert names(town, "茶の間 サクラ", None) == [("茶の間 サクラ", False)]
    assert names(town, "", EAST) == []


def test_a_place_that_isnt_shown_as_a_point_gives_no_distance_away(town: Engine) -> None:
    add(town, "茶の間さくら", EAST, where=where(lon=EAST[0], lat=EAST[1], precision="校区"))
    assert names(town, "茶の間さくら", EAST) == [("茶の間さくら", False)]
