"""Knows how a file is asked for over HTTP: one request at a time, with pauses, never led to a stranger.

Knows no file and no layer. Proxies and certificates are those of the environment (HTTPS_PROXY, NO_PROXY,
REQUESTS_CA_BUNDLE), as everywhere in requests.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import requests
import urllib3.exceptions

from gisapp.assets.geocoders import Pace
from gisapp.errors import UserError

#: Seconds between two requests to one host.
POLITE_S = 1.0
#: Seconds to connect, and seconds of silence, before a server counts as gone.
TIMEOUT_S = (10.0, 60.0)
MOST_REDIRECTS = 5


class UnreachableError(UserError):
    """There is no way to a host: no name, no answer, no proxy, nobody to trust. Asking again won't help."""


class CutError(Exception):
    """The answer ended early, or the server asks to come back in `wait_s` seconds: worth another try."""

    def __init__(self, *, wait_s: float = 0.0, status: int | None = None) -> None:
        super().__init__(f"status {status}" if status else "cut")
        self.wait_s = wait_s
        self.status = status


@dataclass(frozen=True, slots=True)
class Manner:
    """How servers are asked: seconds between two requests, and until they count as gone."""

    every_s: float = POLITE_S
    timeout_s: tuple[float, float] = TIMEOUT_S
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Line:
    """Requests to official servers. A redirect may lead to the same host or one of `hosts`, never off TLS."""

    def __init__(self, session: requests.Session, hosts: frozenset[str], manner: Manner) -> None:
        self._session = session
        self._hosts = hosts
        self.manner = manner
        self._paces: dict[str, Pace] = {}

    def get(self, url: str, headers: Mapping[str, str]) -> requests.Response:
        """The answer, its body still to be read; close it.

        Raises UnreachableError (NET-501, NET-502), CutError, UserError NET-507 where it leads elsewhere.
        """
        asked = url
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._ask(asked, headers)
            target = self._session.get_redirect_target(answer)
            if target is None:
                return answer
            answer.close()
            asked = self._checked(asked, target, url)
        raise UserError("NET-507", f"{host_of(url)} が、ほかのアドレスへの案内を繰り返しています。", _BY_HAND)

    def _ask(self, url: str, headers: Mapping[str, str]) -> requests.Response:
        manner, host = self.manner, host_of(url)
        pace = self._paces.setdefault(host, Pace(manner.every_s, manner.clock, manner.sleep))
        pace.wait()
        try:
            return self._session.get(
                url, headers=headers, timeout=manner.timeout_s, stream=True, allow_redirects=False
            )
        except requests.exceptions.SSLError as error:
            raise _untrusted(host) from error
        except requests.RequestException as error:
            why = _why(error)
            if why is None:
                raise CutError from error
            raise UnreachableError("NET-501", f"{host}（{why}）", "") from error
        except ValueError as error:
            # requests looks at where a redirect leads, even when told not to follow it.
            raise _led_astray(host) from error

    def _checked(self, asked: str, target: str, origin: str) -> str:
        """Where a redirect leads, if that is known and no less safe than where it came from."""
        start = urlsplit(origin)
        with contextlib.suppress(ValueError):
            target = urljoin(asked, target)
            end = urlsplit(target)
            if end.scheme in ("https", start.scheme) and end.hostname in {start.hostname, *self._hosts}:
                return target
        raise _led_astray(host_of(origin))


@contextlib.contextmanager
def open_line(hosts: frozenset[str], manner: Manner) -> Iterator[Line]:
    """A line for as long as the block lasts. It says who asks, and asks for the bytes as they are."""
    with requests.Session() as session:
        session.headers["User-Agent"] = f"gisapp/{importlib.metadata.version('gisapp')}"
        session.headers["Accept-Encoding"] = "identity"
        yield Line(session, hosts, manner)


def host_of(url: str) -> str:
    """The server's name in an address."""
    return urlsplit(url).hostname or ""


_BY_HAND = "配布元のページを開いて、ファイルを手で取得してください。"


def _led_astray(host: str) -> UserError:
    return UserError("NET-507", f"{host} が、知らない場所や安全でない場所へ案内しました。", _BY_HAND)


def _untrusted(host: str) -> UnreachableError:
    return UnreachableError(
        "NET-502",
        f"{host} との安全な通信（TLS）を始められません。証明書を確かめられませんでした。",
        "この機械の日時を確かめてください。庁内の機器が通信を検査しているときは、その証明書のファイルを"
        "環境変数 REQUESTS_CA_BUNDLE に指定してください。",
    )


def _why(error: requests.RequestException) -> str | None:
    """Why there is no way to the host at all; None for a connection that was there and broke."""
    if isinstance(error, requests.exceptions.ProxyError | requests.exceptions.InvalidProxyURL):
        return "プロキシーが応じません"
    if isinstance(error, requests.exceptions.InvalidSchema):
        return "プロキシーの設定を使えません"
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return "応答がありません"
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    if isinstance(reason, urllib3.exceptions.NameResolutionError):
        return "名前を調べられません"
    if isinstance(reason, urllib3.exceptions.NewConnectionError):
        return "接続を断られました"
    return None
