"""Knows the page 「どこに相談したらよいか」: from a worry to the desks that listen. Knows no SQL."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, render_template, request

from gisapp.accounts.offices import public_offices
from gisapp.assets.calendar_days import JAPAN_TIME
from gisapp.assets.catalogue import find_assets
from gisapp.assets.search import Asked, search
from gisapp.assets.worries import BY_KEY, WORRIES, Worry, desks_for, listening_layers, places_layers, worry_in
from gisapp.web.context import current_city
from gisapp.web.parts import parts
from gisapp.web.place_words import told
from layers import all_layers

bp = Blueprint("guide", __name__)
#: No city has more desks than anybody could choose from; the general ones come from the same list.
MOST_DESKS = 500
MOST_SHOWN = 12


@bp.get("/guide")
def guide_page() -> str:
    """The worries as large choices, or with ?about= or ?q= the desks for one: never without an answer."""
    worry = _asked()
    if worry is None:
        return render_template("guide/worries.html", worries=WORRIES)
    city, now = current_city(), datetime.now(JAPAN_TIME)
    district = request.args.get("district", type=int)
    with parts().public.connect() as connection:
        asked = Asked(layers=listening_layers())
        ids = search(connection, city.code, asked, now=now, limit=MOST_DESKS).ids
        desks = find_assets(connection, city.code, ids=ids)
        offices = public_offices(connection, city.code)
    found = desks_for(worry, desks)
    general = (
        sorted(found.general, key=lambda desk: desk["district_id"] != district) if district else found.general
    )
    return render_template(
        "guide/desks.html",
        worry=worry,
        fitting=[told(desk, now) for desk in found.fitting[:MOST_SHOWN]],
        general=[told(desk, now) for desk in general[:MOST_SHOWN]],
        more=len(found.fitting) > MOST_SHOWN or len(general) > MOST_SHOWN,
        offices=offices,
        titles={key: layer.title for key, layer in all_layers().items()},
        places=",".join(places_layers(worry)),
        said=request.args.get("q", "").strip()[:100],
    )


def _asked() -> Worry | None:
    about, words = request.args.get("about", ""), request.args.get("q", "").strip()[:100]
    if about in BY_KEY:
        return BY_KEY[about]
    return worry_in(words) if words else None
