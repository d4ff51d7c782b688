"""Knows the step on which a person says what the columns of a list mean: what it shows, what it sends.

Knows no file and no row of the map.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gisapp.errors import UserError
from importers._lists.place_fields import EXTRA, field_title
from importers._record import Option
from importers.place_list import OPTIONS

#: The name of the answer among the choices of an import.
COLUMNS = "columns"
#: The meaning of a column that is kept under its own title.
AS_TITLED = "extra"
MEANINGS = (*OPTIONS, Option(AS_TITLED, "列の名前のまま載せる"))
_KNOWN = frozenset(option.value for option in OPTIONS)
_EXAMPLES = 3
_NAME = "name"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file as the page shows it. `meaning`: the value of the chosen one, or empty.

    `why` says why it is proposed, `personal` why it looks personal; empty where there is nothing to say.
    What looks personal has no examples: nobody who passes the screen reads it.
    """

    number: int
    title: str
    examples: tuple[str, ...]
    meaning: str
    why: str
    personal: str


def shown(proposal: Mapping[str, Any], typed: Mapping[str, str]) -> list[Column]:
    """The columns in the file's order; what was typed goes before what is proposed."""
    names = {title: key for key, title in proposal.get("mapping", {}).items()}
    personal, why = proposal.get("personal", {}), proposal.get("why", {})
    listed = []
    for number, title in enumerate(proposal.get("columns", [])):
        proposed = _meaning(names.get(title, ""))
        meaning = typed.get(f"column:{number}", proposed)
        examples = () if title in personal else _examples(proposal.get("rows", []), number)
        reason = why.get(names.get(title), "") if meaning == proposed else ""
        listed.append(Column(number, title, examples, meaning, reason, personal.get(title, "")))
    return listed


def columns(form: Mapping[str, str], proposal: Mapping[str, Any]) -> str | None:
    """The answer: JSON text {our name: title}, '' for what was proposed and isn't wanted.

    None where the form has no columns, or says no more than what was surely proposed. Raises UserError
    ADM-015 for a meaning that two columns have, ADM-016 where no column has the names.
    """
    said = list(_said(form))
    if not said:
        return None
    titles = _each_once(said)
    if _NAME not in titles:
        raise UserError(
            "ADM-016",
            f"「{field_title(_NAME)}」の列が選ばれていません。",
            "場所の名前が入っている列を一つ選んでください。",
        )
    proposed = proposal.get("mapping", {})
    if titles == proposed and proposal.get("sure"):
        return None
    unwanted = {key: "" for key in proposed if key not in titles}
    return json.dumps({**unwanted, **titles}, ensure_ascii=False)


def _said(form: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Our name and the column's title, for each column that has a meaning or has none ('')."""
    for field, meaning in form.items():
        if not field.startswith("column:"):
            continue
        title = form.get(f"column-title:{field[7:]}", "")
        if meaning == AS_TITLED:
            yield f"{EXTRA}{title}", title
        else:
            yield (meaning if meaning in _KNOWN else ""), title


def _each_once(said: list[tuple[str, str]]) -> dict[str, str]:
    titles: dict[str, str] = {}
    for key, title in said:
        if key in titles:
            message = f"「{field_title(key)}」を、「{titles[key]}」と「{title}」の二つの列に選んでいます。"
            raise UserError("ADM-015", message, "どちらか一つにして、もう一つは「使わない」にしてください。")
        if key:
            titles[key] = title
    return titles


def _meaning(key: str) -> str:
    return AS_TITLED if key.startswith(EXTRA) else key


def _examples(rows: list[list[str | None]], number: int) -> tuple[str, ...]:
    """The first cells of a column that aren't blank, each once."""
    cells = dict.fromkeys(str(row[number]) for row in rows if number < len(row) and row[number])
    return tuple(cells)[:_EXAMPLES]
