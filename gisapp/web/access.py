"""Knows who may come into the administrator's rooms: whoever has the key of this installation.

Knows no page of those rooms.
"""

from __future__ import annotations

import functools
import hashlib
import secrets
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import Response, redirect, request, url_for

from gisapp.db.engine import query
from gisapp.errors import UserError
from gisapp.key import admin_key
from gisapp.web.parts import parts

COOKIE = "gisapp_admin"
HOURS = 12
P = ParamSpec("P")
R = TypeVar("R")


def admin_only(view: Callable[P, R]) -> Callable[P, R | Response]:
    """Lets a request through that brings a session; sends others to the door. Changes need our own page."""

    @functools.wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        if request.method not in ("GET", "HEAD"):
            refuse_strangers_form()
        if not is_admin():
            if request.method in ("GET", "HEAD"):
                return redirect(url_for("admin.enter_page", next=request.full_path.rstrip("?")))  # type: ignore[return-value]
            raise UserError(
                "ADM-002",
                "管理者としての利用時間が終わりました。",
                "もう一度鍵を入れて、やり直してください。",
                status=403,
                unchanged=True,
            )
        return view(*args, **kwargs)

    return guarded


def refuse_strangers_form() -> None:
    """Raises UserError where a form wasn't sent by a page of this site."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site == "same-origin" or (site is None and origin == request.host_url.rstrip("/")):
        return
    raise UserError(
        "ADM-003",
        "ほかのページから送られた操作は受け付けません。",
        "この画面から、もう一度操作してください。",
        status=403,
        unchanged=True,
    )


def is_admin() -> bool:
    """Whether this request brings a session that is still good."""
    token = request.cookies.get(COOKIE, "")
    if not token:
        return False
    with parts().engine.connect() as connection:
        found = connection.execute(query("admin_session"), {"token_hash": _hash(token)})
        return found.one_or_none() is not None


def enter(key: str, target: str) -> Response:
    """Opens a session for whoever has the key. Raises UserError otherwise."""
    if not secrets.compare_digest(key.strip().encode(), admin_key(parts().config.data_dir).encode()):
        raise UserError(
            "ADM-001",
            "鍵が違います。",
            "サイトを起動した画面に出ている鍵を、そのまま入れてください。",
            status=403,
        )
    token = secrets.token_urlsafe(32)
    with parts().engine.begin() as connection:
        connection.execute(query("admin_sweep"))
        values = {"token_hash": _hash(token), "hours": HOURS}
        connection.execute(query("admin_enter"), values)
    answer = redirect(_inside(target))
    answer.set_cookie(
        COOKIE, token, max_age=HOURS * 3600, httponly=True, samesite="Strict", secure=request.is_secure
    )
    return answer  # type: ignore[return-value]


def leave() -> Response:
    """Ends the session: a copied cookie is worth nothing any more."""
    values = {"token_hash": _hash(request.cookies.get(COOKIE, ""))}
    with parts().engine.begin() as connection:
        connection.execute(query("admin_leave"), values)
    answer = redirect(url_for("public.map_page"))
    answer.delete_cookie(COOKIE)
    return answer  # type: ignore[return-value]


def _inside(target: str) -> str:
    """Where to go on; never to another site."""
    known = target.startswith(("/data", "/gaps/")) and "\\" not in target
    return target if known else url_for("admin.register_page")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
