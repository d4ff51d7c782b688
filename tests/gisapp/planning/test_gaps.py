"""Holds the answer to a question: hand-counted people, plain computations beside it, the demo city as a whole."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from gisapp.errors import UserError
from gisapp.planning.desk import Desk, Moment
from gisapp.planning.figures import district_figures
from gisapp.planning.gaps import Answer, answer, answer_at
from gisapp.planning.question import Question, parse
from gisapp.planning.scenarios import save
from gisapp.planning.words import HIDDEN_NOTE, PARTLY_NOTE, UNKNOWN_NOTE

DEMO, SYSTEM = "990019", "elementary_district"


@pytest.fixture(scope="module")
def desk(demo_engine: Engine) -> Desk:
    return Desk(demo_engine)


def ask(desk: Desk, **values: Any) -> Answer:
    return answer(desk, DEMO, parse({key: [str(value)] for key, value in values.items()}))


def plain(
    found: Answer, *, within_m: float, zones: tuple[tuple[float, float], ...]
) -> dict[int, dict[str, float]]:
    """Coverage, mean distance and E2SFCA by district in loops, from people and places as they stand."""
    demand, places = found.figures.demand, found.figures.supply.places
    people = [(row.x, row.y, row.district, row.target) for row in demand.itertuples()]
    at = [(row.x, row.y, row.size) for row in places[["x", "y", "size"]].itertuples(index=False, name="P")]

    def weight(metres: float) -> float:
        return next((share for end, share in zones if metres <= end + 1e-6), 0.0)

    near = []
    for x, y, _, target in people:
        metres = [math.hypot(x - px, y - py) for px, py, _ in at]
        close = [(j, weight(m)) for j, m in enumerate(metres) if m <= within_m + 1e-6]
        near.append((min(metres), close, target))
    shared = [0.0] * len(at)
    for _, close, target in near:
        for j, share in close:
            shared[j] += target * share
    ratio = [size / total if total > 0 else 0.0 for (_, _, size), total in zip(at, shared, strict=True)]
    sums: dict[int, dict[str, float]] = {}
    for (_, _, district, target), (least, close, _) in zip(people, near, strict=True):
        each = sums.setdefault(district, {"target": 0.0, "covered": 0.0, "metres": 0.0, "access": 0.0})
        each["target"] += target
        each["covered"] += target if least <= within_m + 1e-6 else 0.0
        each["metres"] += target * least
        each["access"] += target * sum(ratio[j] * share for j, share in close)
    return sums


def test_the_figures_are_those_of_a_plain_computation(desk: Desk) -> None:
    found = ask(desk, categories="cafe", within_m=800)
    zones = ((800 / 3, 1.0), (1600 / 3, 0.68), (800.0, 0.22))
    sums = plain(found, within_m=800, zones=zones)
    for position, row in found.figures.measures.iterrows():
        each = sums[int(position)]  # type: ignore[arg-type]
        assert row["target_people"] == pytest.approx(each["target"], rel=1e-9)
        assert row["covered_people"] == pytest.approx(each["covered"], rel=1e-9)
        assert row["nearest_mean_m"] == pytest.approx(each["metres"] / each["target"], rel=1e-9)
        assert row["access_mean"] == pytest.approx(each["access"] / each["target"], rel=1e-9)


def test_people_of_the_districts_add_up_to_the_city(desk: Desk) -> None:
    found = ask(desk)
    inside = found.world.demand[found.world.demand["district"] >= 0]
    assert found.totals["people"] == round(inside["people"].sum())
    assert sum(row["people"] for row in found.rows) == pytest.approx(
        found.totals["people"], abs=len(found.rows)
    )
    assert found.totals["people"] + round(found.world.hole_people) == pytest.approx(180_000, rel=0.02)


def test_the_choice_area_shares_its_people_and_is_told(desk: Desk) -> None:
    assert ask(desk).world.overlap_people > 0
    assert ask(desk, system="junior_high_district").world.overlap_people == pytest.approx(0, abs=1)


def test_every_system_of_districts_holds_the_same_people(desk: Desk) -> None:
    totals = [ask(desk, system=system).totals for system in (SYSTEM, "junior_high_district", "mesh")]
    for other in totals[1:]:
        assert other["target_people"] == pytest.approx(totals[0]["target_people"], rel=0.01)
        assert other["covered_share"] == pytest.approx(totals[0]["covered_share"], abs=1.5)


def test_a_longer_way_never_covers_fewer(desk: Desk) -> None:
    found = ask(desk)
    told = [row for row in found.rows if row["covered"] is not None]
    assert told
    for row in [found.totals, *told]:
        shares = [row["covered"][limit] for limit in ("300", "500", "800", "1000", "1500")]
        known = [share for share in shares if share is not None]
        assert known == sorted(known)
        assert row["covered"]["800"] == row["covered_share"]
    assert ask(desk, within_m=300).totals["covered_share"] == found.totals["covered"]["300"]


def test_a_detour_never_covers_more(desk: Desk) -> None:
    straight, round_about = (ask(desk, detour=d).totals for d in (1.0, 1.3))
    assert round_about["covered_share"] < straight["covered_share"]
    assert round_about["nearest_mean_m"] == pytest.approx(1.3 * straight["nearest_mean_m"], rel=0.01)


def test_the_second_nearest_is_never_nearer(desk: Desk) -> None:
    first, second = (ask(desk, nearest=k).totals for k in (1, 2))
    assert second["nearest_mean_m"] > first["nearest_mean_m"]
    assert second["covered_share"] == first["covered_share"], "one place in reach is enough to be reached"


def test_a_slower_pace_takes_longer_and_changes_nothing_else(desk: Desk) -> None:
    slow, fast = (ask(desk, speed_km_h=pace) for pace in (3, 6))
    assert slow.totals["nearest_mean_min"] == pytest.approx(2 * fast.totals["nearest_mean_min"], abs=1)
    for row in slow.rows + fast.rows:
        row.pop("nearest_mean_min")
    assert slow.rows == fast.rows


def test_formal_and_informal_places_make_up_all(desk: Desk) -> None:
    both, formal, informal = (
        ask(desk, categories="cafe,child_rearing", formality=each) for each in ("", "formal", "informal")
    )
    assert formal.totals["assets"] + informal.totals["assets"] == both.totals["assets"] > 0
    assert (
        max(formal.totals["covered_share"], informal.totals["covered_share"]) <= both.totals["covered_share"]
    )


def test_a_category_that_nobody_loaded_is_not_answered_as_none(desk: Desk) -> None:
    """Unknown is not none: alone it is refused, beside others it is told."""
    with pytest.raises(UserError, match="福祉施設") as caught:
        ask(desk, categories="welfare_facility")
    assert caught.value.code == "ASK-011"
    both = ask(desk, categories="welfare_facility,cafe")
    assert both.sentence.endswith("福祉施設は位置の分かるデータがないため、数えていません。")
    assert [row["covered_share"] for row in both.rows] == [
        row["covered_share"] for row in ask(desk, categories="cafe").rows
    ]


def test_targets_are_parts_of_everybody(desk: Desk) -> None:
    people = {t: ask(desk, target=t).totals["target_people"] for t in ("75+", "65+", "0-14", "all")}
    assert 0 < people["75+"] < people["65+"] < people["all"]
    assert 0 < people["0-14"] < people["all"]


def test_ages_cut_out_of_wider_ones_are_told(desk: Desk) -> None:
    assert not ask(desk, target="65+").confidence["approximate_ages"]
    whole, part, rest = (ask(desk, target=t) for t in ("0-14", "0-5", "6-14"))
    assert part.totals["target_people"] + rest.totals["target_people"] == pytest.approx(
        whole.totals["target_people"], abs=2
    )


def test_ages_that_no_table_tells_are_refused(desk: Desk) -> None:
    with pytest.raises(UserError) as caught:
        ask(desk, target="101-110")
    assert caught.value.code == "ASK-013"


def test_ways_are_refused_where_none_are_loaded(real_engine: Engine) -> None:
    with pytest.raises(UserError) as caught:
        answer(Desk(real_engine), "132012", replace(Question(("cafe",)), distance="walk"))
    assert caught.value.code == "ASK-014"


def test_ranks_run_from_one_by_score(desk: Desk) -> None:
    rows = ask(desk).rows
    ranked = [row for row in rows if row["rank"] is not None]
    assert [row["rank"] for row in ranked] == sorted(row["rank"] for row in ranked)
    scores = [row["score"] for row in ranked]
    assert scores == sorted(scores, reverse=True)
    assert 1 <= sum(row["worst"] for row in rows) <= math.ceil(len(rows) / 4)
    for row in ranked:
        assert row["rank_best"] <= row["rank_last"]
        assert 0 <= row["stability"] <= 100
        assert row["verdict_words"] in ("頑健に不足", "頑健に届いている", "条件による")


def test_the_answer_for_the_older_districts_alone(desk: Desk) -> None:
    found = ask(desk, aging_from=30)
    old = [row for row in found.rows if row["aging_rate"] is not None and row["aging_rate"] >= 30]
    assert {row["id"] for row in old} == {row["id"] for row in found.rows if row["focus"]}
    assert found.focus is not None
    assert found.focus["districts"] >= len(old) > 0
    assert found.focus["far_districts"] >= sum((row["covered_share"] or 100) < 50 for row in old)
    assert found.focus["words"].startswith("高齢化率30％以上の")
    everybody = ask(desk)
    assert everybody.focus is None
    assert [row | {"focus": True} for row in found.rows] == [row | {"focus": True} for row in everybody.rows]


@pytest.mark.parametrize("target", ["65+", "0-4", "households"])
def test_g9_older_districts_asked_about_twice_tell_no_hidden_number(desk: Desk, target: str) -> None:
    """Sums told for any two rates, or for one beside the whole, differ by no hidden district alone."""
    for name in ("target_people", "uncovered_people"):
        secrets = []
        for rate in range(1, 61):
            found = ask(desk, target=target, aging_from=rate)
            assert found.focus is not None
            if found.focus[name] is None:
                continue
            ids, measures = found.world.districts["id"].tolist(), found.figures.measures
            hidden = {ids.index(row["id"]) for row in found.rows if row[name] is None}
            secrets.append({at for at in hidden if measures["aging_rate"][at] >= rate})
        secrets.append(hidden)
        assert len(secrets) > 2, "sums that tell nothing are told"
        assert all(each in (set(), hidden) for each in secrets)


def test_no_district_that_few_can_reach_is_called_reached(desk: Desk) -> None:
    """The verdict is about the answer itself: less than half of the people reached."""
    rows = [row for row in ask(desk).rows if row["verdict"] is not None]
    for row in rows:
        if row["verdict"] == "robust_no_gap" and row["covered_share"] is not None:
            assert row["covered_share"] >= 50
        if row["verdict"] == "robust_gap" and row["covered_share"] is not None:
            assert row["covered_share"] < 50


def test_g9_a_scenario_beside_the_real_answer_tells_no_small_number(demo_engine: Engine) -> None:
    """Whoever reads both pages: what either hides, the scenario's hides, and so is a change of a few people."""
    desk = Desk(demo_engine)
    real = ask(desk, categories="cafe")
    place = desk_places(real)[0]
    with demo_engine.connect() as connection:
        connection.begin()
        changes = [{"kind": "close", "asset": place}]
        token = save(connection, DEMO, name="見本", changes=changes, question={}).token
        with desk.moment(DEMO) as moment:
            seen = Moment(connection, DEMO, moment.version)
            changed = answer_at(desk, seen, parse({"categories": ["cafe"], "scenario": [token]}))
        connection.rollback()
    before = {row["id"]: row for row in real.rows}
    for row in changed.rows:
        was = before[row["id"]]["covered_people"]
        if was is None:
            assert row["covered_people"] is None
        elif row["covered_people"] is not None:
            assert abs(row["covered_people"] - was) not in range(2, 9)
    assert [row for row in changed.rows if row["covered_people"] != before[row["id"]]["covered_people"]]


