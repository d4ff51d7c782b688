"""Knows how to make small OpenStreetMap files of every kind from the same few elements.

Knows no expected result.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import osmium

Point = tuple[float, float]


@dataclass(frozen=True)
class Map:
    """Nodes with their places (lon, lat), ways with their nodes, areas with their outer ways; tags of any."""

    nodes: Mapping[int, Point] = field(default_factory=dict)
    ways: Mapping[int, Sequence[int]] = field(default_factory=dict)
    areas: Mapping[int, Sequence[int]] = field(default_factory=dict)
    tags: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, kind: str, number: int) -> dict[str, str]:
        return dict(self.tags.get(f"{kind}/{number}", {}))


def pbf(
    drawn: Map, *, day: str | None = "2026-05-01T20:00:00Z", name: str = "a.osm.pbf", options: str = ""
) -> bytes:
    """A .osm.pbf as osmium writes it; `options` such as ',pbf_compression=none'."""
    header = osmium.io.Header()
    if day:
        header.set("osmosis_replication_timestamp", day)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        file = osmium.io.File(str(path), name.rpartition("a.")[2] + options)
        with osmium.SimpleWriter(file, header=header) as writer:
            for number, place in sorted(drawn.nodes.items()):
                writer.add_node(
                    osmium.osm.mutable.Node(id=number, location=place, tags=drawn.of("node", number))
                )
            for number, refs in sorted(drawn.ways.items()):
                writer.add_way(
                    osmium.osm.mutable.Way(id=number, nodes=list(refs), tags=drawn.of("way", number))
                )
            for number, ways in sorted(drawn.areas.items()):
                members = [("w", way, "outer") for way in ways]
                tags = {"type": "multipolygon", **drawn.of("relation", number)}
                writer.add_relation(osmium.osm.mutable.Relation(id=number, members=members, tags=tags))
        return path.read_bytes()


def overpass(drawn: Map, *, style: str = "nodes", **top: Any) -> bytes:
    """An answer of the Overpass API: with all nodes, or `out center`, `out geom`, `out tags geom`, `out bb`."""
    head = {
        "version": 0.6,
        "generator": "Overpass API",
        "osm3s": {"timestamp_osm_base": "2026-05-01T10:00:00Z"},
    }
    return json.dumps({**head, **top, "elements": list(_elements(drawn, style))}, ensure_ascii=False).encode()


def _elements(drawn: Map, style: str) -> Iterable[dict[str, Any]]:
    for number, (lon, lat) in drawn.nodes.items():
        tags = drawn.of("node", number)
        if style == "nodes" or tags:
            yield {"type": "node", "id": number, "lat": lat, "lon": lon} | ({"tags": tags} if tags else {})
    for number, refs in drawn.ways.items():
        points = [drawn.nodes.get(ref) for ref in refs]
        way: dict[str, Any] = {
            "type": "way",
            "id": number,
            "nodes": list(refs),
            "tags": drawn.of("way", number),
        }
        if style == "tags geom":
            del way["nodes"]
        yield way | _placed(points, style)
    for number, ways in drawn.areas.items():
        members = [{"type": "way", "ref": way, "role": "outer"} for way in ways]
        if style == "geom":
            members = [m | _placed([drawn.nodes[r] for r in drawn.ways[m["ref"]]], "geom") for m in members]  # type: ignore[index]
        area = {"type": "relation", "id": number, "members": members, "tags": drawn.of("relation", number)}
        every = [drawn.nodes[ref] for way in ways for ref in drawn.ways[way]]
        yield area | (_placed(every, style) if style in ("center", "bb") else {})


def _placed(points: Sequence[Point | None], style: str) -> dict[str, Any]:
    known = [point for point in points if point]
    if style == "nodes" or not known:
        return {}
    if "geom" in style:
        return {"geometry": [{"lat": p[1], "lon": p[0]} if p else None for p in points]}
    west, east = min(p[0] for p in known), max(p[0] for p in known)
    south, north = min(p[1] for p in known), max(p[1] for p in known)
    if style == "bb":
        return {"bounds": {"minlat": south, "minlon": west, "maxlat": north, "maxlon": east}}
    return {"center": {"lat": (south + north) / 2, "lon": (west + east) / 2}}


def xml(drawn: Map, *, head: str = "", inside: str = "") -> bytes:
    """A .osm file."""
    lines = [f'<?xml version="1.0" encoding="UTF-8"?>\n{head}<osm version="0.6">{inside}']
    for number, (lon, lat) in drawn.nodes.items():
        lines.append(f'<node id="{number}" lat="{lat}" lon="{lon}">{_tags(drawn.of("node", number))}</node>')
    for number, refs in drawn.ways.items():
        nds = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        lines.append(f'<way id="{number}">{nds}{_tags(drawn.of("way", number))}</way>')
    for number, ways in drawn.areas.items():
        members = "".join(f'<member type="way" ref="{way}" role="outer"/>' for way in ways)
        lines.append(f'<relation id="{number}">{members}{_tags(drawn.of("relation", number))}</relation>')
    return "\n".join([*lines, "</osm>"]).encode()


def _tags(tags: Mapping[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())


def graphml(
    nodes: Mapping[str, Point],
    edges: Sequence[tuple[str, str, float | None, str | None]],
    *,
    crs: str | None = "epsg:4326",
    head: str = "",
) -> bytes:
    """GraphML as OSMnx writes it; an edge is (u, v, length, WKT)."""
    keys = (
        ("d0", "graph", "created_date"), ("d1", "graph", "crs"), ("d2", "node", "x"), ("d3", "node", "y"),
        ("d4", "edge", "length"), ("d5", "edge", "geometry"),
    )  # fmt: skip
    lines = ["<?xml version='1.0' encoding='utf-8'?>", head]
    lines.append('<graphml xmlns="http://graphml.graphdrawing.org/xmlns">')
    lines += [f'<key id="{id_}" for="{of}" attr.name="{name}" attr.type="string"/>' for id_, of, name in keys]
    lines.append('<graph edgedefault="directed"><data key="d0">2026-05-01 10:00:00</data>')
    lines += [f'<data key="d1">{crs}</data>'] if crs else []
    for name, (x, y) in nodes.items():
        lines.append(f'<node id="{name}"><data key="d2">{x}</data><data key="d3">{y}</data></node>')
    for u, v, length, line in edges:
        told = f'<data key="d4">{length}</data>' if length is not None else ""
        told += f'<data key="d5">{line}</data>' if line else ""
        lines.append(f'<edge source="{u}" target="{v}" id="0">{told}</edge>')
    return "\n".join([*lines, "</graph></graphml>"]).encode()


#: Two cafés and a bench as points, a café as a building, a centre as an area of two ways; a pub, a road.
TOWN = Map(
    nodes={
        1: (139.30, 35.60), 2: (139.31, 35.60), 3: (139.31, 35.61), 4: (139.30, 35.61),
        11: (139.32, 35.62), 12: (139.33, 35.62), 13: (139.34, 35.62), 14: (139.35, 35.62),
    },
    ways={21: (1, 2, 3, 4, 1), 22: (1, 2, 3), 23: (3, 4, 1), 24: (11, 12, 13)},
    areas={31: (22, 23)},
    tags={
        "node/11": {
            "amenity": "cafe", "name": "Mihon", "name:ja": "見本珈琲店", "name:ja-Hira": "みほんこーひーてん",
            "phone": "+81-42-000-0001", "website": "https://example.jp/", "wheelchair": "limited",
            "opening_hours": "Mo-Fr 10:00-17:00; PH off", "check_date": "2026-04-01",
            "addr:city": "見本市", "addr:neighbourhood": "本町一丁目", "addr:block_number": "2", "addr:housenumber": "3",
        },
        "node/12": {"amenity": "cafe"},
        "node/13": {"amenity": "bench", "backrest": "yes"},
        "node/14": {"amenity": "pub", "name": "見本酒場"},
        "way/21": {"amenity": "cafe", "building": "yes", "name": "見本喫茶"},
        "way/24": {"highway": "residential", "name": "見本通り"},
        "relation/31": {"amenity": "community_centre", "name": "見本公民館"},
    },
)  # fmt: skip
