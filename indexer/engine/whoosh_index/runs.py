"""Documents go in as terms and positions; sorted runs come out on disk.

A run holds for each field its lexicon (the sections of lexicon.py) and the postings as arrays: FIELD.documents,
FIELD.frequencies, FIELD.places (positions). Memory is bounded by the tokens and the terms of one run.
"""

from array import array
from pathlib import Path

import numpy

from indexer.engine.whoosh_index.arrays import (
    ArrayWriter,
)
from indexer.engine.whoosh_index.lexicon import LexiconWriter
from indexer.engine.whoosh_index.schema import INDEX_FIELDS

MOST_TOKENS = 4_000_000
MOST_TERMS = 1_000_000
"""What one run holds, about; half a gigabyte at worst."""


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
    bounds = numpy.arange(1, len(terms) + 1)
    lexicon = LexiconWriter(name)
    lexicon.extend(
        numpy.frombuffer(b"".join(term + b"\n" for term, _ in terms), numpy.uint8),
        numpy.array([len(term) + 1 for term, _ in terms], numpy.int64),
        numpy.searchsorted(ranks[starts], bounds),
        numpy.searchsorted(ranks, bounds),
    )
    lexicon.finish(out)
    out.append(f"{name}.documents", documents[starts])
    out.append(f"{name}.frequencies", numpy.diff(starts, append=len(ranks)))
    out.append(f"{name}.places", positions)
