"""Knows how the fetching of files is told: under way, at the end, as a list and as values. Knows no HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from gisapp.bringing.bring import Brought, Missed
from gisapp.bringing.official import Needed, Official
from gisapp.cli.screen import Steps, print_json, print_table
from gisapp.errors import UserError

HEADER = ("レイヤー", "名前", "アドレス", "配布元のページ", "利用条件", "時点")


class Shown:
    """The bar, with megabytes where it moves (`moves`: on a terminal)."""

    def __init__(self, steps: Steps, *, moves: bool) -> None:
        self.steps = steps
        self._moves = moves
        self._last = ""

    def __call__(self, official: Official, done: int, total: int | None, part: tuple[int, int]) -> None:
        """So many bytes of a file; shown where that reads differently than before."""
        number, count = part
        of = f"／{_mb(total)}" if total else ""
        words = f"（{_mb(done)}{of}）" if self._moves else f" {number + 1}/{count}"
        step = f"{official.titles}{words}"
        if step != self._last:
            self.steps(step, None, part)
        self._last = step


def tell_list(files: Sequence[Official], *, as_json: bool) -> None:
    """The addresses, one a line."""
    if as_json:
        print_json([_file_values(official) for official in files])
    else:
        print_table(HEADER, [_row(official) for official in files])


def tell_brought(brought: Brought, wanted: Needed) -> None:
    """What became of each file; what couldn't be had by its reason, with the addresses to get it by hand."""
    for kept in brought.kept:
        words = "取得済みです" if kept.already else f"取得しました（{_mb(kept.entry.bytes)}）"
        click.echo(f"✓ {kept.official.titles}: {kept.entry.name} を{words}。")
    for official in brought.absent:
        words = "このメッシュのファイルはありません（海や、人の住まない所です）"
        click.echo(f"・[NET-515] {official.titles}: {words}。{official.url}")
    for official in wanted.waiting:
        click.echo(f"・{_waiting(official)}", err=True)
    by_reason: dict[str, list[Missed]] = {}
    for missed in brought.missed:
        by_reason.setdefault(str(missed.error), []).append(missed)
    for reason, listed in by_reason.items():
        click.echo(f"✗ {reason}", err=True)
        print_table(HEADER, [_row(missed.official) for missed in listed])


def _waiting(official: Official) -> UserError:
    return UserError(
        "NET-514",
        f"{official.titles}: 市区町村の区域がまだ読み込まれていないため、要るメッシュが決まりません。",
        "行政区域（city_area）を取り込んでから、もう一度 gisapp fetch を実行してください。",
    )


def brought_values(brought: Brought, wanted: Needed, folder: Path) -> dict[str, Any]:
    """What became of each file, as plain values."""
    return {
        "folder": str(folder),
        "files": [
            {**_file_values(kept.official), "file": f"{kept.official.layer.key}/{kept.entry.name}",
             "retrieved_at": kept.entry.retrieved_at, "sha256": kept.entry.sha256, "bytes": kept.entry.bytes,
             "already": kept.already}
            for kept in brought.kept
        ],
        "missed": [
            {**_file_values(missed.official), "code": missed.error.code, "message": missed.error.message,
             "remedy": missed.error.remedy}
            for missed in brought.missed
        ],
        "absent": [_file_values(official) for official in brought.absent],
        "waiting": [_file_values(official) for official in wanted.waiting],
    }  # fmt: skip


def _file_values(official: Official) -> dict[str, str | None]:
    as_of = official.download.as_of
    return {
        "layer": official.layer.key,
        "title": official.titles,
        "url": official.url,
        "page": official.download.page,
        "licence": official.download.licence,
        "as_of": as_of.isoformat() if as_of else None,
    }


def _row(official: Official) -> list[str | None]:
    return list(_file_values(official).values())


def _mb(size: int) -> str:
    return f"{size / 1_000_000:,.1f}MB"
