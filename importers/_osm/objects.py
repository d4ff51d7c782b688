"""Knows how osmium is led through a .osm.pbf that lies in memory.

Knows no tag. osmium moves all of the bytes that are left with every block it takes, so that a region's file
would take minutes; in pieces of a few megabytes it takes seconds. It is given bytes only, never a name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import osmium
from osmium.osm import ALL

from importers._osm.blocks import chunks


def objects(data: bytes, picked: Any, kinds: Any = ALL) -> Iterator[Any]:
    """The objects that pass osmium's own filter, each to be used before the next one comes.

    Raises RuntimeError where osmium can't read the file, ValueError where its blocks can't be told apart.
    """
    pool = osmium.io.ThreadPool()
    for chunk in chunks(data):
        yield from osmium.FileProcessor(osmium.io.FileBuffer(chunk, "pbf"), kinds, pool).with_filter(picked)
