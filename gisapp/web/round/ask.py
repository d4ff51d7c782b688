"""Knows how a CSW asks the operator of a place: a link to copy, or a mail. Knows no SQL."""

from __future__ import annotations

from flask import Response, current_app, make_response, render_template, request, url_for

from gisapp.assets.operator import LASTS_DAYS, make_token
from gisapp.assets.writing import Asset, read
from gisapp.errors import UserError
from gisapp.mail import Letter, send
from gisapp.web.parts import parts
from gisapp.web.round.rooms import PRIVATE, bp, checker

_TEXT = """{name} 運営者様

いつもお世話になっております。
地域の場所を載せた地図で、「{name}」をご紹介しています。
いまも同じように開いているかどうかを、下のページで教えてください。
ボタンを一つ押すだけです。お名前などはうかがいません。

{link}

このリンクは{days}日のあいだ使えます。ほかの方には渡さないでください。
"""


@bp.get("/places/<int:service_id>/ask")
def ask_page(service_id: int) -> Response:
    """運営の方に確かめてもらう: the link, the words of the mail, and a button that sends it."""
    return _page(service_id, send_it=False)


@bp.post("/places/<int:service_id>/ask")
def ask(service_id: int) -> Response:
    """Sends the mail to the address that the place has."""
    return _page(service_id, send_it=True)


def _page(service_id: int, *, send_it: bool) -> Response:
    with parts().engine.connect() as connection:
        checker(connection, service_id)
        asset = read(connection, service_id)
        token = make_token(connection, str(current_app.secret_key), service_id)
    link = (parts().config.url or request.host_url.rstrip("/")) + url_for("round.confirm_page", token=token)
    text = _TEXT.format(name=asset.name, link=link, days=LASTS_DAYS)
    if send_it:
        send(parts().config, Letter(_email(asset), f"「{asset.name}」はいまも開いていますか", text))
    email = asset.content["service"]["email"]
    values = {"asset": asset, "email": email, "link": link, "text": text, "days": LASTS_DAYS, "sent": send_it}
    return make_response(render_template("round/ask.html", **values), 200, PRIVATE)


def _email(asset: Asset) -> str:
    email: str | None = asset.content["service"]["email"]
    if not email:
        raise UserError(
            "AST-045",
            "この場所のメールアドレスが分かりません。",
            "リンクを写して渡すか、場所の情報にメールアドレスを加えてください。",
            unchanged=True,
        )
    return email
