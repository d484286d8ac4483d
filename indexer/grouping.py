"""The rows of a registry go in, their documents come out: which records are one article, and under which public id.

Records are one article by the same key, or by the same source, stated date and title with at least half the words
shared.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from sqlite3 import Connection

from indexer.article import Article
from indexer.identity import stated_day, stated_title
from indexer.registry import packed, unpacked
from indexer.versions import (
    Assembled,
    Part,
    Words,
    assemble,
    assemble_teaser,
    body_words,
    share_half,
    words,
)

WINDOW = 32
"""With how many others of its block, in order of their openings, a text is compared."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the records of articles and teasers."""

    created: int = 0
    merged: int = 0
    versions: int = 0


def group(db: Connection) -> Counts:
    """Fill docs and teasers."""
    for column in ("doc", "pub", "url", "block"):
        db.execute(
            f"CREATE INDEX rows_{column} ON rows({column}) WHERE {column} IS NOT NULL"
        )
    _free_shared_urls(db)
    _free_shared_ids(db)
    # teasers first: no article may take the id of one
    teasers = _teasers(db)
    _hash_clashing_ids(db)
    _join(db)
    articles = _documents(db)
    return Counts(
        teasers.created + articles.created,
        teasers.merged + articles.merged,
        articles.versions,
    )


def _free_shared_urls(db: Connection) -> None:
    """Where different texts use an address, it is nobody's identity."""
    shared = db.execute(
        "SELECT url FROM rows WHERE url IN (SELECT url FROM rows WHERE url_only)"
        " GROUP BY url HAVING COUNT(DISTINCT text) > 1"
    ).fetchall()
    for (url,) in shared:
        records = db.execute(
            "SELECT record FROM rows WHERE url = ? GROUP BY text ORDER BY text", (url,)
        )
        if not _all_alike(unpacked(record) for (record,) in records):
            db.execute(
                "UPDATE rows SET doc = fallback, pub = fallback WHERE url = ? AND url_only",
                (url,),
            )


def _free_shared_ids(db: Connection) -> None:
    """Where no source is named, an id that entirely different records use is nobody's identity."""
    shared = db.execute(
        "SELECT doc FROM rows WHERE own AND source IS NULL AND doc IS NOT NULL"
        " GROUP BY doc HAVING COUNT(DISTINCT text) > 1 AND NOT MAX(nested)"
    ).fetchall()
    for (doc,) in shared:
        records = db.execute(
            "SELECT record FROM rows WHERE doc = ? GROUP BY text ORDER BY text", (doc,)
        )
        if not _all_alike((unpacked(record) for (record,) in records), by_words=False):
            db.execute(
                "UPDATE rows SET doc = fallback, pub = fallback, own = 0 WHERE doc = ?",
                (doc,),
            )


def _all_alike(articles: Iterator[Article], by_words: bool = True) -> bool:
    """Whether each text shares half its words with the first and with the one before it.

    by_words=False: an equal date or title will do as well.
    """
    first = last = next(articles)
    for article in articles:
        for other in {id(first): first, id(last): last}.values():
            if not by_words and _same_head(article, other):
                continue
            if not share_half(words(article), words(other)):
                return False
        last = article
    return True


def _same_head(one: Article, other: Article) -> bool:
    same_title = stated_title(one) == stated_title(other)
    return same_title or stated_day(one) == stated_day(other)


def _hash_clashing_ids(db: Connection) -> None:
    """An id that several sources use leads to none of them: each gets its key instead."""
    db.execute("""CREATE TEMP TABLE clashes AS SELECT pub FROM rows WHERE own
        GROUP BY pub HAVING COUNT(DISTINCT doc) > 1
        UNION SELECT id FROM teasers JOIN rows ON pub = id WHERE own""")
    db.execute(
        "UPDATE rows SET pub = doc WHERE own AND pub IN (SELECT pub FROM clashes)"
    )


