"""Knows how the services that were switched on are asked, how their answers are judged and remembered.

Knows no format and no service by name. Runs before an import publishes, in small transactions of its own, so
that no import waits on a stranger inside its transaction and no answer is asked for twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import shapely
from sqlalchemy.engine import Engine

from gisapp.assets.address_parts import Address, Whereabouts, split_numbers, take_apart
from gisapp.assets.gazetteer import town_text, without_ward
from gisapp.assets.geocoders import Candidate, Geocoder, GeocoderError
from gisapp.assets.placing import BLOCK, TOWN, worth_asking
from gisapp.db.engine import query
from importers._faults import note
from importers._record import Problem
from layers._layer import AssetRow

#: What a service didn't know may be in its next edition.
AGAIN_DAYS = 30
#: After so many failures in a row a service is left alone for the rest of an import.
PATIENCE = 3
#: A town's middle may lie a little outside a simplified outline: about 500 m.
_TOLERANCE_DEGREES = 0.005
_MAX_CHOME = 99


@dataclass(frozen=True, slots=True)
class Judged:
    """The best answer that fits, to what level; `place` None where none did, `title` what was refused."""

    title: str | None = None
    place: tuple[float, float] | None = None
    level: str | None = None


def ask_around(
    engine: Engine,
    rows: Sequence[AssetRow],
    city: Whereabouts,
    services: Sequence[Geocoder],
    told: Callable[[int, int], None] = lambda *_: None,
) -> list[Problem]:
    """Asks each service for the addresses that nothing else can place, and keeps the answers.

    `told(done, of)` is called before each question and may raise to stop. Never raises because of a service:
    one that fails is a note (ADR-607).
    """
    if not services:
        return []
    with engine.connect() as connection:
        open_ones = worth_asking(connection, rows, city)
    problems = []
    for service in services:
        failures, settled = _ask_all(engine, open_ones, city, service, told)
        if failures:
            problems.append(_silent(service, failures))
        open_ones = {full: address for full, address in open_ones.items() if full not in settled}
    return problems


def _ask_all(
    engine: Engine,
    addresses: Mapping[str, Address],
    city: Whereabouts,
    service: Geocoder,
    told: Callable[[int, int], None],
) -> tuple[int, set[str]]:
    """How often the service failed, and the addresses that it placed as far as their block."""
    asked = {"method": service.method, "queries": sorted(addresses), "again_days": AGAIN_DAYS}
    with engine.connect() as connection:
        known = {row.query: row.level for row in connection.execute(query("geocode_known"), asked)}
    settled = {full for full, level in known.items() if level == BLOCK}
    failures = in_a_row = 0
    for done, full in enumerate(sorted(addresses.keys() - known)):
        told(done, len(addresses) - len(known))
        try:
            judged = judge(service.ask(full), addresses[full], city)
        except GeocoderError:
            failures, in_a_row = failures + 1, in_a_row + 1
            if in_a_row >= PATIENCE:
                break
            continue
        in_a_row = 0
        _keep(engine, service, full, judged)
        if judged.level == BLOCK:
            settled.add(full)
    return failures, settled


def _keep(engine: Engine, service: Geocoder, full: str, judged: Judged) -> None:
    lon, lat = judged.place or (None, None)
    values = {"method": service.method, "query": full, "lon": lon, "lat": lat}
    with engine.begin() as connection:
        connection.execute(query("geocode_keep"), {**values, "matched": judged.title, "level": judged.level})


def _silent(service: Geocoder, failures: int) -> Problem:
    return note(
        "ADR-607",
        f"{service.method}から答えが得られませんでした（{failures}回）。",
        "取り込みは続けました。通信の設定を確かめてから同じファイルを取り込み直すと、もう一度調べます。",
    )


def judge(candidates: Sequence[Candidate], address: Address, city: Whereabouts) -> Judged:
    """The first answer that says what the address says, of those the one that goes furthest.

    Refused: another municipality or town, a lot number taken for a 丁目, anything coarser than the town.
    """
    levels = [_level(candidate, address, city) for candidate in candidates]
    for wanted in (BLOCK, TOWN):
        for candidate, level in zip(candidates, levels, strict=True):
            if level == wanted:
                return Judged(candidate.title, (candidate.lon, candidate.lat), level)
    return Judged(candidates[0].title if candidates else None)


def _level(candidate: Candidate, address: Address, city: Whereabouts) -> str | None:
    said = take_apart(candidate.title, city)
    if not said.named or not _inside(candidate, city):
        return None
    (town, numbers, chome), (own_town, own, own_chome) = _parts(said), _parts(address)
    if town != own_town or numbers != own[: len(numbers)]:
        return None
    if chome and not own_chome and (len(own) < 2 or len(numbers) < 2):
        return None
    if own_chome and not chome:
        return None
    if len(numbers) > chome:
        return BLOCK
    may_hide_chome = not own_chome and len(own) >= 2 and own[0] <= _MAX_CHOME
    return None if may_hide_chome else TOWN


def _parts(address: Address) -> tuple[str, tuple[int, ...], bool]:
    town, numbers, chome = split_numbers(address.text)
    return without_ward(town_text(town)), numbers, chome


def _inside(candidate: Candidate, city: Whereabouts) -> bool:
    if city.outline is None:
        return True
    point = shapely.Point(candidate.lon, candidate.lat)
    return bool(shapely.dwithin(city.outline, point, _TOLERANCE_DEGREES))
