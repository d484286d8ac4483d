"""A paragraph goes in, the dateline it opens with comes out, and the day that dateline means."""

import datetime
import re
from dataclasses import dataclass

from indexer.dates import MONTH, day_of, month_number

_DAY_OF_YEAR = (
    rf"(?:(?P<name>{MONTH})\s+(?P<d>[0-9]{{1,2}})|(?P<d2>[0-9]{{1,2}})\.?\s*(?:de\s+)?(?P<name2>{MONTH})"
    r"|(?P<m>[0-9]{1,2})\s?[월月]\s?(?P<d3>[0-9]{1,2})\s?[일日])(?:,?\s*(?P<y>[0-9]{4}))?"
)
_PLACE = r"(?P<place>[^\W\d_][^\d():;!?，（）]{1,80}?)"
_DATELINE = re.compile(
    rf"{_PLACE}(?:[,，、]\s*|\s+){_DAY_OF_YEAR}\.?\s*"
    r"(?:[(（](?P<agency>[^()（）\d]{2,40})[)）]\s*(?:--+|[—–―]+|-(?=\s|$)|:)|--+|[—–―]+|-$|$)\s*",
    re.IGNORECASE,
)
_UNDATED_DATELINE = re.compile(
    rf"{_PLACE}\s*\((?P<agency>[^()\d]{{2,40}})\)\s*(?:--+|[—–―]+|-(?=\s|$))\s*"
)
_MOST_PLACE_WORDS = 8


@dataclass(frozen=True, slots=True)
class Dateline:
    """`Pyongyang, February 1 (KCNA) --`: the text as it stands, the place, the month and day where it has them.

    end is where the article goes on in the text that was read.
    """

    text: str
    place: str
    month: int | None
    day: int | None
    year: int | None
    end: int


def dateline(text: str, agency: str | None = None) -> Dateline | None:
    """The dateline a paragraph opens with. One without a day counts only where it names the page's agency."""
    head = text[:200]
    match = _DATELINE.match(head)
    if not match and agency:
        match = _UNDATED_DATELINE.match(head)
        match = match if match and match["agency"].strip() == agency else None
    if not match or not _is_place(match["place"]):
        return None
    if not match["agency"] and not re.search("[,，、]", match.group()):
        return None
    parts = match.groupdict()
    name = parts.get("name") or parts.get("name2")
    month = month_number(name) if name else _number(parts.get("m"))
    day = _number(parts.get("d") or parts.get("d2") or parts.get("d3"))
    return Dateline(
        text=match.group().strip(),
        place=match["place"].strip(" ,"),
        month=month,
        day=day,
        year=_number(parts.get("y")),
        end=match.end(),
    )


def _is_place(words: str) -> bool:
    """A name: few words, none of which begins the way a sentence does in small letters."""
    return len(words.split()) <= _MOST_PLACE_WORDS and not words[0].islower()


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None


def dateline_day(
    line: Dateline, captured: datetime.date | None, other: datetime.date | None
) -> datetime.date | None:
    """The day of a dateline. A missing year is the one nearest to another date, else the last before the capture."""
    if line.month is None or line.day is None:
        return None
    if line.year is not None:
        return day_of(line.year, line.month, line.day)
    if other:
        years = [day_of(other.year + n, line.month, line.day) for n in (-1, 0, 1)]
        return min((d for d in years if d), key=lambda d: abs(d - other), default=None)
    if captured:
        # a day's grace: the captor's clock may be behind the publisher's
        latest = captured + datetime.timedelta(days=1)
        years = [day_of(latest.year - n, line.month, line.day) for n in (0, 1)]
        return next((d for d in years if d and d <= latest), None)
    return None
