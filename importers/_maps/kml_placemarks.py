"""Knows the inside of a KML document: placemarks one by one, with their folder, their words and their shape.

Knows no file but its name. The document is never held whole: what has been read is thrown away. HTML in a
description becomes plain text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

from importers._faults import refuse
from importers._files.limits import MAX_RECORDS
from importers._maps.html_text import html_text
from importers._maps.kml_shape import SHAPES, local, member_of
from importers._record import FormatError
from importers._tables.text import clean

REMEDY = "GoogleマイマップやGoogle Earthから、KMLかKMZとして書き出し直してください。"
_MAX_DEPTH = 100
_FOLDERS = ("Folder", "Document")
#: What is left out, in words.
_LINKED = {
    "NetworkLink": "ほかのファイルへのリンク（NetworkLink）",
    "GroundOverlay": "地図に重ねる画像（GroundOverlay）",
    "ScreenOverlay": "画面に重ねる画像（ScreenOverlay）",
    "PhotoOverlay": "写真（PhotoOverlay）",
}
_REMOTE = re.compile(r"\s*(https?:|ftp:|file:|//|\\\\)", re.IGNORECASE)


@dataclass(slots=True)
class State:
    """Where the reader stands: the open elements, the names of the open folders, what was left out."""

    open: list[Element] = field(default_factory=list)
    folders: list[str | None] = field(default_factory=list)
    ignored: dict[str, int] = field(default_factory=dict)

    def ignore(self, what: str) -> None:
        self.ignored[what] = self.ignored.get(what, 0) + 1


def placemarks(text: str, state: State, file: str) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """(properties, GeoJSON-like member or None) of each placemark; `state` learns what else there was.

    Raises ParseError, DefusedXmlException and FormatError IMP-113, IMP-132.
    """
    # Decoded before: what a Japanese file says of its encoding is often untrue, or unknown to XML.
    source = io.BytesIO(re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1).encode())
    count = 0
    for event, element in iterparse(source, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            _begin(state, element, file)
            continue
        state.open.pop()
        if local(element) == "Placemark":
            count += 1
            yield _row(element, state)
        _end(state, element)
        if count > MAX_RECORDS:
            message = f"大きすぎて読めません。地物は{MAX_RECORDS:,}件までです。"
            raise refuse("IMP-113", message, "必要な範囲だけに分けたファイルにしてください。", file=file)


def _begin(state: State, element: Element, file: str) -> None:
    if not state.open and local(element) != "kml":
        raise unreadable(file, "KMLではない種類のXMLです。")
    if len(state.open) >= _MAX_DEPTH:
        raise unreadable(file, "入れ子が深すぎます。")
    if local(element) in _FOLDERS:
        state.folders.append(None)
    if any(key.endswith("schemaLocation") for key in element.attrib):
        state.ignore("書式の定義への参照（schemaLocation）")
    state.open.append(element)


def _end(state: State, element: Element) -> None:
    """Keeps the name of a folder, counts what lies elsewhere; what is done with is thrown away."""
    name, parent = local(element), state.open[-1] if state.open else None
    within = local(parent) if parent is not None else ""
    if name == "name" and within in _FOLDERS:
        # The outermost document bears the name of the whole file, which says nothing of a place.
        state.folders[-1] = clean(element.text) if len(state.folders) > 1 else None
    elif name in _FOLDERS:
        state.folders.pop()
    elif name in _LINKED:
        state.ignore(_LINKED[name])
    elif name == "href" and within == "Icon" and _REMOTE.match(element.text or ""):
        state.ignore("ほかの場所にあるアイコンの画像")
    if parent is not None and within in (*_FOLDERS, "kml"):
        parent.remove(element)


def _row(placemark: Element, state: State) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """(properties, GeoJSON-like member or None)."""
    properties: dict[str, Any] = {}
    shape = None
    for child in placemark:
        name = local(child)
        if name in ("name", "address", "phoneNumber"):
            properties[name] = clean(child.text)
        elif name in ("description", "Snippet", "snippet"):
            properties.setdefault("description", html_text(child.text))
        elif name == "ExtendedData":
            _add_data(properties, child)
        elif name in SHAPES:
            shape = child
    folder = "/".join(filter(None, state.folders)) or None
    if folder:
        properties.setdefault("folder", folder)
    return properties, member_of(shape) if shape is not None else None


def _add_data(properties: dict[str, Any], extended: Element) -> None:
    """Data and SchemaData; a title that is taken already keeps its first value."""
    for item in extended.iter():
        title = clean(item.get("name"))
        if local(item) == "Data" and title:
            value = next((child.text for child in item if local(child) == "value"), None)
            properties.setdefault(title, html_text(value))
        elif local(item) == "SimpleData" and title:
            properties.setdefault(title, html_text(item.text))


def unreadable(file: str, reason: str, *, line: int | None = None) -> FormatError:
    """IMP-132: why the document can't be read."""
    return refuse("IMP-132", f"KMLとして読めません。{reason}", REMEDY, file=file, line=line)
