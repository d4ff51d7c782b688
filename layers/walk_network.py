"""Knows the layer 歩ける道のネットワーク: where one can walk, for distances along the way."""

from shapely import LineString

from importers import osm_network, osm_walk
from importers._record import Delivery, Record
from layers._layer import EdgeRow, Example, Layer
from layers._osm import source


def accepts(delivery: Delivery) -> bool:  # noqa: ARG001
    """Whatever its formats recognise holds ways; the same file may serve other layers too."""
    return True


def to_row(record: Record) -> EdgeRow | None:
    """One stretch between two nodes, walked both ways. Two stretches may join the same two nodes."""
    if record.geometry is None or record.srid is None:
        return None
    fields = record.fields
    return EdgeRow(fields["source"], fields["target"], fields["length_m"], record.geometry, record.srid)


LINE = LineString([(139.3, 35.6), (139.301, 35.6)])
EXAMPLE = Example(
    Record("edges.zip", 1, {"source": "1", "target": "2", "length_m": 90.6}, LINE, 6668),
    EdgeRow("1", "2", 90.6, LINE, 6668),
)

LAYER = Layer(
    key="walk_network",
    title="歩ける道のネットワーク",
    description="OpenStreetMap の道のうち、人が歩けるものです。道に沿った距離の計算に使います。",
    kind="network",
    order=900,
    source=source("歩ける道"),
    formats=(osm_network.FORMAT, osm_walk.FORMAT),
    accepts=accepts,
    to_row=to_row,
    examples=(EXAMPLE,),
    clip="ring",
)
