"""Knows how well stored rows fit the towns of their addresses and one another, and tells what does not.

Knows no format. Reads the gazetteer through those who place addresses by it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from sqlalchemy.engine import Connection

from gisapp.assets.address_parts import Whereabouts, take_apart
from gisapp.assets.gazetteer import Found, find
from gisapp.assets.placing import Known, read_known
from gisapp.crs import STORAGE_SRID
from gisapp.ingest import topology
from gisapp.ingest.city import City
from gisapp.ingest.doubts import ask_datum
from gisapp.ingest.shift import SAMPLE, datum_hint
from gisapp.ingest.spots import at_hall, crowded, is_hall
from importers._record import Problem
from layers._layer import AreaRow, AssetRow, Row

LonLat = tuple[float, float]


def of_storage(
    connection: Connection, rows: Sequence[Row], city: City, choices: Mapping[str, str]
) -> list[Problem]:
    """What is doubtful about rows that are in the storage CRS and cut to the city.

    Areas: how they fit together (GEO-223 to 226). Places: CRS-808, GEO-230 and 231.
    """
    areas = [row for row in rows if isinstance(row, AreaRow)]
    placed = [row for row in rows if isinstance(row, AssetRow) and row.lon is not None]
    if areas:
        return topology.problems(topology.report(areas, city.plane_srid))
    if not placed:
        return []
    here = Whereabouts(city.code, city.prefecture, city.name, city.outline)
    addressed = [row for row in placed if row.address][:SAMPLE]
    known = read_known(connection, [take_apart(row.address or "", here) for row in addressed], here)
    halls = {name: place for name, place in known.same.values() if is_hall(name)}
    asked = of_addresses(addressed, lambda address: _place(address, here, known), choices)
    return [*asked, *crowded(placed), *at_hall(placed, halls)]


def of_addresses(
    rows: Sequence[Row], place_of: Callable[[str], LonLat | None], choices: Mapping[str, str]
) -> list[Problem]:
    """CRS-808: places that lie off the towns of their addresses by the vector of the Tokyo datum.

    Rows as they are stored; `place_of` gives the place (degrees) that an address names, None where unknown.
    """
    pairs = [
        ((row.lon, row.lat), place)
        for row in rows
        if isinstance(row, AssetRow) and row.lon is not None and row.lat is not None and row.address
        if (place := place_of(row.address)) is not None
    ]
    points, places = (np.array([pair[at] for pair in pairs], dtype=float).reshape(-1, 2) for at in (0, 1))
    hint = datum_hint(points, places)
    if hint is None:
        return []
    value = f"{hint.pairs}件の中央値: 東へ{hint.east_m:,.0f}m、北へ{hint.north_m:,.0f}m"
    return ask_datum(STORAGE_SRID, 4301, value, choices)


def _place(written: str, here: Whereabouts, known: Known) -> LonLat | None:
    """The block or the town of an address, where the municipality's own tables name it."""
    found = find(take_apart(written, here).text, known.places)
    return (found.block_place or found.place) if isinstance(found, Found) else None
