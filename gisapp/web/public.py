"""Knows the pages for everybody: map, list, sources. Knows no SQL and no figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from gisapp.assets.calendar_days import JAPAN_TIME
from gisapp.assets.catalogue import find_assets, today_of
from gisapp.assets.search import find_spots, search
from gisapp.planning.question import DEFAULT_SYSTEM
from gisapp.publish.map_svg import map_svg as draw
from gisapp.publish.register import City, LoadedLayer, credits, loaded_layers, told_problems
from gisapp.web.api import district_data, district_data_if_any, found
from gisapp.web.asked import address_of, asked_in, choices
from gisapp.web.context import current_city
from gisapp.web.moved import moved
from gisapp.web.page_data import page_data
from gisapp.web.parts import parts
from layers import all_layers

bp = Blueprint("public", __name__)
PAGE_SIZE = 100


@bp.get("/")
def map_page() -> ResponseReturnValue:
    """みんなの地図."""
    elsewhere = moved("d")
    if elsewhere:
        return elsewhere
    city = current_city()
    with parts().public.connect() as connection:
        loaded = loaded_layers(connection, city.code)
    return render_template("public/map.html", data=map_data(city, loaded), choices=choices())


def map_data(city: City, loaded: dict[str, LoadedLayer]) -> dict[str, Any]:
    """The data block of the map's page with its first places: nobody waits for a second answer."""
    data, asked = page_data(city, loaded), asked_in(request.args)
    if "m" in request.args:  # the map stands elsewhere than over the whole city
        return data
    if not asked.layers:
        usual = [layer["key"] for layer in data["layers"] if layer["shown"] and layer["kind"] == "asset"]
        asked = replace(asked, layers=tuple(usual))
    west, south, east, north = city.bounds
    middle = (west + east) / 2, (south + north) / 2
    return {**data, "first": found(city, replace(asked, district=None, near=middle))}


@bp.get("/list")
def list_page() -> ResponseReturnValue:
    """The map's twin in words: the same districts and assets, filtered by a form, without JavaScript."""
    elsewhere = moved("district")
    if elsewhere:
        return elsewhere
    city, asked = current_city(), asked_in(request.args)
    page_no = min(max(1, request.args.get("page", 1, type=int)), 10_000)
    start = (page_no - 1) * PAGE_SIZE
    now = datetime.now(JAPAN_TIME)
    figures = district_data_if_any(city)
    with parts().public.connect() as connection:
        answer = search(connection, city.code, asked, now=now, limit=start + PAGE_SIZE)
        assets = find_assets(connection, city.code, ids=answer.ids[start:])
        loaded = loaded_layers(connection, city.code)
        spots = find_spots(connection, city.code, asked.text) if asked.text else []
    asset_layers = [
        {"key": key, "title": layer.title, "count": answer.layers.get(key, 0)}
        for key, layer in loaded.items()
        if all_layers()[key].kind == "asset"
    ]
    shown = {asset["layer"] for asset in assets}
    return render_template(
        "public/list.html",
        data=page_data(city, loaded),
        districts=figures["districts"] if figures else [],
        city_figures=figures["city"] if figures else None,
        titles={key: layer.title for key, layer in all_layers().items()},
        assets=[asset | today_of(asset, now) for asset in assets],
        answer=answer,
        spots=spots,
        total=answer.total,
        pages=max(1, -(-answer.total // PAGE_SIZE)),
        page_no=page_no,
        asset_layers=asset_layers,
        asked=asked,
        query=address_of(asked),
        choices=choices(answer),
        unplaced=sum(layer.unplaced for layer in loaded.values()),
        figures_note={name: figures[name] for name in ("as_of", "sources", "edition")} if figures else None,
        assets_note={"as_of": None, "sources": credits(loaded, sorted(shown)), "edition": None},
    )


@bp.get("/sources")
def sources_page() -> str:
    """データ一覧: what is loaded, from whom, as of when, and what was wrong in it."""
    city = current_city()
    with parts().public.connect() as connection:
        loaded = loaded_layers(connection, city.code)
        listed = [
            {
                **layer.credit(),
                "layer": layer.key,
                "layer_title": layer.title,
                "retrieved_on": layer.retrieved_at.date(),
                "rows": layer.count,
                "outside": layer.outside,
                "problems": layer.problems,
                "problem_list": told_problems(connection, layer.run_id) if layer.problems else [],
                "unplaced": layer.unplaced,
                "note": all_layers()[layer.key].description,
            }
            for layer in loaded.values()
        ]
    return render_template("public/sources.html", sources=listed)


@bp.get("/map.svg")
def map_svg() -> Response:
    """The aging rate by district as a picture, for browsers that can't draw the map."""
    city = current_city()
    figures = district_data(city, DEFAULT_SYSTEM)
    with parts().desk.moment(city.code, parts().public) as moment:
        world = parts().desk.world(moment, DEFAULT_SYSTEM)
    picture = draw(world.shapes_m, figures["districts"], title=f"{city.name} 小学校区ごとの高齢化率")
    return Response(picture, mimetype="image/svg+xml", headers={"Cache-Control": "no-cache"})


@bp.get("/health")
def health() -> tuple[str, int]:
    """Whether the site answers and its database does."""
    with parts().public.connect():
        return "ok\n", 200
