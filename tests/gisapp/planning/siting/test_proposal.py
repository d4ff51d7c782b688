"""Holds proposals: hand-made worlds in loops, the demo city as a whole, and what nobody may learn from them."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from gisapp.analysis.siting import LIMIT_S
from gisapp.errors import UserError
from gisapp.planning.desk import Desk
from gisapp.planning.gaps import answer, figures_of
from gisapp.planning.question import Question
from gisapp.planning.records.rerun import rerun
from gisapp.planning.records.runs import load
from gisapp.planning.scenarios import save
from gisapp.planning.siting import proposal as sites_module
from gisapp.planning.siting import search as search_module
from gisapp.planning.siting.candidates import candidates_of, hosts, thinned
from gisapp.planning.siting.proposal import Proposal, as_changes, propose
from gisapp.planning.siting.question import SiteQuestion, sites_from
from gisapp.planning.siting.reach import people_of_districts

DEMO = "990019"
ASKED = SiteQuestion(Question(categories=("ibasho",)))


@pytest.fixture(scope="module")
def desk(demo_engine: Engine) -> Desk:
    return Desk(demo_engine)


@pytest.fixture(scope="module")
def proposal(desk: Desk) -> Proposal:
    return propose(desk, DEMO, ASKED)


def plain_newly(desk: Desk, asked: SiteQuestion, chosen: list[tuple[float, float]]) -> float:
    """People newly reached in loops: x, y of the chosen sites, from people and places as they stand."""
    with desk.moment(DEMO) as moment:
        figures = figures_of(desk, moment, asked.question)
    there = figures.supply.places[["x", "y"]].to_numpy().tolist()
    newly = 0.0
    for row in figures.demand.itertuples():

        def near(places: Any, row: Any = row) -> bool:
            reach = asked.question.within_m / asked.question.detour + 1e-6
            return any(math.hypot(row.x - x, row.y - y) <= reach for x, y in places)

        if row.district >= 0 and not near(there) and near(chosen):
            newly += row.target
    return newly


def all_candidates(desk: Desk, asked: SiteQuestion) -> Any:
    with desk.moment(DEMO) as moment:
        figures = figures_of(desk, moment, asked.question)
        people = people_of_districts(figures)
        return candidates_of(moment.connection, figures.world, asked, target=people, private=False)


def total(found: Proposal) -> int:
    assert None not in (found.before["covered_people"], found.after["covered_people"])
    return int(found.after["covered_people"] - found.before["covered_people"])


def test_no_other_three_reach_more(desk: Desk) -> None:
    """Every three of a few candidates, added up in loops."""
    few = replace(ASKED, hosts=("city_office",), count=2)
    places = all_candidates(desk, few)
    found = propose(desk, DEMO, few)
    best = max(
        plain_newly(desk, few, places.iloc[list(two)][["x", "y"]].to_numpy().tolist())
        for two in itertools.combinations(range(len(places)), 2)
    )
    assert len(places) > 3
    assert total(found) == pytest.approx(best, abs=1.5)
    assert found.proven
    assert found.gap == 0
    assert "確かめました" in found.proof_words


def test_a_proposal_is_whole(proposal: Proposal) -> None:
    assert [site["number"] for site in proposal.sites] == [1, 2, 3]
    newly = [site["newly_people"] for site in proposal.sites]
    assert newly == sorted(newly, reverse=True)
    assert sum(newly) == pytest.approx(total(proposal), abs=3)
    assert f"{proposal.after['newly_people']:,}人が新たに800m以内" in proposal.sentence
    assert proposal.after["newly_people"] == pytest.approx(total(proposal), abs=1)
    assert proposal.after["covered_share"] > proposal.before["covered_share"]
    assert all(site["district"] and site["why"].endswith("。") for site in proposal.sites)
    assert all(proposal.sites[at + 1]["name"] in proposal.sites[at]["why"] for at in (0, 1))
    plain = {
        name: getattr(proposal, name)
        for name in ("sites", "before", "after", "districts", "near_ties", "year")
    }
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain


def test_before_is_what_the_answer_says(desk: Desk, proposal: Proposal) -> None:
    told = answer(desk, DEMO, ASKED.question).totals
    for name in ("covered_people", "covered_share", "far_districts", "nearest_mean_m", "target_people"):
        assert proposal.before[name] == told[name], name


def test_the_same_as_a_scenario_has_the_same_effect(desk: Desk, proposal: Proposal) -> None:
    with desk.engine.begin() as connection:
        changes = as_changes(proposal, "ibasho")
        token = save(connection, DEMO, name="提案", changes=changes, question={}).token
    try:
        told = answer(desk, DEMO, replace(ASKED.question, scenario=token))
        again = propose(desk, DEMO, replace(ASKED, question=replace(ASKED.question, scenario=token)))
    finally:
        with desk.engine.begin() as connection:
            connection.execute(sa.text("delete from scenario where token = :token"), {"token": token})
    for name in ("covered_people", "covered_share", "far_districts", "nearest_mean_m"):
        assert told.totals[name] == proposal.after[name], name
    shares = {row["id"]: row["covered_share"] for row in told.rows}
    shown = [row for row in proposal.districts if row["after_share"] is not None]
    assert all(row["after_share"] == shares[row["id"]] for row in shown)
    assert again.before["covered_people"] == proposal.after["covered_people"], "the next ones stand on these"
    assert not {site["id"] for site in again.sites} & {site["id"] for site in proposal.sites}


def test_districts_change_class_at_the_breaks_of_before(desk: Desk, proposal: Proposal) -> None:
    told = answer(desk, DEMO, ASKED.question)
    low, high = told.classes.covered_breaks

    def which(share: float) -> int:
        return int(share >= low) + int(share >= high)

    for row in proposal.districts:
        if row["class_after"] is not None:
            assert row["changed"] == (row["class_before"] != row["class_after"])
            assert abs(row["after_share"] - low) < 0.1 or row["class_after"] == which(row["after_share"])
    assert sum(row["newly_people"] or 0 for row in proposal.districts) == pytest.approx(
        total(proposal), abs=30
    )
    assert {row["class_before"] for row in proposal.districts} == {row["service_class"] for row in told.rows}


def test_more_sites_never_reach_fewer_and_a_site_left_out_is_not_proposed(
    desk: Desk, proposal: Proposal
) -> None:
    more = propose(desk, DEMO, replace(ASKED, count=6))
    assert total(more) >= total(proposal)
    first = proposal.sites[0]["id"]
    without = propose(desk, DEMO, replace(ASKED, without=(first,)))
    assert first not in {site["id"] for site in without.sites}
    assert total(without) <= total(proposal)


def test_the_fewest_sites_for_a_share(desk: Desk) -> None:
    found = propose(desk, DEMO, replace(ASKED, objective="share", share=65, hosts=("points",)))
    assert found.after["covered_share"] >= 65
    one_less = replace(ASKED, count=len(found.sites) - 1, hosts=("points",))
    assert propose(desk, DEMO, one_less).after["covered_share"] < 65
    nothing = propose(desk, DEMO, replace(ASKED, objective="share", share=1))
    assert nothing.sites == []
    assert "新しい場所は要りません" in nothing.sentence
    with pytest.raises(UserError, match="までです") as caught:
        propose(desk, DEMO, replace(ASKED, objective="share", share=100, hosts=("city_office",)))
    assert caught.value.code == "ASK-045"


def test_the_shortest_ways_on_the_whole_and_for_the_farthest(desk: Desk, proposal: Proposal) -> None:
    median, centre = (propose(desk, DEMO, replace(ASKED, objective=each)) for each in ("median", "centre"))
    assert median.after["nearest_mean_m"] <= proposal.after["nearest_mean_m"]
    assert median.after["nearest_mean_m"] <= centre.after["nearest_mean_m"]
    gained = [site["gained_m"] for site in median.sites]
    assert gained == sorted(gained, reverse=True)
    assert sum(gained) == pytest.approx(
        median.before["nearest_mean_m"] - median.after["nearest_mean_m"], abs=3
    )
    assert "平均" in median.sites[0]["why"]
    assert len(centre.sites) <= 3


@pytest.mark.parametrize("objective", ["cover", "share", "median", "centre"])
def test_every_search_has_the_same_limit(desk: Desk, monkeypatch: pytest.MonkeyPatch, objective: str) -> None:
    """Without any time the shortest ways are looked for all the same, and said to be unsure."""
    given: list[float] = []

    def noted(search: Any) -> Any:
        def timed(*args: Any, limit_s: float, **named: Any) -> Any:
            given.append(limit_s)
            return search(*args, limit_s=0, **named)

        return timed

    for name in ("maximal_cover", "fewest_sites", "p_median", "p_centre"):
        monkeypatch.setattr(search_module, name, noted(getattr(search_module, name)))
    found = propose(desk, DEMO, replace(ASKED, objective=objective, count=5, share=60))
    assert given == [LIMIT_S]
    assert found.sites
    if objective == "median":
        assert found.gap > 0.05
        assert "最大" in found.proof_words


def test_a_budget_buys_as_much_as_it_can(desk: Desk) -> None:
    costs = (("city_office", 3.0), ("shelter", 1.0))
    asked = replace(ASKED, hosts=("city_office", "shelter"), costs=costs, budget=5.0)
    found = propose(desk, DEMO, asked)
    spent = sum(3 if site["host"] == "市の事務所" else 1 for site in found.sites)
    assert 0 < spent <= 5
    assert total(found) >= total(propose(desk, DEMO, replace(asked, budget=2.0)))


@pytest.mark.parametrize("budget", [0.0, 1.9])
def test_a_budget_below_the_cheapest_is_refused(desk: Desk, budget: float) -> None:
    asked = replace(ASKED, hosts=("city_office",), costs=(("city_office", 2.0),))
    with pytest.raises(UserError, match="予算の中で開ける候補がありません") as caught:
        propose(desk, DEMO, replace(asked, budget=budget))
    assert caught.value.code == "ASK-049"
    assert "（2）" in caught.value.remedy
    assert len(propose(desk, DEMO, replace(asked, budget=2.0)).sites) == 1


def test_only_the_people_of_districts_of_an_aging_rate_are_chosen_for(desk: Desk) -> None:
    """Every candidate weighed in loops, by the people of those districts that the answer names."""
    few = replace(ASKED, hosts=("city_office",), count=1)
    rates = sorted(row["aging_rate"] for row in answer(desk, DEMO, few.question).rows if row["aging_rate"])
    asked = replace(few, question=replace(few.question, aging_from=int(rates[len(rates) * 3 // 4])))
    told = answer(desk, DEMO, asked.question)
    ids = told.world.districts["id"].tolist()
    focus = {ids.index(row["id"]) for row in told.rows if row["focus"]}
    assert 0 < len(focus) < len(ids)
    there = told.figures.supply.places[["x", "y"]].to_numpy().tolist()
    places, best = all_candidates(desk, asked), {}
    for place in places.itertuples():
        best[place.id] = sum(
            row.target
            for row in told.figures.demand.itertuples()
            if row.district in focus
            and math.hypot(row.x - place.x, row.y - place.y) <= 800 + 1e-6
            and all(math.hypot(row.x - x, row.y - y) > 800 + 1e-6 for x, y in there)
        )
    found = propose(desk, DEMO, asked)
    assert best[found.sites[0]["id"]] == pytest.approx(max(best.values()))
    assert found.bound is None, "it counts those few alone, beside a sum of all"
    assert f"高齢化率{asked.question.aging_from}％以上の小学校区の人だけで選びました" in found.words
    at = places.set_index("id").loc[found.sites[0]["id"], ["x", "y"]]
    assert found.sites[0]["newly_people"] == pytest.approx(plain_newly(desk, asked, [tuple(at)]), abs=0.5)
    with pytest.raises(UserError, match="あてはまる人がいません"):
        propose(desk, DEMO, replace(asked, question=replace(asked.question, aging_from=60)))


def test_households_are_counted_as_households_and_a_second_place_is_left_aside(desk: Desk) -> None:
    found = propose(
        desk, DEMO, replace(ASKED, question=replace(ASKED.question, target="households", nearest=2))
    )
    assert f"{found.after['newly_people']:,}世帯が新たに" in found.sentence
    assert "世帯に届きます" in found.sites[0]["why"]
    assert "2番目に近い場所の条件は、次の場所の計算では使いません。" in found.words


def test_own_points_are_candidates_and_have_to_lie_inside(desk: Desk) -> None:
    own = replace(ASKED, hosts=("none",), at=((141.61, 35.26), (141.63, 35.28)))
    assert {site["id"] for site in propose(desk, DEMO, own).sites} <= {"at:1", "at:2"}
    with pytest.raises(UserError, match="市区町村の外") as caught:
        propose(desk, DEMO, replace(own, at=((141.61, 35.26), (139.3, 35.6))))
    assert caught.value.code == "ASK-042"
    with pytest.raises(UserError, match="候補がありません") as caught:
        propose(desk, DEMO, replace(ASKED, hosts=("none",)))
    assert caught.value.code == "ASK-041"


def test_what_lies_on_one_spot_is_one_candidate(desk: Desk) -> None:
    places = all_candidates(desk, replace(ASKED, at=((141.61, 35.26), (141.61, 35.26)), hosts=("none",)))
    assert places["id"].tolist() == ["at:1"]
    assert places["also"].tolist() == [["選んだ地点2"]]


def test_points_of_people_stand_for_everybody_around(desk: Desk) -> None:
    places = all_candidates(desk, replace(ASKED, hosts=("points",)))
    assert 50 < len(places) <= 500
    assert places["id"].is_unique
    assert (places["district"] >= 0).all()


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(1, 9)), min_size=1, max_size=60)
)
def test_thinned_points_are_few_in_order_and_hold_the_fullest(rows: list[tuple[int, int, int]]) -> None:
    xy = np.array([[100.0 * x, 100.0 * y] for x, y, _ in rows])
    people = np.array([float(n) for _, _, n in rows])
    kept = thinned(xy, people, most=10)
    assert 1 <= len(kept) <= 10
    assert (np.diff(kept) > 0).all()
    assert people[kept].max() == people.max()
    if len(rows) <= 10:
        assert len(kept) == len(rows)


def test_ways_are_measured_as_the_question_measures_them(desk: Desk) -> None:
    asked = replace(ASKED, question=replace(ASKED.question, detour=1.4), hosts=("city_office",), count=1)
    found = propose(desk, DEMO, asked)
    at = all_candidates(desk, asked).set_index("id").loc[found.sites[0]["id"], ["x", "y"]]
    assert total(found) == pytest.approx(plain_newly(desk, asked, [tuple(at)]), abs=1.5)
    with pytest.raises(UserError, match="歩ける道のデータがない"):
        propose(desk, DEMO, replace(asked, question=replace(ASKED.question, distance="walk")))


def test_the_fuller_point_stands_for_the_one_beside_it() -> None:
    xy = np.array([[0.0, 0.0], [40.0, 0.0], [200.0, 0.0]])
    assert thinned(xy, np.array([1.0, 5.0, 1.0]), most=2).tolist() == [1, 2]
    assert thinned(xy, np.array([5.0, 5.0, 1.0]), most=2).tolist() == [0, 2]
    assert thinned(xy, np.array([1.0, 5.0, 1.0]), most=3).tolist() == [0, 1, 2]
    far = np.array([[0.0, 0.0], [90_000.0, 0.0], [0.0, 90_000.0]])
    assert thinned(far, np.array([1.0, 3.0, 2.0]), most=2).tolist() == [1, 2]


@pytest.fixture
def streets(demo_engine: Engine) -> Iterator[None]:
    """Streets like a chessboard over the demo city, some 200 m apart."""
    line = (
        "insert into walk_edge (municipality_code, layer, source, target, number, length_m, geom, run_id)"
        " select :code, 'walk_network', x || '/' || y, x + :dx || '/' || y + :dy, 0,"
        " ST_Length(cast(w.line as geography)), w.line, (select min(id) from import_run)"
        " from generate_series(0, 80) x, generate_series(0, 70) y, lateral (select ST_MakeLine("
        " ST_SetSRID(ST_MakePoint(141.53 + 0.002 * x, 35.19 + 0.002 * y), 6668),"
        " ST_SetSRID(ST_MakePoint(141.53 + 0.002 * (x + :dx), 35.19 + 0.002 * (y + :dy)), 6668)) as line) w"
    )
    with demo_engine.begin() as connection:
        for dx, dy in ((1, 0), (0, 1)):
            connection.execute(sa.text(line), {"code": DEMO, "dx": dx, "dy": dy})
    yield
    with demo_engine.begin() as connection:
        connection.execute(sa.text("delete from walk_edge"))


@pytest.mark.usefixtures("streets")
def test_along_ways_fewer_are_reached_and_what_was_promised_comes_true(demo_engine: Engine) -> None:
    desk, question = Desk(demo_engine), replace(ASKED.question, distance="walk")
    for objective in ("cover", "median"):
        asked = replace(ASKED, objective=objective)
        walk, straight = (
            propose(desk, DEMO, replace(asked, question=each)) for each in (question, ASKED.question)
        )
        assert walk.before["covered_people"] < straight.before["covered_people"]
        # newly reached by the search, and by measuring everything once more with the sites open
        newly = [site["newly_people"] for site in walk.sites]
        assert sum(filter(None, newly)) == pytest.approx(total(walk), abs=30)
        assert walk.after["nearest_mean_m"] < walk.before["nearest_mean_m"]
        assert "walk_network" in walk.layer_keys


def test_a_proposal_is_kept_and_made_again(desk: Desk, proposal: Proposal) -> None:
    kept = load(desk.engine, proposal.run)
    assert kept.kind == "sites"
    assert sites_from(kept.question) == ASKED
    found = rerun(Desk(desk.engine), proposal.run)
    assert found.same
    assert isinstance(found.made, Proposal)
    assert found.made.sites == proposal.sites


def test_d17_a_cancelled_search_leaves_no_run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def runs() -> int:
        with desk.engine.connect() as connection:
            return int(connection.execute(sa.text("select count(*) from analysis_run")).scalar_one())

    def cancelled(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    before = runs()
    monkeypatch.setattr(sites_module, "effect_of", cancelled)
    with pytest.raises(KeyboardInterrupt):
        propose(desk, DEMO, replace(ASKED, count=7))
    assert runs() == before


def test_progress_is_told(desk: Desk) -> None:
    told: list[str] = []
    propose(desk, DEMO, replace(ASKED, objective="median"), progress=lambda words, _: told.append(words))
    assert list(dict.fromkeys(told)) == [
        "人といまある場所を調べています", "候補を集めています", "組み合わせを比べています", "開いたあとを計算しています",
    ]  # fmt: skip


@pytest.fixture
def empty_house(demo_engine: Engine) -> Iterator[str]:
    """An empty house that only the administrator knows of, and a refuge that is never a candidate."""
    with demo_engine.begin() as connection:
        made = []
        for layer, name in (("empty_shop", "空き家1号"), ("welfare_facility", "女性の家")):
            service = connection.execute(
                sa.text(
                    "insert into service (municipality_code, layer, listed_in, source_key, name, run_id)"
                    " select :code, :layer, :layer, :name, :name, min(id) from import_run returning id"
                ),
                {"code": DEMO, "layer": layer, "name": name},
            ).scalar_one()
            place = connection.execute(
                sa.text(
                    "insert into location (municipality_code, address, precision, geom)"
                    " select :code, 'ひみつ町1', 'hidden', label from public_area where name like '宮前小%' returning id"
                ),
                {"code": DEMO},
            ).scalar_one()
            values = {"service": service, "place": place}
            connection.execute(sa.text("insert into service_at_location values (:service, :place)"), values)
            made.append(values)
    yield f"host:{made[0]['service']}"
    with demo_engine.begin() as connection:
        for values in made:
            connection.execute(sa.text("delete from service where id = :service"), values)
            connection.execute(sa.text("delete from location where id = :place"), values)


def test_what_the_public_never_sees_is_proposed_to_administrators_only(desk: Desk, empty_house: str) -> None:
    with desk.engine.connect() as connection:
        shown = connection.execute(sa.text("select count(*) from public_asset where layer = 'empty_shop'"))
        assert shown.scalar_one() == 0
        assert "empty_shop" not in hosts(connection, DEMO, private=False)
        assert hosts(connection, DEMO, private=True)["empty_shop"] == "空き店舗・空き家"
    asked = replace(ASKED, hosts=("empty_shop", "welfare_facility"), count=1)
    with pytest.raises(UserError, match="管理者だけ") as caught:
        propose(desk, DEMO, asked)
    assert (caught.value.code, caught.value.status) == ("ASK-043", 403)
    found = propose(desk, DEMO, asked, private=True)
    assert [site["id"] for site in found.sites] == [empty_house]
    assert found.candidates == 1, "a refuge is nobody's candidate"
    with pytest.raises(UserError, match="管理者だけ"):
        rerun(desk, found.run)
    assert rerun(desk, found.run, private=True).same
    everything = propose(desk, DEMO, replace(ASKED, count=20), private=True)
    assert empty_house not in {site["id"] for site in everything.sites}, "and only where it was asked for"


def test_too_few_people_are_never_told(desk: Desk) -> None:
    """One candidate in the hills: whatever it newly reaches can't be worked out from what is shown."""
    asked = SiteQuestion(
        Question(categories=("cafe", "ibasho"), target="85+", sex="m", within_m=300),
        hosts=("points",),
        count=20,
    )
    found = propose(desk, DEMO, asked)
    for site in found.sites:
        assert site["newly_people"] is None or site["newly_people"] >= 10
    for row in found.districts:
        assert row["newly_people"] is None or row["newly_people"] == 0 or row["newly_people"] >= 10
        gone = [row[name] is None for name in ("before_share", "after_share", "newly_people")]
        assert all(gone) or not row["hidden"], "one of them beside another page would tell the others"
    for tie in found.near_ties:
        fewer = None if tie["newly_people"] is None else total(found) - tie["newly_people"]
        assert fewer is None or fewer <= 1 or fewer >= 8
