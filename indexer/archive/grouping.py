"""The rows of a register that are in scope go in, their documents come out: which records are one article, and under
which public id.

Records are one article by the same key, or by the same source, stated date and title with at least half the words
shared.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from sqlite3 import Connection

from indexer.archive.likeness import Words, body_words, share_half, words
from indexer.archive.packing import packed, unpacked
from indexer.archive.register import Register
from indexer.archive.register_file import BEGINS
from indexer.archive.teasers import assemble_teaser, snippets
from indexer.archive.versions import Part, assemble
from indexer.article import Article
from indexer.identity import guessed_day, stated_day, stated_title
from indexer.ledger import Outcome

MOST_WORDS = 200_000
"""Different words of the texts of a block that are held in memory."""

WINDOW = 32
"""With how many others of its block, in order of their openings, a text is compared."""

TITLE_RULE = "title"
"""How a record was told that neither id, address nor text tie to its article."""

_SCOPE = "scope CROSS JOIN rows USING (n)"


def group(register: Register) -> None:
    """Fill docs and teasers."""
    db = register.db
    _free_shared_urls(db)
    _free_shared_ids(db)
    # teasers first: no article may take the id of one
    _teasers(db, register.first_sight)
    _hash_clashing_ids(db)
    _join(db)
    _documents(db, register.first_row)


def _free_shared_urls(db: Connection) -> None:
    """Where different texts use an address, it is nobody's identity."""
    shared = db.execute(
        f"SELECT url FROM {_SCOPE} WHERE url IS NOT NULL"
        " GROUP BY url HAVING MAX(url_only) AND COUNT(DISTINCT text) > 1"
    ).fetchall()
    for (url,) in shared:
        records = db.execute(
            "SELECT record FROM rows WHERE url = ? GROUP BY text ORDER BY text", (url,)
        )
        if not _all_alike(unpacked(record) for (record,) in records):
            db.execute(
                "UPDATE rows SET identity = fallback, doc = fallback, pub = fallback WHERE url = ? AND url_only",
                (url,),
            )


