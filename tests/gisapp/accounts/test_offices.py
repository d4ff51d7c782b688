"""Holds offices and posts to their rules: who belongs where, and what doesn't go with a role isn't kept."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from gisapp.accounts import offices, people
from gisapp.accounts.people import Post
from gisapp.accounts.rights import Role
from gisapp.errors import NotFoundError, UserError
from tests.assets import CODE, district_keys


def add(engine: Engine, name: str = "東はちまる", *districts: str) -> int:
    with engine.begin() as connection:
        return offices.add(
            connection, CODE, offices.Told(name, phone="０４２－０００－００００", districts=districts)
        )


def invited(engine: Engine, post: Post) -> people.Listed:
    with engine.begin() as connection:
        people.invite(connection, email="a@example.jp", name="見本", post=post)
        return people.listed(connection)[0]


def test_an_office_keeps_its_districts_and_a_number_that_can_be_called(town: Engine) -> None:
    east, _ = district_keys(town)
    number = add(town, " 東  はちまる ", east, "nowhere")
    with town.connect() as connection:
        found = offices.office(connection, number)
    assert (found.name, found.phone, found.districts, found.people) == (
        "東 はちまる",
        "042-000-0000",
        [east],
        0,
    )


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (offices.Told(""), "ACC-040"),
        (offices.Told("あ" * 51), "ACC-040"),
        (offices.Told("見本", phone="だれか"), "ACC-041"),
        (offices.Told("東はちまる"), "ACC-042"),
    ],
)
def test_what_an_office_may_not_be(town: Engine, told: offices.Told, code: str) -> None:
    add(town)
    with town.begin() as connection, pytest.raises(UserError) as refused:
        offices.add(connection, CODE, told)
    assert refused.value.code == code


def test_two_offices_never_get_one_name(town: Engine) -> None:
    add(town)
    other = add(town, "西はちまる")
    with town.begin() as connection, pytest.raises(UserError, match="もうあります"):
        offices.change(connection, other, offices.Told("東はちまる"))
    with town.begin() as connection:
        offices.change(connection, other, offices.Told("西はちまる", active=False))
        assert not offices.office(connection, other).active
        with pytest.raises(NotFoundError):
            offices.office(connection, 999)


@pytest.mark.parametrize("role", [Role.CSW, Role.APPROVER])
def test_who_works_for_an_office_belongs_to_its_city(town: Engine, role: Role) -> None:
    number = add(town)
    someone = invited(town, Post(role, None, number, ("ignored",)))
    assert (someone.office, someone.municipality_code, someone.districts) == ("東はちまる", CODE, [])


def test_a_council_member_has_districts_of_their_city(town: Engine) -> None:
    east, _ = district_keys(town)
    someone = invited(town, Post(Role.COUNCIL, CODE, add(town), (east, "nowhere")))
    assert (someone.districts, someone.office_id) == ([east], None)


@pytest.mark.parametrize(
    ("post", "code"),
    [
        (Post(Role.CSW, CODE), "ACC-015"),
        (Post(Role.APPROVER, CODE), "ACC-015"),
        (Post(Role.HELPER), "ACC-016"),
        (Post(Role.COUNCIL), "ACC-016"),
        (Post(Role.COUNCIL, CODE, districts=("nowhere",)), "ACC-017"),
        (Post("王様"), "ACC-013"),
    ],
)
def test_a_post_that_lacks_something_is_refused(town: Engine, post: Post, code: str) -> None:
    with town.begin() as connection, pytest.raises(UserError) as refused:
        people.invite(connection, email="a@example.jp", name="見本", post=post)
    assert refused.value.code == code


def test_an_administrator_looks_after_everything(town: Engine) -> None:
    someone = invited(town, Post(Role.ADMINISTRATOR, CODE, add(town), ("x",)))
    assert (someone.municipality_code, someone.office_id, someone.districts) == (None, None, [])


def test_what_an_office_had_stays_with_it_when_people_leave(town: Engine) -> None:
    number = add(town)
    someone = invited(town, Post(Role.CSW, office_id=number))
    with town.begin() as connection:
        connection.execute(sa.text("update service set office_id = :id"), {"id": number})
        people.change(connection, someone.id, name="見本", post=Post(Role.PLANNER), active=False)
        kept = connection.execute(
            sa.text("select count(*) from service where office_id = :id"), {"id": number}
        )
        assert kept.scalar_one() == 2
