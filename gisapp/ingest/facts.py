"""Knows the small tables of published facts that ship with a layer. Knows no format."""

from __future__ import annotations

from pathlib import Path

import layers
from importers._record import File
from layers._layer import Layer

FOLDER = Path(layers.__file__).parent / "facts"


def fact_files(layer: Layer, municipality: str | None) -> list[File]:
    """The layer's own table for a municipality; none where there is none."""
    facts = layer.facts.get(municipality or "")
    return [File(facts.file, (FOLDER / facts.file).read_bytes())] if facts else []
