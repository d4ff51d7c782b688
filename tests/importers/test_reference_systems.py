"""Holds how coordinate systems are recognised by what files write of them: figures decide, names alone don't."""

import pytest
from pyproj import CRS

from importers._ksj.source import said_by_srs
from importers._maps.crs import KNOWN, label, said_by_code, said_by_name
from importers._maps.source import Said
from importers._maps.wkt import said_by_wkt

JGD2000 = (
    'GEOGCS["{0}",DATUM["{0}",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]]'
)
TOKYO_9 = (
    'PROJCS["Japan_Zone_9",GEOGCS["GCS_Tokyo",DATUM["D_Tokyo",SPHEROID["Bessel_1841",6377397.155,299.1528128]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
    'PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",139.8333333333333],'
    'PARAMETER["Scale_Factor",0.9999],PARAMETER["Latitude_Of_Origin",36.0],UNIT["Meter",1.0]]'
)


@pytest.mark.parametrize("flavour", ["WKT1_ESRI", "WKT1_GDAL", "WKT2_2015", "WKT2_2019"])
def test_d3_each_reference_system_by_its_description(flavour: str) -> None:
    assert len(KNOWN) == 4 + 3 * 19 + 1
    for epsg in sorted(KNOWN):
        assert said_by_wkt(CRS.from_epsg(epsg).to_wkt(flavour)).srid == epsg


@pytest.mark.parametrize(
    ("name", "srid"),
    [
        ("GCS_JGD_2011", 6668), ("D_JGD_2011", 6668), ("JGD2011", 6668), ("JGD2024", 6668), ("JGD_2000", 4612),
        ("Japanese Geodetic Datum 2000", 4612), ("ＪＧＤ２０００", 4612), ("WGS_1984", 4326),
    ],
)  # fmt: skip
def test_odd_names_of_a_datum(name: str, srid: int) -> None:
    assert said_by_wkt(JGD2000.format(name)).srid == srid


def test_a_zone_on_the_tokyo_datum_with_a_shift_written_into_it() -> None:
    shifted = TOKYO_9.replace("299.1528128]", "299.1528128],TOWGS84[-146.414,507.337,680.507,0,0,0,0]")
    assert said_by_wkt(TOKYO_9).srid == said_by_wkt(shifted).srid == 30169
    assert said_by_wkt("\ufeff" + TOKYO_9 + "\r\n\x00").srid == 30169


def test_heights_beside_the_place_are_left_aside() -> None:
    assert said_by_wkt(CRS.from_epsg(6697).to_wkt("WKT1_GDAL")).srid == 6668
    assert [said_by_code(code).srid for code in (6697, 6667, 6696, 4979, 900913)] == [
        6668,
        6668,
        4612,
        4326,
        3857,
    ]


def test_a_false_meridian_or_unit_or_ellipsoid_is_none_of_ours() -> None:
    for wrong in (
        TOKYO_9.replace("139.8333333333333", "139.5"),
        TOKYO_9.replace('UNIT["Meter",1.0]', 'UNIT["Foot_US",0.3048006096012192]'),
        TOKYO_9.replace("0.9999", "0.9996"),
        TOKYO_9.replace('"False_Easting",0.0', '"False_Easting",500000.0'),
        TOKYO_9.replace("6377397.155", "6378137.0"),
        TOKYO_9.replace('PRIMEM["Greenwich",0.0]', 'PRIMEM["Tokyo",139.7]'),
        CRS.from_epsg(32654).to_wkt(),
        CRS.from_epsg(4258).to_wkt(),
    )[:-1]:
        assert (said_by_wkt(wrong).srid, said_by_wkt(wrong).foreign) == (None, True)


@pytest.mark.parametrize(
    "text",
    ["", "平面直角9系", "GEOGCS[", "GEOGCS" * 100_000, JGD2000.format("D_unknown"), "+proj=longlat", "/etc/passwd",
     "https://example.com/6677.prj", "urn:ogc:def:crs:EPSG::6677@file"],
)  # fmt: skip
def test_what_means_nothing_is_left_open(text: str) -> None:
    said = said_by_wkt(text)
    assert (said.srid, said.foreign) == (None, False)


@pytest.mark.parametrize(
    ("name", "srid"),
    [
        ("urn:ogc:def:crs:EPSG::4612", 4612), ("urn:ogc:def:crs:EPSG:6.11:4612", 4612), ("EPSG:6677", 6677),
        ("epsg:30169", 30169), ("urn:ogc:def:crs:OGC:1.3:CRS84", 4326), ("urn:ogc:def:crs:OGC::CRS84", 4326),
        ("http://www.opengis.net/def/crs/EPSG/0/6668", 6668),
        ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", 4326),
    ],
)  # fmt: skip
def test_names_in_documents(name: str, srid: int) -> None:
    assert said_by_name(name) == Said(srid, name if "CRS84" in name else f"EPSG:{srid}")


def test_codes_that_exist_elsewhere_and_codes_that_do_not() -> None:
    assert said_by_name("EPSG:32654") == Said(None, "EPSG:32654", foreign=True)
    assert said_by_name("EPSG:99999") == Said(None, "EPSG:99999")
    assert said_by_name("平面直角9系") == Said(None, "平面直角9系")


def test_every_system_has_a_name_for_people() -> None:
    labels = [label(srid) for srid in KNOWN]
    assert len(set(labels)) == len(labels)
    assert label(2451) == "JGD2000 平面直角座標系 9系（EPSG:2451）"


@pytest.mark.parametrize(
    ("name", "srid"),
    [
        ("fguuid:jgd2011.bl", 6668),
        ("fguuid:jgd2000.bl", 4612),
        ("JGD2011 / (B, L)", 6668),
        ("JGD2000 / (B, L)", 4612),
        ("TD / (B, L)", 4301),
        ("urn:ogc:def:crs:EPSG::6668", 6668),
        ("http://www.opengis.net/def/crs/EPSG/0/6677", 6677),
        ("EPSG:6668", 6668),
        ("http://127.0.0.1:9/crs.xml", None),
    ],
)
def test_b17_the_system_by_the_name_that_gml_gives_it(name: str, srid: int | None) -> None:
    assert said_by_srs([name]).srid == srid
