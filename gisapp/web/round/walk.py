"""Knows 今月の確認: what is due in one's territory, as a walk with a map, on paper, and as a file.

Knows no SQL and not what an answer does.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any
from uuid import uuid4

from flask import Response, make_response, render_template, request, session

from gisapp.accounts.offices import districts, office
from gisapp.accounts.record import note
from gisapp.accounts.rights import Act, Person, may
from gisapp.assets.address_parts import Whereabouts
from gisapp.assets.assurance import standing, words
from gisapp.assets.checking import NOTED, OLDER, PROPOSED
from gisapp.assets.fields import CHECKED_HOW, categories
from gisapp.assets.round import Round, Sieve, due_assets, office_position, walk
from gisapp.errors import NotFoundError
from gisapp.publish.register import City, loaded_layers
from gisapp.web.access import acting
from gisapp.web.context import current_city
from gisapp.web.page_data import page_data
from gisapp.web.parts import parts
from gisapp.web.rooms import download
from gisapp.web.round.rooms import PRIVATE, bp, scope_of, today
from layers import all_layers

#: What one takes along on paper.
MOST_ON_PAPER = 200
_HEAD = ("番号", "名前", "種類", "校区", "住所", "電話", "最後に確かめた日", "確かめ方", "緯度", "経度")


@bp.get("/field/round")
def round_page() -> Response:
    """今月の確認: a page of the walk, a map of it, and three answers for each place."""
    someone, city = _here()
    page_no = max(1, request.args.get("page", 1, type=int))
    with parts().engine.connect() as connection:
        found = walk(*_due(connection, someone, city), page_no)
        data = page_data(city, loaded_layers(connection, city.code))
        choices = _choices(connection, city)
    stops = [_stop(stop) for stop in found.stops]
    page = render_template(
        "round/round.html",
        data={**data, "person": someone.id, "stops": [_mark(stop) for stop in stops]},
        stops=stops,
        total=found.total,
        pages=found.pages,
        page_no=min(page_no, found.pages),
        how=session.get("checked_how", CHECKED_HOW[0]),
        hows=CHECKED_HOW,
        today=today(),
        asked=_asked(),
        told=_told(),
        **choices,
    )
    return make_response(page, 200, PRIVATE)


@bp.get("/field/round/paper")
def round_paper() -> Response:
    """The same for paper: a box for each answer, and room to write."""
    someone, city = _here()
    found = _taken_along(someone, city)
    stops = [_stop(stop) for stop in found.stops]
    page = render_template(
        "round/paper.html", stops=stops, total=found.total, today=today(), hows=CHECKED_HOW, asked=_asked()
    )
    return make_response(page, 200, PRIVATE)


@bp.get("/field/round.csv")
def round_csv() -> Response:
    """The whole walk as a table."""
    someone, city = _here()
    found = _taken_along(someone, city)
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(_HEAD)
    for stop in found.stops:
        writer.writerow(map(_cell, _row(_stop(stop))))
    name = f"round_{city.code}_{today():%Y%m%d}.csv"
    return download(sheet.getvalue().encode("utf-8-sig"), name, "text/csv; charset=utf-8")


def _taken_along(someone: Person, city: City) -> Round:
    """The whole walk; that somebody took it out of the site is written down."""
    with parts().engine.begin() as connection:
        found = walk(*_due(connection, someone, city), 1, size=MOST_ON_PAPER)
        note(connection, someone, "持ち出す", "今月の確認", code=city.code, 件数=len(found.stops))
    return found


def _here() -> tuple[Person, City]:
    someone, city = acting(), current_city()
    if not may(someone, Act.CHECK, city.code):
        raise NotFoundError("そのページはありません。")
    return someone, city


def _due(
    connection: Any, someone: Person, city: City
) -> tuple[list[dict[str, Any]], str, tuple[float, float] | None]:
    asked = _asked()
    sieve = Sieve(asked["layer"], asked["district"])
    due = due_assets(connection, scope_of(someone, city.code), sieve, today(), parts().config.freshness)
    lat, lon = (request.args.get(name, type=float) for name in ("lat", "lon"))
    west, south, east, north = city.bounds
    if lat is not None and lon is not None and south - 1 < lat < north + 1 and west - 1 < lon < east + 1:
        return due, city.code, (lon, lat)
    place = Whereabouts(city.code, city.prefecture, city.name)
    address = office(connection, someone.office_id).address if someone.office_id else None
    return due, city.code, office_position(connection, address, place)


def _asked() -> dict[str, str]:
    """The filters as they were chosen; an unknown category counts as none."""
    asked = {name: request.args.get(name, "").strip() for name in ("layer", "district", "lat", "lon", "on")}
    return {
        **asked,
        "layer": asked["layer"] if asked["layer"] in categories() else "",
        "on": _day(asked["on"]),
    }


def _told() -> str | None:
    """What the answer before did, where a page without scripts comes back."""
    outcome = request.args.get("told")
    return f"{outcome}。" if outcome in (NOTED, OLDER, PROPOSED) else None


def _day(written: str) -> str:
    """The day on which was looked, where a paper is copied; empty for today."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return ""
    return day.isoformat() if day < today() else ""


def _choices(connection: Any, city: City) -> dict[str, Any]:
    return {"layers": categories(), "districts": districts(connection, city.code)}


def _stop(stop: dict[str, Any]) -> dict[str, Any]:
    """A place with all that is said of it; a number of its own for the answer that is sent."""
    settings, day = parts().config.freshness, stop["vouched_on"]
    return {
        **stop,
        "key": uuid4(),
        "kind": all_layers()[stop["layer"]].title,
        "where": " ".join(filter(None, [stop["address"], stop["building"]])) or None,
        "standing": standing(day, today(), settings).name.lower(),
        "why": words(day, today(), settings),
    }


def _mark(stop: dict[str, Any]) -> dict[str, Any]:
    return {name: stop[name] for name in ("id", "stop", "name", "lon", "lat", "layer")}


def _row(stop: dict[str, Any]) -> list[Any]:
    lines = "、".join(f"{each['number']}（{each['purpose']}）" for each in stop["phones"])
    known = (stop["assured_date"], stop["checked_how"], stop["lat"], stop["lon"])
    return [stop["stop"], stop["name"], stop["kind"], stop["district"], stop["where"], lines, *known]


def _cell(value: Any) -> str:
    """A cell; what a spreadsheet would take for a formula becomes text."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in "=+-@\t" and text[:1] else text
