"""Knows the pages about the site: how it is used, who can use it, what it keeps of whom. Knows no data."""

from __future__ import annotations

from flask import Blueprint, render_template

from gisapp.accounts.retention import DAYS

bp = Blueprint("about", __name__)


@bp.get("/help")
def help_page() -> str:
    """使い方."""
    return render_template("about/help.html")


@bp.get("/accessibility")
def accessibility_page() -> str:
    """ウェブアクセシビリティ: what is aimed at, what was tried and what wasn't, and the ways round."""
    return render_template("about/accessibility.html")


@bp.get("/privacy")
def privacy_page() -> str:
    """個人の情報: what is kept of residents, which is next to nothing."""
    return render_template("about/privacy.html", days=DAYS)
