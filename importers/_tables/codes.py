"""Knows the 全国地方公共団体コード: five digits, six with a check digit, lost zeros, wards and their cities.

Knows no list of municipalities beyond the codes that can be read in two ways. Source of codes and ranges:
総務省 全国地方公共団体コード https://www.soumu.go.jp/denshijiti/code.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from importers._tables.values import narrow

#: Five-digit codes that, with a 0 before them, look like a six-digit code of 北海道, 青森, 岩手 or 宮城 whose
#: check digit fits, though no municipality has that code.
_FIVE_DIGITS = frozenset(
    re.findall(
        r"[0-9]{5}",
        """
        10201 10367 10383 10421 10448 10464 11207 11215 11223 11231 11240 11347 11363 12424 12441 13102
        13111 13218 13307 13382 13421 14109 14117 14133 14150 14206 14214 14401 15105 15211 15342 15385
        15482 16209 17205 17361 18201 18210 18481 19208 19364 19429 20206 20214 20303 20362 20451 20486
        20541 20583 21202 21211 21504 21521 22136 22209 22225 22306 23108 23116 23205 23221 23302 23361
        23442 24201 24210 24341 24562 25208 26000 26107 26204 26212 26344 27103 27111 27120 27146 27219
        27227 27341 27383 28100 28207 28215 28223 29203 29211 29343 29386 29424 29441 30201 30341 30392
        30406 30422 31364 31372 31402 32000 32204 32441 33103 34100 34207 34215 34304 35203 35211 35343
        36404 37206 38202 39209 39306 39403 39411 40100 40134 40207 40215 40223 40231 40401 41203 41327
        41424 41441 42307 42323 42391 43206 43443 44202 45209 45403 46213 46221 46523 46531 47201 47210
        47325 47350
        """,
    )
)
#: Municipalities both ways: 12203 is 市川市 without its check digit, 士別市 (012203) without its 0.
_EITHER = frozenset(
    re.findall(
        r"[0-9]{5}",
        "11100 12106 12203 12211 12220 12238 14362 15202 15504 16322 22101 23213 23230 43214 44211",
    )
)
#: The cities that have wards; a ward's code lies between its city's and the next one's, below 200.
_WITH_WARDS = (
    "01100", "04100", "11100", "12100", "14100", "14130", "14150", "15100", "22100", "22130",
    "23100", "26100", "27100", "27140", "28100", "33100", "34100", "40100", "40130", "43100",
)  # fmt: skip


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


def municipality_code(text: str, *, digits: int | None = None) -> str:
    """The six-digit code of a cell, lost leading zeros put back.

    `digits`: how many the column has, 5 or 6, where that is known. Else five digits are what they can be:
    13056 is 013056, 13102 is 131024; ValueError where both could be (12203), where it is no code and where
    the check digit doesn't fit.
    """
    code = _bare(text)
    if len(code) == 4 and digits != 6:
        return with_check_digit("0" + code)
    if len(code) == 5:
        return _of_five(code, digits, text)
    if not is_code6(code):
        raise ValueError(text)
    return code


def column_digits(cells: Iterable[str]) -> int | None:
    """How many digits the codes of a column have, 5 or 6; None where its cells can be read in both ways."""
    bare = {_bare(cell, strict=False) for cell in cells}
    codes = {code for code in bare if re.fullmatch(r"[0-9]{4,6}", code)}
    if not codes or any(map(is_code6, codes)):
        return 6
    fives = {code for code in codes if len(code) == 5}
    if len(fives) < len(codes) or any(not _may_be_six(code) for code in fives) or fives & _FIVE_DIGITS:
        return 5
    return None if fives <= _EITHER else 6


def key_code(text: str) -> str:
    """The KEY_CODE of a small area, its lost leading zero put back: 5, 9 (町) or 11 digits (丁目)."""
    code = _bare(text, strict=False)
    if not re.fullmatch(r"[0-9]{4,11}", code) or len(code) not in (4, 5, 8, 9, 10, 11):
        raise ValueError(text)
    return code if len(code) in (5, 9, 11) else "0" + code


def city_of_ward(code: str) -> str:
    """The six-digit code of the designated city that a ward belongs to; other codes as they are."""
    if code[2:3] != "1":
        return code
    cities = [each for each in _WITH_WARDS if each[:2] == code[:2] and each <= code[:5]]
    return with_check_digit(max(cities)) if cities else code


def in_city(code: str, city: str) -> bool:
    """True for the city's own code and for that of one of its wards, today's and former ones (six digits)."""
    return code == city or city_of_ward(code) == city


def _bare(text: str, *, strict: bool = True) -> str:
    code = re.sub(r"\.0+$", "", narrow(text).strip())
    if strict and not re.fullmatch(r"[0-9]{4,6}", code):
        raise ValueError(text)
    return code


def _of_five(code: str, digits: int | None, text: str) -> str:
    if digits is None and code in _EITHER:
        raise ValueError(text)
    lost = _may_be_six(code) and code not in _FIVE_DIGITS if digits is None else digits == 6
    return "0" + code if lost and is_code6("0" + code) else with_check_digit(code)


def _may_be_six(code: str) -> bool:
    """True where five digits can be a six-digit code of 01 to 09 without its 0.

    Numbers of municipalities begin at 100; a prefecture has 000.
    """
    return code[0] != "0" and not 0 < int(code[1:4]) < 100 and is_code6("0" + code)
