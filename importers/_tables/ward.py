"""Knows where the ward of a designated city stands in a municipality's name. Knows no list of cities."""

from __future__ import annotations

import re


def ward_of(municipality: str) -> str | None:
    """札幌市中央区 → 中央区; None for cities without wards and for the special wards of Tokyo."""
    found = re.fullmatch(r"[^市]{1,10}市(\S{1,10}区)", municipality)
    return found[1] if found else None
