"""The lexicons of one field in several runs or segments go in; all their terms come out in order, each once.

Terms are numbered and copied as arrays. They are looked at one by one only to find the places of new ones among many.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, groupby

import numpy

from indexer.engine.whoosh_index.arrays import Array, Longs, gathered
from indexer.engine.whoosh_index.lexicon import Lexicon

_FEW = 10
"""Looking up one term takes as long as ordering so many."""


@dataclass(frozen=True, slots=True)
class Ordering:
    """For each term the lexicon it is taken from and its ordinal there; for each lexicon the places of its terms."""

    lexicons: Sequence[Lexicon]
    origins: Longs
    ordinals: Longs
    places: list[Longs]

    @classmethod
    def of(cls, lexicons: Sequence[Lexicon]) -> "Ordering":
        """The order of the terms of some lexicons."""
        places = _places(lexicons)
        count = max((int(ranks[-1]) + 1 for ranks in places if len(ranks)), default=0)
        origins, ordinals = numpy.zeros((2, count), numpy.int64)
        for number, ranks in enumerate(places):
            origins[ranks] = number
            ordinals[ranks] = numpy.arange(len(ranks))
        return cls(lexicons, origins, ordinals, places)

    def __len__(self) -> int:
        return len(self.ordinals)

    def within(self, first: int, last: int) -> list[range]:
        """For each lexicon the ordinals of its terms among those from first to last."""
        bounds = (numpy.searchsorted(ranks, [first, last]) for ranks in self.places)
        return [range(*found.tolist()) for found in bounds]

    def text(self, first: int, kept: Array) -> tuple[Array, Longs]:
        """The terms from the first on that are kept, with a line break after each, and their sizes with it."""
        last = first + len(kept)
        within = self.within(first, last)
        if kept.all() and sum(map(bool, within)) == 1:
            ((lexicon, held),) = ((x, y) for x, y in zip(self.lexicons, within) if y)
            text, bounds = lexicon.lines(held)
            return text, numpy.diff(bounds)
        origins = self.origins[first:last][kept]
        ordinals = self.ordinals[first:last][kept]
        starts = numpy.empty(len(ordinals), numpy.int64)
        sizes = numpy.empty(len(ordinals), numpy.int64)
        texts = []
        before = 0
        for number, held in enumerate(within):
            text, bounds = self.lexicons[number].lines(held)
            ours = origins == number
            among = ordinals[ours] - held.start
            starts[ours] = before + bounds[among]
            sizes[ours] = numpy.diff(bounds)[among]
            texts.append(text)
            before += len(text)
        return gathered(numpy.concatenate(texts), starts, sizes), sizes


def _places(lexicons: Sequence[Lexicon]) -> list[Longs]:
    """For each lexicon the places of its terms in the order of all."""
    if len(lexicons) < 2:
        return [numpy.arange(len(lexicon)) for lexicon in lexicons]
    most = max(range(len(lexicons)), key=lambda number: len(lexicons[number]))
    others = [each for number, each in enumerate(lexicons) if number != most]
    if sum(map(len, others)) * _FEW > len(lexicons[most]):
        return _sorted_places([lexicon.terms() for lexicon in lexicons])[1]
    terms, found = _sorted_places([lexicon.terms() for lexicon in others])
    among, own = _placed(lexicons[most], terms)
    places = [among[ranks] for ranks in found]
    places.insert(most, own)
    return places


def _sorted_places(parts: list[list[bytes]]) -> tuple[list[bytes], list[Longs]]:
    """Each term once, ascending; for each part the places of its terms."""
    # Sorting what is sorted in pieces is merging.
    terms = [term for term, _ in groupby(sorted(chain.from_iterable(parts)))]
    place = {term: number for number, term in enumerate(terms)}
    found = (map(place.__getitem__, part) for part in parts)
    return terms, [numpy.fromiter(ranks, numpy.int64) for ranks in found]


def _placed(lexicon: Lexicon, terms: list[bytes]) -> tuple[Longs, Longs]:
    """The places of a few terms, ascending, and of all those of a lexicon in the order of both."""
    at = numpy.fromiter(map(lexicon.first_from, terms), numpy.int64, len(terms))
    known = [
        place < len(lexicon) and lexicon.term(place) == term
        for place, term in zip(at.tolist(), terms)
    ]
    fresh = ~numpy.array(known, bool)
    own = numpy.arange(len(lexicon))
    own += numpy.searchsorted(at[fresh], own, "right")
    # A fresh term comes before the one it is placed at.
    places = at + numpy.cumsum(fresh) - fresh
    return places, own
