"""Facets and the question go in; facets whose counts allow for values that are excluded come out.

An engine counts a field without the limits on that field. Where a document has several values, some of those counted
beside an excluded value are excluded with it, and a count would promise more than its link finds.
"""

from collections.abc import Iterable
from dataclasses import replace

from indexer.engine import Engine
from indexer.engine.request import Choice, Filters, SearchRequest
from indexer.engine.results import Facet, FacetValue
from search_app.question import Question

_SEVERAL = frozenset(("source", "topics", "people", "orgs", "places", "exchanges"))
"""Fields of which a document may have several values; an excerpt has every source that showed it."""

_MOST = 200
"""Values that are counted one by one."""


def recounted(
    engine: Engine, question: Question, facets: Iterable[Facet], deadline: float
) -> tuple[Facet, ...]:
    """The same facets; the first _MOST values of a field with exclusions are counted anew."""
    filters = question.filters
    excluded = {each.field: each.none_of for each in filters.choices if each.none_of}

    def count(field: str, value: FacetValue) -> FacetValue:
        alone = Choice(
            field, frozenset((value.value,)), excluded[field] - {value.value}
        )
        others = tuple(each for each in filters.choices if each.field != field)
        within = Filters((*others, alone), filters.dates, filters.undated)
        request = SearchRequest(
            question.parsed.query, within, limit=0, deadline=deadline
        )
        return replace(value, count=engine.search(request).total.all)

    def anew(facet: Facet) -> Facet:
        first = [count(facet.field, value) for value in facet.values[:_MOST]]
        first.sort(key=lambda each: (-each.count, each.value or ""))
        return replace(facet, values=(*first, *facet.values[_MOST:]))

    return tuple(
        anew(facet) if facet.field in _SEVERAL and facet.field in excluded else facet
        for facet in facets
    )
