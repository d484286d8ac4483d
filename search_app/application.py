"""Settings and an engine go in, a Flask application comes out: every route, header and error of the site."""

import json

from flask import Flask, Response

from indexer.engine import Engine
from indexer.engine.errors import EngineError
from search_app import (
    api,
    errors,
    filters,
    headers,
    packing,
    pages,
    request_log,
    statics,
)
from search_app.asking import Asking
from search_app.settings import Settings
from search_app.site import STATIC, TEMPLATES

ROBOTS = """User-agent: *
Disallow: /search?
Disallow: /api/
Disallow: /article/*?
"""


def application(engine: Engine, settings: Settings) -> Flask:
    """The site over an engine."""
    # Flask's own route of static files knows no hashed names, and answers OPTIONS.
    app = Flask("search_app", template_folder=str(TEMPLATES), static_folder=None)
    # No redirects: an address that is not ours is a 404. No OPTIONS: reading only.
    app.url_map.merge_slashes = False
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    asking = Asking(engine, settings)
    request_log.register(app)
    headers.register(app, settings)
    packing.register(app)
    statics.register(app, STATIC)
    filters.register(app)
    errors.register(app, settings, lambda problem: pages.error_page(asking, problem))
    app.register_blueprint(pages.blueprint(asking))
    app.register_blueprint(api.blueprint(asking))
    _plain_routes(app, engine)
    return app


def _plain_routes(app: Flask, engine: Engine) -> None:
    @app.get("/healthz")
    def health() -> Response:
        generation, status = None, 503
        try:
            generation, status = engine.info().generation, 200
        except EngineError:
            pass
        body = json.dumps({"generation": generation})
        headers = {"Cache-Control": "no-store"}
        return Response(body, status, headers, content_type="application/json")

    @app.get("/robots.txt")
    def robots() -> Response:
        return Response(ROBOTS, content_type="text/plain; charset=utf-8")
