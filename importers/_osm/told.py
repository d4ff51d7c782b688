"""Knows what is told about a walking network before its edges: how it hangs together, what is odd in it.

Knows no file format.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from importers._faults import note, refuse
from importers._maps.place import misplaced
from importers._osm.edges import Edges, drawn_lengths, parts, records, without_doubles
from importers._record import Problem, Record

Flags = NDArray[np.bool_]
#: A length may differ from its line by this share, and by this many metres.
_MOST_SHARE, _MOST_M = 0.05, 1.0
_WHOLE = 0.9995


def network(edges: Edges, file: str) -> Iterator[Record | Problem]:
    """The notes on a network and a record for each of its edges (see `_osm_edges.records`).

    Raises FormatError NET-408 (no edge at all), GEO-2xx (not in Japan).
    """
    if not len(edges.ends):
        message = "歩ける道が1本もありません。"
        raise refuse("NET-408", message, "道（highway）の入ったファイルを選んでください。", file=file)
    corners = np.concatenate((edges.xy.min(axis=0), edges.xy.max(axis=0)))
    astray = misplaced(corners, edges.srid)
    if astray:
        remedy = "日本の道だけのファイルにし、座標の順（経度, 緯度）と座標系を確かめてください。"
        raise refuse(astray.code, astray.message, remedy, file=file, value=astray.value)
    edges, told = measured(edges, file)
    single = without_doubles(edges)
    yield from told
    yield from _on_doubles(len(edges.ends) - len(single.ends), len(single.ends), file)
    yield from _on_parts(single, file)
    yield from records(single, file)


def measured(edges: Edges, file: str) -> tuple[Edges, tuple[Problem, ...]]:
    """The edges with a length each, and notes NET-402 and NET-403 on lengths that don't fit their lines.

    A length longer than its line stays: files that were cut along a boundary keep the way's whole length, and
    the line no longer reaches its node. Shorter than its line no way can be; there, and where the most of a
    file doesn't fit (another unit), the length of the line is taken.
    """
    drawn = drawn_lengths(edges.xy, edges.starts, edges.srid)
    given = np.where(np.isfinite(edges.length_m) & (edges.length_m > 0), edges.length_m, np.nan)
    missing = np.isnan(given)
    off = np.abs(given - drawn) > np.maximum(_MOST_SHARE * drawn, _MOST_M)
    another_unit = off.sum() * 2 > (~missing).sum()
    taken = missing | (off & (another_unit | (given < drawn)))
    notes = (*_on_lengths(off, taken & off, file), *_on_missing(int(missing.sum()), len(given), file))
    return replace(edges, length_m=np.where(taken, drawn, given)), notes


def _on_lengths(off: Flags, taken: Flags, file: str) -> Iterator[Problem]:
    if not off.any():
        return
    message = f"{len(off):,}本のうち{int(off.sum()):,}本で、長さの欄と線の長さが5％より違います。"
    remedy = ""
    if taken.any():
        remedy = f"線より短いか単位の違う{int(taken.sum()):,}本は、線から計算した長さにしました。"
    if (off & ~taken).any():
        longer = int((off & ~taken).sum())
        remedy += f"線より長い{longer:,}本は、欄の長さのままです（境界で切られた道に多いものです）。"
    yield note("NET-402", message, remedy, file=file, field="length")


def _on_missing(missing: int, every: int, file: str) -> Iterator[Problem]:
    if missing:
        message = f"{every:,}本のうち{missing:,}本に長さがありません。線から計算しました。"
        yield note("NET-403", message, "そのまま使えます。", file=file, field="length")


def _on_doubles(doubles: int, kept: int, file: str) -> Iterator[Problem]:
    if doubles:
        message = f"同じ線が両側からなど二度以上書かれた{doubles:,}本をまとめ、{kept:,}本にしました。"
        yield note("NET-406", message, "そのまま使えます。歩く道に向きはありません。", file=file)


def _on_parts(edges: Edges, file: str) -> Iterator[Problem]:
    count, share = parts(edges)
    if count < 2:
        return
    exact = f"{share:.1%}" if share < _WHOLE else "99.9%以上"
    message = f"道が{count:,}個に分かれています。長さの{exact}が、いちばん大きな一つにつながっています。"
    remedy = "離れ島や、切り取りの端なら問題ありません。割合が低いときは、広めに取り直してください。"
    yield note("NET-401", message, remedy, file=file, value=exact)
