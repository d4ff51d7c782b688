"""Knows which fields of an asset somebody doesn't see in the rooms of the field. Knows no page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gisapp.accounts.rights import Act, Person, Thing, may, sees_office_fields
from gisapp.assets.fields import Form
from gisapp.web.rooms import JAPAN_TIME

#: What stands in a form and never on a public page.
_INSIDE = ("informant", "consent")
_NOTHING: tuple[Any, ...] = (None, "", [], {})


def hidden_fields(person: Person, thing: Thing, form: Form) -> frozenset[str]:
    """Fields that hold something which this person may not see; of one shown coarsely also where it is."""
    inside, office = may(person, Act.INSIDE, thing), sees_office_fields(person, thing)
    unseen = set() if inside else {*_INSIDE}
    for key, audience in form["visibility"].items():
        if not (office if audience == "事務所" else inside):
            unseen.add(key)
    if form["where"]["precision"] != "exact" and not office:
        unseen.add("where")
    return frozenset(key for key in unseen if form[key] not in _NOTHING)


def is_public(form: Form) -> bool:
    """Whether an asset that says this is known to everybody."""
    today = datetime.now(JAPAN_TIME).date().isoformat()
    begun = form["planned_on"] is None or form["planned_on"] <= today
    return bool(form["status"] == "active" and begun and form["where"]["precision"] != "hidden")
