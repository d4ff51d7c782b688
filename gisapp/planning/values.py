"""Knows how a choice and a number are read from what people typed, and what is said where they can't be used.

Knows no question.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from gisapp.errors import UserError


def one_of(key: str, allowed: Iterable[str], what: str) -> str:
    """The key, if it is one of the allowed. Raises UserError (ASK-001) that lists them."""
    known = list(allowed)
    if key not in known:
        remedy = f"{'、'.join(filter(None, known))} から選んでください。"
        raise UserError("ASK-001", f"{what}「{key[:40]}」は選べません。", remedy)
    return key


def number(
    text: str, smallest: float, largest: float, what: str, *, code: str = "ASK-002", unchanged: bool = False
) -> float:
    """The number, if it lies between the two, both included; ASCII only. Raises UserError.

    `unchanged`: what was to be written hasn't been, and the error says so.
    """
    try:
        value = float(text) if text.isascii() and "_" not in text else math.nan
    except ValueError:
        value = math.nan
    if not smallest <= value <= largest:
        message = f"{what}「{text[:40]}」は使えません。"
        remedy = f"{smallest:g}〜{largest:,g} の数を半角で入れてください。"
        raise UserError(code, message, remedy, unchanged=unchanged)
    return value
