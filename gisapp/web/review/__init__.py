"""Knows the rooms of those who approve: what waits, what was done, what is changed together."""

from gisapp.web.review import bulk, bulk_done, decide, history, waiting
from gisapp.web.review.rooms import bp

__all__ = ["bp", "bulk", "bulk_done", "decide", "history", "waiting"]
