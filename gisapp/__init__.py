"""The engine and the site of the community-asset map."""

from __future__ import annotations

from flask import Flask

from gisapp.config import Config


def create_app(config: Config | None = None) -> Flask:
    """The site, over a database that is up and migrated: the one set, or the private one.

    Imported here and not above, so that a command that only prints figures never loads the web.
    """
    from gisapp.web import build

    return build(config)
