"""Knows how a process walls itself in on Linux before it reads strange files: caps, network, files, calls.

Knows no file and no message. Each wall that the kernel refuses is left out, and the names of those that stand
are told. Sources: the kernel's own pages on seccomp_filter, landlock and user namespaces.
"""

from __future__ import annotations

import ctypes
import os
import resource
import stat
import struct
from collections.abc import Callable, Sequence

from gisapp.reading import _calls

_NOBODY = 65534
_NEW_USER, _NEW_NET, _NEW_IPC = 0x10000000, 0x40000000, 0x08000000
_PDEATHSIG, _NO_NEW_PRIVS, _SECCOMP, _FILTER, _SIGKILL = 1, 38, 22, 2, 9
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_OPEN_FILES = 64


def die_with(parent: int) -> None:
    """The kernel ends this process when the thread that started it ends; nothing is left running."""
    _libc().prctl(_PDEATHSIG, _SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def limit(*, memory_bytes: int, cpu_s: int, tasks: int) -> None:
    """Caps that can't be raised again: address space, processor seconds, processes; nothing is written."""
    for what, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_NPROC, tasks),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        most = _within(what, most)
        resource.setrlimit(what, (most, most))
    allow_cpu(cpu_s)


def allow_cpu(seconds: int) -> None:
    """Processor seconds from now on. The parent's clock rules; this ends a loop that has no parent."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = _within(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + seconds + 1)
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _within(what: int, most: int) -> int:
    """Not above what the system has set already."""
    hard = resource.getrlimit(what)[1]
    return most if hard == resource.RLIM_INFINITY else min(most, hard)


def leave_network() -> bool:
    """A network of its own with nothing in it, where the kernel lets us; before any thread is started."""
    libc = _libc()
    return any(libc.unshare(flags | _NEW_NET | _NEW_IPC) == 0 for flags in (0, _NEW_USER))


def drop_powers(folders: Sequence[str]) -> bool:
    """Nobody instead of root, where root isn't needed to reach the folders; and none of root's powers."""
    if os.geteuid() == 0 and all(_open_to_all(folder) for folder in folders):
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    header, nothing = struct.pack("<Ii", 0x20080522, 0), bytes(24)
    return bool(_libc().capset(header, nothing) == 0)


def _open_to_all(folder: str) -> bool:
    real = os.path.realpath(folder)
    paths = [real if os.path.isdir(real) else os.path.dirname(real)]
    while paths[-1] != os.path.dirname(paths[-1]):
        paths.append(os.path.dirname(paths[-1]))
    return all(os.stat(path).st_mode & stat.S_IXOTH for path in paths)


def only_read(folders: Sequence[str]) -> bool:
    """Landlock: reads below these folders, nothing else in the file system, no TCP, no signal to others."""
    libc = _libc()
    version = libc.syscall(444, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return False
    files = (1 << {1: 13, 2: 14}.get(version, 15 if version < 5 else 16)) - 1
    rules = struct.pack("<QQQ", files, 3, 3)[: 8 if version < 4 else 16 if version < 6 else 24]
    ruleset = libc.syscall(444, rules, ctypes.c_size_t(len(rules)), 0)
    for folder in folders:
        place = os.open(folder, os.O_PATH | os.O_CLOEXEC)
        allowed = _READ_FILE | (_READ_DIR if os.path.isdir(folder) else 0)
        libc.syscall(445, ruleset, 1, struct.pack("<Qi", allowed, place), 0)
        os.close(place)
    _no_new_powers(libc)
    stands = libc.syscall(446, ruleset, 0) == 0
    os.close(ruleset)
    return bool(stands)


def refuse_calls() -> bool:
    """seccomp: no sockets, programs, processes, writing, tracing, mounting; such calls fail."""
    program = _calls.program(os.uname().machine, os.getpid())
    if program is None:
        return False
    libc = _libc()
    _no_new_powers(libc)
    code = ctypes.create_string_buffer(program, len(program))
    head = struct.pack("@HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    return bool(libc.prctl(_SECCOMP, _FILTER, head, 0, 0) == 0)


def _no_new_powers(libc: ctypes.CDLL) -> None:
    libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def listen_in(folders: Sequence[str]) -> Callable[[str, tuple[object, ...]], None]:
    """The audit hook: refuses in Python what the kernel's walls refuse below it, so that one holds for both.

    It can't hold against machine code; it names the forbidden step where it is taken.
    """
    below = tuple(folder.rstrip("/") + "/" for folder in folders)

    def allowed(path: object) -> bool:
        text = os.fsdecode(path) if isinstance(path, (str, bytes)) else ""
        plain = os.path.normpath(text)
        return text.startswith("/") and (plain + "/").startswith(below)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            refused = isinstance(path, int) or writes or not allowed(path)
        elif event in ("os.listdir", "os.scandir"):
            refused = not allowed(arguments[0])
        elif event == "sqlite3.connect":
            refused = arguments[0] != ":memory:"
        else:
            refused = event.startswith(_FORBIDDEN) and event not in _HARMLESS
        if refused:
            raise PermissionError(f"{event} is not for readers of strangers' files")

    return hook


_FORBIDDEN = (
    "socket.", "subprocess.", "os.", "pty.", "ctypes.", "shutil.", "tempfile.", "http.", "urllib.", "ftplib.",
    "smtplib.", "poplib.", "imaplib.", "nntplib.", "telnetlib.", "webbrowser.", "fcntl.", "resource.",
    "syslog.", "signal.", "glob.", "pathlib.", "mmap.", "pickle.", "sqlite3.enable_load_extension",
    "sqlite3.load_extension", "sys.addaudithook", "sys.setprofile", "sys.settrace", "cpython.run_",
)  # fmt: skip
_HARMLESS = frozenset({"os.putenv", "os.unsetenv", "resource.setrlimit"})
