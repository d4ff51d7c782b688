"""Knows the meshes of 1 km and 500 m (JIS X 0410) and the census table of the first, small cells hidden.

Knows no file: `sample.census` writes the rows.

Hiding follows the real 2020 table: a cell of few people tells its total, its men and women and its
households; everything else is `*` and has been added to the nearest cell that isn't hidden (HTKSAKI), whose
own total stays its own.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from sample.model import Residents
from sample.noise import Floats, Ints
from sample.people import AGED

#: Cells with fewer people are hidden.
FEWEST = 10
#: Columns that a hidden cell still tells: total, men, women, households, ordinary households.
OPEN = (0, 1, 2, 33, 34)

_ADULT, _TWENTY = 3, 4
_SPANS = ((0, 3), (3, 20), (3, AGED), (-1, 20), (_TWENTY, 20), (AGED, 20), (15, 20), (17, 20), (19, 20))


def codes(lon: Floats, lat: Floats) -> Ints:
    """Third-order mesh codes (8 digits) of points in degrees."""
    row = np.floor(lat * 120).astype(np.int64)
    column = np.floor((lon - 100) * 80).astype(np.int64)
    first = row // 80 * 100 + column // 80
    second = row // 10 % 8 * 10 + column // 10 % 8
    return np.asarray(first * 10_000 + second * 100 + row % 10 * 10 + column % 10)


def half_codes(lon: Floats, lat: Floats) -> Ints:
    """Codes of the 500 m mesh (9 digits): the quarter of the third-order cell behind its code."""
    row = np.floor(lat * 240).astype(np.int64)
    column = np.floor((lon - 100) * 160).astype(np.int64)
    return np.asarray(codes(lon, lat) * 10 + 1 + row % 2 * 2 + column % 2)


def half_square(code: int) -> BaseGeometry:
    """The cell of the 500 m mesh in degrees."""
    row, column = (int(each[0]) for each in _half_grid(np.array([code])))
    return shapely.box(column / 160 + 100, row / 240, (column + 1) / 160 + 100, (row + 1) / 240)


def nearest_shown(found: Ints, hidden: NDArray[np.bool_], cell: int) -> int:
    """The nearest cell of the 500 m mesh that isn't hidden; ties go to the lower code."""
    row, column = _half_grid(found)
    away = (row - row[cell]) ** 2 + (column - column[cell]) ** 2
    return int(np.argmin(np.where(hidden, np.inf, away)))


def figures(people: Residents) -> Ints:
    """The 50 columns of the mesh table for each dwelling point (points, 50)."""
    ages = people.ages
    columns = [_by_sex(ages.sum(axis=2))]
    for first, last in _SPANS:
        if first < 0:  # 18 and over: two years out of the group 15 to 19
            columns.append(_by_sex(ages[:, :, _TWENTY:last].sum(axis=2) + people.adult))
        else:
            columns.append(_by_sex(ages[:, :, first:last].sum(axis=2)))
    columns.append(_by_sex(people.foreign))
    return np.concatenate([*columns, _households(people)], axis=1)


def _by_sex(pair: Ints) -> Ints:
    return np.stack([pair.sum(axis=1), pair[:, 0], pair[:, 1]], axis=1)


def _households(people: Residents) -> Ints:
    """世帯総数, 一般世帯数, by size 1 … 7+, and seven kinds of household."""
    size = people.homes
    total = size.sum(axis=1)
    several = total - size[:, 0]
    kin = several - several // 40
    nuclear = kin - kin // 8
    infants = np.minimum(several, people.ages[:, :, 0].sum(axis=1))
    aged = people.ages[:, :, AGED:].sum(axis=(1, 2))
    with_aged = np.minimum(total, aged - aged // 3)
    young_single = np.minimum(size[:, 0], people.ages[:, :, 4:6].sum(axis=(1, 2)) // 3)
    old_single = np.minimum(np.minimum(size[:, 0] - young_single, with_aged), aged // 4)
    old_couple = np.minimum(np.minimum(size[:, 1], with_aged - old_single), aged // 6)
    kinds = [kin, nuclear, kin - nuclear, infants, with_aged, young_single, old_single, old_couple]
    return np.stack([total, total, *size.T, *kinds], axis=1)


def cells(people: Residents) -> tuple[Ints, Ints]:
    """Codes of the inhabited cells, ascending, and their figures (cells, 50) before anything is hidden."""
    found, index = np.unique(codes(people.lon, people.lat), return_inverse=True)
    table = np.zeros((len(found), 50), dtype=np.int64)
    np.add.at(table, index, figures(people))
    return found, table


def hide(found: Ints, table: Ints) -> list[list[str]]:
    """Rows of the published table: KEY_CODE, HTKSYORI, HTKSAKI, GASSAN and 50 figures."""
    small = table[:, 0] < FEWEST
    shown = table.copy()
    into: dict[int, int] = {}
    given: dict[int, list[str]] = {}
    joined = [c for c in range(table.shape[1]) if c not in OPEN]
    for cell in np.flatnonzero(small).tolist():
        target = _receiver(found, small, cell)
        into[cell] = target
        given.setdefault(target, []).append(str(found[cell]))
        shown[target, joined] += table[cell, joined]
    return [_row(i, found, shown[i], into, given) for i in range(len(found))]


def _row(i: int, found: Ints, values: Ints, into: dict[int, int], given: dict[int, list[str]]) -> list[str]:
    text = [str(v) if i not in into or c in OPEN else "*" for c, v in enumerate(values.tolist())]
    kind = "2" if i in into else "1" if i in given else "0"
    target = str(found[into[i]]) if i in into else ""
    return [str(found[i]), kind, target, ";".join(given.get(i, [])), *text]


def _receiver(found: Ints, small: NDArray[np.bool_], cell: int) -> int:
    """The nearest cell shown, of the same first-order mesh if there is one; ties go to the lower code."""
    row, column = _grid(found)
    away = (
        (row - row[cell]) ** 2
        + (column - column[cell]) ** 2
        + 1e6 * (found // 10_000 != found[cell] // 10_000)
    )
    return int(np.argmin(np.where(small, np.inf, away)))


def _grid(found: Ints) -> tuple[Ints, Ints]:
    """Row and column of third-order cells."""
    row = found // 1_000_000 * 80 + found // 1000 % 10 * 10 + found // 10 % 10
    column = found // 10_000 % 100 * 80 + found // 100 % 10 * 10 + found % 10
    return row, column


def _half_grid(found: Ints) -> tuple[Ints, Ints]:
    """Row and column of cells of the 500 m mesh."""
    row, column = _grid(found // 10)
    quarter = found % 10 - 1
    return row * 2 + quarter // 2, column * 2 + quarter % 2
