"""Signs of change go in, updates of an index come out, each told as it is done: the loop of `backfile watch`."""

import sqlite3
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from indexer.build import Built, build
from indexer.engine import Engine
from indexer.engine.errors import EngineError, EngineUnavailable, IndexBusy
from indexer.exit_codes import ExitCode, explain
from indexer.reading import Task, Watcher
from indexer.sources import WrongSettings
from indexer.told_once import Known, ToldOnce
from indexer.update import Changes, Updated, update

QUIET = 2.5
"""Seconds without a change after which files are taken to be written; more than inputs.py calls recent."""

LONGEST = 60.0
"""Seconds after a change until it is read in any case."""

SWEEP = 900.0
"""Seconds after which everything is looked at though nothing changed: the system's notices may be lost, and other
machines' changes to a shared disk give none."""

_TROUBLES = (EngineError, WrongSettings, OSError, sqlite3.Error)


def follow(
    signs: Iterable[bool],
    look: Callable[[], bool],
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Call look where files changed and are quiet again. signs: as FolderChanges.signs(QUIET) gives them.

    look tells whether it is done; else it is called again.
    """
    waiting_since: float | None = None
    last = clock()
    for changed in signs:
        now = clock()
        if changed:
            waiting_since = now if waiting_since is None else waiting_since
        start = now - LONGEST if changed else now
        due = last + SWEEP if waiting_since is None else waiting_since
        if due > start:
            continue
        done = look()
        last = clock()
        waiting_since = None if done else last


def build_as_update(task: Task, engine: Engine, watcher: Watcher) -> Updated:
    """Build the index where there is none yet, and tell it as an update; else update it. Raises as they do."""
    try:
        engine.info()
    except EngineUnavailable:
        return _as_update(build(task, engine, watcher), task.prune)
    return update(task, engine, watcher)


def _as_update(built: Built, prune: bool) -> Updated:
    documents = built.report.documents
    return Updated(
        built.report.generation,
        documents,
        published=True,
        files=built.ledger.files,
        gone=0,
        pruned=prune,
        changes=Changes(added=documents),
        ledger=built.ledger,
        seconds=built.seconds,
    )


@dataclass(slots=True)
class Upkeep:
    """Looks at the files again and again.

    begin and update bring the index up to date, telling the Watcher: the one until it was done once, the other from
    then on, for an index that is gone later, perhaps with its disk, is not to be built anew. told is given each update
    that published something; say what stands in the way, once.
    """

    begin: Callable[[Watcher], Updated]
    update: Callable[[Watcher], Updated]
    watcher: Watcher
    told: Callable[[Updated], None]
    say: Callable[[str], None]
    _begun: bool = False
    _known: Known = frozenset()
    _said: str | None = None

    def start(self) -> bool:
        """The first look: whether it is done. Raises all that stands in the way but IndexBusy."""
        watcher = ToldOnce(self.watcher, self._known)
        try:
            updated = (self.update if self._begun else self.begin)(watcher)
        except IndexBusy as error:
            self._trouble(f"{error} Waiting for it to end.")
            return False
        except _TROUBLES:
            self._known = watcher.end()
            raise
        self._begun = True
        self._known = watcher.end()
        self._said = None
        if updated.published:
            self.told(updated)
        return True

    def look(self) -> bool:
        """Another look: whether it is done. What stands in the way is said, and tried again with the next change."""
        try:
            return self.start()
        except _TROUBLES as error:
            code, sentence = explain(error)
            if code is ExitCode.BUG:
                raise
            self._trouble(sentence)
            return True

    def _trouble(self, sentence: str) -> None:
        if sentence != self._said:
            self.say(sentence)
        self._said = sentence
