"""Holds the table of permissions in the docs to the program."""

from __future__ import annotations

from tests.permissions import PAGE, page


def test_f1_the_table_in_the_docs_is_what_the_program_does() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.permissions"
