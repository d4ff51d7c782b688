"""Holds the planner's whole question on the real files of Hachioji: where, how sure, in 2040, and where next."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.engine import Engine

from gisapp.planning.desk import Desk
from gisapp.planning.gaps import answer
from gisapp.planning.question import Question
from gisapp.planning.siting.proposal import parse_sites, propose

CITY = "132012"
#: No list of ibasho is public: cafés and the はちまるサポート stand for the places one can drop in.
ASKED = Question(("cafe", "hachimaru"))


@pytest.fixture(scope="module")
def desk(real_engine: Engine) -> Desk:
    return Desk(real_engine)


@pytest.mark.real
def test_which_districts_have_a_gap_and_how_sure_that_is(desk: Desk) -> None:
    found = answer(desk, CITY, ASKED)
    assert found.totals["target_people"] == pytest.approx(153_600, rel=0.001)
    told = [row for row in found.rows if row["covered_share"] is not None]
    old_and_far = [row for row in told if row["aging_rate"] > 30 and row["covered_share"] < 50]
    assert 5 <= len(old_and_far) <= 40
    verdicts = {row["verdict"] for row in old_and_far}
    assert "robust_gap" in verdicts
    assert found.sensitivity["robust_gap"] + found.sensitivity["depends"] + found.sensitivity[
        "robust_no_gap"
    ] == sum(row["verdict"] is not None for row in found.rows)
    assert found.equity["concentration_index"] < 0, "older districts have less"


@pytest.mark.real
def test_in_2040_there_are_fewer_people_and_more_of_them_old(desk: Desk) -> None:
    now, then = answer(desk, CITY, ASKED), answer(desk, CITY, replace(ASKED, year=2040))
    assert then.year["projected"]
    assert "粗い推計" in then.year["method"]
    assert then.totals["people"] < now.totals["people"]
    assert then.totals["aging_rate"] > now.totals["aging_rate"] + 4
    assert {row["id"] for row in then.rows} == {row["id"] for row in now.rows}


@pytest.mark.real
def test_the_next_three_places_reach_more_people(desk: Desk) -> None:
    values = {"categories": ["cafe,hachimaru"], "count": ["3"], "hosts": ["school", "shelter"]}
    found = propose(desk, CITY, parse_sites(values, {"cafe", "hachimaru", "school", "shelter"}))
    assert [site["number"] for site in found.sites] == [1, 2, 3]
    assert found.proven
    newly = [site["newly_people"] for site in found.sites]
    assert newly == sorted(newly, reverse=True)
    assert found.after["covered_people"] - found.before["covered_people"] == pytest.approx(sum(newly), abs=5)
    assert all(site["why"] for site in found.sites)
