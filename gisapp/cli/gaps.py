"""Knows the command that answers the gap question in a terminal or a file. Knows no formula."""

from __future__ import annotations

from pathlib import Path

import click

from gisapp.cli.data import AS_JSON, MUNICIPALITY
from gisapp.cli.japanese import JapaneseCommand
from gisapp.cli.screen import print_json, print_table
from gisapp.cli.session import chosen_city, session
from gisapp.errors import UserError
from gisapp.publish.register import loaded_layers


@click.command(
    cls=JapaneseCommand,
    short_help="校区ごとに、歩いて行ける場所の不足を計算します。",
    help="""校区ごとに、歩いて行ける場所の不足を計算します。

    例: gisapp gaps --category cafe,ibasho --target 65+ --within 800 --json
    """,
)
@click.option(
    "--category",
    "categories",
    metavar="種類",
    help="場所の種類（レイヤー名をコンマで区切る）。既定は ibasho,cafe。",
)
@click.option(
    "--target", metavar="人", default="65+", show_default=True, help="65+、75+、0-14、all のどれか。"
)
@click.option(
    "--within", "within_m", metavar="m", default="800", show_default=True, help="歩いて行ける距離（m）。"
)
@click.option(
    "--detour", metavar="倍率", default="1", show_default=True, help="直線距離に掛ける道のりの倍率。"
)
@click.option("--system", metavar="区域", default="elementary_district", show_default=True,
              help="elementary_district（小学校区）か junior_high_district（中学校区）。")  # fmt: skip
@MUNICIPALITY
@click.option(
    "--csv", "csv_path", metavar="ファイル", type=click.Path(path_type=Path), help="表を CSV に書きます。"
)
@click.option("--html", "html_path", metavar="ファイル", type=click.Path(path_type=Path),
              help="ネットワークなしで開ける地図を1つのファイルに書きます。")  # fmt: skip
@AS_JSON
def gaps(
    municipality: str | None,
    csv_path: Path | None,
    html_path: Path | None,
    as_json: bool,
    **asked: str | None,
) -> None:
    """Answers one question."""
    # Imported here: the other commands must not wait for pandas and folium.
    from gisapp.planning.gaps import answer
    from gisapp.planning.question import parse
    from gisapp.planning.world import Worlds
    from gisapp.publish.gap_files import gap_csv, gap_html, gap_json

    values = {key: [value] for key, value in asked.items() if value}
    with session() as current:
        city = chosen_city(current.engine, municipality)
        with current.engine.connect() as connection:
            question = parse(values, loaded_layers(connection, city.code))
        found = answer(current.engine, Worlds(current.engine).get(city.code, question.system), question)
        if html_path:
            _write(html_path, gap_html(current.engine, city, found).encode())
        if csv_path:
            _write(csv_path, gap_csv(current.engine, city, found))
    if as_json:
        print_json(gap_json(found))
        return
    click.echo(f"{city.name}{'（架空のデータ）' if city.is_sample else ''}: {found.sentence}")
    rows = [
        (row["rank"], row["name"], row["people"], row["target_people"], row["aging_rate"], row["assets"],
         row["covered_share"], row["nearest_mean_m"], "要注意" if row["worst"] else "")
        for row in found.rows
    ]  # fmt: skip
    header = ("順位", "区域", "人口", "対象の人", "高齢化率％", "場所", "届く人％", "最寄りまでm", "")
    print_table(header, rows)
    click.echo(f"人口の時点: {found.world.census_day}、区域の時点: {found.world.edition}")


def _write(path: Path, body: bytes) -> None:
    try:
        path.write_bytes(body)
    except OSError as error:
        message = f"ファイル「{path.name}」を書けません。"
        raise UserError("CLI-005", message, "フォルダーがあり、書き込めることを確かめてください。") from error
