"""Knows what the administrator's pages share: their blueprint, who acts, how a refusal is told, downloads.

Knows no page.
"""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from gisapp.accounts.rights import Act, may
from gisapp.errors import UserError
from gisapp.web.login import person

bp = Blueprint("admin", __name__, url_prefix="/data")
JAPAN_TIME = ZoneInfo("Asia/Tokyo")


@bp.errorhandler(UserError)
def refused(error: UserError) -> ResponseReturnValue:
    """A page inside the rooms with the way back; where the session has ended, the way to log in again."""
    page = re.match(r"/data(?:/import|/places|/runs/\d+)?", request.path)
    back = page.group() if page else ""
    inside = may(person(), Act.LOAD)
    return render_template("admin/wrong.html", error=error, inside=inside, back=back), error.status


def download(data: bytes, name: str, mimetype: str) -> Response:
    """A file to save; nobody's cache keeps it."""
    answer = Response(data, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
