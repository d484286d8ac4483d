"""The records a file had and those it has go in; which is an edition of which comes out, so that old ids lead on.

Only a record without an id of its own needs it: any change of its text makes it another record.
"""

from pathlib import Path
from sqlite3 import Connection

from indexer.archive.likeness import share_half, words
from indexer.archive.packing import unpacked
from indexer.archive.register import Register
from indexer.article import Article
from indexer.identity import stated_day, stated_title

_TELLS = ("block", "body", "title", "begins", "place")
"""What an edition may have in common with the record it replaces, and no other of the file: surest first."""


def lead_on(register: Register, file: int) -> None:
    """Give the records that were read anew from a file the ids of those they replace."""
    db = register.db
    _empty(db)
    db.execute(
        "INSERT INTO had SELECT n, file FROM rows WHERE file = ? AND stale AND parent IS NULL",
        (file,),
    )
    db.execute(
        "INSERT INTO has SELECT n, file FROM rows"
        " WHERE file = ? AND n >= ? AND NOT stale AND NOT is_own AND parent IS NULL",
        (file, register.first_row),
    )
    _match(db, "main")


def lead_on_since(register: Register, earlier: Path) -> None:
    """Give all records of a build the ids of those they replace, by the register of the build before."""
    register.flush()
    db = register.db
    db.execute("COMMIT")
    db.execute(
        "ATTACH ? AS earlier", (f"{earlier.absolute().as_uri()}?mode=ro&immutable=1",)
    )
    db.execute("BEGIN")
    _empty(db)
    both = "FROM files AS here JOIN earlier.files AS there USING (path)"
    db.execute(f"CREATE TEMP TABLE same AS SELECT here.n AS new, there.n AS old {both}")
    db.execute("CREATE INDEX temp.same_old ON same(old)")
    db.execute("CREATE TEMP TABLE now (file INT, said INT, n INT)")
    db.execute("INSERT INTO now SELECT file, said, n FROM rows WHERE parent IS NULL")
    db.execute("CREATE INDEX temp.now_said ON now(file, said)")
    old = "FROM earlier.rows AS o JOIN same ON same.old = o.file WHERE o.parent IS NULL"
    said = "SELECT n FROM now WHERE now.file = same.new AND now.said = o.said"
    db.execute(f"INSERT INTO had SELECT o.n, same.new {old} AND NOT EXISTS ({said})")
    db.execute(
        f"""INSERT INTO has SELECT n, file FROM rows WHERE NOT is_own AND parent IS NULL
        AND file IN (SELECT file FROM had)
        AND (file, said) NOT IN (SELECT same.new, o.said {old})"""
    )
    # a record that is as it was keeps what it led on from
    kept = db.execute(
        f"SELECT o.former, ({said}) {old} AND o.former IS NOT NULL AND EXISTS ({said})"
    ).fetchall()
    db.executemany("UPDATE rows SET former = ? WHERE n = ?", kept)
    _match(db, "earlier")
    db.execute("COMMIT")
    db.execute("DETACH earlier")
    db.execute("BEGIN")


def _empty(db: Connection) -> None:
    """had: records that are no longer in a file; has: those that are new in it."""
    for table in ("had", "has"):
        db.execute(
            f"CREATE TEMP TABLE IF NOT EXISTS {table} (n INTEGER PRIMARY KEY, file INT)"
        )
        db.execute(f"DELETE FROM {table}")


def _match(db: Connection, then: str) -> None:
    """then: the database that holds what was had."""
    for told in _TELLS:
        if not (_any(db, "had") and _any(db, "has")):
            return
        old, new = _alone(told, "had", then), _alone(told, "has", "main")
        pairs = db.execute(
            f"SELECT o.n, n.n FROM ({old}) AS o JOIN ({new}) AS n USING (file, told)"
        )
        for pair in pairs.fetchall():
            _lead_on(db, then, told, *pair)


def _any(db: Connection, table: str) -> bool:
    return db.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None


def _alone(told: str, table: str, database: str) -> str:
    """The records that no other of their file has this in common with."""
    return (
        f"SELECT t.file, {told} AS told, MIN(t.n) AS n FROM {table} AS t CROSS JOIN {database}.rows AS r USING (n)"
        " WHERE told IS NOT NULL GROUP BY t.file, told HAVING COUNT(*) = 1"
    )


def _lead_on(db: Connection, then: str, told: str, old: int, new: int) -> None:
    before, former, withdrawn, public = db.execute(
        f"SELECT r.record, former, withdrawn, d.pub FROM {then}.rows AS r LEFT JOIN {then}.docs AS d USING (doc)"
        " WHERE r.n = ?",
        (old,),
    ).fetchone()
    (now,) = db.execute("SELECT record FROM main.rows WHERE n = ?", (new,)).fetchone()
    # of what was taken down there is no text left to compare
    is_sure = withdrawn and told != "place"
    if public is None or not (is_sure or _is_edition(unpacked(now), unpacked(before))):
        return
    ids = sorted({public, *(former or "").split()})
    db.execute("UPDATE main.rows SET former = ? WHERE n = ?", (" ".join(ids), new))
    db.execute("DELETE FROM had WHERE n = ?", (old,))
    db.execute("DELETE FROM has WHERE n = ?", (new,))


def _is_edition(now: Article, before: Article) -> bool:
    same_title = stated_title(now) and stated_title(now) == stated_title(before)
    if same_title and stated_day(now) == stated_day(before):
        return True
    return share_half(words(now), words(before))
