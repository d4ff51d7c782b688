"""How figures are written, and what stands for hidden ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gisapp.planning.question import COMPONENTS, parse
from gisapp.planning.words import HIDDEN_NOTE
from gisapp.publish.gap_columns import Column, columns, picked
from gisapp.publish.gap_words import HIDDEN, UNKNOWN, cell, short_name, value, words
from gisapp.publish.handout import Handout

PEOPLE = Column("people", "people", "人口", "人", 0, "")
SHARE = Column("covered.300", "reach_300", "300m", "％", 1, "")
WORST = Column("worst_words", "worst", "要注意", "", None, "")


@pytest.mark.parametrize(("row", "column", "found"), [
    ({"people": 12345, "note": ""}, PEOPLE, "12,345人"),
    ({"people": 0, "note": ""}, PEOPLE, "0人"),
    ({"people": None, "note": HIDDEN_NOTE}, PEOPLE, HIDDEN),
    ({"people": None, "note": ""}, PEOPLE, UNKNOWN),
    ({"people": None, "note": "住んでいる人がいません"}, PEOPLE, UNKNOWN),
    ({"covered": {"300": 12.34}, "note": ""}, SHARE, "12.3％"),
    ({"covered": None, "note": HIDDEN_NOTE}, SHARE, HIDDEN),
    ({"covered": {}, "note": ""}, SHARE, UNKNOWN),
    ({"worst": True, "note": ""}, WORST, "要注意"),
    ({"worst": False, "note": HIDDEN_NOTE}, WORST, UNKNOWN),
])  # fmt: skip
def test_a_figure_is_written_hidden_or_unknown(row, column, found) -> None:
    assert words(row, column) == found


def test_a_unit_may_be_left_to_the_title() -> None:
    assert words({"people": 1234, "note": ""}, PEOPLE, unit=False) == "1,234"


@pytest.mark.parametrize(("name", "short"), [
    ("第一小学校区", "第一"), ("東中学校", "東"), ("小学校区", "小学校区"), ("中央地区", "中央地区"), ("53394512", ""),
])  # fmt: skip
def test_a_name_is_short_but_never_empty(name: str, short: str) -> None:
    assert short_name(name) == short


def test_columns_have_names_of_their_own_that_any_program_reads(handed: Handout) -> None:
    found = columns(handed.answer)
    names = [column.name for column in found]
    assert len(names) == len(set(names)) == len({column.title for column in found})
    assert all(name.isascii() and name.replace("_", "").isalnum() and len(name) <= 11 for name in names)
    assert not [column for column in found if "{" in column.title + column.means + column.unit]
    assert all(column.means for column in found)


def test_every_plain_figure_of_a_row_has_a_column(handed: Handout) -> None:
    told = {column.key.split(".")[0] for column in columns(handed.answer)}
    made_of = {"worst": "worst_words", "has_any": "has_any_words", "border": "border_words", "verdict": "verdict_words",
               "aging_class": "class_words", "service_class": "class_words"}  # fmt: skip
    assert {made_of.get(name, name) for name in handed.answer.rows[0]} - told == {"id"}


def test_columns_follow_the_question(handed: Handout) -> None:
    asked = parse(
        {
            "target": ["0-5"],
            "within_m": ["1200"],
            "nearest": ["3"],
            "supply": ["hours"],
            "w": ["aging_rate:3,late_rate:1"],
        }
    )
    found = {column.key: column for column in columns(replace(handed.answer, question=asked))}
    assert found["target_people"].means == "0〜5歳の子どもの数です。"
    assert "1,200m" in found["covered_share"].means
    assert "近いほうから3番目の" in found["nearest_mean_m"].means
    assert found["access"].unit == "時間"
    assert found["components.aging_rate"].means == "0〜100。重みは 3（全体の 75％）です。"
    assert found["components.uncovered_people"].means == "0〜100。重みは 0（全体の 0％）です。"
    assert [key for key in found if key.startswith("components.")] == [
        f"components.{key}" for key in COMPONENTS
    ]


def test_several_distances_have_a_column_each(handed: Handout) -> None:
    limits = [column.key for column in columns(handed.answer) if column.key.startswith("covered.")]
    assert limits == [f"covered.{limit}" for limit in handed.answer.totals["covered"]]
    assert len(limits) >= 5


def test_what_is_hidden_has_no_value_in_any_column(handed: Handout) -> None:
    listed = columns(handed.answer)
    hidden = [row for row in handed.answer.rows if row["note"] == HIDDEN_NOTE]
    assert hidden
    for row in hidden:
        for column in listed:
            if column.digits is not None and value(row, column) is None:
                assert cell(row, column) == HIDDEN


def test_columns_are_picked_in_the_order_wanted(handed: Handout) -> None:
    assert [column.key for column in picked(handed.answer, "score", "rank")] == ["score", "rank"]
