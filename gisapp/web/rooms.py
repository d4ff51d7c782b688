"""Knows what the administrator's pages share: their blueprint, who acts, how a refusal is told, downloads.

Knows no page.
"""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from gisapp.errors import UserError
from gisapp.web.access import is_admin

bp = Blueprint("admin", __name__, url_prefix="/data")
ACTOR = "管理者"
JAPAN_TIME = ZoneInfo("Asia/Tokyo")
SESSION_ENDED = "ADM-002"


@bp.errorhandler(UserError)
def refused(error: UserError) -> ResponseReturnValue:
    """A page inside the rooms with the way back; where the session has ended, the door."""
    if error.code == SESSION_ENDED:
        page = re.match(r"/data(?:/import|/places|/runs/\d+)?", request.path)
        back = page.group() if page else ""
        return render_template("admin/enter.html", next=back, wrong={"key": error}), error.status
    return render_template("admin/wrong.html", error=error, inside=is_admin()), error.status


def download(data: bytes, name: str, mimetype: str) -> Response:
    """A file to save; nobody's cache keeps it."""
    answer = Response(data, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
