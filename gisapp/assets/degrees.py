"""Knows how a position is typed: latitude, then longitude, in degrees. Knows no page and no table."""

from __future__ import annotations

import re
import unicodedata

from gisapp.errors import UserError

#: West, south, east, north of Japan in degrees.
JAPAN = (122.0, 20.0, 154.0, 46.0)


def degrees(position: str) -> tuple[float, float]:
    """Latitude and longitude of "35.655, 139.338". Raises UserError ADM-020 where it is none in Japan."""
    numbers = re.findall(r"-?\d{1,3}(?:\.\d{1,12})?", unicodedata.normalize("NFKC", position)[:100])
    west, south, east, north = JAPAN
    if len(numbers) == 2:
        lat, lon = map(float, numbers)
        if south <= lat <= north and west <= lon <= east:
            return lat, lon
    raise UserError(
        "ADM-020",
        "緯度・経度を読めません。",
        "「35.655, 139.338」のように、緯度、経度の順に入れてください。",
        unchanged=True,
    )
