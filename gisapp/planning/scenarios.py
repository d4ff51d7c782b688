"""Knows scenarios: what if a place were added, closed, moved or changed; saved, shared by link, never real.

Knows no people, no distance and no page.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy.engine import Connection, Row

from gisapp.db.engine import query
from gisapp.errors import UserError
from gisapp.planning.changes import Change, named, validated
from layers import all_layers

TOKEN_BYTES = 18


@dataclass(frozen=True, slots=True)
class Scenario:
    """A saved scenario. Who knows the `token` may look at it; `version` grows with every write.

    `question`: the parameters of the question it was made for, as in an address.
    """

    token: str
    municipality_code: str
    name: str
    changes: tuple[Change, ...]
    question: dict[str, Any]
    created_at: datetime
    updated_at: datetime
    version: int


class ScenarioConflictError(UserError):
    """Somebody else has written meanwhile: `theirs` is what is saved, `yours` what was to be."""

    def __init__(self, theirs: Scenario, yours: dict[str, Any]) -> None:
        super().__init__(
            "ASK-037",
            f"シナリオ「{theirs.name}」は、ほかの人が {theirs.updated_at:%Y-%m-%d %H:%M} に変更しています"
            f"（保存されているのは第{theirs.version}版、変更のもとは第{yours['version']}版）。",
            "保存されている内容を開いて確かめ、もう一度変更してください。",
            status=409,
            unchanged=True,
        )
        self.theirs = theirs
        self.yours = yours


def apply(changes: Sequence[Mapping[str, Any]], places: pd.DataFrame) -> pd.DataFrame:
    """The places with the changes made to them, one after the other; `places` itself stays as it is.

    A row a place: id, layer, name, lon, lat (degrees), formality, capacity, hours_month, and any others.
    What is added comes last, under the ids -1, -2, …; what isn't told of it is null. A change of a place that
    isn't in the table does nothing. A field of a `change` that is None keeps its value. Where places are
    `planned`, they are left out unless one of the changes is that they open.
    """
    changed = places.copy()
    if "planned" in places and not any(change["kind"] == "plan" for change in changes):
        changed = changed[~changed["planned"]]
    for change in changes:
        if change["kind"] == "close":
            changed = changed[changed["id"] != change["asset"]]
        elif change["kind"] in ("move", "change"):
            names = ("lon", "lat") if change["kind"] == "move" else ("capacity", "hours_month")
            told = [name for name in names if change.get(name) is not None]
            changed.loc[changed["id"] == change["asset"], told] = [float(change[name]) for name in told]
    added = [_added(-number, change) for number, change in enumerate(_adding(changes), start=1)]
    return _joined(changed.reset_index(drop=True), added)


def _adding(changes: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [change for change in changes if change["kind"] == "add"]


def _added(number: int, change: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": number,
        "layer": change["category"],
        "name": change["name"],
        "lon": change["lon"],
        "lat": change["lat"],
        "formality": all_layers()[change["category"]].formality,
        "capacity": change.get("capacity"),
        "hours_month": change.get("hours_month"),
    }


def _joined(places: pd.DataFrame, added: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    if not added:
        return places
    columns: dict[Any, Any] = {}
    for name, kind in places.dtypes.items():
        values = [each.get(str(name)) for each in added]
        if kind == np.dtype(bool):
            values = [bool(value) for value in values]
        columns[name] = pd.Series(values, dtype=kind)
    return pd.concat([places, pd.DataFrame(columns)], ignore_index=True)


def save(
    connection: Connection, code: str, *, name: str, changes: object, question: Mapping[str, Any]
) -> Scenario:
    """A new scenario under a token that can't be guessed.

    Raises UserError for changes that can't be (ASK-031 to ASK-036, ASK-038).
    """
    values = {
        "token": secrets.token_urlsafe(TOKEN_BYTES),
        "code": code,
        "name": named(name),
        "changes": _json(validated(connection, code, changes)),
        "question": _json(dict(question)),
    }
    return _scenario(connection.execute(query("scenario_save"), values).one())


def load(connection: Connection, code: str, token: str) -> Scenario:
    """The scenario of this token. Raises UserError (ASK-030) where the municipality has none such."""
    found = None
    if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", token):
        found = connection.execute(query("scenario_load"), {"token": token, "code": code}).one_or_none()
    if found is None:
        raise UserError(
            "ASK-030",
            "そのシナリオはありません。",
            "送られたリンクと、選んでいる市区町村を確かめてください。",
            status=404,
        )
    return _scenario(found)


def update(
    connection: Connection,
    seen: Scenario,
    *,
    changes: object = None,
    question: Mapping[str, Any] | None = None,
    name: str | None = None,
) -> Scenario:
    """The scenario written anew, from the version that was `seen`; what is None stays as it is.

    Raises ScenarioConflictError where somebody has written since, UserError as `save` does.
    """
    code = seen.municipality_code
    yours = {
        "name": None if name is None else named(name),
        "changes": None if changes is None else validated(connection, code, changes),
        "question": None if question is None else dict(question),
    }
    values = yours | {
        "token": seen.token,
        "code": code,
        "version": seen.version,
        "changes": _json(yours["changes"]),
        "question": _json(yours["question"]),
    }
    written = connection.execute(query("scenario_update"), values).one_or_none()
    if written is None:
        raise ScenarioConflictError(load(connection, code, seen.token), yours | {"version": seen.version})
    return _scenario(written)


def listed(connection: Connection, code: str) -> list[Scenario]:
    """The municipality's scenarios, the last written first."""
    return [_scenario(row) for row in connection.execute(query("scenario_list"), {"code": code})]


def _scenario(row: Row[Any]) -> Scenario:
    values = dict(row._mapping)
    return Scenario(**{**values, "changes": tuple(values["changes"])})


def _json(value: object) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)
