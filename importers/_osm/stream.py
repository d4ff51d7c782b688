"""Knows how large XML is read element by element: nothing kept, no DTD or entity taken, no link followed.

Knows no element by name.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from importers._faults import refuse
from importers._files.parts import Part

#: OpenStreetMap and OSMnx need five.
_DEEPEST = 100
_AGAIN = "もう一度書き出すか、配布元から取り直してください。"


def stream(part: Part, wanted: frozenset[str], *, code: str, what: str) -> Iterator[Element]:
    """The outermost elements with these names (without their namespace), each whole, one after the other.

    Raises FormatError under `code`, in which `what` names the kind of file: broken, cut off or with a DTD.
    """
    try:
        yield from _stream(part.read(), wanted)
    except DefusedXmlException as error:
        message = f"{what}の中に定義（DTD・実体）が書かれています。本来はないものです。"
        raise refuse(code, message, _AGAIN, file=part.file) from error
    except ParseError as error:
        message = f"{what}が壊れているか、途中で切れています。"
        raise refuse(code, message, _AGAIN, file=part.file, line=error.position[0]) from error
    except (ValueError, LookupError) as error:
        message = f"{what}の文字コードか入れ子を読めません。"
        raise refuse(code, message, _AGAIN, file=part.file) from error


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _stream(data: bytes, wanted: frozenset[str]) -> Iterator[Element]:
    above: list[Element] = []
    for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
        if event == "start":
            above.append(element)
            if len(above) > _DEEPEST:
                raise ValueError("nested too deep")
            continue
        above.pop()
        if local(element) in wanted and not (above and local(above[-1]) in wanted):
            yield element
            if above:
                above[-1].clear()
