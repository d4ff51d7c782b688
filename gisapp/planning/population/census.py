"""Knows how the people of one layer and year come out of the database: cells, units, age brackets.

Knows nothing of other years, of districts and of what is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from sqlalchemy.engine import Connection

from gisapp.analysis.ages import Bracket, ages_in, bracket_frame, target_counts
from gisapp.analysis.brackets import EVERYBODY, tiling
from gisapp.db.engine import query


@dataclass(frozen=True)
class LayerYear:
    """A layer's people of one year; `day` is the one that the file stood for."""

    layer: str
    year: int
    day: date


@dataclass(frozen=True)
class Census:
    """People by unit: a cell, or the cells that suppression has joined.

    `cells`: polygons in EPSG:6668; `unit`: the position of each cell's unit; `joined`: its people are
    counted in another cell. `brackets` (`gisapp.analysis.ages.bracket_frame`) and `households` are indexed
    by unit position, null where suppressed or missing. Units are in order of `unit_keys`.
    """

    cells: NDArray[np.object_]
    unit: NDArray[np.int64]
    joined: NDArray[np.bool_]
    brackets: pd.DataFrame
    households: pd.Series[float]
    unit_keys: tuple[str, ...]

    def people(self) -> pd.Series[float]:
        """Everybody by unit, null where nobody knows."""
        everybody = EVERYBODY in ages_in(self.brackets, "t")
        if not everybody and not tiling(ages_in(self.brackets, "t")):
            return pd.Series(np.nan, index=self.brackets.index)
        return target_counts(self.brackets, age_from=0, age_to=None)[0]

    def ages_known(self) -> NDArray[np.bool_]:
        """By unit: the number of people and all their age brackets that tile the ages are known."""
        known = self.people().notna()
        for low, high in tiling(ages_in(self.brackets, "t")):
            known &= target_counts(self.brackets, age_from=low, age_to=high)[0].notna()
        return known.to_numpy()


def loaded_years(connection: Connection, code: str, layers: list[str]) -> list[LayerYear]:
    """What is loaded of these layers: newest year first, in a year the layer of the most cells first."""
    rows = connection.execute(query("people_years"), {"code": code, "layers": layers})
    return [LayerYear(row.layer, row.year, row.day or date(row.year, 10, 1)) for row in rows]


def load(connection: Connection, code: str, of: LayerYear) -> Census:
    """The cells and units of one layer and year. No cells where there are none."""
    values = {"code": code, "layer": of.layer, "year": of.year}
    rows = connection.execute(query("people_cells"), values).all()
    keys = sorted({row.unit_key for row in rows})
    number = {key: position for position, key in enumerate(keys)}
    unit = np.array([number[row.unit_key] for row in rows], dtype=np.int64)
    homes = pd.Series([row.households for row in rows], dtype=np.float64)
    return Census(
        cells=shapely.from_wkb(np.array([bytes(row.geom) for row in rows], dtype=object)),
        unit=unit,
        joined=np.array([row.joined for row in rows], dtype=bool),
        brackets=_brackets(connection, values, number),
        households=homes.groupby(unit).sum(min_count=1),
        unit_keys=tuple(keys),
    )


def load_whole(connection: Connection, code: str, layer: str) -> dict[int, pd.DataFrame]:
    """By year the one row of brackets of a layer that knows the municipality, or the nation, as a whole."""
    found: dict[int, dict[Bracket, float]] = {}
    for row in connection.execute(query("whole_brackets"), {"code": code, "layer": layer}):
        people = np.nan if row.people is None else float(row.people)
        found.setdefault(row.year, {})[row.sex, row.age_from, row.age_to] = people
    return {year: bracket_frame([[*counts.values()]], [*counts]) for year, counts in found.items()}


def _brackets(connection: Connection, values: dict[str, object], number: dict[str, int]) -> pd.DataFrame:
    rows = connection.execute(query("unit_brackets"), values).all()
    counts = np.full((len(number), len(rows)), np.nan)
    for column, row in enumerate(rows):
        at = [number[key] for key in row.units]
        counts[at, column] = np.array(row.people, dtype=np.float64)
    return bracket_frame(counts, [(row.sex, row.age_from, row.age_to) for row in rows])
