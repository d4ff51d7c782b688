"""Spans of time of day in words: what stands in them becomes minutes, what is no time of day nothing."""

import pytest

from importers._lists.clock_words import SPAN, Span, read_span


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("10:00~12:00", Span(600, 720, False)), ("10-12時", Span(600, 720, False)), ("9時半〜17時", Span(570, 1020, False)),
        ("13時5分から15時30分まで", Span(785, 930, False)), ("午前10時から正午", Span(600, 720, False)),
        ("正午〜午後2時", Span(720, 840, False)), ("午後1時半〜3時", Span(810, 900, False)),
        ("午前10-午後3時", Span(600, 900, False)), ("午前10時〜12時", Span(600, 720, False)),
        ("PM 1:00-3:00", Span(780, 900, False)), ("18:00〜24:00", Span(1080, 1440, False)),
        ("22時〜翌2時", Span(1320, 120, True)), ("22:00–翌日 1:30", Span(1320, 90, True)),
    ],
)  # fmt: skip
def test_spans(text: str, span: Span) -> None:
    found = SPAN.fullmatch(text)
    assert found
    assert read_span(found) == span


@pytest.mark.parametrize("text", ["25:00~26:00", "10:75-12:00", "翌1時〜2時", "10:00-24:01"])
def test_no_times_of_day(text: str) -> None:
    found = SPAN.fullmatch(text)
    assert found
    assert read_span(found) is None


@pytest.mark.parametrize("text", ["10-12", "10-12:00", "10時", "042-12", "正午"])
def test_words_that_are_no_span(text: str) -> None:
    assert SPAN.search(text) is None


@pytest.mark.parametrize("unit", ["1", " ", "午前 ", "翌 ", "10-", "10時"])
def test_long_text_is_searched_to_its_end(unit: str) -> None:
    assert SPAN.search(unit * (50_000 // len(unit)) + " 火 10:00-12:00") is not None
