"""A WARC file of a crawl goes in, the pages it holds come out as files to read, one at a time (home of warcio).

A page is a `response` of status 200 or a `resource`, of a type in the table below; all others are counted and told
once a kind (ISO 28500 names the kinds and headers).
"""

import codecs
import io
import zlib
from collections import Counter
from collections.abc import Iterator

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeadersParserException

from indexer import dates
from indexer.sources.limits import CHUNK_BYTES, WARC_LINES
from indexer.sources.parts import (
    BadRecord,
    InputFile,
    Rejection,
    Remark,
    Remarks,
    Unreadable,
    printable,
)
from indexer.sources.warc_payload import payload

_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/json": ".json",
    "application/x-ndjson": ".jsonl",
    "text/csv": ".csv",
    "text/plain": ".txt",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/rdf+xml": ".rdf",
    "application/xml": "",
    "text/xml": "",
}
_SILENT = frozenset({"warcinfo", "request", "metadata"})
"""What a crawler writes beside its pages."""

_LINE_BYTES = 64 * 1024
_KINDS = 50
_DAMAGED = "The WARC file is damaged or cut short; what came after is lost."


class _Iterator(ArchiveIterator):  # type: ignore[misc]
    """The library's, silent on stderr; headers of unbounded length end it."""

    INC_RECORD = ""
    lines = 0

    def bound_lines(self) -> None:
        unbounded = self.reader.readline

        def readline(length: int = 0) -> bytes:
            self.lines += 1
            if self.lines > WARC_LINES:
                raise Unreadable(_DAMAGED)
            line: bytes = unbounded(min(length or _LINE_BYTES, _LINE_BYTES))
            return line

        self.reader.readline = readline


class _Stream(io.RawIOBase):
    """Chunks as a file that is read onwards."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._held = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while not self._held:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self._held = chunk
        size = len(self._held) if size < 0 else size
        data, self._held = self._held[:size], self._held[size:]
        return data


def is_warc(head: bytes) -> bool:
    """Whether bytes begin as a WARC file does."""
    return head.startswith(b"WARC/")


def members(
    file: InputFile, chunks: Iterator[bytes], remarks: Remarks
) -> Iterator[InputFile | Rejection]:
    """The pages in the order of the file, named by the number of their record; for damage, one rejection."""
    passed: Counter[str] = Counter()
    records = _Iterator(_Stream(chunks), verify_http=False)
    records.bound_lines()
    number = 0
    try:
        for number, record in enumerate(records, start=1):
            records.lines = 0
            kind = _passed_over(record)
            if not kind:
                yield _page(file, number, record)
            elif kind not in _SILENT:
                passed[kind if kind in passed or len(passed) < _KINDS else "other"] += 1
            _drain(record)
            records.lines = 0
    except Unreadable as error:
        yield Rejection(file.name, None, str(error))
    except (
        ArchiveLoadFailed,
        StatusAndHeadersParserException,
        EOFError,
        ValueError,
        AttributeError,
        zlib.error,
    ):
        yield Rejection(file.name, None, _DAMAGED)
    for kind, count in sorted(passed.items()):
        remarks(Remark(file.name, None, f"{count:,} records passed over: {kind}."))


def _passed_over(record: ArcWarcRecord) -> str:
    """Why a record is no page, "" where it is one."""
    if record.rec_type not in ("response", "resource"):
        return str(record.rec_type)
    headers = record.http_headers
    status = headers.get_statuscode() if headers else "200"
    if status != "200":
        return f"status {status}"
    return "" if _type(record)[0] in _SUFFIXES else f"type {_type(record)[0] or 'none'}"


def _type(record: ArcWarcRecord) -> tuple[str, str]:
    """The media type of the payload and the charset that its header names, "" where it names none."""
    headers = record.http_headers or record.rec_headers
    stated, *parameters = (headers.get_header("Content-Type") or "").split(";")
    charset = ""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip(" \t\"'")
    return stated.strip().lower(), charset


def _page(file: InputFile, number: int, record: ArcWarcRecord) -> InputFile | Rejection:
    media, charset = _type(record)
    name = printable(f"{file.name}/{number}{_SUFFIXES[media]}")
    try:
        data = _utf8(payload(record), charset)
    except BadRecord as error:
        return Rejection(name, None, str(error))
    _drain(record)
    # some versions of wget put it in angle brackets
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
    day = dates.written_day((record.rec_headers.get_header("WARC-Date") or "")[:10])
    return InputFile(file.path, name, len(data), lambda: iter([data]), url, day)


def _utf8(data: bytes, charset: str) -> bytes:
    """The payload in UTF-8 where the server names another charset and it is not UTF-8 all the same."""
    try:
        data.decode()
        return data
    except UnicodeDecodeError:
        pass
    try:
        codecs.lookup(charset)
        return data.decode(charset, "replace").encode()
    except (LookupError, ValueError):
        return data


def _drain(record: ArcWarcRecord) -> None:
    """Raises Unreadable where the record is shorter than it says."""
    while record.raw_stream.read(CHUNK_BYTES):
        pass
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise Unreadable(_DAMAGED)
