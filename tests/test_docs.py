"""Holds what the documents say to what the program does: codes, commands, settings, layers, arrows, links.

Knows no behaviour.
"""

from __future__ import annotations

import ast
import functools
import importlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from gisapp.cli.main import gisapp
from layers import all_layers
from tests.test_imports import ALLOWED, SHARED

ROOT = Path(__file__).resolve().parent.parent
DOCS = sorted((ROOT / "docs").rglob("*.md"))
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS]
CODE = re.compile(r"[A-Z]{2,5}-\d{3}")
#: Looks like a code and is none.
NO_CODE = {"SHA-256"}
#: Functions that make a problem, and how the documents call what becomes of the file or the row.
TREATMENTS = {"refuse": "断る", "leave_out": "行を除く", "note": "知らせる", "ask": "たずねる"}
#: Settings whose names other programs have given.
FOREIGN = {"HTTPS_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE"}


@functools.cache
def modules() -> dict[Path, ast.Module]:
    """Every module of ours that users can meet, parsed."""
    folders = ("importers", "layers", "gisapp")
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def words(tree: ast.AST) -> Iterator[str]:
    """Every piece of text in a module, docstrings and the fixed parts of f-strings among them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def codes_in_program() -> set[str]:
    """Codes that stand alone as a text, or in square brackets as they are shown."""
    found = set()
    for tree in modules().values():
        for text in words(tree):
            found |= {text} if CODE.fullmatch(text) else set(re.findall(rf"\[({CODE.pattern})\]", text))
    return found - NO_CODE


def rows(path: Path) -> Iterator[list[str]]:
    """The rows of all tables of a page, cell by cell."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("| "):
            yield [cell.strip() for cell in line.strip("| ").split(" | ")]


CODE_ROWS = [row for row in rows(ROOT / "docs/problem-codes.md") if CODE.fullmatch(row[0])]


def test_every_code_is_explained_and_no_other() -> None:
    explained = [row[0] for row in CODE_ROWS]
    assert len(explained) == len(set(explained)), "a code has two rows"
    assert codes_in_program() - set(explained) == set(), "not in docs/problem-codes.md"
    assert set(explained) - codes_in_program() == set(), "in docs/problem-codes.md, but nobody says it"


def test_codes_named_elsewhere_in_the_documents_exist() -> None:
    for page in PAGES:
        named = set(CODE.findall(page.read_text(encoding="utf-8"))) - NO_CODE
        assert named <= codes_in_program(), page.name


def treatments_in_program() -> dict[str, set[str]]:
    """By code, what the program does with it, where the call says so itself."""
    found: dict[str, set[str]] = defaultdict(set)
    for tree in modules().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TREATMENTS:
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and CODE.fullmatch(str(first.value)):
                    found[str(first.value)].add(TREATMENTS[node.func.id])
    return found


def test_codes_are_explained_with_what_is_done() -> None:
    told = {row[0]: set(row[1].split("・")) for row in CODE_ROWS if len(row) == 3}
    for code, treatments in treatments_in_program().items():
        assert treatments <= told[code], code


def guide() -> str:
    """What somebody who runs the product reads."""
    return "".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/operations.md"))


@pytest.mark.parametrize("name", sorted(gisapp.commands))
def test_every_command_is_named(name: str) -> None:
    found = f"`gisapp {name}" in guide()
    assert found


def settings() -> set[str]:
    """Names of environment variables that the settings and the commands read."""
    found = set()
    for path, tree in modules().items():
        if path.parent.name != "cli" and path.name != "config.py":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                given = [*node.args, *(word.value for word in node.keywords if word.arg == "envvar")]
                asks = ast.unparse(node.func) in ("env.get", "_whole_number", "click.option")
                texts = [text.value for text in given if asks and isinstance(text, ast.Constant)]
                found |= {str(text) for text in texts if re.fullmatch(r"[A-Z][A-Z_]{3,}", str(text))}
    return found


@pytest.mark.parametrize("name", sorted(settings() | FOREIGN))
def test_every_setting_is_named(name: str) -> None:
    found = f"`{name}" in guide()
    assert found


def test_settings_are_found() -> None:
    assert {"HOST", "PORT", "DATABASE_URL", "GISAPP_GEOCODERS", "GISAPP_FETCH_PAUSE_S"} <= settings()


def test_commands_are_written_with_options_that_they_have() -> None:
    """In examples: the options on the line of a command are the command's own."""
    for page in PAGES:
        for line in page.read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
            for name, rest in re.findall(r"gisapp ([a-z]+)([^`|]*)", line):
                if name not in gisapp.commands:
                    continue
                known = {option for each in gisapp.commands[name].params for option in each.opts}
                said = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", rest))
                assert said <= known | {"--help"}, f"{page.name}: gisapp {name}{rest}"


def test_every_layer_and_format_has_its_row() -> None:
    told = {row[0].strip("`"): row for row in rows(ROOT / "docs/data-sources.md") if row[0].startswith("`")}
    for key, layer in all_layers().items():
        if layer.formats:
            assert told[key][1] == layer.title, key
            assert all(form.title in told[key][2] for form in layer.formats), key
            assert (told[key][4] == "○") == bool(layer.downloads), key


def test_the_arrows_are_those_of_the_test() -> None:
    told: dict[str, set[str]] = {}
    for row in rows(ROOT / "docs/architecture.md"):
        names = re.findall(r"`([a-z.]+)`", row[0])
        if len(row) == 2 and names and set(names) <= set(ALLOWED):
            for name in names:
                told[name] = set(re.findall(r"`([a-z.]+)`", row[1]))
    assert told == ALLOWED
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in SHARED)


@pytest.mark.parametrize("document", PAGES, ids=lambda document: str(document.relative_to(ROOT)))
def test_names_of_modules_and_functions_exist(document: Path) -> None:
    """Dotted names in backticks: `gisapp.ingest.fetch`, `importers._tables.table`."""
    text = document.read_text(encoding="utf-8")
    for name in set(re.findall(r"`((?:gisapp|importers|layers)\.[A-Za-z_.0-9]+?)(?:\(\))?`", text)):
        assert reached(name), name


def reached(name: str) -> bool:
    """Whether a dotted name leads to a module or to something in one."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        path = ROOT.joinpath(*parts[:end])
        if path.is_dir() or path.with_suffix(".py").is_file():
            found: object = importlib.import_module(".".join(parts[:end]))
            for part in parts[end:]:
                if not hasattr(found, part):
                    return False
                found = getattr(found, part)
            return True
    return False


@pytest.mark.parametrize("document", PAGES, ids=lambda document: str(document.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'src="([^"]+)"', text):
        if re.match(r"[a-z]+:", target):
            continue
        place, _, mark = unquote(target).partition("#")
        path = (document.parent / place).resolve() if place else document
        assert path.exists(), target
        assert not mark or mark in marks(path), target


def marks(page: Path) -> set[str]:
    """The anchors of a page's headings."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return {anchor(heading) for heading in re.findall(r"^#+ +(.+)$", text, flags=re.MULTILINE)}


def anchor(heading: str) -> str:
    """As GitHub makes it: lower case, blanks to hyphens, marks left out."""
    kept = (
        letter for letter in heading.lower() if letter in " -_" or unicodedata.category(letter)[0] in "LNM"
    )
    return "".join(kept).replace(" ", "-")
