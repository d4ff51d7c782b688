"""How figures are written, and what stands for hidden ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gisapp.planning.question import COMPONENTS, parse
from gisapp.planning.words import HIDDEN_NOTE
from gisapp.publish.gap_border import border_words
from gisapp.publish.gap_columns import Column, columns, picked
from gisapp.publish.gap_doubts import doubts
from gisapp.publish.gap_tables import worst_asked
from gisapp.publish.gap_words import HIDDEN, UNKNOWN, cell, short_name, value, words
from gisapp.publish.handout import Handout, notes

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
    assert {made_of.get(name, name) for name in handed.answer.rows[0]} - told == {"id", "focus"}


def test_the_limit_of_the_aging_rate_is_a_column_only_where_there_is_one(handed: Handout) -> None:
    asked = replace(handed.answer.question, aging_from=30)
    limited = replace(handed.answer, question=asked, focus={"words": "高齢化率30％以上に限ると"})
    (column,) = [each for each in columns(limited) if each.title == "高齢化率の条件にあてはまる"]
    assert column.means == "高齢化率が30％以上の区域です。"
    assert [cell({"focus": each}, column) for each in (True, False, None)] == ["あてはまる", "", ""]
    assert column not in columns(handed.answer)


def test_households_are_counted_in_households(handed: Handout) -> None:
    found = columns(replace(handed.answer, question=parse({"target": ["households"], "sex": ["f"]})))
    told = {column.key: column for column in found}
    assert told["uncovered_people"].title == "届かない世帯"
    assert {told[key].unit for key in ("target_people", "covered_people", "uncovered_people")} == {"世帯"}
    assert told["target_people"].means == "世帯の数です。"
    assert told["assets_per_1000"].title == "対象千世帯あたりの場所"
    assert told["people"].unit == "人"


def test_a_group_is_called_by_its_full_name(handed: Handout) -> None:
    found = columns(replace(handed.answer, question=parse({"sex": ["f"]})))
    assert "65歳以上の人のうち女性の数です。" in [column.means for column in found]


def test_only_districts_that_were_asked_for_are_marked_as_worst(handed: Handout) -> None:
    rows = [{"worst": True, "focus": True}, {"worst": True, "focus": None}, {"worst": False, "focus": True}]
    answer = replace(handed.answer, rows=rows)
    assert [row["worst"] for row in worst_asked(answer)] == [True, True, False]
    limited = replace(answer, focus={"words": "高齢化率30％以上に限ると"})
    assert [row["worst"] for row in worst_asked(limited)] == [True, False, False]


def test_places_that_are_not_known_across_the_border_are_named(handed: Handout) -> None:
    sure = {
        **handed.answer.confidence,
        "outside": 28,
        "known": 58,
        "border_districts": 3,
        "grain": "1kmのます目です。",
    }
    answer = replace(handed.answer, confidence=sure | {"unguarded": ["はちまるサポート", "カフェ"]})
    named = "はちまるサポート・カフェは、となりの市区町村の場所が入っていません。"
    told = dict(doubts(answer, "小学校区"))
    assert named in told["市の境に近い区域"]
    assert "58か所（うち市の外 28か所）" in told["数えた場所"]
    assert told["人口の細かさ"] == "1kmのます目です。"
    assert ("市の外の場所", named) in notes(replace(handed, answer=answer))
    assert border_words(replace(answer, confidence=sure | {"unguarded": []})) == ""


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


def test_g11_what_is_hidden_has_no_value_in_any_column(handed: Handout) -> None:
    listed = columns(handed.answer)
    hidden = [row for row in handed.answer.rows if row["note"] == HIDDEN_NOTE]
    assert hidden
    for row in hidden:
        for column in listed:
            if column.digits is not None and value(row, column) is None:
                assert cell(row, column) == HIDDEN


def test_columns_are_picked_in_the_order_wanted(handed: Handout) -> None:
    assert [column.key for column in picked(handed.answer, "score", "rank")] == ["score", "rank"]
