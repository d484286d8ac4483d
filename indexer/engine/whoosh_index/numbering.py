"""What stays of a segment and what is new go in; the number that each document has in the next segment comes out.

Documents lie by day, then by id, undated ones last; so those that stay keep their order, and so do the new ones.
"""

from dataclasses import dataclass

import numpy

from indexer.engine.whoosh_index.arrays import Array, Ints, Longs
from indexer.engine.whoosh_index.reader import SegmentReader
from indexer.engine.whoosh_index.spool import Spooled, dated_first

GONE = -1


@dataclass(frozen=True, slots=True)
class Numbering:
    """For each old document its new number, or GONE; for each document that is added its number. Both ascend."""

    kept: Ints
    added: Ints

    @classmethod
    def of(cls, spooled: Spooled) -> "Numbering":
        """The numbers of what was spooled and of what stays of its base."""
        added = numpy.arange(len(spooled.ids), dtype=numpy.int32)
        if spooled.base is None:
            return cls(numpy.zeros(0, numpy.int32), added)
        places = _places(spooled.base, spooled)
        staying = spooled.staying
        before = numpy.cumsum(staying) - staying
        # The new documents before each old one: those placed at it or earlier.
        entering = numpy.cumsum(numpy.bincount(places, minlength=len(staying) + 1))
        kept = numpy.where(staying, before + entering[: len(staying)], GONE)
        earlier = numpy.append(before, staying.sum())[places]
        return cls(kept.astype(numpy.int32), (earlier + added).astype(numpy.int32))

    def __len__(self) -> int:
        return int((self.kept != GONE).sum()) + len(self.added)

    def column(self, old: Array | None, new: Array) -> Array:
        """One value for each document of the next segment, from those of the old one and the new ones."""
        whole = numpy.empty(len(self), new.dtype)
        whole[self.added] = new
        if old is not None:
            staying = self.kept != GONE
            whole[self.kept[staying]] = old[staying]
        return whole


def _places(base: SegmentReader, spooled: Spooled) -> Longs:
    """For each new document the first old one that comes after it."""
    days = dated_first(base.days)
    wanted = dated_first(spooled.days)
    firsts = numpy.searchsorted(days, wanted, "left").tolist()
    lasts = numpy.searchsorted(days, wanted, "right").tolist()
    ids = base.lexicon("id")
    places: Longs = numpy.empty(len(spooled.ids), numpy.int64)
    for number, name in enumerate(spooled.ids):
        same_day = base.id_rank[firsts[number] : lasts[number]]
        rank = ids.first_from(name.encode())
        places[number] = firsts[number] + numpy.searchsorted(same_day, rank)
    return places
