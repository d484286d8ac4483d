"""A question goes in; the steps that lead out of its dates come out: All dates > 2024 > June."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from search_app.date_ranges import range_said
from search_app.month_names import ENGLISH
from search_app.question import Question
from search_app.search_state import SearchState
from search_app.steering import Link


@dataclass(frozen=True, slots=True)
class DateTrail:
    """The steps from the widest, the last one current; yearly leads from a single day to that day of every year."""

    steps: tuple[Link, ...] = ()
    yearly: Link | None = None


def date_trail(question: Question) -> DateTrail:
    """Empty where no date limits the search."""
    whens = question.whens
    if not whens:
        return DateTrail()
    wide = question.dateless
    everything = Link("All dates", wide.url())
    first = max((w.range.first for w in whens if w.range.first), default=None)
    last = min((w.range.last for w in whens if w.range.last), default=None)
    if any(when.range.every_year for when in whens) or not (first and last):
        said = ", ".join(dict.fromkeys(when.reading for when in whens))
        return DateTrail((everything, Link(said, "", current=True)))
    steps = list(_steps(wide, first, last))
    steps[-1] = replace(steps[-1], current=True)
    return DateTrail((everything, *steps), _yearly(wide, first, last))


def _steps(wide: SearchState, first: date, last: date) -> Iterator[Link]:
    """The year, month and day that hold the range, as far as one does; then what is left of it."""
    url = wide.with_dates
    if first.year != last.year:
        yield Link(range_said(first, last), url(first, last).url())
        return
    start, end = date(first.year, 1, 1), date(first.year, 12, 31)
    yield Link(f"{first.year:04}", url(start, end).url())
    if (first, last) == (start, end):
        return
    start = first.replace(day=1)
    end = first.replace(day=monthrange(first.year, first.month)[1])
    if start <= first and last <= end:
        yield Link(ENGLISH[first.month - 1], url(start, end).url())
        if (first, last) == (start, end):
            return
    text = str(first.day) if first == last else range_said(first, last)
    yield Link(text, url(first, last).url())


def _yearly(wide: SearchState, first: date, last: date) -> Link | None:
    if first != last:
        return None
    day = f"{first.day} {ENGLISH[first.month - 1]}"
    return Link(f"{day} of every year", wide.with_when(f"{day} every year").url())
