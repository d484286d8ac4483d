"""Articles go in and a published generation comes out, or nothing changes at all.

build in gen-N.tmp -> read back -> manifest -> sync -> rename -> sync -> swap CURRENT -> sync. An update writes every
file anew, too, with what stays of the old generation as it is.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy

from indexer.engine.errors import IndexCorrupt, IndexRefused
from indexer.engine.results import Report
from indexer.engine.whoosh_index import tombstones
from indexer.engine.whoosh_index.directory import IndexDirectory
from indexer.engine.whoosh_index.generation import Generation, write_info
from indexer.engine.whoosh_index.manifest import check_sizes, write_manifest
from indexer.engine.whoosh_index.reader import SegmentReader
from indexer.engine.whoosh_index.register import (
    REGISTER,
    carry_register,
    copy_register,
)
from indexer.engine.whoosh_index.segment import SegmentFacts, build_segment
from indexer.engine.whoosh_index.spool import Spool, Spooled
from indexer.engine.whoosh_index.tombstones import Tombstone
from indexer.engine.withdrawn import Withdrawn
from indexer.ledger import Ledger


class Build:
    """One generation in the making; the caller holds the writer's lock."""

    def __init__(self, directory: IndexDirectory, stones: list[Tombstone]) -> None:
        """stones: those that count already."""
        self._directory = directory
        self._stones = stones
        self._name = directory.next_name()
        self._folder = directory.path / f"{self._name}.tmp"

    @contextmanager
    def spool(self, base: SegmentReader | None = None) -> Iterator[Spool]:
        """Where documents are put, beside those of the base; what an exception leaves behind is removed."""
        self._folder.mkdir(mode=0o700)
        spool = Spool(self._folder / "spool.tmp", base)
        try:
            yield spool
        except BaseException:
            spool.abandon()
            shutil.rmtree(self._folder, ignore_errors=True)
            raise

    def discard(self, spool: Spool) -> None:
        """Leave everything as it was."""
        spool.abandon()
        shutil.rmtree(self._folder)

    def copy_register(self, source: Path) -> Path:
        """The register of the old generation, to be changed."""
        return copy_register(source, self._folder)

    def carry_register(self, old: Generation) -> None:
        """Take the old register over, unless it was copied."""
        if old.register and not (self._folder / REGISTER).exists():
            carry_register(old.register, self._folder)

    def publish(
        self,
        spool: Spool,
        old: Generation | None,
        ledger: Callable[[int], Ledger],
        register: Callable[[Path], None] | None = None,
        withdrawn: Sequence[Withdrawn] = (),
    ) -> Report:
        """Index what was put and make it current. The old generation is the one that stays for a rollback.

        Where something is withdrawn with it, none stays; an OSError for one that cannot be removed comes after the
        takedown is published, and the next writer tries again.
        """
        stones = [*self._stones, *(Tombstone(self._name, one) for one in withdrawn)]
        spooled = spool.finish()
        build_segment(self._folder, spooled)
        facts = read_back(self._folder, spooled)
        books = ledger(facts.documents)
        write_info(self._folder, datetime.now(UTC), facts, books, len(stones))
        if register:
            register(self._folder / REGISTER)
            (self._folder / REGISTER).chmod(0o600)
        write_manifest(self._folder)
        previous = old.name if old else self._unread()
        tombstones.write(self._directory, stones)
        self._directory.publish(self._folder, self._name)
        if withdrawn:
            self._directory.remove_before(self._name)
        problems = self._directory.prune(previous)
        return Report(self._name, facts.documents, tuple(problems))

    def _unread(self) -> str | None:
        """The current generation where it is sound but of another version: for that version it stays."""
        current = self._directory.current()
        try:
            return (
                current
                if current and check_sizes(self._directory.path / current)
                else None
            )
        except IndexCorrupt:
            return None


def read_back(folder: Path, spooled: Spooled) -> SegmentFacts:
    """Read all that was written. Raises IndexCorrupt unless every document is there, once, and nothing else."""
    segment = SegmentReader(folder)
    segment.test()
    numbers = numpy.sort(segment.by_id)
    once = numpy.array_equal(numbers, numpy.arange(len(segment)))
    if not once or segment.lexicon("id").terms() != spooled.all_ids():
        raise IndexCorrupt("What was written could not be read back; nothing changed.")
    return SegmentFacts.of(segment)


def refuse_loss(old: Generation, spool: Spool, max_loss: float) -> None:
    """Raise IndexRefused where more than the share max_loss of the old documents would be gone."""
    held = len(old.segment)
    ids = old.segment.lexicon("id").terms()
    lost = sum(not spool.holds(name.decode()) for name in ids)
    if lost > max_loss * held:
        raise IndexRefused(f"{lost} of {held} documents would be lost.")
