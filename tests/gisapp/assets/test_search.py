"""Holds what residents find: words in any spelling, choices, hours, order and counts, against a plain oracle."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Connection, Engine

from gisapp.accounts.rights import Role
from gisapp.assets.approval import approve
from gisapp.assets.calendar import ORDER, Opening
from gisapp.assets.calendar_days import JAPAN_TIME, dates
from gisapp.assets.findings import rewrite_findings
from gisapp.assets.proposals import save
from gisapp.assets.search import HAS, PARTS, WHEN, WHOM, Asked, find_spots, search
from gisapp.assets.writing import read, write
from tests.assets import CITY, CODE, EAST, WEST, author, form, typed, where

#: A Wednesday like any other, in the morning.
NOW = datetime(2026, 11, 25, 11, 0, tzinfo=JAPAN_TIME)
TRAITS = {
    "wheelchair": "車いすで入れる", "nursing": "授乳室", "kids": "キッズルーム", "parking": "駐車場",
    "online": "オンライン",
}  # fmt: skip


def add(engine: Engine, name: str, **said: Any) -> int:
    """A place that is on the map, as somebody typed it and somebody else approved it; its number."""
    writer, approver = author(engine), author(engine, Role.APPROVER)
    with engine.begin() as connection:
        saved = save(connection, writer, CODE, typed(form(name, **said)))
        return approve(connection, saved.id, approver, CITY, version=1)


def found_by(engine: Engine, asked: Asked, now: datetime = NOW) -> list[str]:
    """What is found, by name, in order."""
    with engine.connect() as connection:
        found = search(connection, CODE, asked, now=now, limit=100)
        rows = connection.execute(sa.text("select id, name from service")).all()
    name_of = {row.id: row.name for row in rows}
    return [name_of[number] for number in found.ids]


def hours(
    byday: str, opens: str | None = None, closes: str | None = None, weeks: tuple[int, ...] = ()
) -> Any:
    """A row of the form's hours."""
    return {"byday": byday, "weeks": list(weeks), "opens_at": opens, "closes_at": closes}


@pytest.mark.parametrize(
    "words",
    [
        "ふれあいカフェ",
        "フレアイかふぇ",
        "ﾌﾚｱｲｶﾌｪ",
        "ふれあい　カフェー",
        "高島",
        "髙嶋",
        "カフェ 高島",
        "見本町3丁目",
        "見本町三丁目",
        "見本町３−２",
    ],
)
def test_words_are_found_in_any_spelling(town: Engine, words: str) -> None:
    place = where(lon=EAST[0], lat=EAST[1], address="見本町三丁目2番1号")
    add(town, "ふれあいカフェ髙島", where=place)
    assert found_by(town, Asked(text=words)) == ["ふれあいカフェ髙島"]


@pytest.mark.parametrize("words", ["", "%", "_", "\\", "'", "東' or '1'='1", "\u0000x"[1:], "・・・", "ー"])
def test_e8_letters_that_mean_something_to_a_database_are_letters(town: Engine, words: str) -> None:
    everything = found_by(town, Asked())
    assert set(found_by(town, Asked(text=words))) <= set(everything)


def test_a_slip_finds_what_is_like_it_and_says_so(town: Engine) -> None:
    add(town, "ひだまりサロン")
    with town.connect() as connection:
        exact = search(connection, CODE, Asked(text="ひだまり"), now=NOW, limit=9)
        slip = search(connection, CODE, Asked(text="ひたまりサロン"), now=NOW, limit=9)
        nothing = search(connection, CODE, Asked(text="ないないづくし"), now=NOW, limit=9)
    assert (exact.total, exact.alike) == (1, False)
    assert (slip.ids, slip.alike) == (exact.ids, True)
    assert (nothing.total, nothing.alike) == (0, False)


def test_nearest_come_first_and_those_without_a_place_last(town: Engine) -> None:
    add(town, "西の茶の間", at=WEST)
    add(town, "東の茶の間", at=EAST)
    add(town, "位置のない会", at=None, where=where(address="どこか"))
    near_east = found_by(town, Asked(layers=("ibasho",), near=EAST))
    near_west = found_by(town, Asked(layers=("ibasho",), near=WEST))
    assert near_east == ["東の茶の間", "西の茶の間", "位置のない会"]
    assert near_west == ["西の茶の間", "東の茶の間", "位置のない会"]


