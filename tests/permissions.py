"""Knows the table of who may do what, as docs/permissions.md shows it; `python -m tests.permissions` writes it anew.

Made from the site itself: a new address or role is in it without a line here.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from flask import Flask
from werkzeug.routing import Rule

from gisapp.accounts.rights import Act, Person, Role, Thing, ever_may, may
from gisapp.config import Config
from gisapp.web import build
from gisapp.web.access import ACTS, EVERYBODY

PAGE = Path(__file__).resolve().parent.parent / "docs/permissions.md"
HERE, THERE = frozenset({"ここ"}), frozenset({"よそ"})
#: What an act is done to, seen from somebody of the office 1 whose territory is ここ.
THINGS = {
    "自分の校区・事務所の": Thing("990019", HERE, 1, 2),
    "自分の事務所が受け持つ、よその校区の": Thing("990019", THERE, 1, 2),
    "よその校区・事務所の": Thing("990019", THERE, 9, 2),
    "自分が出した": Thing("990019", HERE, 1, 1),
    "ほかの自治体の": Thing("132012", HERE, 1, 2),
}


def page() -> str:
    """The whole page."""
    rules = sorted(_app().url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ())))
    parts = [
        "# だれが何をできるか",
        "この表は、プログラムから作られています（`python -m tests.permissions`）。手で直さないでください。試験が、プログラムと同じであることを確かめます。",
        "## 役割とできること",
        _roles(),
        "## どこの場所に",
        "場所や提案については、役割のほかに、どこの・だれのものかを見ます（承認者・CSW・地区協議会は、受け持つ校区か、自分の事務所のものだけ。位置も事務所も分からないものは、"
        "その自治体のだれもが扱えます）。",
        _things(),
        "## アドレスごと",
        "「全員」は、ログインしなくても開けます。ここにないアドレスには、だれも入れません。",
        _addresses(rules),
    ]
    return "\n\n".join(parts) + "\n"


def _roles() -> str:
    rows = [[str(act), *(_sign(ever_may(_person(role), act)) for role in Role)] for act in Act]
    return _table(["できること", *map(str, Role)], rows)


def _things() -> str:
    rows = [
        [str(act), words, *(_sign(may(_person(role), act, thing)) for role in Role)]
        for act in (Act.PROPOSE, Act.INSIDE, Act.CHECK, Act.APPROVE, Act.RESTORE, Act.LISTEN)
        for words, thing in THINGS.items()
    ]
    return _table(["できること", "何に", *map(str, Role)], rows)


def _addresses(rules: list[Rule]) -> str:
    rows = []
    for rule in rules:
        act = ACTS.get(rule.endpoint)
        if act is None and rule.endpoint not in EVERYBODY:
            continue
        methods = "・".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        who = "全員" if act is None else "・".join(str(role) for role in Role if ever_may(_person(role), act))
        address = re.sub(r"<(?:[a-z]+:)?(\w+)>", r"<\1>", rule.rule)
        rows.append([f"`{address}`", methods, who])
    return _table(["アドレス", "方法", "だれ"], rows)


def _person(role: Role) -> Person:
    return Person(1, "", "", role, None if role is Role.ADMINISTRATOR else "990019", 1, HERE)


def _sign(yes: bool) -> str:
    return "○" if yes else ""


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _app() -> Flask:
    """The site, which is asked for its addresses alone and never reaches a database."""
    folder = Path(os.environ.get("TMPDIR", "/tmp")) / "gisapp-permissions"
    return build(Config("127.0.0.1", 5000, "postgresql+psycopg://nobody@localhost/none", folder, None, 1, 1))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
