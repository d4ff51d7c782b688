"""Knows what the login library leaves open: codes that are used again or guessed, passwords easy to guess.

Knows no page and no setting.
"""

from __future__ import annotations

from typing import Any

from flask_security import MfRecoveryCodesUtil, PasswordUtil, Totp
from passlib.exc import UsedTokenError

from gisapp.accounts.passwords import require_good
from gisapp.accounts.rights import Person, Role
from gisapp.db.engine import query
from gisapp.errors import UserError
from gisapp.web.context import known_cities
from gisapp.web.parts import parts


def places() -> set[str]:
    """Names of this installation's cities and prefectures: no good passwords."""
    return {
        name for city in known_cities() for name in (city.name, city.prefecture, city.prefecture + city.name)
    }


class OneTimeCodes(Totp):
    """A code from the telephone works once, and not while the account is closed for too many wrong ones."""

    def verify_totp(self, token: str, totp_secret: str, user: Any, window: int = 0) -> bool:
        """Whether the code is right and new."""
        return not user.is_locked() and bool(super().verify_totp(token, totp_secret, user, window))

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        """Notes the half-minute of the code. Raises UsedTokenError where it was noted before."""
        values = {"id": user.id, "counter": tmatch.counter}
        with parts().engine.begin() as connection:
            if connection.execute(query("account_code_used"), values).one_or_none() is None:
                raise UsedTokenError


class SpareCodes(MfRecoveryCodesUtil):
    """Wrong codes count as wrong passwords do."""

    def check_recovery_code(self, user: Any, code: str) -> bool:
        """Whether the code is one that is left."""
        right = not user.is_locked() and bool(super().check_recovery_code(user, code))
        if not right:
            user.track_failed_authn("recovery_code", True)
        return right


class PasswordRules(PasswordUtil):
    """The same rules for a new password as for the first one."""

    def validate(
        self,
        password: str,
        is_register: bool,  # noqa: ARG002
        **kwargs: Any,
    ) -> tuple[list[str] | None, str]:
        """What is wrong with a password, and the password as it is hashed."""
        user = kwargs["user"]
        person = Person(user.id, user.name, user.email, Role(user.role), user.municipality_code)
        try:
            require_good(password, person, places())
        except UserError as error:
            return [error.message], password
        return None, self.normalize(password)
