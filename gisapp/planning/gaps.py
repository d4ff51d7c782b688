"""Knows how a question is answered: world and assets in, a row per district and a sentence out.

Knows no route, no file format and no colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pyproj import Transformer
from sqlalchemy.engine import Engine

from gisapp.analysis.access import district_gaps, district_of
from gisapp.analysis.classes import Bivariate, bivariate, rank_gaps
from gisapp.analysis.disclosure import hidden
from gisapp.crs import STORAGE_SRID
from gisapp.db.engine import query
from gisapp.errors import UserError
from gisapp.planning.question import TARGETS, Question, categories
from gisapp.planning.world import World
from layers import all_layers

HIDDEN_NOTE = "人数が少ないため非表示"
Row = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """The districts (worst first) with their figures, the whole city, and how far they can be trusted."""

    question: Question
    sentence: str
    rows: list[Row]
    totals: Row
    classes: Bivariate
    world: World
    assets_known: int
    assets_checked: int
    assets_unplaced: int


def answer(engine: Engine, world: World, question: Question) -> Answer:
    """The gap analysis of `question` in `world`. Straight-line distances × detour, in plane metres."""
    with engine.connect() as connection:
        values = {"code": world.city_code, "layers": list(question.categories)}
        assets = pd.DataFrame(
            connection.execute(query("supply"), values).mappings().all(), columns=["id", "lon", "lat"]
        )
        known = connection.execute(query("supply_known"), values).mappings().one()
        placed = set(connection.execute(query("supply_layers"), values).scalars())
    unknown = tuple(title for key, title in categories().items() if key in set(question.categories) - placed)
    if not placed:
        raise UserError(
            "ASK-011",
            f"{'・'.join(unknown)}は、位置の分かるデータがまだないため計算できません。",
            "ほかの種類を選ぶか、管理者にデータの読み込みを頼んでください。",
            status=404,
        )
    demand = _demand(world, question)
    # An asset in a choice area serves both districts: it has a row for each, and distances don't mind.
    places = _in_districts(world, assets)
    measured = district_gaps(
        demand,
        places,
        within_m=question.within_m,
        detour=question.detour,
        districts=range(len(world.districts)),
    )
    measured["id"] = world.districts["id"]
    measured["people_65"] = demand.groupby("district")["people_65"].sum()
    ranked = rank_gaps(measured.set_index("id", drop=False).rename_axis(None))
    frame = ranked.merge(world.districts[["id", "name"]], on="id")
    classes = bivariate(frame["aging_rate"], frame["covered_share"])
    rows = _rows(frame, classes)
    return Answer(
        question=question,
        sentence=_sentence(question, rows, frame) + _not_counted(unknown),
        rows=rows,
        totals=_totals(demand, measured, assets_inside=places),
        classes=classes,
        world=world,
        assets_known=known["known"],
        assets_checked=known["checked"],
        assets_unplaced=known["unplaced"],
    )


def _demand(world: World, question: Question) -> pd.DataFrame:
    demand = world.demand[["x", "y", "district", "people", "people_65", "age_known"]].copy()
    demand["target"] = world.demand[TARGETS[question.target].column]
    return demand[demand["district"] >= 0]


def _in_districts(world: World, assets: pd.DataFrame) -> pd.DataFrame:
    change = Transformer.from_crs(STORAGE_SRID, world.plane_srid, always_xy=True)
    x, y = change.transform(assets["lon"].to_numpy(dtype=float), assets["lat"].to_numpy(dtype=float))
    found = district_of(np.column_stack([x, y]), world.shapes_m)
    return pd.DataFrame(
        {
            "x": np.asarray(x)[found["point"]],
            "y": np.asarray(y)[found["point"]],
            "district": found["district"].to_numpy(),
            "asset": assets["id"].to_numpy()[found["point"]],
        }
    )


def _rows(frame: pd.DataFrame, classes: Bivariate) -> list[Row]:
    """Plain values for pages and files; null, small counts and what could reveal them are None."""
    secret = hidden(frame["people"]) | hidden(frame["target_people"])
    few_old = hidden(frame["people_65"].fillna(0))
    few_reached = hidden(frame["uncovered_people"]) | hidden(frame["covered_people"])
    rows = []
    for number, record in enumerate(frame.to_dict("records")):
        row = _row(record)
        row["aging_class"] = _class(classes.aging[number])
        row["service_class"] = _class(2 - classes.far[number] if classes.far[number] >= 0 else -1)
        for hide, names in ((secret, SECRET), (few_old, OF_THE_OLD), (few_reached, OF_THE_REACHED)):
            if hide[number]:
                row.update(dict.fromkeys(names))
                row["worst"], row["note"] = False, HIDDEN_NOTE
        rows.append(row)
    return rows


SECRET = (
    "people", "target_people", "aging_rate", "people_per_asset", "covered_share", "nearest_mean_m", "rank",
    "uncovered_people", "aging_class", "service_class",
)  # fmt: skip


#: What a count of older people, and of people reached or not, could be worked out from.
OF_THE_OLD = ("aging_rate", "aging_class")
OF_THE_REACHED = ("covered_share", "service_class", "uncovered_people", "rank")


def _row(record: dict[Any, Any]) -> Row:
    return {
        "id": int(record["id"]),
        "name": record["name"],
        "people": round(record["people"]),
        "target_people": round(record["target_people"]),
        "aging_rate": _rounded(record["aging_rate"], 1),
        "assets": int(record["assets"]),
        "people_per_asset": _rounded(record["people_per_asset"], 0),
        "covered_share": _rounded(record["covered_share"], 1),
        "nearest_mean_m": _rounded(record["nearest_mean_m"], 0),
        "uncovered_people": round(record["uncovered_people"]),
        "rank": int(record["rank"]),
        "worst": bool(record["worst"]),
        "note": "" if round(record["people"]) else "住んでいる人がいません",
    }


def _rounded(value: float, digits: int) -> float | int | None:
    if pd.isna(value):
        return None
    return round(float(value), digits) if digits else round(float(value))


def _class(number: int) -> int | None:
    return None if number < 0 else int(number)


def _totals(demand: pd.DataFrame, measured: pd.DataFrame, *, assets_inside: pd.DataFrame) -> Row:
    people, target = demand["people"].sum(), measured["target_people"].sum()
    known = demand["age_known"].sum()
    inside = assets_inside[assets_inside["district"] >= 0]["asset"].nunique()
    reachable = measured["nearest_mean_m"].notna()
    weights = measured["target_people"].where(reachable, 0.0)
    metres = (measured["nearest_mean_m"].fillna(0) * weights).sum()
    return {
        "name": "全体",
        "people": round(people),
        "target_people": round(target),
        "aging_rate": _rounded(100 * demand["people_65"].sum() / known if known else np.nan, 1),
        "assets": int(inside),
        "people_per_asset": _rounded(people / inside if inside else np.nan, 0),
        "covered_share": _rounded(100 * measured["covered_people"].sum() / target if target else np.nan, 1),
        "nearest_mean_m": _rounded(metres / weights.sum() if weights.sum() else np.nan, 0),
        "uncovered_people": round(measured["uncovered_people"].sum()),
    }


def _not_counted(titles: Sequence[str]) -> str:
    """What was asked for and nobody has told us of: unknown is not none."""
    return f"{'・'.join(titles)}は位置の分かるデータがないため、数えていません。" if titles else ""


def _sentence(question: Question, rows: Sequence[Row], frame: pd.DataFrame) -> str:
    """The answer in one sentence that can be read aloud at a meeting."""
    unit = all_layers()[question.system].title
    where = "または".join(categories()[key] for key in question.categories)
    far = int((frame["covered_share"] < 50).sum())
    uncovered = round(float(frame["uncovered_people"].sum()))
    share = 100 * frame["uncovered_people"].sum() / max(frame["target_people"].sum(), 1e-9)
    who = TARGETS[question.target].title
    reach = f"{question.within_m:,}m以内"
    if frame["target_people"].sum() <= 0:
        return f"{who}の人口データがありません。"
    start = f"{len(rows)}{unit}のうち{far}{unit}で、{who}の半数以上が{reach}に{where}がありません。"
    return f"{start}全体では、{who} {uncovered:,}人（{share:.1f}％）が{reach}に{where}がありません。"
