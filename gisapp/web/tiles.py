"""Knows the route of vector tiles: address, version, ETag, encoding. Knows no SQL."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import psycopg
from flask import Blueprint, Response, request

from gisapp.errors import UserError
from gisapp.publish.tiles import TileAddress, Tiles
from gisapp.web.parts import parts

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

bp = Blueprint("tiles", __name__)
MVT = "application/vnd.mapbox-vector-tile"
ADDRESS = re.compile(
    r"/tiles/(\d{6})/(\w+)/(\d{1,2})/(\d{1,8})/(\d{1,8})\.mvt\?v=(\d{1,12})(?:&month=(\d{6}))?", re.ASCII
)
FOR_EVER = "public, max-age=31536000, immutable"


@bp.get("/tiles/<code>/<layer>/<int:z>/<int:x>/<int:y>.mvt")
def tile(code: str, layer: str, z: int, x: int, y: int) -> Response:
    """One tile. With ?v= of the current data it may be kept for ever; without, it is asked for again."""
    address = TileAddress(code, layer, z, x, y, *_when())
    named = request.args.get("v", type=int)
    packed = parts().tiles.remembered(address, named) if named is not None else None
    version = named or 0
    if packed is None:
        packed, version = parts().tiles.cut(address)
    return _answer(packed, version, kept=named == version and address.says_when)


def _when() -> tuple[int, int]:
    return request.args.get("year", 0, type=int), request.args.get("month", 0, type=int)


def _answer(packed: bytes, version: int, *, kept: bool) -> Response:
    headers = _headers(version, kept=kept)
    if request.headers.get("If-None-Match") == headers["ETag"]:
        response = Response(status=304)
    elif not packed:
        response = Response(status=204)
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = Response(packed, mimetype=MVT, headers={"Content-Encoding": "gzip"})
    else:
        response = Response(gzip.decompress(packed), mimetype=MVT)
    response.headers.update(headers)
    return response


def _headers(version: int, *, kept: bool) -> dict[str, str]:
    return {
        "ETag": f'"{version}"',
        "Vary": "Accept-Encoding",
        "Cache-Control": FOR_EVER if kept else "no-cache",
        "X-Content-Type-Options": "nosniff",
    }


def answer_first(site: WSGIApplication, tiles: Tiles) -> WSGIApplication:
    """The site, with tiles answered before Flask is asked, which would take longer than most tiles do.

    Only the plain case is taken (GET of the current ?v=, gzip, nothing conditional, no failure); all else
    goes on to `site`.
    """

    def wsgi(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        found = _plain(environ, tiles) if environ["PATH_INFO"].startswith("/tiles/") else None
        if found is None:
            return site(environ, start_response)
        packed, version = found
        headers = _headers(version, kept=True)
        if not packed:
            start_response("204 NO CONTENT", list(headers.items()))
            return []
        body = {"Content-Type": MVT, "Content-Encoding": "gzip", "Content-Length": str(len(packed))}
        start_response("200 OK", list((headers | body).items()))
        return [packed]

    return wsgi


def _plain(environ: WSGIEnvironment, tiles: Tiles) -> tuple[bytes, int] | None:
    asked = ADDRESS.fullmatch(f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}")
    plain = environ["REQUEST_METHOD"] == "GET" and "HTTP_IF_NONE_MATCH" not in environ
    if asked is None or not plain or "gzip" not in environ.get("HTTP_ACCEPT_ENCODING", ""):
        return None
    code, layer, z, x, y, version, month = asked.groups()
    address = TileAddress(code, layer, int(z), int(x), int(y), month=int(month or 0))
    if not address.says_when:
        return None
    packed = tiles.remembered(address, int(version))
    if packed is None:
        try:
            packed, shown = tiles.cut(address)
        except (UserError, psycopg.Error):
            return None
        if shown != int(version):
            return None
    return packed, int(version)
