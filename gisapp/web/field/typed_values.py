"""Knows single values as they are typed: texts, numbers, days, choices, addresses of mail and pages.

Knows no field. Functions raise UserError where a value can't be taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Sequence
from datetime import date
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from gisapp.errors import UserError

LONGEST_LINE, LONGEST_TEXT = 200, 2000
HIGHEST = 99_999
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


def plain(text: str, *, long: bool = False) -> str:
    """A text without the letters that can't be seen; lines stay lines in a long one."""
    if long:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return "\n".join(_CONTROL.sub(" ", each).rstrip() for each in lines).strip()
    return _CONTROL.sub(" ", text).strip()


def line(text: str, longest: int = LONGEST_LINE) -> str:
    """A text that isn't too long."""
    if len(text) > longest:
        raise UserError("AST-021", f"{longest:,}文字より長いです。", "短くしてください。")
    return text


def long_text(text: str) -> str:
    """The same for a text of many lines."""
    return line(text, LONGEST_TEXT)


def number(text: str) -> int:
    """A whole number from 1 on, also in full-width digits."""
    digits = unicodedata.normalize("NFKC", text).replace(",", "").removesuffix("人")
    if not re.fullmatch(r"[0-9]{1,5}", digits) or int(digits) < 1:
        raise UserError("AST-025", "数を読めません。", f"1から{HIGHEST:,}までの数を入れてください。")
    return int(digits)


def day(text: str) -> str:
    """A day as ISO 8601."""
    try:
        return date.fromisoformat(unicodedata.normalize("NFKC", text).replace("/", "-")).isoformat()
    except ValueError as error:
        raise UserError("AST-025", "日付を読めません。", "2026-04-01 のように入れてください。") from error


def one_of(text: str, options: Sequence[str]) -> str:
    """One of the options."""
    if text not in options:
        raise UserError("AST-022", "選べないものが選ばれています。", "一覧から選び直してください。")
    return text


def several(given: Sequence[str], options: Sequence[str], before: Sequence[str]) -> list[str]:
    """Some of the options, and of what was said `before`, in their order."""
    for text in given:
        one_of(text, (*options, *before))
    if set(given) == set(before):
        return list(before)
    known = dict.fromkeys((*options, *before))
    return [text for text in known if text in given]


def number_of(text: str, known: Container[int], before: int | None) -> int | None:
    """The number of one of the known things, or of what was said before."""
    if not text.strip():
        return None
    chosen = int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None
    if chosen is None or (chosen != before and chosen not in known):
        raise UserError("AST-022", "選べないものが選ばれています。", "一覧から選び直してください。")
    return chosen


def email(text: str) -> str:
    """A mail address."""
    try:
        return validate_email(line(text), check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise UserError(
            "AST-024", "メールアドレスを読めません。", "nanashi@example.jp のような形で入れてください。"
        ) from error


def url(text: str) -> str:
    """The address of a page that a browser opens without harm."""
    try:
        parts = urlsplit(line(text, 500))
        good = parts.scheme in ("http", "https") and parts.hostname and not re.search(r"\s", text)
    except ValueError:
        good = False
    if not good:
        remedy = "https:// で始まるアドレスを入れてください。"
        raise UserError("AST-024", "ホームページのアドレスを読めません。", remedy)
    return text
