"""Holds which official files a municipality needs, and that every layer's addresses can be filled in."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from gisapp.bringing.official import covered, needed, needs_outline, primary_meshes, require_real
from gisapp.errors import UserError
from importers._people.mesh import mesh_bounds
from importers._tables.codes import with_check_digit
from layers import all_layers
from layers._layer import Download, Layer
from tests.gisapp.ingest.files import CODE, city_file, load

LAYERS = all_layers()
SOME = next(iter(LAYERS.values()))
WITH = [layer for layer in LAYERS.values() if layer.downloads]
HACHIOJI = shapely.box(139.16, 35.58, 139.46, 35.73)
SAPPORO = shapely.box(140.98, 42.78, 141.5, 43.19)


def layer(key: str, *urls: str) -> Layer:
    """A layer with these downloads and nothing else that counts here."""
    downloads = tuple(Download(url, "https://official.invalid/page", "CC BY 4.0") for url in urls)
    return dataclasses.replace(SOME, key=key, title=f"見本{key}", downloads=downloads)


def by_key(*layers: Layer) -> dict[str, Layer]:
    return {each.key: each for each in layers}


@pytest.mark.parametrize("each", WITH, ids=lambda each: each.key)
@pytest.mark.parametrize("code", ["132012", "011002", "473812"])
def test_every_address_is_whole_and_safe(each: Layer, code: str) -> None:
    found = needed(LAYERS, [each.key], code=code, outline=HACHIOJI)
    assert found.files
    assert not found.waiting
    for official in found.files:
        split = urlsplit(official.url)
        assert split.scheme == "https"
        assert split.hostname
        assert not {"{", "}", " "} & set(official.url)
        assert urlsplit(official.download.page).scheme == "https"
        assert official.download.licence


def test_no_layer_named_means_all_each_address_once() -> None:
    urls = [official.url for official in needed(LAYERS, [], code="132012", outline=HACHIOJI).files]
    assert len(urls) == len(set(urls)) >= len(WITH)


def test_placeholders_are_filled_in() -> None:
    one = layer("one", "https://a/{prefecture}/{code5}/{code6}/{mesh}")
    found = needed(by_key(one), [], code="132012", outline=HACHIOJI)
    assert [official.url for official in found.files] == ["https://a/13/13201/132012/5339"]
    assert found.files[0].of_mesh


def test_meshes_wait_for_the_outline_and_hold_up_nothing() -> None:
    both = by_key(layer("one", "https://a/{mesh}", "https://a/{prefecture}"))
    assert needs_outline(both, [])
    found = needed(both, [], code="132012", outline=None)
    assert [official.url for official in found.files] == ["https://a/13"]
    assert [official.url for official in found.waiting] == ["https://a/{mesh}"]


def test_only_layers_that_were_named_need_an_outline() -> None:
    both = by_key(layer("one", "https://a/{mesh}"), layer("two", "https://a/{code5}"))
    assert needs_outline(both, ["one"])
    assert not needs_outline(both, ["two"])


def test_a_file_of_two_layers_is_one_and_lies_with_the_first_whoever_asks() -> None:
    both = by_key(layer("one", "https://a/x.zip"), layer("two", "https://a/x.zip", "https://a/y.zip"))
    found = needed(both, ["two"], code="132012", outline=None)
    assert [(each.layer.key, each.titles) for each in found.files] == [
        ("one", "見本one・見本two"),
        ("two", "見本two"),
    ]


@pytest.mark.parametrize(
    ("outline", "codes"),
    [
        (HACHIOJI, ["5339"]),
        (SAPPORO, ["6440", "6441"]),
        (shapely.Point(139.3, 35.6), ["5339"]),
    ],
)
def test_primary_meshes_that_an_outline_touches(outline: shapely.Geometry, codes: list[str]) -> None:
    assert primary_meshes(outline) == codes


def test_a_mesh_in_the_bounds_alone_is_not_needed() -> None:
    thin = shapely.LineString([(139.9, 35.2), (140.5, 35.2), (140.5, 35.9)]).buffer(0.01)
    assert primary_meshes(thin) == ["5239", "5240", "5340"]


@given(lon=st.floats(122.1, 153.9), lat=st.floats(20.1, 45.9), size=st.floats(0.001, 1.5))
def test_meshes_cover_the_outline(lon: float, lat: float, size: float) -> None:
    outline = shapely.Point(lon, lat).buffer(size)
    boxes = shapely.union_all([shapely.box(*mesh_bounds(code)) for code in primary_meshes(outline)])
    assert outline.difference(boxes).area < 1e-9


@given(st.integers(1, 47), st.integers(1, 999))
def test_codes_of_all_prefectures_are_real(prefecture: int, number: int) -> None:
    code = with_check_digit(f"{prefecture:02d}{number:03d}")
    one = by_key(layer("one", "https://a/{prefecture}"))
    assert needed(one, [], code=code, outline=None).files[0].url == f"https://a/{code[:2]}"


@pytest.mark.parametrize(
    "code", ["", "13201", "132013", "130001", "990019", "480011", "八王子市", "１３２０１２"]
)
def test_other_codes_are_told(code: str) -> None:
    with pytest.raises(UserError) as caught:
        require_real(code)
    assert caught.value.code == "NET-511"


def test_the_outline_is_that_of_the_loaded_city_with_its_ring(engine: Engine, tmp_path: Path) -> None:
    with engine.connect() as connection:
        assert covered(connection, CODE) is None
    load(engine, tmp_path, "city_area", city_file())
    with engine.connect() as connection:
        outline = covered(connection, CODE)
    assert outline is not None
    assert primary_meshes(outline) == ["5241"]
    west, south, east, north = outline.bounds
    assert 141.47 < west < 141.49
    assert 35.25 < north < 35.27
    assert south < 35.2
    assert east > 141.54
