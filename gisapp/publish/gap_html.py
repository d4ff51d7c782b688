"""Knows how an answer becomes the one map file that is mailed to a council. Knows no formula and no page."""

from __future__ import annotations

import geopandas as gpd
import shapely

from gisapp.config import ROOT
from gisapp.crs import STORAGE_SRID, transform
from gisapp.planning.words import unit_of
from gisapp.publish.bivariate import NO_DATA_COLOUR, NO_DATA_WORDS, class_words, colour, legend
from gisapp.publish.chart_svg import scatter
from gisapp.publish.folium_map import gap_map_html
from gisapp.publish.gap_columns import picked
from gisapp.publish.gap_words import words
from gisapp.publish.handout import Handout, notes, year_words
from layers import all_layers
from layers._layer import Pin

VENDOR = ROOT / "static" / "vendor"
WGS84 = 4326
COLUMNS = (
    "rank", "score", "verdict_words", "people", "target_people", "aging_rate", "assets", "covered_share",
    "uncovered_people", "nearest_mean_m", "access",
)  # fmt: skip


def gap_html(given: Handout) -> str:
    """One file that opens with no network: map, legend, chart, table, sources."""
    answer, city = given.answer, given.city
    where = f"{city.prefecture}{city.name}　{year_words(answer)}の人口"
    return gap_map_html(
        _district_frame(given),
        _asset_frame(given),
        title=f"{city.name} 足りないところの地図",
        subtitle=f"架空のデータです（見本）。{where}" if city.is_sample else where,
        question=answer.sentence,
        columns=[column.title for column in picked(answer, *COLUMNS)],
        legend=[*legend(), (NO_DATA_COLOUR, NO_DATA_WORDS)],
        chart=scatter(answer.rows, breaks_of(given), reach_words=reach_words(given)),
        notes=notes(given),
        vendor=VENDOR,
    )


def breaks_of(given: Handout) -> dict[str, tuple[int, int]]:
    """Where the classes of the map part, in per cent."""
    classes = given.answer.classes
    return {"aging": classes.aging_breaks, "service": classes.covered_breaks}


def reach_words(given: Handout) -> str:
    """Whose share the reach is: who has a place within the limit."""
    return f"{given.answer.question.within_m:,}m以内に場所がある{unit_of(given.answer.question)}"


def _district_frame(given: Handout) -> gpd.GeoDataFrame:
    listed = picked(given.answer, *COLUMNS)
    records = [
        {
            "name": row["name"],
            "cells": [words(row, column) for column in listed],
            "colour": colour(row),
            "class_words": class_words(row),
        }
        for row in given.answer.rows
    ]
    names = ["name", "cells", "colour", "class_words"]
    shapes = transform(given.shapes, STORAGE_SRID, WGS84)
    return gpd.GeoDataFrame(records, columns=names, geometry=shapes, crs=WGS84)


def _asset_frame(given: Handout) -> gpd.GeoDataFrame:
    names = ["name", "address", "precision", "layer_title"]
    records = []
    for place in given.places:
        style = all_layers()[place["layer"]].style
        tint = style.colour if isinstance(style, Pin) else "#4a4f55"
        records.append({**{name: place[name] for name in names}, "colour": tint})
    points = shapely.points([each["lon"] for each in given.places], [each["lat"] for each in given.places])
    return gpd.GeoDataFrame(records, columns=[*names, "colour"], geometry=points, crs=WGS84)
