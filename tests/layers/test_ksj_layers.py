"""The layers of 国土数値情報: what their rows keep, where their files lie, and which edition they name."""

from __future__ import annotations

from typing import Any

import pytest
from shapely import Point, Polygon

from importers._record import Record
from layers import all_layers, city_area, elementary_district, school, welfare_facility
from layers._ksj import full_address
from layers._layer import AreaRow, AssetRow

SHAPE = Polygon([(139.3, 35.6), (139.4, 35.6), (139.4, 35.7), (139.3, 35.6)])
KSJ = {
    "city_area": "N03", "elementary_district": "A27", "junior_high_district": "A32", "school": "P29",
    "welfare_facility": "P14", "medical": "P04", "public_facility": "P02",
}  # fmt: skip


def facility(**fields: Any) -> AssetRow:
    known = {"name": "見本ホーム", "address": "見本町1", "prefecture": "東京都", "city": "八王子市"}
    return welfare_facility.to_row(Record("P14-23_13.shp", 1, known | fields, Point(139.3, 35.6), 6668))


@pytest.mark.parametrize(("key", "data_set"), KSJ.items())
def test_the_download_is_the_official_zip_of_a_prefecture(key: str, data_set: str) -> None:
    layer = all_layers()[key]
    found = [item for item in layer.downloads if f"/{data_set}/" in item.url]
    assert len(found) == 1
    assert found[0].url.startswith(f"https://nlftp.mlit.go.jp/ksj/gml/data/{data_set}/{data_set}-")
    assert found[0].url.format(prefecture="13").endswith("_13_GML.zip")
    assert found[0].page.startswith(f"https://nlftp.mlit.go.jp/ksj/gml/datalist/KsjTmplt-{data_set}-")
    assert found[0].licence
    form = next(form for form in layer.formats if form.key == f"ksj_{data_set.casefold()}")
    assert {"zip", "shp", "geojson", "xml", "gml"} <= set(form.extensions)


def test_an_area_with_a_choice_says_so_in_its_attributes() -> None:
    fields = {
        "name": "第一小学校",
        "address": "x",
        "founder": "市立",
        "choice": "調整区域",
        "shared_with": ("第二小",),
    }
    row = elementary_district.LAYER.to_row(Record("a", 1, fields | {"school_code": None}, SHAPE, 4612))
    assert isinstance(row, AreaRow)
    assert row.attributes == {
        "school": "第一小学校", "founder": "市立", "choice": "調整区域", "shared_with": ("第二小",),
    }  # fmt: skip


def test_several_areas_of_a_school_share_its_key_in_every_edition() -> None:
    fields = {"name": "第一小学校", "address": "x", "founder": None}
    rows = [
        elementary_district.LAYER.to_row(Record("a", line, fields | {"school_code": code}, SHAPE, 4612))
        for line, code in ((1, None), (2, "B113220100001"))
    ]
    assert {row.key for row in rows if isinstance(row, AreaRow)} == {"第一小学校|x"}


def test_land_of_no_municipality_is_no_city_area() -> None:
    fields = {"prefecture": "東京都", "name": "所属未定地", "ward": None, "municipality_code": None}
    assert city_area.to_row(Record("N03", 1, fields, SHAPE, 6668)) is None


def test_a_school_without_a_code_is_known_by_name_and_address() -> None:
    fields = {"name": "第一小学校", "address": "見本町1", "school_code": None, "campus": None}
    row = school.to_row(Record("A27P", 1, fields, Point(139.3, 35.6), 4612))
    assert (row.source_key, row.srid, row.attributes) == ("第一小学校|見本町1", 4612, {})


@pytest.mark.parametrize(
    ("position", "placed", "precision"),
    [(None, True, "exact"), ("街区", True, "町丁目"), ("町丁目", True, "町丁目"), ("市区町村", False, "exact"),
     ("都道府県", False, "exact")],
)  # fmt: skip
def test_a_point_that_stands_for_more_than_the_facility_is_not_shown_as_exact(
    position: str | None, placed: bool, precision: str
) -> None:
    row = facility(position=position)
    assert (row.lon is not None, row.precision) == (placed, precision)
    assert row.address == "東京都八王子市見本町1"


@pytest.mark.parametrize("kind", ["婦人保護施設", "女性自立支援施設", "母子生活支援施設"])
def test_g14_a_refuge_is_not_stored(kind: str) -> None:
    """Whatever is stored could be shown by mistake, or be worked out from what it is counted in."""
    assert facility(kind=kind) is None
    assert facility(group=kind) is None


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (("東京都", "八王子市", "見本町1"), "東京都八王子市見本町1"),
        (("東京都", "八王子市", "八王子市見本町1"), "東京都八王子市見本町1"),
        (("東京都", "八王子市", "東京都八王子市見本町1"), "東京都八王子市見本町1"),
        ((None, None, "見本町1"), "見本町1"),
        (("東京都", None, None), "東京都"),
        ((None, None, None), None),
    ],
)
def test_an_address_names_each_part_once(parts: tuple[str | None, ...], whole: str | None) -> None:
    assert full_address(*parts) == whole
