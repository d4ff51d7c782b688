"""Knows how residents search: words, for whom, when, what a place has; and how many each choice would leave.

Knows only what everybody may see, no page and no figure of a district.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import cos, radians
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from gisapp.assets.calendar import CLOSED_ON, DAYS, ORDER
from gisapp.assets.calendar_days import days_off
from gisapp.assets.catalogue import placeless
from gisapp.db.engine import query
from layers import all_layers

#: Bits of `finding.whom` in their order: what stands in an address, and what people read.
WHOM = {"old": "高齢", "disabled": "障害", "child": "子ども・子育て", "poor": "困っている", "all": "だれでも"}
#: A place for everybody is one for each of them, too.
FOR_ALL = 1 << list(WHOM).index("all")
#: Bits of `finding.has`.
HAS = {
    "free": "無料", "no_booking": "予約なし", "barrier_free": "バリアフリー", "wheelchair": "車いすで入れる",
    "nursing": "授乳室", "kids": "キッズルーム", "parking": "駐車場", "online": "オンライン",
    "easy": "やさしい日本語", "foreign": "外国語", "sign": "手話",
}  # fmt: skip
NOW, TODAY = "now", "today"
WHEN = {NOW: "今開いている", TODAY: "今日", **{day.lower(): f"{name}曜日" for day, name in DAYS.items()}}
#: Parts of a day in minutes from midnight: what is open for some of it.
PARTS = {"am": (0, 12 * 60), "pm": (12 * 60, 17 * 60), "evening": (17 * 60, 24 * 60)}
PART_WORDS = {"am": "午前", "pm": "午後", "evening": "夕方から"}
MOST_WORDS = 3
#: How like a name has to be to what was typed, where nothing holds it as it is (pg_trgm, 0 to 1).
ALIKE = 0.4
EVERY_DAY = (1 << len(ORDER)) - 1


@dataclass(frozen=True, slots=True)
class Asked:
    """What is searched for. Keys of WHOM, HAS, WHEN and PARTS; empty means all.

    `layers`: None for every layer. `near`: (lon, lat) in degrees (6668), what distances are measured from.
    """

    text: str = ""
    layers: tuple[str, ...] | None = None
    whom: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    when: str = ""
    part: str = ""
    district: int | None = None
    unplaced_only: bool = False
    near: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """How many there are, the numbers of the first ones in order, and what each choice would leave.

    `alike`: nothing holds the words as they are; these have a name that is like them.
    `layers`: by layer, also of layers that aren't asked for. The counts of choices are by their keys.
    """

    total: int
    ids: list[int]
    layers: dict[str, int]
    whom: dict[str, int]
    has: dict[str, int]
    when: dict[str, int]
    alike: bool = False


def search(connection: Connection, code: str, asked: Asked, *, now: datetime, limit: int) -> Answer:
    """What is found of the municipality's public assets. `now` is a moment in Japan."""
    words = _keys(connection, asked.text.split()[:MOST_WORDS])
    values = _values(code, asked, now) | {"limit": limit}
    answer = _ask(connection, values | _patterns(words) | {"among": None})
    if words and not any(answer.layers.values()):
        alike = _alike(connection, code, asked.text)
        if alike:
            answer = _ask(connection, values | _patterns([]) | {"among": alike}, alike=True)
    return answer


def _ask(connection: Connection, values: Mapping[str, Any], *, alike: bool = False) -> Answer:
    row = connection.execute(query("find"), values).one()
    groups = [_Group(**group) for group in row.counted]
    wanted, whom, has = values["layers"], values["whom"], values["has"]
    fitting = [g for g in groups if g.when_fits and g.is_for(whom) and g.holds(has)]
    here = [group for group in groups if group.layer in wanted]
    timed = [group for group in here if group.when_fits]
    return Answer(
        total=_sum(group for group in fitting if group.layer in wanted),
        ids=list(row.ids),
        layers={
            layer: _sum(group for group in fitting if group.layer == layer)
            for layer in sorted({group.layer for group in groups})
        },
        whom={
            key: _sum(g for g in timed if g.is_for(1 << bit | FOR_ALL) and g.holds(has))
            for bit, key in enumerate(WHOM)
        },
        has={
            key: _sum(g for g in timed if g.is_for(whom) and g.holds(has | 1 << bit))
            for bit, key in enumerate(HAS)
        },
        when={
            key: _sum(g for g in here if g.is_open(key) and g.is_for(whom) and g.holds(has)) for key in WHEN
        },
        alike=alike,
    )


@dataclass(frozen=True, slots=True)
class _Group:
    """Places that have all this in common, and how many they are."""

    layer: str
    whom: int
    has: int
    days: int
    when_fits: bool
    is_today: bool
    is_now: bool
    places: int

    def is_for(self, whom: int) -> bool:
        return whom == 0 or self.whom & whom != 0

    def holds(self, has: int) -> bool:
        return self.has & has == has

    def is_open(self, when: str) -> bool:
        if when in (NOW, TODAY):
            return self.is_now if when == NOW else self.is_today
        return self.days & 1 << ORDER.index(when.upper()) != 0


