"""A file goes in, the reader of its format is found in one table, and what it reads comes out."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from indexer.article import Article
from indexer.sources import (
    containers,
    csv_rows,
    feeds,
    html_pages,
    json_feed,
    json_lines,
    pages,
    warc,
)
from indexer.sources.decode import peek, utf8
from indexer.sources.limits import HEAD_BYTES
from indexer.sources.parts import (
    InputFile,
    Options,
    Rejection,
    Remarks,
    Unreadable,
    ignore,
)
from indexer.sources.unpack import PACKED_SUFFIXES, chunks

Reader = Callable[
    [InputFile, Iterator[bytes], Options, Remarks], Iterator[Article | Rejection]
]


@dataclass(frozen=True, slots=True)
class Format:
    """A row: the suffixes of such files, how the text begins whatever the name, and the module that reads them."""

    name: str
    suffixes: tuple[str, ...]
    begins: Callable[[str], bool]
    read: Reader


def _begins_json(head: str) -> bool:
    record = re.match(r'\s*\{[ \t]*"', head) is not None
    return record and not json_feed.begins(head)


def _begins_csv(head: str) -> bool:
    """A header with our names is rarely anything else."""
    names = csv_rows.header(head.partition("\n")[0])[0]
    known = {name.strip().casefold() for name in names}
    return len(known & {"id", "title", "body", "date", "url"}) > 1


FORMATS = (
    Format(
        "JSON Lines",
        (".jsonl", ".ndjson", ".jsonlines", ".json"),
        _begins_json,
        json_lines.read,
    ),
    Format("CSV", (".csv", ".tsv"), _begins_csv, csv_rows.read),
    Format("JSON Feed", (), json_feed.begins, json_feed.read),
    Format("RSS or Atom", (".rss", ".atom", ".rdf"), feeds.begins, feeds.read),
    Format("HTML", (".html", ".htm", ".xhtml"), html_pages.begins, html_pages.read),
    Format("archive page", (".txt", ".text", ".page"), pages.begins, pages.read),
)

_BINARY = (
    (re.compile(rb"%PDF-"), "PDF: extract its text first"),
    (
        re.compile(rb"\xd0\xcf\x11\xe0|\{\\rtf"),
        "an office document: extract its text first",
    ),
    (re.compile(rb"\x28\xb5\x2f\xfd"), "packed by zstd: unpack it first"),
    (
        re.compile(rb"7z\xbc\xaf|Rar!|\x1f\x9d|LZIP"),
        "an archive of a kind that is not read: use zip or tar",
    ),
    (
        re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP|II\*\0|MM\0\*", re.DOTALL),
        "an image",
    ),
    (
        re.compile(rb"SQLite format 3\0|PAR1"),
        "a database: write its records as JSON Lines or CSV",
    ),
    (
        re.compile(rb"filedesc://"),
        "an ARC file of a crawl: turn it into WARC first (`warcio recompress`)",
    ),
)
"""How files begin that are no text, and what to do with them."""

_OTHERS = (
    (
        re.compile(
            rb"(?:From|MIME-Version|Subject|Date): (?s:.{0,2000})multipart/related"
        ),
        "a page saved with its pictures (MHTML): save it as HTML",
    ),
    (re.compile(rb"\s*(?i:<!doctype|<\?xml)"), "XML of a kind that nothing here reads"),
    (re.compile(rb"\s*\[\s*[{\r\n]"), "a JSON list: write one record a line"),
    (
        re.compile(rb"\s*\{\s*[\r\n]"),
        "JSON over several lines: write one record a line",
    ),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROL = 0.1
"""Text holds fewer control characters than this; a tenth of random bytes are such."""


def read(
    file: InputFile, options: Options, remarks: Remarks = ignore
) -> Iterator[Article | Rejection]:
    """The articles and rejections of one file in its order. Memory stays bounded; nothing an input holds raises."""
    try:
        head, data = peek(chunks(file), HEAD_BYTES)
        _refuse(_BINARY, head)
        members = _members(file, head, data, remarks)
        if members is None:
            yield from _read_text(file, data, options, remarks)
            return
        for member in members:
            if isinstance(member, Rejection):
                yield member
            else:
                yield from read(member, options, remarks)
    except Unreadable as error:
        yield Rejection(file.name, None, str(error))


def _members(
    file: InputFile, head: bytes, data: Iterator[bytes], remarks: Remarks
) -> Iterator[InputFile | Rejection] | None:
    """The members of a container, None for any other file. A crawl may lie in an archive, nothing else in another."""
    if warc.is_warc(head):
        if file.url is not None:
            raise Unreadable("It is a crawl within another: unpack it first.")
        return warc.members(file, data, remarks)
    if not containers.is_archive(head):
        return None
    if file.open:
        raise Unreadable("It is an archive within another: unpack it first.")
    return containers.members(file, data)


def _read_text(
    file: InputFile, data: Iterator[bytes], options: Options, remarks: Remarks
) -> Iterator[Article | Rejection]:
    head, text = peek(utf8(data), HEAD_BYTES)
    if not head.strip():
        # damage is told before emptiness
        blank = not any(chunk.strip() for chunk in text)
        raise Unreadable("The file is empty." if blank else "Its beginning is empty.")
    yield from format_of(file.name, head).read(file, text, options, remarks)


def format_of(name: str, head: bytes) -> Format:
    """The format of a file by its name without .gz or .xz, else by its beginning; Unreadable for no known one."""
    path = PurePosixPath(name.lower())
    suffix = (
        path.with_suffix("").suffix if path.suffix in PACKED_SUFFIXES else path.suffix
    )
    beginning = head.decode("utf-8", "replace")
    named = next((row for row in FORMATS if suffix in row.suffixes), None)
    found = next((row for row in FORMATS if row.begins(beginning)), None)
    _refuse_others(head, found)
    # the content decides where the name says otherwise
    chosen = named if named and named.begins(beginning) else found or named
    if chosen is None:
        raise Unreadable(
            "Its format is none of " + ", ".join(row.name for row in FORMATS) + "."
        )
    return chosen


def _refuse_others(head: bytes, found: Format | None) -> None:
    """Raises Unreadable for what is no text, or text that nothing here reads."""
    if found is None:
        _refuse(_OTHERS, head)
    if len(_CONTROL.findall(head)) > len(head) * _MOST_CONTROL:
        raise Unreadable("It is not text.")


def _refuse(table: tuple[tuple[re.Pattern[bytes], str], ...], head: bytes) -> None:
    for pattern, words in table:
        if pattern.match(head):
            raise Unreadable(f"It is {words}.")
