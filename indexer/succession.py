"""The records a file had and those it has go in; which is an edition of which comes out, so that old ids lead on.

Only a record without an id of its own needs it: any change of its text makes it another record.
"""

from sqlite3 import Connection

from indexer.article import Article
from indexer.identity import stated_day, stated_title
from indexer.register import Register, unpacked
from indexer.versions import share_half, words

_TELLS = ("block", "body", "title", "substr(opening, 1, 60)", "place")
"""What an edition may have in common with the record it replaces, and no other of the file: surest first."""


def lead_on(register: Register, file: int) -> None:
    """Give the records that were read anew from a file the ids of those they replace."""
    db = register.db
    _fill(db, file, register.first_row)
    for told in _TELLS:
        if not (_any(db, "had") and _any(db, "has")):
            return
        db.execute("DELETE FROM editions")
        db.execute(
            f"""INSERT INTO editions SELECT old.n, new.n
            FROM ({_singled_out(told, "had")}) AS old JOIN ({_singled_out(told, "has")}) AS new USING (told)"""
        )
        for pair in db.execute("SELECT old, new FROM editions").fetchall():
            _lead_on(db, *pair)


def _fill(db: Connection, file: int, first_row: int) -> None:
    for table in ("had", "has"):
        db.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} (n INTEGER PRIMARY KEY)")
        db.execute(f"DELETE FROM {table}")
    db.execute("CREATE TEMP TABLE IF NOT EXISTS editions (old INT, new INT)")
    db.execute(
        "INSERT INTO had SELECT n FROM rows WHERE file = ? AND stale AND parent IS NULL",
        (file,),
    )
    db.execute(
        "INSERT INTO has SELECT n FROM rows"
        " WHERE file = ? AND n >= ? AND NOT stale AND NOT is_own AND parent IS NULL",
        (file, first_row),
    )


def _any(db: Connection, table: str) -> bool:
    return db.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None


def _singled_out(told: str, table: str) -> str:
    return (
        f"SELECT {told} AS told, MIN(n) AS n FROM {table} CROSS JOIN rows USING (n)"
        " WHERE told IS NOT NULL GROUP BY told HAVING COUNT(*) = 1"
    )


def _lead_on(db: Connection, old: int, new: int) -> None:
    before, former, public = db.execute(
        "SELECT rows.record, former, docs.pub FROM rows LEFT JOIN docs USING (doc) WHERE rows.n = ?",
        (old,),
    ).fetchone()
    (now,) = db.execute("SELECT record FROM rows WHERE n = ?", (new,)).fetchone()
    if public is None or not _is_edition(unpacked(now), unpacked(before)):
        return
    ids = sorted({public, *(former or "").split()})
    db.execute("UPDATE rows SET former = ? WHERE n = ?", (" ".join(ids), new))
    db.execute("DELETE FROM had WHERE n = ?", (old,))
    db.execute("DELETE FROM has WHERE n = ?", (new,))


def _is_edition(now: Article, before: Article) -> bool:
    same_title = stated_title(now) and stated_title(now) == stated_title(before)
    if same_title and stated_day(now) == stated_day(before):
        return True
    return share_half(words(now), words(before))
