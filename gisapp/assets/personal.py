"""Knows by which signs a text may tell who somebody is: numbers, mail, addresses, names, ages, illness.

Knows no page and no table. It warns rather than misses, and a person decides: neither a text without
findings nor one that was masked is proven to be about nobody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gisapp.assets.address_parts import HYPHENS, match_text, split_numbers
from gisapp.assets.names import names

#: A word about somebody this near (characters) is about whoever is named there.
BESIDE = 40
PHONE, MAIL, ADDRESS, NAME, AGE, HEALTH = (
    "電話番号", "メールアドレス", "住所", "名前", "年齢", "病気や障害など",
)  # fmt: skip
HINTS = {
    PHONE: "電話番号のようです。",
    MAIL: "メールアドレスのようです。",
    ADDRESS: "番地や部屋まで分かる住所のようです。町の名前までにしてください。",
    NAME: "人の名前のようです。「代表の方」「近所の方」のように書いてください。",
    AGE: "一人の方の年齢のようです。「高齢の方」のように書いてください。",
    HEALTH: "一人の方の病気・障害・暮らしの事情のようです。だれのことか分からないように書いてください。",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A sign in a text: from `start` up to `end` (characters of the text as it was written)."""

    start: int
    end: int
    kind: str

    @property
    def hint(self) -> str:
        """What it seems to be, and what to write instead."""
        return HINTS[self.kind]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; `kind` is None where nothing was found in it."""

    text: str
    kind: str | None = None


def findings(text: str) -> list[Finding]:
    """What may tell who somebody is, in the order of the text; findings don't overlap."""
    flat, origin = _one_width(text)
    kept: list[tuple[int, int, str]] = []
    for look in (_phones, _mails, _addresses, _named, _ages, _health):
        for start, end, kind in list(look(flat, kept)):
            if all(end <= other[0] or start >= other[1] for other in kept):
                kept.append((start, end, kind))
    return [Finding(origin[start], origin[end - 1] + 1, kind) for start, end, kind in sorted(kept)]


def pieces(text: str, found: Sequence[Finding]) -> list[Piece]:
    """The text in parts, to be shown with the findings marked."""
    cut, at = [], 0
    for each in found:
        cut += [Piece(text[at : each.start]), Piece(text[each.start : each.end], each.kind)]
        at = each.end
    return [piece for piece in [*cut, Piece(text[at:])] if piece.text]


def masked(text: str, found: Sequence[Finding]) -> str:
    """The text with each finding replaced by its kind: （電話番号）."""
    cut = pieces(text, found)
    return "".join(piece.text if piece.kind is None else f"（{piece.kind}）" for piece in cut)


_Spans = Iterator[tuple[int, int, str]]
_Kept = Sequence[tuple[int, int, str]]
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_DASH = re.compile(rf"(?<=[0-9〇一二三四五六七八九])[{HYPHENS}](?=[ ]?[0-9〇一二三四五六七八九])")
_PHONE = re.compile(
    r"(?<![\d-])(?:(?:\+81[- ]?\(?0?\)?|0)\d{1,4}[-の. )(・]{1,2}\d{1,4}[-の. )(・]{1,2}\d{3,4}|0\d{9,10}"
    r"|\(0\d{1,4}\)[ ]?\d{1,4}[- の]?\d{4})(?!\d)"
)
_SHORT_PHONE = re.compile(r"(?:電話|TEL|Tel|tel|携帯|番号)[^\d。\n]{0,6}(\d{2,4}[-の ]\d{4})(?!\d)")
_MAIL = re.compile(
    r"[\w.+-]+[ ]?(?:@|アットマーク|アット|\(at\)|\[at\])[ ]?[\w-]+(?:[ ]?(?:\.|ドット)[ ]?[\w-]+)+", re.ASCII
)
_HOUSE = re.compile(
    r"(?P<stem>(?<![第約計])[一-龠々ぁ-んァ-ヶー]{1,12}?[ ]?)"
    r"(?P<numbers>[\d十百]{1,5}(?:[ ]?(?:丁目|番地|番|号|条|-|の)[ ]?(?:の|-)?"
    r"[\d十百]{0,5}){1,4}(?:号室|号|番地)?)"
    r"(?![\d]|[ ]?(?:時|分|日|月|年|人|名|歳|才|円|回|%|代|曜|度|階|目|か所|ヶ所|週|個|冊|台))"
)
_NO_TOWN = re.compile(
    r"(?:[月火水木金土日曜前後時間分円人名頃ら第は、]|から|まで|版|表|図|問|平日|毎日|番号|電話)[ ]?$"
)
_ROOM = re.compile(r"\d{2,4}号室|〒?[ ]?\d{3}-\d{4}(?![-\d])")
_AGE = re.compile(
    r"(?<![〜~-])(?<!から)(?:(?<!\d)\d{1,3}|[一二三四五六七八九十]{2,3})(?:歳|才)"
    r"(?!以上|以下|未満|から|より|まで|を超|をすぎ|〜|~|-|児|代|くらいから|前後の方々)"
)
_DECADE = re.compile(r"[2-9]0代|[5-9]0歳代")
_ONE = (
    r"(?:女性|男性|女の子|男の子|おばあさん|おじいさん|母親|父親|母|父|息子|娘|夫|妻|ご主人|奥さん|"
    r"独居|独り暮らし|一人暮らし|ひとり暮らし)"
)
_OF_ONE = re.compile(
    rf"の(?:[一-龠ぁ-んァ-ヶ]{{0,8}}?の)?(?:{_ONE}|方(?!々|たち)|人(?!たち|口))(?!が多|たち|の割合|の人口)"
)
_OF_KIN = re.compile(
    r"(?:母親?|父親?|夫|妻|息子|娘|祖父|祖母|ご主人|奥さん|さん|本人)(?:は|が|も|、|の)?[ ]?(?:今|もう)?年?$"
)
_SOMEBODY = re.compile(
    r"(?:お宅|宅の|[の家](?:女性|男性|息子|娘|ご主人|奥さん|おばあさん|おじいさん|お子さん|お母さん|お父さん)"
    r"|(?:独居|一人暮らし|ひとり暮らし|独り暮らし)の(?:女性|男性|おばあさん|おじいさん|方(?!々|が多|の|たち))"
    r"|年生?の(?:男の子|女の子)|あの(?:人|方|家)|[隣向]か?い?の(?:家|方|人|お宅|うち)|号室)(?!が多|たち|の会)"
)
_ILLNESS = re.compile(
    r"(?:認知症|うつ病|うつ(?=で|に|の|が)|鬱|双極性障害|統合失調症|精神疾患|精神病|糖尿病|がん(?=で|に|の|を|が|と)|癌|脳梗塞|脳卒中|"
    r"心臓病|パーキンソン病|てんかん|結核|難病|透析|寝たきり|発達障害|知的障害|身体障害|精神障害|聴覚障害|視覚障害|高次脳機能障害|"
    r"自閉症|ADHD|ダウン症|依存症|アル中|障害者手帳|療育手帳|障害(?=があ|のあ|を持|者の|児の)|要介護[1-5]?|要支援[12]?|入退院|入院中|"
    r"生活保護|虐待|DV|ひきこもり|引きこもり|不登校|前科|逮捕|自殺|自死|借金|ゴミ屋敷|ごみ屋敷)"
    r"(?!カフェ|サポーター|予防|講座|相談|支援|施設|の会|家族会|家族の会|について|対策|教室|防止)"
)


