"""One article, the search it was opened from and an engine go in; what its page and its JSON show comes out."""

from dataclasses import dataclass, replace

from indexer.article import Article, Kind
from indexer.engine import Engine
from indexer.engine.errors import TooExpensive
from indexer.engine.withdrawn import Withdrawn
from search_app.answer import index_answer
from search_app.answer_types import HitAnswer
from search_app.article_types import (
    ArticleAnswer,
    Changes,
    Place,
    Sightings,
    TeaserAnswer,
    VersionAnswer,
)
from search_app.changes import changes
from search_app.citation import citation, citations
from search_app.document_answer import document_answer, hit_answer, iso
from search_app.marks import Marker, ranges
from search_app.question import Question, deadline
from search_app.search_state import SearchState
from search_app.settings import Settings
from search_app.snippet import Marked, heading, mark

MOST_TEASERS = 200
"""Items listed on a page that are looked up."""

MOST_COMPARED = 10
"""Earlier versions that one is compared with."""

MOST_READ = 1_000_000
"""Characters of them all; the one before is compared whatever it has."""

LONG = 200_000
"""Characters of a text that a reader would wait for if it came only when all of it is ready."""


@dataclass(frozen=True, slots=True)
class Found:
    """The version that is asked for, the newest one, and what marks their texts."""

    article: Article
    newest: Article
    marker: Marker

    @property
    def heading(self) -> str:
        """The words above its text, known before anything is searched for marks."""
        return heading(
            Marked(self.article, (), ((),) * len(self.article.paragraphs))
        ).text

    @property
    def is_long(self) -> bool:
        return sum(len(p.text) for p in self.article.paragraphs) > LONG


def find_article(
    engine: Engine, article_id: str, question: Question
) -> Found | Withdrawn | None:
    """The article, or the version that the address names; None where there is none, its tombstone if taken down.

    Raises the errors of the engine, before anything is told.
    """
    newest = engine.get(article_id)
    if not isinstance(newest, Article):
        return newest
    wanted = question.state.version or newest.version
    article = newest if wanted == newest.version else engine.get(article_id, wanted)
    if not isinstance(article, Article):
        return article
    return Found(article, newest, Marker(engine.forms(question.parsed.query)))


def article_answer(
    engine: Engine, article_id: str, question: Question, settings: Settings
) -> ArticleAnswer | Withdrawn | None:
    """All that is told of what find_article() finds."""
    found = find_article(engine, article_id, question)
    if not isinstance(found, Found):
        return found
    return found_answer(engine, found, question, settings)


def found_answer(
    engine: Engine, found: Found, question: Question, settings: Settings
) -> ArticleAnswer:
    """All that is told of it; for a text of megabytes this takes a while."""
    article, newest, marker = found.article, found.newest, found.marker
    marked = mark(article, marker)
    state = question.state
    url = state.article_url(newest.id, state.version, state.rank)
    answer = document_answer(marked, url)
    if not article.title:
        # Its heading is the opening words, which stand among the paragraphs with their marks.
        answer["heading"]["marks"] = []
    head = answer["heading"]["text"]
    return {
        **answer,
        "versions": len(newest.older) + 1,
        "index": index_answer(engine.info()),
        "title_marks": ranges(marked.title),
        "paragraphs": [
            {"role": p.role.value, "text": p.text, "marks": ranges(marks)}
            for p, marks in zip(article.paragraphs, marked.paragraphs, strict=True)
        ],
        "version": article.version,
        "version_list": _versions(newest, state),
        "sightings": _sightings(article),
        "teasers": _teasers(engine, article, marker, state),
        "similar": _similar(engine, newest, marker, state, settings.similar),
        "result": _place(engine, question, settings),
        "citation": citation(article, head),
        "matches_complete": marked.complete,
        "changes": _changes(article, newest),
        "citations": citations(article, head),
        "teasers_more": max(len(article.teasers) - MOST_TEASERS, 0),
        "files": list(article.files),
    }


def _changes(article: Article, newest: Article) -> list[Changes]:
    """From each of the versions before it, the nearest first."""
    told: list[Changes] = []
    left = MOST_READ
    earlier = [each for each in newest.older if each.version < article.version]
    for each in reversed(earlier[-MOST_COMPARED:]):
        if left < 0:
            break
        told.append(changes(each, article))
        left -= sum(len(paragraph.text) for paragraph in each.paragraphs)
    return told


def _versions(newest: Article, state: SearchState) -> list[VersionAnswer]:
    """All versions, the first published first."""
    return [
        {
            "version": each.version,
            "captured": iso(each.captured),
            "url": state.article_url(newest.id, each.version, state.rank),
        }
        for each in (*newest.older, newest)
    ]


def _sightings(article: Article) -> Sightings:
    days = sorted(s.captured for s in article.sightings if s.captured)
    return {
        "pages": len({sighting.file for sighting in article.sightings}),
        "first": iso(days[0]) if days else None,
        "last": iso(days[-1]) if days else None,
    }


def _teasers(
    engine: Engine, article: Article, marker: Marker, state: SearchState
) -> list[TeaserAnswer]:
    """What the page listed; an id that is an article's by now has the link to it."""
    found: list[TeaserAnswer] = []
    for teaser_id in article.teasers[:MOST_TEASERS]:
        teaser = engine.get(teaser_id)
        if not isinstance(teaser, Article):
            continue
        hit = _listed(teaser, marker, state)
        full = hit["url"] if teaser.kind is Kind.ARTICLE else None
        found.append({**hit, "full_url": full})
    return found


def _similar(
    engine: Engine, article: Article, marker: Marker, state: SearchState, most: int
) -> list[HitAnswer]:
    if not most:
        return []
    hits = engine.similar(article.id, most)
    return [_listed(hit.article, marker, state, hit.score) for hit in hits]


def _listed(
    article: Article, marker: Marker, state: SearchState, score: float | None = None
) -> HitAnswer:
    def url(article_id: str, rank: int | None) -> str:
        return state.article_url(article_id)

    return hit_answer(article, marker, url, None, score)


def _place(engine: Engine, question: Question, settings: Settings) -> Place | None:
    """The neighbours in the results, found by asking for them again; None where that takes too long."""
    state = question.state
    if not state.rank or not question.is_search:
        return None
    before = min(state.rank - 1, 1)
    request = replace(
        question.request(deadline(settings)),
        offset=state.rank - 1 - before,
        limit=before + 2,
    )
    try:
        results = engine.search(request)
    except TooExpensive:
        return None
    if state.rank > results.total.all:
        return None
    urls = {
        rank: state.article_url(hit.article.id, rank=rank)
        for rank, hit in enumerate(results.hits, start=request.offset + 1)
    }
    here = results.hits[before].article.id
    return {
        "rank": state.rank,
        "total": results.total.all,
        "prev_url": urls.get(state.rank - 1),
        "next_url": urls.get(state.rank + 1),
        "back_url": f"{state.results().url()}#{here}",
    }
