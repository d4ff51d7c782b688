"""Knows how the people of 見本市 grow older until 2050, and the two official-looking projections of it.

Knows no town and no district. The ratios are made up: young people leave, few children are born, so that
older people become fewer from 2025 on, and yet their share rises until 2050.
"""

from __future__ import annotations

import io

import numpy as np
import openpyxl

from sample import mesh
from sample.archive import feature_collection, stamped, zipped
from sample.model import CITY, CODE5, PREFECTURE, City
from sample.noise import Floats, Ints
from sample.people import AGED, AGES

START, YEARS = 2020, tuple(range(2025, 2051, 5))
#: Of 100 people of a five-year group, so many are there five years later in the next one; men, women.
_STAY = np.array(
    [
        [99, 100, 99, 93, 94, 98.5, 99, 99, 98.5, 98, 97.5, 96, 94, 91.5, 87, 80, 69, 54, 36],
        [99, 100, 99, 94, 94, 98.5, 99, 99, 99, 99, 98.5, 98, 97, 95.5, 93, 88.5, 80, 66, 47],
    ]
)
_STAY_OLDEST = np.array([16.0, 22.0])
#: Boys and girls under five for 100 women of 15 to 49.
_CHILDREN = np.array([10.3, 9.8])
#: Age groups of the projection by mesh: column, first and last of the five-year groups.
_GROUPS = (("A", 0, 3), ("B", 3, AGED), ("C", AGED, 20), ("D", 15, 20), ("E", 16, 20))
_AGE_TITLES = (*(f"{age}～{age + 4}歳" for age in AGES[:-1]), f"{AGES[-1]}歳～")


def futures(ages: Floats) -> dict[int, Floats]:
    """{year: people}, from 2020 (`ages`: any number of places × 2 sexes × 20 groups) to 2050.

    Every place changes by the same ratios, so that places add up to the city in every year.
    """
    found = {START: ages}
    for year in YEARS:
        before, after = found[year - 5], np.zeros_like(ages)
        after[..., 1:] = before[..., :-1] * _STAY / 100
        after[..., -1] += before[..., -1] * _STAY_OLDEST / 100
        after[..., 0] = after[..., 1, 3:10].sum(axis=-1)[..., None] * _CHILDREN / 100
        found[year] = after
    return found


def municipal_book(city: City) -> bytes:
    """日本の地域別将来推計人口 as from 社人研: a sheet for the prefecture of one city, and for that city."""
    told = {year: np.rint(people) for year, people in futures(_ages(city).sum(axis=0)).items()}
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for code, name in ((f"{CODE5[:2]}000", PREFECTURE), (CODE5, CITY)):
        sheet = book.create_sheet(f"{code}_{name}")
        sheet.append(["男女・年齢（5歳）階級別将来推計人口（見本）"])
        sheet.append([int(code), name])
        sheet.append([cell for sex in ("男女計", "男", "女") for cell in (sex, *[None] * (len(told) + 1))])
        sheet.append([cell for _ in range(3) for cell in (None, *(f"{year}年" for year in told), None)])
        for number, title in enumerate(("総数", *_AGE_TITLES)):
            rows = [_row(title, number, people) for people in _by_sex(told)]
            sheet.append([cell for row in rows for cell in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return stamped(buffer.getvalue())


def _by_sex(told: dict[int, Floats]) -> list[list[Floats]]:
    """Both sexes, men, women: the years' people by age group, the sum in front."""
    years = [np.vstack([people.sum(axis=0), people]) for people in told.values()]
    return [[np.insert(year[sex], 0, year[sex].sum()) for year in years] for sex in range(3)]


def _row(title: str, number: int, people: list[Floats]) -> list[object]:
    return [title, *(int(year[number]) for year in people), None]


def mesh_zip(city: City) -> bytes:
    """500mメッシュ別将来推計人口 as from 国土数値情報, cells of few people hidden."""
    codes = mesh.half_codes(city.residents.lon, city.residents.lat)
    found, index = np.unique(codes, return_inverse=True)
    ages = np.zeros((len(found), 2, len(AGES)))
    np.add.at(ages, index, _ages(city))
    told = futures(ages)
    rows: list[dict[str, object]] = [
        {"MESH_ID": str(code), "SHICODE": CODE5, f"PTN_{START}": round(float(people), 4)}
        for code, people in zip(found, told[START].sum(axis=(1, 2)), strict=True)
    ]
    for year in YEARS:
        _tell(rows, found, told[year].sum(axis=1), year)
    shapes = (mesh.half_square(code) for code in found)
    name = f"500m_mesh_2024_{CODE5[:2]}"
    return zipped({f"{name}.geojson": feature_collection(zip(shapes, rows, strict=True))})


def _tell(rows: list[dict[str, object]], codes: Ints, ages: Floats, year: int) -> None:
    """Adds a year's attributes: total, five groups, and of a hidden cell where its ages went."""
    people = ages.sum(axis=1)
    hidden = people < mesh.FEWEST
    into = {cell: mesh.nearest_shown(codes, hidden, cell) for cell in np.flatnonzero(hidden).tolist()}
    shown = ages.copy()
    for cell, target in into.items():
        shown[target] += shown[cell]
        shown[cell] = 0
    for cell, row in enumerate(rows):
        sign = "*" if cell in into else "@" if cell in into.values() else None
        taker = str(codes[into[cell]]) if cell in into else None
        row |= {f"HITOKU{year}": sign, f"GASSAN{year}": taker, f"PTN_{year}": round(float(people[cell]), 4)}
        for group, first, last in _GROUPS:
            row[f"PT{group}_{year}"] = round(float(shown[cell, first:last].sum()), 4)


def _ages(city: City) -> Floats:
    return city.residents.ages.astype(np.float64)
