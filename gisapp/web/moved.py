"""Knows how addresses go on working when a new edition numbers the districts anew. Knows no page."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from flask import redirect, request
from werkzeug.wrappers import Response

from gisapp.assets.home import area_now
from gisapp.web.context import current_city
from gisapp.web.parts import parts


def moved(name: str) -> Response | None:
    """To this address with today's number of the district in parameter `name`; None where it is today's."""
    said = request.args.get(name, "")
    if not re.fullmatch(r"[0-9]{1,17}", said):
        return None
    with parts().public.connect() as connection:
        now = area_now(connection, current_city().code, int(said))
    if now is None or now == int(said):
        return None
    values = {**request.args.to_dict(flat=False), name: [str(now)]}
    return redirect(f"{request.path}?{urlencode(values, doseq=True)}")
