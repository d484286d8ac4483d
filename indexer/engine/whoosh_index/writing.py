"""Articles go in and a published generation comes out, or nothing changes at all.

build in gen-N.tmp -> read back -> manifest -> sync -> rename -> sync -> swap CURRENT -> sync. An update is a full
rewrite: the stored documents of the old generation, without those replaced or removed, are indexed anew.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from indexer.engine.errors import IndexCorrupt, IndexRefused
from indexer.engine.results import Report
from indexer.engine.whoosh_index.directory import IndexDirectory
from indexer.engine.whoosh_index.generation import Generation, write_info
from indexer.engine.whoosh_index.manifest import check_sizes, write_manifest
from indexer.engine.whoosh_index.reader import STORED, SegmentReader, segment_file
from indexer.engine.whoosh_index.segment import SegmentFacts, build_segment
from indexer.engine.whoosh_index.spool import Spool, id_key
from indexer.ledger import Ledger


class Build:
    """One generation in the making; the caller holds the writer's lock."""

    def __init__(self, directory: IndexDirectory) -> None:
        self._directory = directory
        self._name = directory.next_name()
        self._folder = directory.path / f"{self._name}.tmp"

    @contextmanager
    def spool(self) -> Iterator[Spool]:
        """Where documents are put; what an exception leaves behind is removed."""
        self._folder.mkdir(mode=0o700)
        spool = Spool(self._folder / segment_file(STORED))
        try:
            yield spool
        except BaseException:
            spool.abandon()
            shutil.rmtree(self._folder, ignore_errors=True)
            raise

    def publish(
        self, spool: Spool, old: Generation | None, ledger: Callable[[int], Ledger]
    ) -> Report:
        """Index what was put and make it current. The old generation is the one that stays for a rollback."""
        facts = build_segment(self._folder, spool.finish())
        write_info(self._folder, datetime.now(UTC), facts, ledger(facts.documents))
        read_back(self._folder, facts, spool)
        write_manifest(self._folder)
        previous = old.name if old else self._unread()
        self._directory.publish(self._folder, self._name)
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


def read_back(folder: Path, facts: SegmentFacts, spool: Spool) -> None:
    """Read all that was written. Raises IndexCorrupt unless every document is there, once, and nothing else."""
    segment = SegmentReader(folder)
    segment.test()
    keys = {id_key(segment.id_of(number)) for number in range(len(segment))}
    sound = len(segment) == len(keys) == facts.documents == len(spool)
    if not sound or not all(map(spool.holds, keys)):
        raise IndexCorrupt("What was written could not be read back; nothing changed.")


def copy_unchanged(old: Generation, spool: Spool) -> None:
    """Put every document of the old generation that was neither put nor removed."""
    segment = old.segment
    for number in range(len(segment)):
        key = id_key(segment.id_of(number))
        if not spool.knows(key):
            day = int(segment.days[number])
            spool.put_packed(key, day, segment.stored.raw(number))


def refuse_loss(old: Generation, spool: Spool, max_loss: float) -> None:
    """Raise IndexRefused where more than the share max_loss of the old documents would be gone."""
    held = len(old.segment)
    ids = (id_key(old.segment.id_of(number)) for number in range(held))
    lost = sum(not spool.holds(key) for key in ids)
    if lost > max_loss * held:
        raise IndexRefused(f"{lost} of {held} documents would be lost.")
