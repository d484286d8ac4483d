"""A paragraph goes in, the dateline it opens with comes out, and the day that dateline means.

A dateline is told by what surrounds its place: a day, an agency's name, a dash or brackets. What a sentence could
also say is left in the sentence: an unread dateline costs less than a lost word or a wrong day.
"""

import datetime
import re
from dataclasses import dataclass, replace

from indexer.dates.newswires import AGENCY, is_newswire
from indexer.dates.places import is_chinese_town, is_credit, is_japanese_town, is_place
from indexer.dates.weekdays import WEEKDAY
from indexer.dates.written import MONTH, day_of, month_number

_DAY_OF_YEAR = (
    r"(?:(?:(?P<y0>[0-9]{4})\s?[年년]\s?)?(?P<m>[0-9]{1,2})\s?[월月]\s?(?P<d3>[0-9]{1,2})\s?[일日]"
    rf"|(?:(?P<name>{MONTH})\s+(?P<d>[0-9]{{1,2}})(?![0-9])(?:st|nd|rd|th)?"
    rf"|(?P<d2>[0-9]{{1,2}})(?:\.|er|[ºª°])?\s*(?:de\s+)?(?P<name2>{MONTH}))"
    r"(?:,?\s*(?:del?\s+)?(?P<y>[0-9]{4})(?![0-9])(?:\s?г(?:ода\b|\.))?)?)"
)
_DISPATCH_DAY = (
    r"(?:(?:(?P<y0>[0-9]{4})\s?[年년]\s?)?(?P<m>[0-9]{1,2})\s?[月월]\s?)?"
    r"(?P<d3>[0-9]{1,2})\s?[日일]"
)
_PLACE = r"(?P<place>[^\W\d_](?:[^\d():;!?=/<>\[\]{}\"“”„«»「」『』【】_—―]|(?<=\w)/(?=\w)){1,80}?)"
_DASH = r"(?:--+|[—–―]+|[-_](?=\s|$))"
_BRACKETED = r"\((?P<agency>[^()\d]{2,40})\)"
_SLASHED = r"/(?P<slashed>[^/\d]{2,40})/"
_HAN = r"[\u3400-\u9fff々·・]"
_KOREAN_BYLINE = r"(?:\s*[가-힣·,\s]{2,40}(?:기자|특파원|통신원)\s*=)?"

_DATED = re.compile(
    rf"{_PLACE}(?:[,、]\s*|\s+)(?:{WEEKDAY},?\s+)?(?:le\s+|den\s+)?{_DAY_OF_YEAR}[.,]?\s*"
    rf"(?:{_BRACKETED}\s*(?P<close>\.?{_DASH}|:|(?=\s|$))|{_SLASHED}\s*(?P<after>\.?\s*{_DASH}|\.)"
    rf"|(?P<bare>{_DASH}))\s*",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    rf"{_PLACE}[,.、]\s*{_DAY_OF_YEAR}[.,]?\s*(?:{_DASH}\s*(?P<agency>{AGENCY})"
    rf"(?:,(?:\s[^\W\d_][\w-]{{1,20}}){{2,3}})?\.(?=\s|$)|(?P<agency2>{AGENCY})\s*\.?{_DASH})\s*",
    re.IGNORECASE,
)
_UNDATED = re.compile(
    rf"{_PLACE}(?:\s*{_BRACKETED}\s*\.?{_DASH}|\s+{_SLASHED}(?:\.(?=\s|$)|\s*{_DASH})"
    r"|\s?--\s?\((?P<agency2>BUSINESS WIRE)\)\s?--)\s*",
    re.IGNORECASE,
)
_AGENCY_FIRST = re.compile(
    rf"\((?P<agency>{AGENCY})\)\s*{_DASH}\s*{_PLACE},\s*{_DAY_OF_YEAR}\.?\s*{_DASH}\s*",
    re.IGNORECASE,
)
_HAN_DISPATCH = re.compile(
    rf"\(?据?(?P<agency>{_HAN}{{1,6}}?[社网網报報])?\s?(?P<place>{_HAN}{{2,8}}?)\s?{_DISPATCH_DAY}\s?(?:专|專)?[电電讯訊]"
    rf"(?:\s?\({AGENCY}\))?"
    r"(?:\s?\((?:本报|特约|实习)?(?:记者|記者|通讯员|通訊員)[^()\d]{1,60}\)|\)?(?:\s*(?::|--+|[—–]+)|(?=\s|$)))\s*"
)
_BRACKETS = re.compile(
    r"[(\[【](?P<place>[^\W\d_][^\d=()\[\]【】/:;!?\"]{0,24}?)\s*"
    rf"(?:(?P<sign>=)|{_DISPATCH_DAY}\s?[発發발]?\s?=?|(?P<joined>))\s*(?P<agency>{AGENCY})\s*[)\]】]"
    rf"{_KOREAN_BYLINE}\s*{_DASH}?\s*",
    re.IGNORECASE,
)

_FEW_PLACE_WORDS = 4
_WEEKDAY_WORD = re.compile(WEEKDAY, re.IGNORECASE)

_ENDS = re.compile(r"[-–—―_/)\]】电電讯訊]")
"""One of these closes every dateline; few paragraphs open with one."""

