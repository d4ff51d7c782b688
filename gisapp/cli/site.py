"""Knows the commands that bring the site up. Knows no page."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence

import click
import requests

from gisapp.accounts.people import FIRST_LOGIN, first_administrator
from gisapp.cli.data import AS_JSON
from gisapp.cli.japanese import JapaneseCommand
from gisapp.cli.screen import Steps, outcome_values, print_json, tell_outcome
from gisapp.cli.session import Session, session
from gisapp.errors import UserError
from gisapp.ingest.demo import load_demo
from gisapp.ingest.job import Outcome
from gisapp.publish.register import cities

WAIT_S = 30
PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


@click.command(
    cls=JapaneseCommand, help="見本市（架空の市）のデータを作り、公式ファイルと同じ道で取り込みます。"
)
@AS_JSON
def demo(as_json: bool) -> None:
    """Loads the demo city."""
    with session() as current:
        found = _load_demo(current)
    if as_json:
        print_json([outcome_values(outcome) for outcome in found])
    else:
        _tell(found)


def _load_demo(current: Session) -> list[Outcome]:
    steps = Steps()
    found = load_demo(current.engine, current.config.data_dir, steps)
    steps.end()
    return found


def _tell(outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        tell_outcome(outcome)


@click.command(
    cls=JapaneseCommand,
    help="データベースとサイトを起動します。データがなければ見本市を読み込みます。Ctrl-C で終わります。",
)
def run() -> None:
    """Serves the site until it is told to stop."""
    # A stop that arrives while the database starts must still put the database away; and a shell that starts
    # us in the background has Ctrl-C ignored for us.
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)
    started = time.monotonic()
    click.echo("データベースを起動しています …")
    with session() as current:
        with current.engine.connect() as connection:
            empty = not cities(connection)
        if empty:
            click.echo("見本市（架空のデータ）を読み込んでいます …")
            _tell(_load_demo(current))
        _require_free(current.config.host, current.config.port)
        server = _start(current, _server(current))
        # Imports that are handed in on the page are worked on beside the site, never inside it.
        worker = _start(current, [sys.executable, "-c", "from gisapp.cli import main; main()", "worker"])
        try:
            _wait(server, current)
            click.echo(f"起動しました（{time.monotonic() - started:.1f}秒）。Ctrl-C で終わります。")
            here = f"http://{current.config.host}:{current.config.port}"
            click.echo(f"ブラウザーで開いてください: {here}/")
            _tell_first_administrator(current, here)
            server.wait()
        except KeyboardInterrupt:
            click.echo("\n終了しています …")
        finally:
            for process in (server, worker):
                process.terminate()
            for process in (server, worker):
                process.wait()
    click.echo("終了しました。")


def _tell_first_administrator(current: Session, here: str) -> None:
    """Where nobody can come in yet: an administrator with a random password, told once."""
    with current.engine.begin() as connection:
        password = first_administrator(connection)
    if password is None:
        click.echo(f"職員のログイン: {here}/account/login")
        return
    click.echo(f"職員のログイン: {here}/account/login 名前 {FIRST_LOGIN} パスワード {password}")
    click.echo(
        "このパスワードは、いまだけ表示されます。忘れたときは gisapp invite で新しい管理者を招けます。"
    )


def _require_free(host: str, port: int) -> None:
    """Raises UserError where somebody listens already: the answer to our own question would be theirs."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise _no_start(host, port) from error


def _no_start(host: str, port: int) -> UserError:
    return UserError(
        "RUN-001",
        f"サイトを {host}:{port} で始められませんでした。",
        "ほかのプログラムがこの番号を使っているときは、PORT=5055 make run のように番号を変えてください。",
    )


def _end_with_parent() -> None:
    """Linux: the server is told to stop when its parent dies, however it dies."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _start(current: Session, command: list[str]) -> subprocess.Popen[bytes]:
    """A process that joins the database which is already up instead of starting one of its own."""
    environment = {**os.environ, "DATABASE_URL": current.url}
    return subprocess.Popen(command, env=environment, preexec_fn=_end_with_parent)


def _server(current: Session) -> list[str]:
    config = current.config
    return [
        sys.executable, "-m", "gunicorn", "gisapp:create_app()", "--bind", f"{config.host}:{config.port}",
        "--workers", str(config.workers), "--threads", str(config.threads), "--worker-class", "gthread",
        "--preload", "--no-control-socket", "--log-level", "warning", "--graceful-timeout", "3",
    ]  # fmt: skip


def _wait(server: subprocess.Popen[bytes], current: Session) -> None:
    """Until the site answers. Raises UserError where it ends first (the port is taken, mostly)."""
    host = "127.0.0.1" if current.config.host == "0.0.0.0" else current.config.host
    asking = requests.Session()
    asking.trust_env = False  # a proxy of the city hall's can't reach us
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until and server.poll() is None:
        try:
            asking.get(f"http://{host}:{current.config.port}/health", timeout=2).raise_for_status()
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    raise _no_start(host, current.config.port)
