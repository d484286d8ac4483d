"""A finished spool goes in; the files of one segment come out: documents, lexicon, postings, columns, contents.

Only new documents are analysed. What stays of the base is taken over as arrays, so that an update costs what its own
documents cost, and a few seconds a million; the files are those that building everything at once would give.
"""

from array import array
from dataclasses import dataclass
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from indexer.analysis import placed, stem
from indexer.article import Article, Kind
from indexer.engine.whoosh_index.arrays import ArrayFile, ArrayWriter
from indexer.engine.whoosh_index.codec import ArraySegment
from indexer.engine.whoosh_index.columns import ColumnsWriter
from indexer.engine.whoosh_index.merging import SegmentWriter
from indexer.engine.whoosh_index.numbering import Numbering
from indexer.engine.whoosh_index.pairs import is_own_stem
from indexer.engine.whoosh_index.parts import RunSource, SegmentSource, Source
from indexer.engine.whoosh_index.reader import (
    COLUMNS,
    INDEX_NAME,
    SegmentReader,
    segment_file,
)
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
from indexer.engine.whoosh_index.spool import UNDATED, Spooled
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

    @classmethod
    def of(cls, segment: SegmentReader) -> "SegmentFacts":
        """The facts about what is written."""
        dated = segment.days[segment.days != UNDATED]
        spoken = segment.values("language")
        codes = map(spoken.values.word, range(len(spoken.values)))
        return cls(
            documents=len(segment),
            teasers=int(segment.teasers.sum()),
            undated=len(segment) - len(dated),
            files=len(segment.lexicon("files")),
            first=int(dated[0]) if len(dated) else UNDATED,
            last=int(dated[-1]) if len(dated) else UNDATED,
            languages=(*((None,) if spoken.empty().any() else ()), *codes),
        )


class _Indexing:
    """Documents become tokens in a run, and columns in memory (a few numbers a document)."""

    def __init__(self) -> None:
        self.lengths = {field.name: array("i") for field in WORD_FIELDS}
        self.teasers = array("b")
        self.begin_run()

    def begin_run(self) -> None:
        self.run = Run()
        self._pairs = {
            field.name: set[tuple[str, str, str | None]]() for field in WORD_FIELDS
        }

    def add(self, number: int, article: Article) -> None:
        self.teasers.append(article.kind is Kind.TEASER)
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
            pair = stemmed, token.form, language
            if pair not in pairs:
                pairs.add(pair)
                forms: FieldTokens = self.run.fields[forms_name(field)]
                forms.add(f"{stemmed}{PAIR}{token.form}", number)
                if not is_own_stem(*pair):
                    forms.add(f"{PAIR}{token.form}{PAIR}{stemmed}", number)
        return len(exact.numbers) - before


def build_segment(folder: Path, spooled: Spooled) -> None:
    """Write all files of the segment; the spool is gone afterwards."""
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
    numbering = Numbering.of(spooled)
    with ArrayWriter(folder / segment_file(COLUMNS)) as columns:
        writer = ColumnsWriter(columns, spooled, numbering)
        writer.write_stored(folder)
        spooled.path.unlink()
        writer.write(indexing.teasers, indexing.lengths)
        with SegmentWriter(folder, len(numbering), columns) as segment:
            segment.merge(_sources(runs, spooled, numbering))
    for run in runs:
        run.unlink()
    _write_toc(folder, len(numbering))


def _sources(runs: list[Path], spooled: Spooled, numbering: Numbering) -> list[Source]:
    new = [RunSource(ArrayFile(run), numbering.added) for run in runs]
    if spooled.base is None:
        return [*new]
    return [SegmentSource(spooled.base, numbering.kept), *new]


def _write_toc(folder: Path, documents: int) -> None:
    storage = FileStorage(str(folder))  # type: ignore[no-untyped-call]
    segments = [ArraySegment(documents)]
    toc = TOC(whoosh_schema(), segments, 1)  # type: ignore[no-untyped-call]
    toc.write(storage, INDEX_NAME)  # type: ignore[no-untyped-call]
