"""Knows the page of one place: what residents need to call, go there and trust it. Knows no SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, render_template, url_for
from flask_babel import gettext

from gisapp.assets.assurance import Standing, standing
from gisapp.assets.calendar import opening_of
from gisapp.assets.calendar_days import JAPAN_TIME, dates
from gisapp.assets.catalogue import find_assets
from gisapp.errors import NotFoundError
from gisapp.publish.ical import Event, calendar
from gisapp.publish.qr import qr_svg
from gisapp.publish.register import credits, loaded_layers
from gisapp.publish.schema_org import place_data
from gisapp.web.context import current_city
from gisapp.web.parts import parts
from gisapp.web.place_words import told, week_of
from layers import all_layers

bp = Blueprint("places", __name__)
#: A calendar file holds this many days: more than anybody plans ahead, less than any holiday law changes.
CALENDAR_DAYS = 92
#: A map of the world's widest use: only a link, which nothing asks before a reader taps it.
ROUTE = "https://www.google.com/maps/dir/?api=1&destination={lat},{lon}"


@bp.get("/places/<int:service_id>")
def place_page(service_id: int) -> str:
    """Everything that everybody may know of a place, readable without scripts."""
    city, now = current_city(), datetime.now(JAPAN_TIME)
    with parts().public.connect() as connection:
        asset = _found(find_assets(connection, city.code, ids=[service_id]))
        beside = find_assets(connection, city.code, ids=[each["id"] for each in asset["beside"]])
        loaded = loaded_layers(connection, city.code)
    own_address = url_for("places.place_page", service_id=service_id, city=city.code, _external=True)
    layer = all_layers()[asset["layer"]]
    exact = asset["precision"] == "exact" and asset["lat"] is not None
    return render_template(
        "places/place.html",
        asset=told(asset, now),
        beside=[told(each, now) for each in beside],
        layer=layer,
        week=week_of(asset, now.date()),
        route=ROUTE.format(lat=asset["lat"], lon=asset["lon"]) if exact else None,
        has_days=bool(asset["schedules"]),
        stale=_age(asset, now.date()) == Standing.STALE,
        credits=credits(loaded, [asset["layer"]]),
        linked=place_data(asset, own_address),
        own_address=own_address,
        qr=qr_svg(own_address),
    )


@bp.get("/places/<int:service_id>.ics")
def place_calendar(service_id: int) -> Response:
    """Its gatherings of the next three months, for the calendar of a telephone."""
    city, now = current_city(), datetime.now(JAPAN_TIME)
    with parts().public.connect() as connection:
        asset = _found(find_assets(connection, city.code, ids=[service_id]))
    openings = [opening_of(row) for row in asset["schedules"]]
    held = dates(openings, asset["closed_on"], now.date(), now.date() + timedelta(days=CALENDAR_DAYS))
    url = url_for("places.place_page", service_id=service_id, city=city.code, _external=True)
    place = (
        "".join(filter(None, (asset["address"], asset["building"]))) if asset["precision"] == "exact" else ""
    )
    event = Event(f"place-{service_id}@{city.code}", asset["name"], place, asset["description"] or "", url)
    name = f"attachment; filename=place-{service_id}.ics"
    return Response(
        calendar(event, held, now), mimetype="text/calendar", headers={"Content-Disposition": name}
    )


def _found(assets: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The place. Whether one was ever there, or why it isn't shown, is nobody's business but the city's."""
    if not assets:
        raise NotFoundError(
            gettext("この場所は、いまは載せていません。"),
            gettext("なくなったか、公開されていません。一覧からさがし直すか、市の窓口にお尋ねください。"),
        )
    return assets[0]


def _age(asset: Mapping[str, Any], today: date) -> Standing:
    said = asset["assured_date"] or asset["source_as_of"]
    return standing(date.fromisoformat(said) if said else None, today, parts().config.freshness)
