"""Holds how the two services are asked: politely, briefly, and never fooled by an answer of another shape."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable

import pytest

from gisapp.assets.geocoders import Candidate, Geocoder, GeocoderError, Gsi, Jageocoder, Pace, geocoders
from gisapp.config import GeocoderSetting, from_environment
from gisapp.errors import UserError
from tests.gisapp.assets.conftest import Service

NODE = {
    "id": 1,
    "name": "481番地",
    "x": 139.366,
    "y": 35.68,
    "level": 7,
    "fullname": ["東京都", "八王子市", "石川町", "481番地"],
}
FEATURE = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [139.366, 35.68]},
    "properties": {"addressCode": "", "title": "東京都八王子市石川町４８１番地"},
}
QUICK = (0.2, 0.2)


def at_once() -> Pace:
    return Pace(0.0)


def jageocoder(url: str) -> Geocoder:
    return Jageocoder(url, at_once(), QUICK)


def gsi(url: str) -> Geocoder:
    return Gsi(url, at_once(), QUICK)


BOTH = pytest.mark.parametrize("make", [jageocoder, gsi])
Make = Callable[[str], Geocoder]


def test_jageocoder_is_asked_in_its_own_way(service: Service) -> None:
    service.answers([{"node": NODE, "matched": "石川町481"}])
    assert jageocoder(service.url).ask("東京都八王子市石川町481") == [
        Candidate("東京都八王子市石川町481番地", 139.366, 35.68)
    ]
    assert service.asked == [("/geocode", {"addr": "東京都八王子市石川町481"})]


def test_gsi_is_asked_in_its_own_way(service: Service) -> None:
    service.answers([FEATURE])
    found = gsi(f"{service.url}/address-search/AddressSearch").ask("東京都八王子市石川町481")
    assert found == [Candidate("東京都八王子市石川町４８１番地", 139.366, 35.68)]
    assert service.asked == [("/address-search/AddressSearch", {"q": "東京都八王子市石川町481"})]


@BOTH
def test_nothing_found_is_an_answer(service: Service, make: Make) -> None:
    assert make(service.url).ask("東京都八王子市石川町481") == []


def test_a_place_outside_japan_is_none(service: Service) -> None:
    service.answers([FEATURE | {"geometry": {"type": "Point", "coordinates": [0, 0]}}])
    assert gsi(service.url).ask("x") == []


@BOTH
@pytest.mark.parametrize("status", [204, 301, 400, 404, 500, 503])
def test_another_status_is_a_failure_and_no_redirect_is_followed(
    service: Service, make: Make, status: int
) -> None:
    service.answers([FEATURE], status)
    with pytest.raises(GeocoderError):
        make(service.url).ask("x")
    assert len(service.asked) == 1


@BOTH
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"{}",
        b"[1]",
        b"[{}]",
        b'[{"node":{}}]',
        b'[{"geometry":null}]',
        b"[" * 50_000,
        b"\xff",
        b" " * 2_000_000,
    ],
)
def test_an_answer_of_another_shape_is_a_failure(service: Service, make: Make, body: bytes) -> None:
    service.answer = lambda _: (200, body)
    with pytest.raises(GeocoderError):
        make(service.url).ask("x")


@BOTH
def test_a_slow_service_is_given_up(service: Service, make: Make) -> None:
    service.held = threading.Event()
    start = time.monotonic()
    with pytest.raises(GeocoderError):
        make(service.url).ask("x")
    assert time.monotonic() - start < 2


@BOTH
def test_nobody_there(make: Make) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(GeocoderError):
            make(f"http://127.0.0.1:{taken.getsockname()[1]}").ask("x")


def test_the_proxy_of_the_environment_is_used(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", service.url)
    gsi("http://service.invalid/address-search").ask("x")
    assert service.asked[0][0] == "/address-search"


def test_questions_keep_their_distance() -> None:
    now, slept = [100.0], []

    def sleep(seconds: float) -> None:
        slept.append(round(seconds, 3))
        now[0] += seconds

    pace = Pace(1.0, clock=lambda: now[0], sleep=sleep)
    for passed in (0.0, 0.3, 5.0, 0.0):
        now[0] += passed
        pace.wait()
    assert slept == [0.7, 1.0]


def test_services_come_from_the_setting_alone() -> None:
    assert from_environment({}).geocoders == ()
    setting = from_environment({"GISAPP_GEOCODERS": "jageocoder=http://127.0.0.1:5000/@0.1, gsi@2"}).geocoders
    assert setting[0] == GeocoderSetting("jageocoder", "http://127.0.0.1:5000", 0.1)
    made = geocoders(setting)
    assert [type(each) for each in made] == [Jageocoder, Gsi]
    assert [each.method for each in made] == ["jageocoder", "国土地理院の住所検索"]
    assert geocoders(()) == ()


@pytest.mark.parametrize(
    "value", ["gsi@0.5", "google", "jageocoder", "jageocoder=ftp://x", "gsi=http://x", "gsi@"]
)
def test_a_setting_that_cannot_be_used(value: str) -> None:
    with pytest.raises(UserError) as caught:
        from_environment({"GISAPP_GEOCODERS": value})
    assert caught.value.code == "CFG-003"
