"""A document that was taken down goes in; its records stay in the register, withdrawn and without a word of their text.

What they are known by stays, as numbers: so the rest of the archive is settled as if they were whole.
"""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from sqlite3 import Connection, DatabaseError

from indexer.article import Article, Kind
from indexer.engine.errors import IndexCorrupt
from indexer.ledger import Outcome
from indexer.packing import packed
from indexer.register_file import connect, os_errors

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
        _blank_teaser(db, article.id, article)
        return
    found = db.execute(
        "SELECT n, doc FROM docs WHERE pub = ?", (article.id,)
    ).fetchone()
    if found is None:
        return
    number, key = found
    db.execute(
        f"UPDATE rows SET {_TAKEN}, opening = NULL, record = ? WHERE doc = ?",
        (packed(_blank(article)), key),
    )
    db.execute(
        "UPDATE docs SET record = ? WHERE n = ?", (packed(_blank(article)), number)
    )
    # what announces another document as well is no word of this one alone
    alone = """SELECT DISTINCT teaser FROM targets WHERE doc = ?1
        AND teaser NOT IN (SELECT teaser FROM targets WHERE doc <> ?1)"""
    for (name,) in db.execute(alone, (number,)).fetchall():
        _blank_teaser(db, name, article)


def _blank_teaser(db: Connection, name: str, article: Article) -> None:
    blank = packed(replace(_blank(article), id=name, kind=Kind.TEASER))
    db.execute(f"UPDATE sights SET {_TAKEN}, record = ? WHERE id = ?", (blank, name))
    db.execute(
        "UPDATE teasers SET record = ? WHERE id = ?",
        (blank, name),
    )
    db.execute("DELETE FROM snippets WHERE teaser = ?", (name,))


def _blank(article: Article) -> Article:
    """No more than that there was something."""
    return Article(id=article.id, kind=article.kind, source=article.source)
