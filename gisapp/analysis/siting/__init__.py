"""Knows where new places should go: most people reached, fewest sites, least walking, shortest longest way.

Knows no web page, no database, no map layer and no file.
"""

from gisapp.analysis.siting.answers import (
    CentreAnswer,
    CoverAnswer,
    Exchange,
    FewestAnswer,
    MedianAnswer,
    NeedsMore,
    OutOfReach,
)
from gisapp.analysis.siting.centre import p_centre
from gisapp.analysis.siting.clock import LIMIT_S
from gisapp.analysis.siting.cover import fewest_sites, maximal_cover
from gisapp.analysis.siting.explain import Step, build_order, newly_reached
from gisapp.analysis.siting.median import p_median
from gisapp.analysis.siting.problem import Candidates, CoverDemand, Tell, WalkDemand

__all__ = [
    "LIMIT_S",
    "Candidates",
    "CentreAnswer",
    "CoverAnswer",
    "CoverDemand",
    "Exchange",
    "FewestAnswer",
    "MedianAnswer",
    "NeedsMore",
    "OutOfReach",
    "Step",
    "Tell",
    "WalkDemand",
    "build_order",
    "fewest_sites",
    "maximal_cover",
    "newly_reached",
    "p_centre",
    "p_median",
]
