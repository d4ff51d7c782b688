"""Knows how the text of a cell or a title is cleaned, and how it is made fit for comparing.

Knows no column by name; bytes become text in `_encoding`, rows in `_csv`, values in `_values` and `_dates`.
"""

from __future__ import annotations

import re
import unicodedata

from importers._files.encoding import decode as decode
from importers._files.encoding import looks_japanese as looks_japanese
from importers._files.unseen import without_unseen
from importers._tables.csv import csv_rows as csv_rows

_RETURN = re.compile("\r\n?")
#: Which drawing of a character is meant; never a difference between two names.
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def clean(text: str | None) -> str | None:
    """Stripped text (full-width spaces too) without marks that can't be stored or seen; None for nothing.

    The characters themselves stay as they were written: 髙, ㈱, half-width katakana, formula signs.
    """
    if text is None:
        return None
    return _RETURN.sub("\n", without_unseen(text)).strip() or None


def clean_header(text: str | None) -> str:
    """A column title fit for comparing: NFKC, all blanks and line breaks removed."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", clean(text) or ""))


def search_key(text: str) -> str:
    """NFKC, lower case, without blanks and variation selectors: for finding and comparing, never for showing.

    Old and new forms (髙, 高) stay apart: whether they mean the same is for the caller to say.
    """
    plain = unicodedata.normalize("NFKC", _SELECTORS.sub("", text))
    return re.sub(r"\s+", "", plain).casefold()
