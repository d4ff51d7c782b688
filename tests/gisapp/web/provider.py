"""Knows a workplace's own login for the tests: a real OpenID Connect provider on this machine. Knows no page of ours.

It does what the standard asks for, and what a broken or hostile one would do where a test says so.
"""

from __future__ import annotations

import contextlib
import functools
import secrets
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from flask import Flask, abort, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import WSGIRequestHandler, make_server

CLIENT_ID, CLIENT_SECRET = "gisapp", "not+a%real secret"
Claims = dict[str, Any]


@functools.cache
def key() -> RSAKey:
    """The provider's own; once a run."""
    return RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})


def signed(claims: Claims) -> str:
    """A token as it should be."""
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key())


@dataclass
class Provider:
    """Who is logged in there (`person`), and what it does otherwise than it should."""

    issuer: str = ""
    person: Claims = field(
        default_factory=lambda: {"sub": "42", "email": "planner@example.jp", "email_verified": True}
    )
    #: Claims of the token that come instead; None: it lacks that one.
    instead: Claims = field(default_factory=dict)
    #: What it tells about itself instead.
    told: Claims = field(default_factory=dict)
    sign: Callable[[Claims], str] = signed
    #: Every answer with this status and no sense.
    broken: int | None = None
    #: What is answered instead, by path.
    nonsense: dict[str, str] = field(default_factory=dict)
    #: Answers wait for this.
    answering: threading.Event = field(default_factory=threading.Event)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    #: Everything that nobody else may read.
    secrets: list[str] = field(default_factory=lambda: [CLIENT_SECRET])

    def metadata(self) -> Claims:
        here = self.issuer
        return {
            "issuer": here,
            "authorization_endpoint": f"{here}/authorize",
            "token_endpoint": f"{here}/token",
            "jwks_uri": f"{here}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            **self.told,
        }

    def authorize(self) -> ResponseReturnValue:
        """As if somebody had logged in there before: straight back with a code."""
        asked = request.args.to_dict()
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        assert asked["state"]
        assert asked["nonce"]
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        self.secrets += [code, asked["nonce"]]
        return redirect(f"{asked['redirect_uri']}?code={code}&state={asked['state']}")

    def token(self) -> ResponseReturnValue:
        """A token for a code, once."""
        form = request.form
        asked = self.codes.pop(form["code"], None)
        self.secrets.append(form["code_verifier"])
        challenge = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        ours = (form["client_id"], form["client_secret"]) == (CLIENT_ID, CLIENT_SECRET)
        if not (ours and asked and asked["code_challenge"] == challenge):
            return jsonify(error="invalid_grant"), 400
        if asked["redirect_uri"] != form["redirect_uri"]:
            return jsonify(error="invalid_grant"), 400
        token = self.sign(self._claims(asked["nonce"]))
        access = secrets.token_urlsafe(16)
        self.secrets += [token, access]
        return jsonify(access_token=access, token_type="Bearer", expires_in=300, id_token=token)

    def _claims(self, nonce: str) -> Claims:
        now = int(time.time())
        due = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": nonce}
        made = {**due, **self.person, **self.instead}
        return {name: value for name, value in made.items() if value is not None}


class _Silent(WSGIRequestHandler):
    """Writes no addresses down: what is looked for in the log must come from the site."""

    def log(self, *_: object) -> None:
        pass


def _site(provider: Provider) -> Flask:
    app = Flask(__name__)
    ways: dict[str, Callable[[], ResponseReturnValue]] = {
        "/.well-known/openid-configuration": lambda: jsonify(provider.metadata()),
        "/keys": lambda: jsonify(keys=[key().as_dict(private=False)]),
        "/authorize": provider.authorize,
    }
    for path, view in ways.items():
        app.add_url_rule(path, path, view)
    app.add_url_rule("/token", "token", provider.token, methods=["POST"])

    @app.before_request
    def misbehave() -> str | None:
        provider.answering.wait()
        if provider.broken:
            abort(provider.broken)
        return provider.nonsense.get(request.path)

    return app


@contextlib.contextmanager
def running() -> Iterator[Provider]:
    """A provider that answers at its address until the end."""
    provider = Provider()
    provider.answering.set()
    server = make_server("127.0.0.1", 0, _site(provider), threaded=True, request_handler=_Silent)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield provider
    finally:
        provider.answering.set()
        server.shutdown()
        thread.join()
        server.server_close()
