"""Knows the demo city's cafés, day services, offices and parks: names, days, gaps in the lists.

Knows neither where they stand nor how they're written. All names are made up, no number can be dialled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle

import numpy as np

from sample.gatherings import COUNCIL, Spots, phones, words
from sample.model import City, Place, Spot

_CAFES = (
    ("喫茶 {}", "キッサ {}"),
    ("カフェ{}", "カフェ{}"),
    ("珈琲 {}", "コーヒー {}"),
    ("{} COFFEE", "{} コーヒー"),
)
_DAYS = ("平日", "平日;土曜日;祝日", "平日;土曜日", "平日;土曜日;日曜日;祝日")
_HOSTS = ("事務所内", "地域福祉センター内", "市民センター内", "公民館内")


def cafe(_: np.random.Generator, __: City, spots: Spots) -> list[Place]:
    """Cafés as a volunteer map has them: every seventh without a name."""
    rows = enumerate(zip(spots, cycle(_CAFES), words(2), strict=False), start=1)
    return [
        Place(
            "cafe", n, "" if n % 7 == 0 else form[0].format(word[0]), form[1].format(word[1]), spot, district
        )
        for n, ((spot, district), form, word) in rows
    ]


def outside_cafes(spots: Sequence[Spot]) -> list[Place]:
    """Cafés beyond the border: neighbours' assets that our residents use."""
    rows = enumerate(zip(spots, words(40), strict=False), start=1)
    return [
        Place("cafe", 900_000 + n, f"茶房 {word[0]}", f"サボウ {word[1]}", spot, None)
        for n, (spot, word) in rows
    ]


def day(_: np.random.Generator, __: City, spots: Spots) -> list[Place]:
    """Day services for older people."""
    rows = enumerate(zip(spots, words(7), phones(3001), strict=False), start=1)
    return [
        Place(
            kind="day",
            number=n,
            name=f"デイサービス{'センター' if n % 3 else 'ホーム'}{word[0]}",
            kana=f"デイサービス{'センター' if n % 3 else 'ホーム'}{word[1]}",
            spot=spot,
            district=district,
            phone=phone,
            days=_DAYS[n % 4],
            capacity=20 + n % 5 * 5 if n % 3 else 10 + n % 4 * 2,
        )
        for n, ((spot, district), word, phone) in rows
    ]


def desk(_: np.random.Generator, city: City, spots: Spots) -> list[Place]:
    """Consultation offices of the social workers; the list gives one of them an address only."""
    found = []
    for number, (spot, district) in enumerate(spots, start=1):
        base = city.districts[district - 1].base
        extra = {"host": f"{base}{_HOSTS[number % 4]}", "since": str(2017 + number * 2 % 8)}
        place = Place("desk", number, f"まるごとサポート{base}", "マルゴトサポート", spot, district, COUNCIL)
        found.append(replace(place, located=number % 5 != 3, extra=extra))
    return _unique(found)


def office(_: np.random.Generator, city: City, spots: Spots) -> list[Place]:
    """Branch offices of the city."""
    rows = enumerate(spots, start=1)
    return _unique(
        [
            Place("office", n, f"{city.districts[d - 1].base}事務所", "ジムショ", spot, d, "見本市")
            for n, (spot, d) in rows
        ]
    )


def park(_: np.random.Generator, __: City, spots: Spots) -> list[Place]:
    """Parks as evacuation areas."""
    extra = {"type": "広域避難場所"}
    rows = enumerate(zip(spots, words(21), strict=False), start=1)
    return [
        Place("shelter", 800_000 + n, f"{word[0]}公園", f"{word[1]}コウエン", spot, district, extra=extra)
        for n, ((spot, district), word) in rows
    ]


def _unique(places: list[Place]) -> list[Place]:
    """The same places; a name that comes twice gets its number behind it."""
    names = [place.name for place in places]
    return [
        replace(place, name=f"{place.name}第{names[: i + 1].count(place.name)}")
        if place.name in names[:i]
        else place
        for i, place in enumerate(places)
    ]