def desk_places(found: Answer) -> list[int]:
    """The places that were counted, by id."""
    return [int(each) for each in found.figures.supply.places["id"]]


def test_the_same_colour_means_the_same_in_another_year(desk: Desk) -> None:
    now, then = ask(desk), ask(desk, year=2040)
    assert then.classes.aging_breaks == now.classes.aging_breaks
    assert then.classes.covered_breaks == now.classes.covered_breaks


def test_the_order_of_categories_is_no_other_question(desk: Desk) -> None:
    assert ask(desk, categories="cafe,ibasho").run == ask(desk, categories="ibasho,cafe").run


def test_a_category_of_another_formality_is_told_as_that(desk: Desk) -> None:
    with pytest.raises(UserError, match="公的・準公的の場所はありません") as caught:
        ask(desk, categories="cafe", formality="formal")
    assert caught.value.code == "ASK-011"


def test_households_have_no_sex_and_their_own_unit(desk: Desk) -> None:
    found = ask(desk, target="households", sex="f")
    assert found.question.sex == "t"
    assert f"{found.totals['uncovered_people']:,}世帯（" in found.sentence


def test_weights_move_the_order_and_nothing_else(desk: Desk) -> None:
    by_age = ask(desk, w="aging_rate:10").rows
    rates = [row["aging_rate"] for row in by_age if row["rank"] is not None]
    assert rates == sorted(rates, reverse=True)
    by_id = {row["id"]: row["covered_share"] for row in ask(desk).rows}
    assert {row["id"]: row["covered_share"] for row in by_age} == by_id


