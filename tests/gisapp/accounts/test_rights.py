"""Holds the table of who may do what: everything is forbidden that it doesn't name."""

from __future__ import annotations

import pytest

from gisapp.accounts.rights import OF_A_PLACE, Act, Person, Role, Thing, ever_may, may, sees_office_fields


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


EAST, WEST = frozenset({"east"}), frozenset({"west"})
MINE, OTHERS = 7, 8
SCOPED = (Role.APPROVER, Role.CSW, Role.COUNCIL)


def working(role: Role) -> Person:
    """Somebody with this role in the east, at an office of theirs."""
    return Person(1, "見本 花子", "hanako@example.jp", role, "132012", MINE, EAST)


@pytest.mark.parametrize("act", sorted(OF_A_PLACE))
@pytest.mark.parametrize("role", Role)
def test_f1_a_territory_ends_at_its_borders_unless_the_office_looks_after_the_place(
    role: Role, act: Act
) -> None:
    someone, allowed = working(role), ever_may(working(role), act)
    assert may(someone, act, Thing("132012", EAST, OTHERS)) == allowed
    assert may(someone, act, Thing("132012", WEST | EAST, OTHERS)) == allowed  # a choice area
    assert may(someone, act, Thing("132012", WEST, MINE)) == allowed
    assert may(someone, act, Thing("132012", frozenset(), OTHERS)) == allowed  # nobody knows where it lies
    assert may(someone, act, Thing("132012", WEST, OTHERS)) == (allowed and role not in SCOPED)
    assert may(someone, act, Thing("132012", WEST, None)) == (allowed and role not in SCOPED)
    assert not may(someone, act, Thing("990019", EAST, MINE))


@pytest.mark.parametrize("role", [Role.APPROVER, Role.ADMINISTRATOR])
def test_nobody_approves_their_own(role: Role) -> None:
    someone = working(role)
    assert may(someone, Act.APPROVE, Thing("132012", EAST, MINE, author_id=2))
    assert not may(someone, Act.APPROVE, Thing("132012", EAST, MINE, author_id=1))


def test_f5_a_csw_puts_nothing_on_the_map_alone() -> None:
    assert not ever_may(working(Role.CSW), Act.APPROVE)
    assert not ever_may(working(Role.COUNCIL), Act.APPROVE)
    assert not ever_may(working(Role.HELPER), Act.INSIDE)


def test_what_only_the_office_sees() -> None:
    of_mine, of_others = Thing("132012", EAST, MINE), Thing("132012", EAST, OTHERS)
    assert sees_office_fields(working(Role.CSW), of_mine)
    assert not sees_office_fields(working(Role.CSW), of_others)
    assert sees_office_fields(working(Role.APPROVER), of_others)
    assert not sees_office_fields(working(Role.APPROVER), Thing("132012", WEST, OTHERS))
    assert not sees_office_fields(working(Role.HELPER), of_mine)
    assert not sees_office_fields(None, of_mine)
