"""A Question and an engine go in, one SearchAnswer comes out: what the page, its JSON and exports are all fed with."""

import time
from datetime import UTC

from indexer.engine import Engine
from indexer.engine.results import Hit, IndexInfo, Total
from search_app.answer_types import (
    Dates,
    HitAnswer,
    IndexAnswer,
    PageAnswer,
    QueryAnswer,
    SearchAnswer,
    TotalAnswer,
)
from search_app.answer_types import Limit as LimitAnswer
from search_app.document_answer import hit_answer, iso
from search_app.facets_answer import facet_requests, facets_answer
from search_app.histogram_answer import histogram_answer
from search_app.labels import field_label, value_label
from search_app.marks import Marker
from search_app.question import Question, deadline
from search_app.read_back import read_back
from search_app.recount import recounted
from search_app.search_state import SearchState
from search_app.settings import Settings
from search_app.zero_answer import zero_answer

API = "/api/search"


def search_answer(
    engine: Engine, question: Question, settings: Settings
) -> SearchAnswer:
    """Run the search. Raises the errors of the engine; the question must have no problems."""
    started = time.perf_counter()
    until = deadline(settings)
    state = question.state
    wanted = facet_requests(state, settings.facet_values, settings.more_values)
    results = engine.search(question.request(until, wanted, histogram=True))
    facets = recounted(engine, question, results.facets, until)
    marker = Marker(engine.forms(question.parsed.query))
    zero = None if results.total.all else zero_answer(engine, question, until)
    return {
        "query": query_answer(question),
        "total": _total(results.total),
        "page": page_answer(state, results.total.all, len(results.hits)),
        "index": index_answer(engine.info()),
        "histogram": histogram_answer(results.histogram, question),
        "facets": facets_answer(facets, state, settings.more_values),
        "hits": hits_answer(results.hits, marker, state),
        "zero": zero,
        "took_ms": round((time.perf_counter() - started) * 1000, 1),
    }


def query_answer(question: Question) -> QueryAnswer:
    """What was asked, as it was understood."""
    state = question.state
    return {
        "q": state.q,
        "sort": state.order.value,
        "url": state.url(),
        "reading": [
            {"text": part.text, "role": part.role}
            for part in read_back(state, question.parsed, question.today)
        ],
        "remarks": [
            {
                "code": remark.code,
                "parameter": remark.parameter,
                "at": list(remark.at) if remark.at else None,
                "text": remark.text,
            }
            for remark in question.parsed.remarks
        ],
        "dates": _dates(question),
        "limits": limits_answer(state),
    }


def _dates(question: Question) -> Dates:
    """The days that all date limits leave; fixed_url says them as they are today."""
    ranges = [when.range for when in question.whens]
    first = [r.first for r in ranges if r.first]
    last = [r.last for r in ranges if r.last]
    yearly = [r.every_year for r in ranges if r.every_year]
    state = question.state
    return {
        "when": state.when or None,
        "from": iso(max(first, default=None)),
        "to": iso(min(last, default=None)),
        "every_year": "{:02}-{:02}".format(*yearly[0]) if yearly else None,
        "relative": any(when.relative for when in question.whens),
        "fixed_url": state.fixed(question.today).url() if state.has_dates else None,
    }


def limits_answer(state: SearchState) -> list[LimitAnswer]:
    """The limits on fields, each with the link that takes it away."""
    return [
        {
            "field": limit.field,
            "label": field_label(limit.field),
            "value": limit.value,
            "value_label": value_label(limit.field, limit.value),
            "exclude": limit.exclude,
            "remove_url": state.without_limit(limit.field, limit.value).url(),
        }
        for limit in state.limits
    ]


def _total(total: Total) -> TotalAnswer:
    return {
        "all": total.all,
        "articles": total.articles,
        "teasers": total.teasers,
        "exact": total.exact,
    }


def page_answer(state: SearchState, total: int, shown: int) -> PageAnswer:
    """Where the hits shown stand among all; prev of a page past the end is the last page."""
    count = -(-total // state.size)
    before = min(state.page - 1, count)
    return {
        "number": state.page,
        "size": state.size,
        "count": count,
        "first": state.offset + 1 if shown else 0,
        "last": state.offset + shown if shown else 0,
        "prev": state.on_page(before).url(API) if before > 0 else None,
        "next": state.on_page(state.page + 1).url(API) if state.page < count else None,
    }


def hits_answer(
    hits: tuple[Hit, ...], marker: Marker, state: SearchState
) -> list[HitAnswer]:
    """The hits with their ranks among all results."""

    def url(article_id: str, rank: int | None) -> str:
        return state.article_url(article_id, rank=rank)

    return [
        hit_answer(hit.article, marker, url, rank, hit.score)
        for rank, hit in enumerate(hits, start=state.offset + 1)
    ]


def index_answer(info: IndexInfo) -> IndexAnswer:
    """Facts about the index."""
    return {
        "generation": info.generation,
        "built": info.built.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "articles": info.articles,
        "teasers": info.teasers,
        "files": info.files,
        "from": iso(info.first),
        "to": iso(info.last),
    }
