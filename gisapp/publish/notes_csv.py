"""Knows how hearing notes become a CSV for a meeting, which Japanese Excel opens. Knows no page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from gisapp.assets.notes import Note
from gisapp.publish.cell import harmless


def notes_csv(notes: Iterable[Note], names: Mapping[str, str]) -> bytes:
    """UTF-8 with BOM, CRLF, one row a note; `names`: districts by key. No cell can run as a formula.

    Who wrote a note isn't in it: a meeting talks about what was heard.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("小学校区", "種類", "聞いたこと", "聞いた日", "事務所"))
    for each in notes:
        cells = (names.get(each.district, ""), each.kind, each.text, each.heard_on.isoformat(), each.office)
        writer.writerow([harmless(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")
