"""Knows how an answer leaves the site as JSON and as a CSV for Excel. Knows no formula and no page."""

from __future__ import annotations

import csv
import io
from typing import Any

from gisapp.planning.question import parameters
from gisapp.publish.cell import harmless
from gisapp.publish.gap_columns import columns
from gisapp.publish.gap_words import cell
from gisapp.publish.handout import Handout, notes


def gap_json(given: Handout) -> dict[str, Any]:
    """The whole answer as plain values; null is null, and what is hidden is null with a note."""
    answer = given.answer
    return {
        "municipality": {"code": given.city.code, "name": given.city.name, "sample": given.city.is_sample},
        "question": parameters(answer.question),
        "words": answer.words,
        "sentence": answer.sentence,
        "year": answer.year,
        "focus": answer.focus,
        "districts": answer.rows,
        "totals": answer.totals,
        "breaks": {
            "aging": list(answer.classes.aging_breaks),
            "service": list(answer.classes.covered_breaks),
        },
        "equity": answer.equity,
        "confidence": answer.confidence,
        "sensitivity": answer.sensitivity,
        "method": [{"title": title, "words": words} for title, words in answer.method],
        "columns": {column.key: column.means for column in columns(answer)},
        "sources": given.sources,
        "made_at": given.made_at.isoformat(timespec="seconds"),
        "run": answer.run,
        "address": given.address,
    }


def gap_csv(given: Handout) -> bytes:
    """A CSV that opens in Japanese Excel (UTF-8 with a byte order mark): table, total, notes.

    No cell can run as a formula; hidden figures are 非表示, unknown ones empty.
    """
    answer, listed = given.answer, columns(given.answer)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.title for column in listed])
    for row in [*answer.rows, answer.totals]:
        writer.writerow([harmless(cell(row, column)) for column in listed])
    writer.writerow([])
    writer.writerows([title, harmless(told)] for title, told in notes(given))
    return out.getvalue().encode("utf-8-sig")
