"""The new and the stale rows of a register go in; everything that depends on them comes out, as temporary tables.

Whatever can come out otherwise because of a changed record is settled anew, and nothing else: so an update costs what
it changes, and gives what a build of all files would. A new register is in scope as a whole.
"""

from indexer.archive.register import Register
from indexer.archive.register_file import BEGINS, UNIQUE

_TABLES = """
-- Rows whose document is to be found; teasers to be matched; documents to be told. All documents that were or will
-- be of rows in scope are new ones.
CREATE TEMP TABLE scope (n INTEGER PRIMARY KEY);
CREATE TEMP TABLE scope_teasers (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE scope_docs (n INTEGER PRIMARY KEY);
-- Ids that may lead elsewhere now, with where they led; openings and bodies of documents as they were and as they are.
CREATE TEMP TABLE scope_ids (id TEXT PRIMARY KEY, led TEXT) WITHOUT ROWID;
CREATE TEMP TABLE scope_openings (opening TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE scope_bodies (body INTEGER PRIMARY KEY);
CREATE TEMP TABLE frontier (n INTEGER PRIMARY KEY);
CREATE TEMP TABLE handles (kind TEXT, value, PRIMARY KEY (kind, value)) WITHOUT ROWID;
CREATE TEMP TABLE new_handles (kind TEXT, value, PRIMARY KEY (kind, value)) WITHOUT ROWID;
"""

_LED = """IFNULL(
    (SELECT group_concat(docs.pub) FROM targets JOIN docs ON n = targets.doc JOIN teasers ON teasers.id = teaser
        WHERE teaser = named.id AND gone),
    (SELECT IFNULL(MIN(CASE WHEN docs.pub = named.id THEN docs.pub END), MIN(docs.pub))
        FROM rows JOIN docs USING (doc) WHERE rows.pub = named.id))"""
"""The documents that an id leads to where it stands in the list of a page."""

_HANDLES = (
    ("key", "key"),
    ("key", "fallback"),
    ("key", "parent"),
    ("id", "own_pub"),
    ("url", "url"),
    ("block", "block"),
)
"""What ties records together: the kind, and the column it stands in."""

_TIES = {
    "id": "AND is_own",
    "url": "AND url IN (SELECT o.url FROM rows AS o WHERE o.url = rows.url AND o.url_only)",
}
"""Which rows an own id or an address ties together."""


