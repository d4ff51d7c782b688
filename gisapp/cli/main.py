"""Knows the commands of `gisapp` and how a failure ends a program. Knows no analysis and no format."""

from __future__ import annotations

import os
import sys

import click
import psycopg
from sqlalchemy.exc import SQLAlchemyError

from gisapp.cli import data, digest, fetch, gaps, imports, people, rerun, site, sites
from gisapp.cli.japanese import EXIT_FAILED, EXIT_MISUSE, JapaneseGroup, explain
from gisapp.errors import UserError

EXIT_INTERRUPTED = 130


@click.group(
    cls=JapaneseGroup,
    help="地域資源マップ: 公式データを取り込み、小学校区ごとの高齢化と居場所の不足を地図で見ます。",
    context_settings={"help_option_names": ["--help"], "max_content_width": 100},
)
def gisapp() -> None:
    """The group; see its help."""


COMMANDS = (
    site.run, site.demo, fetch.fetch, imports.import_, imports.undo, imports.runs, imports.worker,
    data.layers, data.sources, gaps.gaps, sites.sites, rerun.rerun, people.invite,
    digest.digest,
)  # fmt: skip
for command in COMMANDS:
    gisapp.add_command(command)


def main() -> None:
    """The entry point: every failure is a sentence on stderr and an exit code, never a traceback."""
    try:
        code = gisapp.main(prog_name="gisapp", standalone_mode=False)
    except UserError as error:
        _end(str(error), EXIT_FAILED)
    except click.exceptions.Abort:
        _end("中止しました。データは変更されていません。", EXIT_INTERRUPTED)
    except click.ClickException as error:
        _end(explain(error), EXIT_MISUSE)
    except (SQLAlchemyError, psycopg.Error):
        message = "データベースの処理が失敗しました。"
        _end(str(UserError("DB-020", message, "もう一度試してください。", unchanged=True)), EXIT_FAILED)
    except BrokenPipeError:
        # The reader of our output went away (head); Python would complain once more while it shuts down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_FAILED)
    except PermissionError as error:
        message = f"「{_name(error)}」を読み書きする権限がありません。"
        remedy = "GISAPP_DATA_DIR のフォルダーと、実行している利用者を確かめてください。"
        _end(str(UserError("SYS-001", message, remedy, unchanged=True)), EXIT_FAILED)
    except OSError as error:
        message = f"「{_name(error)}」を読み書きできません。"
        remedy = "GISAPP_DATA_DIR がフォルダーであることと、空き容量を確かめてください。"
        _end(str(UserError("SYS-002", message, remedy, unchanged=True)), EXIT_FAILED)
    sys.exit(code if isinstance(code, int) else 0)


def _name(error: OSError) -> str:
    return os.path.basename(str(error.filename or "")) or "ファイル"


def _end(message: str, code: int) -> None:
    click.echo(message, err=True)
    sys.exit(code)
