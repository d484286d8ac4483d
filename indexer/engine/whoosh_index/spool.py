"""Articles and removals go in as they come; the stored documents of a new segment come out, in order of their dates.

Each article is packed and written at once, so that all of it is known to be sound before any is indexed; memory
grows by about a hundred bytes a document. Where an id repeats, the last one counts.
"""

import hashlib
from array import array
from collections.abc import Iterator
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
from indexer.engine.whoosh_index.stored import pack

UNDATED = 0
"""The day of a document without a date; days are date.toordinal(), which begins at 1."""


def id_key(article_id: str) -> int:
    """Eight bytes that stand for an id while a segment is built."""
    digest = hashlib.blake2b(article_id.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


class Spool:
    """The documents of a segment to be, each by the number of its arrival."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._out = ArrayWriter(path)
        self._out.append_bytes("data", b"")
        self._newest: dict[int, int | None] = {}
        self._starts = array("q")
        self._sizes = array("i")
        self._days = array("i")

    def put(self, article: Article) -> None:
        """Add the article, or replace the one with its id. Raises ValueError for text that is no Unicode."""
        day = article.date.toordinal() if article.date else UNDATED
        self.put_packed(id_key(article.id), day, pack(article))

    def put_packed(self, key: int, day: int, packed: bytes) -> None:
        """Add a document that is packed already."""
        self._newest[key] = len(self._starts)
        self._starts.append(self._out.append_bytes("data", packed))
        self._sizes.append(len(packed))
        self._days.append(day)

    def remove(self, article_id: str) -> None:
        self._newest[id_key(article_id)] = None

    def knows(self, key: int) -> bool:
        """Whether a document with this id was put or removed."""
        return key in self._newest

    def holds(self, key: int) -> bool:
        """Whether a document with this id will be in the segment."""
        return self._newest.get(key) is not None

    def __len__(self) -> int:
        """How many documents will be in the segment."""
        return sum(number is not None for number in self._newest.values())

    def finish(self) -> "Spooled":
        """Close the file."""
        self._out.finish()
        kept = [number for number in self._newest.values() if number is not None]
        arrivals = numpy.sort(numpy.array(kept, numpy.int64))
        days = _as_array(self._days, "int32")[arrivals]
        dated_first = numpy.where(days == UNDATED, numpy.iinfo(numpy.int32).max, days)
        order = numpy.argsort(dated_first, kind="stable")
        arrivals = arrivals[order]
        return Spooled(
            self._path,
            _as_array(self._starts, "int64")[arrivals],
            _as_array(self._sizes, "int32")[arrivals],
            days[order],
        )

    def abandon(self) -> None:
        """Close the file, unfinished."""
        self._out.close()


def _as_array(numbers: "array[int]", dtype: str) -> Array:
    if not numbers:
        return numpy.zeros(0, dtype)
    return numpy.frombuffer(numbers, dtype)


class Spooled:
    """What a finished spool holds: for each document in order its place in the file and its day, undated ones last."""

    def __init__(self, path: Path, starts: Longs, sizes: Ints, days: Ints) -> None:
        self.path = path
        self.starts = starts
        self.sizes = sizes
        self.days = days

    def __len__(self) -> int:
        return len(self.starts)

    def packed(self) -> Iterator[bytes]:
        """The documents in order; raises IndexCorrupt where the disk gives back something else."""
        data = ArrayFile(self.path).section("data")
        for start, size in zip(self.starts.tolist(), self.sizes.tolist()):
            yield data.slice(start, start + size).tobytes()
