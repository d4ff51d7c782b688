"""Knows a sound delivery of each kind of file that is read, for others to damage. Knows no damage."""

from __future__ import annotations

import functools
import io
import tempfile
import zipfile
from pathlib import Path

from sample.write import write_city
from tests.importers import build_osm
from tests.importers.build import area, geojson, shape_set, zipped
from tests.importers.ksj_build import gml
from tests.importers.test_gpkg import gpkg
from tests.importers.test_kml import kml, placemark

_A27 = {"A27_005": "13201", "A27_006": "見本", "A27_007": "見本小", "A27_008": "見本町"}


#: The deliveries by name, without making any.
NAMES = (
    "99.xlsx", "990019_mihon_kodomosyokudo.csv", "N03-20200101_99001.zip", "day_service_mihon.json", "hinanbasho.csv",
    "ibasho_990019.csv", "jimusho.csv", "kosodate_990019.xlsx", "osm_cafe_mihon.geojson",
    "sodan_kyoten_990019.csv", "tblT001082C99.txt", "tblT001100S5241.zip", "towns_990019.json",
    "shapefile", "zipped shapefile", "GeoJSON", "GML", "KML", "KMZ", "GeoPackage", "OSM XML", "OSM binary",
    "Overpass", "GraphML", "cp932", "UTF-16",
)  # fmt: skip


@functools.cache
def deliveries() -> dict[str, dict[str, bytes]]:
    """File names and contents: the invented city's official files, cut short, and the other containers."""
    with tempfile.TemporaryDirectory() as folder:
        city = {path.name: path.read_bytes() for path in write_city(Path(folder))}
    pieces = shape_set([(_A27, area()["coordinates"][0])])
    town = build_osm.TOWN
    plain = city["hinanbasho.csv"].decode()
    return {
        **{name: {name: data} for name, data in city.items() if len(data) < 40_000},
        "shapefile": {f"A27-16_13.{ending}": data for ending, data in pieces.items()},
        "zipped shapefile": {"A27.zip": zipped({f"A27-16_13.{each}": data for each, data in pieces.items()})},
        "GeoJSON": {"A27-16.geojson": geojson([(_A27, area())])},
        "GML": {"A27-16_13.xml": gml("A27", ["A27_005", "A27_007"], [["13201", "見本小"]])},
        "KML": {"a.kml": kml(placemark())},
        "KMZ": {"a.kmz": zipped({"doc.kml": kml(placemark())})},
        "GeoPackage": {"a.gpkg": gpkg()},
        "OSM XML": {"a.osm": build_osm.xml(town)},
        "OSM binary": {"a.osm.pbf": build_osm.pbf(town, options=",pbf_compression=none")},
        "Overpass": {"a.json": build_osm.overpass(town)},
        "GraphML": {
            "a.graphml": build_osm.graphml(
                {"1": (139.3, 35.6), "2": (139.31, 35.6)}, [("1", "2", 900.0, None)]
            )
        },
        "cp932": {"hinanbasho.csv": plain.encode("cp932", errors="ignore")},
        "UTF-16": {"hinanbasho.csv": plain.replace(",", "\t").encode("utf-16")},
    }


def opened(data: bytes) -> dict[str, bytes]:
    """The members of a ZIP."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
