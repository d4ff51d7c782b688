"""Knows the 全国地方公共団体コード: five digits, six digits with a check digit, and zeros lost on the way.

Knows no list of municipalities.
"""

from __future__ import annotations

import re
import unicodedata


def with_check_digit(code5: str) -> str:
    """Six digits for five: '13201' → '132012' (JIS X 0402, modulus 11 with weights 6 to 2).

    Raises ValueError unless `code5` is exactly five ASCII digits.
    """
    if not re.fullmatch(r"[0-9]{5}", code5):
        raise ValueError(code5)
    total = sum(int(digit) * weight for digit, weight in zip(code5, range(6, 1, -1), strict=True))
    return f"{code5}{(11 - total % 11) % 10}"


def is_code6(code: str) -> bool:
    """True for six digits whose check digit fits."""
    return bool(re.fullmatch(r"[0-9]{6}", code)) and with_check_digit(code[:5]) == code


def municipality_code(text: str, *, digits: int = 6) -> str:
    """The six-digit code of a cell in a column of `digits` (5 or 6), lost leading zeros put back.

    In a six-digit column five digits are a code that lost its zero when the check digit then fits, else a
    five-digit code. Raises ValueError where it is no code or the check digit doesn't fit.
    """
    code = unicodedata.normalize("NFKC", text).strip()
    code = re.sub(r"\.0+$", "", code)
    if not re.fullmatch(r"[0-9]{4,6}", code) or (len(code) == 4 and digits == 6):
        raise ValueError(text)
    if len(code) == 4:
        return with_check_digit("0" + code)
    if len(code) == 5:
        return "0" + code if digits == 6 and is_code6("0" + code) else with_check_digit(code)
    if not is_code6(code):
        raise ValueError(text)
    return code
