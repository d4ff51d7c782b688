"""Knows the reader's own pages: 「わたしの校区は？」 and the list of picked places. Knows no SQL.

An address or a position comes by POST and is kept nowhere; where nothing is known, the page says whom to ask
instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext
from sqlalchemy.engine import Connection

from gisapp.accounts.offices import public_offices
from gisapp.assets.address_parts import Whereabouts
from gisapp.assets.calendar_days import JAPAN_TIME
from gisapp.assets.catalogue import find_assets
from gisapp.assets.gazetteer import LonLat, Why
from gisapp.assets.home import COUNCIL, ELEMENTARY, JUNIOR_HIGH, Spot, home_at, spot_of
from gisapp.assets.search import Asked, postal_code, postal_spots, search
from gisapp.assets.worries import listening_layers
from gisapp.publish.register import City
from gisapp.web.context import current_city
from gisapp.web.parts import parts
from gisapp.web.place_words import told
from layers import all_layers

bp = Blueprint("mine", __name__)
MOST_LETTERS = 100
NEAREST = 3
#: More than anybody carries on paper.
MOST_PICKED = 100


@bp.get("/my")
def my_page() -> str:
    """The form."""
    return _page()


@bp.post("/my")
def my_answer() -> str:
    """What looks after an address or a position; it stands in no address of a page and in no table."""
    address = request.form.get("address", "").strip()[:MOST_LETTERS]
    return _of_address(address) if address else _of_position()


@bp.get("/my/list")
def list_page() -> str:
    """The places that somebody has picked (`ids`, with commas), to print; `size=large` for large letters."""
    city, now = current_city(), datetime.now(JAPAN_TIME)
    said = [
        int(each) for each in request.args.get("ids", "").split(",") if re.fullmatch(r"[0-9]{1,17}", each)
    ]
    ids = list(dict.fromkeys(said))[:MOST_PICKED]
    with parts().public.connect() as connection:
        found = find_assets(connection, city.code, ids=ids)
    return render_template(
        "mine/list.html",
        places=[told(asset, now) for asset in found],
        ids=",".join(map(str, ids)),
        gone=len(ids) - len(found),
        large=request.args.get("size") == "large",
        titles={key: layer.title for key, layer in all_layers().items()},
        today=now.date(),
    )


def _of_address(address: str) -> str:
    city = current_city()
    postal = postal_code(address)
    with parts().public.connect() as connection:
        if postal:
            return _of_postal(connection, city, address, postal_spots(connection, city.code, postal))
        found = spot_of(connection, address, Whereabouts(city.code, city.prefecture, city.name))
        if isinstance(found, Why):
            return _page(address=address, trouble=_why(found))
        answer = _answer(connection, city, found.point, rough=found.rough)
    return _page(address=address, spot=found, **answer)


def _of_postal(connection: Connection, city: City, address: str, towns: Sequence[Mapping[str, Any]]) -> str:
    if not towns:
        return _page(
            address=address,
            trouble=gettext("その郵便番号は、この地図では分かりません。町の名前を書いてください。"),
        )
    if len(towns) > 1:
        names = "、".join(town["name"] for town in towns)
        trouble = gettext(
            "その郵便番号の町はいくつかあります。町の名前を書いてください: %(names)s", names=names
        )
        return _page(address=address, trouble=trouble)
    point = (towns[0]["lon"], towns[0]["lat"])
    spot = Spot(point, towns[0]["name"], rough=True)
    return _page(address=address, spot=spot, **_answer(connection, city, point, rough=True))


def _of_position() -> str:
    city = current_city()
    if not {"lat", "lon"} & set(request.form):
        return _page(trouble=gettext("住所を書いてから「調べる」を押してください。"))
    lat, lon = request.form.get("lat", type=float), request.form.get("lon", type=float)
    west, south, east, north = city.bounds
    if lat is None or lon is None or not (west <= lon <= east and south <= lat <= north):
        return _page(trouble=gettext("いまの位置は、%(city)sの中ではないようです。", city=city.name))
    with parts().public.connect() as connection:
        return _page(**_answer(connection, city, (lon, lat), rough=False))


def _answer(connection: Connection, city: City, point: LonLat, *, rough: bool) -> dict[str, Any]:
    offices, now = public_offices(connection, city.code), datetime.now(JAPAN_TIME)
    home = home_at(connection, city.code, point, rough=rough, offices=offices)
    asked = Asked(layers=listening_layers(), near=point)
    nearest = search(connection, city.code, asked, now=now, limit=NEAREST)
    near = find_assets(connection, city.code, ids=nearest.ids)
    return {
        "answered": True,
        "elementary": home.areas.get(ELEMENTARY, []),
        "junior_high": home.areas.get(JUNIOR_HIGH, []),
        "councils": home.areas.get(COUNCIL, []),
        "possible": home.possible,
        "offices": home.offices,
        "desks": [told(desk, now) for desk in near],
    }


def _page(*, spot: Spot | None = None, **said: Any) -> str:
    return render_template(
        "mine/my.html", spot=spot, **{"address": "", "trouble": "", "answered": False, **said}
    )


def _why(why: Why) -> str:
    """What to try, where an address isn't found."""
    if why is Why.NO_TABLE:
        return gettext("この地図には、住所の辞書がまだ入っていません。下の一覧から校区を選んでください。")
    if why in (Why.AMBIGUOUS, Why.TWINS, Why.SEVERAL):
        return gettext("同じ名前の町がいくつかあります。区や大字の名前から書いてください。")
    if why is Why.NO_CHOME:
        return gettext("その丁目が見つかりません。丁目の数字をお確かめください。")
    return gettext("その住所が見つかりません。町の名前と番地だけで、もう一度お試しください。")
