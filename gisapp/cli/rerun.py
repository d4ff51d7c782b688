"""Knows the command that makes a kept calculation again and says what has changed. Knows no formula."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from gisapp.cli.data import AS_JSON
from gisapp.cli.japanese import JapaneseCommand
from gisapp.cli.screen import Steps, print_json, print_table
from gisapp.cli.session import session
from gisapp.cli.sites import shown

if TYPE_CHECKING:  # the other commands must not wait for pandas
    from gisapp.planning.records.rerun import Rerun
    from gisapp.planning.records.runs import Run

HEADER = ("区域", "数字", "前", "いま")


@click.command(
    cls=JapaneseCommand,
    short_help="番号の計算をもう一度行い、同じか、何が変わったかを示します。",
    help="""番号の計算をもう一度行い、同じか、何が変わったかを示します。

    番号は「gisapp gaps」「gisapp sites」や画面の「計算番号」です。

    例: gisapp rerun a1b2c3d4e5f6
    """,
)
@click.argument("number", metavar="番号")
@AS_JSON
def rerun(number: str, as_json: bool) -> None:
    """Makes a calculation again."""
    # Imported here: the other commands must not wait for pandas.
    from gisapp.planning.desk import Desk
    from gisapp.planning.records.rerun import rerun as again
    from gisapp.planning.records.runs import pin

    steps = Steps()
    with session() as current:
        try:
            steps("もう一度計算しています", None)
            found = again(Desk(current.engine), number, private=True, progress=shown(steps))
        finally:
            steps.end()
        pin(current.engine, found.now.number)
    if as_json:
        print_json(_values(found))
        return
    click.echo(found.words)
    if found.changed_figures:
        print_table(HEADER, [list(each.values()) for each in found.changed_figures])
    click.echo(f"計算番号: {found.then.number}（{found.then.first_at:%Y-%m-%d %H:%M}）→ {found.now.number}")


def _values(found: Rerun) -> dict[str, Any]:
    return {
        "same": found.same,
        "words": found.words,
        "then": _run(found.then),
        "now": _run(found.now),
        "code_changed": found.code_changed,
        "changed_inputs": found.changed_inputs,
        "changed_figures": found.changed_figures,
    }


def _run(run: Run) -> dict[str, Any]:
    names = ("number", "kind", "municipality_code", "question", "inputs", "code_version")
    return {**{name: getattr(run, name) for name in names}, "first_at": run.first_at.isoformat()}
