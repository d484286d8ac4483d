"""Arrays of document numbers go in, their unions and intersections come out. All numbers ascend, each once."""

from dataclasses import dataclass

import numpy

from indexer.engine.whoosh_index.arrays import Array, Floats, Ints, Mask


@dataclass(frozen=True, slots=True)
class Matches:
    """Documents and the score of each."""

    documents: Ints
    scores: Floats

    def __len__(self) -> int:
        return len(self.documents)

    @classmethod
    def unscored(cls, documents: Ints) -> "Matches":
        return cls(documents, numpy.zeros(len(documents)))

    def among(self, documents: Ints) -> Floats:
        """The scores of documents that are all matches."""
        scores: Floats = self.scores[numpy.searchsorted(self.documents, documents)]
        return scores


def contained(items: Array, sorted_items: Array) -> Mask:
    """Which of the items are among others, which ascend."""
    if not len(sorted_items):
        return numpy.zeros(len(items), bool)
    places = numpy.searchsorted(sorted_items, items)
    places[places == len(sorted_items)] = 0
    found: Mask = sorted_items[places] == items
    return found


def intersection(parts: list[Ints]) -> Ints:
    """Documents in all of at least one part."""
    smallest, *others = sorted(parts, key=len)
    for other in others:
        smallest = smallest[contained(smallest, other)]
    return smallest


def union(parts: list[Ints], size: int) -> Ints:
    """Documents, of `size`, in any part."""
    joined = numpy.concatenate([numpy.zeros(0, numpy.int32), *parts])
    if len(joined) * 8 < size:
        return numpy.unique(joined)
    mask = numpy.zeros(size, bool)
    mask[joined] = True
    return numpy.flatnonzero(mask).astype(numpy.int32)


def summed(documents: Ints, weights: Floats, size: int) -> Matches:
    """Documents in any order, also repeated, become Matches with the sums of their positive weights."""
    if len(documents) * 8 < size:
        order = numpy.argsort(documents, kind="stable")
        documents, weights = documents[order], weights[order]
        starts = numpy.flatnonzero(numpy.diff(documents, prepend=-1))
        if not len(starts):
            return Matches.unscored(documents)
        return Matches(documents[starts], numpy.add.reduceat(weights, starts))
    dense: Floats = numpy.bincount(documents, weights, minlength=size).astype(
        numpy.float64, copy=False
    )
    found = numpy.flatnonzero(dense)
    return Matches(found.astype(numpy.int32), dense[found])


def first(primary: Array, secondary: Array, count: int) -> Array:
    """The places of the `count` smallest pairs (primary, secondary), smallest first."""
    if 0 < count < len(primary):
        limit = numpy.partition(primary, count - 1)[count - 1]
        below = numpy.flatnonzero(primary < limit)
        ties = numpy.flatnonzero(primary == limit)
        needed = count - len(below)
        if needed < len(ties):
            ties = ties[numpy.argpartition(secondary[ties], needed - 1)[:needed]]
        chosen = numpy.concatenate([below, ties])
    else:
        chosen = numpy.arange(len(primary) if count else 0)
    order = numpy.lexsort((secondary[chosen], primary[chosen]))
    return chosen[order]
