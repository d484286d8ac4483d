"""Whoosh asks for terms, postings and stored fields, and gets them from our arrays: a generation is a Whoosh index.

Read-only: a published generation is never written to. Stock objects are slow here and are for other programs and
for our tests; the engine itself reads the arrays.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from whoosh.codec import base
from whoosh.formats import Positions
from whoosh.matching.mcore import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from indexer.engine.whoosh_index.lexicon import Lexicon
from indexer.engine.whoosh_index.reader import INDEX_NAME, SEGMENT, SegmentReader
from indexer.engine.whoosh_index.schema import INDEX_FIELDS
from indexer.record import to_record

_READ_ONLY = "a published generation is never written to; use backfile"
_POSITIONAL = frozenset(field.name for field in INDEX_FIELDS if field.has_positions)


class ArraySegment(base.Segment):
    """What Whoosh's table of contents lists. It names the codec, so that readers find it again."""

    def __init__(self, documents: int) -> None:
        self.indexname = INDEX_NAME
        self.segid = SEGMENT
        self.compound = False
        self._documents = documents

    def codec(self) -> "ArrayCodec":
        return ArrayCodec()

    def doc_count_all(self) -> int:
        return self._documents

    def deleted_count(self) -> int:
        return 0

    def deleted_docs(self) -> tuple[int, ...]:
        return ()

    def is_deleted(self, docnum: int) -> bool:
        return False

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        raise NotImplementedError(_READ_ONLY)


class ArrayCodec(base.Codec):
    """Reads a segment; whatever would write one raises NotImplementedError."""

    def _write(self, *_: object, **__: object) -> NoReturn:
        raise NotImplementedError(_READ_ONLY)

    per_document_writer = field_writer = new_segment = _write
    postings_writer = postings_reader = _write

    def terms_reader(self, storage: Any, segment: ArraySegment) -> "ArrayTerms":
        return ArrayTerms(SegmentReader(Path(storage.folder)))

    def per_document_reader(
        self, storage: Any, segment: ArraySegment
    ) -> "ArrayDocuments":
        return ArrayDocuments(SegmentReader(Path(storage.folder)))


class ArrayTerms(base.TermsReader):
    """The terms of all fields, ordered by field and term."""

    def __init__(self, segment: SegmentReader) -> None:
        self._segment = segment
        self._names = sorted(field.name for field in INDEX_FIELDS)

    def _ordinal(self, fieldname: str, text: bytes) -> int | None:
        if fieldname not in self._names:
            return None
        return self._segment.lexicon(fieldname).find(text)

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._ordinal(*term) is not None

    def cursor(self, fieldname: str, fieldobj: Any) -> "ArrayCursor":
        return ArrayCursor(self._segment.lexicon(fieldname), fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return self.terms_from(self._names[0], b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        for name in self._names:
            if name < fieldname:
                continue
            lexicon = self._segment.lexicon(name)
            first = lexicon.first_from(prefix) if name == fieldname else 0
            for ordinal in range(first, len(lexicon)):
                yield name, lexicon.term(ordinal)

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return self.items_from(self._names[0], b"")

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        for term in self.terms_from(fieldname, prefix):
            yield term, self.term_info(*term)

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        ordinal = self._ordinal(fieldname, text)
        if ordinal is None:
            raise TermNotFound(f"{fieldname}:{text!r}")
        lexicon = self._segment.lexicon(fieldname)
        one = range(ordinal, ordinal + 1)
        documents = self._segment.documents(lexicon, one)
        frequencies = self._segment.frequencies(lexicon, one)
        lengths = self._segment.lengths.get(fieldname.removesuffix("_exact"))
        held = [1] if lengths is None else lengths[documents]
        return TermInfo(  # type: ignore[no-untyped-call]
            weight=float(frequencies.sum()),
            df=len(documents),
            minlength=int(min(held)),
            maxlength=int(max(held)),
            maxweight=float(frequencies.max()),
            minid=int(documents[0]),
            maxid=int(documents[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        if self._ordinal(fieldname, text) is None:
            return 0.0
        return float(self.term_info(fieldname, text).weight())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        ordinal = self._ordinal(fieldname, text)
        if ordinal is None:
            return 0
        return self._segment.lexicon(fieldname).frequency(ordinal)

    def matcher(
        self, fieldname: str, text: bytes, format_: Positions, scorer: Any = None
    ) -> ListMatcher:
        info = self.term_info(fieldname, text)
        lexicon = self._segment.lexicon(fieldname)
        ordinal = lexicon.first_from(text)
        one = range(ordinal, ordinal + 1)
        frequencies = self._segment.frequencies(lexicon, one).tolist()
        values = None
        if fieldname in _POSITIONAL:
            places = iter(self._segment.positions(lexicon, one).tolist())
            values = [
                format_.encode([next(places) for _ in range(count)])
                for count in frequencies
            ]
        return ListMatcher(  # type: ignore[no-untyped-call]
            self._segment.documents(lexicon, one).tolist(),
            [float(count) for count in frequencies],
            values,
            format_,
            scorer=scorer,
            term=(fieldname, text),
            terminfo=info,
        )

    def indexed_field_names(self) -> list[str]:
        return [name for name in self._names if len(self._segment.lexicon(name))]


class ArrayCursor(base.FieldCursor):
    """A place in the terms of one field."""

    def __init__(self, lexicon: Lexicon, fieldobj: Any) -> None:
        self._lexicon = lexicon
        self._fieldobj = fieldobj
        self._ordinal = 0

    def is_valid(self) -> bool:
        return self._ordinal < len(self._lexicon)

    def text(self) -> str | None:
        if not self.is_valid():
            return None
        text: str = self._fieldobj.from_bytes(self._lexicon.term(self._ordinal))
        return text

    def first(self) -> str | None:
        self._ordinal = 0
        return self.text()

    def find(self, term: str | bytes) -> str | None:
        if isinstance(term, str):
            term = term.encode()
        self._ordinal = self._lexicon.first_from(term)
        return self.text()

    def next(self) -> str | None:
        self._ordinal += 1
        return self.text()


class ArrayDocuments(base.PerDocumentReader):
    """Stored documents as records of `backfile export`, and exact lengths of the fields with words."""

    def __init__(self, segment: SegmentReader) -> None:
        self._segment = segment

    def _lengths(self, fieldname: str) -> Any:
        return self._segment.lengths.get(fieldname.removesuffix("_exact"))

    def doc_count(self) -> int:
        return len(self._segment)

    def doc_count_all(self) -> int:
        return len(self._segment)

    def has_deletions(self) -> bool:
        return False

    def is_deleted(self, docnum: int) -> bool:
        return False

    def deleted_docs(self) -> tuple[int, ...]:
        return ()

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        lengths = self._lengths(fieldname)
        return default if lengths is None else int(lengths[docnum])

    def field_length(self, fieldname: str) -> int:
        lengths = self._lengths(fieldname)
        return 0 if lengths is None else int(lengths.sum())

    def min_field_length(self, fieldname: str) -> int:
        lengths = self._lengths(fieldname)
        return 0 if lengths is None else int(lengths.min(initial=0))

    def max_field_length(self, fieldname: str) -> int:
        lengths = self._lengths(fieldname)
        return 0 if lengths is None else int(lengths.max(initial=0))

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        return False

    def stored_fields(self, docnum: int) -> dict[str, object]:
        return to_record(self._segment.article(docnum))

    def all_stored_fields(self) -> Iterator[dict[str, object]]:
        for number in range(len(self._segment)):
            yield self.stored_fields(number)