def test_every_setting_counts_once_in_the_verdicts(desk: Desk) -> None:
    found = ask(desk, categories="cafe,kodomo_shokudo")
    told = found.sensitivity
    assert told["settings"] == len(told["distances"]) * len(told["decays"]) * len(told["definitions"])
    counted = sum(told[verdict] for verdict in ("robust_gap", "depends", "robust_no_gap"))
    assert counted == sum(row["verdict"] is not None for row in found.rows)


def test_equity_is_between_its_bounds(desk: Desk) -> None:
    equity = ask(desk).equity
    assert -1 <= equity["concentration_index"] <= 1
    assert 0 <= equity["gini"] <= 1
    assert equity["lorenz"][0] == [0, 0]
    assert equity["lorenz"][-1] == [1, 1]
    heights = [y for _, y in equity["lorenz"]]
    assert heights == sorted(heights)
    assert all(y <= x + 1e-9 for x, y in equity["lorenz"])


def test_figures_and_answer_tell_the_same_aging_rate(desk: Desk) -> None:
    with desk.moment(DEMO) as moment:
        figures = {
            each["id"]: each
            for each in district_figures(moment.connection, desk.world(moment, SYSTEM))["districts"]
        }
    for row in ask(desk).rows:
        assert row["aging_rate"] == figures[row["id"]]["aging_rate"]
        assert row["people"] == figures[row["id"]]["people"]


