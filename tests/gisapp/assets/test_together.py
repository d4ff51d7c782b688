"""Holds many people who change the same places at once to one rule: nothing that was said done is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from gisapp.accounts.rights import Role
from gisapp.assets.approval import approve
from gisapp.assets.history import versions
from gisapp.assets.proposals import save
from gisapp.assets.snapshots import form_of, snapshot_of
from gisapp.assets.writing import StaleError, read, write
from gisapp.db.engine import make_engine
from tests.assets import CITY, CODE, author, form, typed

THREADS, EDITS, ASSETS = 16, 100, 4


def places(engine: Engine, count: int) -> list[int]:
    writer, approver = author(engine, Role.CSW), author(engine, Role.ADMINISTRATOR)
    with engine.begin() as connection:
        saved = [save(connection, writer, CODE, typed(form(f"見本{i}", phones=[]))) for i in range(count)]
        return [approve(connection, each.id, approver, CITY, version=1) for each in saved]


def add_a_line(engine: Engine, asset: int, number: str) -> int:
    """Adds a telephone to whatever stands there; tries again where somebody was faster. How often."""
    tries = 0
    while True:
        tries += 1
        with engine.begin() as connection:
            now = read(connection, asset)
            said = form_of(now.content)
            more = {**said, "phones": [*said["phones"], {"number": number, "purpose": "代表"}]}
            whole = snapshot_of(connection, now.content, more, CITY)
            try:
                write(connection, asset, whole, base_version=now.version, actor=number, reason="")
            except StaleError:
                continue
            return tries


@pytest.mark.timeout(600)
def test_h6_sixteen_people_at_once_lose_nothing(town: Engine) -> None:
    assets = places(town, ASSETS)
    engine = make_engine(town.url.render_as_string(hide_password=False), pool_size=THREADS)

    def work(person: int) -> list[str]:
        done = []
        for edit in range(EDITS):
            number = f"{person:02}-{edit:03}"
            add_a_line(engine, assets[(person + edit) % ASSETS], number)
            done.append(number)
        return done

    with ThreadPoolExecutor(THREADS) as pool:
        said_done = {number for done in pool.map(work, range(THREADS)) for number in done}
    engine.dispose()
    kept: set[str] = set()
    with town.connect() as connection:
        for asset in assets:
            now = read(connection, asset)
            lines = [phone["number"] for phone in now.content["phones"]]
            assert len(lines) == len(set(lines))
            kept |= set(lines)
            numbers = [each.version for each in versions(connection, asset)]
            assert numbers == list(range(now.version, 0, -1)), "a version is missing or there twice"
            assert now.version == len(lines) + 1
    assert kept == said_done
    assert len(kept) == THREADS * EDITS


def test_h3_two_who_close_the_same_place(town: Engine) -> None:
    (asset,) = places(town, 1)
    with town.connect() as connection:
        now = read(connection, asset)
        closed = snapshot_of(connection, now.content, {**form_of(now.content), "status": "inactive"}, CITY)
    with town.begin() as connection:
        write(connection, asset, closed, base_version=now.version, actor="一人目", reason="")
    with town.begin() as connection, pytest.raises(StaleError) as refused:
        write(connection, asset, closed, base_version=now.version, actor="二人目", reason="")
    assert refused.value.now.status == "inactive"


def test_h9_no_statement_goes_around_the_version(town: Engine) -> None:
    """Also one that changes many rows and knows nothing of versions."""
    before = sa.text("select id, version from service order by id")
    with town.begin() as connection:
        was = dict(connection.execute(before).all())
        connection.execute(sa.text("update service set fee = '無料'"))
        connection.execute(sa.text("update service set fee = '無料'"))  # changes nothing
        connection.execute(sa.text("update service set fee = '100円', version = 1"))
        now = dict(connection.execute(before).all())
    assert now == {number: version + 2 for number, version in was.items()}


def test_h10_versions_go_by_number_and_not_by_the_clock(town: Engine) -> None:
    (asset,) = places(town, 1)
    statement = sa.text("set local timezone = 'America/New_York'")
    with town.begin() as connection:
        connection.execute(statement)
        now = read(connection, asset)
        whole = snapshot_of(connection, now.content, {**form_of(now.content), "fee": "1"}, CITY)
        write(connection, asset, whole, base_version=now.version, actor="", reason="")
        # one transaction, one moment: the order is still known
        again = snapshot_of(connection, whole, {**form_of(whole), "fee": "2"}, CITY)
        write(connection, asset, again, base_version=now.version + 1, actor="", reason="")
    with town.connect() as connection:
        found = versions(connection, asset)
    assert [(each.version, each.form["fee"]) for each in found] == [(3, "2"), (2, "1"), (1, None)]
    assert found[0].at == found[1].at
