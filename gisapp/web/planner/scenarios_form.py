"""Knows how the forms of a scenario become changes: what is opened, closed, moved, changed or taken back.

Knows no page and doesn't judge: what can't be is refused where changes are checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import json
from sqlalchemy.engine import Connection

from gisapp.errors import UserError
from gisapp.planning.changes import Change
from gisapp.planning.question import Question, categories
from gisapp.publish.register import City
from gisapp.web.planner.points import point_of

Form = Mapping[str, str]
NOT_COUNTED = "（この問いでは数えません）"


def kinds(question: Question | None) -> dict[str, str]:
    """The kinds of places that can be opened, those that the question counts first, the others marked."""
    if question is None:
        return categories()
    counted = {key: categories()[key] for key in question.categories}
    return counted | {
        key: f"{title}{NOT_COUNTED}" for key, title in categories().items() if key not in counted
    }


def read_json(form: Form, name: str, kind: type[list[Any]] | type[dict[str, Any]]) -> Any:
    """What our own page put into a hidden field. Raises UserError (ASK-031) for anything else."""
    try:
        found = json.loads(form.get(name, ""))
    except ValueError:
        found = None
    if not isinstance(found, kind):
        message = "送られた内容を読めません。"
        raise UserError("ASK-031", message, "画面を開き直して、もう一度入れてください。", unchanged=True)
    return found


def changed(connection: Connection, city: City, form: Form) -> list[Change]:
    """The changes that the writer has seen, with what the form does to them. Raises UserError."""
    seen: list[Change] = read_json(form, "changes", list)
    do = form.get("do", "")
    if do == "remove":
        taken = form.get("number", "")
        return [change for number, change in enumerate(seen, start=1) if str(number) != taken]
    if do == "again":
        return seen
    return [*seen, _change(connection, city, do, form)]


def _change(connection: Connection, city: City, do: str, form: Form) -> Change:
    change: Change = {"kind": do}
    if do == "plan":
        return change
    if do == "add":
        change |= {"category": form.get("category", ""), "name": one_line(form.get("name", ""))}
    else:
        change["asset"] = form.get("asset", "")
    if do in ("add", "move"):
        change["lon"], change["lat"] = point_of(connection, city, form.get("place", ""), unchanged=True)
    if do in ("add", "change"):
        change |= {name: form.get(name, "").strip() for name in ("capacity", "hours_month")}
    return change


def proposed(form: Form) -> list[Change]:
    """The places of a proposal as they were shown, as places of the kind that was chosen."""
    sites: list[Change] = read_json(form, "changes", list)
    category = form.get("category", "")
    chosen = {"category": category} if category else {}
    return [
        site | chosen | {"name": one_line(site.get("name", ""))} if isinstance(site, dict) else site
        for site in sites
    ]


def one_line(text: object) -> str:
    """A name with plain blanks: in Japanese they are mostly written wide."""
    return " ".join(str(text).split())
