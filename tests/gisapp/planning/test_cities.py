"""The published facts of six cities: the budget's parts make its total, every fact has its day and source."""

from __future__ import annotations

from gisapp.planning.cities import EVERYBODY, FIGURES, TOPICS, budget, facts, matrix
from layers._layer import FIELDS, PILLARS


def test_the_parts_of_the_budget_make_its_published_sums():
    lines = budget()
    sums = matrix(lines)
    assert sums.total == sum(line.amount for line in lines) == 838_025
    assert sums.pillars == {"相談支援": 512_411, "参加支援": 5_550, "地域づくり": 320_064}
    assert sums.fields == {
        "介護": 495_741,
        "障害": 52_989,
        "子ども": 184_858,
        "困窮": 73_987,
        EVERYBODY: 30_450,
    }
    assert sum(line.amount for line in lines if line.new) == 30_450
    assert sum(line.amount for line in lines if line.moved) == 495_741
    assert all(line.pillar in PILLARS and line.field in FIELDS for line in lines)


def test_every_fact_has_a_topic_a_day_and_a_source():
    told = facts()
    assert {fact.city for fact in told} == {"川越市", "八王子市", "豊田市", "和歌山市", "松江市", "久留米市"}
    for fact in told:
        assert fact.topic in TOPICS
        assert (fact.topic == "数字") == (fact.name in FIGURES)
        assert fact.words
        assert fact.as_of
        assert fact.source


def test_no_figure_is_told_twice_of_a_city():
    named = [(fact.city, fact.name) for fact in facts() if fact.name]
    assert len(named) == len(set(named))
    assert ("和歌山市", "人口") in named
