"""Runs and an old segment go in; the lexicon, the postings and the value columns of a new segment come out.

Postings of all terms lie one after another in three files: documents (int32), frequencies (as small as they fit) and
positions (int32). A lexicon says where each term's begin. A value column is the inverse of a field's postings: for
each document the ordinals of its values, FIELD.starts saying where they begin in FIELD.ordinals. All is done in bulk,
some thousands of terms at a time; a term without documents is dropped.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from types import TracebackType

import numpy

from indexer.engine.whoosh_index.arrays import (
    Array,
    ArrayWriter,
    Ints,
    Longs,
    gathered,
)
from indexer.engine.whoosh_index.lexicon import LexiconWriter
from indexer.engine.whoosh_index.ordering import Ordering
from indexer.engine.whoosh_index.parts import Block, Part, Source
from indexer.engine.whoosh_index.reader import (
    DOCUMENTS,
    FREQUENCIES,
    LEXICON,
    POSITIONS,
    segment_file,
)
from indexer.engine.whoosh_index.schema import INDEX_FIELDS, IndexField, Role

AT_ONCE = 1 << 19
"""Postings and positions that are merged in one go, about."""


class _Stream:
    """One endless array in a file."""

    def __init__(self, path: Path, dtype: "numpy.dtype[numpy.generic]") -> None:
        self._out = ArrayWriter(path)
        self._dtype = dtype
        self.count = 0
        self.append(numpy.zeros(0, dtype))

    def append(self, array: Array) -> None:
        self.count += len(array)
        self._out.append("all", array.astype(self._dtype, copy=False))

    def finish(self) -> None:
        self._out.finish()

    def close(self) -> None:
        self._out.close()


class _ValueColumn:
    """Gathers a field's postings and turns them round."""

    def __init__(self, name: str, documents: int) -> None:
        self._name = name
        self._documents = documents
        self._holding: list[Ints] = [numpy.zeros(0, numpy.int32)]
        self._counts: list[Longs] = [numpy.zeros(0, numpy.int64)]

    def add(self, documents: Ints, counts: Longs) -> None:
        self._holding.append(documents)
        self._counts.append(counts)

    def finish(self, columns: ArrayWriter) -> None:
        holding = numpy.concatenate(self._holding)
        counts = numpy.concatenate(self._counts)
        values = numpy.arange(len(counts), dtype=numpy.int32)
        ordinals = numpy.repeat(values, counts)
        # Within a document the ordinals ascend, for the sort is stable.
        order = numpy.argsort(holding, kind="stable")
        starts = numpy.zeros(self._documents + 1, _index_type(len(order)))
        counts = numpy.bincount(holding, minlength=self._documents)
        numpy.cumsum(counts[: self._documents], out=starts[1:])
        columns.append(f"{self._name}.starts", starts)
        columns.append(f"{self._name}.ordinals", ordinals[order])