def _one_width(text: str) -> tuple[str, list[int]]:
    """The text in one width, and for each of its characters where it was written."""
    wide = [(sign, at) for at, written in enumerate(text) for sign in unicodedata.normalize("NFKC", written)]
    flat = "".join(sign if sign != "\t" else " " for sign, _ in wide)
    return _DASH.sub("-", flat), [at for _, at in wide]


def _phones(flat: str, _: _Kept) -> _Spans:
    numbers = flat.translate(_DIGITS)
    for found in _PHONE.finditer(numbers):
        if 9 <= sum(sign.isdigit() for sign in found[0]) <= 13:
            yield *found.span(), PHONE
    for found in _SHORT_PHONE.finditer(numbers):
        yield *found.span(1), PHONE


def _mails(flat: str, _: _Kept) -> _Spans:
    for found in _MAIL.finditer(flat):
        yield *found.span(), MAIL


def _addresses(flat: str, _: _Kept) -> _Spans:
    for found in _HOUSE.finditer(flat.translate(_DIGITS)):
        if not _NO_TOWN.search(found["stem"]) and _names_a_house(found["numbers"]):
            yield found.start("numbers"), found.end(), ADDRESS
    for found in _ROOM.finditer(flat):
        yield *found.span(), ADDRESS


def _names_a_house(numbers: str) -> bool:
    """Whether it goes beyond 丁目: 本町3丁目 is a part of a town, 本町3丁目5 a block."""
    _, said, chome = split_numbers(match_text(f"町{numbers}".replace("の", "-")))
    return len(said) > 1 or (not chome and bool(said) and "番" in numbers)


def _named(flat: str, _: _Kept) -> _Spans:
    for start, end in sorted(set(names(flat)), key=lambda span: (span[0], -span[1])):
        yield start, end, NAME


def _ages(flat: str, kept: _Kept) -> _Spans:
    known = [each for each in kept if each[2] in (NAME, ADDRESS, PHONE)]
    for found in _AGE.finditer(flat):
        if (
            _OF_ONE.match(flat, found.end())
            or _OF_KIN.search(flat[: found.start()])
            or _is_beside(found.span(), known)
        ):
            yield *found.span(), AGE
    for found in _DECADE.finditer(flat):
        if _is_beside(found.span(), known):
            yield *found.span(), AGE


def _health(flat: str, kept: _Kept) -> _Spans:
    people = [*kept, *((*found.span(), "") for found in _SOMEBODY.finditer(flat))]
    for found in _ILLNESS.finditer(flat):
        if _is_beside(found.span(), people):
            yield *found.span(), HEALTH


def _is_beside(span: tuple[int, int], others: Sequence[tuple[int, int, str]]) -> bool:
    return any(start - BESIDE <= span[1] and span[0] <= end + BESIDE for start, end, _ in others)
