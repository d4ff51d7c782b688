"""Knows how a district's figures are written for a person: units, dashes, and what small numbers hide.

Knows nothing of maps, of folium, or of HTML.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

import geopandas as gpd

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
NO_DATA_COLOUR = "#e4e1da"
_NONE = "—"
#: Numbers of people from 1 to 9 are not shown, nor is anything divided by or out of them.
_FEW = 10
HIDDEN = "※"


def colour_of(value: Any) -> str:
    """A colour as #rrggbb, that of "no data" for null; raises ValueError for anything else."""
    if value is None or value != value:
        return NO_DATA_COLOUR
    if not _COLOUR.fullmatch(str(value)):
        raise ValueError("a colour must be written #rrggbb")
    return str(value)


def records(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """The rows of a frame without their geometry."""
    rows: list[dict[str, Any]] = frame.drop(columns=frame.geometry.name).to_dict("records")
    return rows


def _null(value: Any) -> bool:
    return value is None or (not isinstance(value, str) and not _finite(value))


def _finite(value: Any) -> bool:
    try:
        return math.isfinite(value)
    except TypeError:  # pandas' own null
        return False


def text(value: Any) -> str:
    """A text as it is, a dash for null."""
    return str(value) if isinstance(value, str) and value.strip() else _NONE


def _number(value: Any, digits: int = 0) -> str:
    return _NONE if _null(value) else f"{round(float(value), digits) + 0.0:,.{digits}f}"


def _few(value: Any) -> bool:
    return not _null(value) and 0 < round(float(value)) < _FEW


def _people(value: Any) -> str:
    return f"1〜{_FEW - 1}" if _few(value) else _number(value)


def _figure(key: str, *, of: str, digits: int = 0) -> Callable[[Mapping[str, Any]], str]:
    """A figure worked out from a number of people: hidden where that number is."""
    return lambda record: HIDDEN if _few(record[of]) else _number(record[key], digits)


COLUMNS: tuple[tuple[str, str], ...] = (
    ("人口", "人"),
    ("対象の人", "人"),
    ("高齢化率", "％"),
    ("場所の数", "か所"),
    ("1か所あたりの人口", "人"),
    ("行ける範囲に場所がある人", "％"),
    ("最も近い場所までの平均", "m"),
)
_CELLS: tuple[Callable[[Mapping[str, Any]], str], ...] = (
    lambda record: _people(record["people"]),
    lambda record: _people(record["target_people"]),
    _figure("aging_rate", of="people", digits=1),
    lambda record: _number(record["assets"]),
    _figure("people_per_asset", of="people"),
    _figure("covered_share", of="target_people", digits=1),
    _figure("nearest_mean_m", of="target_people"),
)


def row(record: Mapping[str, Any]) -> dict[str, Any]:
    """A district as a row of the table: its name, the cells in the order of COLUMNS, its colour and class."""
    return {
        "name": text(record["name"]),
        "cells": [_with_unit(cell(record), unit) for cell, (_, unit) in zip(_CELLS, COLUMNS, strict=True)],
        "colour": colour_of(record["colour"]),
        "class_words": text(record["class_words"]),
    }


def _with_unit(figure: str, unit: str) -> str:
    return figure if figure in (_NONE, HIDDEN) else f"{figure}{unit}"
