"""Filters and a segment go in; for each limit a mask over the documents comes out: a facet leaves its own out."""

import numpy

from indexer.engine.request import Choice, DateRange, Filters
from indexer.engine.whoosh_index.arrays import Ints, Mask
from indexer.engine.whoosh_index.reader import SegmentReader
from indexer.engine.whoosh_index.schema import value_name
from indexer.engine.whoosh_index.spool import UNDATED
from indexer.fields import BY_NAME

_EPOCH = 719_163
"""date(1970, 1, 1).toordinal()"""


class Limits:
    """The limits of one request; each mask is made once."""

    def __init__(self, segment: SegmentReader, filters: Filters) -> None:
        self._segment = segment
        self._dates = [_in_range(segment.days, days) for days in filters.dates]
        self._always = [segment.days == UNDATED] if filters.undated else []
        self._choices = [
            (choice.field, _chosen(segment, choice)) for choice in filters.choices
        ]

    def keep(self, documents: Ints, but: str | None = None, dates: bool = True) -> Ints:
        """The documents within all limits, the Choice of field `but` left out, and the date ranges on request."""
        masks = [mask for field, mask in self._choices if field != but]
        masks += self._always + (self._dates if dates else [])
        for mask in masks:
            documents = documents[mask[documents]]
        return documents

    def marks(self, documents: Ints) -> Mask:
        """For each of the documents whether it is within all limits."""
        kept = numpy.ones(len(documents), bool)
        for mask in (*self._always, *self._dates, *(m for _, m in self._choices)):
            kept &= mask[documents]
        return kept


def _in_range(days: Ints, wanted: DateRange) -> Mask:
    mask: Mask = days != UNDATED
    if wanted.first:
        mask &= days >= wanted.first.toordinal()
    if wanted.last:
        mask &= days <= wanted.last.toordinal()
    if wanted.every_year:
        month, day = wanted.every_year
        dates = (days.astype(numpy.int64) - _EPOCH).astype("datetime64[D]")
        months = dates.astype("datetime64[M]")
        mask &= months.astype(numpy.int64) % 12 + 1 == month
        mask &= (dates - months).astype(numpy.int64) + 1 == day
    return mask


def _chosen(segment: SegmentReader, choice: Choice) -> Mask:
    segment.values(choice.field)
    if choice.any_of:
        mask = _having(segment, choice.field, choice.any_of)
    else:
        mask = numpy.ones(len(segment), bool)
    if choice.none_of:
        mask &= ~_having(segment, choice.field, choice.none_of)
    return mask


def _having(segment: SegmentReader, field: str, values: frozenset[str | None]) -> Mask:
    """Documents with any of these values; None is "no value"."""
    column = segment.values(field)
    mask = column.empty() if None in values else numpy.zeros(len(segment), bool)
    lexicon = segment.lexicon(value_name(BY_NAME[field]))
    for value in values - {None}:
        ordinal = lexicon.find(str(value).encode("utf-8", "surrogatepass"))
        if ordinal is not None:
            mask[segment.documents(lexicon, range(ordinal, ordinal + 1))] = True
    return mask
