"""Knows what stands beside an answer so that it can be trusted: fairness, how sure it is, what isn't known.

Knows no page and no district by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from gisapp.analysis.disclosure import small
from gisapp.analysis.equity import concentration_index, gini, lorenz
from gisapp.analysis.sensitivity import Grid
from gisapp.planning.near import Near
from gisapp.planning.question import DECAYS, FORMALITIES, Question, categories, title_of
from gisapp.planning.rows import Row, rounded
from gisapp.planning.supply import Supply
from gisapp.planning.words import concentration_words, grain_words, sensitivity_words
from gisapp.planning.world import OUTSIDE, World

BINARY = "範囲の中は同じ"


def equity_of(measures: pd.DataFrame, totals: Row) -> dict[str, Any]:
    """How evenly access is spread over the target people of the districts, and whether older ones have less.

    By district, as the aging rate that it is ranked by is known by district; those without target people or
    without a rate are left out.
    """
    told = measures[(measures["target_people"] > 0) & measures["aging_rate"].notna()]
    access, people = told["access_mean"].to_numpy(), told["target_people"].to_numpy()
    index = concentration_index(access, people, told["aging_rate"].to_numpy())
    return {
        "concentration_index": rounded(index, 3),
        "concentration_words": concentration_words(rounded(index, 3)),
        "gini": rounded(gini(access, people), 3),
        "lorenz": [[round(x, 4), round(y, 4)] for x, y in lorenz(access, people).tolist()],
        "unreached_share": totals["unreached_share"],
    }


def confidence_of(
    world: World, supply: Supply, rows: Sequence[Row], *, near: Near, exact: bool, within_m: float
) -> dict[str, Any]:
    """What is known, what isn't, and what had to be assumed; counts of people below ten are None."""
    demand = world.demand
    inside = demand["district"].to_numpy() != OUTSIDE
    everybody = demand["people"].to_numpy()
    people = float(everybody[inside].sum())
    return {
        "known": supply.known,
        "checked": supply.checked,
        "unplaced": supply.unplaced,
        "hidden_assets": supply.hidden,
        "rough_assets": supply.rough,
        "filled_supply": supply.filled,
        "border_districts": sum(row["border"] for row in rows),
        "unguarded": [categories()[key] for key in supply.unguarded],
        "suppressed_share": rounded(100 * world.people.suppressed_share, 1),
        "suppressed_cells": world.people.suppressed_cells,
        "unknown_units": world.people.unknown_units,
        "residual_people": _told(world.hole_people),
        "residual_share": rounded(100 * world.hole_people / max(people + world.hole_people, 1), 2),
        "overlap_people": _told(world.overlap_people),
        "edge_people": _told(world.edge_people),
        "off_network_people": _told(float(everybody[inside & near.off].sum())),
        "cut_off_people": _told(float(everybody[inside & near.cut_off].sum())),
        "approximate_ages": not exact,
        "outside": supply.outside,
        "grain": grain_words(world.cell_m, world.refined_by),
        "coarse": not world.refined_by and world.cell_m > within_m,
    }


def sensitivity_of(
    found: Grid, definitions: Sequence[str], rows: Sequence[Row], question: Question
) -> dict[str, Any]:
    """Over which choices the answer was tried, and how many districts it holds for."""
    count = {verdict: sum(row["verdict"] == verdict for row in rows) for verdict in ("robust_gap", "depends")}
    known = sum(row["verdict"] is not None for row in rows)
    titles = {"binary": BINARY, **DECAYS}
    return {
        "settings": len(found.settings),
        "distances": list(dict.fromkeys(round(each.within_m) for each in found.settings)),
        "decays": list(dict.fromkeys(titles[each.decay] for each in found.settings)),
        "definitions": [_definition(key) for key in definitions],
        **count,
        "robust_no_gap": known - sum(count.values()),
        "words": sensitivity_words(
            count["robust_gap"], count["depends"], len(found.settings), title_of(question.system)
        ),
    }


def _definition(key: str) -> str:
    """Which places were counted, in words."""
    kind, _, layer = key.partition(":")
    if kind == "without":
        return f"{categories()[layer]}を除く"
    return "選んだ場所すべて" if kind == "all" else f"{FORMALITIES[kind]}のみ"


def _told(people: float) -> int | None:
    return None if small(people) else round(people)
