"""Knows which of the loaded projections serves a future year best, and carries a census there with it.

Knows no district, and nothing of how its result is shown but the sentence that goes with it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd
from numpy.typing import ArrayLike
from sqlalchemy.engine import Connection

from gisapp.analysis.ages import ages_in
from gisapp.analysis.brackets import tiling
from gisapp.analysis.cohorts import STEP, can_follow, follow_cohorts
from gisapp.analysis.projection import Projected, grown_like, scaled_to
from gisapp.planning.population.census import Census, LayerYear, load, load_whole, loaded_years

FUTURE_YEARS = tuple(range(2025, 2051, STEP))
#: The layers of projections: by mesh, of the municipality, of the nation.
MESH, CITY, NATION = "population_forecast_mesh", "population_forecast", "population_forecast_national"
TITLES = {
    "mesh_scaled": "推計（メッシュ別の推計を市全体の推計に合わせたもの）",
    "mesh": "推計（メッシュ別）",
    "city_cohorts": "推計（5歳ごとの人口を先へ送り、市全体の推計に合わせたもの）",
    "city_groups": "推計（年齢の区分ごとの増減を市全体の推計に合わせたもの）",
    "nation_cohorts": "粗い推計（5歳ごとの人口に全国の伸び率を当てはめたもの）",
    "nation_groups": "粗い推計（年齢の区分ごとに全国の伸び率を当てはめたもの）",
}
_IS_ROUGH = "{year}年の人口は、全国の伸び率を当てはめた粗い推計です。"
_SENTENCES = {
    "mesh_scaled": "{year}年の人口は推計です。{base}年をもとにしたメッシュ別の将来推計人口を、年齢の区分"
    "ごとの合計が市区町村別の将来推計人口と同じになるように{factors}しています。",
    "mesh": "{year}年の人口は推計です。{base}年をもとにしたメッシュ別の将来推計人口をそのまま使っています。"
    "市区町村別の将来推計人口がまだないため、合計は合わせていません。",
    "city_cohorts": "{year}年の人口は推計です。{base}年の5歳ごとの人口を地区ごとに5年ずつ先へ送り、男女・"
    "年齢別の合計が市区町村別の将来推計人口と同じになるようにしています。引っ越しの地区による違いは入っていません。",
    "city_groups": "{year}年の人口は推計です。{base}年の人口を、年齢の区分ごとの合計が市区町村別の"
    "将来推計人口と同じになるように{factors}しています。どの地区も同じ割合で増減するとみなしています。",
    "nation_cohorts": f"{_IS_ROUGH}{{base}}年の5歳ごとの人口が、全国の同じ年ごろの人と同じ割合で増減すると"
    "みなしています。この市の実情とは違うことがあります。",
    "nation_groups": f"{_IS_ROUGH}{{base}}年の人口を、年齢の区分ごとに全国と同じ割合で{{factors}}しています。"
    "この市の実情とは違うことがあります。",
}


@dataclass(frozen=True)
class Projection:
    """How a future year was made.

    `method`: a key of `TITLES`; `sentence`: to be printed with every figure; `base_year`: what it starts
    from; `sources`: the layers that it is made of; `unplaced`: people of the municipal projection for whose
    ages nobody lives anywhere in the municipality: they are in no unit.
    """

    method: str
    sentence: str
    base_year: int
    sources: tuple[str, ...]
    unplaced: float = 0.0


@dataclass(frozen=True)
class Plan:
    """A future year that can be made: from whom, how, from which layers.

    `load` brings the people whom it starts from, `work` carries them there by the share of each unit inside.
    """

    year: int
    method: str
    start: LayerYear
    base_year: int
    sources: tuple[str, ...]
    load: Callable[[], Census]
    work: Callable[[pd.DataFrame, ArrayLike], Projected]

    def project(self, people: pd.DataFrame, share: ArrayLike) -> tuple[pd.DataFrame, Projection]:
        """Brackets by unit and what to say of them; `share`: of each unit, inside the municipality."""
        made = self.work(people, share)
        words = {"year": self.year, "base": self.base_year, "factors": _factors(made)}
        sentence = _SENTENCES[self.method].format(**words)
        return made.brackets, Projection(self.method, sentence, self.base_year, self.sources, made.unplaced)


@dataclass(frozen=True)
class Loaded:
    """What is loaded of a municipality: the finest census of each year, and projections by layer and year."""

    connection: Connection
    code: str
    censuses: Mapping[int, LayerYear]

    @functools.cached_property
    def meshes(self) -> dict[int, LayerYear]:
        """The projection by mesh, by year."""
        return {each.year: each for each in loaded_years(self.connection, self.code, [MESH])}

    def people(self, of: LayerYear) -> Census:
        """The people of one layer and year."""
        return load(self.connection, self.code, of)

    @functools.cached_property
    def start(self) -> tuple[LayerYear, Census] | None:
        """The newest census that tells ages: what is carried into the future."""
        for year in sorted(self.censuses, reverse=True):
            census = self.people(self.censuses[year])
            if tiling(ages_in(census.brackets, "t")):
                return self.censuses[year], census
        return None

    @functools.cached_property
    def city(self) -> dict[int, pd.DataFrame]:
        """The municipality's projection by year."""
        return load_whole(self.connection, self.code, CITY)

    @functools.cached_property
    def nation(self) -> dict[int, pd.DataFrame]:
        """The nation's projection by year."""
        return load_whole(self.connection, self.code, NATION)


