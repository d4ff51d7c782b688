"""Knows what the routes call: one set an app, shared by its threads. Knows no route."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from procrastinate import App
from sqlalchemy.engine import Engine

from gisapp.config import Config
from gisapp.planning.desk import Desk
from gisapp.publish.tiles import Tiles


@dataclass(frozen=True, slots=True)
class Parts:
    """Settings, database, the desk for questions, remembered tiles, and the queue of imports.

    `public` reads only what everybody may see: pages for everybody that write nothing ask there.
    """

    config: Config
    engine: Engine
    public: Engine
    desk: Desk
    tiles: Tiles
    queue: App


def parts() -> Parts:
    """The current app's parts."""
    found: Parts = current_app.extensions["gisapp"]
    return found
