"""Knows the command that proposes where the next places should go. Knows no formula."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from gisapp.cli.asking import question_options, question_values
from gisapp.cli.data import AS_JSON, MUNICIPALITY
from gisapp.cli.japanese import JapaneseCommand
from gisapp.cli.screen import Steps, print_json, print_table
from gisapp.cli.session import chosen_city, session
from gisapp.errors import UserError
from gisapp.planning.siting.question import cost_keys, parse_sites
from gisapp.planning.values import one_of
from gisapp.publish.register import City, credits, loaded_layers

if TYPE_CHECKING:  # the other commands must not wait for pandas
    from gisapp.planning.siting.proposal import Proposal

#: How many parts the bar has while the search tells how far it is.
PARTS = 20
HEADER = ("番号", "場所", "種類", "区域", "新たに届く数", "理由")
CHANGES = ("区域", "いま届く％", "提案のあと％", "新たに届く数")
CHANGED = ("name", "before_share", "after_share", "newly_people")


@click.command(
    cls=JapaneseCommand,
    short_help="次の場所をどこに開くとよいかを提案します。",
    help="""次の場所をどこに開くとよいかを提案します。いまある場所は、そのままとします。

    候補は、読み込んである公共施設・学校などです。--host points で、人が住んでいる地点も候補にします。

    例: gisapp sites --category ibasho --target 65+ --within 800 --count 3

    例: gisapp sites --objective share --share 80 --host points
    """,
)
@click.option("--count", metavar="数", help="何か所開くか（1〜20）。既定は 3。")
@click.option(
    "--objective",
    metavar="目的",
    help="cover（届く人を多く）、share（割合に届く最少の数）、median（平均を短く）、centre（最も遠い人を近く）。",
)
@click.option("--share", metavar="％", help="--objective share で届かせる割合。既定は 80。")
@click.option("--host", "hosts", metavar="種類", multiple=True,
              help="候補にするレイヤー名、points（人が住んでいる地点）、none。いくつでも。")  # fmt: skip
@click.option("--at", metavar="経度,緯度", multiple=True, help="自分で選んだ候補の地点。いくつでも書けます。")
@click.option("--without", metavar="候補", multiple=True, help="除く候補（例 host:12）。いくつでも書けます。")
@click.option("--cost", "costs", metavar="種類=費用", multiple=True,
              help="候補の種類ごとの費用（例 --cost school=2）。書かない種類は 1。")  # fmt: skip
@click.option("--budget", metavar="費用", help="費用の上限。--count のかわりになります。")
@question_options
@MUNICIPALITY
@AS_JSON
def sites(municipality: str | None, as_json: bool, **given: Any) -> None:
    """Proposes sites."""
    # Imported here: the other commands must not wait for pandas.
    from gisapp.planning.desk import Desk
    from gisapp.planning.siting.proposal import propose
    from gisapp.publish.site_files import site_json

    values = site_values(given)
    steps = Steps()
    with session() as current:
        city = chosen_city(current.engine, municipality)
        with current.engine.connect() as connection:
            loaded = loaded_layers(connection, city.code)
            asked = parse_sites(values, loaded)
        try:
            # who may use this machine may see all that is in it
            found = propose(
                Desk(current.engine), city.code, asked, private=True, pin=True, progress=shown(steps)
            )
        finally:
            steps.end()
    if as_json:
        print_json(site_json(found, city, credits(loaded, found.layer_keys)))
    else:
        _tell(found, city)


def shown(steps: Steps) -> Any:
    """What is being done, and the bar where its share is known."""

    def progress(words: str, share: float | None) -> None:
        part = (0, 1) if share is None else (min(int(share * PARTS), PARTS - 1), PARTS)
        steps(words, None, part)

    return progress


def site_values(given: dict[str, Any]) -> dict[str, list[str]]:
    """The parameters that were given, as lists of text."""
    values = question_values(given)
    for name in ("count", "objective", "share", "budget"):
        values |= {name: [given[name]]} if given[name] else {}
    values |= {name: list(given[name]) for name in ("hosts", "at", "without")}
    for text in given["costs"]:
        key, equals, cost = text.partition("=")
        if not equals:
            message = f"費用「{text[:40]}」を読めません。"
            raise UserError("CLI-008", message, "--cost school=2 のように「種類=費用」で書いてください。")
        values[f"cost_{one_of(key, cost_keys(), '費用の候補')}"] = [cost]
    return values


def _tell(found: Proposal, city: City) -> None:
    click.echo(f"{city.name}{'（架空のデータ）' if city.is_sample else ''}: {found.sentence}")
    click.echo(found.proof_words)
    rows = [
        (site["number"], site["name"], site["host"], site["district"], site["newly_people"], site["why"])
        for site in found.sites
    ]
    if rows:
        print_table(HEADER, rows)
        click.echo("")
        print_table(CHANGES, [[row[name] for name in CHANGED] for row in found.districts if _gains(row)])
    click.echo(f"人口: {found.year['title']}、候補: {found.candidates:,}か所、計算番号: {found.run}")


def _gains(row: dict[str, Any]) -> bool:
    """Whether a district is worth a line: somebody there is newly reached, or too few to be told."""
    return row["newly_people"] != 0
