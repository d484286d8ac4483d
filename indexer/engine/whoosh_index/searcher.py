"""A Query and a segment go in, every match and its score come out: the closed union evaluated in bulk.

The formula is that of indexer.scoring; what each leaf means is defined by indexer.engine.query.
"""

import time
from collections import Counter
from dataclasses import dataclass
from typing import assert_never

import numpy

from indexer.analysis import fold
from indexer.engine.errors import TooExpensive
from indexer.engine.query import (
    All,
    And,
    Fuzzy,
    Leaf,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Term,
    Wildcard,
)
from indexer.engine.request import MAX_TERMS
from indexer.engine.whoosh_index.arrays import Array, Ints, Longs
from indexer.engine.whoosh_index.expansion import (
    exact_terms,
    form,
    all_stems,
    stemmed,
    too_many,
)
from indexer.engine.whoosh_index.lexicon import Lexicon
from indexer.engine.whoosh_index.matches import (
    Matches,
    contained,
    intersection,
    summed,
    union,
)
from indexer.engine.whoosh_index.reader import SegmentReader
from indexer.engine.whoosh_index.schema import exact_name, forms_name
from indexer.scoring import CONSTANT_SCORE, DEFAULT, boosts

_FARTHEST = (1 << 31) - 1
"""More positions than a field has."""

