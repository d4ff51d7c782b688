"""Knows who may do what to what: the one place that decides. Knows no page, no table and no session.

What isn't allowed here is forbidden.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody works as. Residents have no account and no role."""

    ADMINISTRATOR = "管理者"
    PLANNER = "計画担当"
    APPROVER = "承認者"
    CSW = "CSW"
    COUNCIL = "地区協議会"
    HELPER = "協力者"


class Act(StrEnum):
    """Something that not everybody may do."""

    LOAD = "公式ファイルを取り込む・取り消す、場所を決める"
    PLAN = "シナリオを作る・変える・消す、公開前の候補地を使う"
    PROPOSE = "場所を提案する、自分の提案を直す・取り下げる"
    INSIDE = "公開していない項目と、場所の履歴を見る"
    CHECK = "場所がいまもあるかを確かめて記録する、住民からの知らせに答える"
    APPROVE = "ほかの人の提案を承認する・戻す"
    RESTORE = "場所を前の版に戻す、まとめて変える"
    LISTEN = "校区の聞き取りを読む・書く"
    INVITE = "利用者と事務所を決める、操作の記録を見る"
    OWN = "自分のパスワードと二段階認証を変える"


_MAY = {
    Role.ADMINISTRATOR: frozenset(Act),
    Role.PLANNER: frozenset({Act.PLAN, Act.INSIDE, Act.LISTEN, Act.OWN}),
    Role.APPROVER: frozenset(
        {Act.PROPOSE, Act.INSIDE, Act.CHECK, Act.APPROVE, Act.RESTORE, Act.LISTEN, Act.OWN}
    ),
    Role.CSW: frozenset({Act.PROPOSE, Act.INSIDE, Act.CHECK, Act.LISTEN, Act.OWN}),
    Role.COUNCIL: frozenset({Act.PROPOSE, Act.INSIDE, Act.LISTEN, Act.OWN}),
    Role.HELPER: frozenset({Act.PROPOSE, Act.OWN}),
}
#: What is done to a thing of a place, and by whom only in their own territory.
OF_A_PLACE = frozenset({Act.PROPOSE, Act.INSIDE, Act.CHECK, Act.APPROVE, Act.RESTORE, Act.LISTEN})
_IN_TERRITORY = frozenset({Role.APPROVER, Role.CSW, Role.COUNCIL})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account. `municipality_code`: the only city they act in; None for every one.

    `territory`: keys of elementary districts that they act in; empty for all of the city.
    """

    id: int
    name: str
    email: str
    role: Role
    municipality_code: str | None
    office_id: int | None = None
    territory: frozenset[str] = frozenset()

    @property
    def acts_in_territory(self) -> bool:
        """Whether it is only in some districts that they do something to places there."""
        return self.role in _IN_TERRITORY and bool(self.territory)


@dataclass(frozen=True, slots=True)
class Thing:
    """What something is done to: where it belongs, which districts it lies in, whose it is.

    `districts` empty: nobody knows where it lies. `author_id`: whose proposal it is.
    """

    municipality_code: str
    districts: frozenset[str] = frozenset()
    office_id: int | None = None
    author_id: int | None = None


def may(person: Person | None, act: Act, on: Thing | str | None = None) -> bool:
    """Whether this person may do this to a thing, or to something of a municipality (its code).

    None for a person is somebody without an account: they may do nothing that is named here. None for a thing
    is what belongs to nobody in particular, and so to all.
    """
    if person is None or act not in _MAY[person.role]:
        return False
    if act is Act.OWN:
        return True
    code = on.municipality_code if isinstance(on, Thing) else on
    if person.municipality_code not in (None, code):
        return False
    return not isinstance(on, Thing) or _may_here(person, act, on)


def ever_may(person: Person | None, act: Act) -> bool:
    """Whether there is anything at all that this person may do this to."""
    return person is not None and act in _MAY[person.role]


def _may_here(person: Person, act: Act, thing: Thing) -> bool:
    if act is Act.APPROVE and thing.author_id == person.id:
        return False  # two people have looked at whatever is on the map
    if act not in OF_A_PLACE or not person.acts_in_territory:
        return True
    if thing.office_id is not None and thing.office_id == person.office_id:
        return True
    return not thing.districts or bool(thing.districts & person.territory)


def sees_office_fields(person: Person | None, thing: Thing) -> bool:
    """Whether somebody sees what only the office sees: those who work there, approvers and administrators."""
    if not may(person, Act.INSIDE, thing):
        return False
    assert person is not None
    return person.role in (Role.ADMINISTRATOR, Role.APPROVER) or (
        thing.office_id is not None and thing.office_id == person.office_id
    )


def may_rewrite_note(person: Person | None, thing: Thing) -> bool:
    """Whether somebody may change or remove what was heard in a district, and not only read it.

    Whoever wrote it, their office, and administrators (somebody may have to take a name out).
    """
    if not may(person, Act.LISTEN, thing):
        return False
    assert person is not None
    own_office = thing.office_id is not None and thing.office_id == person.office_id
    return person.role is Role.ADMINISTRATOR or own_office or thing.author_id == person.id
