"""Knows what the tags of OpenStreetMap say of a place, whichever kind of file they came in.

Knows no file format and no map layer.

Fields of a record (line: number of the element in the file, from 1; geometry: point, WGS 84):
    id             such as 'node/123', or None where the file holds none
    name           name with its branch, or None where the place has none
    name_ja        name:ja, or None
    kana           name:ja-Hira, name:ja-Hrkt or the like
    operator       who runs it
    address        addr:full, or the Japanese parts put together; building: addr:housename; postcode
    phones         tuple of numbers as written in Japan (+81-42-1 is 042-1)
    website        http(s) only; email
    wheelchair     yes, limited, no, designated
    opening_hours  as written; openings: (weekdays, opens, closes) where it is simple; hours_note: the rest
    description    in Japanese where there is one
    assured_date   check_date: when somebody last looked
    tags           every tag as {key: text}

Source: © OpenStreetMap contributors, ODbL 1.0; https://wiki.openstreetmap.org/wiki/Map_features.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from importers._osm.hours import read_hours
from importers._tables.text import clean
from importers._tables.values import clean_phone

SRID = 4326
#: Pairs of key and value; an element is wanted where it has one of them.
Pairs = tuple[tuple[str, str], ...]
#: Tags that make an element a place to go to.
PLACE_KEYS = frozenset({"amenity", "shop", "leisure", "office", "healthcare", "tourism", "craft", "club"})
_GONE = ("disused", "abandoned", "demolished")
_KANA = ("name:ja-Hira", "name:ja-Hrkt", "name:ja-Kana", "name:ja_kana", "name:ja-kana")
_ADDRESS = tuple(
    f"addr:{part}" for part in ("province", "county", "city", "suburb", "quarter", "neighbourhood", "street")
)
_MOST_PHONES = 5
#: A number that is written as in Japan already.
_NATIONAL = re.compile(r"[0-9-]+")
_ABROAD = re.compile(r"\+81[\s-]*(?:\(0\)\s*)?0?")


def is_wanted(tags: Mapping[str, Any], pairs: Pairs) -> bool:
    """Whether an element is a place that is still there, and one of these; without `pairs` any place."""
    if any(tags.get(key) == "yes" for key in _GONE):
        return False
    if pairs:
        return any(tags.get(key) == value for key, value in pairs)
    return not PLACE_KEYS.isdisjoint(tags)


def place_fields(tags: Mapping[str, str], osm_id: str | None) -> dict[str, Any]:
    """The fields of a record, from tags whose texts are clean and never blank."""
    hours = tags.get("opening_hours")
    openings, hours_note = read_hours(hours) if hours else ((), None)
    return {
        "id": osm_id,
        "name": _name(tags),
        "name_ja": tags.get("name:ja"),
        "kana": next((tags[key] for key in _KANA if key in tags), None),
        "operator": tags.get("operator:ja") or tags.get("operator"),
        "address": _address(tags),
        "building": tags.get("addr:housename"),
        "postcode": tags.get("addr:postcode"),
        "phones": _phones(tags.get("phone") or tags.get("contact:phone")),
        "website": _website(tags.get("website") or tags.get("contact:website") or tags.get("url")),
        "email": tags.get("email") or tags.get("contact:email"),
        "wheelchair": tags.get("wheelchair"),
        "opening_hours": hours,
        "openings": openings,
        "hours_note": hours_note,
        "description": tags.get("description:ja") or tags.get("description"),
        "assured_date": _day(tags.get("check_date") or tags.get("survey:date")),
        "tags": dict(tags),
    }


def clean_tags(tags: Mapping[Any, Any]) -> dict[str, str]:
    """Tags as stripped text, without those that are blank or no text or number at all."""
    texts = {}
    for key, value in tags.items():
        if isinstance(value, (str, int, float)):
            name, text = clean(str(key)), clean(str(value))
            if name and text:
                texts[name] = text
    return texts


def _name(tags: Mapping[str, str]) -> str | None:
    name, branch = tags.get("name"), tags.get("branch:ja") or tags.get("branch")
    return f"{name} {branch}" if name and branch and branch not in name else name


def _address(tags: Mapping[str, str]) -> str | None:
    """Japanese addresses go from the prefecture down to block and house number, joined by a hyphen."""
    if "addr:full" in tags:
        return tags["addr:full"]
    place = "".join([tags[part] for part in _ADDRESS if part in tags])
    if not place:
        return None
    numbers = (tags.get("addr:block_number"), tags.get("addr:housenumber"))
    return place + "-".join(number for number in numbers if number)


def _phones(text: str | None) -> tuple[str, ...]:
    if not text:
        return ()
    if _NATIONAL.fullmatch(text):
        return (text,)
    numbers = (clean_phone(piece) for piece in text.split(";") if piece.strip())
    national = (_ABROAD.sub("0", number, count=1) for number in numbers)
    return tuple(re.sub(r"(?<=\d)\s+(?=\d)", "-", number) for number in national)[:_MOST_PHONES]


def _website(text: str | None) -> str | None:
    return text if text and re.match(r"https?://[^\s<>\"]+\Z", text) else None


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
