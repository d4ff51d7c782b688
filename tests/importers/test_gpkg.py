"""GeoPackages as programs write them, and as somebody might write them to do harm."""

from __future__ import annotations

import random
import sqlite3
import struct
from collections.abc import Sequence

import pytest
import shapely
from shapely import MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry

from importers import area_geojson, place_list
from importers._files import sqlite as _sqlite
from importers._files.parts import parts
from importers._maps.wkb import WkbError, member_of_gpkg, member_of_wkb
from importers._record import Delivery, File, FormatError
from tests.importers.build import SQUARE, assert_plain, delivery, read, refused
from tests.importers.test_damaged import assert_ends_in_words, damaged

_SRS = {
    4326: ("EPSG", 4326, 'GEOGCS["WGS 84"]'),
    6677: ("EPSG", 6677, "-"),
    -1: ("NONE", -1, "undefined"),
    0: ("NONE", 0, "undefined"),
    3067: ("EPSG", 3067, "-"),
}
SPOT = Point(139.32, 35.66)


def blob(
    shape: BaseGeometry | bytes | None, *, flags: int = 1, envelope: bytes = b"", srid: int = 4326
) -> bytes | None:
    """A geometry as it stands in a GeoPackage: header, envelope, WKB."""
    if shape is None:
        return None
    body = shape if isinstance(shape, bytes) else shapely.to_wkb(shape, flavor="iso")
    return b"GP\x00" + bytes([flags]) + struct.pack("<i", srid) + envelope + body


def gpkg(
    rows: Sequence[tuple[str, bytes | None]] = (("見本サロン", blob(SPOT)),),
    *,
    srid: int = 4326,
    layers: Sequence[str] = ("places",),
    more: str = "",
) -> bytes:
    """A GeoPackage whose layers all hold these rows (名称, geom)."""
    book = sqlite3.connect(":memory:")
    book.executescript(
        """
        pragma application_id = 1196444487; pragma user_version = 10300;
        create table gpkg_spatial_ref_sys (srs_name text, srs_id integer primary key, organization text,
            organization_coordsys_id integer, definition text, description text);
        create table gpkg_contents (table_name text primary key, data_type text, identifier text, srs_id integer,
            last_change datetime not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')));
        create table gpkg_geometry_columns (table_name text, column_name text, geometry_type_name text,
            srs_id integer, z tinyint, m tinyint);
        """
    )
    organization, code, definition = _SRS[srid]
    book.execute(
        "insert into gpkg_spatial_ref_sys values ('x', ?, ?, ?, ?, null)",
        (srid, organization, code, definition),
    )
    for layer in layers:
        book.execute(
            f'create table "{layer}" (fid integer primary key, geom blob, 名称 text, 住所 text, 写真 blob)'
        )
        book.execute(
            "insert into gpkg_contents (table_name, data_type, srs_id) values (?, 'features', ?)",
            (layer, srid),
        )
        book.execute(
            "insert into gpkg_geometry_columns values (?, 'geom', 'GEOMETRY', ?, 0, 0)", (layer, srid)
        )
        book.executemany(
            f"insert into \"{layer}\" (名称, geom, 住所, 写真) values (?, ?, '見本町1-1', x'ff')", rows
        )
    book.executescript(more)
    book.commit()
    data = book.serialize()
    book.close()
    return data


def test_points_with_their_columns() -> None:
    data = gpkg([("見本サロン", blob(SPOT)), ("　", blob(SPOT)), ("位置のない場所", None)])
    assert place_list.FORMAT.recognises(delivery(("a.gpkg", data)))
    records, problems = read(place_list.FORMAT, ("a.gpkg", data))
    assert [(r.line, r.fields["name"], r.fields["address"]) for r in records] == [
        (1, "見本サロン", "見本町1-1"), (3, "位置のない場所", "見本町1-1"),
    ]  # fmt: skip
    assert (records[0].geometry, records[0].srid, records[1].geometry) == (SPOT, 4326, None)
    assert [(p.code, p.line) for p in problems] == [("MAP-504", None), ("VAL-304", 2)]


def test_areas_serve_other_formats_too() -> None:
    data = gpkg([("東", blob(Polygon(SQUARE)))])
    assert area_geojson.FORMAT.recognises(delivery(("会議.gpkg", data)))
    records, _ = read(area_geojson.FORMAT, ("会議.gpkg", data))
    assert (records[0].fields["name"], records[0].srid, records[0].geometry.area) == (
        "東",
        4326,
        pytest.approx(1e-4),
    )


def test_plane_coordinates_become_degrees_on_the_same_datum() -> None:
    records, _ = read(place_list.FORMAT, ("a.gpkg", gpkg([("A", blob(Point(-50_000, -40_000)))], srid=6677)))
    assert records[0].srid == 6668
    assert (records[0].fields["lon"], records[0].fields["lat"]) == (
        pytest.approx(139.28, abs=0.01),
        pytest.approx(35.638, abs=0.01),
    )


