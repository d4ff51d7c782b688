"""Holds the list of cases in docs/cases.md to the tests: every case has one, or says why it has none.

Knows no case by itself: a test's name begins with the numbers of the cases that it is for.
"""

from __future__ import annotations

import ast
import functools
import re
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CASES = [
    f"{letter}{n}"
    for letter, last in (
        ("A", 22),
        ("B", 22),
        ("C", 22),
        ("D", 18),
        ("F", 22),
        ("G", 16),
        ("H", 12),
        ("K", 18),
    )
    for n in range(1, last + 1)
]
NONE = "試験なし。"
#: Fewer characters give no reason.
LEAST_REASON = 20


@functools.cache
def table() -> dict[str, list[str]]:
    """The rows of docs/cases.md by number: what comes, what is done, the tests."""
    lines = (ROOT / "docs/cases.md").read_text(encoding="utf-8").splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if re.match(r"\| [A-DFGHK]\d", line)]
    return {row[0]: row[1:] for row in rows}


@functools.cache
def names_by_case() -> dict[str, set[str]]:
    """Names of tests by the numbers of their cases."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for number in numbers(node.name):
                    found[number].add(node.name)
    return found


def numbers(name: str) -> list[str]:
    """The cases that a test's name begins with: test_a13_a14_…, test_b4_to_b8_…"""
    found: list[str] = []
    spans = False
    for part in name.split("_")[1:]:
        number = re.fullmatch(r"([abcdfghk])(\d{1,2})", part)
        if part == "to" and found:
            spans = True
        elif number:
            letter, last = number[1].upper(), int(number[2])
            first = int(found[-1][1:]) + 1 if spans else last
            found += [f"{letter}{n}" for n in range(first, last + 1)]
            spans = False
        else:
            break
    return found


def test_numbers_are_read_from_names() -> None:
    assert numbers("test_a4_missing_prj_asks") == ["A4"]
    assert numbers("test_c7_c8_hidden") == ["C7", "C8"]
    assert numbers("test_b4_to_b8_a_bad_geometry") == ["B4", "B5", "B6", "B7", "B8"]
    assert numbers("test_areas_of_d4") == []


def test_every_case_has_its_row() -> None:
    assert list(table()) == CASES


@pytest.mark.parametrize("number", CASES)
def test_a_case_has_a_test_or_says_why_not(number: str) -> None:
    *_, told = table()[number]
    named = set(re.findall(r"`(test_\w+)`", told))
    if told.startswith(NONE):
        assert len(told.removeprefix(NONE)) >= LEAST_REASON
        assert not names_by_case()[number], "there is a test by now: name it"
    else:
        assert named
        assert named <= names_by_case()[number], (
            f"no such test for {number}: {named - names_by_case()[number]}"
        )


def test_no_test_has_a_number_that_is_no_case() -> None:
    assert set(names_by_case()) <= set(CASES)
