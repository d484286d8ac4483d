"""The index directory goes in; the generation to answer from comes out, for any thread, and the newest at every call.

A new generation is noticed by a stat of CURRENT. One that cannot be opened, or whose damage shows when it is read, is
passed over for the one before it. What a call holds stays open until the call ends.
"""

import threading

from indexer.engine.errors import EngineUnavailable, IndexCorrupt
from indexer.engine.whoosh_index import tombstones
from indexer.engine.whoosh_index.directory import IndexDirectory, Signature
from indexer.engine.whoosh_index.generation import Generation


class Generations:
    """The generations of a directory, as a reader sees them."""

    def __init__(self, directory: IndexDirectory) -> None:
        self._directory = directory
        self._opening = threading.Lock()
        self._served: tuple[Signature | None, Generation] | None = None
        self._signature: Signature | None = None
        self._condemned: dict[str, IndexCorrupt] = {}

    def current(self) -> Generation:
        """The one to answer from. Raises EngineUnavailable where none was built, IndexCorrupt where none is usable."""
        signature = self._directory.signature()
        served = self._served
        if served and served[0] == signature:
            return served[1]
        with self._opening:
            while True:
                signature = self._directory.signature()
                if self._served and self._served[0] == signature:
                    return self._served[1]
                if signature != self._signature:
                    self._signature, self._condemned = signature, {}
                generation = self._open()
                # A writer may have removed what was being opened.
                if self._directory.signature() != signature:
                    continue
                if isinstance(generation, IndexCorrupt):
                    raise generation
                self._served = signature, generation
                return generation

    def _open(self) -> Generation | IndexCorrupt:
        """The best one that opens, or why the best one does not."""
        names = self._directory.candidates()
        try:
            stones = tombstones.read(self._directory)
            allowed = tombstones.first_allowed(stones)
            names = [name for name in names if name >= allowed]
        except IndexCorrupt:
            # The best one has nothing that was withdrawn; of older ones that is not known.
            stones, names = [], names[:1]
        withdrawn = tombstones.as_tombstones(stones)
        if not names and self._directory.signature() is None:
            raise EngineUnavailable(self._directory.nothing_yet)
        first: IndexCorrupt | None = None
        for name in names:
            try:
                if name in self._condemned:
                    raise self._condemned[name]
                return Generation.open(self._directory.path / name, withdrawn)
            except IndexCorrupt as error:
                first = first or error
        return first or IndexCorrupt("CURRENT names no generation that is there")

    def condemn(self, generation: Generation, reason: IndexCorrupt) -> None:
        """Serve this one no more, until CURRENT changes."""
        with self._opening:
            self._condemned[generation.name] = reason
            if self._served and self._served[1] is generation:
                self._served = None

    def forget(self) -> None:
        """Let go of what is open."""
        with self._opening:
            self._served = None