def test_what_is_hidden_or_gone_is_not_found(town: Engine) -> None:
    kept = add(
        town,
        "そっとしておく家",
        where=where(lon=EAST[0], lat=EAST[1], precision="hidden"),
    )
    assert kept
    assert found_by(town, Asked(text="そっと")) == []
    gone = add(town, "なくなる会")
    assert found_by(town, Asked(text="なくなる")) == ["なくなる会"]
    with town.begin() as connection:
        asset = read(connection, gone)
        content = {**asset.content, "service": {**asset.content["service"], "status": "inactive"}}
        write(connection, gone, content, base_version=asset.version, actor="承認者", reason="なくなった")
    assert found_by(town, Asked(text="なくなる")) == []


def test_a_field_that_is_kept_from_the_public_is_not_searched(town: Engine) -> None:
    add(town, "内緒の会", description="ひみつの合言葉", visibility={"description": "関係者"})
    assert found_by(town, Asked(text="内緒")) == ["内緒の会"]
    assert found_by(town, Asked(text="合言葉")) == []


def test_for_whom_takes_in_what_is_for_everybody(town: Engine) -> None:
    add(town, "高齢の会", target_groups=["高齢"])
    add(town, "子育ての会", target_groups=["子育て"])
    add(town, "だれでもの会", target_groups=["だれでも"])
    ibasho = Asked(layers=("ibasho",))
    assert set(found_by(town, replace(ibasho, whom=("old",)))) == {"高齢の会", "だれでもの会"}
    assert set(found_by(town, replace(ibasho, whom=("child",)))) == {"子育ての会", "だれでもの会"}
    assert set(found_by(town, replace(ibasho, whom=("all",)))) == {"だれでもの会"}


def test_open_now_knows_holidays_and_last_evening(town: Engine) -> None:
    add(
        town,
        "平日の会",
        schedules=[hours("MO,TU,WE,TH,FR", "09:00", "17:00")],
        closed_on=["祝日", "年末年始"],
    )
    add(town, "夜更かしの会", schedules=[hours("TU", "20:00", "02:00")])
    now = Asked(layers=("ibasho",), when="now")
    assert found_by(town, now) == ["平日の会"]
    assert found_by(town, now, datetime(2026, 11, 23, 11, tzinfo=JAPAN_TIME)) == []  # 勤労感謝の日
    assert found_by(town, now, datetime(2026, 12, 30, 11, tzinfo=JAPAN_TIME)) == []
    assert found_by(town, now, datetime(2026, 11, 25, 1, 59, tzinfo=JAPAN_TIME)) == ["夜更かしの会"]
    assert found_by(town, now, datetime(2026, 11, 25, 2, 0, tzinfo=JAPAN_TIME)) == []
    assert found_by(town, replace(now, when="today")) == ["平日の会"]
    assert found_by(town, replace(now, when="tu", part="evening")) == ["夜更かしの会"]
    assert found_by(town, replace(now, when="", part="am")) == ["平日の会"]


def test_districts_and_towns_are_named(town: Engine) -> None:
    with town.connect() as connection:
        found = find_spots(connection, CODE, "ひがし") + find_spots(connection, CODE, "東小")
        assert [(each["kind"], each["name"]) for each in found] == [("district", "東小学校区")]
        assert find_spots(connection, CODE, "ー") == []


# Against an oracle -------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """A place as the oracle knows it."""

    name: str
    whom: frozenset[str]
    traits: frozenset[str]
    free: bool
    openings: tuple[Opening, ...]
    closed_on: frozenset[str]


WHOM_OF = {
    "高齢": "old",
    "障害": "disabled",
    "子ども": "child",
    "子育て": "child",
    "困っている": "poor",
    "だれでも": "all",
}
clocks = st.sampled_from(["00:00", "09:00", "10:30", "11:00", "13:00", "17:00", "20:00", "23:30"])
openings = st.builds(
    lambda days, weeks, opens, closes: Opening(
        ",".join(sorted(days, key=ORDER.index)), tuple(weeks), opens, closes
    ),
    st.sets(st.sampled_from(ORDER), min_size=1, max_size=3),
    st.lists(st.sampled_from([1, 2, 4, -1]), max_size=2, unique=True),
    clocks,
    clocks,
)
places = st.builds(
    Place,
    name=st.just(""),
    whom=st.frozensets(st.sampled_from(sorted(WHOM_OF)), max_size=2),
    traits=st.frozensets(st.sampled_from(sorted(TRAITS)), max_size=3),
    free=st.booleans(),
    openings=st.lists(openings, max_size=2).map(tuple),
    closed_on=st.frozensets(st.sampled_from(["祝日", "年末年始", "お盆"])),
)
moments = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minute: datetime(2026, 1, 1, tzinfo=JAPAN_TIME) + timedelta(minutes=minute)
)
questions = st.builds(
    Asked,
    layers=st.just(("ibasho",)),
    whom=st.lists(st.sampled_from(sorted(WHOM)), max_size=2, unique=True).map(tuple),
    has=st.lists(st.sampled_from([*TRAITS, "free"]), max_size=2, unique=True).map(tuple),
    when=st.sampled_from(["", *WHEN]),
    part=st.sampled_from(["", *PARTS]),
)


