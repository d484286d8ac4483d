"""Documents and teasers go in, what the teasers tell of the documents comes out: promotions, dates and titles.

A teaser announces an article whose body opens with its snippet. Where that is one article, and its opening is its
own, the teaser becomes part of it. A date is taught only to an article without one, only by a teaser that can mean no
other article, only where every teaser that could announce it agrees, and never a day after its page was captured: a
wrong date is worse than none.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from sqlite3 import Connection

from indexer.archive.packing import unpacked
from indexer.archive.register_file import RECORD, UNIQUE
from indexer.archive.scope import Scope
from indexer.article import Article, Role
from indexer.dates.datelines import stated_dateline

SHORTEST = 20
"""Folded characters below which a snippet announces only a body that ends with it."""

CROWD = 1_000
"""A snippet that so many documents open with announces none of them."""

_AFTER = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A document whose body opens with a snippet. day: stated; begins: the folded opening that matched."""

    doc: int
    public: str
    source: str | None
    day: str | None
    body: int
    begins: str


def promote(scope: Scope) -> None:
    """Write down what teasers tell: votes and targets, the known days, the teasers that are gone."""
    db = scope.db
    scope.reach_teasers()
    # what they spoke of before may be without them now
    scope.reach_announced()
    for table in ("votes", "targets"):
        db.execute(
            f"DELETE FROM {table} WHERE teaser IN (SELECT id FROM scope_teasers)"
        )
    if db.execute("SELECT 1 FROM scope_teasers LIMIT 1").fetchone():
        db.execute(
            "CREATE INDEX IF NOT EXISTS rows_opening ON rows(opening) WHERE opening IS NOT NULL"
        )
    matcher = _Matcher(db)
    for name, record in db.execute(
        "SELECT id, record FROM scope_teasers CROSS JOIN teasers USING (id)"
    ):
        matcher.match(name, unpacked(record))
    scope.reach_announced()
    _teach_dates(db)
    scope.reach_announcing()
    _promote(db)


class _Matcher:
    """Finds for a teaser what it announces (targets), or else for which days it speaks (votes)."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._formulaic = lru_cache(maxsize=10_000)(self._is_formulaic)
        self._bounds = lru_cache(maxsize=10_000)(self._find_bounds)

    def match(self, name: str, teaser: Article) -> None:
        """Fill targets and votes for one teaser."""
        snippets = self._db.execute(
            "SELECT snippet FROM snippets WHERE teaser = ? ORDER BY place", (name,)
        ).fetchall()
        found = (self._candidates(snippet) for (snippet,) in snippets)
        candidates: Sequence[_Candidate] = next(filter(None, found), ())
        if not candidates:
            return
        sources = _sources(teaser)
        day = teaser.date.isoformat() if teaser.date else None
        pool = [found for found in candidates if found.source in sources] or candidates
        if self._is_one_text(pool):
            fitting = _fitting(pool, day)
            self._aim(name, sources, fitting)
            candidates = fitting
        if day:
            self._vote(name, day, sources, candidates)

    def _candidates(self, snippet: str) -> list[_Candidate]:
        if not snippet:
            return []
        rows = self._db.execute(
            "SELECT DISTINCT docs.n, docs.pub, docs.source, docs.day, docs.body, opening"
            " FROM rows JOIN docs USING (doc)"
            " WHERE opening >= ? AND opening < ? ORDER BY opening LIMIT ?",
            (snippet, snippet + _AFTER, CROWD),
        ).fetchall()
        if len(rows) == CROWD:
            return []
        if len(snippet) < SHORTEST:
            rows = [row for row in rows if row[5] == snippet]
        # two versions of a document may open so
        return list({row[0]: _Candidate(*row) for row in rows}.values())

    def _is_one_text(self, pool: Sequence[_Candidate]) -> bool:
        texts = {found.body for found in pool}
        return len(texts) == 1 and not any(
            self._formulaic(found.begins[:UNIQUE]) for found in pool
        )

    def _is_formulaic(self, begins: str) -> bool:
        """Whether different texts open so."""
        rows = self._db.execute(
            "SELECT DISTINCT docs.body FROM rows JOIN docs USING (doc)"
            " WHERE opening >= ? AND opening < ? LIMIT 2",
            (begins, begins + _AFTER),
        )
        return len(rows.fetchall()) > 1

    def _aim(self, name: str, sources: set[str], pool: Sequence[_Candidate]) -> None:
        """Each source's sightings go to its own copy of the text, others to one that lacks a date, if any does."""
        for source in sources or {""}:
            own = [found for found in pool if found.source == source] or pool
            target = min(own, key=lambda c: (c.day or "", c.public), default=None)
            if target:
                self._db.execute(
                    "INSERT INTO targets VALUES (?,?,?)", (name, source, target.doc)
                )

    def _vote(
        self,
        name: str,
        day: str,
        sources: set[str],
        candidates: Sequence[_Candidate],
    ) -> None:
        possible = [found for found in candidates if self._may_be_of(found, day)]
        chosen = self._singled_out(day, sources, candidates)
        for found in possible:
            trusted = found in chosen and (
                self._has_dateline(found)
                or found.source in sources
                or not self._formulaic(found.begins[:UNIQUE])
            )
            # a vote that is not trusted teaches nothing, but contradicts
            self._db.execute(
                "INSERT INTO votes VALUES (?,?,?,?)", (name, found.doc, day, trusted)
            )

    def _may_be_of(self, found: _Candidate, day: str) -> bool:
        if found.day is not None:
            return False
        last, month_and_day = self._bounds(found.doc)
        return day <= last and month_and_day in (None, day[5:])

    def _has_dateline(self, found: _Candidate) -> bool:
        return self._bounds(found.doc)[1] is not None

    def _singled_out(
        self, day: str, sources: set[str], candidates: Sequence[_Candidate]
    ) -> Sequence[_Candidate]:
        """The undated copies of the one text that a teaser of the day can mean, none where it can mean several."""
        pool = [found for found in candidates if found.source in sources] or candidates
        undated = [found for found in pool if self._may_be_of(found, day)]
        chosen = [found for found in undated if self._has_dateline(found)] or undated
        # what has the day already explains the teaser
        texts = {found.body for found in chosen}
        texts |= {found.body for found in pool if found.day == day}
        return chosen if len(texts) == 1 else ()

    def _find_bounds(self, doc: int) -> tuple[str, str | None]:
        """The last day an article can be of, and the month and day (MM-DD) of its dateline.

        Its page was captured by then, and lists nothing newer.
        """
        (record,) = self._db.execute(RECORD, (doc,)).fetchone()
        article = unpacked(record)
        (newest,) = self._db.execute(
            "SELECT MAX(day) FROM (SELECT day FROM json_each(?1), teasers WHERE teasers.id = value"
            " UNION ALL SELECT given FROM json_each(?1), docs WHERE docs.pub = value)",
            (json.dumps(article.teasers),),
        ).fetchone()
        captured = article.captured.isoformat() if article.captured else _AFTER
        return min(captured, newest or _AFTER), _month_and_day(article)


