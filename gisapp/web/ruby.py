"""Knows how a reading that stands in a text, 漢字《かんじ》, is shown above its letters. Knows no text.

｜ marks where the letters begin, if kana are among them: ｜読み上《よみあ》げる. Where a page has no room for
readings (attributes, its title, what is chosen or typed), they are left out.
"""

from __future__ import annotations

import re

from markupsafe import Markup

READING = re.compile(r"(?:｜([^｜《》<>]+)|([\u3400-\u9fff々〇]+))《([^《》<>]+)》")
KANJI = re.compile(r"[\u3400-\u9fff々]")
TAG = re.compile(r"(<[^>]*>)")
#: Elements whose text isn't shown, and those that show plain text alone.
UNTOUCHED, PLAIN = {"script", "style"}, {"title", "option", "textarea"}


def without_readings(text: str) -> str:
    """The letters alone."""
    return READING.sub(lambda found: found[1] or found[2], text)


def with_readings(page: str) -> str:
    """A whole page of HTML, with its readings as ruby."""
    inside, pieces = "", []
    for piece in TAG.split(page):
        if piece.startswith("<"):
            pieces.append(without_readings(piece))
            name = re.match(r"</?(\w*)", piece)
            named = name[1].lower() if name else ""
            if named in UNTOUCHED | PLAIN:
                inside = "" if piece.startswith("</") else named
        elif inside in UNTOUCHED:
            pieces.append(piece)
        else:
            pieces.append(without_readings(piece) if inside else _shown(piece))
    return "".join(pieces)


def named(name: str, kana: str) -> str:
    """A name with its reading above, in hiragana; as it is where it has no kanji."""
    if not KANJI.search(name):
        return name
    reading = "".join(chr(ord(each) - 0x60) if "ァ" <= each <= "ヶ" else each for each in kana)
    return Markup("<ruby>{}<rp>（</rp><rt>{}</rt><rp>）</rp></ruby>").format(name, reading)


def _shown(text: str) -> str:
    """One element in all: a button lays out the pieces of its text one by one."""
    shown = READING.sub(_ruby, text)
    return text if shown == text else f"<span>{shown}</span>"


def _ruby(found: re.Match[str]) -> str:
    return f"<ruby>{found[1] or found[2]}<rp>（</rp><rt>{found[3]}</rt><rp>）</rp></ruby>"
