"""Knows how the cells of a row are kept so that a long table fits into memory, and found by their titles.

Knows no file and no title by meaning.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence

#: Texts up to this length often come again (a city, a kind of service) and are kept once.
_SHORT = 12


class CellsByTitle(Mapping[str, str]):
    """The cells of a row by title; a blank cell is absent. The titles are shared by all rows of a table."""

    __slots__ = ("_index", "_texts")
    _index: Mapping[str, int]
    _texts: Sequence[str | None]

    def __init__(self, index: Mapping[str, int], texts: Sequence[str | None]) -> None:
        self._index = index
        self._texts = texts

    def __getitem__(self, title: str) -> str:
        at = self._index[title]
        text = self._texts[at] if at < len(self._texts) else None
        if text is None:
            raise KeyError(title)
        return text

    def __contains__(self, title: object) -> bool:
        at = self._index.get(title)  # type: ignore[call-overload]
        return at is not None and at < len(self._texts) and self._texts[at] is not None

    def __iter__(self) -> Iterator[str]:
        return (title for title in self._index if title in self)

    def plain(self) -> dict[str, str]:
        """The same as a dict."""
        texts, end = self._texts, len(self._texts)
        pairs = ((title, texts[at]) for title, at in self._index.items() if at < end)
        return {title: text for title, text in pairs if text is not None}

    def __bool__(self) -> bool:
        return next(iter(self), None) is not None

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return repr(dict(self))


def as_dict(cells: Mapping[str, str]) -> Mapping[str, str]:
    """The cells as a dict: worth it for a row that is asked about many titles."""
    return cells.plain() if isinstance(cells, CellsByTitle) else cells


def short_texts(texts: list[str | None]) -> list[str | None]:
    """The same texts, short ones shared with all equal ones; blank ones at the end are dropped."""
    while texts and texts[-1] is None:
        texts.pop()
    return [sys.intern(text) if text is not None and len(text) <= _SHORT else text for text in texts]
