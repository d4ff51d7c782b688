"""The product's search against SQLite's full-text search (FTS5, trigrams) over the same texts.

Run with `.venv-bench/bin/python -m benchmarks.search [--places N]`. Both look for the same words in one
spelling, and the answers are compared first. SQLite only finds; the product also counts what each choice
would leave, sorts by distance and minds the hours. SQLite's trigrams can't find words of two letters, so for
those, and for questions without words, the product stands alone.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from benchmarks._measure import medians_s
from benchmarks._world import CODE, POINT_LAYER, loaded
from gisapp.assets.calendar_days import JAPAN_TIME
from gisapp.assets.findings import rewrite_layer
from gisapp.assets.search import Asked, search
from gisapp.db.engine import make_engine

WORDS = ("こども食堂", "ひだまり", "サロン ひだまり")
ALONE = {
    "二文字の言葉": Asked(text="茶の"),
    "打ちまちがい": Asked(text="ひだもりサロン"),
    "言葉なし・すべて": Asked(),
    "言葉なし・今開いている": Asked(when="now"),
}
#: A Wednesday morning.
NOW = datetime(2026, 11, 25, 11, tzinfo=JAPAN_TIME)
ALL = 10_000_000


def hours(engine: Engine) -> None:
    """Opening hours for every place, and what is searched through written anew."""
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "insert into schedule (service_id, byday, opens_at, closes_at)"
                " select id, (array['MO,WE', 'TU', 'SA,SU', 'MO,TU,WE,TH,FR'])[1 + id % 4], '10:00', '15:00'"
                " from service"
            )
        )
        rewrite_layer(connection, CODE, POINT_LAYER)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("vacuum analyze finding"))
        connection.execute(sa.text("vacuum analyze finding_hours"))


def peer(engine: Engine) -> sqlite3.Connection:
    """The same texts, in the product's spelling, in SQLite's index."""
    found = sqlite3.connect(":memory:")
    found.execute("create virtual table place using fts5(key, tokenize='trigram')")
    with engine.connect() as connection:
        rows = connection.execute(sa.text("select service_id, key from finding")).all()
    found.executemany("insert into place (rowid, key) values (?, ?)", [tuple(row) for row in rows])
    found.execute("insert into place (place) values ('optimize')")
    return found


def theirs(database: sqlite3.Connection, words: list[str]) -> list[int]:
    asked = " AND ".join(f'"{word}"' for word in words)
    return [row[0] for row in database.execute("select rowid from place where place match ?", [asked])]


def keys(engine: Engine, text: str) -> list[str]:
    with engine.connect() as connection:
        return [
            connection.execute(sa.text("select search_key(:word)"), {"word": word}).scalar_one()
            for word in text.split()
        ]


def ours(engine: Engine, asked: Asked, limit: int = 50) -> list[int]:
    with engine.connect() as connection:
        return search(connection, CODE, asked, now=NOW, limit=limit).ids


def main() -> None:
    options = argparse.ArgumentParser(description="さがす速さを SQLite の全文検索と比べます。")
    options.add_argument("--places", type=int, default=100_000, help="場所の数")
    options.add_argument("--rounds", type=int, default=9, help="測る回数（交互に測った中央値）")
    asked = options.parse_args()
    with loaded(point_count=asked.places, area_count=100) as world:
        engine = make_engine(world.url)
        hours(engine)
        database = peer(engine)
        print(f"場所 {asked.places:,}。中央値。SQLite は見つけるだけ、こちらは件数と並べ替えも。")
        for text in WORDS:
            words = keys(engine, text)
            found = theirs(database, words)
            if sorted(found) != sorted(ours(engine, Asked(text=text), ALL)):
                sys.exit(f"答えが一致しません: {text}")
            jobs = {
                "こちら": lambda text=text: ours(engine, Asked(text=text, near=(139.7, 35.7))),
                "SQLite": lambda words=words: theirs(database, words),
            }
            took = medians_s(jobs, rounds=asked.rounds)
            ratio = took["こちら"] / took["SQLite"]
            print(f"{text}: {len(found):,}件  {took['こちら'] * 1000:.0f} ms（SQLite の {ratio:.2f} 倍）")
        for title, question in ALONE.items():
            took = medians_s({title: lambda question=question: ours(engine, question)}, rounds=asked.rounds)
            print(f"{title}: {took[title] * 1000:.0f} ms")
        engine.dispose()


if __name__ == "__main__":
    main()
