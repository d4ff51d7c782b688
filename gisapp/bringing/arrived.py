"""Knows what a fetched file is called and whether it is what was asked for. Knows no layer and no table."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Mapping
from email.message import Message
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from gisapp.errors import UserError

_HEAD_BYTES = 4_096
_LONGEST = 120
_ZIPPED = (".zip", ".xlsx")
_MARK = ("<!doctype html", "<html")


def official_name(headers: Mapping[str, str], url: str, head: bytes) -> str:
    """The file's official name: the one the server gives, else the one in its address; safe in any folder."""
    told = Message()
    told["content-disposition"] = headers.get("Content-Disposition", "")
    split = urlsplit(url)
    last = unquote(split.path.rsplit("/", 1)[-1])
    asked = "_".join(value for _, value in parse_qsl(split.query))
    named = (told.get_filename(), last if "." in last else None, asked, last)
    name = next(filter(None, map(_safe, filter(None, named))), "download")
    return f"{name}.zip" if "." not in name and head.startswith(b"PK") else name


def _safe(name: str) -> str:
    name = unicodedata.normalize("NFC", _spelt(name)).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C")
    stem, dot, ending = re.sub(r'[:*?"<>|]', "_", name).lstrip(". ").rpartition(".")
    return (stem or ending)[:_LONGEST] + (dot + ending[:10] if stem else "")


def _spelt(name: str) -> str:
    """Japanese that a header carried byte by byte."""
    for encoding in ("utf-8", "cp932"):
        try:
            return name.encode("latin-1").decode(encoding)
        except UnicodeError:
            continue
    return name


def head_of(path: Path) -> bytes:
    """The file's first bytes."""
    with path.open("rb") as file:
        return file.read(_HEAD_BYTES)


def require_sound(path: Path, name: str) -> None:
    """Raises UserError where a web page came in place of the file (NET-506) or it is broken (NET-510)."""
    head = head_of(path)
    if _is_page(head):
        raise UserError(
            "NET-506",
            "ファイルのかわりにウェブページが返ってきました。",
            "配布元が休止中か、利用条件への同意や登録が要るか、庁内の機器が通信を止めています。"
            "配布元のページを開いて確かめてください。",
        )
    if not head:
        raise _broken("中身が空です")
    if name.lower().endswith(_ZIPPED) and not zipfile.is_zipfile(path):
        raise _broken("ZIPとして開けません")
    if name.lower().endswith(".pbf") and b"OSMHeader" not in head[:64]:
        raise _broken("OpenStreetMap のデータではありません")


def _is_page(head: bytes) -> bool:
    text = head.decode("latin-1").lstrip("ï»¿ \t\r\n").lower()
    return text.startswith(_MARK) or (text.startswith(("<?xml", "<!--")) and any(m in text for m in _MARK))


def _broken(why: str) -> UserError:
    return UserError(
        "NET-510",
        f"届いたファイルを使えません（{why}）。",
        "時間をおいて、もう一度実行してください。続くときは、配布元のページから手で取得してください。",
    )
