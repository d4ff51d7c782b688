"""The walking network as OSMnx saves it: shapefile, GeoPackage, GraphML; lengths held against lines."""

from __future__ import annotations

import io
import math
import sqlite3
import struct
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pytest
import shapefile
from pyproj import CRS
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from importers import osm_network
from importers._record import Delivery, File, FormatError, Problem, Record
from tests.importers.build import assert_plain, delivery, read, refused, shape_zip, zipped
from tests.importers.build_osm import graphml

Points = Sequence[tuple[float, float]]
A, B, C = (139.300, 35.600), (139.301, 35.600), (139.301, 35.601)
AB, BC = 90.6, 110.95
#: Both directions of A–B, one of B–C.
EDGES: list[tuple[Any, Any, Any, Points | list[Points]]] = [
    (1, 2, AB, [A, B]),
    (2, 1, AB, [B, A]),
    (2, 3, BC, [B, C]),
]


def edge_shapes(rows: Sequence[tuple[Any, Any, Any, Any]], *, epsg: int = 6668) -> dict[str, bytes]:
    """The files of a line shapefile with u, v, key and length."""
    shp, shx, dbf = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with shapefile.Writer(
        shp=shp, shx=shx, dbf=dbf, shapeType=shapefile.POLYLINE, encoding="utf-8"
    ) as writer:
        for name, size, decimal in (("u", 20, 0), ("v", 20, 0), ("key", 10, 0), ("length", 24, 15)):
            writer.field(name, "N", size=size, decimal=decimal)
        for u, v, length, line in rows:
            writer.record(u=u, v=v, key=0, length=length)
            writer.line(line if isinstance(line[0][0], (tuple, list)) else [line])
    found = {"shp": shp.getvalue(), "shx": shx.getvalue(), "dbf": dbf.getvalue(), "cpg": b"UTF-8"}
    return found | {"prj": CRS.from_epsg(epsg).to_wkt("WKT1_ESRI").encode()}


def gpkg(rows: Sequence[tuple[Any, Any, Any, Points]], *, beside: bool = True) -> bytes:
    """A GeoPackage with the layer edges and, as OSMnx saves it, nodes beside it."""
    base = sqlite3.connect(":memory:")
    base.executescript(
        "pragma application_id = 1196444487;"
        "create table gpkg_spatial_ref_sys (srs_name text, srs_id int, organization text,"
        " organization_coordsys_id int, definition text, description text);"
        "create table gpkg_contents (table_name text, data_type text, identifier text, srs_id int);"
        "create table gpkg_geometry_columns (table_name text, column_name text, geometry_type_name text,"
        " srs_id int, z int, m int);"
        "create table edges (fid integer primary key, geom blob, u int, v int, key int, length real);"
        "create table nodes (fid integer primary key, geom blob, osmid int);"
        "insert into gpkg_spatial_ref_sys values ('WGS 84', 4326, 'EPSG', 4326, '', '');"
    )
    for table, kind in (("edges", "LINESTRING"), ("nodes", "POINT"))[: 2 if beside else 1]:
        base.execute("insert into gpkg_contents values (?, 'features', ?, 4326)", (table, table))
        base.execute("insert into gpkg_geometry_columns values (?, 'geom', ?, 4326, 0, 0)", (table, kind))
    head = b"GP\x00\x01" + struct.pack("<i", 4326)
    for u, v, length, line in rows:
        wkb = struct.pack("<BII", 1, 2, len(line)) + b"".join(struct.pack("<dd", *point) for point in line)
        base.execute(
            "insert into edges (geom, u, v, key, length) values (?, ?, ?, 0, ?)", (head + wkb, u, v, length)
        )
    base.execute("insert into nodes (geom, osmid) values (?, 1)", (head + struct.pack("<BIdd", 1, 1, *A),))
    base.commit()
    return base.serialize()


def wkt(points: Points) -> str:
    return f"LINESTRING ({', '.join(f'{x} {y}' for x, y in points)})"


