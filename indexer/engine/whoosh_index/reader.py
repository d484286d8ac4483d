"""The files of one segment go in; terms, postings, columns and stored documents come out as mapped arrays.

Immutable but for caches that any thread may fill; shared by all threads.
"""

from pathlib import Path

import numpy

from indexer.article import Article, Kind
from indexer.engine.whoosh_index.arrays import (
    Array,
    ArrayFile,
    Floats,
    Ints,
    Longs,
    Mask,
    Section,
)
from indexer.engine.whoosh_index.lexicon import Lexicon
from indexer.engine.whoosh_index.schema import INDEX_FIELDS, value_name
from indexer.engine.whoosh_index.stored import StoredDocuments
from indexer.fields import BY_NAME, VALUE_FIELDS, WORD_FIELDS
from indexer.scoring import DEFAULT

INDEX_NAME = "MAIN"
SEGMENT = "1"

STORED = ".stored"
LEXICON = ".lexicon"
COLUMNS = ".columns"
DOCUMENTS = ".documents"
FREQUENCIES = ".frequencies"
POSITIONS = ".positions"


def segment_file(kind: str) -> str:
    """The name of a segment's file, which Whoosh derives the same way."""
    return f"{INDEX_NAME}_{SEGMENT}{kind}"


class ValueColumn:
    """For each document the ordinals of its values, and the values by ordinal, ascending."""

    def __init__(self, starts: Longs, ordinals: Ints, values: Lexicon) -> None:
        self.starts = starts
        self.ordinals = ordinals
        self.values = values

    def counts(self, documents: Ints) -> Longs:
        """How many values each of these documents has."""
        counts: Longs = self.starts[documents + 1] - self.starts[documents]
        return counts

    def empty(self) -> Mask:
        """For each document whether it has none."""
        empty: Mask = self.starts[1:] == self.starts[:-1]
        return empty

    def of(self, documents: Ints) -> Ints:
        """The ordinals of all values of these documents, one after another."""
        if len(documents) == len(self.starts) - 1:
            return self.ordinals
        counts = self.counts(documents)
        ends = numpy.cumsum(counts)
        shifts = numpy.repeat(self.starts[documents] - (ends - counts), counts)
        found: Ints = self.ordinals[shifts + numpy.arange(len(shifts))]
        return found


class SegmentReader:
    """All of a segment. Opening costs the same for any number of documents, but for the checks of the small columns."""

    def __init__(self, folder: Path) -> None:
        def open_file(kind: str) -> ArrayFile:
            return ArrayFile(folder / segment_file(kind))

        lexicon, self._columns = open_file(LEXICON), open_file(COLUMNS)
        stored = open_file(STORED)
        postings = [open_file(kind) for kind in (DOCUMENTS, FREQUENCIES, POSITIONS)]
        self._files = (lexicon, self._columns, stored, *postings)
        self._documents, self._frequencies, self._positions = (
            file.section("all") for file in postings
        )
        self._lexicons = {f.name: Lexicon(lexicon, f.name) for f in INDEX_FIELDS}
        self.stored = StoredDocuments(stored, self._columns)
        self.days: Ints = self._columns.section("days").all()
        self.teasers: Array = self._columns.section("teasers").all()
        self.factors: Floats = numpy.where(
            self.teasers == 1,
            DEFAULT.kind_factor(Kind.TEASER),
            DEFAULT.kind_factor(Kind.ARTICLE),
        )
        self.lengths: dict[str, Ints] = {
            field.name: self._columns.section(f"lengths.{field.name}").all()
            for field in WORD_FIELDS
        }
        self.totals = {name: int(held.sum()) for name, held in self.lengths.items()}
        # In the order of ids: which document has it; and each document's place in that order.
        ids = self._lexicons["id"]
        self.by_id: Ints = self.documents(ids, range(len(ids)))
        self.id_rank: Ints = numpy.empty(len(self), numpy.int32)
        self.id_rank[self.by_id] = numpy.arange(len(ids), dtype=numpy.int32)
        self._values = {
            field.name: self._value_column(value_name(field)) for field in VALUE_FIELDS
        }

    def _value_column(self, name: str) -> ValueColumn:
        starts = self._columns.section(f"{name}.starts").all()
        ordinals = self._columns.section(f"{name}.ordinals").all()
        return ValueColumn(starts, ordinals, self._lexicons[name])

    def __len__(self) -> int:
        return len(self.stored)

    def lexicon(self, index_field: str) -> Lexicon:
        """The terms of a field of the index."""
        return self._lexicons[index_field]

    def values(self, field: str) -> ValueColumn:
        """The values of a field of the archive. Raises ValueError where it has none."""
        if field not in BY_NAME or not BY_NAME[field].has_values:
            raise ValueError(f"{field!r} is no field with values")
        return self._values[field]

    @property
    def postings(self) -> tuple[Section, Section, Section]:
        """The documents, frequencies and positions of all terms of all fields."""
        return self._documents, self._frequencies, self._positions

    def documents(self, lexicon: Lexicon, ordinals: range) -> Ints:
        """The documents of each of these terms, one term after another."""
        return self._documents.slice(*_bounds(lexicon.postings, ordinals))

    def frequencies(self, lexicon: Lexicon, ordinals: range) -> Array:
        """How often each of these documents holds the term."""
        return self._frequencies.slice(*_bounds(lexicon.postings, ordinals))

    def positions(self, lexicon: Lexicon, ordinals: range) -> Ints:
        """Where: as many positions for a document as its frequency says."""
        return self._positions.slice(*_bounds(lexicon.positions, ordinals))

    def number(self, article_id: str) -> int | None:
        """The document with this id, else the first one of which an earlier version had it."""
        number = self.number_of(article_id)
        return self._first("former_id", article_id) if number is None else number

    def number_of(self, article_id: str) -> int | None:
        """The document with this id."""
        return self._first("id", article_id)

    def _first(self, field: str, value: str) -> int | None:
        lexicon = self._lexicons[field]
        try:
            ordinal = lexicon.find(value.encode())
        except UnicodeEncodeError:
            return None
        if ordinal is None:
            return None
        return int(self.documents(lexicon, range(ordinal, ordinal + 1))[0])

    def id_of(self, number: int) -> str:
        return self._lexicons["id"].word(int(self.id_rank[number]))

    def article(self, number: int) -> Article:
        return self.stored.article(number)

    def test(self) -> None:
        """Test every block; raises IndexCorrupt at the first damaged one."""
        for file in self._files:
            file.test()


def _bounds(ends: Longs, ordinals: range) -> tuple[int, int]:
    return int(ends[ordinals.start]), int(ends[ordinals.stop])
