"""Knows what an import is asked for and what it did. Knows no format, no table and how nothing is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gisapp.assets.geocoders import Geocoder
from importers._record import Delivery, File, Problem, Proposal
from layers._layer import Layer, Source


@dataclass(frozen=True, slots=True)
class Changes:
    """How many things a publication brought, changed, took away, left as they were; `kept`: a person's."""

    new: int = 0
    changed: int = 0
    gone: int = 0
    same: int = 0
    kept: int = 0

    @property
    def shown(self) -> int:
        """How many things the layer (or its edition) holds afterwards."""
        return self.new + self.changed + self.same + self.kept


@dataclass(frozen=True, slots=True)
class Job:
    """One import: a layer, its files, and what the person who loads them knows about them.

    `source` overrides the layer's own; `as_of` what the file says. `again` publishes the same files anew.
    `choices` are the person's answers to what files and checks have asked. `run_id`: the run's record, where
    somebody has begun one; `actor`: who it is for. `services` are asked where an address is.
    `proposal`: what the columns of a list of no fixed form seem to mean.
    """

    layer: Layer
    deliveries: Sequence[Delivery]
    municipality: str | None = None
    source: Source | None = None
    as_of: date | None = None
    again: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    actor: str = ""
    run_id: int | None = None
    services: Sequence[Geocoder] = ()
    proposal: Proposal | None = None

    @property
    def files(self) -> list[File]:
        return [file for delivery in self.deliveries for file in delivery.files]

    @property
    def take(self) -> tuple[int, ...]:
        """Assets that a person has changed and that get the file's words all the same."""
        named = [key for key, value in self.choices.items() if value == "file"]
        return tuple(int(key[7:]) for key in named if key.startswith("edited:") and key[7:].isdecimal())

    @property
    def answers(self) -> dict[str, str]:
        """The choices that decide how the files are read, without those that only let a check pass."""
        return {key: value for key, value in self.choices.items() if not key.startswith("accept:")}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, or would do. `already`: the same files were published before; nothing was done."""

    layer: Layer
    municipality: str
    already: bool
    format: str | None = None
    run_id: int | None = None
    source_id: int | None = None
    as_of: date | None = None
    crs: str = ""
    read: int = 0
    published: int = 0
    outside: int = 0
    unplaced: int = 0
    problems: tuple[Problem, ...] = ()
    changes: Changes = Changes()
    proposal: Proposal | None = None
    preview: Mapping[str, Any] = field(default_factory=dict)
