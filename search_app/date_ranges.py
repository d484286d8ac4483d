"""What a reader typed as a date goes in, a When comes out: a range of days and its wording; or a DateProblem.

Known are years, months and days (2024, 2024-06, 2024-06-19, June 2024, 19 June 2024, June 19, 2024; months in Spanish
and Russian too, 2024年6月19日, 2024년 6월 19일), two of them (2019..2021, June 2024 to May 2025), open ends (2019..,
..2021, since 2019, until 2021), today, yesterday, this and last week, month and year, the last 30 days (today
included), and 15 April every year. Both ends are included; days are calendar days; a week begins on Monday.
06/07/2024 is two days in two countries and therefore a problem; 19/06/2024 is one.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from calendar import monthrange

from indexer.engine.request import DateRange
from search_app.month_names import ENGLISH
from search_app.periods import Ambiguous, Period, day_said, period, said, yearly
from search_app.remarks import shown


@dataclass(frozen=True, slots=True)
class When:
    """A range of days. relative is whether "today" decides it; reading says it in words, as in `since 2019`."""

    range: DateRange
    relative: bool
    reading: str


@dataclass(frozen=True, slots=True)
class DateProblem:
    """Why a text is no date, in a sentence that says what would be."""

    sentence: str


MAX_TEXT = 100
"""Characters of a typed date."""

_TRY = "Try 2024-06-19, June 2024 or last week."
_SPACES = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_LEADS = (
    ("since ", True, False),
    ("from ", True, False),
    ("until ", False, False),
    ("till ", False, False),
    ("up to ", False, False),
    ("through ", False, False),
    ("to ", False, False),
    ("before ", False, True),
    ("after ", True, True),
)
"""A word before a period: whether the range begins there (or ends), and whether the period itself is left out."""

_BETWEEN = re.compile(r" ?(?:\.{2,3}|…|[–—−-]) ?| (?:to|until|till|through|and|a|по) ")
_STARTS = re.compile(r"(?:between|from|since|de|desde|с) ")
_ENDLESS = ("*", "")


def parse_range(text: str, today: date) -> When | DateProblem:
    """The range that a text names. Never raises."""
    prepared = _prepare(text)
    if prepared is None:
        return _no_date(text)
    try:
        found = _yearly(prepared) or _one(prepared, today) or _open(prepared, today)
        return found or _two(prepared, today) or _no_date(text)
    except Ambiguous as ambiguous:
        return DateProblem(f"{shown(text)} {ambiguous}")
    except ValueError:
        return _no_date(text)


def parse_day(text: str, today: date) -> When | DateProblem:
    """The period that a text names, for a box that takes one end of a range: no open end, no every year."""
    when = parse_range(text, today)
    if isinstance(when, DateProblem):
        return when
    prepared = _prepare(text) or ""
    if _one_or_none(prepared, today) is None:
        return DateProblem(f"{shown(text)} is not one date. {_TRY}")
    return when


def parse_limit(name: str, text: str, today: date | None) -> When | DateProblem:
    """The range of `date:`, `before:` or `after:` (name) among the words; the last two leave out what they name.

    Without a today, relative dates are problems.
    """
    when = parse_range(text, today or date(2000, 1, 1))
    if isinstance(when, DateProblem):
        return when
    if today is None and when.relative:
        return _no_date(text)
    if name == "date":
        return when
    return _beyond(when, name == "after") or DateProblem(
        f"{shown(text)} has no day {name} it."
    )


def span(first: When | None, last: When | None) -> When | DateProblem | None:
    """The range of the From and To boxes, both included; None where both are empty."""
    start = first.range.first if first else None
    end = last.range.last if last else None
    if start is None and end is None:
        return None
    if start and end and start > end:
        return DateProblem(f"From ({day_said(start)}) is after To ({day_said(end)}).")
    relative = any(when.relative for when in (first, last) if when)
    return When(DateRange(start, end), relative, range_said(start, end))


def range_said(first: date | None, last: date | None) -> str:
    """Two ends in words: June 2024, 2019–2021, since 2019, until 19 June 2024."""
    if first and last:
        return said(first, last)
    if first:
        return f"since {_first_said(first)}"
    return f"until {_last_said(last)}" if last else "all dates"


def typed(first: date, last: date) -> str:
    """What would be typed for two days, as short as it is clear: 2024, 2024-06, 2024-06-19, or a..b of these."""
    if first == last:
        return first.isoformat()
    begin, end = first.isoformat(), last.isoformat()
    if begin.endswith("-01-01") and end.endswith("-12-31"):
        begin, end = begin[:4], end[:4]
    elif first.day == 1 and last.day == monthrange(last.year, last.month)[1]:
        begin, end = begin[:7], end[:7]
    return begin if begin == end else f"{begin}..{end}"


def fixed(text: str, today: date, begins: bool | None = None) -> str:
    """A typed date in words that stay true: `last week` as the days it names today; other texts as they are.

    begins is for a box that takes one end of a range: its first day (True) or its last (False) alone.
    """
    when = parse_range(text, today)
    if isinstance(when, DateProblem) or not when.relative:
        return text
    first, last = when.range.first, when.range.last
    if begins is not None:
        day = first if begins else last
        return day.isoformat() if day else text
    if first and last:
        return typed(first, last)
    return f"{first or ''}..{last or ''}"


def _prepare(text: str) -> str | None:
    """The text in small letters with single spaces; None where it is too long."""
    if len(text) > MAX_TEXT:
        return None
    return _SPACES.sub(" ", text.casefold()).strip()


def _no_date(text: str) -> DateProblem:
    what = shown(text) or "An empty text"
    return DateProblem(f"{what} is not a date. {_TRY}")


def _of(found: Period) -> When:
    return When(DateRange(found.first, found.last), found.relative, found.said)


def _one(text: str, today: date) -> When | None:
    found = period(text, today)
    return _of(found) if found else None


def _one_or_none(text: str, today: date) -> When | None:
    try:
        return _one(text, today)
    except (Ambiguous, ValueError):
        return None


def _yearly(text: str) -> When | None:
    found = yearly(text)
    if not found:
        return None
    month, day = found
    name = f"{day} {ENGLISH[month - 1]} of every year"
    return When(DateRange(every_year=found), False, name)


def _open(text: str, today: date) -> When | None:
    """`since 2019`, `..2021`, `2019..`: one end."""
    for lead, begins, beyond in _LEADS:
        if text.startswith(lead):
            when = _one(text.removeprefix(lead).strip(), today)
            if when:
                return _beyond(when, begins) if beyond else _end(when, begins)
    pieces = [piece.strip() for piece in re.split(r"\.{2,3}|…| to ", f" {text} ")]
    if len(pieces) != 2:
        return None
    begin, end = pieces
    if end in _ENDLESS:
        when = _one(begin, today)
        return _end(when, True) if when else None
    when = _one(end, today) if begin in _ENDLESS else None
    return _end(when, False) if when else None


def _end(when: When, begins: bool) -> When:
    """The range that begins with the first day, or ends with the last."""
    first = when.range.first if begins else None
    last = None if begins else when.range.last
    return When(
        DateRange(first, last),
        when.relative,
        f"{'since' if begins else 'until'} {when.reading}",
    )


def _beyond(when: When, after: bool) -> When | None:
    """The days after, or before, a range; None where there are none."""
    edge = when.range.last if after else when.range.first
    if edge is None or edge == (date.max if after else date.min):
        return None
    edge += timedelta(days=1 if after else -1)
    limits = DateRange(first=edge) if after else DateRange(last=edge)
    return When(
        limits, when.relative, f"{'after' if after else 'before'} {when.reading}"
    )


def _two(text: str, today: date) -> When | DateProblem | None:
    """Two periods with `..`, a dash or a word between them."""
    text = _STARTS.sub("", text, count=1) if _STARTS.match(text) else text
    for match in _BETWEEN.finditer(text):
        begin, end = text[: match.start()], text[match.end() :]
        last = _one_or_none(end, today)
        first = _one_or_none(begin, today) or _completed(begin, end, today)
        if first and last:
            return _joined(first, last)
    return None


def _completed(begin: str, end: str, today: date) -> When | None:
    """The period before `to` where it takes its year, or month and year, from the one behind: June to August 2024."""
    for cut in re.finditer(" ", end):
        found = _one_or_none(begin + end[cut.start() :], today)
        if found and not found.relative:
            return found
    return None


def _joined(first: When, last: When) -> When | DateProblem:
    start, end = first.range.first, last.range.last
    if start and end and start > end:
        return DateProblem(f"{first.reading} is after {last.reading}.")
    relative = first.relative or last.relative
    if not relative:
        return When(DateRange(start, end), False, range_said(start, end))
    return When(DateRange(start, end), True, f"{first.reading} – {last.reading}")


def _first_said(day: date) -> str:
    """A day a range begins with: 2019 for 1 January 2019, June 2024 for the first of it."""
    if day.day == 1:
        return (
            said(day, day.replace(month=12, day=31))
            if day.month == 1
            else said(day, day.replace(day=monthrange(day.year, day.month)[1]))
        )
    return day_said(day)


def _last_said(day: date) -> str:
    if (day.month, day.day) == (12, 31):
        return f"{day.year:04}"
    if day.day == monthrange(day.year, day.month)[1]:
        return said(day.replace(day=1), day)
    return day_said(day)