def plan_for(loaded: Loaded, year: int) -> Plan | None:
    """The best way to a future year: the mesh projection, else the municipality's, else the nation's growth.

    None for a year that isn't in the future, isn't one of `FUTURE_YEARS`, or that nothing loaded tells of.
    """
    if year not in FUTURE_YEARS or (loaded.censuses and year <= max(loaded.censuses)):
        return None
    if mesh := loaded.meshes.get(year):
        return _by_mesh(loaded, mesh)
    if loaded.start is None:
        return None
    return _by_city(loaded, year) or _by_nation(loaded, year)


def _by_mesh(loaded: Loaded, mesh: LayerYear) -> Plan:
    city, base = loaded.city.get(mesh.year), mesh.day.year
    load_mesh = functools.partial(loaded.people, mesh)
    if city is None:
        return Plan(mesh.year, "mesh", mesh, base, (MESH,), load_mesh, _as_it_is)

    def work(people: pd.DataFrame, share: ArrayLike) -> Projected:
        return scaled_to(people, city, share=share)

    return Plan(mesh.year, "mesh_scaled", mesh, base, (MESH, CITY), load_mesh, work)


def _as_it_is(people: pd.DataFrame, _: ArrayLike) -> Projected:
    return Projected(people, {})


def _by_city(loaded: Loaded, year: int) -> Plan | None:
    city = loaded.city
    if year not in city or loaded.start is None:
        return None
    start, census = loaded.start
    first = _nearest_step(start.year)
    cohorts = can_follow(census.brackets, city, start=first, year=year, alone=False)

    def work(people: pd.DataFrame, share: ArrayLike) -> Projected:
        if cohorts:
            return follow_cohorts(people, city, start=first, year=year, share=share)
        return scaled_to(people, city[year], share=share)

    method = "city_cohorts" if cohorts else "city_groups"
    return Plan(year, method, start, start.year, (start.layer, CITY), lambda: census, work)


def _by_nation(loaded: Loaded, year: int) -> Plan | None:
    nation = loaded.nation
    if loaded.start is None:
        return None
    start, census = loaded.start
    first = _nearest_step(start.year)
    if not {first, year} <= nation.keys() or year <= first:
        return None
    cohorts = can_follow(census.brackets, nation, start=first, year=year, alone=True)

    def work(people: pd.DataFrame, _: ArrayLike) -> Projected:
        if cohorts:
            return follow_cohorts(people, nation, start=first, year=year)
        return grown_like(people, then=nation[first], now=nation[year])

    method = "nation_cohorts" if cohorts else "nation_groups"
    return Plan(year, method, start, start.year, (start.layer, NATION), lambda: census, work)


def _nearest_step(year: int) -> int:
    """The year of the five-year steps of projections that a census is taken to stand for."""
    return STEP * round(year / STEP)


def _factors(made: Projected) -> str:
    """The factors in words: 0.93〜1.02倍に."""
    told = sorted({f"{factor:.2f}" for factor in made.factors.values()}, key=float)
    return f"{'〜'.join(dict.fromkeys((told[0], told[-1])))}倍に" if told else ""
