"""Knows one moment's data of a municipality, and what is remembered of it between questions.

Knows no question. What is remembered is thrown away when the municipality's data version moves on.
"""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from gisapp.analysis.network import Network
from gisapp.errors import NotFoundError
from gisapp.planning.ground import Ground, finer_than, ground_of
from gisapp.planning.population.people import People, people_of
from gisapp.planning.ways import ways
from gisapp.planning.world import World, spread

Made = TypeVar("Made")
#: A world of a city is some ten megabytes, a neighbour list about as much.
GROUNDS, WORLDS, NETWORKS, REMEMBERED = 8, 12, 4, 48


class Kept:
    """The last few things that were made, by key. Safe between threads: nobody makes the same thing twice."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._made: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.RLock()

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What was made under this key, or what is made now. What `make` raises is not remembered."""
        with self._lock:
            if key not in self._made:
                self._made[key] = make()
                while len(self._made) > self._size:
                    self._made.popitem(last=False)
            self._made.move_to_end(key)
            found: Made = self._made[key]
            return found


@dataclass(frozen=True, slots=True)
class Moment:
    """A connection that sees the data of one moment only, whatever is published meanwhile."""

    connection: Connection
    code: str
    version: int


class Desk:
    """Where questions are worked on: the database, and worlds, networks and neighbour lists at hand."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._grounds, self._finer, self._worlds = Kept(GROUNDS), Kept(GROUNDS), Kept(WORLDS)
        self._networks, self._lists = Kept(NETWORKS), Kept(REMEMBERED)

    @contextlib.contextmanager
    def moment(self, code: str, through: Engine | None = None) -> Iterator[Moment]:
        """The municipality as it is now, read `through` an engine of fewer rights where one is named.

        Raises NotFoundError for an unknown one.
        """
        engine = through or self.engine
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            yield Moment(connection, code, _data_version(connection, code))

    def world(self, moment: Moment, system: str, year: int = 0) -> World:
        """People and districts. Raises UserError where they aren't loaded."""
        key = (moment.code, moment.version, system, year)
        return self._worlds.get(key, lambda: self._spread(moment, system, year))

    def _spread(self, moment: Moment, system: str, year: int) -> World:
        """The same cells in another year stand on the same ground."""
        people = people_of(moment.connection, moment.code, year or None)
        key = (moment.code, moment.version, system, people.layer, people.cells_year)
        ground = self._grounds.get(key, lambda: self._ground(moment, system, people))
        return spread(people, ground, moment.version)

    def _ground(self, moment: Moment, system: str, people: People) -> Ground:
        """The same finer count says under every system of districts where people stand."""
        key = (moment.code, moment.version, people.layer, people.cells_year)
        finer = self._finer.get(key, lambda: finer_than(moment.connection, moment.code, people))
        return ground_of(moment.connection, moment.code, system, people, finer=finer)

    def network(self, moment: Moment, plane_srid: int) -> Network | None:
        """The walking network, None where none is loaded."""
        key = (moment.code, moment.version)
        return self._networks.get(key, lambda: ways(moment.connection, moment.code, plane_srid))

    def remembered(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Anything else that is worth keeping; the key must name all that it was made of."""
        return self._lists.get(key, make)


def _data_version(connection: Connection, code: str) -> int:
    """The municipality's data version. Raises NotFoundError for an unknown municipality."""
    found = connection.execute(
        sa.text("select data_version from municipality where code = :code"), {"code": code}
    ).scalar_one_or_none()
    if found is None:
        raise NotFoundError(
            f"市区町村 {code[:12]} はこの地図にありません。", "上の切替から選び直してください。"
        )
    return int(found)
