"""What is asked of an engine: a query, limits, an order, a slice of the hits, and what to count over all matches."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from indexer.engine.query import All, Query


class Sort(StrEnum):
    """RELEVANCE: best score first. NEWEST, OLDEST: by day, undated last. Equal hits by id, ascending."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


class Unit(StrEnum):
    """The width of a histogram's bars."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class DateRange:
    """Days from first to last, both included; None is open. every_year=(month, day) keeps that day of each year."""

    first: date | None = None
    last: date | None = None
    every_year: tuple[int, int] | None = None

    def holds(self, day: date) -> bool:
        """Whether the day lies in the range."""
        if self.every_year and (day.month, day.day) != self.every_year:
            return False
        return (self.first is None or self.first <= day) and (
            self.last is None or day <= self.last
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """A limit on one field with values: any of these (if any are named) and none of those. None is "no value"."""

    field: str
    any_of: frozenset[str | None] = frozenset()
    none_of: frozenset[str | None] = frozenset()


@dataclass(frozen=True, slots=True)
class Filters:
    """All choices and all date ranges hold at once; undated=True keeps only documents without a date.

    A document without a date never passes a DateRange. At most one Choice per field.
    """

    choices: tuple[Choice, ...] = ()
    dates: tuple[DateRange, ...] = ()
    undated: bool = False


@dataclass(frozen=True, slots=True)
class FacetRequest:
    """Count the values of a field: the `limit` most frequent, and every value its own Choice names."""

    field: str
    limit: int = 8


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search. offset and limit count hits; deadline is a time.monotonic() after which TooExpensive is raised."""

    query: Query = All()
    filters: Filters = Filters()
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 20
    facets: tuple[FacetRequest, ...] = ()
    histogram: bool = False
    deadline: float | None = None


MAX_TERMS = 1024
"""Words that one wildcard or fuzzy word may stand for; above it an engine raises TooExpensive (a prefix is free)."""


def histogram_unit(first: date, last: date) -> Unit:
    """Days for spans up to 62 days, months up to 72 months, else years."""
    if (last - first).days < 62:
        return Unit.DAY
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    return Unit.MONTH if months <= 72 else Unit.YEAR


def periods(first: date, last: date, unit: Unit) -> Iterator[tuple[date, date]]:
    """The first and last day of each bar from first to last, without gaps; the outer ones are cut to these days."""
    while first <= last:
        after = _next_period(first, unit)
        end = last if after is None else min(last, after - timedelta(days=1))
        yield first, end
        if end == last:
            return
        first = end + timedelta(days=1)


def _next_period(day: date, unit: Unit) -> date | None:
    """The day on which the period after the one of `day` begins; None past the calendar's end."""
    try:
        match unit:
            case Unit.DAY:
                return day + timedelta(days=1)
            case Unit.MONTH:
                year, month = divmod(day.year * 12 + day.month, 12)
                return date(year, month + 1, 1)
            case Unit.YEAR:
                return date(day.year + 1, 1, 1)
    except (ValueError, OverflowError):
        return None