def test_all_five_aging_classes_are_on_the_demo_map(desk: Desk) -> None:
    with desk.moment(DEMO) as moment:
        found = district_figures(moment.connection, desk.world(moment, SYSTEM))["districts"]
    classes = {sum(each["aging_rate"] >= limit for limit in (20, 25, 30, 35)) for each in found}
    assert classes == {0, 1, 2, 3, 4}


def test_d14_the_same_question_has_the_same_answer_to_the_last_byte(demo_engine: Engine) -> None:
    """Desks of their own, so that nothing is remembered from the first to the second."""
    first, second = (ask(Desk(demo_engine), system="junior_high_district") for _ in range(2))
    told = [
        json.dumps(
            [found.rows, found.totals, found.equity, found.confidence, found.sensitivity, found.sentence]
        )
        for found in (first, second)
    ]
    assert told[0] == told[1]


SUPPRESS = """
    update population_count set people = null, state = 'suppressed'
    where age_from > 0 and age_to is null and cell_id in (
        select c.id from population_cell c join public_area a on ST_Intersects(a.geom, c.geom)
        where c.municipality_code = :code and a.id = :district
    )
"""


def test_d8_a_district_whose_people_are_suppressed_is_unknown_and_not_none(demo_engine: Engine) -> None:
    """Nobody knows its older people: no figure, no rank, and it says so; its neighbours are told of it too."""
    desk = Desk(demo_engine)
    district = ask(desk).rows[0]["id"]
    with demo_engine.connect() as connection:
        connection.begin()
        connection.execute(sa.text(SUPPRESS), {"code": DEMO, "district": district})
        found = answer_at(desk, Moment(connection, DEMO, -1), parse({}))
        connection.rollback()
    rows = {row["id"]: row for row in found.rows}
    hit = rows[district]
    assert hit["note"] == UNKNOWN_NOTE
    for name in (
        "target_people",
        "uncovered_people",
        "aging_rate",
        "late_rate",
        "covered_share",
        "access",
        "rank",
        "verdict",
        "service_class",
    ):
        assert hit[name] is None, name
    assert hit["assets"] is not None, "its places are known all the same"
    assert any(row["note"] == PARTLY_NOTE and row["rank"] for row in found.rows)
    assert found.confidence["unknown_units"] > 0


def test_g6_g10_small_numbers_leave_nothing_to_tell_them_from(desk: Desk) -> None:
    """By mesh there are cells with hardly anybody: no figure of theirs may be shown, and they say so."""
    rows = ask(desk, system="mesh").rows
    few = [row for row in rows if row["note"] == HIDDEN_NOTE]
    assert few
    for row in rows:
        for name in ("people", "target_people", "covered_people", "uncovered_people", "unreached_people"):
            assert row[name] is None or row[name] == 0 or row[name] > 9
        if row["target_people"] is None:
            assert row["covered_share"] is None
            assert row["access"] is None
            assert row["rank"] is None


def test_the_answer_holds_plain_values_only(desk: Desk) -> None:
    found = ask(desk)

    def check(value: Any) -> None:
        if isinstance(value, dict):
            for each in value.values():
                check(each)
        elif isinstance(value, list | tuple):
            for each in value:
                check(each)
        else:
            assert value is None or type(value) in (str, int, float, bool), type(value)
            assert not (isinstance(value, float) and not np.isfinite(value))

    for part in (found.rows, found.totals, found.equity, found.confidence, found.sensitivity, found.year):
        check(part)
