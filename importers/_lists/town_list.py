"""Knows how a cell lists towns: 台町一・二丁目、石川町(1番地〜300番地)、鹿島の一部, each with its condition.

Knows no table and no list of towns.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

#: More than any cell of a real table holds; what lies behind is told as the last town's condition.
LOOKED_AT = 20_000
_BRACKETS = str.maketrans("〔【[「『〈《〕】]」』〉》", "(((((((" + ")))))))")
_WAVES = re.compile(r"[~〜～−–—―‐‑]|(?<=[\d目])から(?=\d)|(?<=\d)[-ー](?=\d+丁目)")
_SEPARATORS = "、,;\n・/"
_AND = re.compile(r"及び|および|並びに|ならびに")
_KANJI = "〇一二三四五六七八九"
_NUMERAL = re.compile(r"[一二三四五六七八九十]{1,3}(?=丁目)")
#: A blank or a line break inside an item, not between two.
_INSIDE = re.compile(r"[ \n]+(?=[(\d]|丁目|番|号|の|全域|全部|一部|まで|を除く)")
_CHOMES = re.compile(
    r"(?P<stem>(?:\D|\d+条)*?)(?P<first>\d{1,2})(?:丁目)?~(?P<last>\d{1,2})丁目(?P<rest>.*)", re.DOTALL
)
_CHOME = re.compile(r"(?P<stem>(?:\D|\d+条)*?)(?P<first>\d{1,2})丁目(?P<rest>.*)", re.DOTALL)
_PLAIN = re.compile(r"(?P<stem>(?:\D|\d+(?:条|番町))*)(?P<rest>(?:\d.*)?)", re.DOTALL)
_ENDING = re.compile(r"(?:の(?=[一全う]))?(?P<rest>一部|全域|全部|全区域|うち.*)$", re.DOTALL)
_WHOLE = re.compile(r"(?:まで|の)?(?:全域|全部|全区域|区域|全て|すべて)?")
_NUMBERS = re.compile(r"(\d{1,2}|[一二三四五六七八九十]{1,3})(?:~(\d{1,2}|[一二三四五六七八九十]{1,3}))?")
_OPEN = re.compile(r"(?P<stem>\D*?)(?P<numbers>(?:\d|[一二三四五六七八九十])[\d~一二三四五六七八九十]{0,6})")


@dataclass(slots=True)
class _Item:
    """A town as it grows: its conditions follow it, perhaps over several pieces of text."""

    stem: str
    number: str = ""
    conditions: list[str] = field(default_factory=list)

    @property
    def town(self) -> str:
        return f"{self.stem}{self.number}丁目" if self.number else self.stem


def towns_of(cell: str) -> list[tuple[str, str | None]]:
    """(town, condition or None for the whole of it) in the order of the cell, numerals of 丁目 in digits.

    What is no town's name by its form (その他の区域) comes as a town too: whoever knows the towns will tell.
    """
    items: list[_Item] = []
    for piece in _pieces(_plain(cell)):
        _take(piece, items)
    return [(item.town, "、".join(item.conditions) or None) for item in items]


def _plain(cell: str) -> str:
    text = unicodedata.normalize("NFKC", cell[:LOOKED_AT]).translate(_BRACKETS).strip().rstrip("。")
    text = re.sub(r"[ \t\r\u3000]+", " ", text)
    text = _NUMERAL.sub(lambda found: str(_number(found[0])), text)
    text = _WAVES.sub("~", _AND.sub("、", text))
    return _INSIDE.sub("", text)


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    value = (_KANJI.index(tens) if tens in tuple(_KANJI[1:]) else 1) * 10 if ten else 0
    return value + (_KANJI.index(ones[-1]) if ones else 0)


def _pieces(text: str) -> Iterator[str]:
    """The text cut at separators outside brackets."""
    depth, start = 0, 0
    for at, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")" and depth > 0)
        if depth == 0 and sign in _SEPARATORS + " ":
            yield text[start:at].strip()
            start = at + 1
    yield text[start:].strip()


def _take(piece: str, items: list[_Item]) -> None:
    head, bracket, tail = piece.partition("(")
    inside, _, behind = tail.rpartition(")") if bracket else ("", "", "")
    said = [text for text in ((inside or tail.rstrip(")")) if bracket else "", behind) if text]
    if not piece:
        return
    if items and (head.startswith(("ただし", "但し")) or "除く" in head):
        items[-1].conditions += [_clean(piece)]
        return
    ending = _ENDING.search(head)
    if ending and ending.start():
        head, said = head[: ending.start()], [ending["rest"], *said]
    _add(head, _conditions(said), items)


def _add(head: str, conditions: list[str], items: list[_Item]) -> None:
    found = _CHOMES.fullmatch(head)
    if found and int(found["first"]) <= int(found["last"]):
        stem = _stem(found["stem"], items)
        numbers = range(int(found["first"]), int(found["last"]) + 1)
        items += [
            _Item(stem, str(number), [*_conditions([found["rest"]]), *conditions]) for number in numbers
        ]
        return
    found = _CHOME.fullmatch(head)
    if found:
        stem = _stem(found["stem"], items)
        number = str(int(found["first"]))
        items.append(_Item(stem, number, [*_conditions([found["rest"]]), *conditions]))
        return
    found = _PLAIN.fullmatch(head)
    stem, rest = (found["stem"], found["rest"]) if found else (head, "")
    if not stem and items:
        items[-1].conditions += [rest, *conditions]
        return
    items.append(_Item(stem.strip(), "", [*_conditions([rest]), *conditions]))


def _stem(written: str, items: list[_Item]) -> str:
    """The town before a 丁目; 二丁目 alone goes on with the last town (台町一、二丁目)."""
    if written or not items:
        return written.strip()
    last = items[-1]
    if last.number:
        return last.stem
    opened = _OPEN.fullmatch(last.stem + "".join(last.conditions[:1]))
    if opened is None:
        return last.stem
    found = [_NUMBERS.fullmatch(text) for text in (opened["numbers"], *last.conditions[1:])]
    if not all(found):
        return last.stem
    ranges = [range(_number(one[1]), _number(one[2] or one[1]) + 1) for one in found if one]
    items[-1:] = [_Item(opened["stem"], str(number)) for each in ranges for number in each]
    return opened["stem"]


def _conditions(said: list[str]) -> list[str]:
    return [text for text in map(_clean, said) if text and not _WHOLE.fullmatch(text)]


def _clean(text: str) -> str:
    return text.replace("(", "").replace(")", "").strip(" 、。\n")
