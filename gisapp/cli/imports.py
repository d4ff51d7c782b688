"""Knows the commands that load official files, look at them first, and take an import back.

Knows no format.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import click

from gisapp.assets.geocoders import geocoders
from gisapp.cli.data import AS_JSON, MUNICIPALITY
from gisapp.cli.japanese import EXIT_FAILED, JapaneseCommand
from gisapp.cli.screen import Steps, outcome_values, print_json, print_table, problem_values, tell_outcome
from gisapp.cli.session import Session, session
from gisapp.errors import NOTHING_CHANGED, UserError
from gisapp.ingest.folder import Loaded, Wish, files_in, import_all, import_facts
from gisapp.ingest.history import recent
from gisapp.ingest.problems import ImportRefusedError
from gisapp.ingest.queue import enqueue, queue, resume, serve
from gisapp.ingest.runs import sweep
from gisapp.ingest.source import with_words
from gisapp.ingest.undo import undo as take_back
from gisapp.ingest.work import Desk
from gisapp.reading.sandbox import sandboxed
from layers import all_layers
from layers._layer import Layer, Source

ACTOR = "コマンド"


@click.command(
    "import",
    cls=JapaneseCommand,
    short_help="公式ファイルを取り込み、地図に公開します。",
    help="""公式ファイルを取り込み、地図に公開します。

    ファイルやフォルダーの中身を見分けて、レイヤーごとに取り込みます。問題のあるファイルは理由を示して断り、
    地図は元のままです。--preview を付けると、公開せずに、見つかった問題と、いまの地図との違いだけを示します。

    例: gisapp import データのフォルダー --municipality 132012

    例: gisapp import --preview --layer ibasho サロン一覧.xlsx
    """,
)
@click.argument("files", metavar="ファイル...", nargs=-1)
@click.option(
    "--layer", metavar="レイヤー", help="レイヤー名（gisapp layers で分かります）。ないときは見分けます。"
)
@click.option("--preview", is_flag=True, help="公開せずに、結果を先に見ます。地図は変わりません。")
@MUNICIPALITY
@click.option(
    "--as-of", metavar="日付", help="データの時点（例 2021-04-01）。ファイルから分かるときは不要です。"
)
@click.option("--publisher", metavar="名前", help="データの提供元。")
@click.option("--title", metavar="名前", help="データの名前。")
@click.option("--licence", metavar="名前", help="利用条件。")
@click.option(
    "--choose",
    "choices",
    metavar="名前=値",
    multiple=True,
    help="たずねられたことへの答え（例 --choose crs=6677）。いくつでも書けます。",
)
@click.option("--again", is_flag=True, help="同じファイルでも、もう一度取り込みます。")
@AS_JSON
def import_(
    files: tuple[str, ...], layer: str | None, municipality: str | None, as_of: str | None, as_json: bool,
    choices: tuple[str, ...], **more: str | bool | None,
) -> None:  # fmt: skip
    """Loads files, or only looks at them."""
    wish = Wish(
        _layer(layer) if layer else None,
        municipality,
        as_of=_day(as_of),
        again=bool(more["again"]),
        choices=dict(map(_choice, choices)),
        actor=ACTOR,
        preview=bool(more["preview"]),
    )
    wish = replace(wish, source=_source(wish.layer, {name: more[name] for name in ABOUT}))
    steps = Steps()
    with session() as current:
        sweep(current.engine)
        wish = replace(wish, services=geocoders(current.config.geocoders))
        try:
            loaded = _load(current, files, wish, steps)
        except ImportRefusedError as error:
            loaded = Loaded([], list(error.problems), [])
    steps.end()
    _tell(loaded, wish, as_json=as_json)
    if loaded.refused:
        raise click.exceptions.Exit(EXIT_FAILED)


ABOUT = ("publisher", "title", "licence")


def _load(current: Session, files: tuple[str, ...], wish: Wish, steps: Steps) -> Loaded:
    data_dir = current.config.data_dir
    if not files and wish.layer:
        code = wish.municipality or ""
        outcome = import_facts(current.engine, wish.layer, code, data_dir, steps, again=wish.again)
        if outcome:
            return Loaded([outcome], [], [])
    if not files:
        raise UserError("CLI-003", "ファイルの指定がありません。", "取り込むファイルを指定してください。")
    with sandboxed() as reader:
        return import_all(current.engine, files_in(files), data_dir, wish, reader=reader, progress=steps)


def _tell(loaded: Loaded, wish: Wish, *, as_json: bool) -> None:
    if as_json:
        imports = [outcome_values(outcome) for outcome in loaded.outcomes]
        print_json({"imports": imports, "left_out": [problem_values(problem) for problem in loaded.left_out]})
    else:
        for outcome in loaded.outcomes:
            tell_outcome(outcome, preview=wish.preview)
    for problem in loaded.left_out:
        click.echo(f"✗ 取り込みませんでした: {problem}", err=True)
        for option in problem.options:
            click.echo(f"    --choose {problem.choice}={option.value}  {option.label}", err=True)
    if not loaded.outcomes:
        click.echo(NOTHING_CHANGED, err=True)


def _layer(key: str) -> Layer:
    known = {name: layer for name, layer in all_layers().items() if layer.formats}
    if key not in known:
        raise UserError(
            "CLI-002", f"レイヤー「{key}」はありません。", f"{'、'.join(known)} から選んでください。"
        )
    return known[key]


def _choice(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise UserError(
            "CLI-007",
            f"答え「{text}」を読めません。",
            "--choose crs=6677 のように「名前=値」で書いてください。",
        )
    return name, value


def _source(layer: Layer | None, about: dict[str, str | bool | None]) -> Source | None:
    said = {name: str(value) for name, value in about.items() if value}
    if not said:
        return None
    if layer is None or layer.source is None:
        message = (
            "--publisher、--title、--licence は、レイヤーを指定したときだけ使えます（種類ごとに違うため）。"
        )
        raise UserError("CLI-006", message, "--layer でレイヤーを指定してください。")
    return with_words(layer.source, said)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  a day has no zone
    except ValueError as error:
        raise UserError(
            "CLI-004", f"日付「{text}」を読めません。", "2021-04-01 のように書いてください。"
        ) from error


@click.command(
    cls=JapaneseCommand,
    short_help="公開した取り込みを、一回分まるごと取り消します。",
    help="""公開した取り込みを、一回分まるごと取り消し、その前の地図に戻します。

    そのあとで変えられたものは、元に戻さずに残し、名前を示します。番号は「gisapp runs」で分かります。
    """,
)
@click.argument("run", metavar="番号", type=click.IntRange(min=1))
@AS_JSON
def undo(run: int, as_json: bool) -> None:
    """Takes an import back."""
    with session() as current:
        undone = take_back(current.engine, run, actor=ACTOR)
    if as_json:
        print_json(
            {"run": run, "layer": undone.layer, "municipality": undone.municipality, "back": undone.back,
             "kept": list(undone.kept)}
        )  # fmt: skip
        return
    title = all_layers()[undone.layer].title
    click.echo(f"✓ 取り込み {run}（{title}）を取り消しました。{undone.back:,}件を元に戻しました。")
    for name in undone.kept:
        click.echo(f"  ・あとから変えられたため、そのままにしました: {name}")


@click.command(
    cls=JapaneseCommand, help="取り込みの記録（番号・いつ・だれが・結果）を、新しい順に一覧にします。"
)
@MUNICIPALITY
@AS_JSON
def runs(municipality: str | None, as_json: bool) -> None:
    """Lists imports, the newest first."""
    with session() as current:
        sweep(current.engine)
        listed = recent(current.engine, municipality)
    if as_json:
        print_json([run.values() for run in listed])
        return
    rows = [
        (run.id, run.started_at.strftime("%Y-%m-%d %H:%M"), run.title, run.status_words, run.rows_published,
         run.problems, run.actor)
        for run in listed
    ]  # fmt: skip
    print_table(("番号", "日時", "レイヤー", "結果", "件数", "問題", "だれが"), rows)


@click.command(
    cls=JapaneseCommand, help="画面から頼まれた取り込みを、順に行います（gisapp run が一緒に始めます）。"
)
def worker() -> None:
    """Works on what waits until it is told to stop."""
    with session() as current:
        app = queue(current.url)

        def put(run_id: int, publish: bool) -> None:
            enqueue(app, run_id, publish)

        services = geocoders(current.config.geocoders)
        desk = Desk(current.engine, current.config.data_dir, sandboxed, put, services)
        resume(current.engine, put)
        serve(queue(current.url, desk.work))
