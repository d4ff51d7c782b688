"""Knows how the map is handed on: as a link that keeps its choices, and inside the page of another site.

Knows no SQL. A page inside another site shows the map alone: its links open in a window of their own.
"""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gisapp.publish.qr import qr_svg
from gisapp.publish.register import loaded_layers
from gisapp.web.api import district_data_if_any
from gisapp.web.asked import address_of, asked_in, choices
from gisapp.web.context import current_city
from gisapp.web.moved import moved
from gisapp.web.page_data import page_data
from gisapp.web.parts import parts
from gisapp.web.public import map_data

bp = Blueprint("share", __name__)


@bp.get("/embed")
def embed_page() -> ResponseReturnValue:
    """The map for an <iframe> of anybody's page; the same address as the map's own."""
    elsewhere = moved("d")
    if elsewhere:
        return elsewhere
    city = current_city()
    with parts().public.connect() as connection:
        loaded = loaded_layers(connection, city.code)
    return render_template("share/embed.html", data=map_data(city, loaded), choices=choices())


@bp.get("/share")
def share_page() -> ResponseReturnValue:
    """A form of choices, and below it the links and the text for a page that they make; needs no script."""
    elsewhere = moved("district")
    if elsewhere:
        return elsewhere
    city, asked = current_city(), asked_in(request.args)
    with parts().public.connect() as connection:
        loaded = loaded_layers(connection, city.code)
    layers = page_data(city, loaded)["layers"]
    said, figures = address_of(asked), district_data_if_any(city)
    on_map = {**said, "city": city.code}
    district = on_map.pop("district", None)
    if asked.layers is not None:
        rest = [layer["key"] for layer in layers if layer["shown"] and layer["kind"] != "asset"]
        on_map["l"] = ",".join([*asked.layers, *rest])
    if district:
        on_map["d"] = district
    own = url_for("public.map_page", **on_map, _external=True)
    return render_template(
        "share/share.html",
        asked=asked,
        kinds=[layer for layer in layers if layer["kind"] == "asset"],
        districts=figures["districts"] if figures else [],
        choices=choices(),
        map_address=own,
        list_address=url_for("public.list_page", **said, city=city.code, _external=True),
        embed_address=url_for("share.embed_page", **on_map, _external=True),
        qr=qr_svg(own),
    )
