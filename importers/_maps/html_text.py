"""Knows how the words of a small piece of HTML are read as plain text.

Knows no file. Nothing in it is run or fetched.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from importers._tables.text import clean

_BREAKS = frozenset({"br", "p", "div", "tr", "li", "table", "ul", "ol", "h1", "h2", "h3", "h4", "hr"})
_SILENT = frozenset({"script", "style", "head", "title", "template", "iframe", "object"})


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _BREAKS:
            self.words.append("\n")
        elif tag in ("td", "th"):
            self.words.append(" ")
        self.silent += tag in _SILENT

    def handle_endtag(self, tag: str) -> None:
        if tag in _BREAKS:
            self.words.append("\n")
        self.silent = max(0, self.silent - (tag in _SILENT))

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def html_text(text: str | None) -> str | None:
    """The words of HTML with its breaks, tags and scripts gone; other text as it is; None where blank."""
    if text is None or not re.search(r"[<&]", text):
        return clean(text)
    parser = _Words()
    parser.feed(text)
    parser.close()
    lines = (re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in "".join(parser.words).splitlines())
    return clean("\n".join(line for line in lines if line))
