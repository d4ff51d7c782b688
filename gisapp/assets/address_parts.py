"""Knows how a Japanese address is taken apart: prefecture, municipality, town, numbers, what follows them.

Knows no gazetteer and no table. Text is normalised for matching only; what was written is kept by others.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from importers._tables.text import search_key

#: Nothing behind this many characters belongs to an address; it also bounds the work of every pattern below.
LOOKED_AT = 200
PREFECTURES = (
    "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県",
    "栃木県", "群馬県", "埼玉県", "千葉県", "東京都", "神奈川県", "新潟県", "富山県",
    "石川県", "福井県", "山梨県", "長野県", "岐阜県", "静岡県", "愛知県", "三重県",
    "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県", "鳥取県", "島根県",
    "岡山県", "広島県", "山口県", "徳島県", "香川県", "愛媛県", "高知県", "福岡県",
    "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県",
)  # fmt: skip
#: Where addresses go by streets and turns.
STREETS_OF = "京都府"
#: The ward of a designated city at the beginning of a town's name.
WARD = re.compile(r"^[^\d区]{1,5}区(?=.)")
#: Written both ways in official lists; folded on both sides of a comparison.
VARIANTS = str.maketrans("髙﨑濵濱澤嶋龍嶽櫻廣眞德栁舘ノヵヶヱヰ", "高崎浜浜沢島竜岳桜広真徳柳館のケケエイ")
HYPHENS = "-‐‑‒–—―−ー－ｰ~〜～"
#: Characters that the name of a county (郡) before a town or village takes at most.
_COUNTY = 8
_KANJI = "〇一二三四五六七八九"
_KANJI_NUMBER = re.compile(r"[〇一二三四五六七八九十百]{1,5}(?=丁目|番|号|条|地割)")
_GA = re.compile(r"(?<=[一-龠々])[ケがガ](?=[一-龠々])")
_POSTCODE = re.compile(rf"^〒?\s*\d{{3}}[{HYPHENS}]?\d{{4}}(?![{HYPHENS}0-9])\s*")
#: A blank after a number ends the address, unless the number goes on behind it.
_END = re.compile(rf"(?<=\d|号|地)\s+(?!丁目|番|号|の|[{HYPHENS}])")
_BETWEEN = re.compile(rf"(?<=\d)[{HYPHENS}]{{1,3}}(?=\d)")
_TURN = re.compile(r"[上下][がガ]?[るル]|[東西]入[るル]?")
_OTHER = re.compile(r"^(?:[^\d郡]{1,7}郡)?[^\d市区町村]{1,7}[市区町村]")
_OTHER_CITY = re.compile(r"^[^\d市]{1,7}市")
_STEM = re.compile(r"^(?:[^\d]|\d{1,4}(?=条|番町|地割|区画))*")
_NUMBER = re.compile(r"(\d{1,6})(丁目|番地|番(?!町)|号)?(?:の(?=\d)|-(?=\d))?")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The municipality that addresses are in: code, the names that they may begin with, its area (6668)."""

    code: str
    prefecture: str
    name: str
    outline: BaseGeometry | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """An address in the form for matching, prefecture and municipality taken away.

    `named`: they were written. `other` is the municipality or prefecture that it seems to name instead;
    `several`: it names two places. `full`: as written and in full, without what follows the numbers.
    """

    text: str
    full: str
    named: bool = False
    other: str | None = None
    several: bool = False

    @property
    def key(self) -> str | None:
        """The same for every way to write this address; None unless it goes as far as a house number."""
        stem, numbers, chome = split_numbers(self.text)
        if not stem or self.several or len(numbers) <= chome:
            return None
        return f"{stem}|{'-'.join(map(str, numbers))}"


def match_text(text: str) -> str:
    """Text for matching: one width, no blanks, 丁目 and 番 in digits, spelling variants folded."""
    folded = _GA.sub("ケ", search_key(text).translate(VARIANTS))
    folded = _KANJI_NUMBER.sub(lambda found: str(number_of(found[0])), folded)
    return folded.replace("大字", "").replace("小字", "字")


def number_of(kanji: str) -> int:
    """五 is 5, 二十三 is 23, 百二 is 102, 二〇 is 20."""
    value = digits = 0
    for sign in kanji:
        if sign in "十百":
            value, digits = value + max(digits, 1) * (10 if sign == "十" else 100), 0
        else:
            digits = digits * 10 + _KANJI.index(sign)
    return value + digits


def take_apart(written: str, city: Whereabouts) -> Address:
    """The address for matching within a municipality. Takes a time that doesn't grow with the text."""
    head = _END.split(_POSTCODE.sub("", written[:LOOKED_AT].strip()), maxsplit=1)[0]
    text = _BETWEEN.sub("-", match_text(head)[:LOOKED_AT])
    rest, named, other = _without_municipality(text, city)
    rest, *more = re.split(r"[、,;]|及び", rest)
    if city.prefecture == STREETS_OF:
        rest = _without_street(rest)
    return Address(rest, _in_full(head, city), named, other, several=any(more))


def _in_full(head: str, city: Whereabouts) -> str:
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", head)).removeprefix(city.prefecture)
    at = text.find(city.name)
    if at == 0 or (0 < at <= _COUNTY and text[at - 1] == "郡"):
        return f"{city.prefecture}{text}"
    return f"{city.prefecture}{city.name}{text}"


def _without_municipality(text: str, city: Whereabouts) -> tuple[str, bool, str | None]:
    """What follows the municipality's name, whether it is there, and which other one is named instead."""
    prefecture = next((name for name in PREFECTURES if text.startswith(name)), None)
    own = match_text(city.prefecture)
    if prefecture and prefecture != own:
        return text, False, prefecture
    text, name = text.removeprefix(own), match_text(city.name)
    at = text.find(name)
    if at == 0 or (0 < at <= _COUNTY and text[at - 1] == "郡"):
        return text[at + len(name) :], True, None
    found = (_OTHER if prefecture else _OTHER_CITY).match(text)
    return text, False, found[0] if found else None


def _without_street(text: str) -> str:
    """The ward and the town of a Kyoto address by its streets (寺町通御池上る上本能寺前町488)."""
    turns = list(_TURN.finditer(text))
    if not turns:
        return text
    ward = WARD.match(text)
    return (ward[0] if ward else "") + text[turns[-1].end() :]


def split_numbers(text: str) -> tuple[str, tuple[int, ...], bool]:
    """Town, numbers after it, and whether the first of them is written as 丁目. For text of `match_text`."""
    stem = _STEM.match(text)
    at = stem.end() if stem else 0
    name, chome = text[:at], False
    numbers: list[int] = []
    while found := _NUMBER.match(text, at):
        chome = chome or (not numbers and found[2] == "丁目")
        numbers.append(int(found[1]))
        at = found.end()
    return name, tuple(numbers), chome
