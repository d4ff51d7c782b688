"""Knows how the name of a file is shown: without what could mislead, break a line or fill a page.

Knows no file's content. Such a name is only ever shown and compared, never used as a path.
"""

from __future__ import annotations

import re
import unicodedata

MAX_SHOWN = 100
_NAMELESS = "名前のないファイル"
#: Control, format (direction, zero width), surrogate, and the two separators that break a line.
_UNSHOWN = ("Cc", "Cf", "Cs", "Zl", "Zp")


def shown_name(name: str) -> str:
    """The last part of a name as it is shown, at most 100 characters.

    The ending survives shortening, since it tells the pieces of a shapefile apart.
    """
    kept = shown_text(re.split(r"[/\\]", name)[-1])
    if len(kept) > MAX_SHOWN:
        stem, dot, ending = kept.rpartition(".")
        ending = ending[:12] if dot and stem else ""
        kept = f"{kept[: MAX_SHOWN - len(ending) - 2]}….{ending}" if ending else f"{kept[: MAX_SHOWN - 1]}…"
    return kept or _NAMELESS


def shown_text(text: str) -> str:
    """A text of a stranger's on one line, without marks that can't be seen."""
    kept = "".join(mark if unicodedata.category(mark) not in _UNSHOWN else " " for mark in text)
    return re.sub(r"\s+", " ", kept).strip()
