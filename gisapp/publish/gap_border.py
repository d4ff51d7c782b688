"""Knows how it is said that places across the border aren't known. Knows no page and no district by name."""

from __future__ import annotations

from gisapp.planning.gaps import Answer


def border_words(answer: Answer) -> str:
    """Which kinds of places are known inside the municipality alone; empty where there are none such."""
    titles = answer.confidence["unguarded"]
    return f"{'・'.join(titles)}は、となりの市区町村の場所が入っていません。" if titles else ""
