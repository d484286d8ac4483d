"""The lines after `More From` go in, teasers come out, and the lines that fit none.

A teaser is snippet, date, snippet, or title, title, snippet, date, snippet. Lines may be missing, so the dates are the
anchors: what stands before one is its teaser's title and snippet, and the snippet again may follow.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.dates import is_written, written_day


@dataclass(frozen=True, slots=True)
class PageTeaser:
    """One entry of the list; title is "" where it has none, day None where its date is impossible."""

    title: str
    snippet: str
    day: datetime.date | None


def teaser_start(lines: Sequence[str]) -> int:
    """Where the list begins on a page without its `More From` line: at the first whole teaser.

    A line that returns after a date is found nowhere else. len(lines) where there is no list.
    """
    for place in range(1, len(lines) - 1):
        if lines[place - 1] == lines[place + 1] and is_written(lines[place]):
            titled = place >= 3 and lines[place - 3] == lines[place - 2]
            return place - 3 if titled else place - 1
    return len(lines)


def begins_list(lines: Sequence[str]) -> bool:
    """Whether the lines begin with a whole teaser."""
    return bool(lines) and teaser_start(lines[:5]) == 0


def could_be_list(lines: Sequence[str]) -> bool:
    """Whether a list may begin here: with a line that comes twice, or a date, or nothing at all."""
    first = lines[:5]
    twice = len(set(first)) < len(first)
    return not first or twice or any(is_written(line) for line in first)


def outer_list(lines: Sequence[str], marks: Sequence[int]) -> int | None:
    """Which `More From` line begins the page's list: the first, or the last where a body quotes the first.

    Below a quoted list stand other lines. A title or snippet of a list may have the words too; it comes twice.
    """
    if not marks:
        return None
    first, last = marks[0], marks[-1]
    twice = lines[last] in lines[max(last - 2, 0) : last]
    return last if teasers(lines[first + 1 : last])[1] and not twice else first


def teasers(lines: Sequence[str]) -> tuple[list[PageTeaser], list[str]]:
    """The teasers in page order, and the lines that belong to none."""
    found: list[PageTeaser] = []
    left: list[str] = []
    start = 0
    for place, line in enumerate(lines):
        if place < start or not is_written(line):
            continue
        before = list(lines[start:place])
        after = lines[place + 1] if place + 1 < len(lines) else ""
        start = place + 1
        if not before and (not after or is_written(after)):
            left.append(line)
            continue
        title, snippet, repeated, extra = _entry(before, after, lines[start + 1 :])
        left.extend(extra)
        start += repeated
        found.append(PageTeaser(title, snippet, written_day(line)))
    return found, left + list(lines[start:])


def _entry(
    before: list[str], after: str, later: Sequence[str]
) -> tuple[str, str, bool, list[str]]:
    """(title, snippet, whether `after` repeats it, lines that fit no more) of the entry around one date."""
    if before and before[-1] == after:
        *rest, snippet = before
        repeated = True
    elif _follows(before, after, later):
        rest, snippet, repeated = before, after, True
    else:
        *rest, snippet = before
        repeated = False
    title = rest[-1] if rest else ""
    extra = rest[:-2] if rest[-2:-1] == [title] else rest[:-1]
    return title, snippet, repeated, extra


def _follows(before: list[str], after: str, later: Sequence[str]) -> bool:
    """Whether the snippet stands after the date alone: before it is nothing, or the title twice."""
    if not after or is_written(after):
        return False
    if not before:
        return True
    # otherwise `after` begins the next entry: as its snippet before a date, or as its title, which comes twice
    begins_next = bool(later) and (is_written(later[0]) or later[0] == after)
    return len(before) >= 2 and before[-1] == before[-2] and not begins_next
