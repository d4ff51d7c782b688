"""Knows how a person's answers to questions are taken: looked up by the question's name, checked, told.

Knows no question of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from importers._faults import ask, refuse
from importers._record import FormatError, Option, Problem


def answer(choices: Mapping[str, str], question: Problem) -> str | None:
    """What a person answered to this question, None where nobody has been asked yet.

    Raises FormatError IMP-100 for an answer that isn't one of the question's options.
    """
    given = choices.get(question.choice or "")
    if given is None or not question.options or given in {option.value for option in question.options}:
        return given
    remedy = "示された選択肢から選び直してください。"
    raise refuse("IMP-100", "選ばれた答えが選択肢にありません。", remedy, file=question.file)


def label(question: Problem, given: str) -> str:
    """How an answer is said on the screen."""
    return next((option.label for option in question.options if option.value == given), given)


def pick(
    names: Collection[str], choices: Mapping[str, str], *, file: str, what: str, are: str = "あります"
) -> str:
    """The one of several readable pieces that a person chose by name; the only one where there is one.

    `what` there is too many of, and how it is said that they `are` there. Raises FormatError IMP-106: the
    question "table", where nobody has chosen yet.
    """
    if len(names) == 1:
        return next(iter(names))
    question = ask(
        "IMP-106",
        f"{what}が{len(names)}個{are}。一度に取り込めるのは一つです。",
        "どれを取り込むか選んでください。",
        choice="table",
        options=options(names),
        file=file,
    )
    chosen = answer(choices, question)
    if chosen is None:
        raise FormatError(question)
    return chosen


def options(values: Iterable[str]) -> tuple[Option, ...]:
    """Options that are shown as they are stored."""
    return tuple(Option(value, value) for value in values)
