"""Knows where the real public files lie and leaves tests out where they are absent."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from importers._record import Delivery, File

RealData = Callable[..., Delivery]


@pytest.fixture(scope="session")
def real_folder() -> Path:
    """$GISAPP_DATA, or ../shared/data beside the repository."""
    given = os.environ.get("GISAPP_DATA")
    folder = Path(given) if given else Path(__file__).resolve().parents[2].parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real public files are absent (set GISAPP_DATA to their folder)")
    return folder


@pytest.fixture(scope="session")
def real_data(real_folder: Path) -> RealData:
    """Reads real files into one delivery."""

    def deliver(*names: str) -> Delivery:
        missing = [name for name in names if not (real_folder / name).is_file()]
        if missing:
            pytest.skip(f"real file absent: {missing[0]}")
        return Delivery(tuple(File(Path(name).name, (real_folder / name).read_bytes()) for name in names))

    return deliver
