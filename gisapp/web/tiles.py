"""Knows the route of vector tiles: address, version, ETag, encoding. Knows no SQL."""

from __future__ import annotations

import gzip

from flask import Blueprint, Response, request

from gisapp.publish.tiles import TileAddress
from gisapp.web.parts import parts

bp = Blueprint("tiles", __name__)
MVT = "application/vnd.mapbox-vector-tile"
FOR_EVER = "public, max-age=31536000, immutable"


@bp.get("/tiles/<code>/<layer>/<int:z>/<int:x>/<int:y>.mvt")
def tile(code: str, layer: str, z: int, x: int, y: int) -> Response:
    """One tile. With ?v= of the current data it may be kept for ever; without, it is asked for again."""
    address = TileAddress(code, layer, z, x, y)
    named = request.args.get("v", type=int)
    packed = parts().tiles.remembered(address, named) if named is not None else None
    version = named or 0
    if packed is None:
        packed, version = parts().tiles.cut(address)
    return _answer(packed, version, kept=named == version)


def _answer(packed: bytes, version: int, *, kept: bool) -> Response:
    etag = f'"{version}"'
    if request.headers.get("If-None-Match") == etag:
        response = Response(status=304)
    elif not packed:
        response = Response(status=204)
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = Response(packed, mimetype=MVT, headers={"Content-Encoding": "gzip"})
    else:
        response = Response(gzip.decompress(packed), mimetype=MVT)
    response.headers["ETag"] = etag
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = FOR_EVER if kept else "no-cache"
    return response
