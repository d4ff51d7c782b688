"""Knows what every reader of map features hands over: rows as they stand, what is said of the CRS, notes.

Knows no file format. A new format brings one `Reader` and a line in `importers._maps.vector.READERS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from importers._faults import note
from importers._files.parts import Part
from importers._record import Delivery, Problem


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says of its coordinate system: `srid` where it can be used, `words` how the file names it.

    Without an `srid`: no words, it says nothing; `foreign`, it names for certain one that isn't used here;
    else the name means nothing to us, and a person is asked.
    """

    srid: int | None = None
    words: str | None = None
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """The features of one file in file order, not checked yet.

    A row is (properties or None, GeoJSON-like member or None); a Problem instead of a member leaves it out.
    """

    file: str
    rows: Sequence[tuple[Any, Any]]
    crs: Said
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """What the beginning of a delivery shows: the names of its properties, some values, points or areas."""

    keys: frozenset[str]
    samples: tuple[Mapping[str, Any], ...]
    areal: bool
    pointed: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """How features are read out of the pieces of a delivery that are of one kind.

    `takes(piece)` tells its pieces, by content where the content can tell. `complete(pieces)`: whether these
    are enough to read from, so that another kind of file in the same ZIP is left aside. `peek(pieces)` shows
    the beginning (None: no features). `read(pieces, delivery)` raises FormatError where nothing can be read.
    """

    takes: Callable[[Part], bool]
    complete: Callable[[Sequence[Part]], bool]
    peek: Callable[[Sequence[Part]], Look | None]
    read: Callable[[Sequence[Part], Delivery], Source]


def preferred(pieces: Sequence[Part], stems: str | None) -> list[Part]:
    """The pieces whose names begin like `stems`, and the UTF-8 copy, where an official ZIP holds several."""
    found = [part for part in pieces if stems and re.match(stems, part.stem)] or list(pieces)
    return [part for part in found if "utf" in part.folder.casefold()] or found


def heights_note(file: str) -> Problem:
    """GEO-213: heights and measures that were dropped."""
    message = "座標に高さなどの値（Z・M）が付いていますが、使わないため除きました。"
    return note("GEO-213", message, "そのまま使えます。", file=file)
