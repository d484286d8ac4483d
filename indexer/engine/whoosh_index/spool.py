"""Articles and removals go in as they come; the new documents of a segment come out, and which old ones stay.

Each article is packed and written at once, so that all of it is known to be sound before any is indexed; memory
grows by about two hundred bytes a document. Where an id repeats, the last one counts.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy

from indexer.article import Article
from indexer.engine.whoosh_index.arrays import (
    Array,
    ArrayFile,
    ArrayWriter,
    Ints,
    Longs,
)
from indexer.engine.whoosh_index.reader import SegmentReader
from indexer.engine.whoosh_index.stored import pack

UNDATED = 0
"""The day of a document without a date; days are date.toordinal(), which begins at 1."""


def dated_first(days: Ints) -> Ints:
    """Days that sort as the documents of a segment lie: by day, undated ones last."""
    last = numpy.iinfo(numpy.int32).max
    return numpy.where(days == UNDATED, last, days).astype(numpy.int32)


class Spool:
    """The documents of a segment to be: those put, and those of the base that were neither put nor removed."""

    def __init__(self, path: Path, base: SegmentReader | None = None) -> None:
        self._path = path
        self._base = base
        self._out = ArrayWriter(path)
        self._out.append_bytes("data", b"")
        self._newest: dict[str, int | None] = {}
        self._starts = array("q")
        self._sizes = array("i")
        self._days = array("i")

    def put(self, article: Article) -> None:
        """Add the article, or replace the one with its id. Raises ValueError for text that is no Unicode."""
        packed = pack(article)
        self._newest[article.id] = len(self._starts)
        self._starts.append(self._out.append_bytes("data", packed))
        self._sizes.append(len(packed))
        self._days.append(article.date.toordinal() if article.date else UNDATED)

    def remove(self, article_id: str) -> None:
        self._newest[article_id] = None

    def knows(self, article_id: str) -> bool:
        """Whether a document with this id was put or removed."""
        return article_id in self._newest

    def holds(self, article_id: str) -> bool:
        """Whether a document with this id was put, and not removed since."""
        return self._newest.get(article_id) is not None

    def finish(self) -> "Spooled":
        """Close the file."""
        self._out.finish()
        ids = sorted(name for name in self._newest if self.holds(name))
        arrivals = numpy.array([self._newest[name] for name in ids], numpy.int64)
        days = _as_array(self._days, "int32")[arrivals]
        # By day, then by id: the order does not depend on that of arrival.
        order = numpy.argsort(dated_first(days), kind="stable")
        arrivals = arrivals[order]
        return Spooled(
            self._path,
            [ids[place] for place in order.tolist()],
            _as_array(self._starts, "int64")[arrivals],
            _as_array(self._sizes, "int32")[arrivals],
            days[order],
            self._base,
            self._staying(),
        )

    def _staying(self) -> Array:
        """For each document of the base whether it stays."""
        if self._base is None:
            return numpy.zeros(0, bool)
        staying = numpy.ones(len(self._base), bool)
        for name in self._newest:
            number = self._base.number_of(name)
            if number is not None:
                staying[number] = False
        return staying

    def abandon(self) -> None:
        """Close the file, unfinished."""
        self._out.close()


def _as_array(numbers: "array[int]", dtype: str) -> Array:
    if not numbers:
        return numpy.zeros(0, dtype)
    return numpy.frombuffer(numbers, dtype)


@dataclass(frozen=True, slots=True)
class Spooled:
    """What a finished spool holds.

    For each new document by day and id, undated ones last: its id, its place in the file and its day; for each
    document of the base whether it stays.
    """

    path: Path
    ids: list[str]
    starts: Longs
    sizes: Ints
    days: Ints
    base: SegmentReader | None
    staying: Array

    def packed(self) -> Iterator[bytes]:
        """The new documents in order; raises IndexCorrupt where the disk gives back something else."""
        data = ArrayFile(self.path).section("data")
        for start, size in zip(self.starts.tolist(), self.sizes.tolist()):
            yield data.slice(start, start + size).tobytes()

    def all_ids(self) -> list[bytes]:
        """The ids of all documents of the segment, ascending."""
        ids = [name.encode() for name in self.ids]
        if self.base is not None:
            held = self.base.lexicon("id").terms()
            staying = self.staying[self.base.by_id]
            ids += [name for name, stays in zip(held, staying.tolist()) if stays]
        return sorted(ids)
