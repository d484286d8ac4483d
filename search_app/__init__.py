"""The search page: URL to request, results to page. create_app(**settings) makes the application, for any WSGI server.

Everything that can be chosen is a row of search_app.settings; `gunicorn "search_app:create_app()"` takes it all from
the environment.
"""

import os
from typing import TYPE_CHECKING

from indexer.engine import Engine, open_engine
from search_app.settings import Value, read_settings

if TYPE_CHECKING:
    from flask import Flask


def create_app(*, engine: Engine | str | None = None, **settings: Value) -> "Flask":
    """The application over an engine, or over the one a URL names.

    Raises search_app.settings.UnknownSetting and, for a URL that names no engine, ValueError.
    """
    # Imported here so that the command line need not wait for Flask.
    from search_app.application import application

    chosen = dict(settings)
    if isinstance(engine, str):
        chosen["engine"] = engine
    read = read_settings(os.environ, chosen)
    opened = (
        open_engine(read.engine)
        if engine is None or isinstance(engine, str)
        else engine
    )
    return application(opened, read)
