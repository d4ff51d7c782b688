"""Holds the arrows of the layout: who may import whom. Knows no behaviour."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("gisapp", "layers", "importers", "sample")

#: Package → what of ours it may import. Everything may import itself and `SHARED`.
ALLOWED = {
    "importers": set(),
    "sample": set(),
    "layers": {"importers"},
    "gisapp.analysis": set(),
    "gisapp.models": set(),
    "gisapp.accounts": {"gisapp.db"},
    "gisapp.db": {"gisapp.models"},
    "gisapp.assets": {"gisapp.db", "layers", "importers"},
    "gisapp.reading": {"layers", "importers"},
    "gisapp.ingest": {"gisapp.reading", "gisapp.db", "gisapp.assets", "layers", "importers", "sample"},
    "gisapp.bringing": {"gisapp.ingest", "gisapp.assets", "layers", "importers"},
    "gisapp.planning": {"gisapp.db", "gisapp.analysis", "layers"},
    "gisapp.publish": {"gisapp.db", "gisapp.analysis", "gisapp.planning", "gisapp.assets", "layers"},
    "gisapp.web": {
        "gisapp.accounts",
        "gisapp.models",
        "gisapp.publish",
        "gisapp.planning",
        "gisapp.ingest",
        "gisapp.reading",
        "gisapp.assets",
        "gisapp.db",
        "layers",
        "importers",
    },
    "gisapp.cli": {
        "gisapp.accounts",
        "gisapp.assets",
        "gisapp.publish",
        "gisapp.planning",
        "gisapp.ingest",
        "gisapp.bringing",
        "gisapp.reading",
        "gisapp.db",
        "layers",
        "importers",
    },
}
SHARED = {"gisapp.errors", "gisapp.config", "gisapp.crs", "gisapp.datum", "gisapp.secret", "gisapp.mail"}


def sources() -> list[Path]:
    """Every module of ours."""
    return [path for package in OURS for path in sorted((ROOT / package).rglob("*.py"))]


def package_of(module: str) -> str:
    """The room a module belongs to: `gisapp.web`, `layers`, …"""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "gisapp" and len(parts) > 1 else parts[0]


def imported(path: Path) -> set[str]:
    """The modules of ours that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return {name for name in found if name.split(".")[0] in OURS}


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_arrows_go_one_way(path: Path) -> None:
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    room = package_of(module)
    if room in ("gisapp", "gisapp.__init__", *SHARED):
        return
    rooms = {package_of(name) for name in imported(path)} - {"gisapp", room} - SHARED
    wrong = rooms - ALLOWED[room]
    if room == "gisapp.analysis":
        wrong |= {name for name in imported(path) if name.startswith(("gisapp.config", "gisapp.crs"))}
    assert not wrong, f"{module} may not import {sorted(wrong)}"


def test_rules_name_every_room() -> None:
    folders = {
        f"gisapp.{path.name}" for path in (ROOT / "gisapp").iterdir() if path.is_dir() and path.name[0] != "_"
    }
    assert folders | {"importers", "layers", "sample"} == set(ALLOWED)


@pytest.mark.parametrize("room", ["gisapp/web", "gisapp/cli"])
def test_no_sql_where_pages_are_made(room: str) -> None:
    """web parses, calls, renders."""
    for path in (ROOT / room).rglob("*.py"):
        names = imported_names(path)
        assert not names & {"pandas", "geopandas", "sqlalchemy.text"}, path.name


def imported_names(path: Path) -> set[str]:
    """Every top-level package that a file imports, and what it takes from SQLAlchemy."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module.split(".")[0], *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found