class _Joined:
    """Keys that turned out to be one article; only these are held in memory."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def root(self, key: str) -> str:
        path = []
        while key in self._parents:
            path.append(key)
            key = self._parents[key]
        self._parents.update(dict.fromkeys(path, key))
        return key

    def join(self, one: str, other: str) -> None:
        """The smaller key stands for both, so that no order of calls shows."""
        low, high = sorted((self.root(one), self.root(other)))
        if low != high:
            self._parents[high] = low

    def pairs(self) -> list[tuple[str, str]]:
        return [(self.root(key), key) for key in list(self._parents)]


def _join(db: Connection) -> None:
    joined = _Joined()
    for one, other in db.execute("SELECT one, other FROM links"):
        joined.join(one, other)
    _join_titled(db, joined)
    db.executemany("UPDATE rows SET doc = ? WHERE doc = ?", joined.pairs())


def _join_titled(db: Connection, joined: _Joined) -> None:
    """Same source, stated date and title, and half the words of the bodies."""
    rows = db.execute("""SELECT block, doc, body, record FROM rows WHERE block IN (
            SELECT block FROM rows WHERE block IS NOT NULL
            GROUP BY block HAVING COUNT(DISTINCT doc) > 1)
        GROUP BY block, doc, body ORDER BY block, opening, body, doc""")
    for _, block in groupby(rows, key=lambda row: row[0]):
        before: deque[tuple[str, int, Words]] = deque(maxlen=WINDOW)
        for _, doc, body, record in block:
            if before and before[-1][1] == body:
                joined.join(doc, before[-1][0])
                continue
            found = body_words(unpacked(record))
            for other, _, others in before:
                if joined.root(doc) != joined.root(other) and share_half(found, others):
                    joined.join(doc, other)
            before.append((doc, body, found))


def _documents(db: Connection) -> Counts:
    db.execute("""INSERT INTO docs (doc, pub, source, day, known, titled, body, row)
        SELECT doc, pub, source, day, known, titled, body, n FROM rows
        GROUP BY doc HAVING COUNT(*) = 1""")
    single = _count(db, "SELECT COUNT(*) FROM docs")
    several = db.execute("""SELECT doc, pub, own, nested, body, record FROM rows
        WHERE doc IN (SELECT doc FROM rows GROUP BY doc HAVING COUNT(*) > 1)
        ORDER BY doc""")
    created, merged, versions = single, 0, 0
    for doc, records in groupby(several, key=lambda row: row[0]):
        parts, bodies = [], {}
        for _, pub, own, nested, body, record in records:
            article = unpacked(record)
            bodies[article.body] = body
            parts.append(Part(replace(article, id=pub), bool(own), not nested))
        assembled = assemble(parts)
        _insert(db, doc, assembled, bodies[assembled.article.body])
        listed = sum(part.listed for part in parts)
        created += 1
        versions += assembled.listed - 1
        merged += listed - assembled.listed
    db.execute("CREATE UNIQUE INDEX docs_doc ON docs(doc)")
    db.execute("CREATE INDEX docs_pub ON docs(pub)")
    return Counts(created, merged, versions)


def _insert(db: Connection, doc: str, assembled: Assembled, body: int | None) -> None:
    article = assembled.article
    day = stated_day(article)
    db.execute(
        "INSERT INTO docs (doc, pub, source, day, known, titled, body, record)"
        " VALUES (?,?,?,?,?,?,?,?)",
        (
            doc,
            article.id,
            article.source,
            day.isoformat() if day else None,
            article.date.isoformat() if article.date else None,
            bool(article.title),
            body,
            packed(article),
        ),
    )


def _teasers(db: Connection) -> Counts:
    rows = db.execute("SELECT id, record FROM sights ORDER BY id")
    created = records = 0
    for named, sights in groupby(rows, key=lambda row: row[0]):
        found = [unpacked(record) for _, record in sights]
        teaser = assemble_teaser(found)
        day = teaser.date.isoformat() if teaser.date else None
        db.execute(
            "INSERT INTO teasers (id, day, record) VALUES (?,?,?)",
            (named, day, packed(teaser)),
        )
        created += 1
        records += len(found)
    db.execute("DELETE FROM sights")
    return Counts(created, records - created)


def _count(db: Connection, sql: str) -> int:
    (count,) = db.execute(sql).fetchone()
    return int(count)
