"""Knows in which encodings Japanese tables come, and how to tell them apart without ever guessing wrong.

Knows no table: it turns bytes into text, and names the row and the bytes where that can't be done.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from importers._faults import refuse
from importers._record import FormatError

_REMEDY = (
    "表計算ソフトで開き、「CSV UTF-8（コンマ区切り）」として保存し直してから、もう一度取り込んでください。"
)
_JAPANESE = re.compile("[\u3041-\u30ff\u4e00-\u9fff\uff01-\uff5e]")
_KANA = re.compile("[\u3041-\u30fe]")
# Python reads the four bytes that Shift_JIS leaves out as private characters instead of refusing them.
_ODD_CP932 = re.compile("[\x80\uf8f0-\uf8f3]+")
#: EUC-JP, and the wider set whose ①㈱ stand where Windows has them.
_EUC = ("euc_jp", "euc_jis_2004")
_JUDGED = 20_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file and the encoding it was in: utf-8, utf-16, cp932 or euc_jp."""

    text: str
    encoding: str


def decode(data: bytes, name: str) -> str:
    """The text of a file. Raises FormatError like `decoded`."""
    return decoded(data, name).text


def decoded(data: bytes, name: str) -> Decoded:
    """UTF-16 where it has that mark, else strict UTF-8, else strict cp932 (Shift_JIS) or EUC-JP.

    Byte order marks are dropped, also when there are two (some city files have). Raises FormatError
    IMP-142 with row and bytes when none fits, when a file mixes two, or when two would fit alike.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Decoded(_utf16(data, name), "utf-16")
    try:
        return Decoded(data.decode("utf-8").lstrip("\ufeff"), "utf-8")
    except UnicodeDecodeError as error:
        return _japanese(data, name, utf8_end=error.start)


def looks_japanese(text: str) -> bool:
    """True when at least one kana, kanji or full-width character is there."""
    return _JAPANESE.search(text) is not None


def line_at(data: bytes, offset: int) -> int:
    """The physical line of a byte, whichever way lines end."""
    ends = data.count(b"\n", 0, offset) + data.count(b"\r", 0, offset) - data.count(b"\r\n", 0, offset)
    return ends + 1


def _utf16(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-16").lstrip("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start // 2 * 2].decode("utf-16", errors="replace").encode()
        raise _fault(name, line_at(before, len(before)), data[error.start : error.start + 4]) from error


def _japanese(data: bytes, name: str, *, utf8_end: int) -> Decoded:
    """`utf8_end`: the offset up to which the bytes are UTF-8, so that the later fault is named."""
    euc, euc_end = _as_euc(data)
    try:
        text = data.decode("cp932")
    except UnicodeDecodeError as error:
        if euc is not None:
            return Decoded(euc.lstrip("\ufeff"), "euc_jp")
        at = max(utf8_end, error.start, euc_end)
        raise _fault(name, line_at(data, at), data[at : at + 4]) from error
    _refuse_mixed(data, text, name, utf8_end=utf8_end)
    if euc is None or not _is_half_width(text):
        return Decoded(text, "cp932")
    # Half-width katakana all through: EUC-JP read as cp932, unless somebody really writes so.
    if len(_KANA.findall(euc[:_JUDGED])) * 10 > len(_JAPANESE.findall(euc[:_JUDGED])):
        return Decoded(euc, "euc_jp")
    raise refuse("IMP-142", "文字コードがEUC-JPかShift_JISか決められません。", _REMEDY, file=name)


def _as_euc(data: bytes) -> tuple[str | None, int]:
    """The text if it is Japanese in EUC-JP, and the offset up to which the bytes are EUC-JP."""
    end = 0
    for encoding in _EUC:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            end = max(end, error.start)
            continue
        return (text if looks_japanese(text) else None), len(data)
    return None, end


def _refuse_mixed(data: bytes, text: str, name: str, *, utf8_end: int) -> None:
    """Raises IMP-142 where cp932 text holds bytes that it leaves out, or rows of UTF-8."""
    odd = _ODD_CP932.search(text)
    if odd:
        at = max(utf8_end, len(text[: odd.start()].encode("cp932")))
        raise _fault(name, line_at(data, at), data[at : at + 4])
    for number, row in enumerate(data.splitlines(), 1):
        if not row.isascii() and (found := _japanese_utf8(row)):
            raise _mixed(data, name, number, found, utf8_end=utf8_end)


def _japanese_utf8(row: bytes) -> bytes | None:
    """The first Japanese bytes of a row of UTF-8, None for any other row."""
    try:
        text = row.decode("utf-8")
    except UnicodeDecodeError:
        return None
    found = _JAPANESE.search(text)
    return text[found.start() :].encode()[:4] if found else None


def _is_half_width(text: str) -> bool:
    """EUC-JP read as cp932 comes out as half-width katakana for the most part."""
    wide = re.sub("[\x00-\x7f]", "", text[:_JUDGED])
    return len(re.sub("[^\uff61-\uff9f]", "", wide)) * 2 > len(wide)


def _fault(name: str, line: int, value: bytes) -> FormatError:
    message = "文字コードがUTF-8でもShift_JIS（cp932）でもない文字があります。"
    return refuse("IMP-142", message, _REMEDY, file=name, line=line, value=value.hex(" "))


def _mixed(data: bytes, name: str, number: int, found: bytes, *, utf8_end: int) -> FormatError:
    """The later of the row of UTF-8 and of the first that isn't."""
    other = line_at(data, utf8_end)
    line, value = (number, found) if number >= other else (other, data[utf8_end : utf8_end + 4])
    message = "一つのファイルにUTF-8とShift_JISの文字が混ざっています。"
    remedy = "この行の前後を確かめ、一つの文字コードで保存し直してください。" + _REMEDY
    return refuse("IMP-142", message, remedy, file=name, line=line, value=value.hex(" "))
