"""Knows how gatherings become a calendar file (RFC 5545) that telephones take. Knows no table, no page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from gisapp.assets.calendar_days import Held

#: A line is at most so many bytes; the rest goes on in the next one, after a blank (RFC 5545, 3.1).
MOST_BYTES = 75


@dataclass(frozen=True, slots=True)
class Event:
    """What takes place: its name, where, what of it, and the address of its page."""

    key: str
    name: str
    place: str
    description: str
    url: str


def calendar(event: Event, held: Iterable[Held], now: datetime) -> str:
    """The calendar of an event's days. What opens at no known time takes the whole day."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//chiiki-shigen-map//JA",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(event.name)}",
        *(line for each in held for line in _entry(event, each, now)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _entry(event: Event, held: Held, now: datetime) -> Iterator[str]:
    start = held.opens.strftime("%H%M") if held.opens else "day"
    yield "BEGIN:VEVENT"
    yield f"UID:{event.key}-{held.day:%Y%m%d}-{start}"
    yield f"DTSTAMP:{_utc(now)}"
    if held.opens:
        yield f"DTSTART:{_utc(held.opens)}"
        if held.closes:
            yield f"DTEND:{_utc(held.closes)}"
    else:
        yield f"DTSTART;VALUE=DATE:{held.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{held.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(event.name)}"
    for name, text in (("LOCATION", event.place), ("DESCRIPTION", event.description)):
        if text:
            yield f"{name}:{_text(text)}"
    yield f"URL:{event.url}"
    yield "END:VEVENT"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    """RFC 5545, 3.3.11."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for letter in "\\;,":
        text = text.replace(letter, f"\\{letter}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """The line in pieces, none of which cuts a letter in two."""
    piece, room = "", MOST_BYTES
    for letter in line:
        size = len(letter.encode())
        if size > room:
            yield piece
            piece, room = " ", MOST_BYTES - 1
        piece, room = piece + letter, room - size
    yield piece
