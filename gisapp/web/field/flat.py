"""Knows how a form of an asset is laid out as inputs of a page: their names and their texts. Knows no page.

The other way round is `gisapp.web.field.typed`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from gisapp.assets.fields import FIELDS, GUARDED, Form

#: What a page sends: the texts of each input by its name.
Sent = Mapping[str, Sequence[str]]
ROWS = {
    "phones": ("number", "purpose"),
    "schedules": ("byday", "weeks", "opens_at", "closes_at"),
    "photos": ("file", "alt"),
}
MOST_ROWS = 40
WEEKS = {1: "第1", 2: "第2", 3: "第3", 4: "第4", 5: "第5", -1: "最後"}


def flat(form: Form) -> dict[str, list[str]]:
    """Every input of a form that isn't empty, by its name."""
    said: dict[str, list[str]] = {}
    for field in FIELDS:
        value = form[field.key]
        if field.kind in ROWS:
            for at, row in enumerate(value):
                said |= {f"{field.key}-{at}-{name}": _texts(row[name]) for name in ROWS[field.kind]}
                if field.kind == "schedules":
                    said[f"{field.key}-{at}-byday"] = row["byday"].split(",")
        elif field.kind == "where":
            said |= {name: _texts(value[name]) for name in value if name not in ("lat", "lon")}
            said["position"] = [position_text(value)]
        elif field.kind == "visibility":
            said |= {f"visibility-{key}": [value[key]] for key in GUARDED if key in value}
        elif field.kind == "consent":
            said |= {f"consent-{name}": _texts(value.get(name)) for name in ("by", "on", "how")}
        else:
            said[field.key] = _texts(value)
    return {name: texts for name, texts in said.items() if any(texts)}


def position_text(where: Mapping[str, Any]) -> str:
    """35.6553, 139.3389 of degrees; empty where there are none."""
    if where["lat"] is None or where["lon"] is None:
        return ""
    return ", ".join(f"{where[name]:.7f}".rstrip("0").rstrip(".") for name in ("lat", "lon"))


def row_numbers(sent: Sent, key: str) -> list[int]:
    """The numbers of a field's rows, in order; more than anybody types are left out."""
    found = (re.fullmatch(rf"{key}-([0-9]{{1,3}})-[a-z_]+", name) for name in sent)
    return sorted({int(match[1]) for match in found if match})[:MOST_ROWS]


def one(sent: Sent, name: str) -> str:
    """The text of an input, empty where it wasn't sent."""
    return next(iter(sent.get(name, ())), "")


def _texts(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]
