"""Fixtures for what is handed out: the demo city's answer, vendored Leaflet, an invented city, a Chromium."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import geopandas as gpd
import pytest
from markupsafe import Markup
from shapely import Point, box
from sqlalchemy.engine import Engine

from gisapp.planning.desk import Desk
from gisapp.planning.gaps import answer
from gisapp.planning.question import Question
from gisapp.publish.gap_words import is_hidden
from gisapp.publish.handout import Handout, handout
from gisapp.publish.register import cities

VENDOR = Path(__file__).parents[3] / "static" / "vendor"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def vendor(tmp_path_factory):
    """The folder that holds leaflet/leaflet.js: static/vendor, or a copy fetched through npm."""
    if (VENDOR / "leaflet" / "leaflet.js").is_file():
        return VENDOR
    if not (npm := shutil.which("npm")):
        pytest.skip("static/vendor が作られておらず、npm もありません（make setup で作れます）")
    folder = tmp_path_factory.mktemp("npm")
    command = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "leaflet@1.9.4"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
    shutil.copytree(folder / "node_modules" / "leaflet" / "dist", folder / "vendor" / "leaflet")
    return folder / "vendor"


@pytest.fixture(scope="session")
def chromium(playwright):
    if not Path(CHROMIUM).is_file():
        pytest.skip("Chromium がありません")
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def handed(demo_engine: Engine) -> Handout:
    """The demo city's answer as it is handed out; some of its districts are hidden."""
    with demo_engine.connect() as connection:
        (where,) = cities(connection)
    found = answer(Desk(demo_engine), where.code, Question())
    given = handout(demo_engine, where, found, address="https://gis.example.jp/gaps/runs/1")
    assert any(is_hidden(row) for row in found.rows)
    return given


def city(*, names=("東小学校", "西小学校"), **changed) -> gpd.GeoDataFrame:
    columns = {
        "name": list(names),
        "cells": [["12,345人", "26.0％", "—"] for _ in names],
        "colour": "#a89c86",
        "class_words": "高齢化が中くらい・場所がやや遠い",
    }
    squares = [box(139.3 + 0.02 * k, 35.6, 139.32 + 0.02 * k, 35.62) for k in range(len(names))]
    return gpd.GeoDataFrame(columns | changed, geometry=squares, crs=4326)


def places(*, names=("みんなの居場所",), **changed) -> gpd.GeoDataFrame:
    columns = {
        "name": list(names),
        "layer_title": "居場所",
        "colour": "#0a5c63",
        "address": "見本町1-2",
        "precision": "exact",
    }
    points = [Point(139.31 + 0.003 * k, 35.61) for k in range(len(names))]
    return gpd.GeoDataFrame(columns | changed, geometry=points, crs=4326)


WORDS = {
    "title": "見本市の高齢化と居場所",
    "subtitle": "架空のデータです",
    "question": "65歳以上の人は、800m以内に居場所がありますか。",
    "columns": ["人口", "高齢化率", "近い場所まで"],
    "legend": [("#a89c86", "高齢化が中くらい・場所がやや遠い")],
    "chart": Markup("<svg><title>散らばり</title></svg>"),
    "notes": [("出典", "国勢調査（総務省統計局、2020-10-01）")],
}
