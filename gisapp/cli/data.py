"""Knows the commands that tell what can be loaded and what is. Knows no format."""

from __future__ import annotations

import click

from gisapp.cli.japanese import JapaneseCommand
from gisapp.cli.screen import print_json, print_table
from gisapp.cli.session import chosen_city, session
from gisapp.publish.register import loaded_layers, problems
from layers import all_layers

MUNICIPALITY = click.option(
    "--municipality", metavar="コード", help="全国地方公共団体コード（6桁）。市区町村が1つなら不要です。"
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="結果を JSON で出力します。")


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
        found = (
            {key: problems(connection, layer.run_id) for key, layer in loaded.items()}
            if show_problems
            else {}
        )
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