def graph(rows: Sequence[tuple[Any, Any, Any, Points]], **more: Any) -> bytes:
    return graphml(
        {"1": A, "2": B, "3": C}, [(str(u), str(v), length, wkt(line)) for u, v, length, line in rows], **more
    )


FILES: Mapping[str, tuple[str, Any]] = {
    "shapefile": ("edges.zip", lambda rows: shape_zip(edge_shapes(rows), stem="edges")),
    "geopackage": ("graph.gpkg", gpkg),
    "geopackage alone": ("graph.gpkg", lambda rows: gpkg(rows, beside=False)),
    "graphml": ("graph.graphml", graph),
}
EVERY = pytest.mark.parametrize("kind", sorted(FILES))


def edges_of(
    kind: str, rows: Sequence[tuple[Any, Any, Any, Any]] = EDGES
) -> tuple[list[Record], list[Problem]]:
    name, build = FILES[kind]
    return read(osm_network.FORMAT, (name, build(rows)))


@EVERY
def test_every_kind_of_file_gives_the_same_edges(kind: str) -> None:
    name, build = FILES[kind]
    assert osm_network.FORMAT.recognises(delivery((name, build(EDGES))))
    records, problems = edges_of(kind)
    assert [(p.code, p.severity) for p in problems] == [("NET-406", "note")]
    assert_plain(problems[0])
    assert [dict(r.fields) for r in records] == [
        {"source": "1", "target": "2", "length_m": AB},
        {"source": "2", "target": "3", "length_m": BC},
    ]
    assert [r.line for r in records] == [1, 3]
    assert {r.srid for r in records} == {6668 if kind == "shapefile" else 4326}
    assert [list(r.geometry.coords) for r in records] == [[A, B], [B, C]]  # type: ignore[union-attr]


@EVERY
def test_large_numbers_of_nodes_stay_exact(kind: str) -> None:
    rows = [(123_456_789_012, 12_345_678_901, AB, [A, B])]
    assert edges_of(kind, rows)[0][0].fields["source"] == "123456789012"


@EVERY
def test_lengths_that_do_not_fit_their_lines_are_told(kind: str) -> None:
    rows = [(n, n + 1, length, [A, B]) for n, length in enumerate([AB, AB, AB, AB, 500.0, 40.0])]
    records, problems = edges_of(kind, rows)
    assert [round(r.fields["length_m"], 1) for r in records] == [AB, AB, AB, AB, 500.0, AB]
    told = next(p for p in problems if p.code == "NET-402")
    assert "6本のうち2本" in told.message
    assert "短いか単位の違う1本" in told.remedy
    assert "長い1本" in told.remedy
    assert_plain(told)


@EVERY
@pytest.mark.parametrize("factor", [0.001, 3.28084, 1.1e-5])
def test_lengths_in_another_unit_are_measured_anew(kind: str, factor: float) -> None:
    rows = [(n, n + 1, AB * factor, [A, B]) for n in range(4)]
    records, problems = edges_of(kind, rows)
    assert [r.fields["length_m"] for r in records] == [pytest.approx(AB, rel=1e-3)] * 4
    assert [p.code for p in problems] == ["NET-402"]


@EVERY
def test_small_differences_are_no_matter(kind: str) -> None:
    short = [A, (A[0] + 0.00001, A[1])]
    records, problems = edges_of(kind, [(1, 2, AB * 1.04, [A, B]), (2, 3, 1.5, short)])
    assert [r.fields["length_m"] for r in records] == [pytest.approx(AB * 1.04), 1.5]
    assert [p.code for p in problems] == []


@pytest.mark.parametrize("kind", ["geopackage", "graphml"])
@pytest.mark.parametrize("length", [None, 0, -5, math.inf, "x"])
def test_missing_lengths_are_measured(kind: str, length: object) -> None:
    records, problems = edges_of(kind, [(1, 2, length, [A, B]), (2, 3, BC, [B, C])])
    assert records[0].fields["length_m"] == pytest.approx(AB, rel=1e-3)
    assert [p.code for p in problems] == ["NET-403"]
    assert_plain(problems[0])


