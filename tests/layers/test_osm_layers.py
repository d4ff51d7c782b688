"""One file of OpenStreetMap serves several layers: each finds its own in it and leaves the rest alone."""

from __future__ import annotations

import pytest
from shapely import Point

from importers._record import Delivery, File, Record
from layers import all_layers
from layers._layer import AssetRow, EdgeRow, Layer
from tests.importers.build import delivery, geojson, point
from tests.importers.build_osm import TOWN, Map, overpass, pbf, xml

OWN = {
    "cafe": {"node/11", "node/12", "way/21"},
    "community_centre": {"relation/31"},
    "bench": {"node/13"},
}
FILES = {"a.osm.pbf": pbf(TOWN), "a.osm": xml(TOWN), "a.json": overpass(TOWN, style="geom")}


def rows(layer: Layer, files: Delivery) -> list[object]:
    form = next(known for known in layer.formats if known.recognises(files))
    assert layer.to_row
    found = [layer.to_row(item) for item in form.read(files) if isinstance(item, Record)]
    return [row for row in found if row is not None]


@pytest.mark.parametrize("name", sorted(FILES))
@pytest.mark.parametrize("key", sorted(OWN))
def test_each_layer_finds_its_own(name: str, key: str) -> None:
    layer, files = all_layers()[key], delivery((name, FILES[name]))
    assert layer.accepts
    assert layer.accepts(files)
    found = rows(layer, files)
    assert {row.source_key for row in found if isinstance(row, AssetRow)} == OWN[key]
    pubs = Map({1: (139.3, 35.6)}, tags={"node/1": {"amenity": "pub"}})
    other = {"a.osm.pbf": pbf, "a.osm": xml, "a.json": overpass}[name](pubs)
    assert not layer.accepts(delivery((name, other)))


@pytest.mark.parametrize("key", sorted(OWN))
def test_what_a_layer_does_not_want_gives_no_row(key: str) -> None:
    to_row = all_layers()[key].to_row
    assert to_row
    pub = Record("a.json", 1, {"id": "node/1", "tags": {"amenity": "pub"}}, Point(139.3, 35.6), 4326)
    assert to_row(pub) is None


@pytest.mark.parametrize("name", sorted(FILES))
def test_the_ways_are_for_the_network(name: str) -> None:
    found = rows(all_layers()["walk_network"], delivery((name, FILES[name])))
    assert [(row.source, row.target) for row in found if isinstance(row, EdgeRow)] == [("11", "13")]


def test_a_cafe_keeps_what_its_tags_say() -> None:
    found = rows(all_layers()["cafe"], delivery(("a.osm.pbf", FILES["a.osm.pbf"])))
    row = next(row for row in found if isinstance(row, AssetRow) and row.source_key == "node/11")
    assert (row.name, row.kana, row.address) == ("見本珈琲店", "みほんこーひーてん", "見本市本町一丁目2-3")
    assert [phone.number for phone in row.phones] == ["042-000-0001"]
    assert [(each.weekdays, each.opens.hour) for each in row.openings if each.opens] == [
        ((0, 1, 2, 3, 4), 10)
    ]
    assert (row.hours_note, row.url, row.srid) == ("祝日は休み", "https://example.jp/", 4326)
    assert row.attributes == {"車いす": "一部で利用できます"}
    assert str(row.assured_date) == "2026-04-01"


def test_a_list_of_names_is_of_cafes_where_its_file_says_so() -> None:
    cafe = all_layers()["cafe"]
    names = geojson([({"name": "見本喫茶"}, point(139.3, 35.6)), ({}, point(139.31, 35.6))])
    assert cafe.accepts
    assert cafe.accepts(delivery(("osm_cafe_2014.geojson", names)))
    assert not cafe.accepts(delivery(("export.geojson", names)))
    assert len(rows(cafe, delivery(("osm_cafe_2014.geojson", names)))) == 2


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        ({"amenity": "community_centre"}, "公民館・集会所など"),
        ({"amenity": "social_centre"}, "公民館・集会所など"),
        ({"amenity": "social_facility", "social_facility": "food_bank"}, "フードバンク"),
        ({"amenity": "social_facility", "social_facility": "group_home"}, None),
        ({"amenity": "social_facility", "social_facility": "nursing_home"}, None),
        ({"amenity": "social_facility"}, None),
    ],
)
def test_social_facilities_where_people_live_are_no_centres(tags: dict[str, str], words: str | None) -> None:
    to_row = all_layers()["community_centre"].to_row
    assert to_row
    row = to_row(Record("a.json", 1, {"id": "node/1", "tags": tags}, Point(139.3, 35.6), 4326))
    assert (row.description if isinstance(row, AssetRow) else None) == words
    assert row is None or (isinstance(row, AssetRow) and row.name == f"{words}（名称未確認）")


def test_the_bytes_decide_not_the_name() -> None:
    for layer in (all_layers()[key] for key in (*OWN, "walk_network")):
        assert not [
            known.key for known in layer.formats if known.recognises(Delivery((File("a.osm.pbf", b"x"),)))
        ]
