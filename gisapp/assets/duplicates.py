"""Knows which places somebody may be entering a second time: near ones and ones of nearly the same name.

Knows no page and nobody's rights.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from gisapp.assets.address_parts import VARIANTS
from gisapp.assets.town_names import town_key
from gisapp.db.engine import query
from importers._tables.text import search_key

NEAR_M = 100
#: From which likeness on: of a near one, and of one that is somewhere else.
LIKE_NEAR, LIKE_FAR = 0.5, 0.9
MOST = 5
#: Ways to write the same, and words that many names share; what is left tells places apart.
_SAME = {"こども": "コドモ", "子供": "コドモ", "子ども": "コドモ", "おとしより": "オトシヨリ"}
_SAYS_LITTLE = re.compile(
    r"特定非営利活動法人|NPO法人|一般社団法人|社会福祉法人|株式会社|有限会社|合同会社|ふれあい|いきいき"
    r"|サロン|カフェ|CAFE|喫茶|居場所|広場|ひろば|食堂|クラブ|サークル|教室|ノ会|の会|会$",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"[\W_ー]+")
_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}


@dataclass(frozen=True, slots=True)
class Likely:
    """A place that may be the one that is being entered, `alike` from 0 to 1.

    `distance_m` None: it isn't known as a point, or none was given.
    """

    id: int
    layer: str
    name: str
    address: str | None
    distance_m: float | None
    alike: float


def likely(
    connection: Connection, code: str, *, name: str, kana: str = "", at: tuple[float, float] | None = None
) -> list[Likely]:
    """At most five places of a municipality, those most alike first. `at`: longitude and latitude (6668)."""
    lon, lat = at or (None, None)
    values = {"code": code, "lon": lon, "lat": lat, "within_m": NEAR_M, "name": town_key(name)}
    found = []
    for row in connection.execute(query("likely"), values):
        same = likeness((name, kana), (row.name, row.kana or ""))
        near = row.distance_m is not None and row.distance_m <= NEAR_M
        if same >= (LIKE_NEAR if near else LIKE_FAR):
            exactly = row.precision == "exact"
            distance = row.distance_m if exactly else None
            found.append(Likely(row.id, row.layer, row.name, row.address, distance, same))
    return sorted(found, key=lambda each: (-each.alike, each.distance_m or 0, each.id))[:MOST]


def likeness(one: tuple[str, str], other: tuple[str, str]) -> float:
    """How alike two names (each as it is written, and as it is read) are, 0 to 1: the best of all pairings.

    Sørensen–Dice over pairs of letters (Dice 1945, doi:10.2307/1932409); one name within the other
    counts nearly whole.
    """
    return max((_pair(a, b) for a in one if a.strip() for b in other if b.strip()), default=0.0)


def _pair(one: str, other: str) -> float:
    whole = _dice(_folded(one), _folded(other))
    telling = _telling(one), _telling(other)
    return max(whole, _dice(*telling)) if all(telling) else whole


def _dice(one: str, other: str) -> float:
    if one == other:
        return 1.0 if one else 0.0
    short, long = sorted((one, other), key=len)
    if len(short) >= 3 and short in long:
        return 0.9
    first, second = _pairs(one), _pairs(other)
    shared = sum(min(first.count(pair), second.count(pair)) for pair in set(first))
    return 2 * shared / (len(first) + len(second)) if first and second else 0.0


def _pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)]


def _telling(name: str) -> str:
    """What of a name tells it apart, folded."""
    return _folded(_SAYS_LITTLE.sub("", search_key(name)))


def _folded(name: str) -> str:
    """One width, one kana, one way to write what is written in several; no signs."""
    text = search_key(name).translate(VARIANTS)
    for written, same in _SAME.items():
        text = text.replace(written, same)
    return _SIGNS.sub("", text.translate(_KATAKANA))
