"""Knows the pages of districts: all of them, one, some side by side, and the printed sheet. Knows no SQL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

import numpy as np
from flask import Blueprint, Response, redirect, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from gisapp.accounts.rights import Act, Thing, may
from gisapp.assets import notes
from gisapp.assets.assurance import Standing, standing
from gisapp.assets.calendar_days import JAPAN_TIME
from gisapp.assets.catalogue import find_assets
from gisapp.assets.home import Area, area_now, area_of
from gisapp.errors import NotFoundError
from gisapp.planning.profile.book import Book, book, profile
from gisapp.planning.question import DEFAULT_SYSTEM, MESH, systems, title_of
from gisapp.publish.bivariate import AGING_WORDS, SERVICE_WORDS
from gisapp.publish.gap_map_svg import gap_map_svg, legend_svg, missing_svg
from gisapp.publish.karte import COMPARED, Karte
from gisapp.publish.karte import karte as karte_of
from gisapp.publish.pdf import pdf_of
from gisapp.publish.qr import qr_svg
from gisapp.publish.register import City, credits, loaded_layers
from gisapp.publish.zip_stream import zip_stream
from gisapp.web.access import plans
from gisapp.web.context import city_url, current_city
from gisapp.web.login import person
from gisapp.web.parts import parts
from gisapp.web.place_words import told
from layers import all_layers
from layers._layer import FIELDS

bp = Blueprint("districts", __name__)
PAPERS = {"a4": "A4", "a3": "A3"}
#: So many places stand on a sheet; the page has them all.
MOST_PRINTED = 36
MOST_COMPARED = 4
PRESENT = ("ある", "なし")


@bp.get("/districts")
def index_page() -> str:
    """地区: every district with its figures, and where aging and distance meet."""
    city, system = current_city(), _system()
    found = _book(city, system)
    shown = _common(city, found)
    return render_template("districts/index.html", map=_map(city, found), papers=PAPERS, **shown)


@bp.get("/districts/presence")
def presence_page() -> str:
    """ある・なし: which kinds of places each district has."""
    city, system = current_city(), _system()
    found = _book(city, system)
    kinds = [key for key in all_layers() if any(row["assets"].get(key) for row in found.rows)]
    return render_template(
        "districts/presence.html",
        kinds=[(key, all_layers()[key].title) for key in kinds],
        having={key: sum(bool(row["assets"].get(key)) for row in found.rows) for key in kinds},
        **_common(city, found),
    )


@bp.get("/districts/compare")
def compare_page() -> str:
    """Up to four districts (`d`) side by side."""
    city = current_city()
    asked = [int(each) for each in request.args.getlist("d") if re.fullmatch(r"[0-9]{1,17}", each)]
    found = _book(city, _system())
    known = {row["id"] for row in found.rows}
    ids = [each for each in dict.fromkeys(asked) if each in known][:MOST_COMPARED]
    sheets = [karte_of(found, profile(found, each), []) for each in ids]
    rows = [
        (
            title,
            [sheet.compared[at][1][0] for sheet in sheets]
            + ([sheets[0].compared[at][1][1]] if sheets else []),
        )
        for at, (title, *_) in enumerate(COMPARED)
    ]
    return render_template(
        "districts/compare.html", sheets=sheets, ids=ids, compared=rows, **_common(city, found)
    )


@bp.get("/districts/<int:district_id>")
def district_page(district_id: int) -> ResponseReturnValue:
    """One district: who lives there, what is there, what is missing; then and now."""
    city = current_city()
    area = _area(city, district_id)
    if not isinstance(area, Area):
        return area
    found, sheet = _sheet(city, area, district_id)
    today = datetime.now(JAPAN_TIME).date()
    return render_template(
        "districts/district.html",
        sheet=sheet,
        area=area,
        district_id=district_id,
        due=_due(sheet, today),
        heard=_heard(city, area),
        fields=FIELDS,
        titles={key: layer.title for key, layer in all_layers().items()},
        papers=PAPERS,
        **_common(city, found),
    )


@bp.get("/districts/<int:district_id>/karte.pdf")
def karte(district_id: int) -> ResponseReturnValue:
    """地区カルテ: the sheet for the meeting (`paper` a4: two pages, a3: one)."""
    city = current_city()
    area = _area(city, district_id)
    if not isinstance(area, Area):
        return area
    paper = _paper()
    name = quote(f"地区カルテ_{area.name}_{PAPERS[paper]}.pdf")
    answer = Response(_printed(city, area, district_id, paper), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f"inline; filename=\"karte.pdf\"; filename*=UTF-8''{name}"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/districts/karte.zip")
def sheets() -> Response:
    """The sheets of all districts in one file, each sent as soon as it is made; their number in X-Sheets."""
    city, system, paper = current_city(), _system(), _paper()
    rows = _book(city, system).rows

    def made() -> Iterator[tuple[str, bytes]]:
        for number, row in enumerate(rows, 1):
            area = Area(system, "", row["name"])
            name = f"{number:03d}_{row['name'].replace('/', '／')}_{PAPERS[paper]}.pdf"
            yield name, _printed(city, area, row["id"], paper)

    answer = Response(stream_with_context(zip_stream(made())), mimetype="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="karte.zip"'
    answer.headers["X-Sheets"] = str(len(rows))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _paper() -> str:
    paper = request.args.get("paper", "a4")
    if paper not in PAPERS:
        raise NotFoundError("その大きさの紙はありません。", "A4 か A3 を選んでください。")
    return paper


def _printed(city: City, area: Area, district_id: int, paper: str) -> bytes:
    """The sheet of a district as PDF."""
    found, sheet = _sheet(city, area, district_id)
    here = city_url("districts.district_page", district_id=district_id, _external=True)
    page = render_template(
        "districts/sheet.html",
        sheet=sheet,
        paper=PAPERS[paper],
        printed=sheet.places[:MOST_PRINTED],
        titles={key: layer.title for key, layer in all_layers().items()},
        qr=qr_svg(here),
        here=here,
        **_common(city, found),
    )
    return pdf_of(page)


def _system() -> str:
    asked = request.args.get("system", DEFAULT_SYSTEM)
    if asked not in systems() or asked == MESH:
        raise NotFoundError("その区域はありません。", "「地区」から選び直してください。")
    return asked


def _book(city: City, system: str) -> Book:
    """Raises UserError where people or districts aren't loaded, or not of that year."""
    with parts().desk.moment(city.code) as moment:
        return book(parts().desk, moment, system, request.args.get("year", 0, type=int))