def _sum(groups: Iterable[_Group]) -> int:
    return sum(group.places for group in groups)


def _keys(connection: Connection, words: Sequence[str]) -> list[str]:
    found = connection.execute(query("search_keys"), {"words": list(words)}).scalars()
    return [word for word in found if word]


def _patterns(words: Sequence[str]) -> dict[str, str]:
    return {f"word_{n + 1}": f"%{words[n]}%" if n < len(words) else "%" for n in range(MOST_WORDS)}


def _alike(connection: Connection, code: str, text: str) -> list[int]:
    setting = sa.text("select set_config('pg_trgm.word_similarity_threshold', :least, true)")
    connection.execute(setting, {"least": str(ALIKE)})
    values = {"code": code, "word": "".join(text.split())}
    return list(connection.execute(query("find_alike"), values).scalars())


def _values(code: str, asked: Asked, now: datetime) -> dict[str, Any]:
    lon, lat = asked.near or (None, None)
    whom = sum(1 << list(WHOM).index(key) for key in asked.whom)
    today, yesterday = now.date(), now.date() - timedelta(days=1)
    return {
        "code": code,
        "layers": list(all_layers()) if asked.layers is None else list(asked.layers),
        "placeless": placeless(),
        "district": asked.district,
        "unplaced_only": asked.unplaced_only,
        "whom": whom | FOR_ALL if whom else 0,
        "has": sum(1 << list(HAS).index(key) for key in asked.has),
        "today": _weekday(today), "weeks_today": _weeks(today), "closed_today": _closed(today),
        "yesterday": _weekday(yesterday), "weeks_yesterday": _weeks(yesterday),
        "closed_yesterday": _closed(yesterday),
        "minute": now.hour * 60 + now.minute,
        "lon": lon, "lat": lat, "cos_lat": cos(radians(lat or 0)),
        **_when(asked, now),
    }  # fmt: skip


def _when(asked: Asked, now: datetime) -> dict[str, Any]:
    """Of a weekday nobody knows which week of the month is meant, nor whether it is a holiday."""
    today, minute = now.date(), now.hour * 60 + now.minute
    since, until = PARTS.get(asked.part, (None, None))
    none = {"days": EVERY_DAY, "weeks": 0, "closed": 0, "spill_days": 0}
    asks = {"timed": bool(asked.when or asked.part), "since": since, "until": until, **none}
    if asked.when in (NOW, TODAY):
        asks |= {"days": _weekday(today), "weeks": _weeks(today), "closed": _closed(today)}
    elif asked.when:
        asks |= {"days": 1 << ORDER.index(asked.when.upper())}
    if asked.when == NOW:
        eve = today - timedelta(days=1)
        asks |= {"since": minute, "until": minute + 1, "spill_days": _weekday(eve)}
    return asks


def _weekday(day: date) -> int:
    return 1 << day.weekday()


def _closed(day: date) -> int:
    """Which of CLOSED_ON the day is, as bits."""
    return sum(1 << CLOSED_ON.index(name) for name in days_off(day))


def _weeks(day: date) -> int:
    """Which of its month the day is, as a bit; the last has one of its own."""
    is_last = (day + timedelta(days=7)).month != day.month
    return 1 << (day.day - 1) // 7 | (32 if is_last else 0)


def pins_of(connection: Connection, ids: Sequence[int]) -> list[int]:
    """The numbers of the pins that stand for these assets; those without a place have none."""
    return list(connection.execute(query("pins_of"), {"ids": list(ids)}).scalars())


def postal_code(text: str) -> str | None:
    """192-0065 of 〒192-0065, 1920065 or １９２－００６５; None where a text is anything else."""
    found = re.fullmatch(
        r"〒?(\d{3})[-‐‑‒–—―−ー]?(\d{4})", unicodedata.normalize("NFKC", "".join(text.split()))
    )
    return f"{found[1]}-{found[2]}" if found else None


def postal_spots(connection: Connection, code: str, postal: str) -> list[dict[str, Any]]:
    """The towns of a postal code (192-0065), as `find_spots` tells them."""
    found = connection.execute(query("find_postal"), {"code": code, "postal": postal}).mappings()
    return [dict(row) for row in found]


def find_spots(connection: Connection, code: str, text: str) -> list[dict[str, Any]]:
    """Districts and towns that the words name: kind, id (of districts), name, lon, lat (degrees, 6668)."""
    postal = postal_code(text)
    if postal:
        return postal_spots(connection, code, postal)
    words = _keys(connection, ["".join(text.split())])
    if not words:
        return []
    found = connection.execute(query("find_spots"), {"code": code, "word": f"%{words[0]}%"}).mappings()
    return [dict(row) for row in found]
