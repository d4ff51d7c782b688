"""Holds the table of who may do what: everything is forbidden that it doesn't name."""

from __future__ import annotations

import pytest

from gisapp.accounts.rights import Act, Person, Role, may


def of(role: Role, municipality_code: str | None = None) -> Person:
    return Person(1, "見本 花子", "hanako@example.jp", role, municipality_code)


@pytest.mark.parametrize("act", Act)
def test_nobody_does_what_is_named(act: Act) -> None:
    assert not may(None, act)
    assert not may(None, act, "132012")


@pytest.mark.parametrize("role", Role)
def test_everybody_looks_after_their_own_account(role: Role) -> None:
    assert may(of(role), Act.OWN)
    assert may(of(role, "132012"), Act.OWN)


@pytest.mark.parametrize("act", [act for act in Act if act is not Act.OWN])
@pytest.mark.parametrize("role", Role)
def test_f1_who_belongs_to_a_city_does_nothing_elsewhere(role: Role, act: Act) -> None:
    assert not may(of(role, "132012"), act, "990019")
    assert not may(of(role, "132012"), act)  # what is nobody's in particular belongs to all
    assert may(of(role, "132012"), act, "132012") == may(of(role), act, "990019")


def test_a_planner_neither_loads_nor_invites() -> None:
    assert may(of(Role.PLANNER), Act.PLAN, "132012")
    assert not may(of(Role.PLANNER), Act.LOAD)
    assert not may(of(Role.PLANNER), Act.INVITE)
