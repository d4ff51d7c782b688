"""Knows how lists of services write web addresses, mail addresses and numbers of offices.

Knows no column and no list. Every parser takes text and raises ValueError rather than guess.
"""

from __future__ import annotations

import re
import unicodedata

_MAX_LENGTH = 2_000
_SCHEME = re.compile(r"(https?)(?:[:;]/{0,3}|/{1,3})", re.IGNORECASE)
_HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}\.?(?::\d{1,5})?")
_MAIL = re.compile(r"[\w.+-]+@(?:[\w-]+\.)+[A-Za-z]{2,}")
_LINK = re.compile(r"https?://[^\s;,、。<>\"'（）)]+")
_NONE = frozenset({"なし", "無し", "無", "-", "ー", "―", "—"})
_EXPONENT = re.compile(r"\d(?:\.\d+)?E\+?\d{1,3}", re.IGNORECASE)


def parse_web(text: str) -> str | None:
    """An http(s) address; 'www.a.jp', 'http//www.a.jp', 'ｈｔｔｐ：//a.jp' are put right.

    None for a bare 'http://', 'なし' and '-'. What stands after the host is kept as it is.
    Raises ValueError where no host can be made out.
    """
    word = next(iter(_narrow(text).split()), "")
    # Words may stand before the address ('URL:http://…'), but then its scheme must be whole.
    found = _SCHEME.match(word) or re.search(r"(https?)://", word)
    rest = word[found.end() :] if found else word
    if not rest or rest in _NONE:
        return None
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if len(rest) > _MAX_LENGTH or not _HOST.fullmatch(host) or re.search(r"[<>\"']", rest):
        raise ValueError(text)
    return f"{found[1].lower() if found else 'http'}://{rest}"


def parse_mail(text: str) -> str:
    """A single mail address, in half width."""
    body = _narrow(text)
    if len(body) > 254 or not _MAIL.fullmatch(body):
        raise ValueError(text)
    return body


def first_link(text: str) -> str | None:
    """The first web address inside running text, such as '案内:https://a.jp/b;…'."""
    found = _LINK.search(text[:_MAX_LENGTH])
    return found[0] if found else None


def parse_id(text: str) -> str:
    """A publisher's own number; ValueError where a spreadsheet has turned it into 1.31025E+11."""
    if _EXPONENT.fullmatch(unicodedata.normalize("NFKC", text).strip()):
        raise ValueError(text)
    return text


def parse_office(text: str) -> str:
    """The ten digits of a 介護保険事業所番号; one leading zero that was lost is put back.

    Numbers with letters (総合事業) stay as they are. ValueError for 1.37E+09.
    """
    code = parse_id(unicodedata.normalize("NFKC", text).strip())
    return code.zfill(10) if re.fullmatch(r"[0-9]{9}", code) else code


def _narrow(text: str) -> str:
    return text.strip() if text.isascii() else unicodedata.normalize("NFKC", text).strip()
