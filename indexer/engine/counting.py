"""Documents that a query found go in; limits, orders and counts over them come out, each by one plain loop."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date

from indexer.article import Article, Kind
from indexer.engine.request import (
    Choice,
    FacetRequest,
    Filters,
    SearchRequest,
    Sort,
    Unit,
    histogram_unit,
    periods,
)
from indexer.engine.results import Bucket, Facet, FacetValue, Histogram, Hit, Total
from indexer.engine.snapshot import Snapshot
from indexer.fields import BY_NAME, Field


def passes(
    article: Article, filters: Filters, but: str | None = None, dates: bool = True
) -> bool:
    """Whether a document is within all limits, the Choice of field `but` left out, and the date ranges on request."""
    if filters.undated and article.date:
        return False
    if dates and not all(
        article.date and days.holds(article.date) for days in filters.dates
    ):
        return False
    return all(
        _chosen(article, choice) for choice in filters.choices if choice.field != but
    )


def _field(name: str) -> Field:
    """The row of a field that can be counted and limited."""
    field = BY_NAME.get(name)
    if field is None or not field.has_values:
        raise ValueError(f"{name!r} is no field with values")
    return field


def _values(article: Article, name: str) -> set[str | None]:
    """A document's values, or None for having none."""
    return set(_field(name).values(article)) or {None}


def _chosen(article: Article, choice: Choice) -> bool:
    values = _values(article, choice.field)
    if choice.any_of and not values & choice.any_of:
        return False
    return not values & choice.none_of


def in_order(hits: Iterable[Hit], sort: Sort = Sort.RELEVANCE) -> list[Hit]:
    """Best, newest or oldest first; undated ones last; equal ones by id."""
    by_id = sorted(hits, key=lambda hit: hit.article.id)
    if sort is Sort.RELEVANCE:
        return sorted(by_id, key=lambda hit: -hit.score)
    newest_first = sort is Sort.NEWEST
    dated = [hit for hit in by_id if hit.article.date]
    undated = [hit for hit in by_id if not hit.article.date]
    # reverse=True keeps equal hits in the order they had
    dated.sort(key=lambda hit: hit.article.date or date.min, reverse=newest_first)
    return dated + undated


def total(articles: Iterable[Article]) -> Total:
    """How many documents of each kind."""
    kinds = Counter(article.kind for article in articles)
    return Total(kinds.total(), kinds[Kind.ARTICLE], kinds[Kind.TEASER])


def facet(
    found: Iterable[Article], request: SearchRequest, wanted: FacetRequest
) -> Facet:
    """Counts over the documents of the query that pass every limit but the field's own Choice."""
    counts: Counter[str | None] = Counter()
    for article in found:
        if passes(article, request.filters, but=wanted.field):
            counts.update(_values(article, wanted.field))
    missing = counts.pop(None, 0)

    def ranked(values: Collection[str | None]) -> list[str | None]:
        return sorted(values, key=lambda value: (-counts[value], str(value)))

    named = {
        value
        for choice in request.filters.choices
        if choice.field == wanted.field
        for value in choice.any_of | choice.none_of
    }
    shown = ranked(counts)[: wanted.limit]
    shown += ranked(named - set(shown) - {None})
    values = [FacetValue(value, counts[value]) for value in shown]
    if None in named:
        values.append(FacetValue(None, missing))
    return Facet(wanted.field, tuple(values), len(counts), missing)


def histogram(
    index: Snapshot, found: Iterable[Article], request: SearchRequest
) -> Histogram:
    """Bars over the dated documents of the index, cut to the date ranges."""
    held = Counter(a.date for a in index.articles.values() if a.date)
    counts: Counter[date] = Counter()
    undated = 0
    for article in found:
        if article.date is None:
            undated += passes(article, request.filters, dates=False)
        elif passes(article, request.filters):
            counts[article.date] += 1
    ranges = request.filters.dates
    first = max([min(held, default=date.max), *(r.first for r in ranges if r.first)])
    last = min([max(held, default=date.min), *(r.last for r in ranges if r.last)])
    if first > last:
        return Histogram(Unit.DAY, (), undated)
    unit = histogram_unit(first, last)
    buckets = (
        Bucket(start, end, _within(counts, start, end), _within(held, start, end))
        for start, end in periods(first, last, unit)
    )
    return Histogram(unit, tuple(buckets), undated)


def _within(days: Counter[date], first: date, last: date) -> int:
    return sum(count for day, count in days.items() if first <= day <= last)
