"""The seam: a SearchRequest goes in and Results come out, whichever engine holds the index.

Engine and Batch are what every engine offers; open_engine(url) finds the one a URL names.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from indexer.article import Article
from indexer.engine.query import Query
from indexer.engine.request import SearchRequest
from indexer.engine.results import (
    Forms,
    Hit,
    IndexInfo,
    Report,
    Results,
    Suggestion,
)
from indexer.engine.withdrawn import Withdrawn
from indexer.ledger import Ledger


class Batch(Protocol):
    """Changes that become visible together when the batch is left without an exception."""

    def put(self, article: Article) -> None:
        """Add the article, or replace the one with its id."""

    def remove(self, article_id: str) -> None:
        """Remove the article; nothing happens where there is none."""

    def withdraw(self, article_id: str, reason: str) -> bool:
        """Take down the document that the id leads to, for good; False where there is none.

        All its ids lead to a tombstone from then on, through every rebuild. An article that has one of them (its own,
        a former one or an older version's) is left out by put and rebuild, references to them are no longer shown,
        and all earlier generations are deleted, for they hold the text. Raises ValueError where the document was put
        in the same batch.
        """

    def register(self) -> Path | None:
        """A private copy of the register, published with the batch; None where the generation has none.

        The same path at every call. It may be written to, in place, until the batch is left; close it by then. Where
        there is one, asking for it counts as a change. A batch that does not ask leaves the register as it is; what it
        tells of a withdrawn document is the caller's to remove.
        """

    def keep(self, ledger: Ledger) -> None:
        """The books that info() gives from then on; alone, that is no change. Without it the old ones stay."""


class Engine(Protocol):
    """An index that can be searched and replaced. All methods but the writers may be called from several threads.

    Errors are those of indexer.engine.errors. Readers see one generation per call, never a mixture.
    """

    def rebuild(
        self,
        articles: Iterable[Article],
        *,
        ledger: Callable[[], Ledger] | None = None,
        max_loss: float = 1.0,
        register: Callable[[Path], None] | None = None,
    ) -> Report:
        """Replace the whole index, all or nothing; readers see the old one until the swap.

        Where ids repeat, the last article counts. Raises IndexRefused, leaving the old index, where more than the
        share max_loss of its documents would be lost (1.0 allows anything), IndexBusy where another writer is at
        work, before the first article is taken. ledger() is asked after the last one; without it, the ledger that is
        kept counts every article as created.

        register(path), called last and once, writes one file at the path, where nothing is yet, and closes it. The
        engine never looks inside: the file is published with the generation, rolled back with it, and goes with it.
        Without it the generation has none.
        """

    def batch(self) -> AbstractContextManager[Batch]:
        """A transaction of puts, removes and takedowns; an exception inside leaves the index as it was.

        Nothing is published where nothing was put, removed or withdrawn, nor the register asked for. Raises IndexBusy
        where another writer is at work, EngineUnavailable where there is no index, IndexCorrupt (as rebuild and
        rollback do) where it is not known what was withdrawn.
        """

    def search(self, request: SearchRequest) -> Results:
        """Hits best first, equal ones by id, with exact counts over all matches."""

    def scan(self, request: SearchRequest) -> Iterator[Hit]:
        """Every match in the order of the request, streamed; offset and limit are ignored. Memory stays bounded."""

    def get(
        self, article_id: str, version: int | None = None
    ) -> Article | Withdrawn | None:
        """The newest version of an article, or the one numbered `version`; an earlier version's id leads to it too.

        Withdrawn for any id of a document that was taken down.
        """

    def withdrawn(self) -> tuple[Withdrawn, ...]:
        """Everything that was taken down, by id; none where there is no index.

        Raises IndexCorrupt where the list is damaged.
        """

    def forms(self, query: Query) -> Forms:
        """The exact forms each positive leaf matches in the index, for every mark on a page."""

    def similar(self, article_id: str, limit: int) -> tuple[Hit, ...]:
        """Other documents with the same rare words, best first; none for an unknown id."""

    def suggest(self, prefix: str, limit: int) -> tuple[Suggestion, ...]:
        """Exact forms of title and body that begin with the folded prefix, most documents first, equal ones by text."""

    def spell(self, word: str, limit: int) -> tuple[Suggestion, ...]:
        """Exact forms of title and body one edit from the folded word, itself excluded, in the order of suggest."""

    def info(self) -> IndexInfo:
        """Facts about the current generation; raises EngineUnavailable where there is none."""

    def register(self) -> Path | None:
        """The register of the current generation, only to be read; None where it has none.

        It never changes, and no batch touches it. Open it at once: it is deleted with its generation. Raises
        EngineUnavailable where there is no index.
        """

    def check(self) -> Report:
        """Read every byte and name every damaged file; raises EngineUnavailable where there is no index."""

    def rollback(self) -> Report:
        """Return to the previous generation; raises EngineUnavailable where none is kept."""

    def close(self) -> None:
        """Release files; later calls raise EngineUnavailable."""


def open_engine(url: str) -> Engine:
    """The engine for `whoosh:DIRECTORY` or `memory:`. Raises ValueError for any other URL.

    A whoosh directory need not exist yet: reading then raises EngineUnavailable, rebuild creates it.
    """
    name, separator, rest = url.partition(":")
    if name == "whoosh" and rest:
        from indexer.engine.whoosh_index import WhooshEngine

        return WhooshEngine(rest)
    if name == "memory" and separator and not rest:
        from indexer.engine.memory import MemoryEngine

        return MemoryEngine()
    raise ValueError(f"{url!r} names no engine; use whoosh:DIRECTORY or memory:")
