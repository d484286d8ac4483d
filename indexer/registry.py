"""Articles go in, rows of one SQLite file come out: what each may be known by, and its record.

The file has no name: SQLite removes it when it is closed, whatever ends the program, and keeps no more of it in
memory than its cache. Columns that are only compared hold 64-bit numbers.
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from indexer.article import Article, Kind
from indexer.identity import (
    article_id,
    folded,
    is_key,
    number,
    public_id,
    stated_day,
    stated_title,
    teaser_id,
    text_key,
)
from indexer.record import encode, loads, to_record

SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = FILE;
PRAGMA cache_size = -65536;
-- A record of an article. doc: its key, later the one key of all records of its article. own: pub is the publisher's
-- id. nested: it was read inside a later version. url_only: doc is its address. day, title: as stated; known: the day
-- with what a teaser taught.
CREATE TABLE rows (
    n INTEGER PRIMARY KEY, doc TEXT, pub TEXT, own INT, nested INT, url_only INT,
    source TEXT, day TEXT, known TEXT, titled INT, title INT, text INT, body INT, url INT, block INT,
    fallback TEXT, opening TEXT, record TEXT);
-- Two keys of one article.
CREATE TABLE links (one TEXT, other TEXT);
-- A record of a teaser.
CREATE TABLE sights (id TEXT, record TEXT);
-- A document: the row it is, or the record of the several that it was assembled from. headline: the title a teaser
-- taught. moved: it has sightings of promoted teasers. twins: another source has its body.
CREATE TABLE docs (
    n INTEGER PRIMARY KEY, doc TEXT, pub TEXT, source TEXT, day TEXT, known TEXT, titled INT, body INT,
    row INT, record TEXT, headline TEXT, moved INT DEFAULT 0, twins INT DEFAULT 0);
-- A teaser; gone: it became part of an article.
CREATE TABLE teasers (id TEXT PRIMARY KEY, day TEXT, record TEXT, gone INT DEFAULT 0) WITHOUT ROWID;
-- What a body opens with; a day that may be a document's; the document for a source's sightings of a teaser.
CREATE TABLE openings (opening TEXT, doc INT, PRIMARY KEY (opening, doc)) WITHOUT ROWID;
CREATE TABLE votes (doc INT, day TEXT, trusted INT);
CREATE TABLE targets (id TEXT, source TEXT, doc INT, PRIMARY KEY (id, source, doc)) WITHOUT ROWID;
-- Sightings and titles that promoted teasers bring to a document.
CREATE TABLE moved (doc INT, file TEXT, source TEXT, captured TEXT);
CREATE TABLE headlines (doc INT, title TEXT, name TEXT);
"""

RECORD = """SELECT IFNULL(docs.record, rows.record)
    FROM docs LEFT JOIN rows ON rows.n = docs.row WHERE docs.n = ?"""
"""The record of a document, by its number."""

OPENING = 400
"""Folded characters of a body that are compared with snippets."""

_BATCH = 2_000

_OS_ERRORS = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
}


@contextmanager
def os_errors() -> Iterator[None]:
    """Says as an OSError that the file cannot be written."""
    try:
        yield
    except sqlite3.OperationalError as error:
        number = _OS_ERRORS.get(error.sqlite_errorcode & 0xFF)
        if number is None:
            raise
        raise OSError(number, f"the build's temporary file: {error}") from error


def packed(article: Article) -> str:
    """The record without what is unknown; loads reads it."""
    record = {key: value for key, value in to_record(article).items() if value}
    record.pop("body", None)
    return encode(record)


unpacked = loads


class Registry:
    """The rows of one build. db is open until close(); every row is in it after flush()."""

    def __init__(self) -> None:
        self.db = sqlite3.connect("", isolation_level=None)
        self.db.executescript(SCHEMA)
        self.db.execute("BEGIN")
        self._rows: list[tuple[object, ...]] = []
        self._links: list[tuple[str, str]] = []
        self._sights: list[tuple[str, str]] = []
        self.articles = 0
        self.teasers = 0

    def close(self) -> None:
        """Remove the file."""
        self.db.close()

    def add(self, article: Article) -> None:
        """Keep a record; its older versions become rows of the same article."""
        if article.kind is Kind.TEASER:
            self.teasers += 1
            if not article.id:
                named = teaser_id(article.body, article.date)
                article = replace(article, id=named)
            self._sights.append((article.id, packed(article)))
        else:
            self.articles += 1
            alone = replace(article, older=()) if article.older else article
            self._rows.append(_row(alone, nested=False))
            for earlier in article.older:
                earlier = replace(earlier, id=earlier.id or article.id)
                self._rows.append(_row(earlier, nested=True))
                self._links.append((article_id(article), article_id(earlier)))
        if len(self._rows) + len(self._sights) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what add() has kept back."""
        marks = ",".join("?" * 17)
        self.db.executemany(f"INSERT INTO rows VALUES (NULL,{marks})", self._rows)
        self.db.executemany("INSERT INTO links VALUES (?,?)", self._links)
        self.db.executemany("INSERT INTO sights VALUES (?,?)", self._sights)
        self._rows.clear()
        self._links.clear()
        self._sights.clear()


def _row(article: Article, nested: bool) -> tuple[object, ...]:
    source, title, day = article.source, stated_title(article), stated_day(article)
    iso = day.isoformat() if day else None
    body = folded(article.body)
    name = folded(title)
    key = article_id(article)
    own = bool(article.id) and (not is_key(article.id) or article.id.startswith("i-"))
    return (
        key,
        public_id(article.id, source) if own else key,
        own,
        nested,
        not article.id and bool(article.url),
        source,
        iso,
        article.date.isoformat() if article.date else None,
        bool(article.title),
        number(name) if name else None,
        number(name, body),
        number(body) if body else None,
        number(article.url) if article.url else None,
        number(source or "", iso, name) if iso and name and body else None,
        text_key(article) if key[:2] == "u-" or (own and not source) else None,
        body[:OPENING] or None,
        packed(article),
    )
