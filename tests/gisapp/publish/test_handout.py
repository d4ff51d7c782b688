"""What goes along with an answer: outlines in its order, public places alone, sources, the day in Japan."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest
import shapely
from sqlalchemy.engine import Engine

from gisapp.planning.supply import Supply
from gisapp.publish.handout import PLANNED, Handout, _counted, handout, notes


def supply(*rows: tuple[int, str, float]) -> Supply:
    places = pd.DataFrame(
        [{"id": number, "layer": "ibasho", "name": name, "lon": lon, "lat": 35.0, "x": 1.0, "y": 2.0, "formality": None}
         for number, name, lon in rows]
    )  # fmt: skip
    return Supply(
        places,
        places.iloc[:0],
        known=0,
        checked=0,
        unplaced=0,
        hidden=0,
        rough=0,
        filled=0,
        missing=(),
        other=(),
    )


def public(number: int, name: str) -> dict:
    return {
        "id": number,
        "layer": "ibasho",
        "name": name,
        "address": "見本町1",
        "precision": "exact",
        "formality": None,
        "lon": 0.0,
        "lat": 0.0,
    }


def test_only_what_is_public_and_counted_is_handed_out() -> None:
    found = _counted(
        {1: public(1, "甲"), 2: public(2, "数えない")}, supply((1, "甲", 139.0), (3, "公開しない", 139.1))
    )
    assert [place["name"] for place in found] == ["甲"]
    assert found[0]["layer_title"] == "居場所・サロン"


def test_a_scenarios_places_stand_where_it_puts_them() -> None:
    found = _counted({1: public(1, "甲")}, supply((1, "甲", 139.5), (-1, "新しい居場所", 139.6)))
    assert [(place["name"], place["lon"]) for place in found] == [("甲", 139.5), ("新しい居場所", 139.6)]
    assert found[1]["address"] == PLANNED


def test_outlines_are_in_the_order_of_the_rows(handed: Handout) -> None:
    districts = handed.answer.world.districts.set_index("id")
    for row, shape, shape_m in zip(handed.answer.rows, handed.shapes, handed.shapes_m, strict=True):
        label = districts.loc[row["id"]]
        assert shape.intersects(shapely.Point(label["lon"], label["lat"]))
        assert 1e4 < shape_m.area < 1e9


def test_every_place_is_a_public_one(handed: Handout) -> None:
    counted = set(handed.answer.figures.supply.places["id"].tolist())
    assert handed.places
    assert {place["id"] for place in handed.places} <= counted
    assert {place["precision"] for place in handed.places} <= {"exact", "町丁目", "校区"}
    assert len({str(credit) for credit in handed.sources}) == len(handed.sources)


def test_the_day_is_japans(handed: Handout, demo_engine: Engine) -> None:
    late = datetime(2026, 4, 1, 15, 30, tzinfo=UTC)
    given = handout(demo_engine, handed.city, handed.answer, now=late)
    assert dict(notes(given))["計算した日時"] == "2026-04-02 00:30（日本時間）"
    assert "もう一度開くとき" not in dict(notes(given))


@pytest.mark.parametrize(
    "title", ["問い", "答え", "人口の年", "条件を変えたとき", "非表示の数字", "計算の番号", "出典"]
)
def test_notes_tell_what_a_reader_needs(handed: Handout, title: str) -> None:
    assert dict(notes(handed))[title]
