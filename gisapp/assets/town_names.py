"""Knows when two spellings of a town's name mean the same town: numerals, old characters, ケ and が, 大字.

Knows no town and no table. Keys are for matching only; what was written is kept.
"""

from __future__ import annotations

import re

from gisapp.assets.address_parts import number_of
from importers._tables.text import search_key

#: Characters that stand for one another in names; the first of each group stands for all of it.
_SAME = re.split(
    " ",
    "辺邊邉 沢澤 斉齊齋斎 高髙 崎﨑嵜碕 吉𠮷 広廣 竜龍 滝瀧 桜櫻 国國 学學 浜濱濵 駅驛 鉄鐵 島嶋嶌 条條 寿壽 "
    "栄榮 浅淺 実實 真眞 蔵藏 円圓 恵惠 徳德 富冨 峰峯 曽曾 桧檜 薮藪籔 鴬鶯 篭籠 館舘 荘莊 万萬 与與 豊豐 "
    "村邨 塩鹽 来來 児兒 関關 会會 区區 鴎鷗 渕淵 湾灣 槙槇 柏栢 柳栁 弥彌 黒黑 横橫 黄黃 戸戶 歩步 桑桒 "
    "参參 宝寶寳 尭堯 稲稻 涌湧 焼燒 総總 緑綠 静靜 岳嶽 ケヶヵがガけ のノ之乃 ツッつっ",
)
_ONE = str.maketrans({other: group[0] for group in _SAME for other in group[1:]})
#: Variation selectors choose a drawing of the same character.
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_NUMERALS = re.compile("[〇一二三四五六七八九十百]+")
_BLOCK = re.compile(r"(?P<town>.+?)(?P<number>\d+)丁目?(?P<rest>\D*)")
_BETWEEN = re.compile(r"[・、,，/／]|及び|および")


def town_keys(name: str) -> tuple[str, str, str]:
    """Keys of a name from strict to loose: one width; one spelling; without 大字, 字 and what is in brackets.

    Two names mean the same town when a key is equal and no other town of the place has it. 三番町 and 3番町,
    旭ヶ丘 and 旭が丘, 澤田 and 沢田 share the second key; 大字川口 and 川口, 新川（番地） and 新川 the third.
    """
    strict = search_key(name)
    folded = _SELECTORS.sub("", strict).translate(_ONE)
    spelt = _NUMERALS.sub(lambda found: str(number_of(found[0])), folded)
    loose = re.sub(r"\([^()]*\)$", "", spelt).removeprefix("大字")
    loose = re.sub(r"(?<=.)(大字|小字|字)(?=.)", "", loose).replace("丁目", "丁")
    return strict, spelt, loose


def block_of(key: str) -> tuple[str, str] | None:
    """(town, what follows) of a key that names a 丁目: 旭町2丁目北 → 旭町, 北; None for a whole town."""
    found = _BLOCK.fullmatch(key)
    return (found["town"], found["rest"]) if found else None


def lumped(name: str) -> list[str]:
    """The towns of a name that puts several together: 'A町・B町' → A町, B町; a single name alone."""
    parts = [part.strip() for part in _BETWEEN.split(name)]
    return [part for part in parts if part] or [name]


def ward_key(name: str | None) -> str:
    """A ward for matching: 札幌市中央区 and 中央区 are one; '' for what is no ward."""
    found = re.search(r"([^市]+区)$", search_key(name or ""))
    return found[1].translate(_ONE) if found else ""


def town_key(name: str) -> str:
    """A name for finding it by a part of it: one width, no spaces, ヶ as ケ."""
    return re.sub(r"\s+", "", search_key(name)).replace("ヶ", "ケ")
