"""Knows what the rooms of approvers share: their blueprint. Knows no page."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("review", __name__)
