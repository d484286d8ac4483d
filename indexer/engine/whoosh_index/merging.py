"""Sorted runs go in; the lexicon, the postings and the value columns of a segment come out.

Postings of all terms lie one after another in three files: documents (int32), frequencies (as small as they fit) and
positions (int32). A lexicon says where each term's begin. A value column is the inverse of a field's postings: for
each document the ordinals of its values, FIELD.starts saying where they begin in FIELD.ordinals.
"""

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import numpy

from indexer.engine.whoosh_index.arrays import Array, ArrayFile, ArrayWriter, Ints
from indexer.engine.whoosh_index.lexicon import LexiconWriter
from indexer.engine.whoosh_index.reader import (
    DOCUMENTS,
    FREQUENCIES,
    LEXICON,
    POSITIONS,
    segment_file,
)
from indexer.engine.whoosh_index.runs import Postings, merged
from indexer.engine.whoosh_index.schema import INDEX_FIELDS, IndexField, Role

_CHUNK = 1 << 18


class _Stream:
    """One endless array in a file, written in large pieces."""

    def __init__(self, path: Path, dtype: "numpy.dtype[numpy.generic]") -> None:
        self._out = ArrayWriter(path)
        self._dtype = dtype
        self._waiting: list[Array] = []
        self._size = 0
        self.count = 0
        self._out.append("all", numpy.zeros(0, dtype))

    def append(self, array: Array) -> None:
        self._waiting.append(array)
        self._size += len(array)
        self.count += len(array)
        if self._size >= _CHUNK:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            joined = numpy.concatenate(self._waiting).astype(self._dtype)
            self._out.append("all", joined)
        self._waiting, self._size = [], 0

    def finish(self) -> None:
        self._flush()
        self._out.finish()

    def close(self) -> None:
        self._out.close()


class _ValueColumn:
    """Gathers a field's postings and turns them round."""

    def __init__(self, name: str, documents: int) -> None:
        self._name = name
        self._documents = documents
        self._holding: list[Ints] = []
        self._counts: list[int] = []

    def add(self, postings: Postings) -> None:
        self._holding.append(postings.documents)
        self._counts.append(len(postings.documents))

    def finish(self, columns: ArrayWriter) -> None:
        empty = numpy.zeros(0, numpy.int32)
        holding = numpy.concatenate([empty, *self._holding])
        values = numpy.arange(len(self._counts), dtype=numpy.int32)
        ordinals = numpy.repeat(values, self._counts)
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

    def merge(self, runs: list[ArrayFile]) -> None:
        """Write all fields."""
        integers = numpy.dtype(numpy.int32)
        self._documents = self._stream(DOCUMENTS, integers)
        self._frequencies = self._stream(FREQUENCIES, _smallest(runs))
        self._positions = self._stream(POSITIONS, integers)
        with ArrayWriter(self._path(LEXICON)) as lexicon:
            for field in INDEX_FIELDS:
                self._field(lexicon, field, runs)
        for stream in (self._documents, self._frequencies, self._positions):
            stream.finish()

    def _field(
        self, lexicon: ArrayWriter, field: IndexField, runs: list[ArrayFile]
    ) -> None:
        terms = LexiconWriter(field.name, self._documents.count, self._positions.count)
        column = _ValueColumn(field.name, self._count)
        for postings in merged(runs, field.name):
            if field.role is Role.FORMS:
                postings = postings.first()
            if field.role is Role.VALUES:
                column.add(postings)
            self._documents.append(postings.documents)
            self._frequencies.append(postings.frequencies)
            if field.has_positions:
                self._positions.append(postings.positions)
            terms.add(postings.term, self._documents.count, self._positions.count)
        terms.finish(lexicon)
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


def _index_type(size: int) -> "numpy.dtype[numpy.generic]":
    """The type of places in an array."""
    return numpy.dtype(numpy.int32 if size < 1 << 31 else numpy.int64)


def _smallest(runs: list[ArrayFile]) -> "numpy.dtype[numpy.generic]":
    """The smallest type that holds every frequency."""
    most = 1
    for run in runs:
        for field in INDEX_FIELDS:
            name = f"{field.name}.frequencies"
            if name in run:
                most = max(most, int(run.section(name).all().max(initial=1)))
    return numpy.min_scalar_type(most)
