"""Fixtures for the stand-alone map: vendored Leaflet, a small invented city, and a real Chromium."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import Point, box

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


def city(*, names=("東小学校", "西小学校"), **changed) -> gpd.GeoDataFrame:
    columns = {
        "id": [f"d{k}" for k in range(len(names))],
        "name": list(names),
        "people": 12345.4,
        "target_people": 3210.0,
        "aging_rate": 26.04,
        "assets": 2,
        "people_per_asset": 6172.7,
        "covered_share": 61.27,
        "nearest_mean_m": 734.6,
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
    "legend": [("#a89c86", "高齢化が中くらい・場所がやや遠い")],
    "sources": ["国勢調査（総務省統計局、2020-10-01）"],
}
