"""Knows which municipality a request is about, and what every template may use. Knows no page."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, request, url_for

from gisapp.errors import NotFoundError, UserError
from gisapp.publish.register import City, cities
from gisapp.web.parts import parts

PRODUCT_NAME = "地域資源マップ"
PAGES = {
    "public.map_page": "map",
    "public.list_page": "list",
    "public.sources_page": "sources",
    "about.help_page": "help",
    "cities.compare_page": "districts",
    "districts.index_page": "districts",
    "districts.district_page": "districts",
    "districts.compare_page": "districts",
    "districts.presence_page": "districts",
    "planner.gaps_page": "gaps",
    "planner_files.report": "gaps",
    "planner_files.run_page": "gaps",
    "planner_sites.sites_page": "gaps",
    "planner_scenarios.list_page": "gaps",
    "planner_scenarios.scenario_page": "gaps",
}


def known_cities() -> list[City]:
    """The installation's municipalities, asked once a request."""
    if "cities" not in g:
        with parts().public.connect() as connection:
            g.cities = cities(connection)
    found: list[City] = g.cities
    return found


def current_city() -> City:
    """The municipality of ?city=…, else the first (real ones before the sample).

    In rooms that need an account, whoever works for one city is shown that one (`gisapp.web.access`).

    Raises NotFoundError for an unknown code, UserError where nothing is loaded yet.
    """
    known = known_cities()
    code = request.args.get("city") or g.get("own_city")
    if not known:
        raise UserError(
            "WEB-001",
            "まだデータがありません。",
            "管理者が行政区域（N03）を読み込むと表示されます。",
            status=503,
        )
    found = next((city for city in known if code in (None, "", city.code)), None)
    if found is None:
        raise NotFoundError("その市区町村はこの地図にありません。", "上の切替から選び直してください。")
    return found


def city_url(endpoint: str, **values: Any) -> str:
    """A URL that keeps the municipality, where there is more than one."""
    if endpoint != "static" and len(known_cities()) > 1:
        values.setdefault("city", current_city().code)
    return url_for(endpoint, **values)


def register(app: Flask) -> None:
    """Refuses what no address of ours holds, and hands the common names to every template."""

    @app.before_request
    def no_control_characters() -> None:
        asked = request.path + "".join(text for values in request.args.listvalues() for text in values)
        if any(ord(letter) < ord(" ") for letter in asked):
            raise UserError(
                "WEB-400", "アドレスに使えない文字が入っています。", "上のメニューから選び直してください。"
            )

    @app.context_processor
    def common() -> dict[str, Any]:
        try:
            city, known = current_city(), known_cities()
        except UserError:
            city, known = None, []
        return {
            "city": city,
            "cities": known,
            "page": PAGES.get(request.endpoint or "", ""),
            "product_name": PRODUCT_NAME,
            "city_url": city_url,
        }