class SegmentWriter:
    """Writes the postings of every field of one segment."""

    def __init__(self, folder: Path, documents: int, columns: ArrayWriter) -> None:
        self._folder = folder
        self._count = documents
        self._columns = columns
        self._closing = ExitStack()

    def _path(self, kind: str) -> Path:
        return self._folder / segment_file(kind)

    def _stream(self, kind: str, dtype: "numpy.dtype[numpy.generic]") -> _Stream:
        stream = _Stream(self._path(kind), dtype)
        self._closing.callback(stream.close)
        return stream

    def merge(self, sources: Sequence[Source]) -> None:
        """Write all fields."""
        integers = numpy.dtype(numpy.int32)
        self._documents = self._stream(DOCUMENTS, integers)
        self._frequencies = self._stream(FREQUENCIES, _smallest(sources))
        self._positions = self._stream(POSITIONS, integers)
        with ArrayWriter(self._path(LEXICON)) as lexicon:
            for field in INDEX_FIELDS:
                self._field(lexicon, field, sources)
        for stream in (self._documents, self._frequencies, self._positions):
            stream.finish()

    def _field(
        self, lexicon: ArrayWriter, field: IndexField, sources: Sequence[Source]
    ) -> None:
        writer = LexiconWriter(field.name, self._documents.count, self._positions.count)
        column = _ValueColumn(field.name, self._count)
        parts = [part for source in sources if (part := source.part(field))]
        ordering = Ordering.of([part.lexicon for part in parts])
        for first, last in pairwise(_cuts(parts, ordering)):
            block = _joined_at(first, last, parts, ordering)
            if field.role is Role.FORMS:
                block = _first(block)
            documents = (block.keys & _DOCUMENT).astype(numpy.int32)
            least = numpy.arange(last - first + 1, dtype=numpy.int64) << 32
            bounds = numpy.searchsorted(block.keys, least)
            counts = numpy.diff(bounds)
            tokens = numpy.zeros(len(block.keys) + 1, numpy.int64)
            if field.has_positions:
                numpy.cumsum(block.frequencies, out=tokens[1:])
            alive = counts > 0
            ends = bounds[1:][alive]
            writer.extend(
                *ordering.text(first, alive),
                self._documents.count + ends,
                self._positions.count + tokens[ends],
            )
            if field.role is Role.VALUES:
                column.add(documents, counts[alive])
            self._documents.append(documents)
            self._frequencies.append(block.frequencies)
            self._positions.append(block.positions)
        writer.finish(lexicon)
        if field.role is Role.VALUES:
            column.finish(self._columns)

    def __enter__(self) -> "SegmentWriter":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.close()


_DOCUMENT = 0xFFFFFFFF


def _joined_at(first: int, last: int, parts: list[Part], ordering: Ordering) -> Block:
    """The postings of the terms from first to last in all parts; keys count those terms from 0."""
    blocks = []
    for number, terms in enumerate(ordering.within(first, last)):
        places = ordering.places[number][terms.start : terms.stop]
        blocks.append(parts[number].block(terms, places - first))
    return _joined(blocks)


def _cuts(parts: list[Part], ordering: Ordering) -> list[int]:
    """Where to part the terms, so that each piece has about AT_ONCE items."""
    sizes = numpy.zeros(len(ordering), numpy.int64)
    for part, places in zip(parts, ordering.places):
        sizes[places] += part.sizes
    ends = numpy.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    cuts = numpy.searchsorted(ends, numpy.arange(AT_ONCE, total, AT_ONCE)) + 1
    return sorted({0, *cuts.tolist(), len(sizes)})


def _joined(blocks: list[Block]) -> Block:
    """Several blocks over the same terms as one."""
    blocks = [block for block in blocks if len(block.keys)] or blocks[:1]
    if len(blocks) == 1:
        return blocks[0]
    keys = numpy.concatenate([block.keys for block in blocks])
    order = numpy.argsort(keys, kind="stable")
    counts = numpy.concatenate([block.frequencies for block in blocks])
    positions = numpy.concatenate([block.positions for block in blocks])
    if len(positions):
        starts = numpy.cumsum(counts, dtype=numpy.int64) - counts
        positions = gathered(positions, starts[order], counts[order])
    return Block(keys[order], counts[order], positions)


def _first(block: Block) -> Block:
    terms = block.keys >> 32
    first = numpy.ones(len(terms), bool)
    first[1:] = terms[1:] != terms[:-1]
    return Block(block.keys[first], block.frequencies[first], block.positions)


def _index_type(size: int) -> "numpy.dtype[numpy.generic]":
    """The type of places in an array."""
    return numpy.dtype(numpy.int32 if size < 1 << 31 else numpy.int64)


def _smallest(sources: Sequence[Source]) -> "numpy.dtype[numpy.generic]":
    """The smallest type that holds every frequency."""
    fields = (field for field in INDEX_FIELDS if field.has_positions)
    parts = (source.part(field) for field in fields for source in sources)
    most = (part.most() for part in parts if part)
    return numpy.min_scalar_type(max(most, default=1))
