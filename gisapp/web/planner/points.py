"""Knows how a place that somebody typed is found: latitude and longitude, or an address of the city.

Knows no route. Nobody outside is asked: addresses are looked up in what is loaded.
"""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy.engine import Connection

from gisapp.assets.address_parts import Whereabouts, take_apart
from gisapp.assets.degrees import JAPAN
from gisapp.assets.gazetteer import Found, find
from gisapp.assets.placing import read_known
from gisapp.errors import UserError
from gisapp.publish.register import City

_NUMBER = r"-?\d{1,3}(?:\.\d{1,12})?"
_PAIR = re.compile(rf"({_NUMBER})\s*[,、\s]\s*({_NUMBER})")
LONGEST = 200


def point_of(
    connection: Connection, city: City, text: str, *, unchanged: bool = False
) -> tuple[float, float]:
    """Longitude and latitude (degrees) of 「35.65, 139.33」 or of an address, as exactly as it is known.

    Raises UserError (ASK-048) for what is neither; `unchanged` as there.
    """
    written = unicodedata.normalize("NFKC", text.strip()[:LONGEST])
    pair = _PAIR.fullmatch(written)
    found = _in_japan(float(pair[2]), float(pair[1])) if pair else _address(connection, city, written)
    if found is None:
        raise UserError(
            "ASK-048",
            f"「{written[:40]}」の位置が分かりません。",
            "町名からの住所か、「35.655, 139.338」のように緯度、経度の順で入れてください。",
            unchanged=unchanged,
        )
    return found


def _in_japan(lon: float, lat: float) -> tuple[float, float] | None:
    west, south, east, north = JAPAN
    return (lon, lat) if west <= lon <= east and south <= lat <= north else None


def _address(connection: Connection, city: City, written: str) -> tuple[float, float] | None:
    here = Whereabouts(city.code, city.prefecture, city.name)
    address = take_apart(written, here)
    known = read_known(connection, [address], here)
    if address.key and address.key in known.same:
        return known.same[address.key][1]
    found = find(address.text, known.places)
    return (found.block_place or found.place) if isinstance(found, Found) else None
