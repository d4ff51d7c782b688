"""Knows which official-format files make up the demo delivery, and writes them.

Knows nothing of what is in them. The same seed gives the same bytes: no file holds the time of writing.
"""

from __future__ import annotations

from pathlib import Path

from sample import boundaries, census, future, lists
from sample.archive import zipped
from sample.city import build
from sample.model import City


def write_city(folder: Path, *, seed: int = 2026, scale: int = 1) -> list[Path]:
    """Write the files of 見本市 into `folder` (made if missing) and return their paths, sorted by name."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, data in sorted(files(build(seed, scale=scale)).items()):
        path = folder / name
        path.write_bytes(data)
        paths.append(path)
    return paths


def files(city: City) -> dict[str, bytes]:
    """{file name: bytes}; the mesh has one zip for each first-order mesh the city reaches into."""
    meshes = {
        f"tblT001100S{first}.zip": zipped({f"tblT001100S{first}.txt": text})
        for first, text in census.mesh_tables(city).items()
    }
    return meshes | {
        "N03-20200101_99001.zip": boundaries.city_zip(city),
        "A27-16_99001.zip": boundaries.elementary_zip(city),
        "A32-16_99001.zip": boundaries.junior_zip(city),
        "r2ka99001.zip": boundaries.small_area_zip(city),
        "tblT001082C99.txt": census.town_table(city),
        "kosodate_990019.xlsx": lists.kosodate(city),
        "ibasho_990019.csv": lists.ibasho(city),
        "990019_mihon_kodomosyokudo.csv": lists.kodomo(city),
        "osm_cafe_mihon.geojson": lists.cafes(city),
        "day_service_mihon.json": lists.day_services(city),
        "hinanbasho.csv": lists.shelters(city),
        "jimusho.csv": lists.offices(city),
        "sodan_kyoten_990019.csv": lists.desks(city),
        "sasaeai_suishin_kaigi.geojson": boundaries.councils(city),
        "towns_990019.json": boundaries.gazetteer(city),
        "99.xlsx": future.municipal_book(city),
        "500m_mesh_2024_99_GEOJSON.zip": future.mesh_zip(city),
    }
