"""Knows the two services that may be asked where an address is: a jageocoder server and 国土地理院の住所検索.

Knows no table, and nothing of whether an answer fits the question. Nothing is asked unless a person switched
it on. Proxies are those of the environment (HTTPS_PROXY, NO_PROXY), as everywhere in requests.

Sources: https://github.com/t-sagara/jageocoder-server (GET /geocode?addr=…, a list of node and matched);
https://msearch.gsi.go.jp/address-search/AddressSearch?q=… (a list of GeoJSON features with a title).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import requests

from gisapp.config import GeocoderSetting
from importers._maps.place import in_japan

#: Seconds to connect, and for an answer: for each wait for more bytes and for all of them.
TIMEOUT_S = (5.0, 10.0)
MAX_ANSWER_BYTES = 1_000_000
_CHUNK_BYTES = 65_536
_HEADERS = {"Accept": "application/json", "User-Agent": "gisapp"}


class GeocoderError(Exception):
    """The service didn't answer, or not in its own words."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a service offers: the full address it believes to have found, degrees (6668)."""

    title: str
    lon: float
    lat: float


class Geocoder(Protocol):
    """A service that finds addresses. `method` is how its answers are credited and remembered."""

    @property
    def method(self) -> str:
        """In plain Japanese."""

    def ask(self, address: str) -> list[Candidate]:
        """Places for an address, best first; none where it knows none. Raises GeocoderError."""


@dataclass(slots=True)
class Pace:
    """Keeps some seconds between two questions to the same server."""

    every_s: float
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _next: float = 0.0

    def wait(self) -> None:
        """Returns when the next question may be asked."""
        left = self._next - self.clock()
        if left > 0:
            self.sleep(left)
        self._next = self.clock() + self.every_s


@dataclass(frozen=True, slots=True)
class Jageocoder:
    """A jageocoder server, most likely one of the municipality's own."""

    url: str
    pace: Pace
    timeout_s: tuple[float, float] = TIMEOUT_S
    method: str = "jageocoder"

    def ask(self, address: str) -> list[Candidate]:
        """As `Geocoder.ask`."""
        self.pace.wait()
        answers = _fetch(f"{self.url}/geocode", {"addr": address}, self.timeout_s)
        return _candidates(answers, _of_node)


@dataclass(frozen=True, slots=True)
class Gsi:
    """国土地理院の住所検索."""

    url: str
    pace: Pace
    timeout_s: tuple[float, float] = TIMEOUT_S
    method: str = "国土地理院の住所検索"

    def ask(self, address: str) -> list[Candidate]:
        """As `Geocoder.ask`."""
        self.pace.wait()
        return _candidates(_fetch(self.url, {"q": address}, self.timeout_s), _of_feature)


def geocoders(settings: Sequence[GeocoderSetting]) -> tuple[Geocoder, ...]:
    """The services that were switched on, in their order."""
    kinds: dict[str, Callable[[str, Pace], Geocoder]] = {"jageocoder": Jageocoder, "gsi": Gsi}
    return tuple(kinds[each.kind](each.url, Pace(each.every_s)) for each in settings)


def _fetch(url: str, parameters: dict[str, str], timeout_s: tuple[float, float]) -> Any:
    try:
        with requests.get(
            url, parameters, headers=_HEADERS, timeout=timeout_s, allow_redirects=False, stream=True
        ) as response:
            if response.status_code != requests.codes.ok:
                raise GeocoderError(f"status {response.status_code}")
            return json.loads(_body(response, until=time.monotonic() + timeout_s[1]))
    except (requests.RequestException, ValueError, RecursionError) as error:
        raise GeocoderError(type(error).__name__) from error


def _body(response: requests.Response, *, until: float) -> bytes:
    data = bytearray()
    for chunk in response.iter_content(_CHUNK_BYTES):
        data += chunk
        if len(data) > MAX_ANSWER_BYTES or time.monotonic() > until:
            raise GeocoderError("the answer is too long")
    return bytes(data)


def _candidates(answers: Any, read: Callable[[Any], Candidate]) -> list[Candidate]:
    if not isinstance(answers, list):
        raise GeocoderError("the answer is no list")
    try:
        found = [read(answer) for answer in answers]
    except (AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
        raise GeocoderError("the answer has another shape") from error
    return [each for each in found if in_japan(each.lon, each.lat)]


def _of_node(answer: Any) -> Candidate:
    node = answer["node"]
    return Candidate("".join(node["fullname"]), float(node["x"]), float(node["y"]))


def _of_feature(answer: Any) -> Candidate:
    lon, lat, *_ = answer["geometry"]["coordinates"]
    return Candidate(str(answer["properties"]["title"]), float(lon), float(lat))
