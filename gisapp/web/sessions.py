"""Knows how a browser is known again: a random token in its cookie, everything else in the database.

A cookie that was copied is worth nothing once its session has ended. Who never logs in gets no cookie.
Knows no account.
"""

from __future__ import annotations

import secrets
from typing import Any

from flask import Flask, Request, Response, request
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy.engine import Engine
from werkzeug.datastructures import CallbackDict

from gisapp.accounts.people import token_hash
from gisapp.db.engine import query

COOKIE = "gisapp_session"
HOURS = 12
#: What the login library notes for anybody who looks at its pages: no reason to know them again.
_IDLE = frozenset({"fs_cc", "_fresh"})
_USER = "_user_id"


class StoredSession(CallbackDict[str, Any], SessionMixin):
    """What is known of a browser; `token` is None before it is stored for the first time."""

    def __init__(self, content: dict[str, Any], token: str | None) -> None:
        def changed(session: StoredSession) -> None:
            session.modified = True

        super().__init__(content, changed)
        self.token, self.user, self.modified = token, content.get(_USER), False


class StoredSessions(SessionInterface):
    """Sessions in `web_session`. A login or logout gets a new token, so that nobody can plant one."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._pack = engine, TaggedJSONSerializer()

    def open_session(self, _: Flask, asked: Request) -> StoredSession:
        """The session of the cookie, or an empty one."""
        token = asked.cookies.get(COOKIE)
        if token:
            with self._engine.connect() as connection:
                values = {"token_hash": token_hash(token)}
                content = connection.execute(query("session_load"), values).scalar_one_or_none()
            if content is not None:
                return StoredSession(self._pack.loads(content), token)
        return StoredSession({}, None)

    def save_session(self, _: Flask, session: SessionMixin, response: Response) -> None:
        """Stores what changed; ends what has become empty."""
        assert isinstance(session, StoredSession)
        if session.accessed:
            response.vary.add("Cookie")
        if not session.modified:
            return
        empty = not set(session) - _IDLE
        other = session.user != session.get(_USER)
        with self._engine.begin() as connection:
            if session.token and (empty or other):
                connection.execute(query("session_end"), {"token_hash": token_hash(session.token)})
            if not empty:
                self._store(connection, session, response, fresh=other or session.token is None)
        if empty and session.token:
            response.delete_cookie(COOKIE)

    def _store(self, connection: Any, session: StoredSession, response: Response, *, fresh: bool) -> None:
        if fresh:
            session.token = secrets.token_urlsafe(32)
            connection.execute(query("session_sweep"))
            response.set_cookie(
                COOKIE, session.token, max_age=HOURS * 3600, httponly=True, samesite="Lax",
                secure=request.is_secure,
            )  # fmt: skip
        values = {
            "token_hash": token_hash(session.token or ""),
            "content": self._pack.dumps(dict(session)),
            "hours": HOURS,
        }
        connection.execute(query("session_save"), values)
