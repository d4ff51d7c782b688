"""Knows the arithmetic of people, districts and distances: arrays and frames in, frames out.

Knows no web page, no database, no map layer and no file.
"""

from gisapp.analysis.access import coverage, district_gaps, district_of, nearest_m
from gisapp.analysis.areal import Allocation, allocate, demand_points, district_totals
from gisapp.analysis.classes import Bivariate, bivariate, classify, rank_gaps, round_breaks

__all__ = [
    "Allocation",
    "Bivariate",
    "allocate",
    "bivariate",
    "classify",
    "coverage",
    "demand_points",
    "district_gaps",
    "district_of",
    "district_totals",
    "nearest_m",
    "rank_gaps",
    "round_breaks",
]
