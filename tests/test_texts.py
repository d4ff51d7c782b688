"""Holds that everything residents read is there in every language that is offered, and that nothing is left over."""

from __future__ import annotations

import re

import pytest

from gisapp.web.language import EASY, ENGLISH
from gisapp.web.ruby import READING, without_readings
from tests.texts import JAPANESE, catalogue, scripts, texts

NAMES = re.compile(r"%\(\w+\)s|(?<!%)\{\w+\}")


@pytest.mark.parametrize("locale", [ENGLISH, EASY])
def test_every_text_is_translated_and_no_other(locale: str) -> None:
    said = {str(message.id): str(message.string) for message in catalogue(locale) if message.id}
    assert sorted(text for text in texts() if not said.get(text)) == []  # python -m tests.texts adds them
    assert sorted(said.keys() - texts().keys()) == []


@pytest.mark.parametrize("locale", [ENGLISH, EASY])
def test_what_is_filled_in_is_known(locale: str) -> None:
    for message in catalogue(locale):
        assert set(NAMES.findall(str(message.string))) <= set(NAMES.findall(str(message.id))), message.id


def test_english_is_english() -> None:
    assert [m.id for m in catalogue(ENGLISH) if JAPANESE.search(str(m.string))] == []


def test_every_kanji_of_easy_japanese_has_its_reading() -> None:
    kanji = re.compile(r"[\u3400-\u9fff]")
    bare = [m.id for m in catalogue(EASY) if m.id and kanji.search(READING.sub("", str(m.string)))]
    assert bare == []
    for message in catalogue(EASY):
        assert "《" not in without_readings(str(message.string)), message.id


def test_the_scripts_of_residents_are_found() -> None:
    assert {"map_page", "list_panel", "words", "picked", "map_view", "where"} <= scripts()
    assert "gaps_page" not in scripts()
