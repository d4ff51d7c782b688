"""Knows what a calculation was made of: the state of each layer behind it, the scenario, and the code.

Knows no question and no figure.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

from gisapp.db.engine import SQL, query
from gisapp.planning.desk import Desk, Moment
from gisapp.planning.scenarios import Scenario
from layers import all_layers

PLANNING = Path(__file__).parent.parent
#: What a figure is computed by.
CODE = (PLANNING.parent / "analysis", PLANNING, SQL)
STATES = {"area": "state_area", "asset": "state_asset", "people": "state_people", "network": "state_network"}
SCENARIO = "scenario"

#: {"layer", "digest": of its content, "as_of", "sources": digests of the deliveries}
Input = dict[str, Any]


@functools.cache
def code_version() -> str:
    """The program's version and a hash over all that computes figures."""
    texts = hashlib.sha256()
    for folder in CODE:
        for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.sql")]):
            texts.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{version('gisapp')}+{texts.hexdigest()[:12]}"


def canonical(value: object) -> str:
    """JSON that is the same for the same value, to take a digest of."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(value: object) -> str:
    """SHA-256 over the canonical JSON, in hex."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def inputs_of(
    desk: Desk, moment: Moment, layer_keys: Iterable[str], scenario: Scenario | None = None
) -> list[Input]:
    """What these layers hold at this moment, in order of their keys, and the scenario last."""
    keys = [key for key in sorted(set(layer_keys)) if all_layers()[key].kind in STATES]
    known = _known(desk, moment)
    missing = [key for key in keys if key not in known]
    if missing:
        known.update(_read(moment.connection, moment.code, missing))
    found = [known[key] for key in keys]
    if scenario:
        found.append({"layer": SCENARIO, "name": scenario.name, "digest": digest(list(scenario.changes))})
    return found


def _known(desk: Desk, moment: Moment) -> dict[str, Input]:
    """What was read of this version already. What ends, ends with a day."""
    nothing: dict[str, Input] = {}
    return desk.remembered(("inputs", moment.code, moment.version, date.today()), lambda: nothing)  # noqa: DTZ011


def _read(connection: Connection, code: str, keys: Sequence[str]) -> dict[str, Input]:
    deliveries: dict[str, list[Any]] = {key: [] for key in keys}
    for row in connection.execute(query("state_sources"), {"code": code, "layers": list(keys)}):
        deliveries[row.layer].append(row)
    return {
        key: {
            "layer": key,
            "digest": connection.execute(
                query(STATES[all_layers()[key].kind]), {"code": code, "layer": key}
            ).scalar_one(),
            "as_of": next((row.as_of.isoformat() for row in reversed(rows) if row.as_of), None),
            "sources": [row.digest for row in rows],
        }
        for key, rows in deliveries.items()
    }
