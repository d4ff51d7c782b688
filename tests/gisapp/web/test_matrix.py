"""Tries every address about a place or a proposal as every role, on own and others' ones, in every state.

The table is made from the site itself: a new address with a place's or a proposal's number is tried, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Engine
from werkzeug.routing import Rule

from gisapp.accounts.rights import OF_A_PLACE, Person, Role, Thing, may
from gisapp.assets.approval import approve
from gisapp.assets.proposals import OPEN, STATE_WORDS, save
from gisapp.web.access import ACTS
from tests.accounts import OURS, log_in, somebody
from tests.assets import CITY, CODE, EAST, WEST, author, district_keys, form, office, typed
from tests.conftest import site

#: A name that is in no answer by chance.
SECRET = "秘密の茶の間"
NUMBERS = ("service_id", "proposal_id")


@dataclass(frozen=True, slots=True)
class Ground:
    """The town's site, who its people are, and one place and one proposal in each state on either side."""

    app: Flask
    engine: Engine
    office_id: int
    east: str
    west: str


@pytest.fixture(scope="module")
def ground(cluster: object, town_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    from tests.conftest import _clone

    with _clone(cluster, town_template) as engine:  # type: ignore[arg-type]
        east, west = district_keys(engine)
        number = office(engine, "東はちまる", (east,))
        folder: Path = tmp_path_factory.mktemp("matrix")
        with site(engine, data_dir=folder) as app:
            yield Ground(app, engine, number, east, west)


def things(ground: Ground, side: tuple[float, float]) -> tuple[int, dict[str, int]]:
    """A place that isn't public, and proposals for new ones in every state, all by somebody else."""
    writer, approver = author(ground.engine, Role.ADMINISTRATOR), author(ground.engine, Role.PLANNER)
    hidden = {**form(at=side)["where"], "precision": "hidden"}
    wanted = form(SECRET, at=None, where=hidden)
    with ground.engine.begin() as connection:
        place = approve(
            connection, save(connection, writer, CODE, typed(wanted)).id, approver, CITY, version=1
        )
        made = {state: save(connection, writer, CODE, typed(wanted)).id for state in STATE_WORDS}
        for state, number in made.items():
            statement = sa.text("update proposal set state = :state where id = :id")
            connection.execute(statement, {"state": state, "id": number})
    return place, made


def addresses(app: Flask) -> list[tuple[Rule, str]]:
    """Every address about a place or a proposal, with every method."""
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        if rule.arguments and rule.arguments <= set(NUMBERS) and ACTS.get(rule.endpoint) in OF_A_PLACE
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def person(ground: Ground, role: Role) -> Person:
    """Somebody of the east: of its office, or of its council."""
    working = role in (Role.CSW, Role.APPROVER)
    territory = frozenset({ground.east}) if working or role is Role.COUNCIL else frozenset()
    city = None if role is Role.ADMINISTRATOR else CODE
    return Person(-1, "", "", role, city, ground.office_id if working else None, territory)


def enter(ground: Ground, role: Role) -> object:
    someone = person(ground, role)
    somebody(ground.engine, role, someone.municipality_code)
    statement = sa.text(
        "update account set municipality_code = :code, office_id = :office_id, districts = :districts where role = :role"
    )
    values = {
        "code": someone.municipality_code, "office_id": someone.office_id, "role": str(role),
        "districts": [ground.east] if role is Role.COUNCIL else [],
    }  # fmt: skip
    with ground.engine.begin() as connection:
        connection.execute(statement, values)
    return log_in(ground.app.test_client(), ground.engine, role)


@pytest.mark.parametrize("side", ["own", "other"])
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_f1_every_address_of_a_place_or_proposal_holds_to_territory_and_state(
    ground: Ground, role: Role, side: str
) -> None:
    place, proposals = things(ground, EAST if side == "own" else WEST)
    district = frozenset({ground.east if side == "own" else ground.west})
    client, someone, tried = enter(ground, role), person(ground, role), 0
    for rule, method in addresses(ground.app):
        act = ACTS[rule.endpoint]
        numbers = proposals.items() if "proposal_id" in rule.arguments else [("", place)]
        for state, number in numbers:
            thing = Thing(CODE, district, None, author_id=-2)
            path = ground.app.url_map.bind("localhost").build(
                rule.endpoint, dict.fromkeys(rule.arguments, number)
            )
            answer = client.open(path, method=method, headers=OURS)  # type: ignore[attr-defined]
            told = answer.get_data(as_text=True)
            assert answer.status_code < 500, (path, method)
            if not may(someone, act, thing):
                assert answer.status_code in (403, 404), (path, method, state)
                assert SECRET not in told, (path, method, state)
            elif rule.endpoint.startswith("field.") and state:
                led = answer.status_code == 302 and state in OPEN and role is Role.APPROVER
                assert led or answer.status_code == 404, (path, state)  # somebody else's: not there
            else:
                assert "ACC-001" not in told, (path, method, state)
            tried += 1
    assert tried > 25