def test_areas_and_lines_stand_for_a_point_inside() -> None:
    records, problems = read(
        place_list.FORMAT, ("a.gpkg", gpkg([("A", blob(Polygon(SQUARE))), ("B", blob(MultiPoint([SPOT])))]))
    )
    assert Polygon(SQUARE).contains(records[0].geometry)
    assert records[1].geometry == SPOT
    assert ("MAP-507", "note") in [(p.code, p.severity) for p in problems]


@pytest.mark.parametrize("srid", [-1, 0])
def test_an_unnamed_system_is_asked_for(srid: int) -> None:
    metres = gpkg([("A", blob(Point(-50_000, -40_000)))], srid=srid)
    with pytest.raises(FormatError) as caught:
        read(place_list.FORMAT, ("a.gpkg", metres))
    question = caught.value.problem
    assert (question.code, question.severity, question.choice) == ("IMP-104", "ask", "crs")
    answered = Delivery((File("a.gpkg", metres),), {"crs": "6677"})
    assert any(getattr(item, "srid", None) == 6668 for item in place_list.FORMAT.read(answered))


def test_a_system_that_is_not_used_here_is_refused() -> None:
    assert (
        refused(place_list.FORMAT, ("a.gpkg", gpkg([("A", blob(Point(400_000, 6_700_000)))], srid=3067))).code
        == "IMP-105"
    )


def test_several_layers_are_asked_for() -> None:
    data = gpkg(layers=("カフェ", "サロン"))
    with pytest.raises(FormatError) as caught:
        read(place_list.FORMAT, ("a.gpkg", data))
    question = caught.value.problem
    assert (question.code, question.choice, [o.value for o in question.options]) == (
        "IMP-106",
        "table",
        ["カフェ", "サロン"],
    )
    assert_plain(question)
    assert list(place_list.FORMAT.read(Delivery((File("a.gpkg", data),), {"table": "サロン"})))
    with pytest.raises(FormatError, match="IMP-100"):
        list(place_list.FORMAT.read(Delivery((File("a.gpkg", data),), {"table": "x"})))


# What a file may not hold (B3)

RTREE = """
    create virtual table rtree_places_geom using rtree(id, minx, maxx, miny, maxy);
    create trigger rtree_places_geom_insert after insert on places begin delete from rtree_places_geom; end;
    create trigger gpkg_tile_matrix_zoom_level_insert before insert on gpkg_contents begin select 1; end;
    create trigger trigger_insert_feature_count_places after insert on places begin select 1; end;
"""
HARMFUL = {
    "virtual table": "create virtual table words using fts5(x);",
    "virtual table under an index's name": "create virtual table rtree_places_geom using fts5(x);",
    "trigger": "create trigger later after insert on places begin delete from gpkg_contents; end;",
    "view as the only layer": "update gpkg_contents set table_name = 'v'; create view v as select * from places;",
    "no features": "update gpkg_contents set data_type = 'tiles';",
    "no list of layers": "drop table gpkg_contents;",
    "unknown column of shapes": "update gpkg_geometry_columns set column_name = 'x';",
    "two columns of shapes": "insert into gpkg_geometry_columns select * from gpkg_geometry_columns;",
    "column that swells": "alter table places add column x as (zeroblob(90000000));",
    "many tables": "".join(f"create table t{number} (x);" for number in range(1_001)),
}  # fmt: skip


def test_b3_the_spatial_index_of_the_standard_is_allowed() -> None:
    assert len(read(place_list.FORMAT, ("a.gpkg", gpkg(more=RTREE)))[0]) == 1


@pytest.mark.parametrize("more", HARMFUL.values(), ids=HARMFUL)
def test_b3_what_a_map_has_no_need_of_is_refused(more: str) -> None:
    assert refused(place_list.FORMAT, ("a.gpkg", gpkg(more=more))).code == "IMP-130"


def test_b3_a_view_beside_a_layer_is_never_read() -> None:
    view = "create view v as select load_extension('x') from places; insert into gpkg_contents (table_name, data_type) values ('v', 'features');"
    assert len(read(place_list.FORMAT, ("a.gpkg", gpkg(more=view)))[0]) == 1


@pytest.mark.parametrize(
    "statement",
    ["attach ':memory:' as other", "pragma user_version", "select load_extension('x')", "delete from places",
     "create table t (x)", "select randomblob(9)", "vacuum into 'x'"],
)  # fmt: skip
def test_b3_nothing_but_plain_reading_is_let_through(statement: str) -> None:
    (part,) = parts(delivery(("a.gpkg", gpkg())))
    applications = frozenset({b"GPKG"})
    with (
        _sqlite.Database(part, applications=applications, whole=True) as database,
        pytest.raises(FormatError, match="IMP-130"),
    ):
        list(database.rows(statement))


def test_b3_a_damaged_page_is_not_read_round() -> None:
    data = bytearray(gpkg([(f"場所{number}", blob(SPOT)) for number in range(400)]))
    page = 4096 * (len(data) // 4096 // 2)
    data[page : page + 200] = b"\xff" * 200
    assert refused(place_list.FORMAT, ("a.gpkg", bytes(data))).code == "IMP-130"


@pytest.mark.parametrize("size", [50, 4096, 5000])
def test_b3_a_file_that_is_cut_off(size: int) -> None:
    assert refused(place_list.FORMAT, ("a.gpkg", gpkg()[:size])).code == "IMP-130"


def test_b3_work_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_sqlite, "_MAX_STEPS", 1)
    data = gpkg([(f"場所{number}", blob(SPOT)) for number in range(2_000)])
    assert refused(place_list.FORMAT, ("a.gpkg", data)).code == "IMP-130"


