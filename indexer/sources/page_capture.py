"""The first lines of a page go in, its capture line comes out: the day somebody saved it, often stated twice."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer import dates

_NUMBERS = re.compile(r"[0-9]{1,4}([/.-])[0-9]{1,2}\1[0-9]{1,4}")
_SHORTEST, _LONGEST = 6, 80


@dataclass(frozen=True, slots=True)
class Capture:
    """The day, None where its numbers fit several; how many lines state it; whether it is there twice."""

    day: datetime.date | None
    lines: int
    twice: bool


def capture(lines: Sequence[str]) -> Capture | None:
    """What the first line or two could state as the day of capture; a body may open with a date too."""
    if not lines:
        return None
    line = lines[0]
    day = _day(line)
    if day is None and not is_numbers(line):
        day = _doubled(line)
        return Capture(day, 1, True) if day else None
    below = lines[1] if len(lines) > 1 else ""
    again = below == line or day is not None and _day(below) == day
    return Capture(day, 2 if again else 1, again)


def is_numbers(text: str) -> bool:
    """Whether it is three numbers in the order of some country."""
    return _NUMBERS.fullmatch(text) is not None


def _day(line: str) -> datetime.date | None:
    if not is_numbers(line):
        return dates.written_day(line)
    found = dates.read_date(line)
    return found.day if found else None


def _doubled(line: str) -> datetime.date | None:
    """The day that a line names twice with nothing between, once in short perhaps."""
    if len(line) > _LONGEST or sum(map(str.isdecimal, line)) < _SHORTEST:
        return None
    for place in range(_SHORTEST, len(line) - _SHORTEST + 1):
        day = dates.written_day(line[:place])
        if day and dates.written_day(line[place:].lstrip(" |,-")) == day:
            return day
    return None
