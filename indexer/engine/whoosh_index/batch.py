"""Puts, removals and takedowns go in; the spool of the next generation and its new tombstones come out."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from indexer.article import Article
from indexer.engine.whoosh_index.generation import Generation
from indexer.engine.whoosh_index.spool import Spool
from indexer.engine.withdrawn import Tombstones, Withdrawn, ids_of
from indexer.ledger import Ledger


class WhooshBatch:
    """The changes to one generation, by id."""

    def __init__(
        self,
        old: Generation,
        spool: Spool,
        before: Tombstones,
        copy_register: Callable[[Path], Path],
    ) -> None:
        self._old = old
        self._spool = spool
        self._barred = before
        self._before = before
        self._put: set[str] = set()
        self.withdrawn: list[Withdrawn] = []
        self.ledger = old.ledger
        self.changed = False
        self._copy_register = copy_register
        self._register: Path | None = None

    def put(self, article: Article) -> None:
        if self._barred.bar(article):
            return
        self._spool.put(article)
        self._put.update(ids_of(article))
        self.changed = True

    def remove(self, article_id: str) -> None:
        held = self._spool.holds(article_id) or self._lasting(article_id)
        self._spool.remove(article_id)
        self.changed = self.changed or held

    def withdraw(self, article_id: str, reason: str) -> bool:
        if article_id in self._put:
            raise ValueError(f"{article_id} was put in the same batch")
        segment = self._old.segment
        number = segment.number(article_id)
        if number is None or not self._lasting(segment.id_of(number)):
            return False
        article = segment.article(number)
        # An id that another document has by now leads there.
        ids = tuple(i for i in ids_of(article) if segment.number(i) == number)
        # What was spooled stays in the file, so it must not come to that.
        if not self._put.isdisjoint(ids):
            raise ValueError(f"{article_id} was put in the same batch")
        day = datetime.now(UTC).date()
        self.withdrawn.append(Withdrawn(article.id, reason, day, ids))
        self._barred = Tombstones((*self._before.all, *self.withdrawn))
        self._spool.remove(article.id)
        self.changed = True
        return True

    def register(self) -> Path | None:
        if self._register is None and self._old.register:
            self._register = self._copy_register(self._old.register)
            self.changed = True
        return self._register

    def keep(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def _lasting(self, article_id: str) -> bool:
        """Whether the document of the old generation has neither been put nor removed."""
        segment = self._old.segment
        held = segment.number_of(article_id) is not None
        return held and not self._spool.knows(article_id)
