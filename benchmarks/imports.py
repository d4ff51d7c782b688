"""200,000 points into PostGIS: the whole import beside `ogr2ogr` with COPY; the rows compared first.

Run with `.venv-bench/bin/python -m benchmarks.imports [--rounds N] [--points N]`. Both read the same GeoJSON
into the same private cluster and leave an indexed table behind. Ours also reads in the sandboxed child,
checks every row, compares with what is loaded, keeps the history and writes the tiles' copy.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine, make_url

from benchmarks._measure import medians_s
from gisapp.db.cluster import Cluster, running
from gisapp.db.engine import make_engine, require_usable
from gisapp.db.migrate import upgrade
from gisapp.ingest.job import Job
from gisapp.ingest.pipeline import import_files
from gisapp.reading.sandbox import sandboxed
from importers._record import Delivery, File
from layers import all_layers

CODE = "990019"
WEST, SOUTH, SIZE = 141.45, 35.15, 0.2
SEED = 20261123


def points_file(count: int) -> File:
    """Cafés with OSM's tags at random places in the invented city, the same in every run."""
    dice = random.Random(SEED)
    features = [
        {
            "type": "Feature",
            "id": f"node/{number}",
            "properties": {
                "@id": f"node/{number}",
                "amenity": "cafe",
                "name": f"見本カフェ{number}",
                "phone": f"000-{number // 10_000:04d}-{number % 10_000:04d}",
                "opening_hours": "Mo-Fr 10:00-17:00",
            },
            "geometry": {
                "type": "Point",
                "coordinates": [
                    round(WEST + dice.random() * SIZE, 6),
                    round(SOUTH + dice.random() * SIZE, 6),
                ],
            },
        }
        for number in range(count)
    ]
    document = {"type": "FeatureCollection", "features": features}
    return File("cafes.geojson", json.dumps(document, ensure_ascii=False).encode())


def city_file() -> File:
    """The outline of the invented city, with room around the points."""
    ring = [
        [WEST - 0.01, SOUTH - 0.01], [WEST + SIZE + 0.01, SOUTH - 0.01],
        [WEST + SIZE + 0.01, SOUTH + SIZE + 0.01], [WEST - 0.01, SOUTH + SIZE + 0.01],
        [WEST - 0.01, SOUTH - 0.01],
    ]  # fmt: skip
    properties = {
        "N03_001": "見本県",
        "N03_002": None,
        "N03_003": None,
        "N03_004": "見本市",
        "N03_007": "99001",
    }
    feature = {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    document = {"type": "FeatureCollection", "features": [feature]}
    return File("N03-20_99001.geojson", json.dumps(document, ensure_ascii=False).encode())


def load(engine: Engine, folder: Path, layer: str, file: File) -> int:
    """Our import, as the worker does it; the number of rows that are published."""
    job = Job(all_layers()[layer], [Delivery((file,))], municipality=CODE if layer != "city_area" else None)
    with sandboxed() as reader:
        return import_files(engine, job, folder, lambda *_: None, reader).published


def empty(engine: Engine) -> None:
    """As if nothing but the city had ever been loaded."""
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "truncate service, location, service_at_location, phone, schedule, pin, change, organization"
            )
        )
        connection.execute(sa.text("drop table if exists peer"))


def peer(path: Path, engine: Engine) -> None:
    """ogr2ogr with COPY and a spatial index."""
    url = make_url(str(engine.url.render_as_string(hide_password=False)))
    target = f"PG:host={url.query.get('host', url.host)} port={url.port or url.query.get('port', 5432)}"
    target += f" dbname={url.database} user={url.username}"
    command = ["ogr2ogr", "-f", "PostgreSQL", target, str(path), "-nln", "peer", "-overwrite"]
    subprocess.run([*command, "--config", "PG_USE_COPY", "YES", "-lco", "SPATIAL_INDEX=GIST"], check=True)


def compare(engine: Engine, count: int) -> None:
    """Ends the program where the two don't hold the same points under the same names."""
    differing = sa.text(
        "select count(*) from peer p full join public_asset a on a.name = p.name"
        " where p.name is null or a.name is null"
        " or ST_Distance(ST_SetSRID(p.wkb_geometry, 6668), a.geom) > 1e-7"
    )
    with engine.connect() as connection:
        rows = connection.execute(sa.text("select count(*) from peer")).scalar_one()
        wrong = connection.execute(differing).scalar_one()
    if rows != count or wrong:
        sys.exit(f"結果が一致しません（{rows}行、違い {wrong}件）。")


def main() -> None:
    """Loads both ways, compares, then measures rounds in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--points", type=int, default=200_000)
    given = parser.parse_args()
    if not shutil.which("ogr2ogr"):
        sys.exit("ogr2ogr がありません。make bench を使うと入ります（gdal-bin）。")
    folder = Path(tempfile.mkdtemp(prefix="gisapp-bench-"))
    folder.chmod(0o755)
    try:
        with running(Cluster(folder)) as cluster:
            measure(make_engine(cluster.url()), folder, given.points, rounds=given.rounds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure(engine: Engine, folder: Path, count: int, *, rounds: int) -> None:
    """Prints the medians and the ratio."""
    require_usable(engine)
    upgrade(engine)
    load(engine, folder, "city_area", city_file())
    file = points_file(count)
    path = folder / file.name
    path.write_bytes(file.data)

    def ours() -> None:
        empty(engine)
        load(engine, folder, "cafe", file)

    def theirs() -> None:
        peer(path, engine)

    ours()
    theirs()
    compare(engine, count)
    medians = medians_s({"ours": _anew(engine, ours), "ogr2ogr": theirs}, rounds=rounds)
    print(f"{count:,} 点の取り込み（{rounds} 回の中央値）")
    for name, seconds in medians.items():
        print(f"  {name:8} {seconds:6.2f} 秒")
    print(f"  比 {medians['ours'] / medians['ogr2ogr']:.2f}（目標 1.2 以下）")
    engine.dispose()


def _anew(engine: Engine, job: object) -> object:
    """The same delivery would be recognised: its record is forgotten first."""

    def run() -> None:
        with engine.begin() as connection:
            connection.execute(sa.text("update import_run set status = 'undone' where layer = 'cafe'"))
        job()  # type: ignore[operator]

    return run


if __name__ == "__main__":
    main()
