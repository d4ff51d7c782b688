"""Knows what the 国土数値情報 formats share: days in file names, codes, features whichever file holds them.

Knows no data set by name: each hands in its identifier. Shapefile and GeoJSON are read by
`importers._maps.vector`, GML (where a ZIP holds no other map file) by `importers._ksj.gml`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from importers._files.parts import Part, parts
from importers._ksj.gml import dataset_of
from importers._ksj.source import gml_features
from importers._maps.answers import pick
from importers._maps.source import preferred
from importers._maps.vector import Feature, Look, features, look
from importers._record import Delivery, FormatError, Problem
from importers._tables.codes import city_of_ward, municipality_code

#: Endings of the files that every 国土数値情報 format takes.
EXTENSIONS = ("zip", "shp", "geojson", "json", "xml", "gml")
#: Map files that are read rather than the GML beside them.
_OTHER_MAPS = frozenset({"shp", "geojson", "json", "gpkg", "kml", "kmz"})
_NO_TAGS: Mapping[str, str] = MappingProxyType({})


def as_of_january(dataset: str) -> Callable[[Delivery], date | None]:
    """1 January of the year in the name (N03-19), or the full date (N03-20190101, N03-190101)."""
    return lambda delivery: _date_in_name(delivery, dataset, month=1)


def as_of_april(dataset: str) -> Callable[[Delivery], date | None]:
    """1 April, when the fiscal and the school year start, of the year in the name (A27-16 → 2016-04-01)."""
    return lambda delivery: _date_in_name(delivery, dataset, month=4)


def _date_in_name(delivery: Delivery, dataset: str, *, month: int) -> date | None:
    pattern = rf"{dataset}P?-(\d\d_\d\d_)?(\d{{8}}|\d{{6}}|\d{{4}}|\d{{2}})(?!\d)"
    match = re.search(pattern, delivery.name, re.IGNORECASE)
    if not match:
        return None
    short = len(match[2]) in (2, 6)
    digits = _century(match[2], inside=bool(match[1])) + match[2] if short else match[2]
    try:
        if len(digits) == 4:
            return date(int(digits), month, 1)
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _century(digits: str, *, inside: bool) -> str:
    """The oldest editions are those of 1920 and 1950.

    The ZIP of 1920 is N03-200101, that of 2020 N03-20200101; the shapefile `inside` it is N03-20_13_200101.
    """
    if len(digits) == 6 and digits.startswith("20") and not inside:
        return "19"
    return "20" if int(digits[:2]) < 50 else "19"


def ksj_code(value: Any) -> str | None:
    """Six digits for the five of a 国土数値情報 column, a ward's as its city's; None where it is no code."""
    try:
        return city_of_ward(municipality_code(code_text(value) or "", digits=5))
    except ValueError:
        return None


def code_text(value: Any, *, width: int = 0) -> str | None:
    """A code as text, whether the file has it as text or number; `width` puts lost leading zeros back."""
    if value is None or isinstance(value, bool):
        return None
    text = re.sub(r"\.0+$", "", str(value).strip())
    return text.zfill(width) if text else None


def plain(value: Any) -> str | None:
    """A text column; None where it is blank."""
    return None if value is None else str(value).strip() or None


def ksj_features(
    delivery: Delivery,
    *,
    dataset: str,
    kinds: frozenset[str],
    stems: str,
    tags: Mapping[str, str] = _NO_TAGS,
) -> Iterator[Feature | Problem]:
    """Features of one of `kinds` with the columns of the data set ('A27' → A27_001, …), from any file.

    `stems` tells the wanted file where there are several; `tags` names GML elements (in lower case) whose
    column isn't their number. Raises what `importers._maps.vector.features` does, and IMP-170 to IMP-176.
    """
    found = _gmls(parts(delivery), stems)
    if not found:
        yield from features(delivery, kinds=kinds, stems=stems)
        return
    named = {f"{part.folder}/{part.name}" if part.folder else part.name: part for part in found}
    part = named[pick(named, delivery.choices, file=delivery.name, what="GMLのファイル")]
    yield from gml_features(part, delivery, dataset=dataset, kinds=kinds, tags=tags)


def is_gml(delivery: Delivery, *, dataset: str, stems: str) -> bool:
    """True for GML of that data set under such a name, with no other map file beside it. Never raises."""
    try:
        found = _gmls(parts(delivery), stems)
        return any(dataset_of(part) == dataset and re.match(stems, part.stem) for part in found)
    except FormatError:
        return False


def seen(delivery: Delivery) -> Look | None:
    """The beginning of a shapefile or GeoJSON; None for anything else. Never raises."""
    return look(delivery)


def _gmls(pieces: Sequence[Part], stems: str) -> list[Part]:
    """The GML files that come into question; none where there is another map file beside them."""
    if any(part.suffix in _OTHER_MAPS for part in pieces):
        return []
    return preferred([part for part in pieces if dataset_of(part)], stems)
