"""Knows how the reading child is started: inside bubblewrap where this machine has it, alone where it hasn't.

Knows no message and no file that is read.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path

OURS = ("gisapp", "importers", "layers")
_BOOT = (
    "import sys; sys.path[:0] = sys.argv[2:]; import importlib; importlib.import_module(sys.argv[1]).main()"
)
_SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/etc/ld.so.cache")
#: Parts of the system that a library may open late: shared libraries and time zones.
_READABLE = ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache", "/usr/share/zoneinfo")
#: One thread, one heap: address space is capped. No settings of the parent's reach the child.
_ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "PROJ_NETWORK": "OFF",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
}


@dataclass(frozen=True, slots=True)
class Program:
    """The child's module (its `main` is called) and further folders to find modules in."""

    module: str = "gisapp.reading.child"
    folders: tuple[str, ...] = ()

    @property
    def packages(self) -> tuple[str, ...]:
        """The only folders of the project that the child sees."""
        return (*(str(_root() / name) for name in OURS), *self.folders)

    @property
    def readable(self) -> tuple[str, ...]:
        """What the child may read after its doors are shut: Python, its packages, system libraries."""
        found = [*_python_folders(), *_READABLE]
        return (*self.packages, *(folder for folder in dict.fromkeys(found) if os.path.exists(folder)))


def start(program: Program, *, alone: bool) -> subprocess.Popen[bytes]:
    """The child, with pipes to it, in a process group of its own. Raises OSError."""
    command = [
        *([] if alone else _bubblewrap(program)),
        _interpreter(), "-I", "-S", "-B", "-c", _BOOT,
        program.module, str(_root()), sysconfig.get_path("purelib"), sysconfig.get_path("platlib"),
        *(str(Path(folder).parent) for folder in program.folders),
    ]  # fmt: skip
    # An empty folder that is gone as soon as the child stands in it: nothing can be left there.
    with tempfile.TemporaryDirectory(prefix="gisapp-read-") as nowhere:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            cwd=nowhere,
            env=_ENVIRONMENT,
            start_new_session=True,
        )


@functools.cache
def has_bubblewrap() -> bool:
    """Whether bubblewrap is here and the kernel lets it build its walls."""
    if shutil.which("bwrap") is None:
        return False
    try:
        tried = subprocess.run(
            [*_bubblewrap(Program()), _interpreter(), "-I", "-S", "-c", ""],
            stdin=subprocess.DEVNULL, capture_output=True, env=_ENVIRONMENT, timeout=20, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return False
    return tried.returncode == 0


def _bubblewrap(program: Program) -> list[str]:
    """No network, no other process, no home; the system and our packages to read; nothing at all to write."""
    shown = _outermost([*_SYSTEM, *_python_folders(), _interpreter(), *program.packages])
    places = [word for folder in shown for word in ("--ro-bind-try", folder, folder)]
    environment = [word for name, value in _ENVIRONMENT.items() for word in ("--setenv", name, value)]
    return [
        shutil.which("bwrap") or "bwrap", "--unshare-all", "--unshare-user",
        "--uid", "65534", "--gid", "65534", "--hostname", "reader", "--cap-drop", "ALL",
        "--die-with-parent", "--new-session", "--clearenv", *environment, *places, "--remount-ro", "/",
        "--chdir", "/",
    ]  # fmt: skip


def _interpreter() -> str:
    """Python itself, not a virtual environment's link to it."""
    return str(Path(sys.executable).resolve())


def _python_folders() -> list[str]:
    """Python's own library, and the packages beside it."""
    paths = sysconfig.get_paths()
    return [str(Path(paths["stdlib"]).parent), paths["purelib"], paths["platlib"]]


def _outermost(folders: list[str]) -> list[str]:
    """Without those that lie in another one of them: what is mounted read-only takes no further mount."""
    return [
        folder
        for folder in dict.fromkeys(folders)
        if not any(folder != other and Path(folder).is_relative_to(other) for other in folders)
    ]


def _root() -> Path:
    """Where our packages lie side by side."""
    return Path(__file__).resolve().parents[2]
