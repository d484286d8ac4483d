"""What went wrong goes in, the answer a reader can act on comes out: a page that keeps the box, or problem+json."""

import json
from collections.abc import Callable
from http import HTTPStatus

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from indexer.engine.errors import (
    EngineError,
    EngineUnavailable,
    TooExpensive,
)
from indexer.engine.withdrawn import Withdrawn
from search_app.answer_types import ProblemAnswer
from search_app.labels import day_label
from search_app.remarks import Problem, shown
from search_app.request_log import log_exception, request_id
from search_app.settings import Settings

Page = Callable[[ProblemAnswer], str]

_SENTENCES = {
    400: ("This request cannot be read", "Its address or host is not one of ours."),
    404: (
        "Nothing is here",
        "There is no page at this address. Search for its words above.",
    ),
    405: ("Only reading is possible here", "Use GET or HEAD."),
    413: ("The request is too large", "A search needs no body."),
    414: ("The address is too long", "Use fewer words or limits."),
    431: ("The request's headers are too large", "Send fewer or shorter ones."),
}

_EMPTY = "Nothing is indexed yet. Run backfile build FOLDER."


class Refused(Exception):
    """An answer that is not 200, in words: its status, a title, and where one is to blame the parameter."""

    def __init__(
        self, status: int, title: str, detail: str, parameter: str = "", value: str = ""
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.title = title
        self.detail = detail
        self.parameter = parameter
        self.value = value


def unusable(problem: Problem) -> Refused:
    """The 400 for a parameter that cannot be used."""
    return Refused(
        400,
        "This search cannot be run",
        problem.sentence,
        problem.parameter,
        problem.value,
    )


def no_article(withdrawn: Withdrawn | None) -> Refused:
    """The 404, or the 410 that says when and why the article was taken down."""
    if withdrawn:
        return Refused(
            410,
            "This article was removed",
            f"It was taken out of the archive on {day_label(withdrawn.day)}. Reason: {withdrawn.reason}",
        )
    return Refused(
        404,
        "No such article",
        "No article has this address. Search for its words above.",
    )


def problem_of(error: Exception, settings: Settings) -> ProblemAnswer:
    """Any exception as an answer; what is nobody's doing but ours is a 500 without internals."""
    match error:
        case Refused():
            status, title, detail = error.status, error.title, error.detail
        case TooExpensive(timed_out=False):
            status, title, detail = 400, "This search is too wide", str(error)
        case EngineError():
            status, title = 503, "The archive is closed just now"
            detail = _unavailable(error, settings)
        case HTTPException() if error.code in _SENTENCES:
            status, (title, detail) = error.code, _SENTENCES[error.code]
        case HTTPException() if error.code and error.code < 500:
            status = error.code
            title, detail = HTTPStatus(status).phrase, "This request is refused."
        case _:
            status, title = 500, "Something broke here"
            detail = (
                f"Something broke here; it is not your search. Request {request_id()}."
            )
    return {
        "title": title,
        "status": status,
        "detail": detail,
        "parameter": _parameter(error),
        "value": shown(error.value) if isinstance(error, Refused) else None,
        "request_id": request_id(),
    }


def _parameter(error: Exception) -> str | None:
    if isinstance(error, Refused):
        return error.parameter or None
    if isinstance(error, TooExpensive) and not error.timed_out:
        return "q"
    return None


def _unavailable(error: EngineError, settings: Settings) -> str:
    wait = f"Try again in {settings.retry_seconds} seconds."
    if isinstance(error, TooExpensive):
        return f"The search took too long. {wait}"
    if isinstance(error, EngineUnavailable):
        return _EMPTY
    return f"The archive cannot be searched just now. {wait}"


def register(app: Flask, settings: Settings, page: Page) -> None:
    """Answer every exception; `page` makes the HTML of a problem."""

    @app.errorhandler(Exception)
    def answer(error: Exception) -> Response:
        problem = problem_of(error, settings)
        if problem["status"] == 500:
            log_exception(error)
        response = problem_response(problem, page)
        if problem["status"] == 503:
            response.headers["Retry-After"] = str(settings.retry_seconds)
        if isinstance(error, HTTPException) and error.code == 405:
            response.headers["Allow"] = "GET, HEAD"
        return response


def problem_response(problem: ProblemAnswer, page: Page) -> Response:
    """problem+json (RFC 9457) below /api, else a page."""
    if request.path.startswith("/api/"):
        body, kind = json.dumps(problem, ensure_ascii=False), "application/problem+json"
    else:
        body, kind = page(problem), "text/html; charset=utf-8"
    return Response(body, status=problem["status"], content_type=kind)
