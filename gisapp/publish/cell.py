"""Knows which texts a spreadsheet would run as a formula, and how they are written so that it doesn't.

Knows no table.
"""

from __future__ import annotations

import re

#: Full-width signs included: Excel takes them for the same. The reader takes one apostrophe off again.
_RUN = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


def harmless(value: object) -> object:
    """The cell as text that is never a formula; numbers stay numbers, None is empty."""
    if isinstance(value, str) and _RUN.match(value):
        return f"'{value}"
    return "" if value is None else value