def test_a_line_in_two_pieces_is_joined_and_keeps_its_length() -> None:
    far = (139.302, 35.600)
    rows = [
        (1, 3, 400.0, [[A, (139.3005, 35.6)], [(139.3015, 35.6), far]]),
        *((n, n + 1, AB, [A, B]) for n in (5, 6)),
    ]
    records, problems = edges_of("shapefile", rows)
    assert len(records[0].geometry.coords) == 4  # type: ignore[union-attr]
    assert records[0].fields["length_m"] == 400.0
    assert [p.code for p in problems] == ["NET-404", "NET-402", "NET-401"]


def test_edges_without_ends_are_left_out_by_their_number() -> None:
    records, problems = edges_of(
        "geopackage", [(1, None, AB, [A, B]), (2, 3, BC, [B, C]), ("", 3, BC, [B, C])]
    )
    assert len(records) == 1
    assert [(p.code, p.severity, p.line) for p in problems] == [("NET-407", "row", 1), ("NET-407", "row", 3)]
    assert_plain(problems[0])


@pytest.mark.parametrize(
    ("crs", "srid"), [("EPSG:6668", 6668), ("{'init': 'epsg:4612'}", 4612), ("epsg:4326", 4326)]
)
def test_the_reference_system_of_a_graph(crs: str, srid: int) -> None:
    records, _ = read(osm_network.FORMAT, ("a.graphml", graph(EDGES, crs=crs)))
    assert {record.srid for record in records} == {srid}


def test_a4_a_graph_that_does_not_say_its_reference_system_asks() -> None:
    records, problems = read(osm_network.FORMAT, ("a.graphml", graph(EDGES, crs=None)))
    assert [(p.code, p.choice) for p in problems if p.severity == "ask"] == [("IMP-104", "crs")]
    assert len(records) == 2
    chosen = Delivery((File("a.graphml", graph(EDGES, crs=None)),), {"crs": "6668"})
    assert {item.srid for item in osm_network.FORMAT.read(chosen) if isinstance(item, Record)} == {6668}


def test_a_graph_in_a_system_that_is_not_used_here_is_refused() -> None:
    assert refused(osm_network.FORMAT, ("a.graphml", graph(EDGES, crs="epsg:32654"))).code == "IMP-105"


def test_plane_metres_are_measured_in_the_plane() -> None:
    rows = [(1, 2, 100.0, [(-37000.0, -40000.0), (-36900.0, -40000.0)])]
    files = shape_zip(edge_shapes(rows, epsg=6677), stem="edges")
    records, problems = read(osm_network.FORMAT, ("edges.zip", files))
    assert (records[0].fields["length_m"], records[0].srid, problems) == (100.0, 6677, [])


def test_straight_edges_of_a_graph_have_no_line_of_their_own() -> None:
    data = graphml(
        {"1": A, "2": B}, [("1", "2", AB, None), ("2", "9", AB, None), ("1", "2", AB, "LINESTRING (")]
    )
    records, problems = read(osm_network.FORMAT, ("a.graphml", data))
    assert [list(r.geometry.coords) for r in records] == [[A, B]]  # type: ignore[union-attr]
    assert [(p.code, p.line) for p in problems] == [("GEO-208", 2), ("GEO-208", 3)]


def test_the_day_of_a_graph() -> None:
    assert osm_network.FORMAT.as_of(delivery(("a.graphml", graph(EDGES)))) == date(2026, 5, 1)


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE graphml SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE g [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
    ],
)
def test_b15_a_graph_with_definitions_is_refused(head: str) -> None:
    data = graph(EDGES).replace(b"<graphml ", head.encode() + b"\n<graphml ", 1)
    assert refused(osm_network.FORMAT, ("a.graphml", data)).code in ("NET-409", "IMP-141")


@pytest.mark.parametrize("missing", [5, 100, 300])
def test_b12_a_truncated_graph_is_refused(missing: int) -> None:
    assert refused(osm_network.FORMAT, ("a.graphml", graph(EDGES)[:-missing])).code == "NET-409"


