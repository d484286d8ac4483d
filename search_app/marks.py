"""The forms a query matched and a text go in, ranges of that text come out: what a page marks.

A range is half-open, in code points. A phrase is one range from its first word to its last; of words near one
another each is marked where all of them stand together; any other leaf marks the words whose form it matched.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import NamedTuple

from indexer.analysis import fold
from indexer.engine.query import Near, Phrase
from indexer.engine.results import Forms
from indexer.fields import DEFAULT_FIELDS
from search_app.graphemes import grown
from search_app.word_places import Places, WordPlaces

MOST_MARKS = 10_000
"""Marks of one text; nothing is marked after the last of them."""

MOST_ANALYSED = 20_000_000
"""Characters of one text that are searched for marks."""


class Mark(NamedTuple):
    """Characters start to end (excluded) of a text, and the leaves of the query that made it (their numbers)."""

    start: int
    end: int
    leaves: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of a text in order, none overlapping another. complete: whether they are all there are."""

    found: tuple[Mark, ...] = ()
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Marker:
    """Marks texts for one query: `forms` as the engine gave them, in the order of the query's leaves."""

    forms: Forms
    _plans: dict[str, "_Plan"] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def marks(self, text: str, field: str) -> tuple[Mark, ...]:
        """The marks of a field's text in order, overlapping ones merged."""
        return self.all_marks(text, field).found

    def all_marks(self, text: str, field: str) -> Marks:
        """The same, and whether they are complete: MOST_MARKS and MOST_ANALYSED bound them."""
        if field not in self._plans:
            self._plans[field] = _plan(self.forms, field)
        plan = self._plans[field]
        if not plan.single and not plan.together:
            return Marks()
        places = plan.words.places(text[:MOST_ANALYSED])
        found: list[Mark] = []
        # The word that the limit of analysed characters cuts is not marked.
        known = len(text) if len(text) <= MOST_ANALYSED else MOST_ANALYSED - 1
        for ranges in _ranges(plan, places):
            some = list(islice(ranges, MOST_MARKS + 1))
            found += some
            if len(some) > MOST_MARKS:
                known = min(known, some.pop().start)
        whole = (Mark(*grown(text, m.start, m.end), m.leaves) for m in found)
        kept = merged(mark for mark in whole if mark.end <= known)
        complete = known == len(text) and len(kept) <= MOST_MARKS
        return Marks(kept[:MOST_MARKS], complete)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What to look for in one field: single words (by letter, with their leaves), and leaves of several words."""

    words: WordPlaces
    single: Mapping[str, frozenset[int]]
    together: tuple[tuple[int, Phrase | Near], ...]


def _plan(forms: Forms, name: str) -> _Plan:
    single: dict[str, frozenset[int]] = {}
    together: list[tuple[int, Phrase | Near]] = []
    wanted: dict[str, None] = {}
    for number, leaf in enumerate(forms):
        if name not in ((leaf.field,) if leaf.field else DEFAULT_FIELDS):
            continue
        if isinstance(leaf, Phrase | Near):
            together.append((number, leaf))
            wanted.update(dict.fromkeys(fold(word) for word in leaf.words))
            continue
        for form in forms[leaf]:
            wanted[form] = None
            single[form] = single.get(form, frozenset()) | {number}
    words = WordPlaces(wanted)
    letters = {words.letters[form]: leaves for form, leaves in single.items()}
    return _Plan(words, letters, tuple(together))


def _ranges(plan: _Plan, places: Places) -> Iterator[Iterator[Mark]]:
    """The marks of all single words, then those of each leaf of several words; each in order."""
    yield _single(plan.single, places)
    for number, leaf in plan.together:
        mark = partial(Mark, leaves=frozenset((number,)))
        letters = [plan.words.letters[fold(word)] for word in leaf.words]
        match leaf:
            case Phrase():
                found = _phrase(places, "".join(letters))
            case Near():
                found = _near(places, letters, leaf.distance)
        yield (mark(start, end) for start, end in found)


def _single(wanted: Mapping[str, frozenset[int]], places: Places) -> Iterator[Mark]:
    """Marks of the leaves that match one word each."""
    if not wanted:
        return
    for letter, start, end in zip(
        places.letters, places.starts, places.ends, strict=True
    ):
        if letter in wanted:
            yield Mark(start, end, wanted[letter])


def _phrase(places: Places, expected: str) -> Iterator[tuple[int, int]]:
    """Runs of words whose forms are the expected ones, one after another."""
    length = len(expected)
    at = places.letters.find(expected) if length else -1
    while at >= 0:
        last = at + length - 1
        # Words that were not looked for may stand between those that were.
        if places.positions[last] - places.positions[at] == length - 1:
            yield places.starts[at], places.ends[last]
        at = places.letters.find(expected, at + 1)


def _near(
    places: Places, expected: Sequence[str], distance: int
) -> Iterator[tuple[int, int]]:
    """Each expected word that stands in a stretch of at most `distance` positions which holds them all."""
    missing = Counter(expected)
    ours = array("I", (n for n, c in enumerate(places.letters) if c in missing))
    left = told = 0
    for right, place in enumerate(ours):
        missing[places.letters[place]] -= 1
        while places.positions[place] - places.positions[ours[left]] > distance:
            missing[places.letters[ours[left]]] += 1
            left += 1
        if all(count <= 0 for count in missing.values()):
            for each in ours[max(left, told) : right + 1]:
                yield places.starts[each], places.ends[each]
            told = right + 1


def merged(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks in order, those that overlap made one."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if kept and mark.start < kept[-1].end:
            last = kept[-1]
            end = max(last.end, mark.end)
            kept[-1] = Mark(last.start, end, last.leaves | mark.leaves)
        else:
            kept.append(mark)
    return tuple(kept)


def within(marks: Sequence[Mark], start: int, end: int) -> tuple[Mark, ...]:
    """Of merged marks those of the part from start to end, counted from its start and clipped at its ends."""
    first = bisect_right(marks, start, key=lambda mark: mark.end)
    last = bisect_left(marks, end, key=lambda mark: mark.start)
    return tuple(
        Mark(max(mark.start, start) - start, min(mark.end, end) - start, mark.leaves)
        for mark in marks[first:last]
    )


def ranges(marks: Iterable[Mark]) -> list[list[int]]:
    """The marks as JSON has them: [start, end] each."""
    return [[mark.start, mark.end] for mark in marks]
