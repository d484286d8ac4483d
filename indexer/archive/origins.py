"""A register and a document go in; every record that the document came from comes out, and the rule that told it."""

import datetime
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from sqlite3 import Connection, DatabaseError, Row
from typing import TypedDict

from indexer.archive.bookkeeping import RULE
from indexer.archive.packing import unpacked
from indexer.archive.register_file import connect
from indexer.archive.versions import Part, assemble
from indexer.article import Article, Kind
from indexer.engine.errors import IndexCorrupt
from indexer.identity import stated_day, stated_title
from indexer.ledger import Outcome


class Origin(TypedDict):
    """A record. file, record: where it stands, counted from 1; id, title, date (ISO 8601): as it states them; captured:
    the day of its page's capture; version: the number of the article's version that holds it, None for an excerpt.
    outcome and rule are those of the ledger.
    """

    file: str
    record: int
    source: str | None
    date: str | None
    title: str
    id: str | None
    captured: str | None
    outcome: str
    version: int | None
    rule: str


class Excerpt(TypedDict):
    """A teaser that became part of the document, and the pages that showed it."""

    id: str
    records: list[Origin]


class Origins(TypedDict):
    """All records of a document."""

    records: list[Origin]
    excerpts: list[Excerpt]


_NAME = "(SELECT name FROM files WHERE files.n = file) AS name"

_ROWS = f"""SELECT {_NAME}, place, source, record, pub, own, is_own, parent,
    IFNULL(outcome, '{Outcome.CREATED}') AS outcome, {RULE} AS rule
    FROM rows WHERE doc = (SELECT doc FROM docs WHERE pub = ?)"""

_SIGHTS = f"""SELECT teasers.id, {_NAME}, place, sights.source, sights.record,
    IFNULL(outcome, CASE WHEN gone THEN '{Outcome.PROMOTED}' ELSE '{Outcome.CREATED}' END) AS outcome,
    IFNULL(rule, CASE WHEN outcome IS NULL AND gone THEN 'opening' ELSE 'excerpt' END) AS rule"""

_ORDER = f"ORDER BY teasers.id, outcome = '{Outcome.MERGED}', name, place"

_SHOWN = f"{_SIGHTS} FROM sights JOIN teasers USING (id) WHERE teasers.id = ? {_ORDER}"

# Of a teaser that became part of several documents, the sights of a source go to its own one, others to the first.
_PROMOTED = f"""{_SIGHTS} FROM docs CROSS JOIN targets AS t ON t.doc = docs.n
    CROSS JOIN teasers ON teasers.id = t.teaser CROSS JOIN sights ON sights.id = teasers.id
    WHERE docs.pub = ? AND gone AND (t.source = IFNULL(sights.source, '')
        OR docs.pub = (SELECT MIN(d.pub) FROM targets AS o JOIN docs AS d ON d.n = o.doc WHERE o.teaser = teasers.id)
        AND NOT EXISTS (SELECT 1 FROM targets WHERE teaser = teasers.id AND source = IFNULL(sights.source, '')))
    GROUP BY sights.n {_ORDER}"""


def origins(register: Path, article: Article) -> Origins | None:
    """The records of a document of the index, None where the register does not know it.

    Raises IndexCorrupt where the register is damaged, or of another version of this program.
    """
    try:
        with closing(connect(register, reading=True)) as db:
            db.row_factory = Row
            if article.kind is Kind.TEASER:
                records, excerpts = _told(db.execute(_SHOWN, (article.id,))), []
            else:
                records, excerpts = _records(db, article.id), _excerpts(db, article.id)
    except DatabaseError as error:
        raise IndexCorrupt(f"the register cannot be read: {error}") from error
    return {"records": records, "excerpts": excerpts} if records else None


def _records(db: Connection, public: str) -> list[Origin]:
    rows = db.execute(_ROWS, (public,)).fetchall()
    articles = [unpacked(row["record"]) for row in rows]
    parts = (
        Part(replace(article, id=row["pub"]), bool(row["own"]))
        for article, row in zip(articles, rows)
    )
    versions = assemble(parts).versions if rows else ()
    found = [
        _origin(row, article, version, article.id if row["is_own"] else None)
        for row, article, version in zip(rows, articles, versions)
        # the others were read inside of one of these
        if row["parent"] is None
    ]
    return sorted(found, key=_place)


def _place(origin: Origin) -> tuple[int, bool, str, int]:
    merged = origin["outcome"] == Outcome.MERGED
    return origin["version"] or 0, merged, origin["file"], origin["record"]


def _excerpts(db: Connection, public: str) -> list[Excerpt]:
    rows = db.execute(_PROMOTED, (public,))
    return [
        {"id": name, "records": _told(sights)}
        for name, sights in groupby(rows, key=lambda row: str(row["id"]))
    ]


def _told(rows: Iterable[Row]) -> list[Origin]:
    return [_origin(row, unpacked(row["record"])) for row in rows]


def _origin(
    row: Row, article: Article, version: int | None = None, own: str | None = None
) -> Origin:
    shown = (sighting.captured for sighting in article.sightings)
    captured = article.captured or next(shown, None)
    return {
        "file": row["name"] or ", ".join(article.files),
        "record": row["place"],
        "source": row["source"],
        "date": _iso(stated_day(article)),
        "title": stated_title(article),
        "id": own,
        "captured": _iso(captured),
        "outcome": row["outcome"],
        "version": version,
        "rule": row["rule"],
    }


def _iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None
