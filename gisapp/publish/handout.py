"""Knows what an answer takes along when it leaves the site: outlines, public places, sources, day and number.

Knows no file format. Who may not be seen is in none of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.engine import Engine

from gisapp.crs import STORAGE_SRID, transform
from gisapp.db.engine import query
from gisapp.planning.gaps import Answer
from gisapp.planning.question import title_of
from gisapp.planning.supply import Supply
from gisapp.publish.gap_border import border_words
from gisapp.publish.gap_words import HIDDEN_MEANS
from gisapp.publish.register import City, credits, loaded_layers
from layers import all_layers

JAPAN = timezone(timedelta(hours=9), "JST")
PLANNED = "シナリオで加える場所"
Place = dict[str, Any]


@dataclass(frozen=True)
class Handout:
    """An answer and all that stands beside it on paper or in a file.

    `shapes` (EPSG:6668) and `shapes_m` (plane metres): an outline a row of the answer, in its order.
    `places`: what was counted and is public: id, layer, layer_title, name, address, precision, formality,
    lon, lat (degrees), xy (plane metres). `sources`: credits. `made_at`: when it was worked out, Japanese
    time. `address`: where it can be opened again.
    """

    city: City
    answer: Answer
    shapes: NDArray[np.object_]
    shapes_m: NDArray[np.object_]
    places: list[Place]
    sources: list[dict[str, Any]]
    made_at: datetime
    address: str

    @property
    def unit(self) -> str:
        """What one district is called."""
        return title_of(self.answer.question.system)


def handout(
    engine: Engine,
    city: City,
    answer: Answer,
    *,
    address: str = "",
    now: datetime | None = None,
) -> Handout:
    """Everything about `answer` that may leave the site."""
    world = answer.world
    at = {int(number): position for position, number in enumerate(world.districts["id"])}
    shapes_m = world.shapes_m[[at[row["id"]] for row in answer.rows]]
    values = {"code": city.code, "layers": list(answer.question.categories)}
    with engine.connect() as connection:
        loaded = loaded_layers(connection, city.code)
        rows = connection.execute(query("handed_places"), values).mappings()
        public = {row["id"]: dict(row) for row in rows}
    return Handout(
        city=city,
        answer=answer,
        shapes=transform(shapes_m, world.plane_srid, STORAGE_SRID),
        shapes_m=shapes_m,
        places=_counted(public, answer.figures.supply),
        sources=credits(loaded, answer.layer_keys),
        made_at=(now or datetime.now(UTC)).astimezone(JAPAN),
        address=address,
    )


def _counted(public: dict[int, Place], supply: Supply) -> list[Place]:
    """The public places that were counted and what a scenario adds, each where it was counted."""
    counted = {int(row["id"]): row for row in supply.places.to_dict("records")}
    found = []
    for number in [*(number for number in public if number in counted), *(n for n in counted if n < 0)]:
        row = counted[number]
        told = public.get(number) or {
            **{name: row[name] for name in ("id", "layer", "name")},
            "address": PLANNED, "precision": "exact", "formality": row["formality"],
        }  # fmt: skip
        title = all_layers()[row["layer"]].title
        spot = {"lon": row["lon"], "lat": row["lat"], "xy": (row["x"], row["y"])}
        found.append({**told, **spot, "layer_title": title})
    return found


def source_words(credit: dict[str, Any]) -> str:
    """A source as it is printed: publisher, title, day, licence."""
    return (
        f"{credit['publisher']}「{credit['title']}」（{credit['as_of'] or '時点不明'}、{credit['licence']}）"
    )


def year_words(answer: Answer) -> str:
    """Whose people are counted; a projection says that it is one."""
    title: str = answer.year["title"]
    return f"{title}（推計）" if answer.year["projected"] and "推計" not in title else title


def notes(given: Handout) -> list[tuple[str, str]]:
    """What stands with the figures wherever they go: title and words, sources last."""
    answer = given.answer
    return [
        ("市区町村", f"{given.city.prefecture}{given.city.name}"),
        *([("注意", "架空のデータです")] if given.city.is_sample else []),
        ("問い", answer.words),
        ("答え", answer.sentence),
        *([("高齢化率の条件", answer.focus["words"])] if answer.focus else []),
        ("人口の年", year_words(answer)),
        *([("人口の推計の方法", answer.year["method"])] if answer.year["method"] else []),
        *([("人口の細かさ", answer.confidence["grain"])] if answer.confidence["grain"] else []),
        *([("市の外の場所", border)] if (border := border_words(answer)) else []),
        ("条件を変えたとき", answer.sensitivity["words"]),
        ("行き渡り方", answer.equity["concentration_words"]),
        *answer.method,
        ("非表示の数字", HIDDEN_MEANS),
        ("計算した日時", f"{given.made_at:%Y-%m-%d %H:%M}（日本時間）"),
        ("計算の番号", answer.run),
        *([("もう一度開くとき", given.address)] if given.address else []),
        *(("出典", source_words(credit)) for credit in given.sources),
    ]
