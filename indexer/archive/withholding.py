"""A document that was taken down goes in; its records stay in the register, withdrawn and without a word of their text.

What they are known by stays, as numbers, so that editions and excerpts of them that come later are withheld too.
"""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from sqlite3 import Connection, DatabaseError

from indexer.archive.packing import packed
from indexer.archive.register_file import connect, os_errors
from indexer.archive.teasers import snippets
from indexer.article import Article, Kind
from indexer.engine.errors import IndexCorrupt
from indexer.identity import BEGINNING, folded, number
from indexer.ledger import Outcome

_TAKEN = f"outcome = '{Outcome.WITHDRAWN}', rule = 'takedown'"


def withhold_in(path: Path, articles: Iterable[Article]) -> None:
    """Blank the documents in a register. One that cannot be read is emptied, for the text must go in any case."""
    try:
        with os_errors(), closing(connect(path)) as db:
            for article in articles:
                withhold(db, article)
    except (IndexCorrupt, DatabaseError):
        path.write_bytes(b"")


def withhold(db: Connection, article: Article) -> None:
    """Mark the records of the document, and blank them."""
    if article.kind is Kind.TEASER:
        for snippet in snippets(article):
            _hush(db, article, snippet, len(snippet))
        _blank_teaser(db, article.id, article)
        return
    found = db.execute(
        "SELECT n, doc FROM docs WHERE pub = ?", (article.id,)
    ).fetchone()
    if found is None:
        return
    number, key = found
    for version in (article, *article.older):
        _hush(db, article, folded(version.body), BEGINNING)
    blank = packed(_blank(article))
    db.execute(
        f"UPDATE rows SET {_TAKEN}, withdrawn = 1, opening = NULL, record = ?,"
        " former = TRIM(IFNULL(former, '') || ' ' || ?) WHERE doc = ? AND NOT withdrawn",
        (blank, article.id, key),
    )
    db.execute("UPDATE docs SET record = ? WHERE n = ?", (blank, number))
    # what announces another document as well is no word of this one alone
    alone = """SELECT DISTINCT teaser FROM targets JOIN teasers ON id = teaser WHERE doc = ?1 AND gone
        AND teaser NOT IN (SELECT teaser FROM targets WHERE doc <> ?1)"""
    for (name,) in db.execute(alone, (number,)).fetchall():
        _blank_teaser(db, name, article)


def is_hushed(db: Connection, article: Article) -> bool:
    """Whether it is an excerpt of what was taken down, or the article of which an excerpt was."""
    kind, texts = Kind.ARTICLE, list(snippets(article))
    if article.kind is Kind.ARTICLE:
        kind, texts = Kind.TEASER, [folded(article.body)]
    day = article.date.isoformat() if article.date else ""
    rows = db.execute(
        """SELECT size, begins FROM hushed WHERE kind = ?1
        AND (?2 = '' OR day = '' OR ABS(julianday(day) - julianday(?2)) <= 1)""",
        (kind, day),
    )
    return any(
        number(text[:size]) == begins
        for size, begins in rows.fetchall()
        for text in texts
        if len(text) >= size
    )


def _hush(db: Connection, article: Article, text: str, size: int) -> None:
    if size and len(text) >= size:
        day = article.date.isoformat() if article.date else ""
        hushed = (article.kind, size, number(text[:size]), day)
        db.execute("INSERT OR IGNORE INTO hushed VALUES (?,?,?,?)", hushed)


def _blank_teaser(db: Connection, name: str, article: Article) -> None:
    blank = packed(replace(_blank(article), id=name, kind=Kind.TEASER))
    db.execute(f"UPDATE sights SET {_TAKEN}, record = ? WHERE id = ?", (blank, name))
    db.execute("UPDATE teasers SET record = ? WHERE id = ?", (blank, name))
    db.execute("DELETE FROM snippets WHERE teaser = ?", (name,))


def _blank(article: Article) -> Article:
    """No more than that there was something."""
    return Article(id=article.id, kind=article.kind, source=article.source)
