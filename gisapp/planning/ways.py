"""Knows how the walking network of a municipality comes out of the database.

Knows no person and no asset, and remembers nothing: whoever asks keeps the answer with the data version.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from sqlalchemy.engine import Connection

from gisapp.analysis.network import Network, network
from gisapp.crs import STORAGE_SRID, transform
from gisapp.db.engine import query


def ways(connection: Connection, code: str, plane_srid: int) -> Network | None:
    """The network of a municipality and the guard ring around it, in metres of this plane CRS.

    None where no walking network is loaded. A node lies where the first of its ways ends.
    """
    rows = connection.execute(query("walk_edges"), {"code": code}).all()
    if not rows:
        return None
    source, target, length_m, drawn = zip(*rows, strict=True)
    lines = transform(shapely.from_wkb(np.array(drawn, dtype=object)), STORAGE_SRID, plane_srid)
    node = pd.factorize(np.array([source, target], dtype=object).ravel("F"))[0]
    ends_xy = shapely.get_coordinates(shapely.get_point(np.repeat(lines, 2), np.tile([0, -1], len(lines))))
    node_xy = ends_xy[np.unique(node, return_index=True)[1]]
    first, last = node.reshape(-1, 2).T
    return network(first, last, length_m=length_m, node_xy=node_xy, lines=lines)
