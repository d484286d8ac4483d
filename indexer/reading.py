"""Files go in, their records reach a resolver, and rejections and remarks a Watcher: the pass over the inputs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from indexer.archive.inputs import Inputs, State, state
from indexer.archive.register_file import os_errors
from indexer.engine.errors import IndexRefused
from indexer.ledger import Ledger
from indexer.sources import (
    FolderSettings,
    InputFile,
    Options,
    Rejection,
    Remark,
    walk,
)
from indexer.sources.walk import unreadable

if TYPE_CHECKING:
    from indexer.resolve import Resolver

FEW_LOST = 5
"""So many lost documents never stop a build or update that leaves others."""

FEW_REJECTS = 100
"""So many rejected records never stop a build in which something was accepted."""


class Watcher(Protocol):
    """Who is told how a build or update comes on."""

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
    """When a build or update is refused: above which share of rejected records, above which share of documents lost
    (0-1)."""

    rejected: float = 0.5
    lost: float = 0.2

    def may_lose(self, held: int) -> float:
        """How many of the documents held may go."""
        return max(self.lost * held, min(FEW_LOST, held - 1))

    @classmethod
    def none(cls) -> "Limits":
        """The limits of --force."""
        return cls(rejected=1.0, lost=1.0)


@dataclass(frozen=True, slots=True)
class Task:
    """What to read, and when to refuse it.

    options hold for all files, before what a backfile.toml says. without: a folder that is passed over, such as the
    index. prune: what was read from files below the paths that are gone goes too (an update only).
    """

    paths: Sequence[Path]
    options: Options = Options()
    limits: Limits = Limits()
    without: Path | None = None
    prune: bool = False

    def walk(self) -> Iterator[InputFile | Rejection]:
        """The files."""
        return walk(self.paths, self.without)


class Reading:
    """Reads files, each under its own options, and keeps in the register what was read.

    held: how many files were not read again; reoptioned: how many were under other options than before.
    """

    def __init__(
        self, resolver: "Resolver", settings: FolderSettings, watcher: Watcher
    ) -> None:
        self._resolver = resolver
        self._register = resolver.register
        self._inputs = Inputs(resolver.register.db, resolver.register.is_new)
        self._settings = settings
        self._watcher = watcher
        self.held = self.reoptioned = 0

    def read_all(self, found: Iterable[InputFile | Rejection]) -> None:
        """Read what is not in the register as it is. A file that cannot be read keeps what it had."""
        with os_errors():
            for entry in found:
                if isinstance(entry, Rejection):
                    self._reject(entry, whole=True)
                    continue
                options = self._settings.of(entry)
                if self._inputs.holds(entry, options, keeping=True):
                    self.held += 1
                    continue
                try:
                    now = state(entry)
                except OSError as error:
                    self._reject(
                        Rejection(entry.name, None, unreadable(error)), whole=True
                    )
                    continue
                self._take(entry, now, options)

    def _take(self, file: InputFile, now: State, options: Options) -> None:
        # here, for where nothing is to be read nobody should wait for them
        from indexer.sources.formats import read
        from indexer.archive.succession import lead_on

        taken = self._inputs.take(file, now, options)
        if taken.moved:
            self.held += 1
            return
        self.reoptioned += taken.reoptioned
        self._register.begin(taken.number, taken.rereading)
        self._resolver.count_file()
        records = 0
        file = replace(file, name=taken.name)
        for record in read(file, options, self._watcher.remarked):
            if isinstance(record, Rejection):
                self._reject(record, whole=record.record is None)
            else:
                self._resolver.add(record)
                records += 1
        self._register.flush()
        if taken.rereading:
            lead_on(self._register, taken.number)
        self._watcher.file_read(file, records)

    def gone(self, paths: Iterable[Path]) -> list[int]:
        """The numbers of the files below the paths that are there no longer."""
        return list(self._inputs.gone(paths))

    def forget(self, number: int) -> None:
        """A file is there no longer, nor are its records."""
        with os_errors():
            self._register.make_stale(number)
            self._inputs.forget(number)

    def _reject(self, rejection: Rejection, whole: bool) -> None:
        self._resolver.reject(whole)
        self._watcher.rejected(rejection)


def refuse_many_rejects(ledger: Ledger, limits: Limits, held: int = 0) -> None:
    """Raise IndexRefused where more was rejected than the limits allow. held: how many files needed no reading."""
    if limits.rejected >= 1:
        return
    accepted = ledger.read - ledger.rejected
    too_many = ledger.rejected > max(FEW_REJECTS, limits.rejected * ledger.read)
    if too_many or (ledger.rejected and not accepted and not held):
        raise IndexRefused(
            f"{ledger.rejected:,} of {ledger.read:,} records were rejected."
        )
