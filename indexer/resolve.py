"""The records of a whole archive go in, its documents come out: what the archive knows that one page does not.

Records of one article become one, with its versions; teasers are merged, and promoted where their article is there;
dates and titles are recovered from them. The result does not depend on the order of the records, and the records of
an exported archive give that archive again. Memory stays bounded: everything is kept in one temporary SQLite file.
"""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from types import TracebackType
from typing import Self

from indexer.article import Article, DateRule, Sighting, TitleRule
from indexer.grouping import group
from indexer.identity import number
from indexer.ledger import Ledger
from indexer.promotion import promote
from indexer.registry import RECORD, Registry, os_errors, unpacked
from indexer.versions import sorted_sightings

SAME_TEXT = 100
"""How many documents with its body an article is linked to at most, the first by id."""


class Resolver:
    """One build's records: add() or reject() each, resolve() once, then read articles().

    Every method raises OSError where the temporary file cannot be written.
    """

    def __init__(self) -> None:
        with os_errors():
            self._registry = Registry()
        self._db = self._registry.db
        self._rejected = 0
        self._counted = 0
        self._named: set[int] = set()
        self._present = lru_cache(maxsize=100_000)(self._find_present)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._registry.close()

    def add(self, article: Article) -> None:
        """A record as its source gave it: id "" or the publisher's own, a teaser, or a document of an export."""
        self._named.update(map(number, article.files))
        with os_errors():
            self._registry.add(article)

    def reject(self) -> None:
        """A record was read and left out."""
        self._rejected += 1

    def count_file(self) -> None:
        """An input file was read. Where nothing is counted, the files that records name count."""
        self._counted += 1

    def resolve(self) -> Ledger:
        """Settle everything; the books."""
        with os_errors():
            self._registry.flush()
            counts = group(self._db)
            promoted = promote(self._db)
            self._link_copies()
        return Ledger(
            files=self._counted or len(self._named),
            read=self._registry.articles + self._registry.teasers + self._rejected,
            created=counts.created - promoted,
            merged=counts.merged,
            promoted=promoted,
            versions=counts.versions,
            rejected=self._rejected,
        )

    def articles(self) -> Iterator[Article]:
        """Every document, oldest first, the undated last, those of one day by id; streamed."""
        documents = self._db.execute("""
            SELECT IFNULL(known, '~'), pub, n, NULL FROM docs UNION ALL
            SELECT IFNULL(day, '~'), id, NULL, record FROM teasers WHERE NOT gone
            ORDER BY 1, 2""")
        with os_errors():
            for _, _, doc, record in documents:
                yield unpacked(record) if doc is None else self._article(doc)

    def _link_copies(self) -> None:
        self._db.execute("CREATE INDEX docs_body ON docs(body)")
        self._db.execute("""UPDATE docs SET twins = 1 WHERE body IN (
            SELECT body FROM docs WHERE body IS NOT NULL
            GROUP BY body HAVING COUNT(DISTINCT IFNULL(source, '')) > 1)""")

    def _article(self, doc: int) -> Article:
        (record,) = self._db.execute(RECORD, (doc,)).fetchone()
        public, day, known, headline, moved, twins, body = self._db.execute(
            "SELECT pub, day, known, headline, moved, twins, body FROM docs WHERE n = ?",
            (doc,),
        ).fetchone()
        article = unpacked(record)
        sightings, title, rule = article.sightings, article.title, article.title_rule
        former = article.former_ids
        if moved:
            sightings = sorted_sightings([*sightings, *self._moved(doc)])
            former = tuple(sorted({*former, *self._promoted(doc)}))
        if headline:
            title, rule = headline, TitleRule.TEASER
        if day is None and known != (article.date and article.date.isoformat()):
            article = _dated(article, known)
        return replace(
            article,
            id=public,
            title=title,
            title_rule=rule,
            version=len(article.older) + 1,
            older=tuple(map(self._relisted, article.older)),
            teasers=self._present_all(article),
            sightings=sightings,
            same_text=self._copies(body, article.source) if twins else (),
            former_ids=former,
        )

    def _copies(self, body: int, source: str | None) -> tuple[str, ...]:
        rows = self._db.execute(
            "SELECT pub FROM docs WHERE body = ? AND source IS NOT ? ORDER BY pub LIMIT ?",
            (body, source, SAME_TEXT),
        )
        return tuple(public for (public,) in rows)

    def _promoted(self, doc: int) -> Iterator[str]:
        """The ids of the teasers that became part of a document."""
        rows = self._db.execute("SELECT id FROM targets WHERE doc = ?", (doc,))
        return (str(name) for (name,) in rows)

    def _moved(self, doc: int) -> Iterator[Sighting]:
        rows = self._db.execute(
            "SELECT file, source, captured FROM moved WHERE doc = ?", (doc,)
        )
        for file, source, captured in rows:
            day = datetime.date.fromisoformat(captured) if captured else None
            yield Sighting(file, source, day)

    def _relisted(self, earlier: Article) -> Article:
        return replace(earlier, teasers=self._present_all(earlier))

    def _present_all(self, article: Article) -> tuple[str, ...]:
        """The ids its page lists, as they are now."""
        if not article.teasers:
            return ()
        now = (self._present(listed, article.source) for listed in article.teasers)
        return tuple(dict.fromkeys(now))

    def _find_present(self, listed: str, source: str | None) -> str:
        """Where a listed document is now; of a teaser promoted to several copies, the one of the page's source."""
        row = self._db.execute(
            "SELECT pub FROM targets JOIN docs ON n = targets.doc WHERE id = ?"
            " ORDER BY targets.source IS NOT ?, pub",
            (listed, source),
        ).fetchone()
        row = (
            row
            or self._db.execute(
                "SELECT docs.pub FROM rows JOIN docs USING (doc) WHERE rows.pub = ? ORDER BY docs.pub <> ?, docs.pub",
                (listed, listed),
            ).fetchone()
        )
        return str(row[0]) if row else listed


def _dated(article: Article, known: str | None) -> Article:
    if known is None:
        return replace(article, date=None, date_rule=None)
    day = datetime.date.fromisoformat(known)
    return replace(article, date=day, date_rule=DateRule.TEASER)
