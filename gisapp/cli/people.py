"""Knows the command that invites somebody from the server's own terminal. Knows no password."""

from __future__ import annotations

import click

from gisapp.accounts.people import INVITED_DAYS, invite_or_renew
from gisapp.accounts.rights import Role
from gisapp.cli.japanese import JapaneseCommand
from gisapp.cli.session import session


@click.command(
    cls=JapaneseCommand,
    short_help="利用者を招くリンクを作ります。パスワードを忘れた管理者にも使えます。",
    help="""利用者を招くリンクを作ります。

    もう利用者になっている人には、パスワードを決め直すリンクを作ります。

    例: gisapp invite hanako@example.jp --name "見本 花子" --role 管理者
    """,
)
@click.argument("email", metavar="メールアドレス")
@click.option("--name", default="", metavar="名前", help="職場での呼び名（新しい人のとき）。")
@click.option(
    "--role",
    type=click.Choice([str(role) for role in Role]),
    default=str(Role.ADMINISTRATOR),
    show_default=True,
    help="役割（新しい人のとき）。",
)
def invite(email: str, name: str, role: str) -> None:
    """Prints the link."""
    with session() as current:
        with current.engine.begin() as connection:
            token = invite_or_renew(connection, email=email, name=name or email, role=role)
        click.echo(f"http://{current.config.host}:{current.config.port}/invitation/{token}")
    click.echo(f"このリンクは{INVITED_DAYS}日のあいだ、一度だけ使えます。", err=True)
