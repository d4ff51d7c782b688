"""Knows how an XML file is walked one element at a time: safely, within caps, and Shift_JIS too.

Knows no element by name. What was used is dropped from memory; DTD, entities and outside references end the
reading.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder

from defusedxml.ElementTree import DefusedXMLParser, iterparse

from importers._faults import refuse
from importers._files.parts import Part

SMALLER = "都道府県ごとのファイルか、シェープファイル・GeoJSONを取り込んでください。"
#: A single feature or shape never needs more elements than this, nor deeper ones, nor a file more in all.
_MAX_NODES, _MAX_DEPTH, _MAX_ELEMENTS = 100_000, 40, 10_000_000
_ENCODING = re.compile(rb"""\s*<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)["']""")
_SHIFT_JIS = frozenset({"shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "cp932", "ms932"})


def top_elements(part: Part) -> Iterator[Element]:
    """The elements below the root, one at a time; each is dropped from memory after it was used.

    Raises FormatError IMP-176 (caps) and as `Part.read` does, ParseError, DefusedXmlException; ValueError or
    LookupError for text in another encoding than declared.
    """
    depth = nodes = total = 0
    root: Element | None = None
    for event, element in iterparse(_stream(part), ("start", "end"), _parser(part)):
        if event == "start":
            root = element if root is None else root
            depth, nodes, total = depth + 1, nodes + 1, total + 1
            if depth > _MAX_DEPTH or nodes > _MAX_NODES or total > _MAX_ELEMENTS:
                raise refuse("IMP-176", "XMLの入れ子か要素の数が多すぎます。", SMALLER, file=part.file)
            continue
        depth -= 1
        if depth == 1 and root is not None:
            yield element
            root.clear()
            nodes = 0


def _parser(part: Part) -> DefusedXMLParser:
    """A parser that refuses DTD, entities and outside references; Shift_JIS reaches it as UTF-8."""
    encoding = "utf-8" if _is_shift_jis(part) else None
    return DefusedXMLParser(target=TreeBuilder(), encoding=encoding, forbid_dtd=True)


def _stream(part: Part) -> Any:
    stream = io.BytesIO(part.read())
    return codecs.EncodedFile(stream, "utf-8", "cp932") if _is_shift_jis(part) else stream


def _is_shift_jis(part: Part) -> bool:
    """The XML parser itself knows no Shift_JIS."""
    declared = _ENCODING.match(part.head(200))
    return declared is not None and declared[1].decode().casefold() in _SHIFT_JIS
