"""Knows the command that fetches official files for a municipality. Knows no format and no HTTP."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from shapely.geometry.base import BaseGeometry

from gisapp.bringing.bring import Brought, bring
from gisapp.bringing.line import POLITE_S, Manner, host_of, open_line
from gisapp.bringing.official import Needed, covered, needed, needs_outline, require_real
from gisapp.cli.data import AS_JSON
from gisapp.cli.fetched import Shown, brought_values, tell_brought, tell_list
from gisapp.cli.japanese import EXIT_FAILED, JapaneseCommand
from gisapp.cli.screen import Steps, print_json
from gisapp.cli.session import session
from gisapp.config import from_environment
from gisapp.errors import UserError
from gisapp.publish.register import cities
from layers import all_layers

FOLDER = "fetched"
#: Between two requests to one host: nobody's server is asked in a rush.
LEAST_PAUSE_S, MOST_PAUSE_S = 0.1, 600.0


def _polite(ctx: click.Context, param: click.Parameter, seconds: float) -> float:
    if not LEAST_PAUSE_S <= seconds <= MOST_PAUSE_S:
        raise click.BadParameter("", ctx, param)
    return seconds


@click.command(
    cls=JapaneseCommand,
    short_help="公式ファイルを、配布元から取得します（ネットワークが要ります）。",
    help="""公式ファイルを、配布元から取得します（ネットワークが要ります）。

    市区町村に要るファイルだけを一つずつ取得し、出典と SHA-256 を控えます。途中で切れても、もう一度実行すると
    続きから取得します。取得したフォルダーは「gisapp import」で取り込めます。

    例: gisapp fetch --municipality 132012

    例: gisapp fetch city_area population_mesh --municipality 132012 --list
    """,
)
@click.argument("keys", metavar="[レイヤー...]", nargs=-1)
@click.option(
    "--municipality", metavar="コード", help="全国地方公共団体コード（6桁）。読み込み済みが1つなら不要です。"
)
@click.option("--list", "only_list", is_flag=True, help="通信せずに、取得するファイルのアドレスを示します。")
@click.option(
    "--to", "place", metavar="フォルダー", help="置き場所。ないときはデータの置き場所の fetched です。"
)
@click.option("--again", is_flag=True, help="取得済みのファイルも、もう一度取得します。")
@click.option(
    "--pause",
    metavar="秒",
    type=float,
    callback=_polite,
    default=POLITE_S,
    envvar="GISAPP_FETCH_PAUSE_S",
    help="同じ配布元に次をたずねるまでの間（初めは 1 秒）。",
)
@AS_JSON
def fetch(
    keys: tuple[str, ...], municipality: str | None, place: str | None, as_json: bool, **more: Any
) -> None:
    """Fetches files, or lists them."""
    _require_downloads(keys)
    code, wanted = _wanted(keys, municipality)
    if more["only_list"]:
        tell_list([*wanted.files, *wanted.waiting], as_json=as_json)
        return
    folder = Path(place) if place else from_environment().data_dir / FOLDER
    brought = _bring(wanted, folder, pause_s=more["pause"], again=more["again"])
    if as_json:
        print_json(brought_values(brought, wanted, folder))
    else:
        tell_brought(brought, wanted)
        if brought.kept:
            click.echo(f"取り込むには: gisapp import {shlex.quote(str(folder))} --municipality {code}")
    if brought.missed or not brought.kept:
        raise click.exceptions.Exit(EXIT_FAILED)


def _require_downloads(keys: Sequence[str]) -> None:
    known = [key for key, layer in all_layers().items() if layer.downloads]
    for key in keys:
        if key not in all_layers():
            raise UserError(
                "CLI-002", f"レイヤー「{key}」はありません。", f"{'、'.join(known)} から選んでください。"
            )
        if key not in known:
            message = f"「{all_layers()[key].title}」には、全国共通の公式ファイルがありません。"
            choices = f"取得できるもの: {'、'.join(known)}。"
            remedy = f"市区町村などから受け取ったファイルを取り込んでください。{choices}"
            raise UserError("NET-513", message, remedy)


def _wanted(keys: Sequence[str], code: str | None) -> tuple[str, Needed]:
    """The database is asked only for what a code alone can't tell: the outline, or which city is meant."""
    layers = all_layers()
    outline: BaseGeometry | None = None
    if code is None or needs_outline(layers, keys):
        if code is not None:
            require_real(code)
        with session() as current, current.engine.connect() as connection:
            code = code or _only([city.code for city in cities(connection) if not city.is_sample])
            outline = covered(connection, code)
    return code, needed(layers, keys, code=code, outline=outline)


def _only(codes: Sequence[str]) -> str:
    if len(codes) == 1:
        return codes[0]
    loaded = f"（読み込み済み: {'、'.join(codes)}）" if codes else ""
    raise UserError(
        "NET-511",
        f"どの市区町村のファイルを取得するか、決まりません{loaded}。",
        "--municipality に全国地方公共団体コード（6桁、例 132012）を指定してください。",
    )


def _bring(wanted: Needed, folder: Path, *, pause_s: float, again: bool) -> Brought:
    hosts = frozenset(host_of(each.url) for layer in all_layers().values() for each in layer.downloads)
    shown = Shown(Steps(), moves=sys.stderr.isatty())
    try:
        with open_line(hosts, Manner(every_s=pause_s)) as line:
            return bring(wanted.files, folder, line=line, progress=shown, again=again)
    except KeyboardInterrupt:
        click.echo("\n届いた分は残してあります。同じコマンドで、続きから取得します。", err=True)
        raise
    finally:
        shown.steps.end()
