"""Knows what makes map and field apps of a telephone: their manifests, and the worker that keeps pages.

Knows no page.
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, url_for

from gisapp.web.context import PRODUCT_NAME

bp = Blueprint("install", __name__)
#: Sizes of the icons in static/img, in pixels.
ICONS = (192, 512)


@bp.get("/manifest.webmanifest")
def manifest() -> Response:
    """What a phone asks for before it puts the map on its first page."""
    return _manifest(PRODUCT_NAME, PRODUCT_NAME, url_for("public.map_page"))


@bp.get("/field.webmanifest")
def field_manifest() -> Response:
    """The same for those who keep the map alive."""
    return _manifest(f"{PRODUCT_NAME} 現場", "現場", url_for("field.home_page"))


def _manifest(name: str, short: str, start: str) -> Response:
    icons = [
        {
            "src": url_for("static", filename=f"img/app-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": "any maskable",
        }
        for size in ICONS
    ]
    answer = jsonify(
        id=start,
        name=name,
        short_name=short,
        lang="ja",
        start_url=start,
        scope="/",
        display="standalone",
        background_color="#fbfaf7",
        theme_color="#0a5c63",
        icons=icons,
    )
    answer.mimetype = "application/manifest+json"
    return answer


@bp.get("/service-worker.js")
def service_worker() -> Response:
    """The worker, at the root of the site: it may keep only what lies beneath its own address."""
    answer = current_app.send_static_file("js/service_worker.js")
    answer.headers["Cache-Control"] = "no-cache"
    return answer
