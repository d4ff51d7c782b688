"""Knows the page on which municipalities are compared by what they published. Knows no figure."""

from __future__ import annotations

from flask import Blueprint, render_template

from gisapp.planning.cities import FIGURES, TOPICS, budget, facts, matrix
from layers._layer import FIELDS, PILLARS

bp = Blueprint("cities", __name__)


@bp.get("/city/compare")
def compare_page() -> str:
    """他市とのくらべ: figures side by side, what each does, and one budget by pillar and field."""
    told, programmes = facts(), budget()
    names = list(dict.fromkeys(fact.city for fact in told))
    return render_template(
        "city/compare.html",
        names=names,
        figures=[
            (
                figure,
                [
                    next((each for each in told if (each.city, each.name) == (name, figure)), None)
                    for name in names
                ],
            )
            for figure in FIGURES
        ],
        topics=[
            (
                topic,
                [
                    (name, [each for each in told if (each.city, each.topic) == (name, topic)])
                    for name in names
                ],
            )
            for topic in TOPICS[1:]
        ],
        programmes=programmes,
        sums=matrix(programmes),
        pillars=PILLARS,
        fields=FIELDS,
    )