class Scope:
    """The scope of one settling: the tables above in the register's database."""

    def __init__(self, register: Register) -> None:
        """Fill scope and scope_teasers, and remove what is stale."""
        self.db = register.db
        self._everything = register.is_new
        self.db.executescript(f"{_TABLES} BEGIN;")
        if self._everything:
            self.db.execute("INSERT INTO scope SELECT n FROM rows")
            self.db.execute("INSERT INTO scope_teasers SELECT DISTINCT id FROM sights")
            return
        self.db.execute(
            """INSERT INTO scope_teasers SELECT id FROM sights WHERE n >= ?
            UNION SELECT id FROM sights WHERE stale""",
            (register.first_sight,),
        )
        self._spread(register.first_row)
        self._note_before()
        self._remove_stale()

    def _spread(self, first_row: int) -> None:
        """All rows that may be tied to a changed one, step by step."""
        db = self.db
        db.execute(
            """INSERT INTO frontier SELECT n FROM rows WHERE n >= ? UNION SELECT n FROM rows WHERE stale
            UNION SELECT n FROM scope_teasers CROSS JOIN rows ON own_pub = id WHERE is_own""",
            (first_row,),
        )
        while db.execute("SELECT 1 FROM frontier LIMIT 1").fetchone():
            db.execute("INSERT INTO scope SELECT n FROM frontier")
            db.execute("DELETE FROM new_handles")
            for kind, column in _HANDLES:
                db.execute(f"""INSERT OR IGNORE INTO new_handles
                    SELECT '{kind}', {column} FROM frontier CROSS JOIN rows USING (n)
                    WHERE {column} IS NOT NULL {_TIES.get(kind, "")}""")
            db.execute(
                """DELETE FROM new_handles WHERE EXISTS (SELECT 1 FROM handles
                WHERE handles.kind = new_handles.kind AND handles.value = new_handles.value)"""
            )
            db.execute("INSERT INTO handles SELECT * FROM new_handles")
            db.execute("DELETE FROM frontier")
            for kind, column in _HANDLES:
                db.execute(f"""INSERT OR IGNORE INTO frontier
                    SELECT n FROM new_handles CROSS JOIN rows ON {column} = value
                    WHERE kind = '{kind}' {"AND is_own" if kind == "id" else ""}
                    AND n NOT IN (SELECT n FROM scope)""")

    def _note_before(self) -> None:
        """What the rows in scope were, before they become something else."""
        db = self.db
        rows = "FROM scope CROSS JOIN rows USING (n)"
        for table, column in (("scope_openings", "opening"), ("scope_bodies", "body")):
            db.execute(
                f"INSERT OR IGNORE INTO {table} SELECT {column} {rows} WHERE {column} IS NOT NULL"
            )
        self._note_ids()
        old = f"SELECT docs.n {rows} JOIN docs USING (doc)"
        for table in ("votes", "targets"):
            db.execute(
                f"INSERT OR IGNORE INTO scope_teasers SELECT teaser FROM {table} WHERE doc IN ({old})"
            )
        self._note_leads("SELECT id FROM scope_teasers")
        for table in ("votes", "targets"):
            db.execute(f"DELETE FROM {table} WHERE doc IN ({old})")
        db.execute(f"DELETE FROM docs WHERE n IN ({old})")

    def _note_ids(self) -> None:
        """The ids of the rows in scope, and of their documents as they are."""
        rows = "FROM scope CROSS JOIN rows USING (n)"
        self._note_leads(f"""SELECT own_pub AS id {rows} UNION SELECT pub {rows}
            UNION SELECT docs.pub {rows} JOIN docs USING (doc)""")

    def _note_leads(self, ids: str) -> None:
        """Where ids lead before anything is settled anew."""
        self.db.execute(
            f"INSERT INTO scope_ids SELECT id, {_LED} FROM ({ids}) AS named"
            " WHERE id IS NOT NULL AND id NOT IN (SELECT id FROM scope_ids)"
        )

    def _remove_stale(self) -> None:
        db = self.db
        stale = "SELECT n FROM rows WHERE stale"
        db.execute(f"DELETE FROM scope WHERE n IN ({stale})")
        db.execute(f"DELETE FROM listed WHERE row IN ({stale})")
        db.execute("DELETE FROM rows WHERE stale")
        db.execute("DELETE FROM sights WHERE stale")
        db.execute("""UPDATE rows
            SET identity = key, doc = key, pub = own_pub, own = is_own, outcome = NULL, rule = NULL
            WHERE n IN (SELECT n FROM scope)""")

    def reach_teasers(self) -> None:
        """The documents are there: bring into scope what they may now be announced, or dated, by."""
        if self._everything:
            return
        db = self.db
        self._note_ids()
        # an article can be of no day after the newest that its page lists
        db.execute(
            """INSERT OR IGNORE INTO scope_openings SELECT opening FROM rows
            WHERE opening IS NOT NULL AND n IN (SELECT row FROM listed
            WHERE id IN (SELECT id FROM scope_ids UNION SELECT id FROM scope_teasers))"""
        )
        marks = ",".join("?" * BEGINS)
        for (opening,) in db.execute("SELECT opening FROM scope_openings"):
            begins = [opening[:size] for size in range(1, BEGINS + 1)]
            db.execute(
                f"""INSERT OR IGNORE INTO scope_teasers SELECT teaser FROM snippets WHERE begins IN ({marks})
                AND substr(snippet, 1, {UNIQUE}) = substr(?, 1, min(length(snippet), {UNIQUE}))""",
                (*begins, opening),
            )
        self._note_leads("SELECT id FROM scope_teasers")

    def reach_announced(self) -> None:
        """Documents that the teasers in scope speak of, as votes and targets stand now."""
        for table in ("votes", "targets"):
            self.db.execute(
                f"INSERT OR IGNORE INTO scope_docs SELECT doc FROM {table}"
                " WHERE teaser IN (SELECT id FROM scope_teasers)"
            )

    def reach_announcing(self) -> None:
        """Teasers that are to become part of a document in scope, and then the other documents they speak of."""
        self.db.execute("""INSERT OR IGNORE INTO scope_teasers
            SELECT teaser FROM targets WHERE doc IN (SELECT n FROM scope_docs)""")
        if not self._everything:
            self._note_leads("SELECT id FROM scope_teasers")
        self.reach_announced()

    def reach_documents(self) -> None:
        """All is settled: every document that must be told anew."""
        db = self.db
        if self._everything:
            db.execute("INSERT OR IGNORE INTO scope_docs SELECT n FROM docs")
            return
        db.execute(f"""CREATE TEMP TABLE led_on AS
            SELECT id FROM scope_ids AS named WHERE {_LED} IS NOT led""")
        for documents in (
            "SELECT docs.n FROM scope CROSS JOIN rows USING (n) JOIN docs USING (doc)",
            "SELECT docs.n FROM scope_bodies CROSS JOIN docs USING (body)",
            """SELECT docs.n FROM led_on CROSS JOIN listed USING (id)
                JOIN rows ON rows.n = listed.row JOIN docs USING (doc)""",
        ):
            db.execute(f"INSERT OR IGNORE INTO scope_docs {documents}")
