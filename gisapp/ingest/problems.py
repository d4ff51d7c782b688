"""Knows how an import is refused: with every problem that was found. Knows no format and no table."""

from __future__ import annotations

from collections.abc import Sequence

from gisapp.errors import NOTHING_CHANGED, UserError
from importers._record import Problem

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
