"""Knows how an import is refused: with every problem that was found. Knows no format and no table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gisapp.errors import NOTHING_CHANGED, UserError
from importers._record import Option, Problem

SHOWN = 5


class ImportRefusedError(UserError):
    """The delivery can't be published; the old map stays. Carries every problem, the first ones shown."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        first = problems[0]
        super().__init__(first.code, first.message, first.remedy, unchanged=True)
        self.problems = list(problems)

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            lines.append(f"ほかに {len(self.problems) - SHOWN} 件の問題があります。")
        return "\n".join([*lines, NOTHING_CHANGED])


def accepted(code: str, message: str, *, label: str, remedy: str, choices: Mapping[str, str]) -> Problem:
    """The question whether to go on in spite of `message`, or what a person has answered to it.

    The choice is "accept:" and the code; `label` says what going on means. An answer that nobody offered
    refuses the delivery.
    """
    choice = f"accept:{code}"
    answer = choices.get(choice)
    if answer == "yes":
        return Problem(code, message, f"「{label}」が選ばれています。", "note")
    if answer is not None:
        wrong = f"「{label}」かどうかを選んでください。"
        return Problem(code, "選べない答えです。", wrong, "refuse", value=answer)
    return Problem(code, message, remedy, "ask", choice=choice, options=(Option("yes", label),))
