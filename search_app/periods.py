"""Words for one period go in (`2024`, `June 2024`, `last week`), its first and last day come out.

Texts are in small letters with single spaces, as date_ranges prepares them.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from search_app.month_names import ENGLISH, MONTHS


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both included; relative where "today" decides which."""

    first: date
    last: date
    said: str
    relative: bool = False


class Ambiguous(Exception):
    """Numbers that two countries read as two days; str() is the sentence."""


_NAME = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR = r"(?P<year>[0-9]{4})"
_MONTH = rf"(?P<name>{_NAME})\.?"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_NUMBERS = (r"(?P<month>[0-9]{1,2})", r"(?P<day>[0-9]{1,2})")
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}(?: ?[年년]| ?г\.?)?",
        rf"{_YEAR}([-/.]){_NUMBERS[0]}(?:\2{_NUMBERS[1]})?",
        r"(?P<year>(?:1[5-9]|2[01])[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        rf"(?:{_DAY}[ -](?:of |de )?)?{_MONTH},?[ -](?:de |del )?{_YEAR}(?: ?г\.?)?",
        rf"{_MONTH} {_DAY},? {_YEAR}",
        rf"{_YEAR} {_MONTH}(?: {_DAY})?",
        rf"{_YEAR} ?[年년] ?{_NUMBERS[0]} ?[月월](?: ?{_NUMBERS[1]} ?[日号號일])?",
    )
)
_TURNED = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_YEARLY = re.compile(
    rf"(?:(?P<every>(?:every year|every|each year)(?: on)? ))?(?:{_DAY} (?:of )?{_MONTH}|(?:{_MONTH} {_DAY}))"
    r"(?P<after>(?: of|,)? (?:every|each) year)?".replace(
        "(?P<name>", "(?P<name0>", 1
    ).replace("(?P<day>", "(?P<day0>", 1)
)
_SPAN = re.compile(r"(?:the )?(?:last|past) ([0-9]{1,4}) (day|week|month|year)s?")
_CURRENT = re.compile(r"(this|last|past|previous) (week|month|year)")
_DAYS = {"today": 0, "yesterday": -1}


def period(text: str, today: date) -> Period | None:
    """The period that a text names; None for none. Raises Ambiguous, and ValueError for a day that does not exist."""
    found = relative(text, today)
    if found:
        return found
    for form in _FORMS:
        match = form.fullmatch(text)
        if match:
            groups = match.groupdict()
            month = groups.get("month") or MONTHS.get(groups.get("name") or "")
            return calendar_period(groups["year"], month, groups.get("day"))
    return _turned(text)


def calendar_period(
    year: str, month: str | int | None = None, day: str | None = None
) -> Period:
    """A year, a month or a day. Raises ValueError where there is none of that number."""
    if month is None:
        first, last = date(int(year), 1, 1), date(int(year), 12, 31)
    elif day is None:
        first = date(int(year), int(month), 1)
        last = first.replace(day=monthrange(first.year, first.month)[1])
    else:
        first = last = date(int(year), int(month), int(day))
    return Period(first, last, said(first, last))


def said(first: date, last: date) -> str:
    """Two days in words: 2024, June 2024, 19 June 2024, 2019–2021, 16 May 2024 – 2 June 2024."""
    if first == last:
        return day_said(first)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        years = f"{first.year:04}–{last.year:04}"
        return f"{first.year:04}" if first.year == last.year else years
    if first.day == 1 and last.day == monthrange(last.year, last.month)[1]:
        if (first.year, first.month) == (last.year, last.month):
            return _month_said(first)
        return f"{_month_said(first)} – {_month_said(last)}"
    return f"{day_said(first)} – {day_said(last)}"


def day_said(day: date) -> str:
    """19 June 2024."""
    return f"{day.day} {_month_said(day)}"


def _month_said(day: date) -> str:
    return f"{ENGLISH[day.month - 1]} {day.year:04}"


def yearly(text: str) -> tuple[int, int] | None:
    """(month, day) of `15 April every year`. Raises ValueError where no year has that day."""
    match = _YEARLY.fullmatch(text)
    if not match or not (match["every"] or match["after"]):
        return None
    month = MONTHS[match["name0"] or match["name"]]
    day = int(match["day0"] or match["day"])
    date(2024, month, day)
    return month, day


def _turned(text: str) -> Period | None:
    """19/06/2024 or 06/19/2024, where only one reading is a day."""
    match = _TURNED.fullmatch(text)
    if not match:
        return None
    one, _, two, year = match.groups()
    days = []
    for day, month in {(one, two), (two, one)}:
        try:
            days.append(calendar_period(year, month, day))
        except ValueError:
            continue
    days.sort(key=lambda each: each.first)
    if len({each.first for each in days}) > 1:
        names = [each.said for each in days]
        tries = [each.first.isoformat() for each in days]
        raise Ambiguous(
            f"may be {names[0]} or {names[1]}. Write {tries[0]} or {tries[1]}."
        )
    return days[0] if days else None


def relative(text: str, today: date) -> Period | None:
    """today, yesterday, this week, last month, past 30 days (today included). Raises ValueError before year 1."""
    if text in _DAYS:
        day = _moved(today, days=_DAYS[text])
        return Period(day, day, f"{text} ({_short(day, day, today)})", True)
    match = _CURRENT.fullmatch(text)
    if match:
        first, last = _current(match[2], today, back=match[1] != "this")
        return Period(first, last, f"{text} ({_short(first, last, today)})", True)
    match = _SPAN.fullmatch(text)
    if match and int(match[1]):
        first = _back(int(match[1]), match[2], today)
        return Period(first, today, f"{text} ({_short(first, today, today)})", True)
    return None


def _moved(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError as error:
        raise ValueError from error


def _current(unit: str, today: date, back: bool) -> tuple[date, date]:
    """The week (Monday to Sunday), month or year that holds today, or the one before it."""
    if unit == "week":
        monday = _moved(today, -today.weekday() - 7 * back)
        return monday, _moved(monday, 6)
    if unit == "month":
        months = today.year * 12 + today.month - 1 - back
        found = calendar_period(str(months // 12), months % 12 + 1)
    else:
        found = calendar_period(str(today.year - back))
    return found.first, found.last


def _back(count: int, unit: str, today: date) -> date:
    """The first of the last `count` days, weeks, months or years, which end today."""
    if unit in ("day", "week"):
        return _moved(today, 1 - count * (7 if unit == "week" else 1))
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "year" else 1)
    year, month = months // 12, months % 12 + 1
    if year < 1:
        raise ValueError
    length = monthrange(year, month)[1]
    return _moved(date(year, month, min(today.day, length)), 1)


def _short(first: date, last: date, today: date) -> str:
    """16–22 November, 30 November – 6 December, November, 24 November 2025: no more than is needed."""
    if last.year != today.year or first.year != last.year:
        return said(first, last)
    month = ENGLISH[last.month - 1]
    if first == last:
        return f"{last.day} {month}"
    whole = said(first, last)
    if not whole[0].isdigit() or whole.isdigit():
        return whole
    if first.month == last.month:
        return f"{first.day}–{last.day} {month}"
    return f"{first.day} {ENGLISH[first.month - 1]} – {last.day} {month}"
