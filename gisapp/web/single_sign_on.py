"""Knows the way to the workplace's own login and back: OpenID Connect, by a code that is good once.

Knows neither whose account it is (`gisapp.accounts.single_sign_on`) nor what people may do. Tokens are read
and forgotten: none is stored, none is logged.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import FlaskIntegration, FlaskOAuth2App
from flask import Blueprint, Flask, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security.utils import login_user
from joserfc.errors import JoseError
from requests import RequestException

from gisapp.accounts import people
from gisapp.accounts.single_sign_on import Identity, account_of
from gisapp.config import SingleSignOn
from gisapp.errors import NotFoundError, UserError
from gisapp.secret import token_hash
from gisapp.web.parts import parts

bp = Blueprint("single_sign_on", __name__)
#: How long the other side may take to begin each answer.
PATIENCE_S = 5
#: Signatures that only the other side can make: never "none", nothing that is checked with a shared secret.
_SIGNED_WITH = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})
#: What the libraries raise where an answer isn't what it should be.
_MISFITS = (AuthlibBaseError, JoseError, ValueError, TypeError, KeyError, AttributeError, RuntimeError)
#: Pages with a button that leads there: browsers hold forms to `form-action` on the way, too.
PAGES = frozenset({"security.login", "account.accept_page", "account.accept"})
_NOT_PROVEN = (
    "ACC-031",
    "職場のアカウントでのログインを、確かめられませんでした。",
    "ログインの画面から、もう一度はじめてください。続くときは管理者に連絡してください。",
)
_NO_ANSWER = (
    "ACC-032",
    "職場のアカウントのログインのしくみが、応えません。",
    "少し待ってからやり直してください。続くときは管理者に連絡してください。",
)


def register(app: Flask) -> None:
    """Nothing but two addresses that aren't there, where no login of the workplace is set."""
    app.register_blueprint(bp)
    setting: SingleSignOn | None = app.extensions["gisapp"].config.single_sign_on
    app.context_processor(lambda: {"single_sign_on": setting})
    logging.getLogger("authlib").setLevel(logging.INFO)  # below that it writes down what nobody should read


@bp.post("/account/single-sign-on")
def start() -> ResponseReturnValue:
    """Leads to the workplace's login; what was asked for here waits in the session."""
    setting, client = _set_up()
    link = request.form.get("invitation")
    if link is not None:
        with parts().engine.connect() as connection:
            people.invited(connection, link)
    back = url_for("single_sign_on.come_back", _external=True)
    with _told_plainly():
        _hold(client, setting)
        asked = client.create_authorization_url(back)
    client.save_authorize_data(
        redirect_uri=back, target=request.form.get("next", ""), link=link and token_hash(link), **asked
    )
    return redirect(asked["url"], code=303)


@bp.get("/account/single-sign-on/return")
def come_back() -> ResponseReturnValue:
    """Lets in whom the workplace's login has named, if they have an account."""
    setting, client = _set_up()
    state = request.args.get("state")
    asked = client.framework.get_state_data(session, state)
    with _told_plainly():
        if asked is None:
            raise ValueError("nobody has set out for there")
        _hold(client, setting)
        try:
            token = client.authorize_access_token(claims_options=_claims(client, setting))
        finally:  # one way there, one way back
            client.framework.clear_state_data(session, state)
        identity = _identity(token["userinfo"])
    with parts().engine.begin() as connection:
        account_id = account_of(connection, identity, asked["link"])
    session.clear()
    store = current_app.extensions["security"].datastore
    login_user(store.find_user(id=account_id), authn_via=["oidc"])
    return redirect(_here(asked["target"]))


def _set_up() -> tuple[SingleSignOn, FlaskOAuth2App]:
    """What is set, and somebody to ask the other side: a new one each time, so that keys and addresses are
    those of now and nothing that threads share can change while a token is looked at.
    """
    setting = parts().config.single_sign_on
    if setting is None:
        raise NotFoundError("お探しのページはありません。", "上のメニューから選び直してください。")
    return setting, FlaskOAuth2App(
        FlaskIntegration("workplace"),
        "workplace",
        client_id=setting.client_id,
        client_secret=setting.client_secret,
        server_metadata_url=f"{setting.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email",
            "code_challenge_method": "S256",
            "default_timeout": PATIENCE_S,
            # Secrets with + or % reach everybody unharmed this way; the other way depends on who reads them.
            "token_endpoint_auth_method": "client_secret_post",
        },
    )


def _hold(client: FlaskOAuth2App, setting: SingleSignOn) -> None:
    """Holds what the other side tells about itself to what is set here. Raises ValueError, KeyError."""
    told = client.load_server_metadata()
    if told["issuer"].rstrip("/") != setting.issuer.rstrip("/"):
        raise ValueError("another issuer")
    if not told["authorization_endpoint"].startswith(f"{setting.origin}/"):
        raise ValueError("the way there leads to another host: no browser would follow")
    usable = _SIGNED_WITH & set(told.get("id_token_signing_alg_values_supported", ["RS256"]))
    if not usable:
        raise ValueError("no signature that is good enough")
    told["id_token_signing_alg_values_supported"] = sorted(usable)


def _claims(client: FlaskOAuth2App, setting: SingleSignOn) -> dict[str, Any]:
    """What has to stand in the token; without it the library takes one for somebody else who names us."""
    return {
        "iss": {"essential": True, "value": client.server_metadata["issuer"]},
        "aud": {"essential": True, "value": setting.client_id},
        "sub": {"essential": True},
        "exp": {"essential": True},
    }


def _identity(claims: dict[str, Any]) -> Identity:
    subject, email = claims["sub"], claims.get("email")
    if not (isinstance(subject, str) and subject):
        raise ValueError("nobody is named")
    email = email.strip() if isinstance(email, str) and email.strip() else None
    return Identity(claims["iss"], subject, email, claims.get("email_verified") is True)


def _here(target: str) -> str:
    """The address of this site that somebody wanted, or their own page; never one of another site."""
    ours = re.fullmatch(r"/(?![/\\])[^\\\x00-\x1f]*", target)
    return target if ours else url_for("account.home_page")


@contextmanager
def _told_plainly() -> Iterator[None]:
    """What goes wrong is told without what was sent, also in the log: there may be secrets in it."""
    try:
        yield
    except RequestException as error:
        current_app.logger.warning("single sign-on: no answer (%s)", type(error).__name__)
        code, what, remedy = _NO_ANSWER
        raise UserError(code, what, remedy, status=503, unchanged=True) from None
    except _MISFITS as error:
        current_app.logger.warning("single sign-on: not proven (%s)", type(error).__name__)
        code, what, remedy = _NOT_PROVEN
        raise UserError(code, what, remedy, unchanged=True) from None
