"""A publisher's date text goes in, a day and the rule that read it come out (home of dateutil).

Known ways of writing come first (written.py); dateutil reads what is left, and only where no order of day and
month and nothing of today has to be guessed. Days lie between the years 1600 and 2100, both included. A wrong day is
worse than none. Numbers parted by slashes or hyphens, the year last, name a day only where one order is possible.
"""

import datetime
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from dateutil import parser as dateutil_parser

from indexer.article import DateCandidate, DateRule
from indexer.dates.weekdays import WEEKDAY, contradicts
from indexer.dates.written import (
    MONTH,
    day_of,
    folded,
    is_written,
    written_day,
)

_FIRST_WEB_YEAR = 1990

_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_URL_DAY = re.compile(
    r"(?<=/)(?:([0-9]{4})/([0-9]{2})/([0-9]{2})(?=/|$)"
    r"|([0-9]{4})-([0-9]{2})-([0-9]{2})(?=/|(?:-[0-9]{1,3})?[a-z]{0,2}(?:\.[a-z]{2,5})?$)"
    r"|([0-9]{4})([0-9]{2})([0-9]{2})(?=/|-[0-9]{1,3}[a-z]{0,2}(?:\.[a-z]{2,5})?$))",
    re.IGNORECASE,
)
"""A day that fills whole segments. The last one may end with the number of the article and the code of its edition.

`19-dead` behind a year and a month counts the dead, `2001-09-11-remembered` is a headline, and eight figures at the end
may be the number of anything.
"""
_TOPICS = re.compile(
    r"/(?:timelines?|calendars?|events?|on-?this-?day|today-in-history|products?)/",
    re.IGNORECASE,
)
"""Segments under which a day is what the page is about."""


def read_date(text: str) -> DateCandidate | None:
    """The day of a record's date: RECORD where the way of writing is known, PARSED where dateutil had to read it."""
    if is_written(text):
        day = written_day(text)
        return DateCandidate(DateRule.RECORD, day) if day else None
    day = _guessed(text)
    return DateCandidate(DateRule.PARSED, day) if day else None


def meta_line_day(text: str) -> DateCandidate | None:
    """The day of a `Date:` line, where the order DD/MM/YYYY is stated by the layout."""
    match = _DAY_FIRST.fullmatch(folded(text) or "")
    if match:
        day, month, year = (int(part) for part in match.groups())
        found = day_of(year, month, day)
        return DateCandidate(DateRule.META_LINE, found) if found else None
    candidate = read_date(text)
    if candidate and candidate.rule is DateRule.RECORD:
        return DateCandidate(DateRule.META_LINE, candidate.day)
    return candidate


# Two days that share neither year, month nor day: what a text leaves out shows as a difference.
_DEFAULTS = (datetime.datetime(2001, 3, 9), datetime.datetime(2004, 10, 28))


_CLOCK = re.compile(
    r"(?:(?<=\s)(?:at|à|às|a las|um|в|-)\s)?(?<![0-9])"
    r"(?:[0-9]{1,2}[:h][0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?(?![0-9])(?:\s?[ap]\.?m\b\.?)?|[0-9]{1,2}\s?[ap]\.?m\b\.?)"
    r"(?:\s?(?:Z|UTC|GMT|[ECMP][SD]?T|(?:CE|EE|WE|AE)S?T|BST|MSK|МСК|JST|KST|IST|Uhr|hrs)\b)?"
    r"(?:\s?[+-][0-9]{2}:?[0-9]{2}\b)?",
    re.IGNORECASE,
)
"""A time of day with its zone. Alone, `-2024` is a year."""


_PART = r"(?:\s|,\s?|\s?[./-]\s?|(?<=[0-9])(?=[a-z])|(?<=[a-z])(?=[0-9]))"
_DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?"
_SHAPE = re.compile(
    r"[0-9]{1,2}(?P<part>\s?[./-]\s?)[0-9]{1,2}(?P=part)[0-9]{4}"
    rf"|{MONTH}{_PART}{_DAY}{_PART}[0-9]{{4}}|{_DAY}{_PART}{MONTH}{_PART}[0-9]{{4}}"
    rf"|[0-9]{{4}}{_PART}{MONTH}{_PART}{_DAY}",
    re.IGNORECASE,
)
"""How day, month and year may stand, times and weekdays left out: dateutil also reads `6 of 19 2024`."""
_AROUND = re.compile(rf"(?<![^\W\d_]){WEEKDAY}", re.IGNORECASE)


def _bare(text: str) -> str:
    """The text without times and weekdays."""
    return " ".join(_AROUND.sub(" ", _CLOCK.sub(" ", text)).split()).strip(" ,")


def _guessed(text: str) -> datetime.date | None:
    """What dateutil reads where every order of day and month gives the same whole day."""
    text = folded(text) or ""
    bare = _bare(text)
    if not _SHAPE.fullmatch(bare):
        return None
    read = set()
    for default in _DEFAULTS:
        for day_first in (False, True):
            try:
                moment = dateutil_parser.parse(
                    bare, default=default, dayfirst=day_first
                )
            except (ValueError, OverflowError, TypeError, AttributeError, IndexError):
                return None
            read.add(moment.date())
    day = read.pop()
    if read or not _all_used(bare, day) or contradicts(text, day):
        return None
    return day_of(day.year, day.month, day.day)


def _all_used(text: str, day: datetime.date) -> bool:
    """Whether each number of the text is one of the day: dateutil makes 2020-05-21 of `20/21 May 1950`."""
    numbers = sorted(int(digits) for digits in re.findall("[0-9]+", text))
    wanted = [day.year, day.day]
    return numbers in (sorted(wanted), sorted([*wanted, day.month]))


def url_day(url: str) -> datetime.date | None:
    """The one day that an address names in segments of its own (/2024/06/19/, /2024-06-19, /20240619/).

    None where it names several, one before the web, or what the page is about.
    """
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    if _TOPICS.search(path):
        return None
    found = set()
    for match in _URL_DAY.finditer(path):
        year, month, day = (int(part) for part in match.groups() if part)
        found.add(day_of(year, month, day) if year >= _FIRST_WEB_YEAR else None)
    return found.pop() if len(found) == 1 else None


def is_later(day: datetime.date, captured: datetime.date | None) -> bool:
    """Whether a page was captured before the day. One day's grace: the captor's clock may be behind."""
    return captured is not None and day > captured + datetime.timedelta(days=1)


_ORDER = {rule: place for place, rule in enumerate(DateRule)}


Choice = tuple[datetime.date | None, DateRule | None, tuple[DateCandidate, ...]]


def choose(
    candidates: Iterable[DateCandidate], captured: datetime.date | None = None
) -> Choice:
    """(day, rule, all candidates, the best first): the best rule wins, the first of equal ones.

    A day to come when the article was captured never wins; such candidates are the last.
    """
    ranked = sorted(
        dict.fromkeys(candidates),
        key=lambda c: (is_later(c.day, captured), _ORDER[c.rule]),
    )
    if not ranked or is_later(ranked[0].day, captured):
        return None, None, tuple(ranked)
    best = ranked[0]
    return best.day, best.rule, tuple(ranked)
