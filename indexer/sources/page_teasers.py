"""The lines after `More From` go in, teasers come out, and the lines that fit none.

A teaser is snippet, date, snippet, or title, title, snippet, date, snippet, and any one line may be missing. Of all
ways to read a list as such entries the one that misses least is taken.
"""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from indexer.dates import day_of, is_written, written_day

_WHOLE = "TTSDS"
_NAMES = (_WHOLE, "SDS", "TSDS", "TTSD", "TTDS", "SD", "DS", "SS", "TSD", "TTSS")
"""Every form of an entry: title, snippet and date. A letter that comes twice is the same line twice."""


@dataclass(frozen=True, slots=True)
class _Form:
    """A form of an entry. kinds tells the dates (D) from other lines (-); same and other are pairs of places."""

    name: str
    kinds: str
    same: tuple[tuple[int, int], ...]
    other: tuple[tuple[int, int], ...]


def _form(name: str) -> _Form:
    pairs = list(combinations(range(len(name)), 2))
    # an article may be no longer than its title
    differ = [] if name == _WHOLE else pairs
    return _Form(
        name,
        "".join("D" if part == "D" else "-" for part in name),
        tuple((a, b) for a, b in pairs if name[a] == name[b]),
        tuple((a, b) for a, b in differ if {name[a], name[b]} == {"T", "S"}),
    )


_FORMS = tuple(map(_form, _NAMES))

_SKIPPED = 3.0
"""The cost of a line that fits no entry; a missing line of an entry costs 1, its date a little more."""

_UNDATED = 0.3

_UNLIKE_THE_LIST = 0.5
"""The cost of an entry with a title among such without, or without one among such with."""

_LONG_TITLE = 1.2
"""The cost of a title as long as the snippets are. Two like lines may be a snippet whose date is missing."""

_LIKE_A_SNIPPET = 0.87
"""Of the length of a snippet, so much makes a title long."""

_LEAST_LONG = 40
"""Characters of such a title; shorter snippets tell nothing."""

_TWO_ENTRIES = 10

_SLASHED = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4})")


@dataclass(frozen=True, slots=True)
class PageTeaser:
    """One entry of the list; title is "" where it has none, day None where its date is missing or impossible.

    source is that of the list it stands in.
    """

    title: str
    snippet: str
    day: datetime.date | None
    source: str | None = None


@dataclass(slots=True)
class TeaserList:
    """What a list was read as: its teasers in page order and the lines that belong to none.

    tail is how many of these stand at the end.
    """

    teasers: list[PageTeaser] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    tail: int = 0


def is_date(line: str) -> bool:
    """Whether a line of a list is a date. One with slashes is, in whatever order."""
    return is_written(line) or _SLASHED.fullmatch(line) is not None


def teaser_start(lines: Sequence[str]) -> int:
    """Where the list begins on a page without its `More From` line: at the first whole teaser.

    A line that returns after a date is found nowhere else. len(lines) where there is no list.
    """
    for place in range(1, len(lines) - 1):
        if lines[place - 1] == lines[place + 1] and is_date(lines[place]):
            titled = place >= 3 and lines[place - 3] == lines[place - 2]
            return place - 3 if titled else place - 1
    return len(lines)


def begins_list(lines: Sequence[str]) -> bool:
    """Whether the lines begin with a whole teaser."""
    return bool(lines) and teaser_start(lines[:5]) == 0


def could_be_list(lines: Sequence[str]) -> bool:
    """Whether a list may begin here: with an entry, be it whole or not, or with nothing at all."""
    found = teasers(lines[:_TWO_ENTRIES])
    return not found.left or found.left[0] != lines[0]


def holds_list(lines: Sequence[str]) -> bool:
    """Whether the first lines hold one that comes twice, or a date."""
    first = lines[:5]
    return len(set(first)) < len(first) or any(is_date(line) for line in first)


def teasers(lines: Sequence[str], source: str | None = None) -> TeaserList:
    """The teasers of one list."""
    dated = [is_date(line) for line in lines]
    ways = [_Way(lines, dated, titled) for titled in (False, True)]
    way = min(ways, key=lambda way: way.cost)
    order = _slash_order(line for line, is_day in zip(lines, dated) if is_day)
    found = TeaserList()
    for start, form in way.entries():
        if form is None:
            found.left.append(lines[start])
            found.tail += 1
            continue
        found.tail = 0
        parts = dict(zip(form, lines[start : start + len(form)]))
        day = _day(parts["D"], order) if "D" in parts else None
        found.teasers.append(PageTeaser(parts.get("T", ""), parts["S"], day, source))
    return found


class _Way:
    """The cheapest reading of a list whose entries should all have a title, or none."""

    def __init__(
        self, lines: Sequence[str], dated: Sequence[bool], titled: bool
    ) -> None:
        self._lines, self._titled = lines, titled
        # the longest line is a snippet
        longest = max(map(len, lines), default=0)
        self._long_title = max(_LEAST_LONG, _LIKE_A_SNIPPET * longest)
        self._forms: list[str | None] = [None] * len(lines)
        kinds = "".join("D" if is_day else "-" for is_day in dated)
        costs = [0.0] * (len(lines) + 1)
        for start in range(len(lines) - 1, -1, -1):
            ways: list[tuple[float, str | None]] = [
                (costs[start + len(form.name)] + self._cost(start, form), form.name)
                for form in _FORMS
                if kinds.startswith(form.kinds, start) and self._fits(start, form)
            ]
            skipped = costs[start + 1] + _SKIPPED
            cost, name = min(ways, default=(skipped, None))
            costs[start] = min(cost, skipped)
            self._forms[start] = name if cost <= skipped else None
        self.cost = costs[0]

    def entries(self) -> Iterator[tuple[int, str | None]]:
        """Where each entry starts and the name of its form, None for a line that fits none."""
        start = 0
        while start < len(self._lines):
            name = self._forms[start]
            yield start, name
            start += len(name) if name else 1

    def _fits(self, start: int, form: _Form) -> bool:
        lines = self._lines
        return all(lines[start + a] == lines[start + b] for a, b in form.same) and all(
            lines[start + a] != lines[start + b] for a, b in form.other
        )

    def _cost(self, start: int, form: _Form) -> float:
        titled = form.name[0] == "T"
        cost = float((5 if titled else 3) - len(form.name))
        if "D" not in form.name:
            cost += _UNDATED
        if titled is not self._titled:
            cost += _UNLIKE_THE_LIST
        if titled and len(self._lines[start]) >= self._long_title:
            cost += _LONG_TITLE
        return cost


def _slash_order(lines: Iterator[str]) -> bool | None:
    """Whether the days of a list stand before the months, which only a number above 12 tells; None where none does."""
    matches = [m for line in lines if (m := _SLASHED.fullmatch(line))]
    firsts = any(int(match[1]) > 12 for match in matches)
    seconds = any(int(match[2]) > 12 for match in matches)
    return firsts if firsts is not seconds else None


def _day(line: str, day_first: bool | None) -> datetime.date | None:
    match = _SLASHED.fullmatch(line)
    if not match:
        return written_day(line)
    first, second, year = (int(part) for part in match.groups())
    if day_first is None and first != second:
        return None
    return day_of(year, *((second, first) if day_first else (first, second)))
