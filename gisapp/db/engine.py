"""Knows how a connection is made, what a foreign server must have, and how a query file is run.

Knows no table.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine, make_url

from gisapp.config import Config
from gisapp.db.cluster import Cluster, running
from gisapp.errors import UserError

STATEMENT_TIMEOUT_MS = 60_000
OLDEST_SERVER = 13_00_00
OLDEST_POSTGIS = [3, 1]
#: Pages for everybody read as this role, which is granted the public views and nothing that lies behind them.
PUBLIC_ROLE = "gisapp_public"
SQL = Path(__file__).parent / "sql"


@contextlib.contextmanager
def database(config: Config) -> Iterator[str]:
    """The URL of a database that answers for as long as the block lasts: the one set, or the private one."""
    if config.database_url:
        url = config.database_url.replace("postgres://", "postgresql://", 1)
        yield url.replace("postgresql://", "postgresql+psycopg://", 1)
    else:
        with running(Cluster(config.data_dir)) as cluster:
            yield cluster.url()


def make_engine(url: str, *, pool_size: int = 8, autocommit: bool = False, role: str | None = None) -> Engine:
    """An engine with a statement timeout. Connects on first use only.

    `autocommit` is for single small reads such as tiles: it saves the round trips that begin and end a
    transaction, and the parallel workers that would take longer to start than the read takes. With a `role`
    it reads as that one, and never writes.
    """
    options = f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c jit=off -c timezone=Asia/Tokyo"
    if role:
        options += f" -c role={role} -c default_transaction_read_only=on"
    if autocommit:
        options += " -c max_parallel_workers_per_gather=0"
    extra: dict[str, Any] = (
        {"isolation_level": "AUTOCOMMIT", "pool_reset_on_return": None}
        if autocommit
        else {"pool_pre_ping": True}
    )
    # What is written down of a failure must hold no address, name or number that was asked about.
    return sa.create_engine(
        url, pool_size=pool_size, connect_args={"options": options}, hide_parameters=True, **extra
    )


def require_usable(engine: Engine) -> None:
    """Raises UserError saying what the server lacks: an answer, PostGIS, rights, a recent version."""
    where = make_url(str(engine.url)).render_as_string(hide_password=True).split("?")[0]
    try:
        with engine.begin() as connection:
            for extension in ("postgis", "pg_trgm"):
                connection.execute(sa.text(f"create extension if not exists {extension}"))
            found = connection.execute(query("server"), {"role": PUBLIC_ROLE}).one()
    except sa.exc.OperationalError as error:
        raise UserError(
            "DB-010",
            f"データベース {where} に接続できません。",
            "DATABASE_URL のホスト名・利用者名・パスワードと、サーバーが動いていることを確かめてください。",
        ) from error
    except sa.exc.DBAPIError as error:
        raise UserError(
            "DB-011",
            f"データベース {where} で拡張 postgis と pg_trgm を使えません（ないか、権限がありません）。",
            "サーバーに postgis と contrib のパッケージを入れ、データベースの管理者に "
            "「CREATE EXTENSION postgis; CREATE EXTENSION pg_trgm;」の実行を頼んでください。",
        ) from error
    if not found.may_create:
        raise UserError(
            "DB-012",
            f"データベース {where} に表を作る権限がありません。",
            "データベースの管理者に、public スキーマへの CREATE 権限を頼んでください。",
        )
    if found.server < OLDEST_SERVER or found.postgis < OLDEST_POSTGIS:
        raise UserError(
            "DB-013",
            f"データベース {where} の版が古すぎます。",
            "PostgreSQL 13 以上と PostGIS 3.1 以上が必要です。",
        )
    if not found.may_read_publicly:
        name = engine.dialect.identifier_preparer.quote(found.name)
        raise UserError(
            "DB-014",
            f"データベース {where} に、公開ページ用の役割 {PUBLIC_ROLE} を作る権限がありません。",
            f"データベースの管理者に「CREATE ROLE {PUBLIC_ROLE} NOLOGIN;」"
            f"（役割がすでにあるときは不要）と「GRANT {PUBLIC_ROLE} TO {name};」の実行を頼んでください。",
        )


@functools.cache
def query(name: str) -> sa.TextClause:
    """The statement of db/sql/<name>.sql, with bound parameters only."""
    return sa.text((SQL / f"{name}.sql").read_text(encoding="utf-8"))
