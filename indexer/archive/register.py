"""Articles go in, rows of one SQLite file come out: what each may be known by, and its record.

The register of a build has no name: SQLite removes it when it is closed, whatever ends the program, and keeps no more
of it in memory than its cache. write() gives it a name, and an update opens that file again. Columns that are only
compared hold 64-bit numbers.
"""

from dataclasses import replace
from pathlib import Path

from indexer.archive.packing import compressed, record_text
from indexer.archive.register_file import (
    INDEXES,
    OPENING,
    UPDATE_INDEXES,
    connect,
    os_errors,
)
from indexer.article import Article, Kind
from indexer.identity import (
    article_id,
    begins_number,
    folded,
    guessed_day,
    is_key,
    number,
    public_id,
    stated_day,
    stated_title,
    teaser_id,
    text_key,
)

_BATCH = 2_000

_SAYS = """key, own_pub, is_own, url_only, source, day, known, guess, titled, title, text, body, url, block,
    fallback, begins, opening"""
_INSERT_ROW = f"""
    INSERT INTO rows (n, file, place, said, parent, {_SAYS}, record, identity, doc, pub, own)
    VALUES ({",".join(f"?{n}" for n in range(1, 24))}, ?6, ?6, ?7, ?8)"""


class Register:
    """All rows. db is open until close(); every row is in it after flush().

    All methods raise OSError where the file cannot be written.
    """

    def __init__(self, path: Path | None = None, reading: bool = False) -> None:
        """An empty one without a name, or the one in a file; raises IndexCorrupt for any other file.

        reading: it is not changed.
        """
        with os_errors():
            self.is_new = path is None
            self.db = connect(path, reading)
            if not self.is_new and not reading:
                self.index(UPDATE_INDEXES)
            self.db.execute("BEGIN")
        self._rows: list[tuple[object, ...]] = []
        self._listed: list[tuple[str, int]] = []
        self._sights: list[tuple[object, ...]] = []
        self.first_row = self._row = self._last("rows") + 1
        self.first_sight = self._last("sights") + 1
        self._file: int | None = None
        self._place = 0
        self._rereading = False
        self.read = 0

    def _last(self, table: str) -> int:
        found = self.db.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)
        ).fetchone()
        return int(found[0]) if found else 0

    def index(self, indexes: tuple[str, ...] = INDEXES) -> None:
        """Make the indexes that are not there yet, when the rows of a build are."""
        for index in indexes:
            self.db.execute(f"CREATE INDEX IF NOT EXISTS {index}")

    def write(self, path: Path) -> None:
        """Give a copy of it a name."""
        with os_errors():
            self.db.execute("COMMIT")
            self.db.execute("VACUUM INTO ?", (str(path),))
            self.db.execute("BEGIN")

    def close(self) -> None:
        """Keep what was changed; remove what has no name."""
        if self.db.in_transaction:
            self.db.execute("COMMIT")
        self.db.close()

    def begin(self, file: int | None, rereading: bool = False) -> None:
        """The records that follow are those of a file; where it was read before, those it had are stale from now on."""
        self.flush()
        self._file, self._place, self._rereading = file, 0, rereading
        if rereading:
            self.db.execute("INSERT OR IGNORE INTO reread VALUES (?)", (file,))
            self.make_stale(file)

    def make_stale(self, file: int | None) -> None:
        """The records of a file are no longer in it."""
        for table in ("rows", "sights"):
            self.db.execute(f"UPDATE {table} SET stale = 1 WHERE file = ?", (file,))

    def skip(self) -> None:
        """A record of the file was rejected."""
        self._place += 1

    def add(self, article: Article) -> None:
        """Keep a record; its older versions become rows of the same article."""
        self._place += 1
        self.read += 1
        if article.kind is Kind.TEASER:
            if not article.id:
                named = teaser_id(article.body, article.date)
                article = replace(article, id=named)
            self._add_teaser(article)
        else:
            self._add_article(article)
        if len(self._rows) + len(self._sights) >= _BATCH:
            self.flush()

    def _add_teaser(self, teaser: Article) -> None:
        text = record_text(teaser)
        said = number(text)
        if not self._stays("sights", said):
            place = (self._file, self._place, said)
            known = (teaser.id, teaser.source, compressed(text))
            self._sights.append((*place, *known))

    def _add_article(self, article: Article) -> None:
        text = record_text(article)
        said = number(text)
        if self._stays("rows", said):
            return
        if article.older:
            text = record_text(replace(article, older=()))
        self._add_row(said, article, None, text)
        for earlier in article.older:
            earlier = replace(earlier, id=earlier.id or article.id)
            self._add_row(said, earlier, article_id(article), record_text(earlier))

    def _add_row(
        self, said: int, article: Article, parent: str | None, text: str
    ) -> None:
        place = (self._row, self._file, self._place, said, parent)
        self._rows.append((*place, *_columns(article), compressed(text)))
        self._listed.extend((name, self._row) for name in article.teasers)
        self._row += 1

    def _stays(self, table: str, said: int) -> bool:
        """Whether the file had this record before; then it has it still."""
        if not self._rereading:
            return False
        old = self.db.execute(
            f"SELECT place FROM {table} WHERE file = ? AND said = ? AND stale LIMIT 1",
            (self._file, said),
        ).fetchone()
        if old:
            self.db.execute(
                f"UPDATE {table} SET stale = 0, place = ? WHERE file = ? AND said = ? AND place = ? AND stale",
                (self._place, self._file, said, *old),
            )
        return old is not None

    def flush(self) -> None:
        """Write what add() has kept back."""
        self.db.executemany(_INSERT_ROW, self._rows)
        self.db.executemany("INSERT OR IGNORE INTO listed VALUES (?,?)", self._listed)
        self.db.executemany(
            "INSERT INTO sights (file, place, said, id, source, record) VALUES (?,?,?,?,?,?)",
            self._sights,
        )
        self._rows.clear()
        self._listed.clear()
        self._sights.clear()


def _columns(article: Article) -> tuple[object, ...]:
    """What _SAYS names."""
    source, title, day = article.source, stated_title(article), stated_day(article)
    iso, guess = day.isoformat() if day else None, guessed_day(article)
    body = folded(article.body)
    name = folded(title)
    key = article_id(article)
    own = bool(article.id) and (not is_key(article.id) or article.id.startswith("i-"))
    return (
        key,
        public_id(article.id, source) if own else key,
        own,
        not article.id and bool(article.url),
        source,
        iso,
        None if guess else iso or (article.date.isoformat() if article.date else None),
        guess.isoformat() if guess else None,
        bool(article.title),
        number(name) if name else None,
        number(name, body),
        number(body) if body else None,
        number(article.url) if article.url else None,
        number(source or "", iso, name) if iso and name and body else None,
        text_key(article) if key[:2] == "u-" or (own and not source) else None,
        begins_number(body),
        body[:OPENING] or None,
    )
