"""Knows the signs of personal data in a table: titles, e-mail addresses, mobile numbers, names beside a role.

Knows no format. It warns and never decides: a person may still say that a column is for the public.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_TITLE = re.compile(
    r"氏名|姓名|代表者|責任者|世話人|担当者|管理者|連絡者|申請者|利用者名|参加者名|会員名|保護者|世帯主|個人|携帯|"
    r"生年月日|誕生日|性別|続柄|自宅|緊急連絡|口座|民生委員|マイナンバー|メール|e-?mail|^mail|^年齢$|^代表$|^担当$|^会長$"
)
_MEANT_FOR_ALL = re.compile(r"公開|代表メール|代表電話|対象|フォーム")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_MOBILE = re.compile(r"(?<![0-9-])0[789]0[-\s(]?[0-9]{4}[-\s)]?[0-9]{4}(?![0-9])")
_ROLE = re.compile(
    r"(代表者?|会長|世話人|責任者|担当者?|連絡先|民生委員)[\s:は・]{1,2}"
    r"[\u4e00-\u9fff]{1,4}[ \u3000][\u4e00-\u9fff]{1,4}"
)


def personal_title(title: str) -> str | None:
    """Why a title looks personal, in words; None where it doesn't."""
    key = re.sub(r"\s", "", unicodedata.normalize("NFKC", title)).casefold()
    if not _TITLE.search(key) or _MEANT_FOR_ALL.search(key):
        return None
    return "列の名前が個人の情報を表しています。"


def personal_text(values: Iterable[str]) -> str | None:
    """Why free text looks personal, in words; None where it doesn't."""
    text = _narrow("\n".join(values))
    if _EMAIL.search(text):
        return "メールアドレスらしい値があります。"
    if _MOBILE.search(text):
        return "携帯電話の番号らしい値があります。"
    return "人の名前らしい値があります。" if _ROLE.search(text) else None


def count_mobiles(values: Iterable[str]) -> int:
    """How many of these values hold a mobile number."""
    return sum(1 for value in values if _MOBILE.search(_narrow(value)))


def _narrow(text: str) -> str:
    """Half width, and one kind of hyphen between digits."""
    return re.sub(r"(?<=[0-9])[ー‐‑–—−](?=[0-9])", "-", unicodedata.normalize("NFKC", text))
