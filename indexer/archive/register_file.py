"""A path goes in, an open database with the tables of a register comes out; here is what their columns mean."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.engine.errors import IndexCorrupt

FORMAT = 5
"""The version of the tables below, and of what is read from files into them."""

SCHEMA = f"""
PRAGMA user_version = {FORMAT};
-- An input file, by its absolute path; modified: both its times; options: those it was read under.
CREATE TABLE files (
    n INTEGER PRIMARY KEY, path BLOB UNIQUE, name TEXT, size INT, modified TEXT, sha256 BLOB, options TEXT);
-- A record of an article. place: its number in its file; said: its whole record; stale: its file lacks it now. key: by
-- what it says of itself; parent: the key of the later version it was read inside. own_pub, is_own: its public
-- id, which may be the publisher's. day, title: as stated; known: the day with what a teaser taught before; guess: a
-- day of a guessed year. former: ids that its place had, parted by blanks; withdrawn: it was taken down and is blank.
-- The last six are what the archive makes of it. identity: its key, or fallback where that is not its own. doc: one
-- identity for all records of its article. rule: how it was told.
CREATE TABLE rows (
    n INTEGER PRIMARY KEY AUTOINCREMENT, file INT, place INT, said INT, stale INT DEFAULT 0,
    key TEXT, parent TEXT, own_pub TEXT, is_own INT, url_only INT,
    source TEXT, day TEXT, known TEXT, guess TEXT, titled INT, title INT, text INT, body INT, url INT, block INT,
    fallback TEXT, begins INT, opening TEXT, former TEXT, withdrawn INT DEFAULT 0, record,
    identity TEXT, doc TEXT, pub TEXT, own INT, outcome TEXT, rule TEXT);
-- A record of a teaser.
CREATE TABLE sights (
    n INTEGER PRIMARY KEY AUTOINCREMENT, file INT, place INT, said INT, stale INT DEFAULT 0,
    id TEXT, source TEXT, record, outcome TEXT, rule TEXT);
-- What the page of a row lists.
CREATE TABLE listed (id TEXT, row INT, PRIMARY KEY (id, row)) WITHOUT ROWID;
-- A document: the row it is, or the record of the several that it was assembled from. given: the day its records give;
-- guess: one of a guessed year; known: the day with what teasers taught. twins: another source has its body.
CREATE TABLE docs (
    n INTEGER PRIMARY KEY AUTOINCREMENT, doc TEXT UNIQUE, pub TEXT, source TEXT,
    day TEXT, given TEXT, guess TEXT, known TEXT,
    titled INT, body INT, row INT, record, twins INT DEFAULT 0);
-- A teaser; gone: it became part of an article.
CREATE TABLE teasers (id TEXT PRIMARY KEY, day TEXT, record, gone INT DEFAULT 0) WITHOUT ROWID;
-- How an article opens that a teaser announces, folded: its snippet (place 0), or that below its dateline (1).
CREATE TABLE snippets (teaser TEXT, place INT, begins TEXT, snippet TEXT, PRIMARY KEY (teaser, place)) WITHOUT ROWID;
-- How a text began that was taken down, as a number of so many folded characters, and its day, or nothing.
CREATE TABLE hushed (kind TEXT, size INT, begins INT, day TEXT, PRIMARY KEY (kind, size, begins, day));
-- A day that a teaser gives a document; the document for a source's sightings of it.
CREATE TABLE votes (teaser TEXT, doc INT, day TEXT, trusted INT, PRIMARY KEY (teaser, doc)) WITHOUT ROWID;
CREATE TABLE targets (teaser TEXT, source TEXT, doc INT, PRIMARY KEY (teaser, source, doc)) WITHOUT ROWID;
"""

INDEXES = (
    *(
        f"rows_{column} ON rows({column}) WHERE {column} IS NOT NULL"
        for column in ("key", "doc", "pub", "own_pub", "url", "block", "parent")
    ),
    "sights_id ON sights(id)",
    "docs_pub ON docs(pub)",
    "docs_body ON docs(body, pub)",
    "votes_doc ON votes(doc)",
    "targets_doc ON targets(doc)",
)
UPDATE_INDEXES = (
    "rows_said ON rows(file, said)",
    "rows_place ON rows(file, place)",
    "rows_fallback ON rows(fallback) WHERE fallback IS NOT NULL",
    "sights_said ON sights(file, said)",
    "rows_stale ON rows(stale) WHERE stale",
    "sights_stale ON sights(stale) WHERE stale",
    "listed_row ON listed(row)",
    "snippets_begins ON snippets(begins)",
)

RECORD = """SELECT IFNULL(docs.record, rows.record)
    FROM docs LEFT JOIN rows ON rows.n = docs.row WHERE docs.n = ?"""
"""The record of a document, by its number."""

OPENING = 400
"""Folded characters of a body that are compared with snippets."""

BEGINS = 20
"""Folded characters by which the teasers are found that an article may be announced by."""

UNIQUE = 100
"""Folded characters of an opening that no other text of the archive may share with one that is announced."""

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
        raise OSError(number, f"the register: {error}") from error


_SETTINGS = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = FILE;
    PRAGMA cache_size = -65536;
    CREATE TEMP TABLE reread (file INTEGER PRIMARY KEY);
"""


def connect(path: Path | None, reading: bool = False) -> sqlite3.Connection:
    """The file, or a nameless empty one; raises IndexCorrupt for what is no register of this version.

    reading: it is not changed, and no trace of its being read is left.
    """
    if path is None:
        db = sqlite3.connect("", uri=True, isolation_level=None)
        db.executescript(_SETTINGS + SCHEMA)
        return db
    mode = "ro&immutable=1" if reading else "rw"
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None
    )
    try:
        (version,) = db.execute("PRAGMA user_version").fetchone()
    except sqlite3.DatabaseError as error:
        db.close()
        raise IndexCorrupt(f"the register is damaged: {error}") from error
    if version != FORMAT:
        db.close()
        raise IndexCorrupt(
            "the register was written by another version of this program; run: backfile build"
        )
    db.executescript(_SETTINGS)
    return db