def fits(place: Place, asked: Asked, now: datetime) -> bool:
    """By the words of the rules, one place at a time."""
    whom = {WHOM_OF[group] for group in place.whom}
    traits = {*place.traits, *(["free"] if place.free else [])}
    traits |= {"barrier_free"} if "wheelchair" in traits else set()
    if asked.whom and not whom & {*asked.whom, "all"}:
        return False
    return set(asked.has) <= traits and is_open(place, asked, now)


def is_open(place: Place, asked: Asked, now: datetime) -> bool:
    if not asked.when and not asked.part:
        return True
    today = now.date()
    held = dates(place.openings, place.closed_on, today - timedelta(days=1), today)
    if asked.when == "now":
        return any(each.opens <= now < each.closes for each in held if each.opens and each.closes)
    since, until = PARTS.get(asked.part, (0, 48 * 60))
    if asked.when == "today":
        clocks = [span(each.opens, each.closes, today) for each in held if each.day == today]
    else:  # of a weekday nobody knows which one is meant
        days = [asked.when.upper()] if asked.when else list(ORDER)
        clocks = [minutes(each) for each in place.openings if set(each.byday.split(",")) & set(days)]
    return any(opens < until and closes > since for opens, closes in clocks)


def minutes(opening: Opening) -> tuple[int, int]:
    opens, closes = (
        int(clock[:2]) * 60 + int(clock[3:]) for clock in (opening.opens or "", opening.closes or "")
    )
    return opens, closes + (24 * 60 if closes <= opens else 0)


def span(opens: datetime | None, closes: datetime | None, day: date) -> tuple[int, int]:
    start = datetime.combine(day, datetime.min.time(), JAPAN_TIME)
    assert opens
    assert closes
    return int((opens - start).total_seconds() // 60), int((closes - start).total_seconds() // 60)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(places, min_size=1, max_size=6), st.lists(questions, min_size=1, max_size=6), moments)
def test_what_is_found_and_each_count_is_the_oracles(
    town: Engine, made: list[Place], asked: list[Asked], now: datetime
) -> None:
    named = [replace(place, name=f"会{number}") for number, place in enumerate(made)]
    with town.connect() as connection:
        for place in named:
            put(connection, place)
        for question in asked:
            found = search(connection, CODE, question, now=now, limit=100)
            fitting = [place for place in named if fits(place, question, now)]
            assert found.total == len(fitting) == len(found.ids)
            for key in HAS:
                wider = replace(question, has=(*question.has, key))
                assert found.has[key] == sum(fits(place, wider, now) for place in named)
            for key in WHOM:
                assert found.whom[key] == sum(fits(p, replace(question, whom=(key,)), now) for p in named)
            for key in WHEN:
                other = replace(question, when=key, part="")
                assert found.when[key] == sum(fits(place, other, now) for place in named)
        connection.rollback()


def put(connection: Connection, place: Place) -> None:
    """Straight into the tables, so that a question costs little; search reads nothing else."""
    statement = sa.text(
        "insert into service (municipality_code, layer, listed_in, source_key, name, fee, run_id, target_groups,"
        " accessibility, closed_on) select :code, 'ibasho', 'ibasho', :name, :name, :fee, max(id), :whom, :traits,"
        " :closed from import_run returning id"
    )
    values = {
        "code": CODE, "name": place.name, "fee": "無料" if place.free else None, "whom": sorted(place.whom),
        "traits": [TRAITS[trait] for trait in place.traits], "closed": sorted(place.closed_on),
    }  # fmt: skip
    number = connection.execute(statement, values).scalar_one()
    connection.execute(
        sa.text(
            "with l as (insert into location (municipality_code, precision) values (:code, 'exact') returning id)"
            " insert into service_at_location select :id, id from l"
        ),
        {"code": CODE, "id": number},
    )
    for opening in place.openings:
        connection.execute(
            sa.text(
                "insert into schedule (service_id, byday, weeks, opens_at, closes_at)"
                " values (:id, :byday, :weeks, :opens, :closes)"
            ),
            {
                "id": number, "byday": opening.byday, "weeks": list(opening.weeks), "opens": opening.opens,
                "closes": opening.closes,
            },
        )  # fmt: skip
    rewrite_findings(connection, [number])
