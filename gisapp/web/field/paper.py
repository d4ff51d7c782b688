"""Knows the sheet of paper for those who write a place down first. Knows no rule of a field."""

from __future__ import annotations

import io

import qrcode
import qrcode.image.svg
from flask import Response, make_response, render_template, url_for
from markupsafe import Markup

from gisapp.accounts.rights import Act, Thing
from gisapp.assets.fields import FIELDS, NEEDED, PRECISIONS, categories
from gisapp.web.access import require
from gisapp.web.context import current_city
from gisapp.web.field.rooms import PRIVATE, bp

#: Sections whose fields are left to the office, and kinds that can't be written by hand.
_NOT_ON_PAPER = {"kind", "privacy", NEEDED}
_NOT_BY_HAND = {"photos", "hub", "office"}


@bp.get("/field/paper")
def paper_page() -> Response:
    """きろく用紙: one A4 sheet with a code that opens the form on a phone."""
    city = current_city()
    require(Act.PROPOSE, Thing(city.code))
    page = render_template(
        "field/paper.html",
        city=city,
        categories=categories().values(),
        fields=[f for f in FIELDS if f.section not in _NOT_ON_PAPER and f.kind not in _NOT_BY_HAND],
        precisions=PRECISIONS.values(),
        code=_code(url_for("field.new_page", city=city.code, _external=True)),
    )
    return make_response(page, 200, PRIVATE)


def _code(address: str) -> Markup:
    """A QR code as SVG, with its address in words."""
    made = io.BytesIO()
    qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, border=1).save(made)
    picture = made.getvalue().decode().partition("?>")[2]
    label = Markup('<svg role="img" aria-label="{}" ').format(f"入力画面のアドレス {address}")
    return Markup(picture.replace("<svg ", str(label), 1))  # our own code's picture, nothing of it typed
