"""Knows how a Japanese address is matched: to the same address elsewhere, or to its town.

Knows no table. Text is normalised for matching only; what was written is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from importers._tables.text import search_key

KANJI_DIGITS = "〇一二三四五六七八九"
#: Between two numbers all of these mean the same; elsewhere they are part of a name (三番町, センター南).
BETWEEN = re.compile(r"(?<=\d)(?:[-‐‑‒–—―ー−ｰ]+|丁目|番地の?|番|号|の)(?=\d)")
AFTER = re.compile(r"(?<=\d)(?:番地|番|号)(?!町)")
#: A floor or a building's name follows the numbers after a space.
REST = re.compile(r"(?<=\d)\s+(?![-‐‑‒–—―ー−ｰ]).*$")
#: Town, then numbers; 北3条西5丁目 has a number inside its town.
NUMBER = re.compile(r"^(?P<town>(?:\D*\d+条)?\D+?)(?P<first>\d+)(?P<chome>丁目)?(?P<rest>(?:-\d+)*)")

LonLat = tuple[float, float]


def kanji_number(number: int) -> str:
    """1–99 as written in 丁目: 五, 十, 十二, 二十."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else KANJI_DIGITS[tens] + "十")
    return head + (KANJI_DIGITS[ones] if ones else "")


def town_key(name: str) -> str:
    """A town's name for matching: one width, no spaces, ヶ as ケ."""
    return re.sub(r"\s+", "", search_key(name)).replace("ヶ", "ケ")


def address_key(address: str, *, prefecture: str, city: str) -> str:
    """An address for matching: prefecture and city dropped, digits and hyphens in one form, spaces gone.

    What follows the house number (floor, building) is dropped too.
    """
    text = town_key(REST.sub("", unicodedata.normalize("NFKC", address.strip())))
    text = text.removeprefix(town_key(prefecture)).removeprefix(town_key(city))
    text = re.sub(r"([一二三四五六七八九十]+)丁目", lambda found: f"{_number(found[1])}丁目", text)
    text = AFTER.sub("", BETWEEN.sub("-", text))
    found = NUMBER.match(text)
    return found[0] if found else text


def names_a_place(key: str) -> bool:
    """Whether an `address_key` goes as far as a number: a bare town is the same for everybody in it."""
    found = NUMBER.match(key)
    return found is not None and not (found["chome"] and not found["rest"])


def _number(kanji: str) -> int:
    tens, ten, ones = kanji.rpartition("十")
    value = (KANJI_DIGITS.index(tens) if tens else 1) * 10 if ten else 0
    return value + (KANJI_DIGITS.index(ones) if ones else 0)


def find_town(key: str, towns: Mapping[str, LonLat]) -> tuple[str, LonLat] | None:
    """The town of an `address_key`, or None.

    大和田町5-9-1 is 大和田町五丁目 (three numbers, and such a 丁目 exists). 石川町481 is a 番地 of 石川町 and
    never 一丁目; with two numbers (片倉町702-1) a 丁目 is only meant where the bare town doesn't exist.
    """
    found = NUMBER.match(key)
    if not found:
        return (key, towns[key]) if key in towns else None
    town, first, rest = found["town"], int(found["first"]), found["rest"]
    block = f"{town}{kanji_number(first)}丁目" if 1 <= first <= 99 else ""
    numbers = 1 + rest.count("-")
    block_is_meant = bool(found["chome"]) or numbers >= 3 or (numbers == 2 and town not in towns)
    for name in ([block] if block_is_meant else []) + [town]:
        if name in towns:
            return name, towns[name]
    return None
