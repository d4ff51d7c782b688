"""Holds calendar files to RFC 5545: lines of 75 bytes, nothing that breaks out of a text, the right moments."""

from __future__ import annotations

import re
from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from gisapp.assets.calendar import Opening
from gisapp.assets.calendar_days import JAPAN_TIME, Held, dates
from gisapp.publish.ical import Event, calendar

NOW = datetime(2026, 11, 24, 9, tzinfo=JAPAN_TIME)
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n,;\\髙あ"), max_size=200)


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], text)


@given(TEXTS, TEXTS, TEXTS)
def test_any_text_comes_back_and_no_line_is_too_long(name: str, place: str, description: str) -> None:
    held = [Held(date(2026, 11, 25), datetime(2026, 11, 25, 10, tzinfo=JAPAN_TIME), None)]
    told = calendar(Event("a@b", name, place, description, "https://a.example/1"), held, NOW)
    assert told.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in told.split("\r\n"))
    said = dict(line.split(":", 1) for line in unfolded(told) if ":" in line)
    assert unescaped(said["SUMMARY"]) == name
    assert unescaped(said.get("LOCATION", "")) == place
    assert unescaped(said.get("DESCRIPTION", "")) == description


def test_moments_are_those_of_japan_and_days_without_a_clock_are_whole() -> None:
    clocked = dates([Opening("TH", (2,), "10:00", "12:00")], [], date(2026, 12, 1), date(2026, 12, 31))
    whole = dates([Opening("FR")], [], date(2026, 12, 1), date(2026, 12, 5))
    told = unfolded(calendar(Event("a@b", "会", "", "", "https://a.example/1"), [*clocked, *whole], NOW))
    assert told.count("BEGIN:VEVENT") == told.count("END:VEVENT") == 2
    assert "DTSTART:20261210T010000Z" in told
    assert "DTEND:20261210T030000Z" in told
    assert "DTSTART;VALUE=DATE:20261204" in told
    assert "DTEND;VALUE=DATE:20261205" in told
    keys = [line for line in told if line.startswith("UID:")]
    assert len(set(keys)) == 2
