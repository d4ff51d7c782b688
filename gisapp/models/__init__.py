"""The tables: place, people, asset, provenance. Importing this package makes the metadata complete."""

from gisapp.models import asset, people, place, provenance
from gisapp.models.base import Base

__all__ = ["Base", "asset", "people", "place", "provenance"]
