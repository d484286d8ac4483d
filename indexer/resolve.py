"""The records of a whole archive go in, its documents come out: what the archive knows that one page does not.

Records of one article become one, with its versions; teasers are merged, and promoted where their article is there;
dates and titles are recovered from them. The result does not depend on the order of the records, nor on whether they
came at once or in updates, and the records of an exported archive give that archive again. Memory stays bounded:
everything is kept in one SQLite file, the register.
"""

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Self

from indexer.archive.bookkeeping import books
from indexer.archive.grouping import group
from indexer.archive.packing import unpacked
from indexer.archive.promotion import promote
from indexer.archive.register import Register
from indexer.archive.register_file import os_errors
from indexer.archive.scope import Scope
from indexer.archive.versions import sorted_candidates, sorted_sightings
from indexer.archive.withholding import is_hushed, withhold
from indexer.article import Article, DateCandidate, DateRule, Sighting, TitleRule
from indexer.identity import folded, guessed_day, number
from indexer.ledger import Ledger

SAME_TEXT = 100
"""How many documents with its body an article is linked to at most, the first by id."""


_RENAMED = "(rows.own_pub <> docs.pub OR rows.former IS NOT NULL)"

_DOCUMENT = f"""SELECT IFNULL(docs.record, row.record), docs.doc, docs.pub, docs.day, docs.known, twins, docs.body,
        EXISTS (SELECT 1 FROM targets WHERE targets.doc = docs.n),
        EXISTS (SELECT 1 FROM rows WHERE rows.doc = docs.doc AND {_RENAMED})
    FROM docs LEFT JOIN rows AS row ON row.n = docs.row WHERE docs.n = ?"""


