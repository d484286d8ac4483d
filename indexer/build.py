"""Files go in, a new generation of the index comes out: sources, resolver and engine in one line.

The two steps report to a Watcher as they go; nothing is held in memory but counts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Protocol

from indexer.article import Article
from indexer.engine import Engine
from indexer.engine.errors import IndexRefused
from indexer.engine.results import Report
from indexer.engine.withdrawn import Tombstones
from indexer.languages import with_language
from indexer.ledger import Ledger
from indexer.resolve import Resolver
from indexer.sources import (
    FolderSettings,
    InputFile,
    Options,
    Rejection,
    Remark,
    read,
    walk,
)

FEW_REJECTS = 100
"""So many rejected records never stop a build in which something was accepted."""


class Watcher(Protocol):
    """Who is told how a build comes on."""

    def rejected(self, rejection: Rejection) -> None:
        """A file or record was left out."""

    def remarked(self, remark: Remark) -> None:
        """A record was kept but lost something, such as an impossible date."""

    def file_read(self, file: InputFile, records: int) -> None:
        """A file was read to its end; it gave so many records."""

    def indexing(self, documents: int) -> None:
        """Reading is over; so many documents follow."""

    def indexed(self) -> None:
        """One more document went to the engine."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When a build is refused: above which share of rejected records, above which share of documents lost (0-1)."""

    rejected: float = 0.5
    lost: float = 0.2

    @classmethod
    def none(cls) -> "Limits":
        """The limits of --force."""
        return cls(rejected=1.0, lost=1.0)


@dataclass(frozen=True, slots=True)
class Built:
    """A finished build. seconds is wall time."""

    report: Report
    ledger: Ledger
    seconds: float


def build(
    paths: Sequence[Path],
    engine: Engine,
    options: Options,
    watcher: Watcher,
    limits: Limits = Limits(),
    without: Path | None = None,
) -> Built:
    """Replace the index by what the files and folders hold, but for the folder `without`.

    options hold for all files, before what a backfile.toml says.
    Raises WrongSettings where one of those is wrong, IndexRefused above the limits, and what Engine.rebuild raises;
    the old index then stays as it was.
    """
    start = perf_counter()
    settings = FolderSettings(options)
    settings.check(walk(paths, without))
    with Resolver() as resolver:
        barred = Tombstones(engine.withdrawn())
        reading = _Reading(resolver, settings, watcher, limits, barred)
        report = engine.rebuild(
            reading.articles(walk(paths, without)),
            ledger=lambda: reading.ledger,
            max_loss=limits.lost,
        )
    return Built(report, reading.ledger, perf_counter() - start)


@dataclass(slots=True)
class _Reading:
    """The pass over the inputs. It begins when the engine, its lock in hand, takes the first article."""

    resolver: Resolver
    settings: FolderSettings
    watcher: Watcher
    limits: Limits
    barred: Tombstones
    ledger: Ledger = Ledger()

    def articles(self, found: Iterable[InputFile | Rejection]) -> Iterator[Article]:
        for entry in found:
            if isinstance(entry, Rejection):
                self._reject(entry)
            else:
                self.resolver.count_file()
                self.watcher.file_read(entry, self._read(entry))
        self.ledger = self.resolver.resolve()
        _refuse_many_rejects(self.ledger, self.limits)
        self.watcher.indexing(self.ledger.created)
        for article in self.resolver.articles():
            self.watcher.indexed()
            if self.barred.bar(article):
                self._withhold()
            else:
                yield with_language(article)

    def _withhold(self) -> None:
        """Book a document that was taken down: its first record is withdrawn, not created."""
        books = self.ledger
        created, withdrawn = books.created - 1, books.withdrawn + 1
        self.ledger = replace(books, created=created, withdrawn=withdrawn)

    def _read(self, file: InputFile) -> int:
        records = 0
        for record in read(file, self.settings.of(file), self.watcher.remarked):
            if isinstance(record, Rejection):
                self._reject(record)
            else:
                self.resolver.add(record)
                records += 1
        return records

    def _reject(self, rejection: Rejection) -> None:
        self.resolver.reject()
        self.watcher.rejected(rejection)


def _refuse_many_rejects(ledger: Ledger, limits: Limits) -> None:
    if limits.rejected >= 1:
        return
    accepted = ledger.read - ledger.rejected
    too_many = ledger.rejected > max(FEW_REJECTS, limits.rejected * ledger.read)
    if too_many or (ledger.rejected and not accepted):
        raise IndexRefused(
            f"{ledger.rejected:,} of {ledger.read:,} records were rejected."
        )