@pytest.mark.parametrize("missing", [1, 60])
def test_a9_a_truncated_shapefile_is_refused(missing: int) -> None:
    files = edge_shapes(EDGES)
    files["shp"] = files["shp"][:-missing]
    assert refused(osm_network.FORMAT, ("edges.zip", shape_zip(files, stem="edges"))).code == "IMP-110"


def test_edges_and_nodes_in_one_zip() -> None:
    nodes = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with shapefile.Writer(shp=nodes[0], shx=nodes[1], dbf=nodes[2], shapeType=shapefile.POINT) as writer:
        writer.field("osmid", "N", size=20)
        writer.record(osmid=1)
        writer.point(*A)
    members = {f"graph/edges.{suffix}": data for suffix, data in edge_shapes(EDGES).items()}
    members |= {
        f"graph/nodes.{suffix}": data.getvalue()
        for suffix, data in zip(("shp", "shx", "dbf"), nodes, strict=True)
    }
    files = ("graph.zip", zipped(members))
    assert osm_network.FORMAT.recognises(delivery(files))
    assert len(read(osm_network.FORMAT, files)[0]) == 2


def test_b5_a_network_that_is_not_in_japan_is_refused() -> None:
    with pytest.raises(FormatError) as caught:
        list(
            osm_network.FORMAT.read(
                delivery(
                    ("a.graphml", graphml({"1": (2.0, 48.0), "2": (2.1, 48.0)}, [("1", "2", 9.0, None)]))
                )
            )
        )
    assert caught.value.problem.code == "NET-408"


@pytest.mark.real
def test_the_streets_of_ube_are_read_whole(real_data) -> None:  # type: ignore[no-untyped-def]
    files = real_data("walk_ube/ube_roads.zip")
    out = list(osm_network.FORMAT.read(files))
    records = [item for item in out if isinstance(item, Record)]
    told = {item.code: item for item in out if isinstance(item, Problem)}
    assert set(told) == {"NET-401", "NET-402", "NET-404", "NET-406"}
    assert len(records) == 15_374
    assert "15,376本をまとめ、15,374本" in told["NET-406"].message
    assert "30,750本のうち156本" in told["NET-402"].message
    assert told["NET-401"].value == "99.7%"
    assert sum(r.fields["length_m"] for r in records) == pytest.approx(1_024_710, abs=1_000)
    assert {record.srid for record in records} == {6668}


@pytest.mark.real
def test_no_way_in_ube_gets_longer_by_joining_both_directions(real_data) -> None:  # type: ignore[no-untyped-def]
    files = real_data("walk_ube/ube_roads.zip")
    records = [item for item in osm_network.FORMAT.read(files) if isinstance(item, Record)]
    ours = _far([(r.fields["source"], r.fields["target"], r.fields["length_m"]) for r in records])
    theirs = _far(_raw(files.files[0].data))
    assert ours == pytest.approx(theirs, abs=1e-6)
    assert sum(map(math.isfinite, ours.values())) > 10_000


def _raw(data: bytes) -> list[tuple[str, str, float]]:
    """u, v and length of every edge, read by pyshp alone."""
    with (
        zipfile.ZipFile(io.BytesIO(data)) as archive,
        shapefile.Reader(dbf=io.BytesIO(archive.read("ube_roads.dbf"))) as table,
    ):
        return [
            (str(row["u"]), str(row["v"]), float(row["length"]))
            for row in table.iterRecords(fields=["u", "v", "length"])
        ]


def _far(edges: Sequence[tuple[str, str, float]]) -> dict[str, float]:
    """Metres to every node from the one that is first by its number's text."""
    names = sorted({end for edge in edges for end in edge[:2]})
    at = {name: i for i, name in enumerate(names)}
    shortest: dict[tuple[int, int], float] = {}
    for u, v, length_m in edges:
        pair = (min(at[u], at[v]), max(at[u], at[v]))
        shortest[pair] = min(length_m, shortest.get(pair, math.inf))
    rows, columns = np.array(list(shortest)).T
    graph_ = coo_matrix((list(shortest.values()), (rows, columns)), shape=(len(names),) * 2)
    return dict(zip(names, dijkstra(graph_.tocsr(), directed=False, indices=0).tolist(), strict=True))
