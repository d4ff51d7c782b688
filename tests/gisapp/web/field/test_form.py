"""Holds the form of a place: what it takes, keeps and refuses, and what of it whom concerns."""

from __future__ import annotations

from sqlalchemy.engine import Engine
from werkzeug.test import TestResponse

from gisapp.accounts.rights import Role
from gisapp.assets.proposals import approve, proposal, save
from gisapp.assets.snapshots import form_of
from gisapp.assets.writing import read, write
from tests.assets import CITY, CODE, author, form, typed, where
from tests.gisapp.web.conftest import words
from tests.gisapp.web.field.conftest import Town, send

FOUR = {
    "name": "見本の茶の間",
    "layer": "ibasho",
    "position": "35.2123456, 141.5123456",
    "informant": "世話人",
}
EDGE = "35.2123456, 141.5323456"


def number(answer: TestResponse) -> int:
    assert answer.status_code == 303, words(answer.get_data(as_text=True))
    return int(answer.headers["Location"].split("?")[0].rsplit("/", 1)[-1])


def content(engine: Engine, proposal_id: int) -> dict[str, object]:
    with engine.connect() as connection:
        return proposal(connection, proposal_id).content


def on_the_map(engine: Engine, **said: object) -> int:
    """The number of an approved ibasho."""
    with engine.begin() as connection:
        saved = save(connection, author(engine), CODE, typed(form(**said)))
        return approve(connection, saved.id, author(engine, Role.APPROVER), CITY, version=1)


def change(engine: Engine, service_id: int, **said: object) -> None:
    """Somebody else changes fields of an asset."""
    from gisapp.assets.snapshots import snapshot_of

    with engine.begin() as connection:
        now = read(connection, service_id)
        content = snapshot_of(connection, now.content, {**form_of(now.content), **said}, CITY)
        write(connection, service_id, content, base_version=now.version, actor="ほかの人", reason="")


def test_four_fields_are_enough(our_town: Town) -> None:
    csw = our_town.enter(Role.CSW)
    page = csw.get("/places/new").get_data(as_text=True)
    assert "承認に出す" in page
    found = content(our_town.engine, number(send(csw, "/places/new", **FOUR)))
    assert found == form(name="見本の茶の間", where=where(lat=35.2123456, lon=141.5123456))


def test_it_can_be_sent_twice_and_is_kept_once(our_town: Town) -> None:
    csw = our_town.enter(Role.CSW)
    key = "7b0cfd7e-9c0d-4f35-8b59-0f4a3f9f7d11"
    first, second = (number(send(csw, "/places/new", **FOUR, key=key)) for _ in range(2))
    assert first == second
