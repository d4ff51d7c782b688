"""Knows the private PostgreSQL cluster: made, started, shared and stopped without a TCP port.

Knows nothing of what is stored in it. Everybody who uses the cluster holds a shared lock for as long as the
process lives; who leaves last stops it. Locks die with their process, so a killed site leaves a cluster that
the next start simply joins, and that the next clean end stops.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gisapp.errors import UserError

DATABASE = "gisapp"
ROLE = "gisapp"
OS_USER = "postgres"  # Debian's package makes it; only used when started by root
START_TRIES = 40  # a killed postmaster's orphans need about 2 s to go
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = 256MB
work_mem = 32MB
jit = off
timezone = 'Asia/Tokyo'
lc_messages = 'C'
log_min_messages = warning
log_error_verbosity = terse
log_min_error_statement = panic
"""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where one private cluster lives. `durable` False trades safety for speed: for tests only."""

    folder: Path
    durable: bool = True

    @property
    def data(self) -> Path:
        return self.folder / "pg"

    @property
    def socket(self) -> Path:
        """A short folder: a socket's whole path may have 107 bytes at most."""
        name = hashlib.sha256(str(self.folder.resolve()).encode()).hexdigest()[:12]
        return Path("/tmp") / f"gisapp-{name}"  # not TMPDIR: it differs between users of one cluster

    def url(self, database: str = DATABASE) -> str:
        return f"postgresql+psycopg://{ROLE}@/{database}?host={self.socket}"


@contextlib.contextmanager
def running(cluster: Cluster) -> Iterator[Cluster]:
    """The cluster, up for as long as the block lasts; started if need be, stopped if nobody else uses it.

    Raises UserError where PostgreSQL with PostGIS is missing or can't start.
    """
    cluster.folder.mkdir(parents=True, exist_ok=True)
    with open(cluster.folder / "pg.use", "a") as use:
        with _alone(cluster):
            fcntl.flock(use, fcntl.LOCK_SH)
            _start(cluster)
        try:
            yield cluster
        finally:
            with _alone(cluster):
                try:
                    fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass
                else:
                    _stop(cluster)