def _area(city: City, district_id: int) -> Area | ResponseReturnValue:
    """The area, or the way to its number of today. Raises NotFoundError."""
    with parts().public.connect() as connection:
        found = area_of(connection, city.code, district_id)
        now = None if found else area_now(connection, city.code, district_id)
    if now is not None:
        here = request.path.replace(f"/{district_id}", f"/{now}")
        return redirect(f"{here}?{request.query_string.decode()}".rstrip("?"))
    if found is None or found.system not in systems():
        raise NotFoundError("その校区はありません。", "「地区」の一覧から選び直してください。")
    return found


def _sheet(city: City, area: Area, district_id: int) -> tuple[Book, Karte]:
    found = _book(city, area.system)
    now = datetime.now(JAPAN_TIME)
    with parts().public.connect() as connection:
        places = find_assets(connection, city.code, district=district_id)
    return found, karte_of(found, profile(found, district_id), [told(place, now) for place in places])


def _common(city: City, found: Book) -> dict[str, Any]:
    """What every page of districts tells: the year, where figures come from, which districts these are."""
    with parts().public.connect() as connection:
        loaded = loaded_layers(connection, city.code)
    people, system = found.world.people, found.world.system
    kinds = {key for row in found.rows for key in row["assets"]}
    return {
        "book": found,
        "rows": found.rows,
        "city_row": found.city,
        "near": {row["id"]: row for row in found.asked[0].answer.rows} if found.asked[0].answer else {},
        "asked": found.asked[0],
        "system": system,
        "system_title": title_of(system),
        "year": found.year,
        "projection": people.projection,
        "note": {
            "as_of": people.day.isoformat(),
            "sources": credits(loaded, found.layer_keys),
            "edition": found.world.edition,
        },
        "places_note": {"as_of": None, "edition": None, "sources": credits(loaded, sorted(kinds))},
        "today": datetime.now(JAPAN_TIME).date(),
        "planner": plans(),
    }


def _map(city: City, found: Book) -> dict[str, Any] | None:
    """The 3 × 3 of aging and reach with its legend; None where nothing can be said of reach."""
    answer = found.asked[0].answer
    if answer is None:
        return None
    at = {row["id"]: position for position, row in enumerate(found.rows)}
    order = np.array([at[row["id"]] for row in answer.rows])
    aging, near = answer.classes.aging_breaks, answer.classes.covered_breaks
    limits = [[f"{low}％未満", f"{low}〜{high}％", f"{high}％以上"] for low, high in (aging, near)]
    return {
        "svg": gap_map_svg(found.world.shapes_m[order], answer.rows, title=f"{city.name} 高齢化と場所の近さ"),
        "columns": [(SERVICE_WORDS[s], limits[1][s]) for s in (2, 1, 0)],
        "rows": [(AGING_WORDS[a], limits[0][a], [legend_svg(a, s) for s in (2, 1, 0)]) for a in (2, 1, 0)],
        "missing": missing_svg(),
        "within_m": found.asked[0].question.within_m,
    }


def _due(sheet: Karte, today: date) -> list[dict[str, Any]]:
    """The places that somebody should check, those that nobody ever has first."""
    settings = parts().config.freshness
    days = [
        (date.fromisoformat(each["assured_date"]) if each["assured_date"] else None, each)
        for each in sheet.places
    ]
    due = [(day, each) for day, each in days if standing(day, today, settings) is not Standing.CURRENT]
    return [each for _, each in sorted(due, key=lambda pair: (pair[0] or date.min, pair[1]["id"]))]


def _heard(city: City, area: Area) -> list[notes.Note] | None:
    """Hearing notes of an elementary district; None for whoever may not read them."""
    if area.system != DEFAULT_SYSTEM:
        return None
    if not may(person(), Act.LISTEN, Thing(city.code, frozenset({area.key}))):
        return None
    with parts().engine.connect() as connection:
        return notes.listed(connection, city.code, district=area.key)
