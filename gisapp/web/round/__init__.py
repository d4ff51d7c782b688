"""The rooms in which assets are kept true: this month's list, answers to it, and operators who confirm."""

from gisapp.web.round import ask, check, confirm, walk
from gisapp.web.round.rooms import bp

__all__ = ["ask", "bp", "check", "confirm", "walk"]
