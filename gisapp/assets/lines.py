"""Knows which of the lines of an asset are for talking and which take a fax. Knows no table."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

FAX = ("FAX", "ファックス", "ファクス", "ファクシミリ")


def is_fax(line: Mapping[str, str]) -> bool:
    """Whether a line (number, purpose) takes a fax: its purpose says so first."""
    return unicodedata.normalize("NFKC", line["purpose"]).upper().startswith(FAX)


def dialled(number: str) -> str:
    """A number as a telephone dials it: digits alone, without an extension."""
    plain = unicodedata.normalize("NFKC", number).split("内線")[0]
    return "".join(letter for letter in plain if letter.isdecimal() or letter in "+#*")
