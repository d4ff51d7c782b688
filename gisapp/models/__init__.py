"""The tables: place, people, asset, provenance, planning. Importing it makes the metadata complete."""

from gisapp.models import asset, people, place, planning, provenance
from gisapp.models.base import Base

__all__ = ["Base", "asset", "people", "place", "planning", "provenance"]
