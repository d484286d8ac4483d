"""One article, the search it was opened from and an engine go in; what its page and its JSON show comes out."""

from dataclasses import replace

from indexer.article import Article, Kind
from indexer.engine import Engine
from indexer.engine.withdrawn import Withdrawn
from search_app.answer import index_answer
from search_app.answer_types import HitAnswer
from search_app.article_types import (
    ArticleAnswer,
    Place,
    Sightings,
    TeaserAnswer,
    VersionAnswer,
)
from search_app.document_answer import document_answer, hit_answer, iso
from search_app.labels import day_label
from search_app.marks import Marker, ranges
from search_app.question import Question, deadline
from search_app.search_state import SearchState
from search_app.settings import Settings
from search_app.snippet import heading, mark

MOST_TEASERS = 50
"""Items listed on a page that are looked up."""


def article_answer(
    engine: Engine, article_id: str, question: Question, settings: Settings
) -> ArticleAnswer | Withdrawn | None:
    """The article, or the version that the address names; None where there is none, its tombstone if taken down."""
    newest = engine.get(article_id)
    if not isinstance(newest, Article):
        return newest
    wanted = question.state.version or newest.version
    article = newest if wanted == newest.version else engine.get(article_id, wanted)
    if not isinstance(article, Article):
        return article
    marker = Marker(engine.forms(question.parsed.query))
    marked = mark(article, marker)
    state = question.state
    url = state.article_url(newest.id, state.version, state.rank)
    answer = document_answer(marked, url)
    if not article.title:
        # Its heading is the opening words, which stand among the paragraphs with their marks.
        answer["heading"]["marks"] = []
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
        "citation": _citation(article, heading(marked).text),
    }


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
    """The neighbours in the results, found by asking for them again."""
    state = question.state
    if not state.rank or not question.is_search:
        return None
    before = min(state.rank - 1, 1)
    request = replace(
        question.request(deadline(settings)),
        offset=state.rank - 1 - before,
        limit=before + 2,
    )
    results = engine.search(request)
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


def _citation(article: Article, title: str) -> str:
    """Title. Source, day. Address, version."""
    day = day_label(article.date) if article.date else "undated"
    source = article.source or article.agency
    where = f"{source}, {day}" if source else day
    name = title if title.endswith(("…", "?", "!")) else title.rstrip(".") + "."
    address = f"/article/{article.id}, version {article.version}."
    return f"{name} {where}. {address}" if title else f"{where}. {address}"
