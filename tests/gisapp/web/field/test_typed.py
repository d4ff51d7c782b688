"""Holds what is typed of a place to its rules: every field, and that what isn't touched stays as it was."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisapp.assets.calendar import DAYS
from gisapp.assets.choices import Choices
from gisapp.assets.fields import AUDIENCES, FIELDS, GUARDED, PRECISIONS, Form, categories, empty_form
from gisapp.web.field.flat import WEEKS, flat
from gisapp.web.field.typed import read
from tests.assets import form, where

CHOICES = Choices(
    {"e": "東小学校", "w": "西小学校"}, {1: "見本事務所"}, {7: "相談所"}, (141.4, 35.1, 141.6, 35.3)
)
#: Letters of every kind, also those that can't be seen.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
SAID = TEXTS.filter(bool)


def several(options: Any) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(list(options)), unique=True)


PLACES = st.builds(
    where,
    lat=st.floats(-90, 90),
    lon=st.floats(-180, 180),
    address=st.none() | SAID,
    building=st.none() | SAID,
    service_area=several(["e", "w", "gone"]),
    precision=st.sampled_from(list(PRECISIONS)),
) | st.builds(where, district=st.sampled_from(["e", "gone"]))
TIMES = st.none() | st.times().map("{:%H:%M}".format) | st.just("24:00")
OF_KIND = {
    "text": st.none() | SAID,
    "long": st.none() | SAID,
    "number": st.none() | st.integers(-5, 10**9),
    "date": st.none() | st.dates().map(str),
    "phones": st.lists(st.fixed_dictionaries({"number": SAID, "purpose": SAID | st.none()}), max_size=3),
    "photos": st.lists(st.fixed_dictionaries({"file": SAID, "alt": SAID}), max_size=2),
    "where": PLACES,
    "hub": st.none() | st.integers(1, 9),
    "office": st.none() | st.integers(1, 9),
    "visibility": st.dictionaries(st.sampled_from(GUARDED), st.sampled_from(AUDIENCES[1:])),
    "consent": st.just({}) | st.fixed_dictionaries({"by": SAID, "on": st.dates().map(str), "how": SAID}),
    "schedules": st.lists(
        st.fixed_dictionaries(
            {
                "byday": several(DAYS).filter(bool).map(",".join),
                "weeks": several(WEEKS),
                "opens_at": TIMES,
                "closes_at": TIMES,
            }
        ),
        max_size=3,
    ),
}


def _of(field: Any) -> st.SearchStrategy[Any]:
    if field.kind == "choices":
        return several((*field.options, "むかしの言葉"))
    if field.kind == "choice":
        options = st.sampled_from(list(field.options or categories()))
        return options if field.key in ("status", "layer") else st.none() | options
    return OF_KIND[field.kind]


FORMS = st.fixed_dictionaries({field.key: _of(field) for field in FIELDS})


def visible(form: Form) -> bool:
    """Whether every text of a form shows something: an input can't hold what nobody sees."""
    texts = [form[f.key] for f in FIELDS if f.kind in ("text", "long")]
    texts += [form["where"][name] for name in ("address", "building")]
    texts += [each for row in (*form["phones"], *form["photos"]) for each in row.values()]
    texts += list(form["consent"].values())
    return all(
        text is None or any(ord(letter) > 32 and not letter.isspace() for letter in text) for text in texts
    )


@given(FORMS.filter(visible))
def test_what_is_not_touched_stays_as_it_was(before: Form) -> None:
    if before["where"]["precision"] != "exact":
        before["visibility"] = {
            **dict.fromkeys(("phones", "email", "url", "photos"), "事務所"),
            **before["visibility"],
        }
    said = read(flat(before), before, CHOICES, whole=False)
    assert said.wrong == {}
    assert said.form == before


@given(
    st.dictionaries(
        st.sampled_from(
            [
                *flat(form()),
                "phones-0-number",
                "url",
                "email",
                "schedules-0-byday",
                "unknown",
                "consent-on",
                "visibility-fee",
                "service_area",
            ]
        ),
        st.lists(TEXTS, max_size=2),
    )
)
def test_anything_is_taken_or_refused_by_field(sent: dict[str, list[str]]) -> None:
    said = read(sent, empty_form(), CHOICES, whole=True)
    assert set(said.form) == set(empty_form())
    assert said.wrong, "no name, kind, place and informant of sense can come of this"


