"""Knows places of OpenStreetMap in its XML (.osm, from the map's own site, JOSM or the Overpass API).

Knows nothing of the map layers that show them. Fields of a record: see `importers._osm.tags`.
"""

from __future__ import annotations

from importers._osm.elements import places
from importers._osm.files import one_piece
from importers._osm.tags import is_wanted
from importers._osm.xml import is_osm_xml, read_elements
from importers._record import Format


def only(*pairs: tuple[str, str]) -> Format:
    """The format for a layer that wants elements with one of these tags; without any, every place."""
    return one_piece(
        "osm_xml",
        "OpenStreetMapの地点（.osm）",
        ("osm", "xml"),
        is_osm_xml,
        read=lambda part, _: places(read_elements(part), lambda tags: is_wanted(tags, pairs), file=part.file),
    )


FORMAT = only()
