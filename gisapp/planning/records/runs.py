"""Knows how a calculation is kept under a number made of question, data and code, and found again by it.

Knows no formula and no page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.engine import Engine

from gisapp.db.engine import query
from gisapp.errors import UserError
from gisapp.planning.desk import Desk, Moment
from gisapp.planning.records.figures import Tables, of_answer
from gisapp.planning.records.inputs import Input, canonical, code_version, digest, inputs_of
from gisapp.planning.scenarios import Scenario

if TYPE_CHECKING:
    from gisapp.planning.gaps import Answer

GAPS, SITES = "gaps", "sites"
DIGITS = 12
#: What is kept of calculations that nobody holds on to, by municipality.
MOST, MOST_BYTES = 2_000, 64_000_000


@dataclass(frozen=True, slots=True)
class Run:
    """A kept calculation. `question` holds every parameter; `figures` what was shown, hidden ones null."""

    number: str
    kind: str
    municipality_code: str
    question: dict[str, Any]
    inputs: list[Input]
    code_version: str
    figures: Tables
    figures_digest: str
    first_at: datetime
    last_at: datetime
    pinned: bool


def stored(desk: Desk, moment: Moment, answer: Answer, *, pin: bool = False) -> str:
    """The answer's number; kept where it wasn't. The same question on the same data has the same number."""
    return keep(
        desk,
        moment,
        kind=GAPS,
        question=asdict(answer.question),
        layer_keys=answer.layer_keys,
        scenario=answer.scenario,
        figures=of_answer(answer),
        pin=pin,
    )


def keep(
    desk: Desk,
    moment: Moment,
    *,
    kind: str,
    question: Mapping[str, Any],
    layer_keys: Iterable[str],
    scenario: Scenario | None,
    figures: Tables,
    pin: bool = False,
) -> str:
    """Keeps any calculation. It is written at once and whole, when all of it is done."""
    inputs = inputs_of(desk, moment, layer_keys, scenario)
    number = number_of(kind, moment.code, question, inputs)
    with desk.engine.begin() as connection:
        if connection.execute(query("run_again"), {"number": number, "pin": pin}).rowcount:
            return number
        values = {
            "number": number,
            "kind": kind,
            "code": moment.code,
            "question": json.dumps(question, ensure_ascii=False),
            "inputs": json.dumps(inputs, ensure_ascii=False),
            "code_version": code_version(),
            "figures": json.dumps(figures, ensure_ascii=False),
            "figures_digest": digest(figures),
            "pin": pin,
        }
        connection.execute(query("run_keep"), values)
        limits = {"code": moment.code, "most": MOST, "most_bytes": MOST_BYTES}
        connection.execute(query("run_trim"), limits)
    return number


def number_of(kind: str, code: str, question: Mapping[str, Any], inputs: Iterable[Input]) -> str:
    """12 hex digits of the hash over everything that the figures depend on."""
    made_of = [kind, code, json.loads(canonical(question)), list(inputs), code_version()]
    return digest(made_of)[:DIGITS]


def load(engine: Engine, number: str) -> Run:
    """The calculation of this number. Raises UserError (ASK-020) where there is none (any more)."""
    found = None
    if re.fullmatch(r"[0-9a-f]{12}", number):
        with engine.connect() as connection:
            found = connection.execute(query("run_load"), {"number": number}).one_or_none()
    if found is None:
        raise UserError(
            "ASK-020",
            f"計算番号「{number[:20]}」の記録はありません。",
            "番号を確かめてください。長く使われていない記録は消えています。同じ条件で、もう一度計算できます。",
            status=404,
        )
    return Run(**found._mapping)


def pin(engine: Engine, number: str) -> None:
    """Somebody holds this number in hand: its calculation stays."""
    with engine.begin() as connection:
        connection.execute(query("run_again"), {"number": number, "pin": True})
