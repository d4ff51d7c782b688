"""Knows a small server of one's own that stands in for a service on the network. Knows no test."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

Answer = Callable[[dict[str, str]], tuple[int, bytes]]


@dataclass
class Service:
    """What the server answers, and what it was asked. `held`: answers wait until it is set."""

    url: str = ""
    answer: Answer = lambda _: (200, b"[]")
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    held: threading.Event | None = None

    def answers(self, document: Any, status: int = 200) -> None:
        self.answer = lambda _: (status, json.dumps(document).encode())


@pytest.fixture
def service() -> Iterator[Service]:
    """A server on this machine that answers as the test says and remembers what it was asked."""
    state = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            split = urlsplit(self.path)
            asked = {key: values[0] for key, values in parse_qs(split.query).items()}
            state.asked.append((split.path, asked))
            if state.held:
                state.held.wait(5)
            status, body = state.answer(asked)
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", f"{state.url}/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

        def handle(self) -> None:
            with contextlib.suppress(OSError):
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield state
    if state.held:
        state.held.set()
    server.shutdown()
    server.server_close()
    thread.join()
