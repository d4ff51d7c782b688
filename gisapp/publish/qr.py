"""Knows how an address becomes a picture that a telephone reads. Knows no page."""

from __future__ import annotations

import io

import qrcode
import qrcode.image.svg
from markupsafe import Markup


def qr_svg(text: str) -> Markup:
    """A QR code as an inline picture; black on white, whatever the page's colours."""
    code = qrcode.make(text, image_factory=qrcode.image.svg.SvgPathImage, box_size=8, border=2)
    picture = io.BytesIO()
    code.save(picture)
    return Markup(picture.getvalue().decode().split("?>", 1)[-1])
