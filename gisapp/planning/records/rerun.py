"""Knows how a kept calculation is made again, and says whether it is the same or what has changed.

Knows no formula and no page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gisapp.planning.desk import Desk
from gisapp.planning.gaps import Answer, answer
from gisapp.planning.records.figures import differences, of_answer, of_proposal
from gisapp.planning.records.inputs import SCENARIO, Input, digest
from gisapp.planning.records.runs import GAPS, Run, load
from gisapp.planning.siting.proposal import Progress, Proposal, propose
from gisapp.planning.siting.question import question_from, sites_from
from gisapp.planning.words import unit_of
from layers import all_layers


@dataclass(frozen=True, slots=True)
class Rerun:
    """A calculation made again. `same`: every figure is as it was, whatever else has changed.

    `then` and `now` are the two kept runs (one and the same if nothing changed); `made` is the answer or
    proposal of now. `changed_inputs`: {"layer", "title", "words"}; `changed_figures`: {"district", "figure",
    "then", "now"}. `words` says it all in a sentence or two.
    """

    same: bool
    then: Run
    now: Run
    made: Answer | Proposal
    changed_inputs: list[dict[str, Any]]
    code_changed: bool
    changed_figures: list[dict[str, Any]]
    words: str


def rerun(desk: Desk, number: str, *, private: bool = False, progress: Progress | None = None) -> Rerun:
    """Makes the calculation of this number again, from the data of now, by the code of now.

    `private` as in `propose`. Raises UserError: ASK-020 for an unknown number, and what the question raises.
    """
    then = load(desk.engine, number)
    code = then.municipality_code
    made: Answer | Proposal
    if then.kind == GAPS:
        made = answer(desk, code, question_from(then.question))
    else:
        made = propose(desk, code, sites_from(then.question), private=private, progress=progress)
    return compared(then, load(desk.engine, made.run), made)


def compared(then: Run, now: Run, made: Answer | Proposal) -> Rerun:
    """What differs between two runs of one question, the later being `made`; figures as shown."""
    shown = of_answer(made) if isinstance(made, Answer) else of_proposal(made)
    figures = (
        []
        if then.figures_digest == digest(shown)
        else differences(then.figures, shown, head=unit_of(made.question))
    )
    inputs = changed_inputs(then.inputs, now.inputs)
    code_changed = then.code_version != now.code_version
    return Rerun(
        same=not figures,
        then=then,
        now=now,
        made=made,
        changed_inputs=inputs,
        code_changed=code_changed,
        changed_figures=figures,
        words=_words(len(figures), inputs, code_changed=code_changed),
    )


def changed_inputs(then: Sequence[Input], now: Sequence[Input]) -> list[dict[str, Any]]:
    """Which layers, or the scenario, aren't as they were: "layer", "title", "words"."""
    before, after = ({each["layer"]: each for each in inputs} for inputs in (then, now))
    found = []
    for key in dict.fromkeys([*before, *after]):
        words = _changed(before.get(key), after.get(key))
        if words:
            found.append({"layer": key, "title": _title(key), "words": words})
    return found


def _title(key: str) -> str:
    """A layer may have been taken out of the program since."""
    layer = all_layers().get(key)
    return "シナリオ" if key == SCENARIO else layer.title if layer else key


def _changed(then: Input | None, now: Input | None) -> str:
    """What has become of one input; empty where it is the same."""
    if then is None or now is None:
        return "新しく使われています" if then is None else "使われなくなりました"
    if then.get("sources") != now.get("sources"):
        days = [each.get("as_of") or "時点不明" for each in (then, now)]
        return f"取り込み直されています（時点 {days[0]} → {days[1]}）"
    if then["digest"] != now["digest"]:
        places = now["layer"] != SCENARIO and all_layers()[now["layer"]].kind == "asset"
        return "直されたか、期限が終わったものがあります" if places else "変わっています"
    return ""


def _words(figures: int, inputs: Sequence[dict[str, Any]], *, code_changed: bool) -> str:
    reasons = [f"「{each['title']}」は{each['words']}。" for each in inputs]
    reasons += ["計算のプログラムが新しくなっています。"] if code_changed else []
    since = f"前の計算のあとの変化: {''.join(reasons)}" if reasons else ""
    if not figures:
        return f"もう一度計算し、数字はすべて同じでした。{since}"
    if not reasons:
        return f"データもプログラムも同じですが、{figures:,}個の数字が違います。管理者に知らせてください。"
    return f"もう一度計算すると、{figures:,}個の数字が変わりました。{since}"
