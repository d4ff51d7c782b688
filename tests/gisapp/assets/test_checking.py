"""Holds what an answer does: it notes a day once, never an earlier one, and closes nothing alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from gisapp.accounts.rights import Role
from gisapp.assets.approval import approve
from gisapp.assets.checking import GONE, NOTED, OLDER, PROPOSED, STILL, Answer, take
from gisapp.assets.history import versions
from gisapp.assets.proposals import Author, proposal, waiting
from gisapp.assets.round import Scope, Sieve, due_assets, walk
from gisapp.assets.snapshots import form_of, snapshot_of
from gisapp.assets.writing import Asset, create, read, write
from gisapp.config import Freshness
from gisapp.errors import NotFoundError, UserError
from tests.assets import CITY, CODE, EAST, WEST, author, district_keys, form, office, where
from tests.gisapp.ingest.files import load, places_file

TODAY = date(2026, 11, 24)
SETTINGS = Freshness(12, 24)


def place(town: Engine, **said: Any) -> int:
    with town.begin() as connection:
        content = snapshot_of(connection, {}, form(**said), CITY)
        return create(connection, CODE, content, actor="見本", reason="")


def now(town: Engine, service_id: int) -> Asset:
    with town.connect() as connection:
        return read(connection, service_id)


def answer(version: int, **said: Any) -> Answer:
    values: dict[str, Any] = {"result": STILL, "how": "訪問", "on": TODAY, "base_version": version}
    return Answer(said.pop("key", None) or uuid4(), **{**values, **said})


def give(town: Engine, service_id: int, given: Answer, who: Author | None = None) -> str:
    who = who or author(town)
    with town.begin() as connection:
        return take(connection, service_id, given, who, TODAY)


def checked(town: Engine, service_id: int) -> tuple[str | None, str | None]:
    service = now(town, service_id).content["service"]
    return service["assured_date"], service["checked_how"]


def due(town: Engine, scope: Scope | None = None, sieve: Sieve | None = None) -> set[str]:
    with town.connect() as connection:
        found = due_assets(connection, scope or Scope(CODE), sieve or Sieve(), TODAY, SETTINGS)
    return {each["name"] for each in found}


def test_still_there_notes_the_day_and_how(town: Engine) -> None:
    service_id = place(town)
    version = now(town, service_id).version
    assert give(town, service_id, answer(version)) == NOTED
    assert checked(town, service_id) == ("2026-11-24", "訪問")
    with town.connect() as connection:
        latest = versions(connection, service_id)[0]
    assert (latest.version, latest.reason, latest.fields) == (version + 1, "確認: 訪問", ())


def test_h4_a_double_tap_counts_once(town: Engine) -> None:
    service_id = place(town)
    given = answer(now(town, service_id).version)
    assert give(town, service_id, given) == NOTED
    version = now(town, service_id).version
    assert give(town, service_id, given) == NOTED
    assert now(town, service_id).version == version
    other = place(town, name="ほかの場所")
    with pytest.raises(NotFoundError):
        give(town, other, given)


def test_h12_an_old_answer_moves_no_date_back(town: Engine) -> None:
    service_id = place(town)
    read_version = now(town, service_id).version
    assert give(town, service_id, answer(read_version)) == NOTED
    late = answer(read_version, on=TODAY - timedelta(days=3), how="電話")
    assert give(town, service_id, late) == OLDER
    assert checked(town, service_id) == ("2026-11-24", "訪問")


def test_h12_an_old_answer_says_nothing_of_what_changed_since(town: Engine) -> None:
    service_id = place(town)
    asset = now(town, service_id)
    with town.begin() as connection:
        content = snapshot_of(connection, asset.content, {**form_of(asset.content), "fee": "100円"}, CITY)
        write(connection, service_id, content, base_version=asset.version, actor="ほか", reason="")
    with pytest.raises(UserError, match="AST-042"):
        give(town, service_id, answer(asset.version))
    after = now(town, service_id)
    assert after.content["service"]["fee"] == "100円"
    assert after.content["service"]["assured_date"] is None
    assert give(town, service_id, answer(after.version)) == NOTED


def test_gone_waits_for_somebody_else(town: Engine) -> None:
    service_id = place(town)
    given = answer(now(town, service_id).version, result=GONE, how="電話")
    csw = author(town)
    assert [give(town, service_id, given, csw) for _ in range(2)] == [PROPOSED, PROPOSED]
    assert now(town, service_id).status == "active"
    assert "見本の茶の間" not in due(town), "it isn't asked for again while it waits"
    with town.connect() as connection:
        (found,) = waiting(connection, CODE)
        told = proposal(connection, int(str(found["id"])))
    assert told.reason == "確認: 電話（11月24日）なくなった"
    with town.begin() as connection:
        approve(connection, told.id, author(town, Role.APPROVER), CITY, version=told.version)
    assert now(town, service_id).status == "inactive"


@pytest.mark.parametrize("said", [{"how": "うわさ"}, {"result": "たぶん"}, {"on": TODAY + timedelta(days=1)}])
def test_answers_that_cannot_be(town: Engine, said: dict[str, Any]) -> None:
    service_id = place(town)
    with pytest.raises(UserError, match="AST-041"):
        give(town, service_id, answer(now(town, service_id).version, **said))


def test_who_checks_does_not_take_a_place_from_its_list(town: Engine, tmp_path: Any) -> None:
    """The next list still changes what it says of it, and the day stays."""
    statement = sa.text("select id from service where name = '東事務所'")
    with town.connect() as connection:
        service_id = int(connection.execute(statement).scalar_one())
    assert give(town, service_id, answer(now(town, service_id).version)) == NOTED
    rows = ["東事務所,35.2101,141.5105,東1-5", "西事務所,35.2201,141.5301,西2"]
    load(town, tmp_path, "city_office", places_file(rows))
    after = now(town, service_id)
    assert after.content["location"]["address"].endswith("東1-5")
    assert checked(town, service_id) == ("2026-11-24", "訪問")


def test_what_is_due_and_for_whom(town: Engine) -> None:
    east, west = district_keys(town)
    mine = office(town)
    place(town, name="東の茶の間", at=EAST)
    at_home = where(lon=WEST[0], lat=WEST[1], precision="校区")
    place(town, name="西の家", at=None, where=at_home, office_id=mine)
    seen = place(town, name="西の茶の間", at=WEST)
    assert {"東の茶の間", "西の家", "西の茶の間"} <= due(town)
    give(town, seen, answer(now(town, seen).version))
    assert "西の茶の間" not in due(town)
    only_east = Scope(CODE, False, None, (east,))
    assert "東の茶の間" in due(town, only_east)
    assert "西の家" not in due(town, only_east)
    assert {"東の茶の間", "西の家"} <= due(town, Scope(CODE, False, mine, (east,)))
    assert "東の茶の間" not in due(town, sieve=Sieve(district=west))
    assert due(town, sieve=Sieve(layer="ibasho")) == {"東の茶の間", "西の家"}


def test_a_walk_goes_to_the_true_places_and_ends_with_the_telephone(town: Engine) -> None:
    place(town, name="遠い", at=(141.5323, 35.2123))
    place(town, name="近い家", at=None, where=where(lon=141.5101, lat=35.2101, precision="校区"))
    place(town, name="どこか", at=None)
    with town.connect() as connection:
        found = due_assets(connection, Scope(CODE), Sieve(layer="ibasho"), TODAY, SETTINGS)
    stops = walk(found, CODE, (141.51, 35.21), 1).stops
    assert [(each["stop"], each["name"]) for each in stops] == [(1, "近い家"), (2, "遠い"), (3, "どこか")]
    assert (stops[0]["lon"], stops[0]["is_private"]) == (141.5101, True)


def test_pages_hold_every_place_once() -> None:
    places = [{"name": n, "lon": 141.5 + n % 7 / 100, "lat": 35.2 + n % 11 / 100} for n in range(65)]
    pages = [walk(places, CODE, None, page) for page in (1, 2, 3, 4)]
    assert [page.pages for page in pages] == [4] * 4
    assert sorted(stop["name"] for page in pages for stop in page.stops) == list(range(65))
    assert [stop["stop"] for page in pages for stop in page.stops] == list(range(1, 66))
    assert walk(places, CODE, None, 99).stops == pages[-1].stops
