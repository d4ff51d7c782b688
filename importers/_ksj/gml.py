"""Knows the GML files (JPGIS) of 国土数値情報: shared points, curves, surfaces and the features with them.

Knows no data set: features get numbered columns (A27_001, A27_002, …) in the order of their elements, which
is the order of the attribute table in the product specification. Nothing outside the file is ever fetched:
neither schemaLocation nor an xlink:href that points elsewhere; a document type declaration is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException

from importers._faults import refuse
from importers._files.parts import Part
from importers._ksj.shapes import HREF, MissingReferenceError, Shapes, TooManyPositionsError, local_name
from importers._ksj.xml import SMALLER, top_elements
from importers._tables.text import clean

_AGAIN = "配布元からもう一度ダウンロードしてください。"
_MEMBERS = frozenset({"featureMember", "featureMembers", "member"})
_DATASET = re.compile(rb"""KsjAppSchema-([A-Z][0-9]{2})|gml:id=["']([A-Z][0-9]{2})[0-9A-Za-z_-]*Dataset""")


@dataclass(frozen=True, slots=True)
class GmlFeature:
    """A feature as it stands in the file: its class, element texts by name in order, and its shape.

    `shape` is a GeoJSON-like member, east before north; None where the file doesn't hold the named shape.
    """

    kind: str
    texts: Mapping[str, str | None]
    shape: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class GmlFile:
    """What a file holds: the CRS names it gives (srsName, in file order) and its features."""

    srs_names: tuple[str, ...]
    features: tuple[GmlFeature, ...]


def dataset_of(part: Part) -> str | None:
    """The data set that a 国土数値情報 GML file says it is ('A27'); None for any other file.

    Raises FormatError IMP-120, IMP-123 like `Part.head`.
    """
    if part.suffix not in ("xml", "gml"):
        return None
    head = part.head(8_192)
    if b"nlftp.mlit.go.jp/ksj/schemas" not in head:
        return None
    found = _DATASET.search(head)
    if found:
        return (found[1] or found[2]).decode()
    named = re.match(r"([a-z][0-9]{2})p?-", part.stem)
    return named[1].upper() if named else None


def read_gml(part: Part) -> GmlFile:
    """The features of a file. Raises FormatError IMP-170 (broken), IMP-171 (DTD), IMP-176 (caps), IMP-142."""
    shapes, found = Shapes(), []
    try:
        for element in top_elements(part):
            if not shapes.take(element):
                members = list(element) if local_name(element) in _MEMBERS else [element]
                found += [raw for member in members if (raw := _raw_feature(member))]
        features = tuple(_resolved(raw, shapes) for raw in found)
    except ParseError as error:
        message = "XML（GML）の書き方が正しくないか、途中で切れています。"
        raise refuse("IMP-170", message, _AGAIN, file=part.file, line=error.position[0]) from error
    except DefusedXmlException as error:
        message = "XMLに文書型宣言（DOCTYPE）か実体宣言があるため、安全に読めません。"
        raise refuse("IMP-171", message, _AGAIN, file=part.file) from error
    except TooManyPositionsError as error:
        raise refuse("IMP-176", "図形の点が多すぎます。", SMALLER, file=part.file) from error
    except (ValueError, LookupError) as error:
        message = "XMLの文字コードが、宣言と合わないか、読めないものです。"
        raise refuse("IMP-142", message, _AGAIN, file=part.file) from error
    return GmlFile(tuple(shapes.srs_names), features)


def numbered(
    features: Iterable[GmlFeature], prefix: str, tags: Mapping[str, str]
) -> Iterator[dict[str, str | None]]:
    """The columns of each feature: `tags` names them by element, the rest are numbered in element order.

    The fullest feature of a class gives the order, as a feature may leave out what it doesn't have.
    """
    listed = list(features)
    fullest: dict[str, Mapping[str, str | None]] = {}
    for feature in listed:
        if len(feature.texts) > len(fullest.get(feature.kind, {})):
            fullest[feature.kind] = feature.texts
    columns = {
        kind: {name: tags.get(name.casefold(), f"{prefix}_{at:03d}") for at, name in enumerate(texts, 1)}
        for kind, texts in fullest.items()
    }
    for feature in listed:
        by_name = columns.get(feature.kind, {})
        yield {column: feature.texts.get(name) for name, column in by_name.items()}


def _raw_feature(element: Element) -> tuple[str, dict[str, str | None], Any] | None:
    """Class, texts and shape of an element; None for what has no shape, and so is no feature."""
    texts: dict[str, str | None] = {}
    shape: Any = None
    for child in element:
        inline, href = Shapes.inline(child), child.get(HREF)
        if inline is None and href is None:
            texts[local_name(child)] = clean(" ".join("".join(child.itertext()).split()))
        elif shape is None:
            shape = href if inline is None else inline
    return None if shape is None else (local_name(element), texts, shape)


def _resolved(raw: tuple[str, dict[str, str | None], Any], shapes: Shapes) -> GmlFeature:
    kind, texts, shape = raw
    try:
        return GmlFeature(kind, texts, shapes.member(shape))
    except MissingReferenceError:
        return GmlFeature(kind, texts, None)
