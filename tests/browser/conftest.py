"""Knows how a real Chromium meets the real site: the server in a thread, and a watch over everything it does.

Knows no page.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    Response,
    WebError,
    expect,
)
from werkzeug.serving import WSGIRequestHandler, make_server

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HERE = Path(__file__).parent
WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 640}
#: Generous, as test machines are slow and busy; nothing waits longer than it has to.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)

#: A blocked style or script is silent in some browsers; this makes each one an error in the console.
REPORT_CSP = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));"""
#: Chromium's software drawing talks about its speed, and our own settings about themselves.
HARMLESS = re.compile(r"GL Driver Message|Service Worker registration blocked by Playwright")

#: Who asks for no movement sees maps jump instead of fly.
#: Pages kept by a worker would answer for the site: a test that wants them says so.
MANNERS: dict[str, Any] = {"viewport": WIDE, "reduced_motion": "reduce", "service_workers": "block"}
FINGERS: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "is_mobile": True}

OpenContext = Callable[..., BrowserContext]


class Watch:
    """Collects what must never happen in a browser: errors, refusals by the policy, requests elsewhere."""

    def __init__(self, address: str) -> None:
        self.hosts = {urlsplit(address).netloc}
        self.troubles: list[str] = []
        self.contexts: list[BrowserContext] = []
        self.expected: list[re.Pattern[str]] = [HARMLESS]

    def follow(self, context: BrowserContext) -> BrowserContext:
        """Watches every page of this context."""
        for event, heard in self._ears():
            context.on(event, heard)  # type: ignore[call-overload]
        self.contexts.append(context)
        return context

    def leave(self, context: BrowserContext) -> None:
        """Hears the context out and closes its pages; it may serve another test."""
        self.settle()
        for page in context.pages:
            page.close()
        for event, heard in self._ears():
            context.remove_listener(event, heard)
        self.contexts.remove(context)

    def expect(self, pattern: str) -> None:
        """For a test that breaks something on purpose: what the browser will say about it."""
        self.expected.append(re.compile(pattern))

    def settle(self) -> None:
        """Whatever a page has still on its way arrives before the answer to a question."""
        for context in self.contexts:
            for page in context.pages:
                page.evaluate("0")

    def verify(self) -> None:
        """Fails the test on anything seen that wasn't expected."""
        self.settle()
        seen = [text for text in self.troubles if not any(known.search(text) for known in self.expected)]
        assert seen == []

    def _ears(self) -> list[tuple[str, Callable[[Any], None]]]:
        return [
            ("console", self._console),
            ("weberror", self._error),
            ("request", self._request),
            ("response", self._response),
        ]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning", "assert"):
            self.troubles.append(f"console {message.type}: {message.text} ({message.location.get('url')})")

    def _error(self, error: WebError) -> None:
        self.troubles.append(f"script: {error.error}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("data", "blob") or address.netloc in self.hosts:
            return
        self.troubles.append(f"request elsewhere: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.troubles.append(f"answer {response.status}: {response.url}")


def prepared(context: BrowserContext) -> BrowserContext:
    """A context whose pages report what their policy refuses."""
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(REPORT_CSP)
    return context


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """A line a request would bury the test's own words."""


class Counted:
    """A site, and how many requests it is still answering when nobody is let in any more.

    A browser that has left waits for no answer, but its threads go on asking the database.
    """

    def __init__(self, app: Flask) -> None:
        self._app, self._under_way, self._changed, self._closed = app, 0, threading.Condition(), False

    def __call__(self, environ: Any, start_response: Any) -> Iterator[bytes]:
        if not self._let_in():
            start_response("503 Service Unavailable", [])
            return
        try:
            answer = self._app(environ, start_response)
            try:
                yield from answer
            finally:
                if hasattr(answer, "close"):
                    answer.close()
        finally:
            self._leave()

    def _let_in(self) -> bool:
        """A connection that was open already may bring a request when the site's database is gone."""
        with self._changed:
            self._under_way += not self._closed
            return not self._closed

    def _leave(self) -> None:
        with self._changed:
            self._under_way -= 1
            self._changed.notify_all()

    def close(self) -> None:
        """Lets nobody in any more, and waits until every request is answered."""
        with self._changed:
            self._closed = True
            assert self._changed.wait_for(lambda: self._under_way == 0, PATIENCE_MS / 1000), (
                "a request goes on"
            )


@contextlib.contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address of this app, served on a free port as long as the block lasts."""
    counted = Counted(app)
    server = make_server("127.0.0.1", 0, counted, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, name="site under test")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        counted.close()


@pytest.fixture(scope="session")
def base_url(demo_app: Flask) -> Iterator[str]:
    """The demo city's site: what `page.goto("/list")` is relative to."""
    with serving(demo_app) as address:
        yield address


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, which asks nothing of the outside world."""
    executable = shutil.which("chromium")
    if executable is None:
        pytest.skip("Chromium がありません（apt-get install chromium で入ります）")
    return {**browser_type_launch_args, "executable_path": executable, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A Japanese reader."""
    return {**browser_context_args, "locale": "ja-JP", "timezone_id": "Asia/Tokyo"}


@pytest.fixture
def watch(base_url: str) -> Iterator[Watch]:
    """What goes wrong in this test's browsers; the test fails on it."""
    watching = Watch(base_url)
    yield watching
    watching.verify()


@pytest.fixture
def new_context(new_context: OpenContext, watch: Watch) -> OpenContext:
    """Opens a context under watch. Named as the plugin's, so that no test gets one without."""
    return lambda **wanted: watch.follow(prepared(new_context(**{**MANNERS, **wanted})))


@pytest.fixture(scope="session")
def reader(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[BrowserContext]:
    """One reader's browser for the whole run: what it keeps, it needn't fetch again."""
    context = prepared(browser.new_context(**browser_context_args, **MANNERS))
    yield context
    context.close()


@pytest.fixture
def page(reader: BrowserContext, watch: Watch) -> Iterator[Page]:
    """A page at a wide screen. A test that changes what a browser keeps opens a context of its own."""
    watch.follow(reader)
    yield reader.new_page()
    watch.leave(reader)


@pytest.fixture(scope="session")
def phone_reader(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[BrowserContext]:
    """The smallest phone that counts, for fingers."""
    context = prepared(browser.new_context(**browser_context_args, **MANNERS | FINGERS))
    yield context
    context.close()


@pytest.fixture
def phone(phone_reader: BrowserContext, watch: Watch) -> Iterator[Page]:
    """A page on the phone."""
    watch.follow(phone_reader)
    yield phone_reader.new_page()
    watch.leave(phone_reader)


@pytest.fixture(scope="session")
def plain_reader(
    playwright: Playwright, browser_type_launch_args: dict[str, Any], browser_context_args: dict[str, Any]
) -> Iterator[BrowserContext]:
    """A browser without WebGL, as on a virtual desktop in an office."""
    browser = playwright.chromium.launch(
        **{**browser_type_launch_args, "args": [*FLAGS, "--disable-3d-apis"]}
    )
    yield prepared(browser.new_context(**browser_context_args, **MANNERS))
    browser.close()


@pytest.fixture
def without_webgl(plain_reader: BrowserContext, watch: Watch) -> Iterator[Page]:
    """A page where no moving map can be drawn: fast, too, for what the map has no part in."""
    watch.follow(plain_reader)
    yield plain_reader.new_page()
    watch.leave(plain_reader)


@pytest.fixture(scope="session")
def districts(demo_app: Flask) -> dict[str, Any]:
    """What /api/districts says: the truth that pages are compared with."""
    found: dict[str, Any] = demo_app.test_client().get("/api/districts").get_json()
    return found


@pytest.fixture(scope="session")
def assets(demo_app: Flask) -> list[dict[str, Any]]:
    """Every place that /api/assets tells."""
    found: list[dict[str, Any]] = demo_app.test_client().get("/api/assets").get_json()["assets"]
    return found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Flask-Compress leaves it to Python to close a static file that it packs: no fault of a page's."""
    left_open = "ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning"
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings(left_open))