# one character for one, so that places in the text stay what they are
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_NARROW |= {zero + n: 0x30 + n for zero in (0x660, 0x6F0) for n in range(10)}
_NARROW |= {ord("〔"): ord("["), ord("〕"): ord("]"), ord("，"): ord(",")}


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
    """The dateline a paragraph opens with; agency is the one its page names, and is believed like a known one."""
    head = text[:200].translate(_NARROW)
    if not _ENDS.search(head):
        return None
    for pattern, fits in _FORMS:
        match = pattern.match(head)
        if match and fits(_Reading(match, agency)):
            return _dateline(text, match)
    return None


def stated_dateline(text: str, agency: str | None = None) -> Dateline | None:
    """The dateline of a text that is said to be one: no dash need close it, and a place in capitals may stand alone."""
    if found := dateline(text, agency):
        return found
    if line := dateline(f"{text} --", agency):
        return replace(line, text=text.strip(), end=len(text))
    place = text.strip(" -–—_")
    if re.fullmatch(_PLACE, place) and _is_shouted(place) and is_place(place):
        return Dateline(text.strip(), place, None, None, None, len(text))
    return None


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a pattern matched, with the questions that tell a dateline from a sentence."""

    match: re.Match[str]
    page_agency: str | None

    def part(self, *names: str) -> str:
        parts = self.match.groupdict()
        return next((parts[name].strip() for name in names if parts.get(name)), "")

    @property
    def place(self) -> str:
        return self.part("place").strip(" ,")

    @property
    def agency(self) -> str:
        return self.part("agency", "agency2", "slashed")

    @property
    def known(self) -> bool:
        """Whether an agency signs it that is known, to all or to the page."""
        return bool(self.agency) and (
            self.agency == self.page_agency or is_newswire(self.agency)
        )

    @property
    def shouted(self) -> bool:
        """Whether the place is in capitals, at least before its first comma."""
        return _is_shouted(self.place)

    @property
    def begins_sentence(self) -> bool:
        """Whether what follows can begin a sentence: no small letter."""
        rest = self.match.string[self.match.end() :].lstrip("\"'“”„«‘ ")
        return not rest[:1].islower()


def _dateline(text: str, match: re.Match[str]) -> Dateline | None:
    reading = _Reading(match, None)
    name = reading.part("name", "name2")
    month = month_number(name) if name else _number(reading.part("m"))
    day = _number(reading.part("d", "d2", "d3")) if month else None
    # a leap year has every day there is
    if month and day and not day_of(2000, month, day):
        return None
    return Dateline(
        text=text[: match.end()].strip(),
        place=reading.place,
        month=month,
        day=day,
        year=_number(reading.part("y", "y0")),
        end=match.end(),
    )


def _is_shouted(place: str) -> bool:
    town = place.split(",")[0]
    return sum(map(str.isupper, town)) > 1 and town == town.upper()


def _spells(place: str, agency: str) -> bool:
    """Whether the initials of a name give the agency's: the brackets explain it."""
    words = re.split(r"[\s-]+", place.split(",")[0])
    initials = "".join(word[:1] for word in words if not word[:1].islower())
    return initials.casefold().endswith(agency.casefold())


def _fits_dated(reading: _Reading) -> bool:
    """Place and day, then an agency in brackets or slashes and a dash, or a dash alone."""
    if not is_place(reading.place):
        return False
    comma = re.match(r"\s*[,、]", reading.match.string[reading.match.end("place") :])
    if not reading.agency:
        if reading.shouted:
            few = len(reading.place.split(",")[0].split()) <= _FEW_PLACE_WORDS
            return few and (bool(comma) or "," in reading.place)
        return bool(comma) and _sets_off(reading)
    closed = bool(reading.part("close", "after"))
    if reading.known:
        return closed or bool(comma) and reading.begins_sentence
    sure = bool(comma) and reading.agency.isupper() or reading.begins_sentence
    return closed and sure and _signs(reading.agency)


def _sets_off(reading: _Reading) -> bool:
    """Whether a dash ends it that no compound has. A hyphen may, where nothing follows."""
    dash = reading.part("bare")
    ends = reading.match.end() == len(reading.match.string)
    return (ends or dash not in "-_") and reading.begins_sentence


def _signs(agency: str) -> bool:
    """Whether an unknown name can be an agency's: no word in small letters, no day of the week."""
    return not agency[0].islower() and not _WEEKDAY_WORD.fullmatch(agency)


def _fits_signed(reading: _Reading) -> bool:
    return is_place(reading.place)


def _fits_undated(reading: _Reading) -> bool:
    place = reading.place
    if not reading.known or not is_place(place) or _spells(place, reading.agency):
        return False
    few = len(place.split()) <= _FEW_PLACE_WORDS or "," in place
    return reading.shouted or few and reading.begins_sentence


def _fits_han(reading: _Reading) -> bool:
    return is_chinese_town(reading.place)


def _fits_brackets(reading: _Reading) -> bool:
    if is_credit(reading.place):
        return False
    if reading.part("d3") or reading.part("sign"):
        return True
    return is_japanese_town(reading.place)


_FORMS = (
    (_SIGNED, _fits_signed),
    (_DATED, _fits_dated),
    (_UNDATED, _fits_undated),
    (_AGENCY_FIRST, _fits_signed),
    (_BRACKETS, _fits_brackets),
    (_HAN_DISPATCH, _fits_han),
)


def _number(digits: str) -> int | None:
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
