"""Knows the headers of every answer: what a page may load, and how long static files are kept.

Knows no page.
"""

from __future__ import annotations

import functools

from flask import Flask, Response, request

from gisapp.web.parts import parts
from gisapp.web.single_sign_on import PAGES


@functools.cache
def content_security_policy(
    basemap_origin: str | None, login_origin: str | None = None, *, anywhere: bool = False
) -> str:
    """Everything from this site alone; the base map's host only where one is set.

    `login_origin`: where a form of this page leads to, besides this site. `anywhere`: it may stand inside the
    pages of other sites.
    """
    map_host = f" {basemap_origin}" if basemap_origin else ""
    login_host = f" {login_origin}" if login_origin else ""
    rules = {
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": f"'self' data: blob:{map_host}",
        "connect-src": f"'self'{map_host}",
        "worker-src": "'self'",
        "font-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "*" if anywhere else "'self'",
        "form-action": f"'self'{login_host}",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def register(app: Flask) -> None:
    """Sets them on every answer."""

    @app.after_request
    def set_headers(response: Response) -> Response:
        basemap, login = parts().config.basemap, parts().config.single_sign_on
        response.headers["Content-Security-Policy"] = content_security_policy(
            basemap.origin if basemap else None,
            login.origin if login and request.endpoint in PAGES else None,
            anywhere=request.endpoint == "share.embed_page",
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "geolocation=(self), camera=(), microphone=()"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if request.endpoint == "static":
            response.headers["Cache-Control"] = "no-cache"
        return response
