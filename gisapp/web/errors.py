"""Knows how failures look: a page for people, JSON for programs; never a traceback. Knows no cause."""

from __future__ import annotations

import traceback

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from gisapp.errors import NotFoundError, UserError

TITLES = {404: "見つかりませんでした", 503: "準備中です"}
OURS = {
    404: NotFoundError("お探しのページはありません。", "上のメニューから選び直してください。"),
    405: UserError("WEB-405", "この操作はできません。", "上のメニューから選び直してください。", status=405),
    413: UserError("WEB-413", "送られたデータが大きすぎます。", "小さく分けてください。", status=413),
}


def register(app: Flask) -> None:
    """Handles every failure in one place."""

    @app.errorhandler(UserError)
    def user_error(error: UserError) -> ResponseReturnValue:
        return _answer(error)

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> ResponseReturnValue:
        status = error.code or 500
        known = OURS.get(status)
        message = "この操作を受け付けられませんでした。"
        return _answer(known or UserError(f"WEB-{status}", message, "やり直してください。", status=status))

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> ResponseReturnValue:
        # Neither the address (it can be a link that works once) nor the failure's words, which quote rows.
        where = "".join(traceback.format_tb(error.__traceback__))
        state = getattr(getattr(error, "orig", None), "sqlstate", None) or ""
        app.logger.error("%s %s at %s\n%s", type(error).__name__, state, request.endpoint, where)
        message = "サイトの中で問題が起きました。"
        remedy = "少し待ってからやり直し、続くときは管理者に連絡してください。"
        return _answer(UserError("WEB-500", message, remedy, status=500, unchanged=True))


def asked_by_script() -> bool:
    """Whether a script asks: by what it asks for, or because it says so."""
    if request.path.startswith(("/api/", "/tiles/")) or request.path.endswith(".json"):
        return True
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def _answer(error: UserError) -> ResponseReturnValue:
    if asked_by_script():
        body = {"code": error.code, "message": error.message, "remedy": error.remedy}
        return jsonify(error=body), error.status
    title = TITLES.get(error.status, "うまくいきませんでした")
    page = render_template(
        "error.html", code=error.code, title=title, message=error.message, remedy=error.remedy
    )
    return page, error.status