class Resolver:
    """The records of one build, or what an update changes of them: add() or reject() each, resolve() once, then read
    articles() and vanished().

    Every method raises OSError where the register cannot be written.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Without the register of an earlier build: nothing came before. Raises IndexCorrupt for another file."""
        self.register = Register(path)
        self._db = self.register.db
        self._rejected = Counter[str]()
        self._counted = 0
        self._named: set[int] = set()
        self._present = lru_cache(maxsize=100_000)(self._find_present)
        self._copies = lru_cache(maxsize=10_000)(self._find_copies)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.register.close()

    def add(self, article: Article) -> None:
        """A record as its source gave it: id "" or the publisher's own, a teaser, or a document of an export."""
        self._named.update(map(number, article.files))
        with os_errors():
            self.register.add(article)

    def reject(self, whole: bool = False) -> None:
        """A record, or a whole file, was read and left out."""
        self.register.skip()
        self._rejected["file" if whole else "record"] += 1

    def count_file(self) -> None:
        """An input file was read. Where nothing is counted, the files that records name count."""
        self._counted += 1

    def resolve(self) -> Ledger:
        """Settle everything that is new; the books."""
        with os_errors():
            self.register.flush()
            self.register.index()
            scope = Scope(self.register)
            group(self.register)
            promote(scope)
            scope.reach_documents()
            self._link_copies()
        return self.ledger()

    def ledger(self) -> Ledger:
        """The books as they stand."""
        files = self._counted or len(self._named)
        return books(self.register, files, self._rejected)

    def withhold(self, article: Article) -> None:
        """A document was taken down: all its records are withdrawn, and no text of it stays in the register."""
        with os_errors():
            withhold(self._db, article)

    @property
    def reached(self) -> int:
        """How many documents articles() gives."""
        (count,) = self._db.execute(
            """SELECT (SELECT COUNT(*) FROM scope_docs)
            + (SELECT COUNT(*) FROM scope_teasers CROSS JOIN teasers USING (id) WHERE NOT gone)"""
        ).fetchone()
        return int(count)

    def is_withheld(self, article: Article) -> bool:
        """Whether a document that is not withdrawn by its ids announces one that is, or is announced by one.

        In a build the texts themselves tell.
        """
        return not self.register.is_new and is_hushed(self._db, article)

    def vanished(self) -> Iterator[tuple[str, bool]]:
        """Ids of which no document is known now, though one may have been; whether it became part of an article."""
        ids = self._db.execute(
            """SELECT id, id IN (SELECT id FROM teasers) FROM scope_ids
            WHERE id NOT IN (SELECT pub FROM docs) AND id NOT IN (SELECT id FROM teasers WHERE NOT gone)"""
        )
        return ((str(name), bool(gone)) for name, gone in ids)

    def articles(self) -> Iterator[Article]:
        """Every document that is or may be another than before, oldest first, the undated last, those of one day by id;
        streamed."""
        documents = self._db.execute("""
            SELECT IFNULL(known, '~'), pub, n, NULL FROM scope_docs CROSS JOIN docs USING (n) UNION ALL
            SELECT IFNULL(day, '~'), id, NULL, record FROM scope_teasers CROSS JOIN teasers USING (id) WHERE NOT gone
            ORDER BY 1, 2""")
        with os_errors():
            for _, _, doc, record in documents:
                yield unpacked(record) if doc is None else self._article(doc)

    def _link_copies(self) -> None:
        touched = (
            ""
            if self.register.is_new
            else "body IN (SELECT body FROM scope_bodies) AND"
        )
        self._db.execute(
            f"""UPDATE docs SET twins = NOT twins WHERE {touched} body IS NOT NULL
            AND twins <> (body IN (SELECT body FROM docs WHERE {touched} body IS NOT NULL
            GROUP BY body HAVING COUNT(DISTINCT IFNULL(source, '')) > 1))"""
        )

    def _article(self, doc: int) -> Article:
        record, key, public, day, known, twins, body, announced, renamed = (
            self._db.execute(_DOCUMENT, (doc,)).fetchone()
        )
        article = unpacked(record)
        gained = self._gained(doc) if announced else _Gained()
        former = {*article.former_ids, *gained.ids}
        if renamed:
            former.update(self._renamed(key))
        former -= {public, *(older.id for older in article.older)}
        date, rule = article.date, article.date_rule
        if day is None and known != (date and date.isoformat()):
            date, rule = _taught(known)
        guess = guessed_day(article)
        candidates = {*article.date_candidates, *gained.candidates(date)}
        if guess and guess != date:
            candidates = {c for c in candidates if c.day != guess}
        titled = article.title or not gained.title
        return replace(
            article,
            id=public,
            date=date,
            date_rule=rule,
            date_candidates=sorted_candidates(candidates),
            title=article.title if titled else gained.title,
            title_rule=article.title_rule if titled else TitleRule.TEASER,
            version=len(article.older) + 1,
            older=tuple(map(self._relisted, article.older)),
            teasers=self._present_all(article),
            sightings=(
                sorted_sightings([*article.sightings, *gained.sightings])
                if gained.sightings
                else article.sightings
            ),
            same_text=self._copies(body, article.source) if twins else (),
            former_ids=tuple(sorted(former)),
        )

    def _renamed(self, key: str) -> Iterator[str]:
        """Ids under which the records of a document were, or would have been, published."""
        rows = self._db.execute(
            f"SELECT own_pub, former FROM docs JOIN rows USING (doc) WHERE doc = ? AND {_RENAMED}",
            (key,),
        )
        for own, former in rows:
            yield own
            yield from (former or "").split()

    def _find_copies(self, body: int, source: str | None) -> tuple[str, ...]:
        rows = self._db.execute(
            "SELECT pub FROM docs WHERE body = ? AND source IS NOT ? ORDER BY pub LIMIT ?",
            (body, source, SAME_TEXT),
        )
        return tuple(public for (public,) in rows)

    def _gained(self, doc: int) -> "_Gained":
        """What the teasers bring that became part of a document."""
        teasers = self._db.execute(
            "SELECT DISTINCT id, record FROM targets JOIN teasers ON id = teaser WHERE doc = ? AND gone ORDER BY id",
            (doc,),
        ).fetchall()
        sightings: list[Sighting] = []
        titles: dict[str, str] = {}
        days = set()
        for name, record in teasers:
            teaser = unpacked(record)
            sightings += self._sightings(name, teaser, doc)
            days |= {teaser.date} if teaser.date else set()
            if teaser.title:
                compared = folded(teaser.title)
                title = min(titles.get(compared, teaser.title), teaser.title)
                titles[compared] = title
        title = titles.popitem()[1] if len(titles) == 1 else ""
        names = tuple(name for name, _ in teasers)
        return _Gained(names, tuple(sightings), title, frozenset(days))

    def _sightings(self, name: str, teaser: Article, doc: int) -> Iterator[Sighting]:
        """Those that go to this document of all that the teaser became part of."""
        targets = self._db.execute(
            "SELECT targets.source, n FROM targets JOIN docs ON n = targets.doc WHERE teaser = ? ORDER BY pub",
            (name,),
        ).fetchall()
        by_source = dict(targets)
        for sighting in teaser.sightings:
            if by_source.get(sighting.source or "", targets[0][1]) == doc:
                yield sighting

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
            "SELECT pub FROM targets JOIN docs ON n = targets.doc JOIN teasers ON id = teaser"
            " WHERE teaser = ? AND gone ORDER BY targets.source IS NOT ?, pub",
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


@dataclass(frozen=True, slots=True)
class _Gained:
    """What teasers bring to a document: their ids, their sightings, and the title that all of them give."""

    ids: tuple[str, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    title: str = ""
    days: frozenset[datetime.date] = frozenset()

    def candidates(self, day: datetime.date | None) -> Iterator[DateCandidate]:
        """The days they give where the document is of another."""
        return (DateCandidate(DateRule.TEASER, d) for d in self.days if d != day)


def _taught(known: str | None) -> tuple[datetime.date | None, DateRule | None]:
    if known is None:
        return None, None
    return datetime.date.fromisoformat(known), DateRule.TEASER
