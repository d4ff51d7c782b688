"""Knows which script modules a page needs, so that a browser asks for all of them at once. Knows no page.

A module tells only when it has come what it imports: on a slow network that is one wait after the other.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from flask import Flask

from gisapp.config import ROOT

FOLDER = ROOT / "static" / "js"
IMPORT = re.compile(r"""^(?:import|export)\b[^"\n]*"\./(\w+)\.js";""", re.MULTILINE)
#: Modules that a page loads only when it needs them.
LATER = re.compile(r"""import\("\./(\w+)\.js"\)""")


@functools.cache
def modules_of(*names: str) -> tuple[str, ...]:
    """The modules and what they import, each once; not what they load later."""
    found = dict.fromkeys(names)
    waiting = list(names)
    while waiting:
        for name in imports(waiting.pop(0)):
            if name not in found:
                found[name] = None
                waiting.append(name)
    return tuple(found)


def imports(name: str, *, later: bool = False) -> Iterator[str]:
    """What a module imports at once, or what it loads `later`."""
    text = (FOLDER / f"{name}.js").read_text(encoding="utf-8")
    yield from (LATER if later else IMPORT).findall(text)


def register(app: Flask) -> None:
    """Hands them to the templates."""
    app.jinja_env.globals["modules_of"] = modules_of
