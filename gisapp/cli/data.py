"""Knows the commands that load data and tell what is loaded. Knows no format."""

from __future__ import annotations

from datetime import date, datetime

import click

from gisapp.cli.japanese import EXIT_FAILED, JapaneseCommand
from gisapp.cli.screen import Steps, outcome_values, print_json, print_table, problem_values, tell_outcome
from gisapp.cli.session import chosen_city, session
from gisapp.errors import UserError
from gisapp.ingest.facts import fact_files
from gisapp.ingest.fetch import deliveries, fetch
from gisapp.ingest.folder import Loaded, files_in, import_all
from gisapp.ingest.pipeline import Job, import_files
from gisapp.ingest.recognise import joined
from gisapp.publish.register import loaded_layers, problems
from importers._record import Delivery, File
from layers import all_layers
from layers._layer import Layer, Source

MUNICIPALITY = click.option(
    "--municipality", metavar="コード", help="全国地方公共団体コード（6桁）。市区町村が1つなら不要です。"
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="結果を JSON で出力します。")
AUTO = "auto"


@click.command(
    "import",
    cls=JapaneseCommand,
    short_help="公式ファイルを取り込み、地図に公開します。",
    help="""公式ファイルを取り込み、地図に公開します。

    レイヤー名は「gisapp layers」で分かります。レイヤー名の代わりに auto と書くと、フォルダーやファイルの
    中身を見分けて、市のデータを一度に取り込みます。問題のあるファイルは理由を示して断り、地図は元のままです。

    例: gisapp import auto データのフォルダー --municipality 132012
    """,
)
@click.argument("layer", metavar="レイヤー")
@click.argument("files", metavar="ファイル...", nargs=-1)
@MUNICIPALITY
@click.option(
    "--as-of", metavar="日付", help="データの時点（例 2021-04-01）。ファイルから分かるときは不要です。"
)
@click.option("--publisher", metavar="名前", help="データの提供元。")
@click.option("--title", metavar="名前", help="データの名前。")
@click.option("--licence", metavar="名前", help="利用条件。")
@click.option("--again", is_flag=True, help="同じファイルでも、もう一度取り込みます。")
@AS_JSON
def import_(
    layer: str, files: tuple[str, ...], municipality: str | None, as_of: str | None, again: bool,
    as_json: bool, **about: str | None,
) -> None:  # fmt: skip
    """Loads files into a layer, or sorts a folder out by itself."""
    steps, day = Steps(), _day(as_of)
    with session() as current:
        if layer == AUTO:
            _refuse_about(about)
            loaded = import_all(
                current.engine,
                files_in(files),
                current.config.data_dir,
                progress=steps,
                municipality=municipality,
                as_of=day,
                again=again,
            )
        else:
            chosen = _layer(layer)
            job = Job(
                chosen,
                _deliveries(chosen, files, municipality),
                municipality=municipality,
                source=_source(chosen, about, municipality if not files else None),
                as_of=day,
                again=again,
            )
            loaded = Loaded([import_files(current.engine, job, current.config.data_dir, steps)], [], [])
    steps.end()
    if as_json:
        imports = [outcome_values(outcome) for outcome in loaded.outcomes]
        print_json({"imports": imports, "left_out": [problem_values(problem) for problem in loaded.left_out]})
    else:
        for outcome in loaded.outcomes:
            tell_outcome(outcome)
    for problem in loaded.left_out:
        click.echo(f"✗ 取り込みませんでした: {problem}", err=True)
    if loaded.refused:
        raise click.exceptions.Exit(EXIT_FAILED)


def _refuse_about(about: dict[str, str | None]) -> None:
    if any(about.values()):
        message = "auto では --publisher、--title、--licence を使えません（種類ごとに違うため）。"
        raise UserError("CLI-006", message, "レイヤー名を指定して取り込んでください。")


def _layer(key: str) -> Layer:
    known = {name: layer for name, layer in all_layers().items() if layer.formats}
    if key not in known:
        raise UserError(
            "CLI-002", f"レイヤー「{key}」はありません。", f"{'、'.join(known)} から選んでください。"
        )
    return known[key]


def _deliveries(layer: Layer, files: tuple[str, ...], municipality: str | None) -> list[Delivery]:
    if files:
        return joined(layer, deliveries([fetch(name) for name in files]))
    facts: list[File] = fact_files(layer, municipality)
    if not facts:
        raise UserError("CLI-003", "ファイルの指定がありません。", "取り込むファイルを指定してください。")
    return [Delivery(tuple(facts))]


def _source(layer: Layer, about: dict[str, str | None], facts_of: str | None) -> Source | None:
    base = layer.facts[facts_of].source if facts_of and facts_of in layer.facts else layer.source
    if base is None or not any(about.values()):
        return base
    return Source(
        publisher=about["publisher"] or base.publisher,
        title=about["title"] or base.title,
        url=base.url,
        licence=about["licence"] or base.licence,
        as_of=base.as_of,
    )


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  a day has no zone
    except ValueError as error:
        raise UserError(
            "CLI-004", f"日付「{text}」を読めません。", "2021-04-01 のように書いてください。"
        ) from error


@click.command(cls=JapaneseCommand, help="地図のレイヤーと、読み取れる形式を一覧にします。")
@AS_JSON
def layers(as_json: bool) -> None:
    """Lists the layers."""
    known = all_layers().values()
    if as_json:
        print_json(
            [
                {
                    "key": layer.key,
                    "title": layer.title,
                    "kind": layer.kind,
                    "formats": [f.title for f in layer.formats],
                }
                for layer in known
            ]
        )
        return
    rows = [
        (layer.key, layer.title, "、".join(f.title for f in layer.formats) or "（計算）") for layer in known
    ]
    print_table(("レイヤー", "名前", "読み取れる形式"), rows)


@click.command(cls=JapaneseCommand, help="読み込み済みのデータの出典・時点・件数・問題を一覧にします。")
@MUNICIPALITY
@click.option(
    "--problems", "show_problems", is_flag=True, help="取り込みのときに見つかった問題を全部出します。"
)
@AS_JSON
def sources(municipality: str | None, show_problems: bool, as_json: bool) -> None:
    """Lists what is loaded."""
    with session() as current, current.engine.connect() as connection:
        city = chosen_city(current.engine, municipality)
        loaded = loaded_layers(connection, city.code)
        found = {key: problems(connection, layer) for key, layer in loaded.items()} if show_problems else {}
    if as_json:
        print_json(
            [
                {**layer.credit(), "layer": key, "count": layer.count, "unplaced": layer.unplaced,
                 "problem_count": layer.problems, "files": list(layer.files),
                 **({"problems": found[key]} if show_problems else {})}
                for key, layer in loaded.items()
            ]
        )  # fmt: skip
        return
    click.echo(f"{city.code} {city.prefecture}{city.name}{'（架空のデータ）' if city.is_sample else ''}")
    rows = [
        (
            layer.title,
            layer.source_title,
            layer.publisher,
            layer.as_of,
            layer.count,
            layer.unplaced,
            layer.problems,
        )
        for layer in loaded.values()
    ]
    print_table(("レイヤー", "データ", "提供元", "時点", "件数", "要位置確認", "問題"), rows)
    for key, listed in found.items():
        for row in listed:
            place = " ".join(str(row[name]) for name in ("file", "line", "field", "value") if row[name])
            click.echo(f"{loaded[key].title}: [{row['code']}] {row['message']} {place} {row['remedy']}")
