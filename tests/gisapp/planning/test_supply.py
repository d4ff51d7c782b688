"""Holds what counts as a place and how large it is taken to be, against a list that was counted by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from gisapp.errors import UserError
from gisapp.planning.desk import Desk
from gisapp.planning.gaps import figures_of
from gisapp.planning.question import Question
from gisapp.planning.supply import WEEKS_A_MONTH, Supply, supply_of

DEMO, SYSTEM = "990019", "elementary_district"


@pytest.fixture(scope="module")
def desk(demo_engine: Engine) -> Desk:
    return Desk(demo_engine)


@pytest.fixture
def changed(demo_engine: Engine, desk: Desk) -> Iterator[Any]:
    """Asks for the supply after statements that leave nothing behind."""
    with desk.moment(DEMO) as moment:
        world = desk.world(moment, SYSTEM)
    with demo_engine.connect() as connection:
        connection.begin()

        def ask(*statements: str, **question: Any) -> Supply:
            for statement in statements:
                connection.execute(sa.text(statement))
            return supply_of(connection, world, Question(("cafe",), **question))

        yield ask
        connection.rollback()


def ids(demo_engine: Engine, limit: int) -> list[int]:
    with demo_engine.connect() as connection:
        found = connection.execute(
            sa.text("select id from service where layer = 'cafe' order by id limit :n"), {"n": limit}
        )
        return list(found.scalars())


def test_d13_what_has_ended_is_no_supply_and_hours_weigh(changed: Any, demo_engine: Engine) -> None:
    """A place that is open once a week isn't one that is open every day, and one that has closed is none."""
    before = changed()
    first, second, third, fourth = ids(demo_engine, 4)
    after = changed(
        f"update service set status = 'temporarily closed' where id = {first}",
        f"update service set valid_to = current_date where id = {second}",
    )
    assert len(before.places) - len(after.places) == 2
    assert not set(after.places["id"]) & {first, second}
    hours = changed(
        "delete from schedule where service_id in (select id from service where layer = 'cafe')",
        f"insert into schedule (service_id, byday, opens_at, closes_at) values ({third}, 'MO,TU,WE', '10:00', '15:00'),"
        f" ({third}, 'SA', '22:00', '01:00'), ({fourth}, 'TH', '10:00', '12:00')",
        supply="hours",
    ).places.set_index("id")["size"]
    assert hours[third] == pytest.approx((3 * 5 + 3) * WEEKS_A_MONTH)
    assert hours[fourth] == pytest.approx(2 * WEEKS_A_MONTH)


def test_what_nobody_told_is_the_usual_and_counted(changed: Any, demo_engine: Engine) -> None:
    first, second = ids(demo_engine, 2)
    found = changed(
        "update service set capacity = null where layer = 'cafe'",
        f"update service set capacity = 10 where id = {first}",
        f"update service set capacity = 40 where id = {second}",
        supply="capacity",
    )
    sizes = found.places.set_index("id")["size"]
    assert (sizes[first], sizes[second]) == (10, 40)
    assert set(sizes.drop([first, second])) == {25}
    assert found.filled == len(sizes) - 2


def test_a_size_that_nobody_knows_is_refused(changed: Any) -> None:
    with pytest.raises(UserError) as caught:
        changed("update service set capacity = null where layer = 'cafe'", supply="capacity")
    assert caught.value.code == "ASK-012"
    assert "定員" in caught.value.message


def test_days_without_times_are_unknown_hours(changed: Any, demo_engine: Engine) -> None:
    (first, second) = ids(demo_engine, 2)
    found = changed(
        "delete from schedule where service_id in (select id from service where layer = 'cafe')",
        f"insert into schedule (service_id, byday, opens_at, closes_at) values ({first}, 'MO', null, null),"
        f" ({second}, 'MO', '10:00', '14:00')",
        supply="hours",
    )
    assert found.filled == len(found.places) - 1


def test_places_that_the_public_does_not_see_count(changed: Any, demo_engine: Engine) -> None:
    (first,) = ids(demo_engine, 1)
    hide = (
        "update location set precision = 'hidden' where id in"
        f" (select location_id from service_at_location where service_id = {first})"
    )
    before, after = changed(), changed(hide)
    assert len(after.places) == len(before.places)
    assert (before.hidden, after.hidden) == (0, 1)


def test_places_without_a_position_are_known_and_not_counted(changed: Any, demo_engine: Engine) -> None:
    (first,) = ids(demo_engine, 1)
    lost = (
        "update location set geom = null where id in"
        f" (select location_id from service_at_location where service_id = {first})"
    )
    before, after = changed(), changed(lost)
    assert (after.known, len(after.places)) == (before.known, len(before.places) - 1)
    assert after.unplaced == before.unplaced + 1


def test_a_neighbours_places_guard_the_border(changed: Any, desk: Desk) -> None:
    found = changed()
    outside = (found.inside["district"] == -1).any()
    assert found.unguarded == (() if outside else ("cafe",))
    with desk.moment(DEMO) as moment:
        figures = figures_of(desk, moment, Question(("cafe",)))
    assert len(figures.supply.places) == len(found.places)