def _fitting(pool: Sequence[_Candidate], day: str | None) -> Sequence[_Candidate]:
    """Those a teaser of the day can mean. Clocks and zones differ by a day; what is further away is another article
    with this text."""
    exact = [found for found in pool if day is None or found.day in (None, day)]
    if exact or day is None:
        return exact
    here = date.fromisoformat(day)
    return [
        found
        for found in pool
        if found.day and abs((date.fromisoformat(found.day) - here).days) == 1
    ]


def _month_and_day(article: Article) -> str | None:
    for paragraph in article.paragraphs:
        if paragraph.role is Role.DATELINE:
            line = stated_dateline(paragraph.text, article.agency)
            if line and line.month and line.day:
                return f"{line.month:02}-{line.day:02}"
    return None


def _sources(teaser: Article) -> set[str]:
    shown = {sighting.source for sighting in teaser.sightings if sighting.source}
    return shown | ({teaser.source} if teaser.source else set())


def _teach_dates(db: Connection) -> None:
    """The day all votes agree on; what an earlier build learnt is one of them. A guess gives way to any of them."""
    db.execute("""UPDATE docs SET known = (
            SELECT CASE WHEN COUNT(*) = 0 THEN docs.guess
                WHEN COUNT(DISTINCT vote) = 1 AND (MAX(trusted) OR MIN(vote) IS docs.guess) THEN MIN(vote) END FROM (
                SELECT votes.day AS vote, trusted FROM votes WHERE votes.doc = docs.n
                UNION ALL SELECT docs.given, 1 WHERE docs.given IS NOT NULL))
        WHERE day IS NULL AND n IN (SELECT n FROM scope_docs)""")


def _promote(db: Connection) -> None:
    """Every teaser whose targets all came out at its day, or the one beside it, becomes part of them."""
    db.execute(
        """UPDATE teasers SET gone = EXISTS (SELECT 1 FROM targets WHERE teaser = id) AND NOT EXISTS (
            SELECT 1 FROM targets JOIN docs ON n = targets.doc
            WHERE teaser = id AND teasers.day IS NOT NULL
            AND (docs.known IS NULL OR ABS(julianday(docs.known) - julianday(teasers.day)) > 1))
        WHERE id IN (SELECT id FROM scope_teasers)"""
    )
