"""Knows the command that answers the gap question in a terminal or a file. Knows no formula."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gisapp.cli.asking import question_options, question_values, write_file
from gisapp.cli.data import AS_JSON, MUNICIPALITY
from gisapp.cli.japanese import JapaneseCommand
from gisapp.cli.screen import Steps, print_json, print_table
from gisapp.cli.session import chosen_city, session
from gisapp.publish.register import loaded_layers

if TYPE_CHECKING:  # the other commands must not wait for pandas and folium
    from gisapp.publish.handout import Handout

FILES = {
    "csv": "表を CSV（Excel で開けます）に書きます。",
    "xlsx": "表を Excel ファイルに書きます。",
    "gpkg": "区域と場所を GeoPackage（GIS 用）に書きます。",
    "html": "ネットワークなしで開ける地図を1つのファイルに書きます。",
}
#: Titles (`head` is what the group is counted in) and what stands under them.
COLUMNS = {
    "順位": "rank",
    "区域": "name",
    "対象の{head}": "target_people",
    "高齢化率％": "aging_rate",
    "場所": "assets",
    "届く{head}％": "covered_share",
    "届かない{head}": "uncovered_people",
    "近い場所までm": "nearest_mean_m",
    "不足の点": "score",
    "頑健さ": "verdict_words",
}


def file_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --csv, --xlsx, --gpkg and --html."""
    for name, words in reversed(FILES.items()):
        command = click.option(
            f"--{name}", f"{name}_path", metavar="ファイル", type=click.Path(path_type=Path), help=words
        )(command)
    return command


@click.command(
    cls=JapaneseCommand,
    short_help="校区ごとに、歩いて行ける場所の不足を計算します。",
    help="""校区ごとに、歩いて行ける場所の不足を計算します。

    計算は番号を付けて残します。「gisapp rerun 番号」で、もう一度計算して比べられます。

    例: gisapp gaps --category cafe,ibasho --target 65+ --within 800 --json

    例: gisapp gaps --year 2040 --by junior --xlsx 不足.xlsx
    """,
)
@question_options
@MUNICIPALITY
@file_options
@AS_JSON
def gaps(municipality: str | None, as_json: bool, **given: Any) -> None:
    """Answers one question."""
    # Imported here: the other commands must not wait for pandas and folium.
    from gisapp.planning.desk import Desk
    from gisapp.planning.gaps import answer
    from gisapp.planning.question import parse
    from gisapp.publish.handout import handout

    steps = Steps()
    with session() as current:
        city = chosen_city(current.engine, municipality)
        with current.engine.connect() as connection:
            question = parse(question_values(given), loaded_layers(connection, city.code))
        try:
            steps("人と場所を調べて計算しています", None)
            found = answer(Desk(current.engine), city.code, question, pin=True)
        finally:
            steps.end()
        about = handout(current.engine, city, found)
        for name in FILES:
            if path := given[f"{name}_path"]:
                write_file(path, _body(about, name))
    _tell(about, as_json=as_json)


def _body(about: Handout, name: str) -> bytes:
    """The file of this kind; only what is asked for is waited for."""
    match name:
        case "csv":
            from gisapp.publish.gap_files import gap_csv

            return gap_csv(about)
        case "xlsx":
            from gisapp.publish.gap_xlsx import gap_xlsx

            return gap_xlsx(about)
        case "gpkg":
            from gisapp.publish.gap_gpkg import gap_gpkg

            return gap_gpkg(about)
    from gisapp.publish.gap_html import gap_html

    return gap_html(about).encode()


def _tell(about: Handout, *, as_json: bool) -> None:
    from gisapp.planning.words import unit_of
    from gisapp.publish.gap_files import gap_json

    found, city = about.answer, about.city
    if as_json:
        print_json(gap_json(about))
        return
    when = f"{found.year['title']}、" if found.year["projected"] else ""
    click.echo(f"{city.name}{'（架空のデータ）' if city.is_sample else ''}: {when}{found.sentence}")
    if found.focus:
        click.echo(found.focus["words"])
    head = unit_of(found.question)
    titles = [title.format(head=head) for title in COLUMNS]
    print_table(titles, [[row[name] for name in COLUMNS.values()] for row in found.rows])
    for line in _beside(about):
        click.echo(line)


def _beside(about: Handout) -> Sequence[str]:
    """What a reader of the table has to know."""
    found, places = about.answer, about.answer.confidence
    made = f"（{found.year['method']}）" if found.year["method"] else ""
    return (
        f"人口: {found.year['title']}{made}、区域の時点: {found.world.edition}",
        f"確かさ: {found.sensitivity['words']}",
        f"場所: {places['known']:,}か所が分かっています"
        f"（12か月以内に確認 {places['checked']:,}、位置が不明 {places['unplaced']:,}）。",
        f"計算番号: {found.run}",
    )
