"""Knows the boundary files of 見本市: N03, A27, A32, census small areas, councils, gazetteer.

Knows no list of places and no population table.
"""

from __future__ import annotations

from typing import Any

import shapely

from sample.archive import Column, feature_collection, json_text, shape_zip
from sample.geo import geometry_degrees
from sample.model import CITY, CODE5, PREFECTURE, City, Town

FOUNDER = f"{CITY}立"
N03 = tuple(Column(f"N03_00{n}", "C", width) for n, width in ((1, 12), (2, 20), (3, 20), (4, 20), (7, 5)))
A27 = tuple(Column(f"A27_00{n}", "C", width) for n, width in ((5, 5), (6, 100), (7, 100), (8, 150)))
A32 = tuple(Column(f"A32_00{n}", "C", width) for n, width in ((6, 5), (7, 100), (8, 100), (9, 150)))
R2KA = (
    *(
        Column(name, "C", width)
        for name, width in (("KEY_CODE", 11), ("PREF", 2), ("CITY", 3), ("S_AREA", 6))
    ),
    *(Column(name, "C", width) for name, width in (("PREF_NAME", 12), ("CITY_NAME", 16), ("S_NAME", 96))),
    Column("KIGO_E", "C", 3),
    Column("HCODE", "N", 4),
    Column("AREA", "N", 15, 3),
    Column("PERIMETER", "N", 15, 3),
    Column("R2KAxx", "N", 6),
    Column("R2KAxx_ID", "N", 6),
    *(Column(name, "C", width) for name, width in (("KIHON1", 4), ("DUMMY1", 1), ("KIHON2", 2))),
    *(Column(name, "C", width) for name, width in (("KEYCODE1", 9), ("KEYCODE2", 9), ("AREA_MAX_F", 1))),
    *(
        Column(name, "C", width)
        for name, width in (("KIGO_D", 2), ("N_KEN", 2), ("N_CITY", 3), ("KIGO_I", 1))
    ),
    Column("KBSUM", "N", 4),
    Column("JINKO", "N", 10),
    Column("SETAI", "N", 10),
    Column("X_CODE", "N", 15, 6),
    Column("Y_CODE", "N", 15, 6),
    Column("KCODE1", "C", 7),
)


def city_zip(city: City) -> bytes:
    """国土数値情報 N03 行政区域."""
    return shape_zip(
        "N03-20_99_200101",
        N03,
        [(geometry_degrees(city.outline), (PREFECTURE, "", "", CITY, CODE5))],
    )


def elementary_zip(city: City) -> bytes:
    """国土数値情報 A27 小学校区 (2016): two districts overlap in the choice area, one has an exclave."""
    rows = [
        (geometry_degrees(d.geometry), (CODE5, FOUNDER, d.name, f"{CITY}{d.school.address}"))
        for d in city.districts
    ]
    return shape_zip("A27-16_99", A27, rows)


def junior_zip(city: City) -> bytes:
    """国土数値情報 A32 中学校区 (2016)."""
    rows = [
        (geometry_degrees(j.geometry), (CODE5, FOUNDER, j.name, f"{CITY}{j.school.address}"))
        for j in city.juniors
    ]
    return shape_zip("A32-16_99", A32, rows)


def small_area_zip(city: City) -> bytes:
    """e-Stat boundary of the census 2020: one row a polygon, so an exclave repeats its town's KEY_CODE."""
    rows: list[tuple[Any, tuple[object, ...]]] = []
    for town in sorted(city.towns, key=lambda town: town.key_code):
        parts = sorted(shapely.get_parts(town.geometry), key=lambda part: -part.area)
        for number, part in enumerate(parts):
            rows.append((geometry_degrees(part), _small_area(town, part, number, len(rows))))
    return shape_zip("r2ka99001", R2KA, rows, cpg=None)


def _small_area(town: Town, part: shapely.Polygon, number: int, row: int) -> tuple[object, ...]:
    area, key = town.s_area, f"{CODE5[2:]}{town.s_area}"
    short = key if town.chome else f"{CODE5[2:]}{area[:4]}"
    main = number == 0
    sign = f"E{number + 1}" if len(shapely.get_parts(town.geometry)) > 1 else ""
    people = (town.population, town.homes) if main else (0, 0)
    return (
        *(town.key_code, CODE5[:2], CODE5[2:], area, PREFECTURE, CITY, town.name, sign, 8101),
        *(round(part.area, 3), round(part.length, 3), row + 2, row + 1, area[:4], "-", area[4:], key, short),
        *("M" if main else "", "", "", "", "", max(1, round(people[1] / 50)) if main else 0, *people),
        *(town.lon, town.lat, f"{area[:4]}-{area[4:]}"),
    )


def councils(city: City) -> bytes:
    """The councils' areas as GeoJSON."""
    return feature_collection(
        (geometry_degrees(c.geometry), {"名称": c.name, "id": f"{CODE5}-{c.number:02d}", "設立年": c.founded})
        for c in city.councils
    )


def gazetteer(city: City) -> bytes:
    """Towns with their points, as the Geolonia gazetteer of one municipality."""
    towns = sorted(city.towns, key=lambda town: town.key_code)
    return json_text([{"town": t.name, "koaza": "", "lat": t.lat, "lng": t.lon} for t in towns])
