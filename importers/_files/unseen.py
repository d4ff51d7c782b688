"""Knows which characters can't be stored, can't be seen or turn what is read round, and takes them out.

Knows no file and no column.
"""

from __future__ import annotations

import re

# Controls (not tab and line end), lone surrogates, marks of direction, zero width. Variation selectors stay:
# they choose how a name is drawn.
_UNWANTED = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ud800-\udfff\ufff9-\ufffb"
)
_OTHER_ENDS = "\x0b\x0c\x85\u2028\u2029"
_SUSPECT = re.compile(f"[{_UNWANTED}{_OTHER_ENDS}\u200d]")
# A joiner stays between the pieces of an emoji.
_OUT = re.compile(f"[{_UNWANTED}]|(?<![\ufe0f\U0001f000-\U0001faff])\u200d")
_ENDS = re.compile(f"[{_OTHER_ENDS}]")


def without_unseen(text: str, *, end: str = "\n") -> str:
    """The text without them; separators of lines and pages become `end`. Everything else as it was."""
    if text.isprintable() or not _SUSPECT.search(text):
        return text
    return _OUT.sub("", _ENDS.sub(end, text))
