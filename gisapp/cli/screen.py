"""Knows how a terminal shows progress, tables and JSON. Knows no figure."""

from __future__ import annotations

import dataclasses
import json
import sys
import unicodedata
from collections.abc import Sequence
from typing import Any

import click

from gisapp.ingest.job import Outcome
from importers._record import Problem

PROBLEMS_SHOWN = 10
BAR = 20


class Steps:
    """A bar that moves while work goes on, on a terminal; a plain line a step elsewhere. Goes to stderr."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._last = ""

    def __call__(self, step: str, done: int | None, part: tuple[int, int] = (0, 1)) -> None:
        """One step forward; `part` says which of how many imports is under way."""
        if self._live:
            words = "" if done is None else f" … {done:,}件"
            number, count = part
            bar = f"{'█' * (BAR * number // count):░<{BAR}} {number + 1}/{count} " if count > 1 else ""
            click.echo(f"\r\033[K{bar}{step}{words}", err=True, nl=False)
        elif step != self._last:
            click.echo(f"{step} …", err=True)
        self._last = step

    def end(self) -> None:
        """Clears the moving line."""
        if self._live and self._last:
            click.echo("\r\033[K", err=True, nl=False)
        self._last = ""


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table with aligned columns; Japanese letters are two places wide. None is shown as ―."""
    lines = [list(header), *([_cell(value) for value in row] for row in rows)]
    widths = [max(_width(line[i]) for line in lines) for i in range(len(header))]
    for line in lines:
        padded = (text + " " * (width - _width(text)) for text, width in zip(line, widths, strict=True))
        click.echo("  ".join(padded).rstrip())


def _cell(value: object) -> str:
    if value is None or value == "":
        return "―"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def outcome_values(outcome: Outcome) -> dict[str, Any]:
    """What an import did, as plain values."""
    return {
        "run": outcome.run_id,
        "layer": outcome.layer.key,
        "title": outcome.layer.title,
        "format": outcome.format,
        "municipality": outcome.municipality,
        "as_of": outcome.as_of.isoformat() if outcome.as_of else None,
        "already": outcome.already,
        "read": outcome.read,
        "published": outcome.published,
        "outside": outcome.outside,
        "unplaced": outcome.unplaced,
        "changes": dataclasses.asdict(outcome.changes),
        "samples": outcome.preview.get("samples", []),
        "kept": outcome.preview.get("kept", []),
        "problems": [problem_values(problem) for problem in outcome.problems],
    }


def problem_values(problem: Problem) -> dict[str, Any]:
    """A problem as plain values."""
    return dataclasses.asdict(problem)


def tell_outcome(outcome: Outcome, *, preview: bool = False) -> None:
    """What an import did, or would do, in a line, and the first problems it found."""
    title = outcome.layer.title
    if outcome.already:
        click.echo(f"✓ {title}: 同じファイルを取り込み済みです。")
        return
    extra = [f"市外 {outcome.outside:,}件は除外" if outcome.outside else ""]
    extra.append(f"要位置確認 {outcome.unplaced:,}件" if outcome.unplaced else "")
    words = "、".join(word for word in extra if word)
    done = "公開できます" if preview else "公開しました"
    number = "" if preview else f" 番号 {outcome.run_id}"
    click.echo(f"✓ {title}: {outcome.published:,}件を{done}{f'（{words}）' if words else ''}。{number}")
    parts = [f"{word} {count:,}件" for word, count in _changes(outcome) if count]
    if parts:
        click.echo(f"  {'、'.join(parts)}")
    for problem in outcome.problems[:PROBLEMS_SHOWN]:
        click.echo(f"  ・{problem}")
    if len(outcome.problems) > PROBLEMS_SHOWN:
        click.echo(
            f"  ・ほかに {len(outcome.problems) - PROBLEMS_SHOWN:,} 件（gisapp sources --problems で全部）"
        )


def _changes(outcome: Outcome) -> list[tuple[str, int]]:
    changes = outcome.changes
    return [
        ("新しく", changes.new),
        ("変更", changes.changed),
        ("なくなる", changes.gone),
        ("同じ", changes.same),
        ("人が直したため、そのまま", changes.kept),
    ]
