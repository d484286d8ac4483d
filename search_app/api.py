"""The address of a search or an article goes in, its JSON comes out: the very values the pages show."""

import json
from typing import Any

from flask import Blueprint, Response

from indexer.engine.withdrawn import Withdrawn
from search_app.answer import search_answer
from search_app.article_answer import article_answer
from search_app.asking import Asking
from search_app.errors import no_article


def blueprint(asking: Asking) -> Blueprint:
    """The routes below /api."""
    routes = Blueprint("api", __name__)

    @routes.get("/api/search")
    def search() -> Response:
        question = asking.question()
        return asking.fresh(
            question,
            lambda: _json(search_answer(asking.engine, question, asking.settings)),
        )

    @routes.get("/api/article/<article_id>")
    def article(article_id: str) -> Response:
        question = asking.question()

        def make() -> Response:
            answer = article_answer(
                asking.engine, article_id, question, asking.settings
            )
            if answer is None or isinstance(answer, Withdrawn):
                raise no_article(answer)
            return _json(answer)

        return asking.fresh(question, make)

    return routes


def _json(answer: Any) -> Response:
    body = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    return Response(body, content_type="application/json; charset=utf-8")
