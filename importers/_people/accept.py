"""Knows how a person lets a doubtful table pass: one question, one answer, and what is told after it.

Knows no format and no doubt by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from importers._faults import ask, note
from importers._maps.answers import answer
from importers._record import Option, Problem


def asked(
    code: str, message: str, remedy: str, *, choices: Mapping[str, str], file: str, label: str
) -> Iterator[Problem]:
    """The question whether to go on in spite of `message`, or what a person has answered to it.

    The choice is "accept:" and the code; `label` says what going on means. Raises FormatError IMP-100 for an
    answer that nobody offered.
    """
    options = (Option("yes", label),)
    question = ask(code, message, remedy, choice=f"accept:{code}", options=options, file=file)
    if answer(choices, question) is None:
        yield question
    else:
        yield note(code, message, f"「{label}」が選ばれています。", file=file)
