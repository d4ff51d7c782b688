"""Lends the town of the field's tests to those of the approvers' rooms."""

from tests.gisapp.web.field.conftest import our_town

__all__ = ["our_town"]