def test_b3_size_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_sqlite, "MAX_BYTES", 10_000)
    assert refused(place_list.FORMAT, ("a.gpkg", gpkg())).code == "IMP-130"


def test_a_database_of_another_program_is_refused() -> None:
    data = bytearray(gpkg())
    data[68:72] = b"\x00\x00\x00\x00"
    assert refused(place_list.FORMAT, ("a.gpkg", bytes(data))).code == "IMP-130"


@pytest.mark.parametrize("text", [b"<OGRVRTDataSource/>", b"WFS:http://127.0.0.1/", b"{}", b"\x00" * 200])
def test_b1_b18_other_content_under_the_ending_is_refused(text: bytes) -> None:
    assert refused(place_list.FORMAT, ("a.gpkg", text)).code == "IMP-130"


def test_a_file_in_write_ahead_mode_is_read() -> None:
    data = bytearray(gpkg())
    data[18:20] = b"\x02\x02"
    assert len(read(place_list.FORMAT, ("a.gpkg", bytes(data)))[0]) == 1


def test_damage_never_ends_in_anything_but_words() -> None:
    chance, sound = random.Random("gpkg"), gpkg()
    for _ in range(150):
        assert_ends_in_words(place_list.FORMAT, delivery(("a.gpkg", damaged(sound, chance))))


# Shapes


@pytest.mark.parametrize(("code", "size"), [(0, 0), (1, 32), (2, 48), (3, 48), (4, 64)])
def test_envelopes_are_passed_over(code: int, size: int) -> None:
    assert member_of_gpkg(blob(SPOT, flags=1 | code << 1, envelope=bytes(size)) or b"") == {
        "type": "Point", "coordinates": [139.32, 35.66],
    }  # fmt: skip


@pytest.mark.parametrize(
    "wkt",
    ["POINT (1 2)", "LINESTRING (1 2, 3 4)", "POLYGON ((0 0, 9 0, 9 9, 0 0), (1 1, 2 1, 2 2, 1 1))",
     "MULTIPOINT (1 2, 3 4)", "MULTILINESTRING ((1 2, 3 4), (5 6, 7 8))", "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 0)))"],
)  # fmt: skip
@pytest.mark.parametrize("order", [0, 1])
def test_shapes_come_out_as_they_went_in(wkt: str, order: int) -> None:
    shape = shapely.from_wkt(wkt)
    member = member_of_wkb(shapely.to_wkb(shape, flavor="iso", byte_order=order))
    assert shapely.geometry.shape(member).equals_exact(shape)


@pytest.mark.parametrize("wkt", ["POINT Z (1 2 3)", "POINT M (1 2 3)", "POINT ZM (1 2 3 4)"])
def test_b22_heights_are_dropped(wkt: str) -> None:
    member = member_of_wkb(shapely.to_wkb(shapely.from_wkt(wkt), flavor="iso", output_dimension=4))
    assert member == {"type": "Point", "coordinates": [1, 2]}


@pytest.mark.parametrize("wkt", ["POINT EMPTY", "POLYGON EMPTY", "MULTIPOINT EMPTY"])
def test_b8_empty_shapes_are_none(wkt: str) -> None:
    assert member_of_wkb(shapely.to_wkb(shapely.from_wkt(wkt), flavor="iso")) is None
    assert member_of_gpkg(blob(SPOT, flags=0x11) or b"") is None


NESTED = b"\x01\x07\x00\x00\x00\x01\x00\x00\x00" * 100_000


@pytest.mark.parametrize(
    "data",
    [b"", b"\x01", b"\x02\x01\x00\x00\x00", struct.pack("<BII", 1, 2, 2**32 - 1), struct.pack("<BII", 1, 3, 2**32 - 1),
     struct.pack("<BII", 1, 6, 1) + NESTED, struct.pack("<BII", 1, 5001, 1), shapely.to_wkb(SPOT) + b"\x00"],
)  # fmt: skip
def test_b13_false_counts_and_deep_nesting_end_at_once(data: bytes) -> None:
    with pytest.raises(WkbError):
        member_of_wkb(data)


def test_b13_a_shape_that_cannot_be_read_is_left_out_by_row() -> None:
    curve = struct.pack("<BII", 1, 8, 1)
    rows = [("A", blob(curve)), ("B", blob(NESTED)), ("C", b"xx"), ("D", blob(SPOT))]
    records, problems = read(place_list.FORMAT, ("a.gpkg", gpkg(rows)))
    assert [record.fields["name"] for record in records] == ["D"]
    assert [(p.code, p.line) for p in problems if p.severity == "row"] == [
        ("GEO-210", line) for line in (1, 2, 3)
    ]
