"""Knows a made-up answer as plain rows, and how a handed-out drawing or file is read back. Knows no test."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from gisapp.planning.words import HIDDEN_NOTE

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert('x')</script>&\"\x00\x1b]]>"
BREAKS = {"aging": (25, 30), "service": (40, 70)}


def row(
    number: int, *, aging: float | None = 28.0, share: float | None = 50.0, **changed: Any
) -> dict[str, Any]:
    """A district as an answer has it; without a figure it is one that is hidden."""
    hidden = aging is None or share is None
    return {
        "id": number,
        "name": f"第{number}小学校区",
        "aging_rate": aging,
        "covered_share": share,
        "rank": None if hidden else number,
        "worst": False,
        "aging_class": None if hidden else 1,
        "service_class": None if hidden else 1,
        "note": HIDDEN_NOTE if hidden else "",
        **changed,
    }


def drawn(svg: str) -> ElementTree.Element:
    """The drawing, as strictly read as XML is."""
    return ElementTree.fromstring(svg)


def texts(element: ElementTree.Element) -> list[str]:
    """The words that are seen."""
    return ["".join(each.itertext()) for each in element.iter(f"{SVG}text")]


def titles(element: ElementTree.Element) -> list[str]:
    """What the parts are called, for those who can't see them."""
    return [each.text or "" for each in element.iter(f"{SVG}title")]
