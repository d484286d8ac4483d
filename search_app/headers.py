"""An answer goes in and comes out with the headers that every answer has; requests that are too large are refused."""

import hashlib

from flask import Flask, Response, abort, request

from search_app.hosts import is_trusted
from search_app.settings import Settings

EVERY_ANSWER = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def register(app: Flask, settings: Settings) -> None:
    """Bound what a request may hold and whom it may name, and set the headers of every answer, errors and files too."""

    @app.before_request
    def bound() -> None:
        # HTTP/1.0 names no host.
        host = request.environ.get("HTTP_HOST")
        if host is not None and not is_trusted(host, settings.trusted_hosts):
            abort(400)
        address = request.path + request.environ.get("QUERY_STRING", "")
        if len(address) > settings.url_characters:
            abort(414)
        if (request.content_length or 0) > settings.body_bytes:
            abort(413)

    @app.after_request
    def complete(response: Response) -> Response:
        response.headers.update(EVERY_ANSWER)
        if response.status_code >= 400:
            response.headers["Cache-Control"] = "no-store"
        return response


def entity_tag(*parts: str) -> str:
    """A name for an answer that changes when one of the parts does."""
    joined = "\0".join(parts).encode("utf-8", "backslashreplace")
    return hashlib.sha256(joined).hexdigest()[:24]


def not_modified(tag: str) -> Response | None:
    """The 304 for a reader who holds the answer with this tag."""
    if not request.if_none_match.contains_weak(tag):
        return None
    return tagged(Response(status=304), tag)


def tagged(response: Response, tag: str) -> Response:
    """The answer with its tag: a browser may keep it and asks each time whether it still holds."""
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    return response
