"""Knows how a failure is told to a person: a code, what happened, where, what to do, what was changed.

Knows no route and no command; those show what they catch.
"""

from __future__ import annotations

NOTHING_CHANGED = "データは変更されていません。"


class UserError(Exception):
    """A failure that a person can act on. `status` is the HTTP status where a page shows it."""

    def __init__(
        self, code: str, message: str, remedy: str, *, status: int = 400, unchanged: bool = False
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = f"{remedy}{NOTHING_CHANGED}" if unchanged else remedy
        self.status = status

    def __str__(self) -> str:
        return f"[{self.code}] {self.message}{self.remedy}"


class NotFoundError(UserError):
    """Asked for something that isn't there (any more)."""

    def __init__(self, message: str, remedy: str = "一覧から選び直してください。") -> None:
        super().__init__("WEB-404", message, remedy, status=404)
