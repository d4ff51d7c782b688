"""Knows how assets without coordinates are placed, rung by rung: the same address elsewhere, a block, a town.

Knows no format and asks nobody: what services have answered before is read from the database. What can't be
placed keeps no point and is listed as 要位置確認, with the reason as a note.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.engine import Connection

from gisapp.assets.address_parts import Address, split_numbers, take_apart
from gisapp.assets.address_parts import Whereabouts as Whereabouts
from gisapp.assets.gazetteer import Found, Gazetteer, LonLat, Why, find, gazetteer, town_text, without_ward
from gisapp.assets.no_place import explain
from gisapp.db.engine import query
from importers._record import Problem
from layers._layer import AssetRow

#: How a service's answer is remembered: as far as a block, or as far as a town.
BLOCK, TOWN = "街区", "町丁目"


@dataclass(frozen=True, slots=True)
class Placed:
    """An asset row, where its point comes from (None where there is no point), and why it has none.

    `truth`: where it really is (address, building, geom as EWKB in hex), if the row shows that only coarsely.
    """

    row: AssetRow
    method: str | None
    note: Problem | None = None
    truth: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Everything by which an address can be placed, read once for all rows."""

    places: Gazetteer
    same: Mapping[str, tuple[str, LonLat]]
    answers: Mapping[str, Any]


def place(connection: Connection, rows: Sequence[AssetRow], city: Whereabouts) -> list[Placed]:
    """Each row with the best point that is known, its precision and the method, in the same order.

    A row that is to be shown coarsely (its own precision isn't exact) never gets more than its town's point.
    """
    addresses = [_address(row, city) for row in rows]
    known = read_known(connection, [address for address in addresses if address], city)
    return [_place_one(row, address, known) for row, address in zip(rows, addresses, strict=True)]


def worth_asking(connection: Connection, rows: Sequence[AssetRow], city: Whereabouts) -> dict[str, Address]:
    """The addresses, by how they are put to a service, for which the municipality's own tables have no point.

    Never those of assets that are to be shown coarsely: their addresses don't leave the house.
    """
    addresses = [_address(row, city) for row in rows if row.precision == "exact"]
    here = [item for item in addresses if item and item.key and item.other is None]
    known = read_known(connection, here, city)
    return {item.full: item for item in here if not _has_point(item, known)}


def _has_point(address: Address, known: Known) -> bool:
    found = find(address.text, known.places)
    return address.key in known.same or (isinstance(found, Found) and found.block is not None)


def read_known(connection: Connection, addresses: Sequence[Address], city: Whereabouts) -> Known:
    """The gazetteer, the addresses that are placed already, and the answers that services gave."""
    code = {"code": city.code}
    same: dict[str, tuple[str, LonLat]] = {}
    for row in connection.execute(query("placed_addresses"), code):
        key = take_apart(row.address, city).key
        if key:
            same.setdefault(key, (row.name, (row.lon, row.lat)))
    answers: dict[str, Any] = {}
    asked = {"queries": sorted({address.full for address in addresses})}
    for row in connection.execute(query("geocode_answers"), asked):
        answers.setdefault(row.query, row)
    return Known(read_places(connection, addresses, city), same, answers)


def read_places(connection: Connection, addresses: Sequence[Address], city: Whereabouts) -> Gazetteer:
    """The towns of the municipality, and the blocks of those that the addresses may mean."""
    code = {"code": city.code}
    towns = [(row.name, (row.lon, row.lat)) for row in connection.execute(query("gazetteer_towns"), code)]
    middles = [
        (row.name, (row.lon, row.lat)) for row in connection.execute(query("gazetteer_block_towns"), code)
    ]
    wanted = {**code, "towns": _that_may_be_meant([name for name, _ in middles], addresses)}
    blocks = [
        (row.name, row.block, (row.lon, row.lat))
        for row in connection.execute(query("gazetteer_blocks"), wanted)
    ]
    return gazetteer(towns, middles, blocks)


def _that_may_be_meant(names: Iterable[str], addresses: Iterable[Address]) -> list[str]:
    """Towns with which one of the addresses begins: a large city has more blocks than a few assets need."""
    stems = {split_numbers(address.text.replace("字", ""))[0] for address in addresses}
    heads = {stem[:end] for stem in stems for end in range(1, len(stem) + 1)}
    keys = ((name, split_numbers(town_text(name))[0]) for name in names)
    return [name for name, key in keys if key in heads or without_ward(key) in heads]


def _address(row: AssetRow, city: Whereabouts) -> Address | None:
    return take_apart(row.address, city) if row.lon is None and row.address else None


def _place_one(row: AssetRow, address: Address | None, known: Known) -> Placed:
    if address is None:
        return Placed(row, None if row.lon is None else "提供されたデータの緯度・経度")
    found = Why.SEVERAL if address.several else find(address.text, known.places)
    if row.precision == "exact":
        placed = _exactly(row, address, found, known)
        if placed:
            return placed
    if isinstance(found, Found):
        kept = "町丁目" if row.precision == "exact" else row.precision
        return _at(row, found.place, kept, _of_town(found))
    answer = known.answers.get(address.full)
    if answer and answer.level == TOWN:
        kept = "町丁目" if row.precision == "exact" else row.precision
        return _at(row, (answer.lon, answer.lat), kept, f"{answer.method}（{answer.matched}）")
    return Placed(row, None, explain(found, row, address, answer))


def _exactly(row: AssetRow, address: Address, found: Found | Why, known: Known) -> Placed | None:
    """The row on a point of its own address, where one is known."""
    if address.key and address.key in known.same:
        name, place = known.same[address.key]
        return _at(row, place, "exact", f"同じ住所の施設（{name}）の位置")
    if isinstance(found, Found) and found.block_place:
        return _at(row, found.block_place, "exact", f"街区・地番（{found.town}{found.block}）の代表点")
    answer = known.answers.get(address.full)
    if answer and answer.level == BLOCK:
        return _at(row, (answer.lon, answer.lat), "exact", f"{answer.method}（{answer.matched}）")
    return None


def _of_town(found: Found) -> str:
    return f"町丁目（{found.town}）の{'街区の中心' if found.by_blocks else '代表点'}"


def _at(row: AssetRow, place: LonLat, precision: str, method: str) -> Placed:
    return Placed(replace(row, lon=place[0], lat=place[1], precision=precision), method)
