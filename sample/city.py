"""Knows the order in which 見本市 is made.

Knows none of the steps' details.
"""

from __future__ import annotations

from typing import cast

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sample import areas, people, places
from sample.geo import to_degrees, to_plane
from sample.model import City, Residents
from sample.plan import Plan, plan
from sample.terrain import Land, land


def build(seed: int = 2026, *, scale: int = 1) -> City:
    """見本市 for this seed, metres in EPSG:6677, degrees in EPSG:6668; `scale` multiplies area and people."""
    ground, dwellers, folk, dealt = (np.random.default_rng([seed, part]) for part in range(4))
    here = land(ground, scale=scale)
    settled = people.settle(dwellers, here, scale=scale)
    heads = np.bincount(settled.cell, settled.ages.sum(axis=(1, 2)), len(here.km)).astype(float)
    drawn = plan(dealt, here, heads, scale=scale)
    residents = _residents(settled, drawn)
    named = areas.towns(here, drawn, residents)
    schools = areas.districts(here, drawn, residents, named)
    bare = City(
        seed=seed,
        scale=scale,
        outline=shapely.transform(shapely.coverage_union_all(here.mosaic.polygons), to_plane),
        river=_river(here),
        districts=schools,
        juniors=areas.juniors(here, drawn, named, schools),
        councils=areas.councils(here, drawn, schools),
        towns=named,
        choice=areas.choice(here, drawn),
        residents=residents,
        places=(),
    )
    return places.furnish(folk, bare)


def _residents(settled: people.People, drawn: Plan) -> Residents:
    plane = to_plane(np.stack([settled.x, settled.y], axis=1))
    degrees = to_degrees(plane)
    return Residents(
        x=plane[:, 0],
        y=plane[:, 1],
        lon=degrees[:, 0],
        lat=degrees[:, 1],
        town=drawn.town[settled.cell],
        district=drawn.district[settled.cell],
        ages=settled.ages,
        adult=settled.adult,
        foreign=settled.foreign,
        homes=settled.homes,
    )


def _river(here: Land) -> BaseGeometry:
    parts = shapely.multilinestrings(here.mosaic.lines[here.mosaic.water])
    return shapely.transform(cast(BaseGeometry, shapely.line_merge(parts)), to_plane)
