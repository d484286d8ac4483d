"""A request and its answer go in, one line of log comes out, whatever bytes were sent.

The lines go to the logger "backfile.requests"; where nothing else was arranged, to stderr.
"""

import logging
import sys
import time
import traceback
import uuid

from flask import Flask, Response, g, request

logger = logging.getLogger("backfile.requests")

_LONGEST = 2000


def one_line(text: str) -> str:
    """The text with everything escaped that does not print (line ends, terminal codes, writing direction)."""
    text = text[:_LONGEST]
    if text.isprintable() and "\\" not in text:
        return text
    return "".join(
        c if c.isprintable() and c != "\\" else c.encode("unicode_escape").decode()
        for c in text
    )


def request_id() -> str:
    """The short name of the running request, as its log line and its error page give it."""
    if "request_id" not in g:
        g.request_id = uuid.uuid4().hex[:8]
    name: str = g.request_id
    return name


def log_exception(error: BaseException) -> None:
    """A bug, with all that is needed to find it, in one line."""
    trace = "".join(traceback.format_exception(error)).replace("\n", " | ")
    logger.error("%s bug %s", request_id(), "".join(map(one_line, _pieces(trace))))


def _pieces(text: str) -> list[str]:
    return [text[at : at + _LONGEST] for at in range(0, len(text), _LONGEST)]


def register(app: Flask) -> None:
    """Log every request of the application when it is answered."""
    if not logger.handlers and not logging.getLogger().handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        logger.addHandler(handler)
        logger.propagate = False
    logger.setLevel(logging.INFO)

    @app.before_request
    def start() -> None:
        g.started = time.monotonic()

    @app.after_request
    def log(response: Response) -> Response:
        started = g.get("started", time.monotonic())
        query = request.environ.get("QUERY_STRING", "")
        logger.info(
            "%s %s %s %s %.0fms",
            request_id(),
            response.status_code,
            one_line(request.method),
            one_line(request.path + ("?" + query if query else "")),
            (time.monotonic() - started) * 1000,
        )
        return response
