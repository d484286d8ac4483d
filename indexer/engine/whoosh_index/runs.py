"""Documents go in as terms and positions; sorted runs come out on disk, and their merge is the postings of a segment.

A run holds for each field the terms in order and their postings as arrays. Documents come in ascending order, so
that merging two runs is joining, term by term. Memory is bounded by the tokens and the terms of one run.
"""

import heapq
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy

from indexer.engine.whoosh_index.arrays import (
    Array,
    ArrayFile,
    ArrayWriter,
    Ints,
    Longs,
)
from indexer.engine.whoosh_index.schema import INDEX_FIELDS

MOST_TOKENS = 4_000_000
MOST_TERMS = 1_000_000
"""What one run holds, about; half a gigabyte at worst."""

_TERMS_AT_ONCE = 4096


class Terms(dict[str, int]):
    """A number for each different term, given at first sight."""

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self)
        return number


class FieldTokens:
    """The tokens of one field in one run: for each its term, document and position."""

    __slots__ = ("terms", "numbers", "documents", "positions")

    def __init__(self) -> None:
        self.terms = Terms()
        self.numbers = array("i")
        self.documents = array("i")
        self.positions = array("i")

    def add(self, term: str, document: int, position: int = 0) -> None:
        self.numbers.append(self.terms[term])
        self.documents.append(document)
        self.positions.append(position)


class Run:
    """The tokens of consecutive documents, until they are written."""

    def __init__(self) -> None:
        self.fields = {field.name: FieldTokens() for field in INDEX_FIELDS}

    @property
    def is_full(self) -> bool:
        fields = self.fields.values()
        tokens = sum(len(field.numbers) for field in fields)
        return (
            tokens > MOST_TOKENS
            or sum(len(field.terms) for field in fields) > MOST_TERMS
        )

    def write(self, path: Path) -> None:
        """Write each field sorted by term; within a term documents and positions ascend as they came."""
        with ArrayWriter(path) as out:
            for name, tokens in self.fields.items():
                if tokens.terms:
                    _write_field(out, name, tokens)


def _write_field(out: ArrayWriter, name: str, tokens: FieldTokens) -> None:
    terms = sorted((term.encode(), number) for term, number in tokens.terms.items())
    rank = numpy.empty(len(terms), numpy.int32)
    rank[[number for _, number in terms]] = numpy.arange(len(terms), dtype=numpy.int32)
    ranks = rank[numpy.frombuffer(tokens.numbers, numpy.int32)]
    order = numpy.argsort(ranks, kind="stable")
    ranks = ranks[order]
    documents = numpy.frombuffer(tokens.documents, numpy.int32)[order]
    positions = numpy.frombuffer(tokens.positions, numpy.int32)[order]
    new = numpy.ones(len(ranks), bool)
    new[1:] = (ranks[1:] != ranks[:-1]) | (documents[1:] != documents[:-1])
    starts = numpy.flatnonzero(new)
    bounds = numpy.arange(len(terms) + 1)
    out.append_bytes(f"{name}.text", b"".join(term for term, _ in terms))
    sizes = numpy.array([len(term) for term, _ in terms], numpy.int64)
    out.append(f"{name}.ends", numpy.cumsum(sizes))
    out.append(f"{name}.postings", numpy.searchsorted(ranks[starts], bounds))
    out.append(f"{name}.tokens", numpy.searchsorted(ranks, bounds))
    out.append(f"{name}.documents", documents[starts])
    out.append(f"{name}.frequencies", numpy.diff(starts, append=len(ranks)))
    out.append(f"{name}.positions", positions)


@dataclass(frozen=True, slots=True)
class Postings:
    """A term, the documents that hold it in ascending order, how often, and all its positions one after another."""

    term: bytes
    documents: Ints
    frequencies: Longs
    positions: Ints

    def first(self) -> "Postings":
        """Only the first document."""
        return Postings(
            self.term, self.documents[:1], self.frequencies[:1], self.positions[:0]
        )


def _read_field(file: ArrayFile, name: str) -> Iterator[Postings]:
    """A few thousand terms at a time, for there may be many runs."""
    ends = file.section(f"{name}.ends").all()
    for start in range(0, len(ends), _TERMS_AT_ONCE):
        yield from _read_terms(file, name, start, start + _TERMS_AT_ONCE)


def _read_terms(
    file: ArrayFile, name: str, start: int, stop: int
) -> Iterator[Postings]:
    def part(kind: str) -> Array:
        return file.section(f"{name}.{kind}").all()

    text, documents = part("text"), part("documents")
    frequencies, positions = part("frequencies"), part("positions")
    first = part("postings")[start : stop + 1].tolist()
    place = part("tokens")[start : stop + 1].tolist()
    ends = part("ends")
    begin = int(ends[start - 1]) if start else 0
    for number, end in enumerate(ends[start:stop].tolist()):
        held = slice(first[number], first[number + 1])
        where = slice(place[number], place[number + 1])
        yield Postings(
            text[begin:end].tobytes(),
            documents[held],
            frequencies[held],
            positions[where],
        )
        begin = end


def merged(runs: list[ArrayFile], name: str) -> Iterator[Postings]:
    """The postings of one field over all runs, term by term in order."""
    readers = [_read_field(run, name) for run in runs if f"{name}.ends" in run]
    if len(readers) == 1:
        yield from readers[0]
        return
    waiting: list[Postings] = []
    for postings in heapq.merge(*readers, key=lambda postings: postings.term):
        if waiting and waiting[0].term != postings.term:
            yield _joined(waiting)
            waiting = []
        waiting.append(postings)
    if waiting:
        yield _joined(waiting)


def _joined(parts: list[Postings]) -> Postings:
    if len(parts) == 1:
        return parts[0]
    return Postings(
        parts[0].term,
        numpy.concatenate([part.documents for part in parts]),
        numpy.concatenate([part.frequencies for part in parts]),
        numpy.concatenate([part.positions for part in parts]),
    )
