"""A publisher's date text goes in, a day and the rule that read it come out (home of dateutil).

Known ways of writing come first, from one table; dateutil reads what is left, and only where no order of day and
month and nothing of today has to be guessed. Days lie between the years 1600 and 2100. A wrong day is worse than none.
"""

import datetime
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from dateutil import parser as dateutil_parser

from indexer.article import DateCandidate, DateRule

FIRST_YEAR, LAST_YEAR = 1600, 2100
_LONGEST = 100
_JUCHE = 1911
"""Juche 1 is 1912."""
_FIRST_WEB_YEAR = 1990

_MONTHS = """
january jan enero ene janvier janv januar jän jänner janeiro gennaio gen января янв januari
february feb febrero février févr fevrier februar fevereiro fev febbraio февраля фев februari
march mar marzo mars märz mär março marco марта мар maart maret
april apr abril abr avril avr aprile апреля апр
may mayo mai maio maggio mag мая mei
june jun junio juin juni junho giugno giu июня июн
july jul julio juillet juil juli julho luglio lug июля июл
august aug agosto ago août aout августа авг augustus agustus
september sep sept septiembre setiembre set septembre setembro settembre сентября сен сент
october oct octubre octobre oktober okt outubro out ottobre ott октября окт
november nov noviembre novembre novembro ноября ноя нояб
december dec diciembre dic décembre déc decembre dezember dez dezembro dicembre декабря дек desember
"""
"""One line a month: English, Spanish, French, German, Portuguese, Italian, Russian, Dutch, Indonesian."""

_NUMBERS = {
    name: number
    for number, names in enumerate(_MONTHS.split("\n")[1:-1], start=1)
    for name in names.split()
}
MONTH = "(?:" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")(?![^\W\d_])\.?"
_WEEKDAY = r"(?:(?:[^\W\d_][\w-]{1,15}\.?,|mon|tue|wed|thu|fri|sat|sun)\s+)?"
_TIME = (
    r"(?:,?\s+(?:at\s+)?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?\s?(?:[ap]\.?m\.?)?"
    r"\s?(?:[a-z]{1,4}|[+-][0-9]{2}:?[0-9]{2})?(?:\s\([a-z]{1,5}\))?)?"
)
_ISO_TIME = (
    r"[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?\s?"
    r"(?:Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
_WRITTEN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<y>[0-9]{{4}})-(?P<m>[0-9]{{2}})-(?P<d>[0-9]{{2}})(?:{_ISO_TIME})?",
        rf"(?P<y>[0-9]{{4}})(?P<part>[./])(?P<m>[0-9]{{1,2}})(?P=part)(?P<d>[0-9]{{1,2}})\.?{_TIME}",
        r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})(?:T?[0-9]{4}(?:[0-9]{2})?Z?)?",
        rf"{_WEEKDAY}(?P<name>{MONTH})\s+(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>[0-9]{{4}}){_TIME}",
        rf"{_WEEKDAY}(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th|er|º|\.)?(?:\s+(?:de|of))?[\s-]*(?P<name>{MONTH}),?"
        rf"(?:\s+del?)?[\s-]+(?P<y>[0-9]{{4}})(?:\s*г\.?)?{_TIME}",
        r"(?:(?:주체|主体|主體)\s*[0-9]+\s*[(（]?)?(?P<y>[0-9]{4})[)）]?\s*[年년]\s*(?P<m>[0-9]{1,2})\s*[月월]"
        r"\s*(?P<d>[0-9]{1,2})\s*[日일]",
        r"juche\s*(?P<juche>[0-9]{1,3})(?:\s*\([0-9]{4}\))?\.\s*(?P<m>[0-9]{1,2})\.\s*(?P<d>[0-9]{1,2})\.?",
    )
)
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_URL_DAY = re.compile(
    r"(?<![0-9])([0-9]{4})([/-])([0-9]{2})\2([0-9]{2})(?![0-9])"
    r"|(?<=/)([0-9]{4})([0-9]{2})([0-9]{2})(?![0-9A-Za-z])"
)


