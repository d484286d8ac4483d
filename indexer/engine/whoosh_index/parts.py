"""A run or an old segment goes in; the postings of one field come out, a range of terms at a time, renumbered."""

from dataclasses import dataclass
from typing import Protocol

import numpy

from indexer.engine.whoosh_index.arrays import (
    Array,
    ArrayFile,
    Ints,
    Longs,
    Section,
)
from indexer.engine.whoosh_index.lexicon import Lexicon
from indexer.engine.whoosh_index.numbering import GONE
from indexer.engine.whoosh_index.pairs import first_holders
from indexer.engine.whoosh_index.reader import SegmentReader
from indexer.engine.whoosh_index.schema import IndexField, Role


@dataclass(frozen=True, slots=True)
class Block:
    """The postings of a range of terms, in order.

    For each its key (the term's ordinal, shifted, and the document), and how often; then all positions, one posting
    after another; none where the field has none.
    """

    keys: Longs
    frequencies: Array
    positions: Array


@dataclass(frozen=True, slots=True)
class Part:
    """The terms of one field, ascending, and its postings; numbers are what its documents are called from now on."""

    lexicon: Lexicon
    postings: Longs
    tokens: Longs
    documents: Section
    frequencies: Section
    positions: Section | None
    numbers: Ints

    @property
    def sizes(self) -> Longs:
        """How many items each term has: postings and positions."""
        sizes: Longs = numpy.diff(self.postings)
        return sizes + numpy.diff(self.tokens) if self.positions is not None else sizes

    def block(self, terms: range, ordinals: Longs) -> Block:
        """The postings of a range of terms, without documents that are gone; ordinals are the terms' new ones."""
        first, last = terms.start, terms.stop
        start, stop = int(self.postings[first]), int(self.postings[last])
        documents = self.numbers[self.documents.slice(start, stop)]
        frequencies = self.frequencies.slice(start, stop)
        positions = _NONE
        if self.positions is not None:
            bounds = int(self.tokens[first]), int(self.tokens[last])
            positions = self.positions.slice(*bounds)
        counts = numpy.diff(self.postings[first : last + 1])
        keys = numpy.repeat(ordinals << 32, counts) | documents
        # GONE has all bits set.
        kept = documents != GONE
        if kept.all():
            return Block(keys, frequencies, positions)
        if self.positions is not None:
            positions = positions[numpy.repeat(kept, frequencies)]
        return Block(keys[kept], frequencies[kept], positions)

    def most(self) -> int:
        """The greatest frequency, as far as it takes more than a byte."""
        most = 1
        if self.frequencies.width == 1:
            return most
        for start in range(0, int(self.postings[-1]), _MANY):
            stop = min(start + _MANY, int(self.postings[-1]))
            kept = self.numbers[self.documents.slice(start, stop)] != GONE
            found = self.frequencies.slice(start, stop)[kept]
            most = max(most, int(found.max(initial=1)))
        return most


_NONE = numpy.zeros(0, numpy.int32)
_MANY = 1 << 20


class Source(Protocol):
    """Where the fields of a segment come from."""

    def part(self, field: IndexField) -> Part | None:
        """A field's terms and postings; None where it has none."""


class RunSource:
    """A run of new documents."""

    def __init__(self, run: ArrayFile, numbers: Ints) -> None:
        self._run = run
        self._numbers = numbers

    def part(self, field: IndexField) -> Part | None:
        if f"{field.name}.ends" not in self._run:
            return None

        def section(kind: str) -> Section:
            return self._run.section(f"{field.name}.{kind}")

        lexicon = Lexicon(self._run, field.name)
        return Part(
            lexicon,
            lexicon.postings,
            lexicon.positions,
            section("documents"),
            section("frequencies"),
            section("places") if field.has_positions else None,
            self._numbers,
        )


class SegmentSource:
    """What stays of a segment."""

    def __init__(self, segment: SegmentReader, numbers: Ints) -> None:
        self._segment = segment
        self._numbers = numbers

    def part(self, field: IndexField) -> Part | None:
        lexicon = self._segment.lexicon(field.name)
        if not len(lexicon):
            return None
        documents, frequencies, positions = self._segment.postings
        postings = lexicon.postings
        if field.role is Role.FORMS:
            holders = first_holders(self._segment, field, self._numbers != GONE)
            documents = Section.of(holders)
            frequencies = Section.of(numpy.ones(len(holders), numpy.uint8))
            postings = numpy.arange(len(holders) + 1, dtype=numpy.int64)
        return Part(
            lexicon,
            postings,
            lexicon.positions,
            documents,
            frequencies,
            positions if field.has_positions else None,
            self._numbers,
        )
