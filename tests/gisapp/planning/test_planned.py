"""Holds what is only planned to one rule: it counts where a scenario opens it, and nowhere else."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from gisapp.planning.changes import validated
from gisapp.planning.scenarios import apply
from gisapp.planning.supply import _listed, planned
from tests.assets import CODE


def offices(engine: Engine) -> pd.DataFrame:
    with engine.connect() as connection:
        return _listed(connection, CODE, ["city_office"])


def plan(engine: Engine, name: str, day: date) -> None:
    with engine.begin() as connection:
        statement = sa.text("update service set planned_on = :day where name = :name")
        assert connection.execute(statement, {"day": day, "name": name}).rowcount == 1


def test_a_planned_place_counts_in_a_scenario_that_opens_it_only(town: Engine) -> None:
    today = date.today()  # noqa: DTZ011
    plan(town, "東事務所", today + timedelta(days=2))
    plan(town, "西事務所", today)  # opens today: there
    listed = offices(town)
    assert list(apply([], listed)["name"]) == ["西事務所"]
    assert sorted(apply([{"kind": "plan"}], listed)["name"]) == ["東事務所", "西事務所"]
    with town.connect() as connection:
        assert planned(connection, CODE) == 1
        assert validated(connection, CODE, [{"kind": "plan", "asset": "1"}]) == [{"kind": "plan"}]
        shown = connection.execute(sa.text("select name from public_asset")).scalars().all()
    assert shown == ["西事務所"]


@pytest.mark.parametrize(
    ("weeks", "share"), [("{}", 1.0), ("{2,4}", 2 / (365.25 / 12 / 7)), ("{-1}", 1 / (365.25 / 12 / 7))]
)
def test_hours_of_some_weeks_are_hours_of_those_weeks(town: Engine, weeks: str, share: float) -> None:
    statement = sa.text(
        "insert into schedule (service_id, byday, weeks, opens_at, closes_at)"
        " select id, 'TU,TH', cast(:weeks as smallint[]), '10:00', '12:00' from service where name = '東事務所'"
    )
    with town.begin() as connection:
        connection.execute(statement, {"weeks": weeks})
    listed = offices(town).set_index("name")
    assert listed.loc["東事務所", "hours_month"] == pytest.approx(4 * share * 365.25 / 12 / 7)
