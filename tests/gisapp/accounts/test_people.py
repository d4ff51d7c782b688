"""Holds accounts to what is promised of them: invitations work once, and somebody always rules."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from gisapp.accounts import people
from gisapp.accounts.rights import Role
from gisapp.errors import NotFoundError, UserError
from tests.accounts import somebody

GOOD = "雨の日は図書館で将棋をさす"


def invite(engine: Engine, email: str = "keikaku@example.jp") -> str:
    with engine.begin() as connection:
        return people.invite(connection, email=email, name="計画の人", post=people.Post(Role.PLANNER))


def take(engine: Engine, token: str, password: str = GOOD) -> None:
    with engine.begin() as connection:
        people.take(connection, token, password, ())


def everybody(engine: Engine) -> list[people.Listed]:
    with engine.connect() as connection:
        return people.listed(connection)


def change(engine: Engine, account_id: int, role: Role, *, active: bool = True) -> None:
    with engine.begin() as connection:
        people.change(connection, account_id, name="見本", post=people.Post(role), active=active)


def test_f8_an_invitation_works_once(engine: Engine) -> None:
    token = invite(engine)
    take(engine, token)
    assert everybody(engine)[0].taken
    with pytest.raises(UserError, match="このリンクは使えません"):
        take(engine, token, GOOD + "また")


def test_f8_an_invitation_ends(engine: Engine) -> None:
    token = invite(engine)
    with engine.begin() as connection:
        connection.execute(sa.text("update invitation set expires_at = now() - interval '1 second'"))
    with pytest.raises(UserError, match="このリンクは使えません"):
        take(engine, token)
    assert everybody(engine)[0].invited_until is None


def test_f8_a_new_link_makes_the_older_one_worthless(engine: Engine) -> None:
    older = invite(engine)
    with engine.begin() as connection:
        newer = people.invite_again(connection, everybody(engine)[0].id)
    with pytest.raises(UserError, match="このリンクは使えません"):
        take(engine, older)
    take(engine, newer)


def test_f8_who_is_stopped_takes_no_invitation(engine: Engine) -> None:
    token = invite(engine)
    change(engine, everybody(engine)[0].id, Role.PLANNER, active=False)
    with pytest.raises(UserError, match="このリンクは使えません"):
        take(engine, token)


def test_f8_a_link_is_for_the_one_it_was_made_for(engine: Engine) -> None:
    token, _ = invite(engine), invite(engine, "another@example.jp")
    take(engine, token)
    assert {each.email: each.taken for each in everybody(engine)} == {
        "keikaku@example.jp": True,
        "another@example.jp": False,
    }


def test_a_refused_password_keeps_the_invitation(engine: Engine) -> None:
    token = invite(engine)
    with pytest.raises(UserError, match="文字以上"):
        take(engine, token, "短い")
    take(engine, token)


def test_nobody_is_invited_twice_under_one_address(engine: Engine) -> None:
    invite(engine)
    with pytest.raises(UserError, match="もう利用者になっています"):
        invite(engine, "KEIKAKU@example.jp")
    assert len(everybody(engine)) == 1


@pytest.mark.parametrize("email", ["", "keikaku", "a@b@c", "keikaku@example.jp\nbcc: x@example.jp"])
def test_what_is_no_address_is_refused(engine: Engine, email: str) -> None:
    with pytest.raises(UserError, match="メールアドレスの形"):
        invite(engine, email)


@pytest.mark.parametrize(("role", "active"), [(Role.PLANNER, True), (Role.ADMINISTRATOR, False)])
def test_f7_the_last_administrator_stays(engine: Engine, role: Role, active: bool) -> None:
    somebody(engine)
    invite(engine)
    mine = next(each for each in everybody(engine) if each.role is Role.ADMINISTRATOR)
    with pytest.raises(UserError, match="だれもいなくなります"):
        change(engine, mine.id, role, active=active)
    assert mine in everybody(engine)


def test_f7_an_administrator_who_never_came_in_does_not_count(engine: Engine) -> None:
    somebody(engine)
    with engine.begin() as connection:
        people.invite(connection, email="b@example.jp", name="次", post=people.Post(Role.ADMINISTRATOR))
    mine = next(each for each in everybody(engine) if each.taken)
    with pytest.raises(UserError, match="だれもいなくなります"):
        change(engine, mine.id, Role.PLANNER)


def test_f7_one_of_two_administrators_may_go(engine: Engine) -> None:
    somebody(engine)
    with engine.begin() as connection:
        assert people.first_administrator(connection) is None
        token = people.invite(
            connection, email="b@example.jp", name="次", post=people.Post(Role.ADMINISTRATOR)
        )
    take(engine, token)
    change(engine, everybody(engine)[0].id, Role.PLANNER)
    assert sorted(each.role for each in everybody(engine)) == sorted([Role.PLANNER, Role.ADMINISTRATOR])


def test_the_first_administrator_is_made_once(engine: Engine) -> None:
    with engine.begin() as connection:
        assert people.first_administrator(connection)
    with engine.begin() as connection:
        assert people.first_administrator(connection) is None
        with pytest.raises(NotFoundError):
            people.one(connection, 999)
