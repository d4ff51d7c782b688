"""All tables: importing it makes the metadata complete."""

from gisapp.models import account, asset, life, people, place, planning, provenance
from gisapp.models.base import Base

__all__ = ["Base", "account", "asset", "life", "people", "place", "planning", "provenance"]
