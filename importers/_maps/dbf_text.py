"""Knows which encoding the text of an attribute table (.dbf) is in: labels are weighed against the bytes.

Knows no field and no row. Only encodings that fit every byte are ever considered, so nothing is lost.

Labels: the .cpg file beside the table, else the language byte 29 of its header (0x13 and 0x7B: Shift_JIS).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from importers._faults import ask, note, refuse
from importers._maps.answers import answer
from importers._record import Option, Problem
from importers._tables.text import looks_japanese

#: Every spelling of a .cpg that means Shift_JIS as Windows has it, with 髙 and ①; and of UTF-8.
_CP932_LABEL = re.compile(
    r"((cs|x-)?windows-?(31j|932)|(x-)?ms-?932|(ansi|oem|ibm|cp|ms)?[ _-]*9(32|43)|x?-?s(hift)?[ _-]?jis)",
    re.I,
)
_UTF8_LABEL = re.compile(r"(utf[ _-]?8(-?sig)?|(cp)?65001|unicode ?utf-?8)", re.I)
_CP932_LANGUAGES = frozenset({0x13, 0x7B})
_WORDS = {"utf-8": "UTF-8", "cp932": "Shift_JIS", "euc_jp": "EUC-JP"}
# Python reads bytes that Shift_JIS leaves out as control or private characters instead of refusing them.
_ODD_CP932 = re.compile("[\x80\xa0\uf8f0-\uf8f3]")
_HALF_WIDTH = re.compile("[\uff61-\uff9f]")
_SAMPLE = 10


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the text is read, and what is told or asked about it."""

    name: str
    problems: tuple[Problem, ...] = ()


def find_encoding(
    names: Sequence[bytes],
    texts: Sequence[bytes],
    *,
    language: int,
    cpg: bytes | None,
    file: str,
    choices: Mapping[str, str],
) -> Encoding:
    """The encoding of field names and texts. IMP-109 is asked where a label lies or the bytes leave it open,
    and noted where there is no label. Raises FormatError IMP-108 where nothing fits."""
    wide = [text for text in (*names, *texts) if not text.isascii()]
    label = _label(cpg) or ("cp932" if language in _CP932_LANGUAGES else None)
    if not wide:
        return Encoding(label or "utf-8")
    fits = [encoding for encoding in _WORDS if _fits(wide, encoding)]
    if not fits:
        message = "属性（.dbf）の文字コードがUTF-8でもShift_JISでもありません。"
        remedy = "文字コードをUTF-8かShift_JISにして書き出し直してください。"
        raise refuse("IMP-108", message, remedy, file=file)
    guess = _guess(wide, fits, label)
    question = _question(wide, fits, guess, label=label, file=file)
    if "encoding" in choices:
        return _chosen(choices, question, wide, file)
    if label == guess:
        return Encoding(guess)
    return Encoding(
        guess, (question if _is_open(wide, fits, guess, label) else _unlabelled(wide, guess, file),)
    )


def cut_decode(text: bytes, encoding: str) -> str:
    """Strictly decoded, but for a last character that the fixed width cut in two."""
    try:
        return text.decode(encoding)
    except UnicodeDecodeError as error:
        if error.start < len(text) - 3 or text.endswith(b" "):
            raise
        return text[: error.start].decode(encoding)


def _label(cpg: bytes | None) -> str | None:
    text = (cpg or b"").decode("ascii", errors="ignore").strip("\x00 \t\r\n")
    if _CP932_LABEL.fullmatch(text):
        return "cp932"
    return "utf-8" if _UTF8_LABEL.fullmatch(text) else None


def _fits(wide: Sequence[bytes], encoding: str) -> bool:
    try:
        read = [cut_decode(text, encoding) for text in wide]
    except UnicodeDecodeError:
        return False
    return encoding != "cp932" or not any(map(_ODD_CP932.search, read))


def _guess(wide: Sequence[bytes], fits: Sequence[str], label: str | None) -> str:
    """Japanese that is valid UTF-8 is UTF-8: cp932 text hardly ever is; the other way round it may be."""
    if "utf-8" in fits and looks_japanese(_joined(wide, "utf-8")):
        return "utf-8"
    if "euc_jp" in fits and "cp932" in fits and _mostly_half_width(wide):
        return "euc_jp"
    if label in fits:
        return str(label)
    return "cp932" if "cp932" in fits else fits[0]


def _is_open(wide: Sequence[bytes], fits: Sequence[str], guess: str, label: str | None) -> bool:
    if label or guess == "euc_jp":
        return True
    if guess == "cp932":
        return "utf-8" in fits or _mostly_half_width(wide)
    return guess == "utf-8" and not looks_japanese(_joined(wide, "utf-8"))


def _mostly_half_width(wide: Sequence[bytes]) -> bool:
    """EUC-JP read as cp932 comes out as half-width katakana for the most part."""
    text = re.sub("[\x00-\x7f]", "", _joined(wide, "cp932"))
    return len(_HALF_WIDTH.findall(text)) * 2 > len(text)


def _joined(wide: Sequence[bytes], encoding: str) -> str:
    return "".join(cut_decode(text, encoding) for text in wide[:1000])


def _sample(wide: Sequence[bytes], encoding: str) -> str:
    texts = dict.fromkeys(cut_decode(text, encoding).strip("\x00 　") for text in wide[:200])
    return "、".join(list(filter(None, texts))[:_SAMPLE])


def _question(
    wide: Sequence[bytes], fits: Sequence[str], guess: str, *, label: str | None, file: str
) -> Problem:
    why = (
        f".cpgなどの記載（{_WORDS[label]}）が中身と合いません"
        if label
        else "文字コードの記載がなく、決められません"
    )
    return ask(
        "IMP-109",
        f"属性の文字コードについて、{why}。仮に{_WORDS[guess]}として読みました。",
        "示した文字が正しく読めるものを選んでください。",
        choice="encoding",
        options=tuple(Option(name, f"{_WORDS[name]}（{_sample(wide, name)[:60]}）") for name in fits),
        file=file,
        value=_sample(wide, guess),
    )


def _chosen(choices: Mapping[str, str], question: Problem, wide: Sequence[bytes], file: str) -> Encoding:
    given = str(answer(choices, question))
    message = f"属性の文字コードは、人が選んだ{_WORDS[given]}として読みました。"
    return Encoding(given, (_told(message, _sample(wide, given), file),))


def _unlabelled(wide: Sequence[bytes], guess: str, file: str) -> Problem:
    message = f"属性の文字コードの記載（.cpg）がないため、中身から{_WORDS[guess]}と判断して読みました。"
    return _told(message, _sample(wide, guess), file)


def _told(message: str, sample: str, file: str) -> Problem:
    return note("IMP-109", message, "名称の文字が正しいか確かめてください。", file=file, value=sample)
