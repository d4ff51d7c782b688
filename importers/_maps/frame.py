"""Knows how it is settled in which coordinate system features lie, and which way round their numbers stand.

Knows no file format: what the file says, what the numbers look like and what a person answered are weighed.
What the three leave open becomes a question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from importers._faults import ask, note, refuse
from importers._maps.answers import answer, label
from importers._maps.crs import GEOGRAPHIC, IN_DEGREES, IN_METRES, ZONES_AFTER
from importers._maps.crs import label as crs_label
from importers._maps.place import ask_swapped, in_japan_all
from importers._maps.source import Said, Source
from importers._record import FormatError, Problem

#: Nothing on earth has larger degrees.
_MOST_DEGREES = 360.0
_WORDS = "JGD2011・JGD2000・日本測地系・WGS84の経緯度、平面直角座標系（1〜19系）、ウェブメルカトル"
_HOW = "配布元のページや測量成果の記載で座標系を確かめ、選んでください。"


@dataclass(frozen=True, slots=True)
class Frame:
    """The coordinate system, which features have their numbers swapped, and what is to be told."""

    srid: int
    swapped: NDArray[np.bool_]
    problems: tuple[Problem, ...]


def settle(source: Source, bounds: NDArray[np.float64], choices: Mapping[str, str]) -> Frame:
    """The frame of the features with these bounds (n × west, south, east, north, in the file's own numbers).

    A question comes among the problems where a provisional answer can be shown (degrees), and is raised as
    FormatError where none can: IMP-104 (nothing says the CRS), IMP-105 (unknown name), CRS-803 and CRS-804
    (what is said can't be), GEO-205 (swapped). FormatError IMP-105 refuses a system that isn't used here.
    """
    centres = (bounds[:, :2] + bounds[:, 2:]) / 2
    srid, problems = _srid(source, centres, choices)
    swapped, told = _swapped(source.file, srid, centres, choices)
    return Frame(srid, swapped, problems + told)


def look_like_degrees(centres: NDArray[np.float64]) -> bool:
    """Whether most lie in the box of Japan as degrees, in either order."""
    return bool(_share(in_japan_all(centres) | in_japan_all(centres[:, ::-1])) > 0.5)


def look_like_metres(centres: NDArray[np.float64]) -> bool:
    """Whether most can't be degrees at all."""
    return bool(_share(np.abs(centres).max(axis=1, initial=0) > _MOST_DEGREES) > 0.5)


def _share(flags: NDArray[np.bool_]) -> float:
    return float(flags.mean()) if len(flags) else 0.0


def _srid(
    source: Source, centres: NDArray[np.float64], choices: Mapping[str, str]
) -> tuple[int, tuple[Problem, ...]]:
    question = _question(source, centres)
    if "crs" in choices:
        any_crs = question or _ask_crs(source, centres, "CRS-803", "座標系を選んでください。")
        given = answer(choices, any_crs) or ""
        message = f"座標系は、人が選んだ「{label(any_crs, given)}」として読みました。"
        return int(given), (
            note("CRS-801", message, "地図の位置が合っているか確かめてください。", file=source.file),
        )
    said = source.crs.srid
    if question is None and said is not None:
        return said, ()
    if question is None or not look_like_degrees(centres):
        raise FormatError(question) if question else _foreign(source)
    return _in_degrees(said), (question,)


def _in_degrees(said: int | None) -> int:
    """What rows are shown in until the question is answered."""
    if said is None or said in GEOGRAPHIC:
        return said or 6668
    return next((own for own, first in ZONES_AFTER.items() if 0 < said - first < 20), 4326)


def _question(source: Source, centres: NDArray[np.float64]) -> Problem | None:
    """What has to be asked about the coordinate system; None where what is said will do, or can't be used."""
    said = source.crs
    if said.srid is None:
        return None if said.foreign else _unsaid(source, said, centres)
    words = said.words or crs_label(said.srid)
    if said.srid in GEOGRAPHIC and look_like_metres(centres):
        message = f"座標系は経緯度（{words}）とされていますが、座標がメートルの値です。"
        return _ask_crs(source, centres, "CRS-803", message)
    if said.srid not in GEOGRAPHIC and look_like_degrees(centres):
        message = f"座標系はメートルの座標（{words}）とされていますが、座標が経度・緯度の値です。"
        return _ask_crs(source, centres, "CRS-804", message)
    return None


def _unsaid(source: Source, said: Said, centres: NDArray[np.float64]) -> Problem:
    if said.words is None:
        message = "座標系の記載（シェープファイルでは.prj）がないため、場所が決まりません。"
        return _ask_crs(source, centres, "IMP-104", message)
    return _ask_crs(source, centres, "IMP-105", f"座標系の記載「{said.words}」の意味が分かりません。")


def _ask_crs(source: Source, centres: NDArray[np.float64], code: str, message: str) -> Problem:
    first, then = (IN_METRES, IN_DEGREES) if look_like_metres(centres) else (IN_DEGREES, IN_METRES)
    return ask(
        code, message, _HOW, choice="crs", options=(*first, *then), file=source.file, value=_extent(centres)
    )


def _extent(centres: NDArray[np.float64]) -> str | None:
    if not len(centres):
        return None
    (west, south), (east, north) = centres.min(axis=0), centres.max(axis=0)
    return f"横 {west:.10g}〜{east:.10g}、縦 {south:.10g}〜{north:.10g}"


def _foreign(source: Source) -> FormatError:
    remedy = f"使えるのは{_WORDS}です。地図ソフトでそのどれかに変換して書き出してください。"
    words = source.crs.words
    return refuse("IMP-105", "この座標系のファイルは使えません。", remedy, file=source.file, value=words)


def _swapped(
    file: str, srid: int, centres: NDArray[np.float64], choices: Mapping[str, str]
) -> tuple[NDArray[np.bool_], tuple[Problem, ...]]:
    """Degrees are turned one by one, where only the other order is in Japan; metres all or none."""
    none = np.zeros(len(centres), dtype=bool)
    turned = ~in_japan_all(centres) & in_japan_all(centres[:, ::-1]) if srid in GEOGRAPHIC else none
    question = ask_swapped(int(turned.sum()), len(centres), file=file)
    given = answer(choices, question)
    if given is None:
        return (turned, (question,)) if turned.sum() * 2 > len(centres) else (none, ())
    if given == "no":
        return none, ()
    wrong = turned if srid in GEOGRAPHIC else ~none
    if not wrong.any():
        return none, ()
    message = f"人が選んだとおり、{int(wrong.sum())}件の座標の縦と横を入れ替えて読みました。"
    told = note("GEO-217", message, "地図の位置が合っているか確かめてください。", file=file)
    return wrong, (told,)
