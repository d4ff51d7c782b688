"""Holds a question about sites: read from form values, given back as them, refused where it can't be asked."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from gisapp.errors import UserError
from gisapp.planning.question import Question
from gisapp.planning.siting.question import (
    SiteQuestion,
    as_values,
    parse_sites,
    site_parameters,
    sites_from,
)


def test_a_question_about_sites_in_form_values() -> None:
    values = {
        "categories": ["ibasho"], "count": ["5"], "objective": ["cover"], "hosts": ["school,points", "at"][:1],
        "at": ["141.61,35.26"], "without": ["host:3,point:4"], "cost_school": ["2.5"], "budget": ["10"],
    }  # fmt: skip
    asked = parse_sites(values, ["ibasho"])
    assert (asked.count, asked.hosts, asked.at) == (5, ("school", "points"), ((141.61, 35.26),))
    assert (asked.without, asked.costs, asked.budget) == (("host:3", "point:4"), (("school", 2.5),), 10.0)
    again = {
        key: value if isinstance(value, list) else [str(value)]
        for key, value in site_parameters(asked).items()
    }
    assert parse_sites(again, ["ibasho"]) == asked
    assert parse_sites({}, ["ibasho", "cafe"]) == SiteQuestion(Question())
    assert site_parameters(replace(asked, budget=12_345_678.5))["budget"] == "12345678.5"
    assert sites_from(json.loads(json.dumps(as_values(asked)))) == asked


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("objective", "best", "ASK-001"),
        ("hosts", "cafe", "ASK-001"),
        ("without", "1; drop table", "ASK-001"),
        ("count", "0", "ASK-002"),
        ("count", "21", "ASK-002"),
        ("share", "101", "ASK-002"),
        ("at", "here", "ASK-002"),
        ("at", "141.6", "ASK-002"),
        ("cost_school", "0", "ASK-002"),
        ("budget", "-1", "ASK-002"),
        ("within_m", "abc", "ASK-002"),
    ],
)
def test_d16_what_cannot_be_asked_about_sites(name: str, value: str, code: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_sites({name: [value]}, ["ibasho"])
    assert caught.value.code == code


def test_a_budget_belongs_to_one_objective_and_lists_have_an_end() -> None:
    with pytest.raises(UserError, match="予算") as caught:
        parse_sites({"budget": ["5"], "objective": ["median"]}, ["ibasho"])
    assert caught.value.code == "ASK-044"
    with pytest.raises(UserError, match="51 件"):
        parse_sites({"at": ["141.6,35.2"] * 51}, ["ibasho"])
