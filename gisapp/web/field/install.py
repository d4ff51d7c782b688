"""Knows what makes the field an app: the manifest, and the worker that keeps pages without a network.

Knows no page.
"""

from __future__ import annotations

from flask import Response, current_app, jsonify, url_for

from gisapp.web.context import PRODUCT_NAME
from gisapp.web.field.rooms import bp

#: Sizes of the icons in static/img, in pixels.
ICONS = (192, 512)


@bp.get("/manifest.webmanifest")
def manifest() -> Response:
    """What a phone asks for before it puts the app on its first page."""
    answer = jsonify(
        name=f"{PRODUCT_NAME} 現場",
        short_name="現場",
        lang="ja",
        start_url=url_for("field.home_page"),
        scope="/",
        display="standalone",
        background_color="#fbfaf7",
        theme_color="#0a5c63",
        icons=[
            {
                "src": url_for("static", filename=f"img/app-{size}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": "any maskable",
            }
            for size in ICONS
        ],
    )
    answer.mimetype = "application/manifest+json"
    return answer


@bp.get("/service-worker.js")
def service_worker() -> Response:
    """The worker, at the root of the site: it may keep only what lies beneath its own address."""
    answer = current_app.send_static_file("js/service_worker.js")
    answer.headers["Cache-Control"] = "no-cache"
    return answer
