"""The documents that stay go in; for each pair of stem and form the first of them that holds it comes out.

A segment keeps one document of a pair, the first. Where that one goes, the others are found again: a document holds
a pair if its stem and its form have a position in common. An accented pair (form, stem) counts only where the stem
is not the form's own in the document's language.
"""

import numpy

from indexer.analysis import stem
from indexer.engine.whoosh_index.arrays import Array, Ints, Longs, Mask
from indexer.engine.whoosh_index.lexicon import Lexicon
from indexer.engine.whoosh_index.reader import SegmentReader
from indexer.engine.whoosh_index.schema import PAIR, IndexField, exact_name

_FEW = 256
"""Documents that are looked at first."""


def is_own_stem(stemmed: str, form: str, language: str | None) -> bool:
    """Whether a form typed without accents leads to the stem anyhow."""
    return stem(form, language) == stemmed


def first_holders(segment: SegmentReader, field: IndexField, staying: Mask) -> Ints:
    """For each term of a `_forms` field the first document that stays and holds it, or one that goes."""
    pairs = segment.lexicon(field.name)
    holders = segment.documents(pairs, range(len(pairs))).copy()
    lost = numpy.flatnonzero(~staying[holders])
    if len(lost):
        search = _Search(segment, field.field.name, staying)
        for ordinal in lost.tolist():
            found = search.first(pairs.word(ordinal), int(holders[ordinal]))
            if found is not None:
                holders[ordinal] = found
    return holders


class _Search:
    """Looks for documents that hold a pair."""

    def __init__(self, segment: SegmentReader, field: str, staying: Mask) -> None:
        self._segment = segment
        self._stems = segment.lexicon(field)
        self._forms = segment.lexicon(exact_name(field))
        self._staying = staying
        column = segment.values("language")
        self._languages = [None, *map(column.values.word, range(len(column.values)))]
        # For each document the place of its language in that list.
        self._spoken = numpy.zeros(len(segment), numpy.int32)
        self._spoken[~column.empty()] = column.ordinals + 1

    def first(self, pair: str, after: int) -> int | None:
        """The first document after this one."""
        stemmed, form, accented = _taken_apart(pair)
        stems = self._stems.find(stemmed.encode())
        forms = self._forms.find(form.encode())
        if stems is None or forms is None:
            return None
        wanted = self._staying
        if accented:
            fitting = [not is_own_stem(stemmed, form, code) for code in self._languages]
            wanted = wanted & numpy.array(fitting)[self._spoken]
        return self._common(stems, forms, wanted, after)

    def _common(self, stems: int, forms: int, wanted: Mask, after: int) -> int | None:
        """The first wanted document in which two terms have a position in common."""
        documents = self._segment.documents(self._forms, range(forms, forms + 1))
        start = int(numpy.searchsorted(documents, after, "right"))
        size = _FEW
        while start < len(documents):
            among = documents[start : start + size]
            if wanted[among].any():
                first, last = int(among[0]), int(among[-1])
                ours = self._places(self._forms, forms, first, last)
                theirs = self._places(self._stems, stems, first, last)
                shared = numpy.intersect1d(ours, theirs, assume_unique=True) >> 32
                found = shared[wanted[shared]]
                if len(found):
                    return int(found[0])
            start += size
            size *= 4
        return None

    def _places(self, lexicon: Lexicon, ordinal: int, first: int, last: int) -> Longs:
        """Where a term stands in the documents from first to last: document and position in one number, ascending."""
        one = range(ordinal, ordinal + 1)
        documents = self._segment.documents(lexicon, one)
        frequencies = self._segment.frequencies(lexicon, one)
        low, high = numpy.searchsorted(documents, [first, last + 1]).tolist()
        before = int(frequencies[:low].sum())
        held: Array = frequencies[low:high]
        among = numpy.repeat(documents[low:high].astype(numpy.int64), held)
        positions = self._segment.positions(lexicon, one)
        return among << 32 | positions[before : before + len(among)]


def _taken_apart(pair: str) -> tuple[str, str, bool]:
    """Stem and form of a pair, and whether it is an accented one."""
    first, second, *third = pair.split(PAIR)
    return (third[0], second, True) if third else (first, second, False)
