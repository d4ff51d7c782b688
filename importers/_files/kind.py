"""Knows what a delivery must be before any format looks at it: of a kind that is read, and within the caps.

Knows no format by its columns. A file's ending is compared with its content, and never trusted.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from importers._faults import refuse
from importers._files import json_shape as _json_shape
from importers._files.limits import (
    MAX_COLUMNS,
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_JSON_BYTES,
    MAX_LINE_BYTES,
    MAX_PROPERTIES,
    MAX_VERTICES,
)
from importers._files.names import shown_name
from importers._files.structure import AS_READ, as_text, structure
from importers._files.zip import safe_archive
from importers._record import Delivery, File, FormatError

_HEAD = 65_536
_ENDINGS = {
    **dict.fromkeys(("csv", "tsv", "txt", "prj", "cpg"), "text"),
    **dict.fromkeys(("json", "geojson"), "json"),
    **dict.fromkeys(("kml", "gml", "xml", "osm", "graphml"), "xml"),
    **dict.fromkeys(("zip", "kmz"), "zip"),
    **dict.fromkeys(("shp", "shx"), "shape"),
    "dbf": "dbf",
    "gpkg": "sqlite",
    "pbf": "pbf",
    "xlsx": "xlsx",
}
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
#: Root elements of the XML that some format reads: KML, GML of 国土数値情報 and others, OSM, GraphML.
_ROOTS = frozenset({"kml", "Dataset", "FeatureCollection", "GI", "osm", "graphml"})
_LEADS_ELSEWHERE = re.compile(
    rb"<(\w+:)?(OGR\w+|VRTDataset|GDAL\w+|WFS_Capabilities|WMS_Capabilities|WMT_MS_Capabilities|Capabilities)\b"
    rb'|"gdal_streamed_alg"|"rel"\s*:\s*"(conformance|service-desc|service-doc)"'
    rb"|\A\s*(/vsi\w+/|(WFS|OAPIF|PG|MEM|GDALG|WMS|MVT|STACIT|CSV|GeoJSON|HTTP|FTP|FILE):\S+\s*\Z)"
    rb"|\A\s*(https?|ftp|file)://\S+\s*\Z",
    re.IGNORECASE,
)
_LONG_NUMBER = re.compile(rb"[0-9]{%d}" % (MAX_DIGITS + 1))
_ANEW = "配布元のページから元のファイルを取り直してください。"


def admitted(delivery: Delivery) -> Delivery:
    """The delivery with names fit to be shown, after every file was found to be of a kind that is read.

    Raises FormatError: IMP-112 (packed, but no ordinary ZIP), IMP-113 (beyond a cap of `_limits`), IMP-114 (a
    document that only leads elsewhere), IMP-119 and IMP-126 (a workbook with macros, with a password),
    IMP-140 (empty), IMP-141 (another kind of file), and the ZIP refusals IMP-120 to IMP-123.
    """
    files = tuple(replace(file, name=shown_name(file.name)) for file in delivery.files)
    if len(files) > MAX_FILES:
        raise beyond(f"ファイルが{len(files):,}個あり、上限の{MAX_FILES:,}個を超えています。", None)
    for file in files:
        _admit(file)
    return replace(delivery, files=files)


def _admit(file: File) -> None:
    if not file.data:
        raise refuse(
            "IMP-140", "ファイルが空です（0バイト）。", "ファイルを選び直してください。", file=file.name
        )
    if len(file.data) > MAX_FILE_BYTES:
        raise beyond(f"{MAX_FILE_BYTES // 1_000_000}MBを超えています。", file.name)
    kind = structure(file)
    if kind == "zip":
        safe_archive(file.data, file.name).close()
    if kind in ("json", "xml", "text"):
        _admit_text(file, kind)
    ending = file.name.rpartition(".")[2].casefold() if "." in file.name else ""
    wanted = _ENDINGS.get(ending, kind)
    if kind != wanted:
        message = f"ファイル名の終わりは「.{ending}」ですが、中身は{AS_READ[kind]}です。"
        remedy = f"中身が正しければ名前の終わりを直し、違えば{_ANEW}"
        raise refuse("IMP-141", message, remedy, file=file.name)


def _admit_text(file: File, kind: str) -> None:
    head = as_text(file.data[:_HEAD])
    if _LEADS_ELSEWHERE.search(head):
        message = "ほかのファイルやウェブの場所を読みに行かせる文書です。データそのものが入っていません。"
        raise refuse("IMP-114", message, _ANEW, file=file.name)
    if kind == "xml":
        root = _ROOT.search(re.sub(rb"<!--.*?-->", b"", head, flags=re.DOTALL))
        if root is None or root[1].decode() not in _ROOTS:
            raise refuse("IMP-141", "読み取れる形式のXMLではありません。", _ANEW, file=file.name)
    if kind == "json":
        _measure_json(file)
    if kind == "text":
        _measure_lines(file)
        _measure_columns(head, file.name)


def _measure_json(file: File) -> None:
    if len(file.data) > MAX_JSON_BYTES:
        raise beyond(f"JSONは{MAX_JSON_BYTES // 1_000_000}MBまでです。", file.name)
    if _has_long_number(file.data):
        raise beyond(f"{MAX_DIGITS:,}桁を超える数があります。", file.name)
    for what, found, most in zip(
        ("入れ子の深さ", "1件の項目の数", "一つの図形の点の数"),
        _json_shape.measure(_as_utf8(file.data)),
        (MAX_DEPTH, MAX_PROPERTIES, MAX_VERTICES),
        strict=True,
    ):
        if found > most:
            raise beyond(f"{what}が{found:,}で、上限の{most:,}を超えています。", file.name)


def _has_long_number(data: bytes) -> bool:
    """Searched for only where every tenth byte is a digit, for as long as such a number is."""
    tenths = np.frombuffer(data, np.uint8)[::10]
    others = np.flatnonzero((tenths < ord("0")) | (tenths > ord("9")))
    longest = np.diff(others, prepend=-1, append=len(tenths)).max() - 1
    return bool(longest >= MAX_DIGITS // 10) and _LONG_NUMBER.search(data) is not None


def _as_utf8(data: bytes) -> bytes:
    """Text of Japan's older encoding has bytes that look like marks of JSON."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return data.decode("cp932", errors="replace").encode()
    return data


def _measure_columns(head: bytes, name: str) -> None:
    columns = max(len(re.findall(rb"[,;\t]", line)) for line in re.split(rb"[\r\n]", head))
    if columns > MAX_COLUMNS:
        raise beyond(f"列が{MAX_COLUMNS:,}を超えています。", name)


def _measure_lines(file: File) -> None:
    """Steps from line end to line end, a cap at a time, so that a long file costs next to nothing."""
    data, at = file.data, 0
    while len(data) - at > MAX_LINE_BYTES:
        limit = at + MAX_LINE_BYTES
        end = max(data.rfind(b"\n", at, limit), data.rfind(b"\r", at, limit))
        if end < 0:
            raise beyond(f"1行が{MAX_LINE_BYTES // 1_000_000}MBを超えています。", file.name)
        at = end + 1


def beyond(reason: str, name: str | None, *, line: int | None = None) -> FormatError:
    """The refusal of what lies above one of the caps of `_limits`."""
    remedy = "必要な範囲だけに分けたファイルにしてください。"
    return refuse("IMP-113", f"大きすぎて読めません。{reason}", remedy, file=name, line=line)
