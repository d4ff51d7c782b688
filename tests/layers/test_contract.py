"""Holds every layer to the contract, whichever layers there are: a new file is tested by being there."""

from __future__ import annotations

import re

import pytest

from layers import all_layers
from layers._layer import FIELDS, FORMALITIES, PILLARS, Layer, Outline, Pin, Ramp

SHAPES = {"square", "circle", "drop", "rounded", "diamond", "hexagon"}
HEX = re.compile(r"#[0-9a-f]{6}")
LAYERS = list(all_layers().values())
EVERY = pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.key)
NAMED_IN_THE_ISSUE = {
    "elementary_district", "junior_high_district", "city_area", "population_mesh", "aging_rate", "ibasho", "cafe",
    "child_rearing", "kodomo_shokudo", "hachimaru", "council_area", "day_service", "shelter",
}  # fmt: skip


def test_the_layers_of_the_first_slice_are_there() -> None:
    assert set(all_layers()) >= NAMED_IN_THE_ISSUE


@EVERY
def test_says_what_it_is(layer: Layer) -> None:
    assert layer.title
    assert layer.description.endswith("。")
    assert layer.kind in {"area", "asset", "people", "gazetteer", "network", "rate"}
    assert layer.clip in {"inside", "ring", "none"}
    assert layer.role in {"", "district", "demand", "forecast", "supply"}


@EVERY
def test_has_a_source_and_a_way_in_unless_it_is_computed(layer: Layer) -> None:
    if layer.kind == "rate":
        assert not layer.formats
        return
    assert layer.formats
    assert layer.to_row
    assert layer.source
    assert layer.source.title
    assert layer.source.licence


@EVERY
def test_is_drawn_by_its_kind(layer: Layer) -> None:
    wanted = {
        "area": Outline,
        "asset": Pin,
        "people": Ramp,
        "rate": Ramp,
        "gazetteer": type(None),
        "network": type(None),
    }
    assert isinstance(layer.style, wanted[layer.kind])
    if isinstance(layer.style, Ramp):
        assert len(layer.style.colours) == len(layer.style.words) == len(layer.style.breaks) + 1
    colours = getattr(layer.style, "colours", None) or [getattr(layer.style, "colour", "#000000")]
    assert all(HEX.fullmatch(colour) for colour in colours)


@EVERY
def test_asset_words_are_of_the_field(layer: Layer) -> None:
    assert set(layer.pillars) <= set(PILLARS)
    assert set(layer.fields) <= set(FIELDS)
    assert layer.formality in {None, *FORMALITIES}
    if layer.kind == "asset":
        assert layer.fields
        assert layer.target_groups
        assert layer.formality


def test_pins_are_told_apart_by_shape_and_glyph_not_by_colour_alone() -> None:
    pins = [layer.style for layer in LAYERS if isinstance(layer.style, Pin)]
    assert all(pin.shape in SHAPES and len(pin.glyph) == 1 for pin in pins)
    assert len({(pin.shape, pin.glyph) for pin in pins}) == len(pins)


@EVERY
def test_examples_inside_the_layer_hold(layer: Layer) -> None:
    assert bool(layer.examples) == bool(layer.to_row), "every mapping carries its own example"
    for example in layer.examples:
        assert layer.to_row
        assert layer.to_row(example.record) == example.row


@EVERY
def test_only_places_can_hold_a_new_one(layer: Layer) -> None:
    assert layer.kind == "asset" or not layer.hosts


@EVERY
def test_places_that_are_not_public_are_hidden_one_by_one(layer: Layer) -> None:
    """The public views go by the precision of a place: a list that isn't public hides every one."""
    if layer.kind == "asset" and layer.audience != "public":
        assert {getattr(example.row, "precision", None) for example in layer.examples} == {"hidden"}
