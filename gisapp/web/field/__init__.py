"""The rooms of those who keep the map alive in the field: adding, changing and finding places."""

from gisapp.web.field import form, home, likely, paper, photo, proposal
from gisapp.web.field.rooms import bp

__all__ = ["bp", "form", "home", "likely", "paper", "photo", "proposal"]
