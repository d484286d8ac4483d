"""What stays of a segment and what is new go in; the stored documents and columns of the next segment come out."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy

from indexer.engine.whoosh_index.arrays import Array, ArrayFile, ArrayWriter
from indexer.engine.whoosh_index.numbering import Numbering
from indexer.engine.whoosh_index.reader import STORED, SegmentReader, segment_file
from indexer.engine.whoosh_index.spool import Spooled
from indexer.engine.whoosh_index.stored import copy_stored


class ColumnsWriter:
    """Writes one value for each document, in the order of a numbering."""

    def __init__(
        self, out: ArrayWriter, spooled: Spooled, numbering: Numbering
    ) -> None:
        self._out = out
        self._spooled = spooled
        self._numbering = numbering

    def _whole(self, held: Callable[[SegmentReader], Array], new: Array) -> Array:
        base = self._spooled.base
        return self._numbering.column(None if base is None else held(base), new)

    def write_stored(self, folder: Path) -> None:
        """Write the documents themselves, and where each one begins."""
        spooled = self._spooled
        starts = self._whole(lambda base: base.stored.starts, spooled.starts)
        sizes = self._whole(lambda base: base.stored.sizes, spooled.sizes)
        is_new = numpy.zeros(len(self._numbering), bool)
        is_new[self._numbering.added] = True
        new = ArrayFile(spooled.path).section("data")
        old = new if spooled.base is None else spooled.base.stored.data
        with ArrayWriter(folder / segment_file(STORED)) as out:
            copy_stored(out, (old, new), is_new, starts, sizes)
        ends = numpy.cumsum(sizes, dtype=numpy.int64)
        self._out.append("stored.starts", ends - sizes)
        self._out.append("stored.sizes", sizes)

    def write(
        self, teasers: Sequence[int], lengths: Mapping[str, Sequence[int]]
    ) -> None:
        """Write the days and these columns of the new documents, and those of what stays."""

        def append(
            name: str, held: Callable[[SegmentReader], Array], new: Array
        ) -> None:
            self._out.append(name, self._whole(held, new))

        append("days", lambda base: base.days, self._spooled.days)
        marks = numpy.array(teasers, numpy.int8)
        append("teasers", lambda base: base.teasers, marks)
        for field, counts in lengths.items():
            new = numpy.array(counts, numpy.int32)
            append(f"lengths.{field}", lambda base: base.lengths[field], new)
