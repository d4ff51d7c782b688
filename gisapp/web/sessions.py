"""Knows how a browser is known again: a random token in its cookie, everything else in the database.

A cookie that was copied is worth nothing once its session has ended. Who never logs in gets no cookie.
Knows no account.
"""

from __future__ import annotations

import secrets
from typing import Any

from flask import Flask, Request, Response, current_app, g, request
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import CallbackDict

from gisapp.db.engine import query
from gisapp.secret import token_hash

COOKIE = "gisapp_session"
#: From the login on, however busy; and without anybody doing anything.
HOURS, IDLE_MINUTES = 12, 30
#: What the login library notes for anybody who looks at its pages: no reason to know them again.
_IDLE = frozenset({"fs_cc", "_fresh"})
_USER = "_user_id"


def cookie_name(asked: Request) -> str:
    """Over https the name says that no other host and no plain page can have set it."""
    return f"__Host-{COOKIE}" if asked.is_secure else COOKIE


class StoredSession(CallbackDict[str, Any], SessionMixin):
    """What is known of a browser; `token` is None before it is stored for the first time.

    `unknown`: the database doesn't say whose it is, so that nobody may be let in.
    """

    def __init__(self, content: dict[str, Any], token: str | None) -> None:
        def changed(session: StoredSession) -> None:
            session.modified = True

        super().__init__(content, changed)
        self.token, self.user, self.modified = token, content.get(_USER), False
        self.unknown = False


class StoredSessions(SessionInterface):
    """Sessions in `web_session`. A login or logout gets a new token, so that nobody can plant one."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._pack = engine, TaggedJSONSerializer()

    def open_session(self, _: Flask, asked: Request) -> StoredSession:
        """The session of the cookie, or an empty one."""
        token = asked.cookies.get(cookie_name(asked))
        try:
            content = self._content(token) if token else None
        except SQLAlchemyError:
            current_app.logger.error("no session can be looked up: the database does not answer")
            lost = StoredSession({}, None)
            lost.unknown = True
            return lost
        return StoredSession({}, None) if content is None else StoredSession(self._pack.loads(content), token)

    def _content(self, token: str) -> str | None:
        values = {"token_hash": token_hash(token), "idle_minutes": IDLE_MINUTES}
        with self._engine.begin() as connection:
            row = connection.execute(query("session_load"), values).one_or_none()
            if row is not None and row.resting:
                connection.execute(query("session_use"), {"token_hash": values["token_hash"]})
        return None if row is None else str(row.content)

    def save_session(self, _: Flask, session: SessionMixin, response: Response) -> None:
        """Stores what changed; ends what has become empty."""
        assert isinstance(session, StoredSession)
        if "person" in g or session.modified:  # the answer depends on who asks: no cache keeps it for others
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
            response.delete_cookie(
                cookie_name(request), secure=request.is_secure, httponly=True, samesite="Lax"
            )

    def _store(self, connection: Any, session: StoredSession, response: Response, *, fresh: bool) -> None:
        if fresh:
            session.token = secrets.token_urlsafe(32)
            connection.execute(query("session_sweep"), {"idle_minutes": IDLE_MINUTES})
            response.set_cookie(
                cookie_name(request), session.token, max_age=HOURS * 3600, httponly=True, samesite="Lax",
                secure=request.is_secure,
            )  # fmt: skip
        values = {
            "token_hash": token_hash(session.token or ""),
            "content": self._pack.dumps(dict(session)),
            "hours": HOURS,
        }
        connection.execute(query("session_save"), values)
