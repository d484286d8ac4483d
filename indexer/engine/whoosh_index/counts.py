"""Arrays of matching documents go in; totals, facets and the histogram over all of them come out."""

from collections import Counter
from datetime import date

import numpy

from indexer.engine.request import FacetRequest, SearchRequest, histogram_unit, periods
from indexer.engine.request import Sort, Unit
from indexer.engine.results import Bucket, Facet, FacetValue, Histogram, Total
from indexer.engine.whoosh_index.arrays import Array, Ints, Longs
from indexer.engine.whoosh_index.limits import Limits
from indexer.engine.whoosh_index.matches import Matches, first
from indexer.engine.whoosh_index.reader import SegmentReader, ValueColumn
from indexer.engine.whoosh_index.spool import UNDATED


def total(segment: SegmentReader, documents: Ints) -> Total:
    """How many documents of each kind."""
    teasers = int(numpy.count_nonzero(segment.teasers[documents]))
    return Total(len(documents), len(documents) - teasers, teasers)


def in_order(segment: SegmentReader, found: Matches, sort: Sort, count: int) -> Array:
    """The places in `found` of the first `count` in the order of the request."""
    match sort:
        case Sort.RELEVANCE:
            primary: Array = -found.scores
        case _:
            days = segment.days[found.documents]
            dated = days != UNDATED
            signed = -days if sort is Sort.NEWEST else days
            primary = numpy.where(dated, signed, numpy.iinfo(numpy.int32).max)
    return first(primary, segment.id_rank[found.documents], count)


def facet(
    segment: SegmentReader,
    found: Ints,
    limits: Limits,
    request: SearchRequest,
    wanted: FacetRequest,
) -> Facet:
    """Counts over the documents of the query that pass every limit but the field's own Choice."""
    column = segment.values(wanted.field)
    documents = limits.keep(found, but=wanted.field)
    counts = numpy.bincount(column.of(documents), minlength=len(column.values))
    missing = int(numpy.count_nonzero(column.counts(documents) == 0))
    present = numpy.flatnonzero(counts)
    # Ordinals are in the order of their values, which breaks ties.
    ranked = present[first(-counts[present], present, max(wanted.limit, 0))]
    values = [
        FacetValue(column.values.word(ordinal), int(counts[ordinal]))
        for ordinal in ranked.tolist()
    ]
    values += _named(column, counts, request, wanted, {v.value for v in values})
    if None in _names(request, wanted):
        values.append(FacetValue(None, missing))
    return Facet(wanted.field, tuple(values), len(present), missing)


def _names(request: SearchRequest, wanted: FacetRequest) -> set[str | None]:
    """The values that the field's own Choice names."""
    return {
        value
        for choice in request.filters.choices
        if choice.field == wanted.field
        for value in choice.any_of | choice.none_of
    }


def _named(
    column: ValueColumn,
    counts: Longs,
    request: SearchRequest,
    wanted: FacetRequest,
    shown: set[str | None],
) -> list[FacetValue]:
    """The chosen values that are not shown yet."""
    found: Counter[str] = Counter()
    for name in _names(request, wanted) - shown - {None}:
        value = str(name)
        ordinal = column.values.find(value.encode("utf-8", "surrogatepass"))
        found[value] = 0 if ordinal is None else int(counts[ordinal])
    ranked = sorted(found, key=lambda value: (-found[value], value))
    return [FacetValue(value, found[value]) for value in ranked]


def histogram(
    segment: SegmentReader, found: Ints, limits: Limits, request: SearchRequest
) -> Histogram:
    """Bars over the dated documents of the index, cut to the date ranges."""
    anyhow = limits.keep(found, dates=False)
    undated = int(numpy.count_nonzero(segment.days[anyhow] == UNDATED))
    held = _dated(segment.days)
    if not len(held):
        return Histogram(Unit.DAY, (), undated)
    ranges = request.filters.dates
    start = max([_day(held[0]), *(r.first for r in ranges if r.first)])
    end = min([_day(held[-1]), *(r.last for r in ranges if r.last)])
    if start > end:
        return Histogram(Unit.DAY, (), undated)
    unit = histogram_unit(start, end)
    bars = tuple(periods(start, end, unit))
    matching = _dated(segment.days[limits.keep(found)])
    counts = _counts(matching, bars)
    buckets = (
        Bucket(*bar, count, all_count)
        for bar, count, all_count in zip(bars, counts, _counts(held, bars))
    )
    return Histogram(unit, tuple(buckets), undated)


def _dated(days: Ints) -> Ints:
    """The days without the undated ones, which stand last: documents are in the order of their dates."""
    return days[: len(days) - int(numpy.count_nonzero(days == UNDATED))]


def _day(ordinal: int) -> date:
    return date.fromordinal(int(ordinal))


def _counts(days: Ints, bars: tuple[tuple[date, date], ...]) -> list[int]:
    """How many of the ascending days lie in each bar; bars have no gaps."""
    bounds = [start.toordinal() for start, _ in bars] + [bars[-1][1].toordinal() + 1]
    counts: list[int] = numpy.diff(numpy.searchsorted(days, bounds)).tolist()
    return counts
