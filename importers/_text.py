"""Knows how bytes become text and how text becomes CSV rows with the line numbers an editor shows.

Knows no column by name; numbers, times and codes are read in `_values` and `_codes`.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator

from importers._codes import municipality_code as municipality_code
from importers._codes import with_check_digit as with_check_digit
from importers._faults import refuse
from importers._record import FormatError
from importers._values import clean_phone as clean_phone
from importers._values import parse_number as parse_number

_ENCODING_REMEDY = (
    "表計算ソフトで開き、「CSV UTF-8（コンマ区切り）」として保存し直してから、もう一度取り込んでください。"
)
_JAPANESE = re.compile("[\u3041-\u30ff\u4e00-\u9fff\uff01-\uff5e]")
# Characters that can't be stored or that turn the reading direction round; variation selectors stay.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
# Python reads the four bytes that Shift_JIS leaves out as private characters instead of refusing them.
_ODD_CP932 = re.compile("[\x80\uf8f0-\uf8f3]+")
_MAX_LINES_OF_A_CELL = 200


def decode(data: bytes, name: str) -> str:
    """Text of a file: UTF-16 where it has that mark, else strict UTF-8, else strict cp932 (Shift_JIS).

    Byte order marks are dropped, also when there are two (some city files have). Raises FormatError
    IMP-142 with the line when neither fits or when a file mixes both.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _decode_as(data, "utf-16", name)
    try:
        return data.decode("utf-8").lstrip("\ufeff")
    except UnicodeDecodeError as error:
        return _decode_cp932(data, name, utf8_end=error.start)


def looks_japanese(text: str) -> bool:
    """True when at least one kana, kanji or full-width character is there."""
    return _JAPANESE.search(text) is not None


def clean(text: str | None) -> str | None:
    """Stripped text (full-width spaces too) without control characters; None where nothing is left."""
    if text is None:
        return None
    return _UNWANTED.sub("", text).strip() or None


def clean_header(text: str | None) -> str:
    """A column title fit for comparing: NFKC, all blanks and line breaks removed."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", clean(text) or ""))


def search_key(text: str) -> str:
    """NFKC, lower case, without blanks: for finding and comparing only, never for showing."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def csv_rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """(physical line on which a row starts, cells) of comma or tab separated text; no blank lines."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _quote_fault(name, line) from error
        if reader.line_num - line > _MAX_LINES_OF_A_CELL:
            raise _quote_fault(name, line)
        if any(cells):
            yield line, cells
        line = reader.line_num + 1


def _quote_fault(name: str, line: int) -> FormatError:
    return refuse(
        "IMP-144",
        '二重引用符（"）の対応が取れていないため、列の区切りが分かりません。',
        "この行の二重引用符を直すか、表計算ソフトで開いて保存し直してください。",
        file=name,
        line=line,
    )


def _delimiter(text: str) -> str:
    first = next((row for row in text[:100_000].splitlines() if row.strip()), "")
    return "\t" if "\t" in first and first.count("\t") >= first.count(",") else ","


def _decode_as(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError as error:
        raise _encoding_fault(
            name, _line_at(data, error.start), data[error.start : error.start + 4]
        ) from error


def _decode_cp932(data: bytes, name: str, *, utf8_end: int) -> str:
    """`utf8_end`: the offset up to which the bytes are UTF-8, so that the later fault is named."""
    try:
        text = data.decode("cp932")
    except UnicodeDecodeError as error:
        if _is_euc(data):
            raise _euc_fault(name) from error
        at = max(utf8_end, error.start)
        raise _encoding_fault(name, _line_at(data, at), data[at : at + 4]) from error
    odd = _ODD_CP932.search(text)
    if odd:
        at = max(utf8_end, len(text[: odd.start()].encode("cp932")))
        raise _encoding_fault(name, _line_at(data, at), data[at : at + 4])
    for number, row in enumerate(data.split(b"\n"), 1):
        if _is_japanese_utf8(row):
            raise _mixed_fault(name, max(number, _line_at(data, utf8_end)))
    if _is_half_width(text) and _is_euc(data):
        raise _euc_fault(name)
    return text


def _is_japanese_utf8(row: bytes) -> bool:
    if row.isascii():
        return False
    try:
        return looks_japanese(row.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _is_half_width(text: str) -> bool:
    """EUC-JP read as cp932 comes out as half-width katakana for the most part."""
    wide = sum(1 for char in text[:20_000] if char > "\x7f")
    return sum(1 for char in text[:20_000] if "\uff61" <= char <= "\uff9f") * 2 > wide


def _is_euc(data: bytes) -> bool:
    try:
        return looks_japanese(data.decode("euc_jp"))
    except UnicodeDecodeError:
        return False


def _euc_fault(name: str) -> FormatError:
    return refuse("IMP-142", "文字コードがEUC-JPのようです。", _ENCODING_REMEDY, file=name)


def _line_at(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1


def _encoding_fault(name: str, line: int, value: bytes) -> FormatError:
    return refuse(
        "IMP-142",
        "文字コードがUTF-8でもShift_JIS（cp932）でもない文字があります。",
        _ENCODING_REMEDY,
        file=name,
        line=line,
        value=value.hex(" "),
    )


def _mixed_fault(name: str, line: int) -> FormatError:
    return refuse(
        "IMP-142",
        "一つのファイルにUTF-8とShift_JISの文字が混ざっています。",
        "この行の前後を確かめ、一つの文字コードで保存し直してください。" + _ENCODING_REMEDY,
        file=name,
        line=line,
    )
