"""Damaged OpenStreetMap files of every kind: read, told element by element or refused in words, nothing else."""

from __future__ import annotations

import random
import zlib

import pytest

from importers import osm_network, osm_pbf, osm_walk
from importers._osm.blocks import DAMAGE, day_of, holds
from importers._osm.wire import read, running_sums, signed, zigzag
from importers._record import Delivery, File, Format
from tests.importers.build import refused, shape_zip
from tests.importers.build_osm import TOWN, graphml, overpass, pbf, xml
from tests.importers.test_damaged import assert_ends_in_words, damaged
from tests.importers.test_osm_network import EDGES, edge_shapes, gpkg, graph

PLAIN = pbf(TOWN, options=",pbf_compression=none")
SINGLE = pbf(TOWN, options=",pbf_dense_nodes=false,pbf_compression=none")
CASES: dict[str, tuple[Format, str, bytes]] = {
    "places in an unpacked pbf": (osm_pbf.FORMAT, "a.osm.pbf", PLAIN),
    "places in a pbf of single nodes": (osm_pbf.FORMAT, "a.osm.pbf", SINGLE),
    "ways in an unpacked pbf": (osm_walk.FORMAT, "a.osm.pbf", PLAIN),
    "ways in an answer": (osm_walk.FORMAT, "a.json", overpass(TOWN, style="geom")),
    "ways in XML": (osm_walk.FORMAT, "a.osm", xml(TOWN)),
    "a graph": (osm_network.FORMAT, "a.graphml", graph(EDGES)),
    "a geopackage": (osm_network.FORMAT, "a.gpkg", gpkg(EDGES)),
    "a shapefile": (osm_network.FORMAT, "a.zip", shape_zip(edge_shapes(EDGES), stem="edges")),
}


@pytest.mark.parametrize("case", sorted(CASES))
def test_the_sound_file_is_read(case: str) -> None:
    form, name, data = CASES[case]
    files = Delivery((File(name, data),))
    assert form.recognises(files)
    assert list(form.read(files))


@pytest.mark.parametrize("case", sorted(CASES))
def test_damage_ends_in_words(case: str) -> None:
    form, name, data = CASES[case]
    chance = random.Random(case)
    for _ in range(250):
        assert_ends_in_words(form, Delivery((File(name, damaged(data, chance)),)))


@pytest.mark.parametrize("suffix", ["shp", "dbf", "prj"])
def test_damage_inside_a_shapefile_of_edges(suffix: str) -> None:
    chance = random.Random(suffix)
    sound = edge_shapes(EDGES)
    for _ in range(120):
        files = sound | {suffix: damaged(sound[suffix], chance)}
        assert_ends_in_words(osm_network.FORMAT, Delivery((File("a.zip", shape_zip(files, stem="edges")),)))


@pytest.mark.parametrize("text", ["nan", "inf", "1e999", "", "x", "-", "[1.0, 2.0]"])
def test_a_graph_with_odd_numbers(text: str) -> None:
    for data in (
        graphml({"1": (139.3, 35.6), "2": (139.31, 35.6)}, [("1", "2", text, None)]),  # type: ignore[list-item]
        graph(EDGES).replace(b"139.3</data>", f"{text}</data>".encode()),
        graph(EDGES).replace(b"LINESTRING (139.3 35.6", f"LINESTRING ({text} 35.6".encode()),
    ):
        assert_ends_in_words(osm_network.FORMAT, Delivery((File("a.graphml", data),)))


# The wire format


@pytest.mark.parametrize(
    "message",
    [
        b"\x08",
        b"\x08\xff",
        b"\x08" + b"\xff" * 11,
        b"\x12\x05abc",
        b"\x0b",
        b"\x0d\x00",
        b"\x09\x00",
        b"\x12\xff\xff\xff\xff\x0f",
    ],
)
def test_messages_that_lie_about_their_lengths(message: bytes) -> None:
    with pytest.raises(DAMAGE):
        read(memoryview(message))


@pytest.mark.parametrize("packed", [b"\xff", b"\x01\xff", b"\x80" * 11 + b"\x01"])
def test_packed_numbers_without_an_end(packed: bytes) -> None:
    with pytest.raises(DAMAGE):
        running_sums(memoryview(packed))


def test_numbers_as_they_are_sent() -> None:
    assert read(memoryview(b"\x08\x96\x01")).numbers == {1: 150}
    assert bytes(read(memoryview(b"\x12\x03abc")).part(2)) == b"abc"
    assert [zigzag(value) for value in (0, 1, 2, 3, 4_294_967_294)] == [0, -1, 1, -2, 2_147_483_647]
    assert (signed(5), signed((1 << 64) - 1)) == (5, -1)
    assert running_sums(memoryview(b"\x02\x04\x01")).tolist() == [1, 3, 2]
    assert running_sums(memoryview(b"")).tolist() == []


def blob(kind: bytes, content: bytes) -> bytes:
    """A file block with this packed content."""
    header = b"\x0a" + bytes([len(kind)]) + kind + b"\x18" + _number(len(content))
    return len(header).to_bytes(4, "big") + header + content


def _number(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\x22\x01x", "IMP-201"),  # lzma
        (b"\x3a\x01x", "IMP-201"),  # zstd
        (b"\x1a\x02xy", "IMP-200"),  # no zlib at all
        (b"", "IMP-200"),
        (b"\x0a\x0b\x22\x09Something", "IMP-201"),
    ],
)
def test_headers_that_are_not_for_us(content: bytes, code: str) -> None:
    assert refused(osm_pbf.FORMAT, ("a.osm.pbf", blob(b"OSMHeader", content))).code == code


def test_a15_a_block_that_unpacks_beyond_its_cap_is_refused() -> None:
    bomb = zlib.compress(bytes(40_000_000), 9)
    data = blob(b"OSMHeader", b"\x1a" + _number(len(bomb)) + bomb)
    assert refused(osm_pbf.FORMAT, ("a.osm.pbf", data)).code == "IMP-200"
    assert not holds(data, (b"amenity", b"cafe"))
    assert day_of(data) is None


def test_a_header_that_promises_too_much_is_refused() -> None:
    for size in (33_000_000, 2**40, 5):
        header = b"\x0a\x09OSMHeader\x18" + _number(size)
        assert (
            refused(osm_pbf.FORMAT, ("a.osm.pbf", len(header).to_bytes(4, "big") + header)).code == "IMP-200"
        )
