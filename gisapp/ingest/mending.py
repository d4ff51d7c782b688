"""Knows how the rows that an import left out are handed back, to be mended and handed in again.

Knows no format.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from gisapp.ingest.job import Job
from gisapp.reading.sandbox import Reader
from importers._record import Delivery, File, FormatError, Problem


def left_out(reader: Reader, job: Job, problems: Sequence[Problem]) -> list[File]:
    """For each delivery the rows that were left out, with why; nothing where no such file can be made."""
    if not any(form.by_row for form in job.layer.formats):
        return []
    found = (_of_delivery(reader, delivery, problems) for delivery in job.deliveries)
    return [file for file in found if file]


def _of_delivery(reader: Reader, delivery: Delivery, problems: Sequence[Problem]) -> File | None:
    reasons: dict[int, list[str]] = defaultdict(list)
    names = {file.name for file in delivery.files}
    for problem in problems:
        mine = problem.file in names or len(names) == 1
        if problem.severity == "row" and problem.line is not None and mine:
            reasons[problem.line].append(f"{problem.message}{problem.remedy}")
    if not reasons:
        return None
    try:
        return reader.mend(delivery, {line: " ".join(told) for line, told in reasons.items()})
    except FormatError:
        return None  # the rows are told one by one all the same


def keep(files: Sequence[File], folder: Path) -> list[dict[str, str]]:
    """Writes the files into a run's folder under numbers; their names beside, for the page."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, file in enumerate(files):
        (folder / str(number)).write_bytes(file.data)
    return [{"name": file.name, "number": str(number)} for number, file in enumerate(files)]
