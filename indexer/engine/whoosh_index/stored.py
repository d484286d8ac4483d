"""An Article goes in and compressed bytes come out, and the reverse; the stored documents of a generation by number."""

import json
import zlib
from itertools import pairwise
from typing import cast

import numpy

from indexer.article import Article
from indexer.engine.errors import IndexCorrupt
from indexer.engine.whoosh_index.arrays import (
    Array,
    ArrayFile,
    ArrayWriter,
    Ints,
    Longs,
    Section,
)
from indexer.record import loads, to_record

# What nearly every record holds; zlib starts from it, which halves short ones. Part of the format.
_DICTIONARY = (
    b'{"role":"dateline","text":"}],"title_rule":"teaser","sightings":[{"file":"","captured":"'
    b'"date_rule":"meta_line","agency":"","section":"","topics":["","language":"en","author":"'
    b'","url":"https://www.","timestamp":"T00:00:00Z","version":1,"files":[".jsonl"],"paragraphs":'
    b'[{"role":"text","text":"{"backfile":1,"id":"","kind":"article","title":"","date":"20-0'
    b'","date_rule":"record","source":"'
)


def _compact(record: dict[str, object]) -> dict[str, object]:
    """The record without what reading it supplies: nothings, and the body that the paragraphs repeat."""
    older = cast(list[dict[str, object]], record["older"])
    kept: dict[str, object] = {
        key: value
        for key, value in record.items()
        if key not in ("body", "older") and value not in (None, [], "")
    }
    if older:
        kept["older"] = [_compact(earlier) for earlier in older]
    return kept


def pack(article: Article) -> bytes:
    """The article as it is stored."""
    text = json.dumps(
        _compact(to_record(article)), ensure_ascii=False, separators=(",", ":")
    )
    compressor = zlib.compressobj(level=6, zdict=_DICTIONARY)
    return compressor.compress(text.encode()) + compressor.flush()


def unpack(data: bytes) -> Article:
    """The article of stored bytes; raises IndexCorrupt where they are damaged."""
    try:
        text = zlib.decompressobj(zdict=_DICTIONARY).decompress(data)
        return loads(text)
    except (zlib.error, ValueError) as error:
        raise IndexCorrupt(f"a stored document is damaged: {error}") from error


class StoredDocuments:
    """The documents of a generation, by number."""

    def __init__(self, data: ArrayFile, index: ArrayFile) -> None:
        self.data = data.section("data")
        self.starts: Longs = index.section("stored.starts").all()
        self.sizes: Ints = index.section("stored.sizes").all()

    def __len__(self) -> int:
        return len(self.starts)

    def article(self, number: int) -> Article:
        start = int(self.starts[number])
        stop = start + int(self.sizes[number])
        return unpack(self.data.slice(start, stop).tobytes())


def copy_stored(
    out: ArrayWriter,
    data: tuple[Section, Section],
    second: Array,
    starts: Longs,
    sizes: Ints,
) -> None:
    """Write documents one after another. Each lies in one of two sections, as `second` says, at its start.

    What lies together is copied together, without being unpacked.
    """
    out.append_bytes("data", b"")
    if not len(starts):
        return
    together = (second[1:] == second[:-1]) & (starts[1:] == starts[:-1] + sizes[:-1])
    firsts = numpy.flatnonzero(~together) + 1
    bounds = [0, *firsts.tolist(), len(starts)]
    for first, after in pairwise(bounds):
        stop = int(starts[after - 1]) + int(sizes[after - 1])
        section = data[int(second[first])]
        out.append("data", section.slice(int(starts[first]), stop))
