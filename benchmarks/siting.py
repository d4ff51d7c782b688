"""Siting against spopt and the bare HiGHS solver: answers compared first, then times as ratios.

Run with `.venv-bench/bin/python -m benchmarks.siting [--rounds N] [--sites N …]`. An invented city: 5,000
cells of 250 m, 500 candidates where people live. spopt's p-median runs on a smaller one: at full size it
takes minutes and 10 GB, and is not solved.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np
import pulp
from scipy import sparse
from spopt.locate import MCLP, PMedian

from benchmarks._measure import medians_s
from gisapp.analysis.pairs import SAME_M, Pairs
from gisapp.analysis.siting import Candidates, CoverDemand, WalkDemand, maximal_cover, p_median

WITHIN_M = 800.0
CELL_M = 250.0


@dataclass(frozen=True)
class City:
    """Metres from each point to each candidate, and the people at each point."""

    distance_m: np.ndarray
    people: np.ndarray

    @property
    def candidates(self) -> Candidates:
        return Candidates(ids=np.arange(self.distance_m.shape[1]))

    def cover(self) -> CoverDemand:
        """Pairs within reach, as the product gets them from its tree or its network."""
        point, site = np.nonzero(self.distance_m <= WITHIN_M + SAME_M)
        start = np.searchsorted(point, np.arange(len(self.people) + 1))
        far_m = self.distance_m[point, site]
        pairs = Pairs(start, site, far_m, self.distance_m.shape[1], WITHIN_M)
        return CoverDemand(pairs, self.people, np.zeros(len(self.people), dtype=bool))

    def walk(self) -> WalkDemand:
        return WalkDemand(self.distance_m, self.people, np.full(len(self.people), np.inf))


def invented(points: int, candidates: int, seed: int = 1) -> City:
    """Cells in a square with a dozen centres; candidates lie where people do."""
    random = np.random.default_rng(seed)
    side = int(np.ceil(np.sqrt(points)))
    xy = CELL_M * (np.indices((side, side)).reshape(2, -1).T[:points] + 0.5)
    centres, spread = random.uniform(0, side * CELL_M, (12, 2)), random.uniform(800, 2500, 12)
    away = np.hypot(*(xy[:, None] - centres).transpose(2, 0, 1))
    density = np.exp(-((away / spread) ** 2) / 2).sum(axis=1) + 0.02
    people = random.gamma(2.0, density * 50)
    home = random.choice(points, candidates, replace=False, p=density / density.sum())
    sites = xy[home] + random.uniform(-CELL_M / 2, CELL_M / 2, (candidates, 2))
    return City(np.hypot(*(xy[:, None] - sites).transpose(2, 0, 1)), people)


# --- most people reached ---


def ours_cover(demand: CoverDemand, city: City, count: int) -> float:
    answer = maximal_cover(demand, city.candidates, limit=count)
    if not (answer.proven and answer.settled):
        sys.exit("この製品の答えが、最善と証明されていません。")
    return answer.people


def spopt_cover(city: City, count: int) -> float:
    model = MCLP.from_cost_matrix(city.distance_m, city.people, WITHIN_M, p_facilities=count)
    return float(model.solve(pulp.HiGHS(msg=False)).problem.objective.value())


def highs_cover(demand: CoverDemand, count: int) -> float:
    """The textbook model handed to the solver as sparse arrays, points with equal candidates merged."""
    pairs = demand.pairs
    reach = sparse.csr_array(
        (np.ones(len(pairs.asset)), pairs.asset, pairs.start), (pairs.points, pairs.assets)
    )
    merged: dict[bytes, list[int]] = {}
    for point in np.flatnonzero(np.diff(pairs.start)):
        merged.setdefault(pairs.asset[pairs.start[point] : pairs.start[point + 1]].tobytes(), []).append(
            point
        )
    rows = reach[[points[0] for points in merged.values()]]
    people = np.array([demand.weights[points].sum() for points in merged.values()])
    groups, sites = rows.shape
    matrix = sparse.csr_array(
        sparse.vstack(
            [sparse.hstack([-rows, sparse.eye_array(groups)]), np.pad(np.ones(sites), (0, groups))[None, :]]
        )
    )
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = groups + sites, groups + 1
    program.col_cost_ = np.concatenate([np.zeros(sites), people])
    program.col_lower_, program.col_upper_ = np.zeros(groups + sites), np.ones(groups + sites)
    program.row_lower_ = np.full(groups + 1, -highspy.kHighsInf)
    program.row_upper_ = np.concatenate([np.zeros(groups), [count]])
    program.sense_ = highspy.ObjSense.kMaximize
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_, program.a_matrix_.index_ = matrix.indptr, matrix.indices
    program.a_matrix_.value_ = matrix.data
    whole, part = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    program.integrality_ = [whole] * sites + [part] * groups
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.passModel(program)
    solver.run()
    return float(solver.getInfo().objective_function_value)


# --- least walking ---


def ours_median(city: City, count: int) -> float:
    answer = p_median(city.walk(), city.candidates, count=count)
    if answer.gap > 0.005:
        sys.exit(f"この製品の答えと下限の差が {100 * answer.gap:.2f}％ あります。")
    return answer.person_m


def spopt_median(city: City, count: int) -> float:
    model = PMedian.from_cost_matrix(city.distance_m, city.people, p_facilities=count)
    return float(model.solve(pulp.HiGHS(msg=False)).problem.objective.value())


# --- comparison ---


def compare(title: str, jobs: dict[str, Callable[[], float]], rounds: int) -> None:
    """Leaves with status 1 if the best values differ; prints medians and ratios."""
    answers = {name: job() for name, job in jobs.items()}
    first = next(iter(answers))
    for name, value in answers.items():
        if abs(value - answers[first]) > 1e-9 * abs(value):
            sys.exit(f"答えが一致しません: {title} {name} {value!r} {answers[first]!r}")
    print(f"{title}: 答えは一致（{answers[first]:,.1f}）")
    taken = medians_s(jobs, rounds=rounds)
    for name, seconds in taken.items():
        print(
            f"  {name}: {1000 * seconds:,.0f} ms（この製品の {seconds / taken[first]:.1f} 倍の時間）",
            flush=True,
        )


def main() -> None:
    asked = argparse.ArgumentParser(description="候補地選びの速さを比べます。")
    asked.add_argument("--rounds", type=int, default=3, help="測る回数（交互に測った中央値）")
    asked.add_argument("--sites", type=int, nargs="+", default=[10], help="新しい場所の数")
    options = asked.parse_args()
    warnings.simplefilter("ignore")
    city, small = invented(5_000, 500), invented(1_000, 100)
    demand = city.cover()
    print(f"点 {len(city.people):,}、候補 {city.distance_m.shape[1]:,}、{WITHIN_M:,.0f}m")
    for count in options.sites:
        jobs = {
            "この製品 maximal_cover": lambda count=count: ours_cover(demand, city, count),
            "highspy（手書きのモデル）": lambda count=count: highs_cover(demand, count),
            "spopt MCLP + HiGHS": lambda count=count: spopt_cover(city, count),
        }
        compare(f"届く人を最も多く {count}か所", jobs, options.rounds)
        jobs = {
            "この製品 p_median": lambda count=count: ours_median(small, count),
            "spopt PMedian + HiGHS": lambda count=count: spopt_median(small, count),
        }
        compare(f"歩く距離を最も短く {count}か所（点 1,000、候補 100）", jobs, options.rounds)
        taken = medians_s({"full": lambda count=count: ours_median(city, count)}, rounds=options.rounds)[
            "full"
        ]
        gap = 100 * p_median(city.walk(), city.candidates, count=count).gap
        print(
            f"  点 5,000、候補 500: {1000 * taken:,.0f} ms、下限との差 {gap:.2f}％以下（spopt は解けません）",
            flush=True,
        )


if __name__ == "__main__":
    main()
