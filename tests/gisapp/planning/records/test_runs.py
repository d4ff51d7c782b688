"""Holds that a calculation is kept once under its number, can be made again, and says what has changed."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from gisapp.errors import UserError
from gisapp.planning import gaps as gaps_module
from gisapp.planning.desk import Desk, Moment
from gisapp.planning.gaps import Answer, answer, answer_at
from gisapp.planning.question import Question
from gisapp.planning.records import inputs, runs
from gisapp.planning.records.figures import differences, of_answer
from gisapp.planning.records.inputs import inputs_of
from gisapp.planning.records.rerun import changed_inputs, rerun
from gisapp.planning.records.runs import Run, load, pin, stored

DEMO = "990019"
ASKED = Question(within_m=777)
CLOSED = "update service set status = 'temporarily closed' where layer = 'cafe'"
OPEN = "update service set status = 'active' where layer = 'cafe'"


@pytest.fixture(autouse=True)
def nothing_kept(demo_engine: Engine) -> Iterator[None]:
    """No run stands before a test, and none after it."""
    run(demo_engine, "delete from analysis_run")
    yield
    run(demo_engine, "delete from analysis_run")


@pytest.fixture
def desk(demo_engine: Engine) -> Desk:
    return Desk(demo_engine)


def run(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text(statement))


@contextlib.contextmanager
def for_a_while(engine: Engine, change: str, back: str) -> Iterator[None]:
    """Other data for as long as the block lasts."""
    run(engine, change)
    try:
        yield
    finally:
        run(engine, back)


def kept(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(sa.text("select * from analysis_run order by first_at, number")))


def under_change(desk: Desk, *statements: str) -> tuple[Answer, str]:
    """The answer and its number where the data were others for a moment that leaves nothing behind."""
    with desk.engine.connect() as connection:
        connection.begin()
        for statement in statements:
            connection.execute(sa.text(statement))
        fresh = Desk(desk.engine)
        moment = Moment(connection, DEMO, -1)
        found = answer_at(fresh, moment, ASKED)
        number = stored(fresh, moment, found)
        connection.rollback()
    return found, number


def test_the_same_question_on_the_same_data_is_kept_once(desk: Desk) -> None:
    first, second = answer(desk, DEMO, ASKED), answer(Desk(desk.engine), DEMO, ASKED)
    assert first.run == second.run
    assert len(first.run) == 12
    found = load(desk.engine, first.run)
    assert len(kept(desk.engine)) == 1
    assert found.first_at < found.last_at
    assert (found.kind, found.municipality_code, found.question["within_m"]) == ("gaps", DEMO, 777)
    assert found.figures == json.loads(json.dumps(of_answer(first)))


def test_what_was_asked_otherwise_has_another_number(desk: Desk) -> None:
    asked = [
        ASKED,
        Question(within_m=776),
        Question(within_m=777, detour=1.3),
        Question(within_m=777, nearest=2),
    ]
    assert len({answer(desk, DEMO, each).run for each in asked}) == 4


@pytest.mark.parametrize(
    ("change", "layer"),
    [
        ("update service set capacity = coalesce(capacity, 0) + 1 where layer = 'cafe'", "cafe"),
        ("update service set assured_date = '2020-01-01' where layer = 'ibasho'", "ibasho"),
        ("update location set geom = ST_Translate(geom, 0.00001, 0) where id in (select location_id from"
         " service_at_location sl join service s on s.id = sl.service_id where s.layer = 'cafe')", "cafe"),
        (CLOSED, "cafe"),
        ("update population_count set people = people + 1 where people is not null", "population_mesh"),
        ("update area set name = name || 'X' where system = 'elementary_district'", "elementary_district"),
        ("update source set digest = digest || 'x' where layer = 'cafe'", "cafe"),
    ],
)  # fmt: skip
def test_whatever_an_answer_depends_on_is_in_its_number(desk: Desk, change: str, layer: str) -> None:
    _, before = under_change(desk)
    _, after = under_change(desk, change)
    assert before != after
    changes = changed_inputs(load(desk.engine, before).inputs, load(desk.engine, after).inputs)
    assert [each["layer"] for each in changes] == [layer]


def test_what_an_answer_does_not_depend_on_is_not_in_its_number(desk: Desk) -> None:
    _, before = under_change(desk)
    _, after = under_change(
        desk,
        "update service set name = name || 'X' where layer = 'shelter'",
        "update service set fee = '100円', run_id = (select max(id) from import_run) where layer = 'cafe'",
        "update municipality set data_version = data_version + 1",
    )
    assert before == after


def test_the_walking_network_is_an_input(desk: Desk) -> None:
    def state(*statements: str) -> str:
        with desk.engine.connect() as connection:
            connection.begin()
            for statement in statements:
                connection.execute(sa.text(statement))
            found = inputs_of(Desk(desk.engine), Moment(connection, DEMO, -1), ["walk_network"])
            connection.rollback()
        return str(found[0]["digest"])

    edge = (
        "insert into walk_edge (municipality_code, layer, source, target, number, length_m, geom, run_id) select"
        " '990019', 'walk_network', 'a', 'b', 0, 12.5, ST_GeomFromText('LINESTRING(141 35, 141.1 35)', 6668),"
        " min(id) from import_run"
    )
    longer = "update walk_edge set length_m = 13"
    assert len({state(), state(edge), state(edge, longer)}) == 3


def test_other_code_has_another_number(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = answer(desk, DEMO, ASKED).run
    monkeypatch.setattr(runs, "code_version", lambda: "9.9+other")
    after = answer(desk, DEMO, ASKED).run
    assert before != after
    again = rerun(desk, before)
    assert again.same
    assert again.code_changed
    assert "プログラムが新しく" in again.words


def test_the_code_version_is_made_of_all_that_computes() -> None:
    version, _, texts = inputs.code_version().partition("+")
    assert version
    assert len(texts) == 12
    assert {path.name for path in inputs.CODE} == {"analysis", "planning", "sql"}


def test_made_again_it_is_the_same(desk: Desk) -> None:
    found = rerun(Desk(desk.engine), answer(desk, DEMO, ASKED).run)
    assert found.same
    assert found.then.number == found.now.number
    assert (found.changed_inputs, found.code_changed, found.changed_figures) == ([], False, [])
    assert found.words == "もう一度計算し、数字はすべて同じでした。"
    assert isinstance(found.made, Answer)


def test_made_again_on_other_data_it_says_what_changed(desk: Desk) -> None:
    before = answer(desk, DEMO, ASKED)
    with for_a_while(desk.engine, CLOSED, OPEN):
        found = rerun(Desk(desk.engine), before.run)
    assert not found.same
    assert [each["layer"] for each in found.changed_inputs] == ["cafe"]
    assert "終わった" in found.changed_inputs[0]["words"]
    assert "カフェ・喫茶" in found.words
    city = {each["figure"]: each for each in found.changed_figures if each["district"] == "全体"}
    assert city["届く人の割合"]["then"] == before.totals["covered_share"]
    assert city["届く人の割合"]["now"] < before.totals["covered_share"]
    assert rerun(Desk(desk.engine), before.run).same, "and is the same again when the data are"


def test_figures_of_households_are_called_so(desk: Desk) -> None:
    before = answer(desk, DEMO, replace(ASKED, target="households"))
    with for_a_while(desk.engine, CLOSED, OPEN):
        figures = {each["figure"] for each in rerun(Desk(desk.engine), before.run).changed_figures}
    assert {"届く世帯", "届かない世帯", "届く世帯の割合"} <= figures
    assert not [each for each in figures if re.search(r"人(?!口)", each)]


def test_figures_that_differ_without_a_reason_are_not_hushed_up(desk: Desk) -> None:
    number = answer(desk, DEMO, ASKED).run
    run(
        desk.engine,
        "update analysis_run set figures_digest = 'x',"
        " figures = jsonb_set(figures, '{city,rows,0,3}', '12345')",
    )
    found = rerun(desk, number)
    assert not found.same
    assert "管理者に知らせて" in found.words
    assert len(found.changed_figures) == 1


def test_hidden_figures_are_hidden_in_what_is_kept(desk: Desk) -> None:
    found = answer(desk, DEMO, Question(target="85+", sex="m", within_m=300))
    hidden = {
        row["name"]
        for row in found.rows
        if row["target_people"] is not None and row["covered_people"] is None
    }
    table = load(desk.engine, found.run).figures["districts"]
    at = table["columns"].index("covered_people")
    assert hidden
    assert {row[0] for row in table["rows"] if row[at] is None} >= hidden


@pytest.mark.parametrize(
    "number", ["", "nothing", "0123456789ab", "0123456789AB", "x" * 500, "a\x00", "'; --"]
)
def test_an_unknown_number_is_told(desk: Desk, number: str) -> None:
    with pytest.raises(UserError, match="記録はありません") as caught:
        rerun(desk, number)
    assert (caught.value.code, caught.value.status) == ("ASK-020", 404)


def test_what_nobody_holds_on_to_goes_the_longest_unasked_first(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "MOST", 3)
    numbers = [answer(desk, DEMO, Question(within_m=metres)).run for metres in (701, 702, 703)]
    pin(desk.engine, numbers[0])
    answer(desk, DEMO, Question(within_m=702))
    numbers += [answer(desk, DEMO, Question(within_m=metres)).run for metres in (704, 705)]
    left = {each.number for each in kept(desk.engine)}
    assert left == {numbers[0], numbers[1], numbers[3], numbers[4]}
    assert load(desk.engine, numbers[0]).pinned


def test_large_runs_go_by_their_size_but_never_the_last_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "MOST_BYTES", 1)
    numbers = [answer(desk, DEMO, Question(within_m=metres)).run for metres in (701, 702)]
    assert [each.number for each in kept(desk.engine)] == numbers[1:]


def test_d17_a_cancelled_calculation_leaves_no_run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def cancelled(*_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(gaps_module, "ranking", cancelled)
    with pytest.raises(KeyboardInterrupt):
        answer(desk, DEMO, ASKED)
    assert kept(desk.engine) == []


def test_differences_name_whose_figure_and_both_values() -> None:
    then = {
        "districts": {
            "columns": ["", "people", "rank"],
            "rows": [["東", 10, 1], ["西", 20, 2], ["西", 5, None]],
        }
    }
    now = {
        "districts": {"columns": ["", "people", "rank"], "rows": [["東", 11, 1], ["西", 20, 2], ["南", 5, 3]]}
    }
    assert differences(then, then, head="人") == []
    assert differences(then, now, head="人") == [
        {"district": "東", "figure": "人口", "then": 10, "now": 11},
        {"district": "西（2）", "figure": "区域", "then": "あり", "now": "なし"},
        {"district": "南", "figure": "区域", "then": "なし", "now": "あり"},
    ]


def test_changes_of_inputs_are_said_in_words() -> None:
    cafe = {"layer": "cafe", "digest": "1", "as_of": "2024-01-01", "sources": ["a"]}
    newer = {**cafe, "digest": "2", "as_of": "2025-01-01", "sources": ["a", "b"]}
    plan = {"layer": "scenario", "name": "案", "digest": "1"}
    assert changed_inputs([cafe, plan], [cafe, plan]) == []
    found = changed_inputs([cafe, plan], [newer, {**plan, "digest": "2"}, {**cafe, "layer": "ibasho"}])
    assert [(each["title"], each["words"]) for each in found] == [
        ("カフェ・喫茶", "取り込み直されています（時点 2024-01-01 → 2025-01-01）"),
        ("シナリオ", "変わっています"),
        ("居場所・サロン", "新しく使われています"),
    ]


def test_a_run_holds_only_plain_values(desk: Desk) -> None:
    found = load(desk.engine, answer(desk, DEMO, ASKED).run)
    assert isinstance(found, Run)
    assert json.loads(json.dumps(found.figures, allow_nan=False)) == found.figures
