"""Knows a GeoJSON document: its features, its old `crs` member, and how to peek at it without reading it all.

Knows no property by name. Links inside a document are never followed.
"""

from __future__ import annotations

import json
import re
from typing import Any

from importers._crs import srid_of_geojson
from importers._faults import refuse
from importers._parts import Part, refuse_kind
from importers._record import FormatError
from importers._text import decode

_AGAIN = "配布元からもう一度ダウンロードしてください。"
_PEEKED = 10


def read_json(part: Part) -> Any:
    """The content of a JSON file.

    Raises FormatError IMP-152 (broken, cut off or nested too deep), IMP-141, IMP-142.
    """
    data = part.read()
    wrong = refuse_kind(data[:2000], part.file, wanted="JSON（GeoJSON）")
    if wrong:
        raise wrong
    text = decode(data, part.file)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise _broken(part.file, error.lineno) from error
    except RecursionError as error:
        raise refuse("IMP-152", "入れ子が深すぎるため読めません。", _AGAIN, file=part.file) from error


def read_features(part: Part) -> tuple[list[Any], int]:
    """(features, EPSG code). Raises FormatError IMP-153 (no FeatureCollection), IMP-154 (empty), IMP-105."""
    document = read_json(part)
    if not isinstance(document, dict) or not isinstance(document.get("features"), list):
        raise refuse(
            "IMP-153",
            "GeoJSONのFeatureCollectionではありません。",
            "GeoJSONを選んでください。",
            file=part.file,
        )
    if not document["features"]:
        raise refuse("IMP-154", "地物が0件です。", "中身のあるファイルを選んでください。", file=part.file)
    return document["features"], srid_of_geojson(document.get("crs"), file=part.file)


def peek_features(part: Part) -> list[dict[str, Any]]:
    """The first features of a GeoJSON file; empty where it is none. May raise ValueError."""
    text = decode(part.read(), part.file)
    start = re.search(r'"features"\s*:\s*\[\s*', text[:100_000])
    return _peek_list(text, start.end()) if start else []


def peek_items(part: Part) -> list[dict[str, Any]]:
    """The first members of a JSON list of objects; empty where it is none. May raise ValueError."""
    text = decode(part.read(), part.file)
    start = re.match(r"\s*\[\s*", text)
    return _peek_list(text, start.end()) if start else []


def _peek_list(text: str, at: int) -> list[dict[str, Any]]:
    decoder = json.JSONDecoder()
    found: list[dict[str, Any]] = []
    while len(found) < _PEEKED and text[at : at + 1] == "{":
        item, at = decoder.raw_decode(text, at)
        found.append(item)
        comma = re.compile(r"\s*,\s*").match(text, at)
        at = comma.end() if comma else len(text)
    return found


def _broken(file: str, line: int) -> FormatError:
    return refuse("IMP-152", "JSONの書き方が正しくないか、途中で切れています。", _AGAIN, file=file, line=line)
