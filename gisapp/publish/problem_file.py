"""Knows how problems of an import become a CSV that Japanese Excel opens. Knows no page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from gisapp.publish.cell import harmless

COLUMNS = {
    "severity": "扱い",
    "code": "番号",
    "file": "ファイル",
    "line": "行",
    "field": "列",
    "value": "値",
    "message": "何が起きたか",
    "remedy": "どうすればよいか",
}
SEVERITIES = {"refuse": "断りました", "row": "行を除きました", "note": "お知らせ", "ask": "確かめてください"}


def problems_csv(problems: Iterable[Mapping[str, Any]]) -> bytes:
    """UTF-8 with BOM, CRLF, one row a problem; no cell can run as a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS.values())
    for problem in problems:
        cells = {**problem, "severity": SEVERITIES[problem["severity"]]}
        writer.writerow([harmless(cells[name]) for name in COLUMNS])
    return text.getvalue().encode("utf-8-sig")