@pytest.mark.parametrize(
    ("name", "text", "field", "code"),
    [
        ("name", "あ" * 201, "name", "AST-021"),
        ("description", "あ" * 2001, "description", "AST-021"),
        ("layer", "elementary_district", "layer", "AST-022"),
        ("target_groups", "だれか", "target_groups", "AST-022"),
        ("booking", "たぶん", "booking", "AST-022"),
        ("office_id", "2", "office_id", "AST-022"),
        ("hub_id", "x", "hub_id", "AST-022"),
        ("precision", "だいたい", "where", "AST-022"),
        ("district", "gone", "where", "AST-022"),
        ("visibility-fee", "だれでも", "visibility", "AST-022"),
        ("position", "35.2", "where", "ADM-020"),
        ("position", "141.5, 35.2", "where", "ADM-020"),
        ("position", "36.2, 141.5", "where", "AST-026"),
        ("phones-0-number", "042-000-0000", "phones", "AST-023"),
        ("phones-0-purpose", "予約", "phones", "AST-023"),
        ("email", "nanashi@", "email", "AST-024"),
        ("url", "javascript:alert(1)", "url", "AST-024"),
        ("url", "https://", "url", "AST-024"),
        ("capacity", "0", "capacity", "AST-025"),
        ("capacity", "多数", "capacity", "AST-025"),
        ("planned_on", "2026-02-30", "planned_on", "AST-025"),
        ("consent-on", "きのう", "consent", "AST-025"),
        ("schedules-0-opens_at", "10:00", "schedules", "AST-025"),
        ("photos-0-file", "a" * 64, "photos", "AST-029"),
    ],
)
def test_what_cannot_be_taken_is_told_at_its_field(name: str, text: str, field: str, code: str) -> None:
    wrong = read({name: [text]}, empty_form(), CHOICES, whole=False).wrong
    assert {key: error.code for key, error in wrong.items()} == {field: code}


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("capacity", "２０人", "capacity", 20),
        ("planned_on", "2027/04/01", "planned_on", "2027-04-01"),
        ("name", " 茶の間\x00\n", "name", "茶の間"),
        ("url", "https://example.jp/茶の間", "url", "https://example.jp/茶の間"),
        ("email", "nanashi@example.jp", "email", "nanashi@example.jp"),
    ],
)
def test_values_become_canonical(name: str, text: str, field: str, value: object) -> None:
    assert read({name: [text]}, empty_form(), CHOICES, whole=False).form[field] == value


@pytest.mark.parametrize(
    "number", ["０４２－０００－００００", "042(000)0000", "0420000000", "042-000-0000 内線 12", "#7119"]
)
def test_telephones_are_read_as_from_lists(number: str) -> None:
    said = read(
        {"phones-0-number": [number], "phones-0-purpose": ["予約"]}, empty_form(), CHOICES, whole=False
    )
    assert said.wrong == {}
    assert said.form["phones"][0]["number"].isascii() or "内線" in number


def test_second_and_fourth_thursdays() -> None:
    sent = {
        "schedules-3-byday": ["TH"],
        "schedules-3-weeks": ["2", "4"],
        "schedules-3-opens_at": ["9:30"],
        "schedules-3-closes_at": ["12:00"],
    }
    said = read(sent, empty_form(), CHOICES, whole=False)
    assert said.form["schedules"] == [
        {"byday": "TH", "weeks": [2, 4], "opens_at": "09:30", "closes_at": "12:00"}
    ]


def test_a_district_counts_only_where_nothing_nearer_is_known() -> None:
    alone = read({"district": ["e"]}, empty_form(), CHOICES, whole=False).form["where"]
    both = read({"district": ["e"], "address": ["見本町1"]}, empty_form(), CHOICES, whole=False).form["where"]
    assert (alone["district"], both["district"]) == ("e", None)


def test_a_place_that_is_no_point_needs_consent() -> None:
    sent = {**flat(form()), "precision": ["町丁目"]}
    assert read(sent, empty_form(), CHOICES, whole=True).wrong["consent"].code == "AST-028"
    agreed = {**sent, "consent-by": ["代表の方"], "consent-on": ["2026-11-01"], "consent-how": ["訪問"]}
    said = read(agreed, empty_form(), CHOICES, whole=True)
    assert said.wrong == {}
    assert said.form["visibility"]["phones"] == "事務所"


def test_what_somebody_does_not_see_they_do_not_change() -> None:
    before = form(fee="500円", visibility={"fee": "事務所"})
    sent = {**flat(form()), "fee": ["ただ"], "visibility-fee": ["公開"]}
    said = read(sent, before, CHOICES, whole=True, hidden=frozenset({"fee"}))
    assert said.form == before
