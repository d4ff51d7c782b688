"""Knows who may do what: the one place that decides. Knows no page, no table and no session.

What isn't allowed here is forbidden.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody works as. Residents have no account and no role."""

    ADMINISTRATOR = "管理者"
    PLANNER = "計画担当"


class Act(StrEnum):
    """Something that not everybody may do."""

    LOAD = "公式ファイルを取り込む・取り消す、場所を決める"
    PLAN = "シナリオを作る・変える・消す、公開前の候補地を使う"
    INVITE = "利用者を招く・役割を変える・止める"
    OWN = "自分のパスワードと二段階認証を変える"


_MAY = {
    Role.ADMINISTRATOR: frozenset(Act),
    Role.PLANNER: frozenset({Act.PLAN, Act.OWN}),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account. `municipality_code`: the only city they act in; None for every one."""

    id: int
    name: str
    email: str
    role: Role
    municipality_code: str | None


def may(person: Person | None, act: Act, municipality_code: str | None = None) -> bool:
    """Whether this person may do this to what belongs to a municipality (None: to nobody's in particular).

    None for a person is somebody without an account: they may do nothing that is named here.
    """
    if person is None or act not in _MAY[person.role]:
        return False
    return act is Act.OWN or person.municipality_code in (None, municipality_code)
