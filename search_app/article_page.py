"""An article's address goes in, its page comes out: at once where its text is short, while it is made where it is long.

Of a long text the masthead and the box are sent before its matches are looked for, and each paragraph when it is ready.
"""

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from flask import Response, render_template, request, stream_template

from search_app.article_answer import Found, find_article, found_answer
from search_app.article_types import ArticleAnswer
from search_app.asking import Asking
from search_app.errors import no_article
from search_app.facts import facts
from search_app.question import Question
from search_app.site import site
from search_app.steering import steering

PACKET = 2_000
"""Characters that are gathered before they are sent; masthead and box have more."""

TEMPLATE = "article.html"


def article_page(asking: Asking, question: Question, article_id: str) -> Response:
    """The page; raises the 404 or 410 where there is none."""
    found = find_article(asking.engine, article_id, question)
    if not isinstance(found, Found):
        raise no_article(found)
    values = _values(asking, question, found)
    page: str | Iterator[str]
    if found.is_long:
        page = packets(stream_template(TEMPLATE, **values))
    else:
        page = render_template(TEMPLATE, **values)
    return Response(page, content_type="text/html; charset=utf-8")


def _values(asking: Asking, question: Question, found: Found) -> dict[str, Any]:
    def complete() -> ArticleAnswer:
        return found_answer(asking.engine, found, question, asking.settings)

    return {
        "site": site(asking.engine, asking.settings),
        "steering": steering(question.state, json_path=f"/api{request.path}"),
        "problem": None,
        "remarks": question.parsed.remarks,
        "id": found.newest.id,
        "heading": found.heading,
        "meta": _meta(found),
        "complete": complete,
        "facts_of": facts,
        "numbers": count(1),
        "asks_version": question.state.version is not None,
    }


def _meta(found: Found) -> list[tuple[str, str]]:
    """What reference managers read in the head of a page (Highwire's names, which Zotero knows)."""
    article = found.article
    known = (
        ("citation_title", article.title),
        ("citation_author", article.author),
        ("citation_journal_title", article.source or article.agency),
        (
            "citation_publication_date",
            f"{article.date:%Y/%m/%d}" if article.date else "",
        ),
        ("citation_language", article.language),
    )
    return [(name, content) for name, content in known if content]


def packets(pieces: Iterable[str]) -> Iterator[str]:
    """The same text in fewer pieces."""
    gathered: list[str] = []
    size = 0
    for piece in pieces:
        gathered.append(piece)
        size += len(piece)
        if size >= PACKET:
            yield "".join(gathered)
            gathered, size = [], 0
    yield "".join(gathered)
