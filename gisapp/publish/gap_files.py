"""Knows how an answer leaves the site: as JSON, as a CSV for Excel, as one HTML map. Knows no formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import shapely
from sqlalchemy.engine import Engine

from gisapp.assets.catalogue import Wanted, find_assets
from gisapp.config import ROOT
from gisapp.crs import transform
from gisapp.db.engine import query
from gisapp.planning.gaps import Answer, Row
from gisapp.planning.question import TARGETS, categories
from gisapp.publish.cell import harmless
from gisapp.publish.folium_map import gap_map_html
from gisapp.publish.register import City, credits, loaded_layers
from layers import all_layers
from layers._layer import Pin

VENDOR = ROOT / "static" / "vendor"
WGS84 = 4326
#: 3 × 3, the same as --bi-… in static/css/gaps.css: row = aging (young, middle, old), column = share within
#: reach (low, middle, high).
BIVARIATE = (
    ("#e8923a", "#f2cb98", "#e9e7e1"),
    ("#a4622c", "#b09f83", "#a9d0cf"),
    ("#3a2a22", "#4a6a69", "#3a979d"),
)
AGING_WORDS = ("高齢化は低め", "高齢化は中くらい", "高齢化が進む")
SERVICE_WORDS = ("場所が遠い", "場所は中くらい", "場所が近い")
CSV_COLUMNS = {
    "順位": "rank",
    "区域": "name",
    "人口": "people",
    "対象の人": "target_people",
    "高齢化率（％）": "aging_rate",
    "場所の数": "assets",
    "場所1か所あたりの人口": "people_per_asset",
    "距離内の人の割合（％）": "covered_share",
    "最寄りまでの平均（m）": "nearest_mean_m",
    "距離内に場所がない人": "uncovered_people",
}


def gap_json(answer: Answer) -> list[dict[str, Any]]:
    """One object per district, worst first; null is null."""
    names = (
        "people", "target_people", "aging_rate", "assets", "covered_share", "nearest_mean_m",
        "people_per_asset", "uncovered_people", "rank", "worst",
    )  # fmt: skip
    return [
        {"district": row["name"], "id": row["id"], **{name: row[name] for name in names}}
        for row in answer.rows
    ]


def question_words(answer: Answer) -> str:
    """The question as a sentence, with every parameter that changes the answer."""
    asked = answer.question
    where = "・".join(categories()[key] for key in asked.categories)
    detour = f"（直線距離の {asked.detour:g} 倍を道のりとみなす）" if asked.detour != 1 else "（直線距離）"
    return f"{TARGETS[asked.target].title}が {asked.within_m:,}m 以内{detour}に {where} を使えるか"


def source_words(engine: Engine, city: City, answer: Answer) -> list[str]:
    """Every source behind the answer, with its date, as it is printed."""
    with engine.connect() as connection:
        loaded = loaded_layers(connection, city.code)
    keys = [answer.world.people_layer, answer.question.system, *answer.question.categories]
    return [
        f"{credit['publisher']}「{credit['title']}」（{credit['as_of'] or '時点不明'}、{credit['licence']}）"
        for credit in credits(loaded, keys)
    ]


def gap_csv(engine: Engine, city: City, answer: Answer) -> bytes:
    """A CSV that opens in Japanese Excel (UTF-8 with a byte order mark): table, city, question, sources."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*CSV_COLUMNS, "要注意", "備考"])
    for row in answer.rows:
        values = [harmless(row[name]) for name in CSV_COLUMNS.values()]
        writer.writerow([*values, "要注意" if row["worst"] else "", row["note"]])
    writer.writerow([harmless(answer.totals.get(name)) for name in CSV_COLUMNS.values()])
    writer.writerow([])
    sample = [["注意", "架空のデータです"]] if city.is_sample else []
    notes = [["市区町村", city.name], ["問い", question_words(answer)], *sample]
    writer.writerows([*notes, *(["出典", words] for words in source_words(engine, city, answer))])
    return out.getvalue().encode("utf-8-sig")


def class_words(row: Row) -> str:
    """A district's class of the 3 × 3 in words."""
    if row["aging_class"] is None or row["service_class"] is None:
        return row["note"] or "データなし"
    return f"{AGING_WORDS[row['aging_class']]}・{SERVICE_WORDS[row['service_class']]}"


def gap_html(engine: Engine, city: City, answer: Answer) -> str:
    """One file that opens with no network: map, legend, table, sources."""
    with engine.connect() as connection:
        values = {"code": city.code, "system": answer.question.system}
        shapes = {row.id: bytes(row.geom) for row in connection.execute(query("districts"), values)}
        placed = [
            asset
            for key in answer.question.categories
            for asset in find_assets(connection, city.code, Wanted(layer=key)).assets
            if asset["lon"] is not None
        ]
    legend = [
        (BIVARIATE[a][s], f"{AGING_WORDS[a]}・{SERVICE_WORDS[s]}") for a in (2, 1, 0) for s in (0, 1, 2)
    ]
    return gap_map_html(
        _district_frame(answer.rows, shapes),
        _asset_frame(placed),
        title=f"{city.name} 足りないところの地図",
        subtitle="架空のデータです（見本）" if city.is_sample else f"{city.prefecture}{city.name}",
        question=f"{question_words(answer)}。{answer.sentence}",
        legend=legend,
        sources=source_words(engine, city, answer),
        vendor=VENDOR,
    )


def _district_frame(rows: Iterable[Row], shapes: dict[int, bytes]) -> gpd.GeoDataFrame:
    listed = list(rows)
    geometry = shapely.from_wkb([shapes[row["id"]] for row in listed])
    records = [{**row, "colour": _colour(row), "class_words": class_words(row)} for row in listed]
    return gpd.GeoDataFrame(records, geometry=transform(geometry, 6668, WGS84), crs=WGS84)


def _colour(row: Row) -> str | None:
    if row["aging_class"] is None or row["service_class"] is None:
        return None
    return BIVARIATE[row["aging_class"]][row["service_class"]]


def _asset_frame(assets: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    records = []
    for asset in assets:
        layer = all_layers()[asset["layer"]]
        colour = layer.style.colour if isinstance(layer.style, Pin) else "#4a4f55"
        names = {name: asset[name] for name in ("name", "address", "precision")}
        records.append({**names, "layer_title": layer.title, "colour": colour})
    columns = ["name", "address", "precision", "layer_title", "colour"]
    points = shapely.points([asset["lon"] for asset in assets], [asset["lat"] for asset in assets])
    return gpd.GeoDataFrame(records, columns=columns, geometry=points, crs=WGS84)
