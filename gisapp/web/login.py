"""Knows how people log in: the library that checks passwords and second factors, in our words and pages.

Knows neither who may do what (`gisapp.accounts.rights`) nor who is allowed where (`gisapp.web.access`).
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from flask import Flask, current_app, g
from flask_login import current_user, user_logged_in
from flask_security import (
    ChangePasswordForm,
    LoginForm,
    RoleMixin,
    Security,
    SQLAlchemySessionUserDatastore,
    UserMixin,
)
from flask_security.utils import hash_password
from sqlalchemy.orm import scoped_session, sessionmaker
from wtforms import StringField

from gisapp.accounts import record, retention
from gisapp.accounts.passwords import SHORTEST_PASSWORD
from gisapp.accounts.people import LOCKED_MINUTES, MOST_FAILURES
from gisapp.accounts.rights import Person, Role
from gisapp.db.engine import query
from gisapp.models.account import Account
from gisapp.secret import site_secret
from gisapp.web.guards import OneTimeCodes, PasswordRules, SpareCodes
from gisapp.web.parts import Parts, parts
from gisapp.web.sessions import StoredSessions

#: The same for who isn't known, whose password is wrong and who has to wait: strangers learn nothing from it.
_WRONG = (
    "メールアドレスかパスワードが違います。"
    f"間違いが{MOST_FAILURES}回続くと、{LOCKED_MINUTES}分のあいだ、正しく入れてもログインできません。"
)
_NO_PASSWORD = "この利用者にはパスワードがありません。要るときは、管理者に新しいリンクを頼んでください。"
_SETTINGS: dict[str, Any] = {
    "WTF_CSRF_ENABLED": False,  # every form is checked to come from our own pages: `gisapp.web.access`
    "SECURITY_FLASH_MESSAGES": False,
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_SINGLE_HASH": {"argon2"},
    "SECURITY_PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_CHANGEABLE": True,
    "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
    "SECURITY_TWO_FACTOR": True,
    "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 8,
    "SECURITY_TOTP_ISSUER": "地域資源マップ",
    "SECURITY_URL_PREFIX": "/account",
    "SECURITY_CHANGE_URL": "/password",
    "SECURITY_TWO_FACTOR_SETUP_URL": "/two-factor",
    "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/code",
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/spare-codes",
    "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/spare-code",
    "SECURITY_LOGIN_USER_TEMPLATE": "account/login.html",
    "SECURITY_CHANGE_PASSWORD_TEMPLATE": "account/password.html",
    "SECURITY_TWO_FACTOR_SETUP_TEMPLATE": "account/two_factor.html",
    "SECURITY_TWO_FACTOR_VERIFY_CODE_TEMPLATE": "account/code.html",
    "SECURITY_TWO_FACTOR_SELECT_TEMPLATE": "account/code.html",
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "account/spare_codes.html",
    "SECURITY_MULTI_FACTOR_RECOVERY_TEMPLATE": "account/spare_code.html",
    "SECURITY_VERIFY_TEMPLATE": "account/verify.html",
    "SECURITY_POST_LOGIN_VIEW": "account.home_page",
    "SECURITY_POST_LOGOUT_VIEW": "public.map_page",
    "SECURITY_POST_CHANGE_VIEW": "account.home_page",
    "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "account.home_page",
}
_MESSAGES = {
    "GENERIC_AUTHN_FAILED": _WRONG,
    "USER_DOES_NOT_EXIST": _WRONG,
    "INVALID_PASSWORD": "パスワードが違います。",
    "INVALID_PASSWORD_CODE": "パスワードが違います。",
    "DISABLED_ACCOUNT": "この利用者は止められています。管理者に問い合わせてください。",
    "EMAIL_NOT_PROVIDED": "メールアドレスを入れてください。",
    "PASSWORD_NOT_PROVIDED": "パスワードを入れてください。",
    "PASSWORD_INVALID_LENGTH": f"パスワードは{SHORTEST_PASSWORD}文字以上にしてください。",
    "PASSWORD_IS_THE_SAME": "いまと違うパスワードを入れてください。",
    "RETYPE_PASSWORD_MISMATCH": "二つのパスワードが同じではありません。",
    "INVALID_INPUT": "入力を読み取れません。",
    "INVALID_CODE": "番号が違います。アプリに出ている6桁の番号を入れてください。",
    "TWO_FACTOR_INVALID_TOKEN": "番号が違います。アプリに出ている6桁の番号を入れてください。",
    "TWO_FACTOR_PERMISSION_DENIED": "もう一度、はじめからログインしてください。",
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": "方法を選んでください。",
    "TWO_FACTOR_SETUP_EXPIRED": "時間が過ぎました。もう一度、設定をはじめてください。",
    "INVALID_RECOVERY_CODE": "予備の番号が違います。使い終わった番号は使えません。",
    "NO_RECOVERY_CODES_SETUP": "予備の番号がありません。",
    "REAUTHENTICATION_REQUIRED": "確認のため、もう一度パスワードを入れてください。",
}


class Entrant(Account, UserMixin):
    """An account as the login library takes it."""

    def person(self) -> Person:
        """Who this is to `gisapp.accounts.rights`."""
        own = self.office.districts if self.office else self.districts
        role, city = Role(self.role), self.municipality_code
        return Person(self.id, self.name, self.email, role, city, self.office_id, frozenset(own))

    def track_failed_authn(self, auth_type: str, tfa: bool = False) -> None:
        """Counts what was wrong, in a transaction of its own; too often closes the account for a while."""
        values = {"id": self.id, "most": MOST_FAILURES, "minutes": LOCKED_MINUTES}
        with parts().engine.begin() as connection:
            if connection.execute(query("account_failed"), values).scalar_one_or_none():
                record.note(
                    connection, None, "続けて間違えて止まる", self.name, self.id, code=self.municipality_code
                )
        super().track_failed_authn(auth_type, tfa)

    def is_locked(self, form_error: list[str] | None = None) -> bool:
        """Whether too many tries were wrong."""
        locked = self.locked_until is not None and self.locked_until > datetime.now(UTC)
        if locked and form_error is not None:
            form_error.append(_WRONG)
        return locked

    def verify_and_update_password(self, password: str) -> bool:
        """Whether it is the password; never while the account is closed, or guessing could go on."""
        if self.is_locked():
            hash_password(password)  # takes as long as looking would
            return False
        return bool(super().verify_and_update_password(password))


class EntranceForm(LoginForm):
    """Mail address or the first administrator's name, and a password; nobody stays logged in for weeks."""

    email = StringField()
    remember = None

    def validate(self, **kwargs: Any) -> bool:
        """Looks the person up by whatever they are called; the library checks the rest."""
        self.ifield = self.email
        store = current_app.extensions["security"].datastore
        self.user = store.find_user(case_insensitive=True, email=(self.email.data or "").strip())
        return bool(super().validate(**kwargs))


