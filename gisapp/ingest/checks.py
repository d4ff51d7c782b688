"""Knows the limits that stop a publication until a person has said that it is right.

Knows no format.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy.engine import Connection

from gisapp.db.engine import query
from gisapp.ingest.city import City
from gisapp.ingest.job import Changes
from gisapp.ingest.rows import Collected
from gisapp.ingest.topology import report
from importers._record import Option, Problem
from layers._layer import AreaRow, Layer

Choices = Mapping[str, str]

#: A delivery with less than this share of what is loaded has probably lost a part.
LEAST_SHARE = 0.8
#: More points of the city's own list than this share outside the city: probably another CRS or another city.
MOST_OUTSIDE = 0.05
#: Choice areas overlap by a little; more than this share is more likely a district drawn twice.
MOST_SHARED = 0.01
OVERLAPS = "GEO-223"
#: One or two wrong points are told row by row, however short the list.
FEW = 2
YES = "yes"


def unanswered(problems: list[Problem], choices: Choices) -> list[Problem]:
    """The questions among the problems that nobody has answered yet."""
    return [each for each in problems if each.severity == "ask" and each.choice not in choices]


def confirm(code: str, message: str, remedy: str, value: str | None = None) -> Problem:
    """A question that a person answers with yes, or not at all."""
    options = (Option(YES, "確かめました。このまま公開します"),)
    return Problem(code, message, remedy, "ask", value=value, choice=f"accept:{code}", options=options)


def count_shown(connection: Connection, layer: Layer, code: str, as_of: date | None) -> int:
    """How many things a delivery of this day would replace: 0 where it stands beside them."""
    if layer.kind == "people":
        return 0
    values = {"code": code, "layer": layer.key, "as_of": as_of}
    return int(connection.execute(query(f"count_{layer.kind}"), values).scalar_one())


def shrunk(layer: Layer, before: int, changes: Changes, choices: Choices) -> list[Problem]:
    """Asks where a delivery holds far less than what is on the map."""
    after = changes.shown
    if layer.kind == "people" or after >= before * LEAST_SHARE:
        return []
    question = confirm(
        "IMP-301",
        f"{layer.title}の件数が、いまの{before:,}件から{after:,}件に減ります。",
        "一部だけのファイルではないか確かめてください。",
        f"{before:,}件 → {after:,}件",
    )
    return _open([question], choices)


def of_rows(layer: Layer, found: Collected, city: City | None, choices: Choices) -> list[Problem]:
    """Asks about rows that are read without a fault and can hardly be meant."""
    if city is None:
        return []
    asked = []
    if found.far > max(FEW, len(found.rows) * MOST_OUTSIDE):
        asked.append(
            confirm(
                "IMP-302",
                f"{layer.title}の{len(found.rows):,}件のうち{found.far:,}件の位置が、市の外にあります。",
                f"座標系と緯度・経度の列を確かめてください。公開すると、この{found.far:,}件は要位置確認に入ります。",
                f"{found.far:,}件",
            )
        )
    areas = [row for row in found.rows if isinstance(row, AreaRow)]
    if any(problem.code == OVERLAPS for problem in found.problems):
        fits = report(areas, city.plane_srid)
        shared = sum(piece.area_m2 for piece in fits.overlaps) / fits.total_m2
        if shared > MOST_SHARED:
            asked.append(
                confirm(
                    "IMP-303",
                    f"{layer.title}の{shared:.0%}が、ほかの区域と重なっています。",
                    "選択区域などの意図した重なりか、同じ区域が二度入っていないかを確かめてください。",
                    "、".join("と".join(piece.names) for piece in fits.overlaps[:5]),
                )
            )
    return _open(asked, choices)


def _open(asked: list[Problem], choices: Choices) -> list[Problem]:
    """What was confirmed before stays in the record as a note."""
    return [
        replace(each, severity="note", remedy="確かめたうえで公開しました。")
        if each.choice in choices
        else each
        for each in asked
    ]