def _free_shared_ids(db: Connection) -> None:
    """Where no source is named, an id that entirely different records use is nobody's identity."""
    shared = db.execute(
        f"SELECT doc FROM {_SCOPE} WHERE own AND source IS NULL"
        " GROUP BY doc HAVING COUNT(DISTINCT text) > 1 AND MAX(parent) IS NULL"
    ).fetchall()
    for (doc,) in shared:
        records = db.execute(
            "SELECT record FROM rows WHERE doc = ? GROUP BY text ORDER BY text", (doc,)
        )
        if not _all_alike((unpacked(record) for (record,) in records), by_words=False):
            db.execute(
                "UPDATE rows SET identity = fallback, doc = fallback, pub = fallback, own = 0 WHERE doc = ?",
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
    title, day = stated_title(one), stated_day(one)
    if title and title == stated_title(other):
        return True
    return day is not None and day == stated_day(other)


def _hash_clashing_ids(db: Connection) -> None:
    """An id that several sources use leads to none of them: each gets its key instead."""
    db.execute(f"""CREATE TEMP TABLE clashes AS SELECT pub FROM {_SCOPE} WHERE own
        GROUP BY pub HAVING COUNT(DISTINCT doc) > 1
        UNION SELECT id FROM {_SCOPE} JOIN teasers ON pub = id WHERE own""")
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
    for one, other in db.execute(
        f"SELECT parent, key FROM {_SCOPE} WHERE parent IS NOT NULL"
    ):
        joined.join(one, other)
    _join_titled(db, joined)
    db.executemany("UPDATE rows SET doc = ? WHERE doc = ?", joined.pairs())


def _join_titled(db: Connection, joined: _Joined) -> None:
    """Same source, stated date and title, and half the words of the bodies."""
    rows = db.execute(
        f"""SELECT block, doc, body, record, withdrawn FROM rows WHERE block IN (
            SELECT block FROM {_SCOPE} WHERE block IS NOT NULL
            GROUP BY block HAVING COUNT(DISTINCT doc) > 1)
        GROUP BY block, doc, body ORDER BY block, withdrawn DESC, opening, body, doc"""
    )
    for _, block in groupby(rows, key=lambda row: row[0]):
        before: deque[tuple[str, int, Words]] = deque(maxlen=WINDOW)
        taken_down = None
        for _, doc, body, record, withdrawn in block:
            if taken_down or withdrawn:
                # its text is gone: another edition of it must not come back
                joined.join(doc, taken_down or doc)
                taken_down = taken_down or doc
                continue
            if before and before[-1][1] == body:
                joined.join(doc, before[-1][0])
                continue
            found = body_words(unpacked(record))
            for other, _, others in before:
                if joined.root(doc) != joined.root(other) and share_half(found, others):
                    joined.join(doc, other)
            before.append((doc, body, found))
            while sum(len(words) for _, _, words in before) > MOST_WORDS:
                before.popleft()


def _documents(db: Connection, first_row: int) -> None:
    db.execute(f"CREATE TEMP TABLE scope_keys AS SELECT DISTINCT doc FROM {_SCOPE}")
    several = "SELECT doc FROM scope_keys CROSS JOIN rows USING (doc) GROUP BY doc HAVING COUNT(*) > 1"
    db.execute(f"CREATE TEMP TABLE several AS {several}")
    db.execute(
        """INSERT INTO docs (doc, pub, source, day, given, guess, known, titled, body, row)
        SELECT doc, pub, source, day, known, guess, IFNULL(known, guess), titled, body, n
        FROM scope_keys CROSS JOIN rows USING (doc)
        WHERE doc NOT IN (SELECT doc FROM several)"""
    )
    rows = db.execute(
        """SELECT doc, n, pub, own, parent IS NULL, body, identity, n >= ?, said, record
        FROM several CROSS JOIN rows USING (doc) ORDER BY doc""",
        (first_row,),
    )
    for doc, records in groupby(rows, key=lambda row: row[0]):
        _document(db, doc, [_Row(*record[1:]) for record in records])


@dataclass(frozen=True, slots=True)
class _Row:
    """A record of an article of several. fresh: it was read now."""

    n: int
    public: str
    own: int
    listed: int
    body: int | None
    identity: str
    fresh: int
    said: int
    record: str | bytes


def _document(db: Connection, doc: str, rows: list[_Row]) -> None:
    # in any order of their files the same
    rows.sort(key=lambda row: (row.fresh, row.identity, row.said, row.public))
    parts = []
    for row in rows:
        article = replace(unpacked(row.record), id=row.public)
        parts.append(Part(article, bool(row.own)))
    assembled = assemble(parts)
    article = assembled.article
    day, guess = stated_day(article), guessed_day(article)
    given = None if guess else article.date
    bodies = {part.article.body: row.body for part, row in zip(parts, rows)}
    db.execute(
        "INSERT INTO docs (doc, pub, source, day, given, guess, known, titled, body, record)"
        " VALUES (?1,?2,?3,?4,?5,?6,IFNULL(?5,?6),?7,?8,?9)",
        (
            doc,
            article.id,
            article.source,
            day.isoformat() if day else None,
            given.isoformat() if given else None,
            guess.isoformat() if guess else None,
            bool(article.title),
            bodies[article.body],
            packed(article),
        ),
    )
    db.executemany(
        "UPDATE rows SET outcome = ?, rule = ? WHERE n = ?",
        _outcomes(rows, assembled.versions),
    )


def _outcomes(
    rows: list[_Row], versions: Sequence[int]
) -> Iterator[tuple[Outcome, str | None, int]]:
    """The first record created the article, the first of each other version that version; the rest are merged."""
    first = next((row for row in rows if row.listed), rows[0])
    seen = {versions[rows.index(first)]}
    for row, version in zip(rows, versions):
        if row is first or not row.listed:
            continue
        outcome = Outcome.MERGED if version in seen else Outcome.VERSIONS
        seen.add(version)
        yield outcome, None if row.identity == first.identity else TITLE_RULE, row.n


def _teasers(db: Connection, first_sight: int) -> None:
    db.execute("DELETE FROM teasers WHERE id IN (SELECT id FROM scope_teasers)")
    db.execute("DELETE FROM snippets WHERE teaser IN (SELECT id FROM scope_teasers)")
    rows = db.execute(
        """SELECT id, n, record FROM scope_teasers CROSS JOIN sights USING (id)
        ORDER BY id, n >= ?, source, said""",
        (first_sight,),
    )
    merged = []
    for named, sights in groupby(rows, key=lambda row: row[0]):
        found = list(sights)
        teaser = assemble_teaser(unpacked(record) for _, _, record in found)
        day = teaser.date.isoformat() if teaser.date else None
        db.execute(
            "INSERT INTO teasers (id, day, record) VALUES (?,?,?)",
            (named, day, packed(teaser)),
        )
        db.executemany(
            "INSERT INTO snippets VALUES (?,?,?,?)",
            [(named, place, s[:BEGINS], s) for place, s in enumerate(snippets(teaser))],
        )
        merged += [(n,) for _, n, _ in found[1:]]
    db.execute(
        "UPDATE sights SET outcome = NULL WHERE id IN (SELECT id FROM scope_teasers) AND outcome IS NOT NULL"
    )
    db.executemany(
        f"UPDATE sights SET outcome = '{Outcome.MERGED}' WHERE n = ?", merged
    )
