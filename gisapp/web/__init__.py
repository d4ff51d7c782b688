"""Knows how the site is put together: settings, engines, blueprints, headers, words. Knows no page."""

from __future__ import annotations

from flask import Flask
from flask_compress import Compress

from gisapp.config import ROOT, Config, from_environment
from gisapp.db.engine import PUBLIC_ROLE, make_engine
from gisapp.errors import UserError
from gisapp.ingest.queue import queue
from gisapp.planning.desk import Desk
from gisapp.publish.tiles import Tiles
from gisapp.web import (
    about,
    access,
    admin,
    api,
    cities,
    context,
    districts,
    errors,
    field,
    guide,
    headers,
    install,
    language,
    login,
    mine,
    modules,
    notes,
    offices,
    places,
    public,
    reports_desk,
    review,
    share,
    single_sign_on,
    tiles,
    words,
)
from gisapp.web import round as round_rooms
from gisapp.web.parts import Parts
from gisapp.web.planner import files, gaps, scenarios, sites

#: Every module that holds a blueprint.
ROOMS = (
    public, share, install, places, guide, mine, districts, cities, about, gaps, sites, scenarios, files,
    tiles, api, admin, offices, field, review, round_rooms, reports_desk, notes,
)  # fmt: skip


def build(config: Config | None = None) -> Flask:
    """The site. Raises UserError where no database is set: `gisapp run` starts the private one first."""
    config = config or from_environment()
    if config.database_url is None:
        raise UserError("CFG-010", "DATABASE_URL がありません。", "gisapp run で起動してください。")
    app = Flask(__name__, static_folder=str(ROOT / "static"), template_folder=str(ROOT / "templates"))
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.config["MAX_CONTENT_LENGTH"] = 1_000_000
    Compress(app)
    engine = make_engine(config.database_url)
    public_engine = make_engine(config.database_url, role=PUBLIC_ROLE)
    tile_engine = make_engine(config.database_url, autocommit=True, role=PUBLIC_ROLE)
    tiles_of = Tiles(tile_engine, config.freshness)
    found = Parts(config, engine, public_engine, Desk(engine), tiles_of, queue(config.database_url))
    app.extensions["gisapp"] = found
    for module in ROOMS:
        app.register_blueprint(module.bp)
    writer = app.json
    login.register(app, found)
    app.json = writer  # the login library puts one of its own there, which writes Japanese as codes
    for module_ in (language, single_sign_on, context, access, words, modules, headers, errors):
        module_.register(app)
    app.wsgi_app = tiles.answer_first(app.wsgi_app, found.tiles)  # type: ignore[method-assign, assignment]
    return app