class NewPasswordForm(ChangePasswordForm):
    """Asks for the old password. Who has none can't give themselves one: a desk left open isn't a proof."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether there is a password to change, and the new one is good."""
        if current_user.password:
            return bool(super().validate(**kwargs))
        self.password.errors = [_NO_PASSWORD]
        return False


def register(app: Flask, found: Parts) -> None:
    """Sessions on the server, and the pages of logging in."""
    secret = site_secret(found.config.data_dir)
    app.secret_key = secret
    app.session_interface = StoredSessions(found.engine)
    app.config.update(_SETTINGS)
    app.config["SECURITY_TOTP_SECRETS"] = {"1": secret}
    app.config["SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS"] = [
        urlsafe_b64encode(sha256(f"spare codes {secret}".encode()).digest())
    ]
    app.config["SECURITY_PASSWORD_SALT"] = secret
    app.config["SECURITY_I18N_DIRNAME"] = []  # its texts are ours, in Japanese alone
    app.config |= {f"SECURITY_MSG_{name}": (text, "error") for name, text in _MESSAGES.items()}
    store = scoped_session(sessionmaker(found.engine))
    app.teardown_appcontext(lambda _: store.remove())
    Security(
        app,
        SQLAlchemySessionUserDatastore(store, Entrant, RoleMixin),
        login_form=EntranceForm,
        change_password_form=NewPasswordForm,
        password_util_cls=PasswordRules,
        totp_cls=OneTimeCodes,
        mf_recovery_codes_util_cls=SpareCodes,
    )
    user_logged_in.connect(_came_in, app)
    app.context_processor(lambda: {"person": person()})


def person() -> Person | None:
    """Who asks; None for somebody without an account. Looked up once a request."""
    if "person" not in g:
        user = current_user if current_user.is_authenticated else None
        g.person = user and user.person()
    found: Person | None = g.person
    return found


def _came_in(_: Flask, user: Entrant, **__: Any) -> None:
    g.pop("person", None)
    with parts().engine.begin() as connection:
        connection.execute(query("account_entered"), {"id": user.id})
        retention.forget(connection)
        record.note(connection, user.person(), "ログイン", "地図", code=user.municipality_code)
