"""Holds what may be asked, and that an address asks the same again."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisapp.errors import UserError
from gisapp.planning.question import (
    COMPONENTS,
    DECAYS,
    FORMALITIES,
    MEANS,
    METHODS,
    SEXES,
    SUPPLIES,
    TARGETS,
    Question,
    default_speed_km_h,
    parameters,
    parse,
    systems,
    target_of,
)  # fmt: skip


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"target": ["老人"]}, "ASK-001"),
        ({"target": ["70-60"]}, "ASK-001"),
        ({"target": ["0-130"]}, "ASK-001"),
        ({"target": ["６５+"]}, "ASK-001"),
        ({"categories": ["ibasho,nowhere"]}, "ASK-001"),
        ({"system": ["population_mesh"]}, "ASK-001"),
        *(({name: ["nowhere"]}, "ASK-001") for name in ("formality", "sex", "distance", "method", "decay", "supply")),
        ({"scenario": ["../x"]}, "ASK-001"),
        *(({"within_m": [text]}, "ASK-002") for text in ["0", "-5", "nan", "1e9", "八百", "８００", "1_000", "20001"]),
        *(({"detour": [text]}, "ASK-002") for text in ("0.9", "inf", "3.1")),
        *(({"speed_km_h": [text]}, "ASK-002") for text in ("1.9", "6.1", "nan")),
        *(({"nearest": [text]}, "ASK-002") for text in ("0", "6")),
        ({"year": ["2101"]}, "ASK-002"),
        ({"w": ["nowhere:3"]}, "ASK-001"),
        ({"w": ["aging_rate:11"]}, "ASK-002"),
        ({"w": ["aging_rate"]}, "ASK-002"),
        ({"w": ["aging_rate:0,late_rate:0"]}, "ASK-004"),
    ],
)  # fmt: skip
def test_d16_what_cannot_be_asked(values: dict[str, list[str]], code: str) -> None:
    with pytest.raises(UserError) as caught:
        parse(values)
    assert caught.value.code == code


def test_a_question_in_form_values() -> None:
    values = {
        "categories": ["cafe,ibasho", "cafe"],
        "target": ["75+"],
        "within_m": ["500"],
        "detour": ["1.3"],
    }
    asked = parse(values)
    assert (asked.categories, asked.target, asked.within_m, asked.detour) == (
        ("ibasho", "cafe"),
        "75+",
        500,
        1.3,
    )
    assert asked.speed_km_h == 3.0, "the slower pace of the very old, printed with the answer"
    assert parse({}) == Question()


def test_the_default_question_counts_only_what_is_loaded() -> None:
    assert parse({}, ["cafe", "shelter"]).categories == ("cafe",)
    assert parse({}, ["kodomo_shokudo", "day_service"]).categories == ("kodomo_shokudo",)
    assert parse({"categories": ["ibasho"]}, ["cafe"]).categories == ("ibasho",)


def test_any_ages_can_be_asked_for() -> None:
    assert (target_of("70-84").age_from, target_of("70-84").age_to) == (70, 84)
    assert (target_of("80+").age_from, target_of("80+").age_to) == (80, None)
    assert target_of("70-84").title == "70〜84歳の人"
    assert target_of("80+").title == "80歳以上の人"


def test_the_weights_follow_the_group() -> None:
    """Need is read from the old where the old are asked about, and from children where children are."""
    weighed = {key: dict(parse({"target": [key]}).weights) for key in ("65+", "0-5", "all")}
    assert "aging_rate" in weighed["65+"]
    assert "children_rate" in weighed["0-5"]
    assert set(weighed["all"]) == {"uncovered_people", "uncovered_share", "access_mean", "target_people"}


def questions() -> st.SearchStrategy[dict[str, list[str]]]:
    return st.fixed_dictionaries(
        {},
        optional={
            "categories": st.sampled_from([["cafe"], ["ibasho,cafe"], ["kodomo_shokudo"]]),
            "formality": st.sampled_from([[key] for key in FORMALITIES]),
            "target": st.sampled_from([[key] for key in [*TARGETS, "70-84", "80+"]]),
            "sex": st.sampled_from([[key] for key in SEXES]),
            "within_m": st.integers(1, 20_000).map(lambda m: [str(m)]),
            "system": st.sampled_from([[key] for key in systems()]),
            "year": st.sampled_from([["0"], ["2015"], ["2040"]]),
            "distance": st.sampled_from([[key] for key in MEANS]),
            "detour": st.sampled_from([["1"], ["1.3"], ["3"]]),
            "speed_km_h": st.sampled_from([["2"], ["3.6"], ["4.8"]]),
            "nearest": st.integers(1, 5).map(lambda k: [str(k)]),
            "method": st.sampled_from([[key] for key in METHODS]),
            "decay": st.sampled_from([[key] for key in DECAYS]),
            "supply": st.sampled_from([[key] for key in SUPPLIES]),
            "w": st.lists(st.sampled_from(list(COMPONENTS)), min_size=1, unique=True).map(
                lambda keys: [",".join(f"{key}:{number % 10 + 1}" for number, key in enumerate(keys))]
            ),
            "scenario": st.sampled_from([[""], ["aB3_-x"]]),
        },
    )


@given(questions())
def test_an_address_asks_the_same_question_again(values: dict[str, list[str]]) -> None:
    asked = parse(values)
    address = urlencode(parameters(asked), doseq=True)
    assert parse(parse_qs(address)) == asked


def test_an_address_names_only_what_differs() -> None:
    assert parameters(parse({})) == {"categories": ["ibasho", "cafe"]}
    old = parse({"target": ["75+"]})
    assert parameters(old) == {"categories": ["ibasho", "cafe"], "target": "75+"}
    assert old.speed_km_h == default_speed_km_h(target_of("75+"))
