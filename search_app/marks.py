"""The forms a query matched and a text go in, ranges of that text come out: what a page marks.

A range is half-open, in code points. A phrase is one range from its first word to its last; of words near one
another each is marked where all of them stand together; any other leaf marks the words whose form it matched.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from indexer.analysis import Token, fold, tokens
from indexer.engine.query import Leaf, Near, Phrase
from indexer.engine.results import Forms
from indexer.fields import DEFAULT_FIELDS

MOST_ANALYSED = 400_000
"""Characters of one text that are searched for marks (a tenth of a second); a longer text is marked up to there."""


class Mark(NamedTuple):
    """Characters start to end (excluded) of a text, and the leaves of the query that made it (their numbers)."""

    start: int
    end: int
    leaves: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Marker:
    """Marks texts for one query: `forms` as the engine gave them, in the order of the query's leaves."""

    forms: Forms

    def marks(self, text: str, field: str) -> tuple[Mark, ...]:
        """The marks of a field's text in order, overlapping ones merged; none beyond MOST_ANALYSED characters."""
        leaves = [
            (number, leaf)
            for number, leaf in enumerate(self.forms)
            if field in (leaf.field and (leaf.field,) or DEFAULT_FIELDS)
        ]
        if not leaves:
            return ()
        words = list(tokens(text[:MOST_ANALYSED]))
        found = list(self._single(words, leaves))
        for number, leaf in leaves:
            match leaf:
                case Phrase(expected):
                    ranges = _phrase(words, [fold(word) for word in expected])
                case Near(expected, distance):
                    ranges = _near(words, [fold(word) for word in expected], distance)
                case _:
                    continue
            found += [Mark(start, end, frozenset((number,))) for start, end in ranges]
        return merged(found)

    def _single(
        self, words: Sequence[Token], leaves: Iterable[tuple[int, Leaf]]
    ) -> Iterator[Mark]:
        """Marks of the leaves that match one word each, in one pass over the words."""
        wanted: dict[str, frozenset[int]] = {}
        for number, leaf in leaves:
            if isinstance(leaf, Phrase | Near):
                continue
            for form in self.forms[leaf]:
                wanted[form] = wanted.get(form, frozenset()) | {number}
        for word in words:
            if word.form in wanted:
                yield Mark(word.start, word.end, wanted[word.form])


def _phrase(
    words: Sequence[Token], expected: Sequence[str]
) -> Iterator[tuple[int, int]]:
    """Runs of words whose forms are the expected ones, one after another."""
    length = len(expected)
    if not length:
        return
    for place, word in enumerate(words):
        if word.form != expected[0]:
            continue
        run = words[place : place + length]
        if [each.form for each in run] == list(expected):
            yield run[0].start, run[-1].end


def _near(
    words: Sequence[Token], expected: Sequence[str], distance: int
) -> Iterator[tuple[int, int]]:
    """Each expected word that stands in a stretch of at most `distance` positions which holds them all."""
    wanted = Counter(expected)
    places = [place for place, word in enumerate(words) if word.form in wanted]
    missing = Counter(wanted)
    taking_part: set[int] = set()
    left = 0
    for right, place in enumerate(places):
        missing[words[place].form] -= 1
        while place - places[left] > distance:
            missing[words[places[left]].form] += 1
            left += 1
        if all(count <= 0 for count in missing.values()):
            taking_part.update(places[left : right + 1])
    for place in sorted(taking_part):
        yield words[place].start, words[place].end


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
