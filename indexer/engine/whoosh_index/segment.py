"""Spooled documents go in; the files of one segment come out: lexicon, postings, columns, table of contents."""

from array import array
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from indexer.analysis import placed, stem
from indexer.article import Article, Kind
from indexer.engine.whoosh_index.arrays import ArrayFile, ArrayWriter
from indexer.engine.whoosh_index.codec import ArraySegment
from indexer.engine.whoosh_index.merging import SegmentWriter
from indexer.engine.whoosh_index.reader import COLUMNS, INDEX_NAME, segment_file
from indexer.engine.whoosh_index.runs import FieldTokens, Run
from indexer.engine.whoosh_index.schema import (
    INDEX_FIELDS,
    PAIR,
    WORD_FIELDS,
    Role,
    exact_name,
    forms_name,
    whoosh_schema,
)
from indexer.engine.whoosh_index.spool import UNDATED, Spooled, id_key
from indexer.engine.whoosh_index.stored import unpack

SINGLE_TERMS = tuple(f for f in INDEX_FIELDS if f.role in (Role.VALUES, Role.KEY))


@dataclass(frozen=True, slots=True)
class SegmentFacts:
    """What info() says about the documents of a segment; days are ordinals, 0 where none is dated."""

    documents: int
    teasers: int
    undated: int
    files: int
    first: int
    last: int
    languages: tuple[str | None, ...]


class _Indexing:
    """Documents become tokens in a run, and columns in memory (a few numbers a document)."""

    def __init__(self) -> None:
        self.lengths = {field.name: array("i") for field in WORD_FIELDS}
        self.teasers = array("b")
        self.languages = set[str | None]()
        self.files = set[int]()
        self.begin_run()

    def begin_run(self) -> None:
        self.run = Run()
        self._pairs = {field.name: set[tuple[str, str]]() for field in WORD_FIELDS}

    def add(self, number: int, article: Article) -> None:
        self.teasers.append(article.kind is Kind.TEASER)
        self.languages.add(article.language)
        self.files.update(map(id_key, article.files))
        for field in WORD_FIELDS:
            values = field.values(article)
            length = self._words(number, field.name, values, article.language)
            self.lengths[field.name].append(length)
        for index_field in SINGLE_TERMS:
            tokens = self.run.fields[index_field.name]
            for value in dict.fromkeys(index_field.field.values(article)):
                tokens.add(value, number)

    def _words(
        self, number: int, field: str, values: tuple[str, ...], language: str | None
    ) -> int:
        """Index the words of one field; returns how many there are."""
        stems = self.run.fields[field]
        exact = self.run.fields[exact_name(field)]
        pairs = self._pairs[field]
        before = len(exact.numbers)
        for position, token in placed(values):
            stemmed = stem(token.word, language)
            stems.add(stemmed, number, position)
            exact.add(token.form, number, position)
            if (stemmed, token.form) not in pairs:
                pairs.add((stemmed, token.form))
                forms: FieldTokens = self.run.fields[forms_name(field)]
                forms.add(f"{stemmed}{PAIR}{token.form}", number)
                if token.word != token.form:
                    forms.add(f"{PAIR}{token.form}{PAIR}{stemmed}", number)
        return len(exact.numbers) - before


def build_segment(
    folder: Path, spooled: Spooled, progress: Callable[[], None] | None = None
) -> SegmentFacts:
    """Write all files of the segment beside its stored documents."""
    indexing = _Indexing()
    runs: list[Path] = []

    def write_run() -> None:
        runs.append(folder / f"run-{len(runs)}.tmp")
        indexing.run.write(runs[-1])
        indexing.begin_run()

    for number, packed in enumerate(spooled.packed()):
        indexing.add(number, unpack(packed))
        if indexing.run.is_full:
            write_run()
    write_run()
    with ArrayWriter(folder / segment_file(COLUMNS)) as columns:
        _write_columns(columns, spooled, indexing)
        with SegmentWriter(folder, len(spooled), columns) as writer:
            writer.merge([ArrayFile(run) for run in runs])
    for run in runs:
        run.unlink()
    _write_toc(folder, len(spooled))
    return _facts(spooled, indexing)


def _write_toc(folder: Path, documents: int) -> None:
    storage = FileStorage(str(folder))  # type: ignore[no-untyped-call]
    segments = [ArraySegment(documents)]
    toc = TOC(whoosh_schema(), segments, 1)  # type: ignore[no-untyped-call]
    toc.write(storage, INDEX_NAME)  # type: ignore[no-untyped-call]


def _write_columns(columns: ArrayWriter, spooled: Spooled, indexing: _Indexing) -> None:
    columns.append("stored.starts", spooled.starts)
    columns.append("stored.sizes", spooled.sizes)
    columns.append("days", spooled.days)
    columns.append("teasers", numpy.array(indexing.teasers, numpy.int8))
    for name, lengths in indexing.lengths.items():
        columns.append(f"lengths.{name}", numpy.array(lengths, numpy.int32))


def _facts(spooled: Spooled, indexing: _Indexing) -> SegmentFacts:
    dated = spooled.days[spooled.days != UNDATED]
    return SegmentFacts(
        documents=len(spooled),
        teasers=sum(indexing.teasers),
        undated=len(spooled) - len(dated),
        files=len(indexing.files),
        first=int(dated[0]) if len(dated) else UNDATED,
        last=int(dated[-1]) if len(dated) else UNDATED,
        languages=tuple(sorted(indexing.languages, key=lambda code: code or "")),
    )