@contextlib.contextmanager
def _alone(cluster: Cluster) -> Iterator[None]:
    """One process at a time starts or stops."""
    with open(cluster.folder / "pg.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start(cluster: Cluster) -> None:
    binaries = find_binaries()
    if not (cluster.data / "PG_VERSION").exists():
        _create(cluster, binaries)
    made_by = (cluster.data / "PG_VERSION").read_text().strip()
    if made_by != _major(binaries):
        raise UserError(
            "DB-003",
            f"データベースは PostgreSQL {made_by} のものですが、{_major(binaries)} しか見つかりません。",
            f"postgresql-{made_by} と postgresql-{made_by}-postgis-3 を入れてください。",
            unchanged=True,
        )
    if _answers(cluster, binaries):
        return
    _forget_stale_pid(cluster)
    _private_folder(cluster.socket)
    settings = SETTINGS.format(socket=cluster.socket)
    if not cluster.durable:
        settings += "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nautovacuum = off\n"
    (cluster.data / "gisapp.conf").write_text(settings)
    log = str(cluster.data / "log")
    for _ in range(START_TRIES):
        done = _run(cluster, binaries, "pg_ctl", "-w", "-D", str(cluster.data), "-l", log, "start")
        # One that was killed and is still recovering refuses the start, and answers a little later.
        if done.returncode == 0 or _answers(cluster, binaries):
            _create_database(cluster, binaries)
            return
        time.sleep(0.25)
    raise UserError(
        "DB-002",
        "データベースを起動できませんでした。",
        f"記録（{cluster.data.name}/log）の最後を管理者に伝えてください。",
        unchanged=True,
    )


def _answers(cluster: Cluster, binaries: Path) -> bool:
    return _run(cluster, binaries, "pg_isready", "-q", "-h", str(cluster.socket), "-U", ROLE).returncode == 0


def _forget_stale_pid(cluster: Cluster) -> None:
    """After a power cut the number in the pid file may be somebody else's, and PostgreSQL would trust it."""
    pid_file = cluster.data / "postmaster.pid"
    if pid_file.exists():
        command = Path("/proc") / pid_file.read_text().split("\n")[0] / "cmdline"
        if not command.exists() or str(cluster.data).encode() not in command.read_bytes():
            pid_file.unlink()


def _create(cluster: Cluster, binaries: Path) -> None:
    """A new data folder; a half-made one of an earlier, killed try is removed first."""
    shutil.rmtree(cluster.data, ignore_errors=True)
    half = cluster.folder / "pg.new"
    shutil.rmtree(half, ignore_errors=True)
    _private_folder(half)
    options = ["-U", ROLE, "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust", "--no-instructions"]
    done = _run(cluster, binaries, "initdb", *options, "-D", str(half))
    if done.returncode != 0:
        raise UserError(
            "DB-001",
            "データベースの置き場所を作れませんでした。",
            "空き容量と、GISAPP_DATA_DIR のフォルダーに書き込めることを確かめてください。",
            unchanged=True,
        )
    with open(half / "postgresql.conf", "a") as conf:
        conf.write("\ninclude_if_exists = 'gisapp.conf'\n")
    half.rename(cluster.data)


def _create_database(cluster: Cluster, binaries: Path) -> None:
    connect = ["-h", str(cluster.socket), "-U", ROLE]
    asked = f"select 1 from pg_database where datname = '{DATABASE}'"  # noqa: S608  a constant of ours
    found = _run(cluster, binaries, "psql", *connect, "-d", "postgres", "-Atc", asked)
    if found.stdout.strip() != b"1":
        _run(cluster, binaries, "createdb", *connect, DATABASE)


def _stop(cluster: Cluster) -> None:
    binaries = find_binaries()
    if _answers(cluster, binaries):
        _run(cluster, binaries, "pg_ctl", "-D", str(cluster.data), "-m", "fast", "-w", "stop")


def find_binaries() -> Path:
    """The newest PostgreSQL that has PostGIS beside it. Raises UserError where there is none."""
    found = [
        folder / "bin"
        for folder in Path("/usr/lib/postgresql").glob("*")
        if (folder / "bin/pg_ctl").exists() and (folder / "lib/postgis-3.so").exists()
    ]
    if not found:
        raise UserError(
            "DB-004",
            "PostGIS 付きの PostgreSQL が見つかりません。",
            "make run を実行すると入ります（Debian / Ubuntu の postgresql と postgis パッケージ）。",
        )
    return max(found, key=lambda path: float(path.parent.name))


def _major(binaries: Path) -> str:
    return binaries.parent.name


def _run(
    cluster: Cluster, binaries: Path, program: str, *arguments: str
) -> subprocess.CompletedProcess[bytes]:
    """Runs a PostgreSQL program, as an unprivileged OS user when we are root (PostgreSQL refuses root)."""
    command = [str(binaries / program), *arguments]
    if os.geteuid() == 0:
        command = [*_as_other_user(cluster.folder), *command]
    # A pipe that the started server inherits would never close, so its output goes to a file of its own.
    with tempfile.TemporaryFile() as out:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, cwd="/", check=False,
            start_new_session=True,
        )  # fmt: skip
        out.seek(0)
        return subprocess.CompletedProcess(command, done.returncode, out.read())


def _as_other_user(folder: Path) -> list[str]:
    """A closed parent folder (/root) keeps the other user out; a user namespace still gets through there."""
    drop = ["setpriv", f"--reuid={OS_USER}", f"--regid={OS_USER}", "--clear-groups"]
    if subprocess.run([*drop, "test", "-x", str(folder)], capture_output=True, check=False).returncode == 0:
        return drop
    return ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"]


def _private_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in {os.geteuid(), _server_uid(folder)}:
        raise UserError(
            "DB-005",
            "一時フォルダーに、他の利用者の同じ名前のフォルダーがあります。",
            "管理者に連絡してください。",
        )
    os.chmod(folder, 0o700)
    os.chown(folder, _server_uid(folder), -1)


def _server_uid(folder: Path) -> int:
    if os.geteuid() != 0 or _as_other_user(folder.parent)[0] == "unshare":
        return os.geteuid()
    return pwd.getpwnam(OS_USER).pw_uid
