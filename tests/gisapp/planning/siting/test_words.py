"""Holds what is said of a proposal: in numbers that may be told."""

from __future__ import annotations

import math

from gisapp.planning.question import Question
from gisapp.planning.siting.question import SiteQuestion
from gisapp.planning.siting.words import proof_words, why_words


def test_why_is_said_in_numbers_that_may_be_told() -> None:
    step = {"number": 1, "newly": 120.0, "ahead": 20.0, "closer_m": math.nan, "next": "東", "unit": "人"}
    assert (
        why_words(step)
        == "いま届いていない人のうち 120人に届きます。先に開くと「東」より 20人多く届くため、先にしました。"
    )
    assert "20" not in why_words(step | {"newly": 25.0})
    assert "同じ数" in why_words(step | {"ahead": 0.2})
    assert "非表示" in why_words(step | {"newly": 5.0, "ahead": 3.0})
    assert why_words(step | {"next": None, "number": 3}).endswith("さらに 120人に届きます。")
    assert (
        proof_words(SiteQuestion(Question(categories=("ibasho",))), proven=False, gap=0.31)
        == "最良の組み合わせとの差は、あっても最大 0.4％です。"
    )
