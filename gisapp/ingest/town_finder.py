"""Knows which areas of a boundary the name of a town means, from the strictest spelling to the loosest.

Knows no people and no table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from gisapp.assets.town_names import block_of, lumped, town_keys, ward_key

_MEANINGS = range(3)


@dataclass(frozen=True, slots=True)
class TownArea:
    """A town with its boundary (storage degrees). `ward`: '' where it isn't known.

    `place` tells towns of different wards apart where their names don't: the first digits of the key.
    """

    key: str
    ward: str
    name: str
    geometry: BaseGeometry

    @property
    def place(self) -> str:
        return ward_key(self.ward) or self.key[:5]


class TownFinder:
    """Finds the areas that a town's name means, from the strictest spelling to the loosest."""

    def __init__(self, towns: Sequence[TownArea], written: Collection[str] = ()) -> None:
        """`written`: all names that will be asked for, so that a whole town isn't taken for its parts."""
        self._by_key: tuple[dict[str, list[TownArea]], ...] = tuple(defaultdict(list) for _ in _MEANINGS)
        self._blocks: dict[tuple[str, str], list[TownArea]] = defaultdict(list)
        self._wards = {ward_key(town.ward) for town in towns} - {""}
        for town in towns:
            keys = town_keys(town.name)
            for level in _MEANINGS:
                self._by_key[level][keys[level]].append(town)
            if block := block_of(keys[1]):
                self._blocks[block].append(town)
        self._written_blocks = {block_of(town_keys(name)[1]) for name in written}

    def find(self, name: str, ward: str | None = None) -> tuple[TownArea, ...]:
        """The areas of a town (several where the boundary divides it); () where it can't be told.

        Tried in turn: the name itself; the whole town where the boundary knows none of its 丁目; all of its
        丁目 where the boundary knows only those and nobody asks for one; each of several names put together.
        """
        wanted = ward_key(ward)
        for look in (self._named, self._whole, self._parts, self._together):
            found = look(name, wanted if wanted in self._wards else "")
            if found:
                return tuple(sorted(found, key=lambda town: town.key))
        return ()

    def _named(self, name: str, ward: str) -> list[TownArea]:
        for level, key in enumerate(town_keys(name)):
            found = _in_ward(self._by_key[level].get(key, ()), ward)
            if found:
                return found if _one_town(found, level) else []
        return []

    def _whole(self, name: str, ward: str) -> list[TownArea]:
        block = block_of(town_keys(name)[1])
        if not block or _in_ward(self._blocks.get(block, ()), ward):
            return []
        found = _in_ward(self._by_key[1].get("".join(block), ()), ward)
        return found if _one_town(found, 1) else []

    def _parts(self, name: str, ward: str) -> list[TownArea]:
        block = (town_keys(name)[1], "")
        if block in self._written_blocks:
            return []
        found = _in_ward(self._blocks.get(block, ()), ward)
        return found if len({town.place for town in found}) == 1 else []

    def _together(self, name: str, ward: str) -> list[TownArea]:
        names = lumped(name)
        found = [self._named(each, ward) for each in names] if len(names) > 1 else []
        return [town for each in found for town in each] if all(found) else []


def _in_ward(towns: Iterable[TownArea], ward: str) -> list[TownArea]:
    return [town for town in towns if not ward or ward_key(town.ward) == ward]


def _one_town(found: Sequence[TownArea], level: int) -> bool:
    """False where one spelling stands for towns of several wards, or a loose one for several towns."""
    spellings = {town_keys(town.name)[max(level - 1, 0)] for town in found}
    return len({town.place for town in found}) == 1 and len(spellings) == 1
