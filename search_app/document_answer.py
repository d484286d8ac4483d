"""A document with its marks goes in; what lists and article pages say of it alike comes out."""

from collections.abc import Callable
from datetime import date

from indexer.article import Article, Kind
from search_app.answer_types import DocumentAnswer, HitAnswer, SnippetAnswer
from search_app.date_words import date_answer
from search_app.links import safe_url
from search_app.marks import Marker, ranges
from search_app.snippet import Marked, Passage, heading, mark, snippets

ArticleUrl = Callable[[str, int | None], str]
"""The address of a document by its id and its rank in the results (None outside of any)."""


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def document_answer(marked: Marked, url: str) -> DocumentAnswer:
    """Everything but the text: unknown is None, marks are those of title and TEXT paragraphs."""
    article = marked.article
    head = heading(marked)
    return {
        "id": article.id,
        "kind": article.kind.value,
        "genre": article.genre,
        "url": url,
        "matches": marked.matches,
        "title": article.title or None,
        "title_rule": article.title_rule.value if article.title_rule else None,
        "heading": {"text": head.text, "marks": ranges(head.marks)},
        "date": date_answer(article),
        "timestamp": article.timestamp,
        "captured": iso(article.captured),
        "source": _source(article),
        "agency": article.agency,
        "section": article.section,
        "topics": list(article.topics),
        "people": list(article.people),
        "orgs": list(article.orgs),
        "places": list(article.places),
        "exchanges": list(article.exchanges),
        "language": article.language,
        "author": article.author,
        "place": article.place,
        "original_url": safe_url(article.url),
        "versions": len(article.older) + 1,
        "seen_on": len({sighting.file for sighting in article.sightings}),
        "same_text": list(article.same_text),
    }


def hit_answer(
    article: Article,
    marker: Marker,
    url: ArticleUrl,
    rank: int | None = None,
    score: float | None = None,
) -> HitAnswer:
    """A document in a list, with the passages that match."""
    marked = mark(article, marker)
    return {
        **document_answer(marked, url(article.id, rank)),
        "rank": rank,
        "score": score,
        "snippets": [_snippet(passage) for passage in snippets(marked)],
    }


def _snippet(passage: Passage) -> SnippetAnswer:
    return {
        "field": "body",
        "text": passage.text,
        "marks": ranges(passage.marks),
        "cut": list(passage.cut),
        "paragraph": passage.paragraph,
    }


def _source(article: Article) -> str | None:
    """Its source; for a teaser without one the first that showed it."""
    if article.source or article.kind is Kind.ARTICLE:
        return article.source
    shown = sorted({s.source for s in article.sightings if s.source})
    return shown[0] if shown else None