Expansion = dict[str, tuple[Lexicon, list[range]]]
"""For each field of the archive the lexicon that a leaf's terms are in, and their ordinals."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One request at work on one segment; TooExpensive is raised when time.monotonic() passes the deadline."""

    segment: SegmentReader
    languages: tuple[str | None, ...]
    deadline: float | None = None

    def document_scores(self, query: Query) -> Matches:
        """Every match, scored as a hit: the query's score times the factor of the document's kind."""
        found = self.matches(query)
        factors = self.segment.factors[found.documents]
        return Matches(found.documents, found.scores * factors)

    def matches(self, query: Query) -> Matches:
        """Every match with the sum of its parts' scores."""
        self.check_time()
        match query:
            case All():
                return Matches.unscored(self._everything())
            case Not(part):
                without = self.matches(part).documents
                kept = numpy.ones(len(self.segment), bool)
                kept[without] = False
                return Matches.unscored(numpy.flatnonzero(kept).astype(numpy.int32))
            case And(parts):
                return self._and([self.matches(part) for part in parts])
            case Or(parts):
                return self._or([self.matches(part) for part in parts])
            case _:
                return self._leaf(query)

    def check_time(self) -> None:
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise TooExpensive("The search took too long.", timed_out=True)

    def _everything(self) -> Ints:
        return numpy.arange(len(self.segment), dtype=numpy.int32)

    def _and(self, parts: list[Matches]) -> Matches:
        if not parts:
            return Matches.unscored(self._everything())
        documents = intersection([part.documents for part in parts])
        scores = numpy.zeros(len(documents))
        for part in parts:
            scores += part.among(documents)
        return Matches(documents, scores)

    def _or(self, parts: list[Matches]) -> Matches:
        documents = union([part.documents for part in parts], len(self.segment))
        scores = numpy.zeros(len(documents))
        for part in parts:
            scores[numpy.searchsorted(documents, part.documents)] += part.scores
        return Matches(documents, scores)

    def _leaf(self, leaf: Leaf) -> Matches:
        match leaf:
            case Term() | Fuzzy():
                return self._bm25f(leaf)
            case Prefix() | Wildcard():
                documents = self.holders(leaf)
                return Matches(documents, numpy.full(len(documents), CONSTANT_SCORE))
            case Phrase(words, field) | Near(words, field=field):
                documents = self._in_place(leaf)
                scores = numpy.zeros(len(documents))
                for word in words:
                    term = self._bm25f(Term(word, field, exact=True))
                    scores += term.among(documents)
                return Matches(documents, scores)
            case _:
                assert_never(leaf)

    def expansion(self, leaf: Leaf) -> Expansion:
        """The terms that a leaf stands for, in each field it looks into."""
        found: Expansion = {}
        for field in boosts(leaf.field):
            self.check_time()
            match leaf:
                case Term(word, exact=False):
                    lexicon = self.segment.lexicon(field)
                    found[field] = lexicon, stemmed(lexicon, self._stems(leaf, word))
                case _:
                    lexicon = self.segment.lexicon(exact_name(field))
                    found[field] = lexicon, exact_terms(lexicon, leaf, self.check_time)
        match leaf:
            case Wildcard(text) | Fuzzy(text) if len(_words(found)) > MAX_TERMS:
                raise too_many(text)
        return found

    def _stems(self, leaf: Leaf, word: str) -> list[str]:
        fields = boosts(leaf.field)
        pairs = (self.segment.lexicon(forms_name(field)) for field in fields)
        return all_stems(pairs, word, self.languages)

    def holders(self, leaf: Leaf) -> Ints:
        """The documents that hold any term of a leaf."""
        parts = [
            self.segment.documents(lexicon, ordinals)
            for lexicon, ranges in self.expansion(leaf).values()
            for ordinals in ranges
        ]
        return union(parts, len(self.segment))

    def _frequencies(self, leaf: Leaf) -> Matches:
        """The documents that hold any of a leaf's terms: how often, each field's count times its boost, summed."""
        documents: list[Array] = [numpy.zeros(0, numpy.int32)]
        weights: list[Array] = [numpy.zeros(0)]
        for field, (lexicon, ranges) in self.expansion(leaf).items():
            boost = boosts(leaf.field)[field]
            for ordinals in ranges:
                self.check_time()
                documents.append(self.segment.documents(lexicon, ordinals))
                weights.append(self.segment.frequencies(lexicon, ordinals) * boost)
        if len(documents) == 2:
            return Matches(documents[1], weights[1])
        return summed(
            numpy.concatenate(documents), numpy.concatenate(weights), len(self.segment)
        )

    def _bm25f(self, leaf: Leaf) -> Matches:
        """All terms of a leaf as one word of the formula."""
        found = self._frequencies(leaf)
        count = len(self.segment)
        lengths = numpy.zeros(len(found))
        mean = 0.0
        for field, boost in boosts(leaf.field).items():
            lengths += boost * self.segment.lengths[field][found.documents]
            mean += boost * self.segment.totals[field] / max(count, 1)
        idf = DEFAULT.idf(count, len(found))
        scores = DEFAULT.weight(idf, found.scores, lengths, mean)
        return Matches(found.documents, scores)

    def _in_place(self, leaf: Phrase | Near) -> Ints:
        """The documents that have the words of a leaf in place, within one field."""
        words = [fold(word) for word in leaf.words]
        found = []
        for field in boosts(leaf.field):
            places = self._places(self.segment.lexicon(exact_name(field)), words)
            self.check_time()
            if places:
                starts = _fitting(leaf, words, places)
                found.append(numpy.unique(starts >> 32).astype(numpy.int32))
        return union(found, len(self.segment))

    def _places(self, lexicon: Lexicon, words: list[str]) -> dict[str, Longs]:
        """Each word's places, document << 32 | position, in the documents that hold all; none where there is none."""
        ordinals = {word: form(lexicon, word) for word in words}
        if not all(ordinals.values()):
            return {}
        holding = {
            word: self.segment.documents(lexicon, found[0])
            for word, found in ordinals.items()
        }
        common = intersection(list(holding.values())) if words else numpy.zeros(0)
        if not len(common):
            return {}
        places = {}
        for word, documents in holding.items():
            self.check_time()
            one = ordinals[word][0]
            counts = self.segment.frequencies(lexicon, one)
            positions = self.segment.positions(lexicon, one)
            if len(common) < len(documents):
                kept = contained(documents, common)
                positions = positions[numpy.repeat(kept, counts)]
                documents, counts = documents[kept], counts[kept]
            owners = numpy.repeat(documents.astype(numpy.int64), counts)
            places[word] = owners << 32 | positions
        return places


def _words(found: Expansion) -> set[bytes]:
    return {
        lexicon.term(ordinal)
        for lexicon, ranges in found.values()
        for ordinals in ranges
        for ordinal in ordinals
    }


def _fitting(leaf: Phrase | Near, words: list[str], places: dict[str, Longs]) -> Longs:
    """Where the words stand as the leaf asks: the place of the first one."""
    match leaf:
        case Phrase():
            starts = places[words[0]]
            for offset, word in enumerate(words):
                starts = starts[contained(starts + offset, places[word])]
            return starts
        case Near(distance=distance):
            starts = numpy.concatenate(list(places.values()))
            reach = max(-1, min(distance, _FARTHEST))
            for word, count in Counter(words).items():
                held = places[word]
                before = numpy.searchsorted(held, starts, "left")
                after = numpy.searchsorted(held, starts + reach, "right")
                starts = starts[after - before >= count]
            return starts
        case _:
            assert_never(leaf)
