"""Knows a GeoJSON document: its features, its old `crs` member, and how to peek at it without reading it all.

Knows no property by name. Links inside a document are never followed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from importers._faults import refuse
from importers._files.parts import Part, refuse_kind
from importers._maps.answers import pick
from importers._maps.crs import said_by_geojson
from importers._maps.source import Look, Reader, Source
from importers._maps.twins import Pairs, rows_without_twins
from importers._record import Delivery, FormatError
from importers._tables.text import decode

JSON_SUFFIXES = frozenset({"geojson", "json"})
_AGAIN = "配布元からもう一度ダウンロードしてください。"
_PEEKED = 10


def read_json(part: Part) -> Any:
    """The content of a JSON file.

    Raises FormatError IMP-152 (broken, cut off or nested too deep), IMP-141, IMP-142.
    """
    return _load(part, None)


def read_document(part: Part, pairs: Pairs) -> dict[str, Any]:
    """A FeatureCollection with at least one feature; `pairs` remembers keys that stand twice in an object.

    Raises FormatError IMP-153 (no FeatureCollection), IMP-154 (empty), and as `read_json` does.
    """
    document = _load(part, pairs)
    if not isinstance(document, dict) or not isinstance(document.get("features"), list):
        message = "GeoJSONのFeatureCollectionではありません。"
        raise refuse("IMP-153", message, "GeoJSONを選んでください。", file=part.file)
    if not document["features"]:
        raise refuse("IMP-154", "地物が0件です。", "中身のあるファイルを選んでください。", file=part.file)
    return document


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


def _load(part: Part, pairs: Pairs | None) -> Any:
    data = part.read()
    wrong = refuse_kind(data[:2000], part.file, wanted="JSON（GeoJSON）") or _not_json(data, part.file)
    if wrong:
        raise wrong
    text = decode(data, part.file)
    try:
        return json.loads(text, object_pairs_hook=pairs.take if pairs else None)
    except json.JSONDecodeError as error:
        message = "JSONの書き方が正しくないか、途中で切れています。"
        raise refuse("IMP-152", message, _AGAIN, file=part.file, line=error.lineno) from error
    except ValueError as error:
        # A number of thousands of digits.
        message = "JSONの書き方が正しくないか、途中で切れています。"
        raise refuse("IMP-152", message, _AGAIN, file=part.file, line=1) from error
    except RecursionError as error:
        raise refuse("IMP-152", "入れ子が深すぎるため読めません。", _AGAIN, file=part.file) from error


def _not_json(data: bytes, file: str) -> FormatError | None:
    """The refusal of UTF-16 (JSON is UTF-8, RFC 8259) and of a table under a wrong name, else None."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        remedy = "UTF-8で保存し直してから取り込んでください。"
        return refuse("IMP-142", "文字コードがUTF-16のJSONは使えません。", remedy, file=file, line=1)
    first = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:2000].split(b"\n")[0]
    if first[:1] in (b"{", b"[", b"") or (b"," not in first and b"\t" not in first):
        return None
    message = "ファイルの中身が表（CSV）のようです。JSON（GeoJSON）ではありません。"
    return refuse("IMP-141", message, "表として取り込むか、GeoJSONのファイルを選んでください。", file=file)


def _peek_list(text: str, at: int) -> list[dict[str, Any]]:
    decoder = json.JSONDecoder()
    found: list[dict[str, Any]] = []
    while len(found) < _PEEKED and text[at : at + 1] == "{":
        item, at = decoder.raw_decode(text, at)
        found.append(item)
        comma = re.compile(r"\s*,\s*").match(text, at)
        at = comma.end() if comma else len(text)
    return found


def _takes(part: Part) -> bool:
    return part.suffix in JSON_SUFFIXES


def _peek(pieces: Sequence[Part]) -> Look | None:
    return look_at([item for part in pieces for item in peek_features(part)])


def look_at(found: Sequence[dict[str, Any]]) -> Look | None:
    """What GeoJSON-like features show; None without any."""
    if not found:
        return None
    samples = tuple(item["properties"] for item in found if isinstance(item.get("properties"), dict))
    kinds = {(item.get("geometry") or {}).get("type") for item in found}
    keys = frozenset(key for sample in samples for key in sample)
    return Look(keys, samples, kinds <= {"Polygon", "MultiPolygon", None}, kinds <= {"Point", None})


def _read(pieces: Sequence[Part], delivery: Delivery) -> Source:
    named = {f"{part.folder}/{part.name}" if part.folder else part.name: part for part in pieces}
    part = named[pick(named, delivery.choices, file=delivery.name, what="GeoJSON")]
    pairs = Pairs(first=delivery.choices.get("keys") == "first")
    document = read_document(part, pairs)
    said, told = said_by_geojson(document.get("crs"), file=part.file)
    twice = pairs.problems(delivery.choices, file=part.file)
    return Source(part.file, rows_without_twins(document["features"]), said, (*told, *twice))


READER = Reader(_takes, bool, _peek, _read)