def day_of(year: int, month: int, day: int) -> datetime.date | None:
    """The day, None where there is no such day or its year is out of bounds."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _written(text: str) -> re.Match[str] | None:
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    matches = (pattern.fullmatch(text) for pattern in _WRITTEN)
    return next((match for match in matches if match), None)


def is_written(text: str) -> bool:
    """Whether the text is a date in a known way of writing and nothing else, be the day possible or not."""
    return _written(text) is not None


def written_day(text: str) -> datetime.date | None:
    """The day of a text that is a date in a known way of writing and nothing else."""
    match = _written(text)
    if not match:
        return None
    parts = match.groupdict()
    if parts.get("juche"):
        year = int(parts["juche"]) + _JUCHE
    else:
        year = int(parts["y"])
    month = month_number(parts["name"]) if parts.get("name") else int(parts["m"])
    return day_of(year, month, int(parts["d"]))


def month_number(name: str) -> int:
    """1 to 12 of a name that MONTH matches."""
    return _NUMBERS[name.casefold().rstrip(".")]


def read_date(text: str) -> DateCandidate | None:
    """The day of a record's date: RECORD where the way of writing is known, PARSED where dateutil had to read it."""
    if is_written(text):
        day = written_day(text)
        return DateCandidate(DateRule.RECORD, day) if day else None
    day = _guessed(text)
    return DateCandidate(DateRule.PARSED, day) if day else None


def meta_line_day(text: str) -> DateCandidate | None:
    """The day of a `Date:` line, where the order DD/MM/YYYY is stated by the layout."""
    match = _DAY_FIRST.fullmatch(text.strip())
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
    r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?|[0-9]{1,2}\s?[ap]\.?m\b|[+-][0-9]{2}:?[0-9]{2}\s*$",
    re.IGNORECASE,
)
"""A time of day or a zone."""


def _guessed(text: str) -> datetime.date | None:
    """What dateutil reads where every order of day and month gives the same whole day."""
    if len(text) > _LONGEST or not re.search(r"(?<![0-9])[0-9]{4}(?![0-9])", text):
        return None
    read = set()
    for default in _DEFAULTS:
        for day_first in (False, True):
            try:
                moment = dateutil_parser.parse(
                    text, default=default, dayfirst=day_first, ignoretz=True
                )
            except (ValueError, OverflowError, TypeError, AttributeError, IndexError):
                return None
            read.add(moment.date())
    day = read.pop()
    if read or not _all_used(text, day):
        return None
    return day_of(day.year, day.month, day.day)


def _all_used(text: str, day: datetime.date) -> bool:
    """Whether each number of the text but a time is one of the day: dateutil makes 2020-05-21 of `20/21 May 1950`."""
    numbers = sorted(
        int(digits) for digits in re.findall("[0-9]+", _CLOCK.sub(" ", text))
    )
    wanted = [day.year, day.day]
    return numbers in (sorted(wanted), sorted([*wanted, day.month]))


def url_day(url: str) -> datetime.date | None:
    """The one day an address names (/2024/06/19/, 2024-06-19, /20240619); None where it names several."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    found = set()
    for match in _URL_DAY.finditer(path):
        year, _, month, day, *compact = match.groups()
        parts = [int(part) for part in (year, month, day) if part] or [
            int(part) for part in compact
        ]
        if parts[0] >= _FIRST_WEB_YEAR or match[2] == "/":
            found.add(day_of(*parts))
    return found.pop() if len(found) == 1 else None


def is_later(day: datetime.date, captured: datetime.date | None) -> bool:
    """Whether a page was captured before the day. One day's grace: the captor's clock may be behind."""
    return captured is not None and day > captured + datetime.timedelta(days=1)


_ORDER = {rule: place for place, rule in enumerate(DateRule)}


def choose(
    candidates: Iterable[DateCandidate],
) -> tuple[datetime.date | None, DateRule | None, tuple[DateCandidate, ...]]:
    """(day, rule, all candidates, the best first): the best rule wins, the first of equal ones."""
    ranked = sorted(dict.fromkeys(candidates), key=lambda c: _ORDER[c.rule])
    if not ranked:
        return None, None, ()
    best = ranked[0]
    return best.day, best.rule, tuple(ranked)
