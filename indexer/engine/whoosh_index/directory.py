"""The index directory: which generations it holds, which one is current, and how that changes, atomically.

    WRITER.lock (flock)   CURRENT ("gen-00000042")   gen-00000042/   gen-00000041/   gen-00000043.tmp/ (being built)
    WITHDRAWN.json (what was taken down; tombstones.py)

A published folder is never written to. CURRENT is replaced as a whole, after all that it names is on the disk.
"""

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from indexer.engine.errors import EngineUnavailable, IndexBusy
from indexer.engine.whoosh_index.manifest import sync

LOCK = "WRITER.lock"
CURRENT = "CURRENT"
_PUBLISHED = re.compile(r"gen-(\d{8})")
_DEBRIS = re.compile(r"gen-\d{8}\.tmp|gen-\d{8}\.old|(CURRENT|WITHDRAWN\.json)\.tmp")

Signature = tuple[int, int, int]


class IndexDirectory:
    """Paths and names only; it opens no generation."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    @property
    def nothing_yet(self) -> str:
        """The sentence for a folder without an index."""
        return f"There is no index in {self.path} yet; run: backfile build"

    def signature(self) -> Signature | None:
        """Changes whenever CURRENT does; None where there is none. Raises EngineUnavailable where it is locked away."""
        try:
            status = os.stat(self.path / CURRENT)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise EngineUnavailable(
                f"The index in {self.path} cannot be read: {error.strerror}."
            ) from error
        return status.st_ino, status.st_mtime_ns, status.st_size

    def current(self) -> str | None:
        """The name in CURRENT, None where it is missing or holds anything else."""
        try:
            line = (self.path / CURRENT).read_bytes().decode("ascii", "replace")
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None
        name = line.removesuffix("\n")
        return name if _PUBLISHED.fullmatch(name) and name != line else None

    def published(self) -> list[str]:
        """The names of all generations that were finished, newest first."""
        try:
            names = os.listdir(self.path)
        except (FileNotFoundError, NotADirectoryError):
            return []
        return sorted(filter(_PUBLISHED.fullmatch, names), reverse=True)

    def candidates(self) -> list[str]:
        """What a reader may serve, best first: the current generation, then older ones."""
        current = self.current()
        names = self.published()
        return names if current is None else [n for n in names if n <= current]

    def next_name(self) -> str:
        newest = max([*self.published(), self.current() or "gen-00000000"])
        return f"gen-{int(newest[4:]) + 1:08}"

    @contextmanager
    def writer(self) -> Iterator[None]:
        """Hold the lock of the only writer, and begin without the debris of a killed one. Raises IndexBusy."""
        self._create()
        descriptor = os.open(self.path / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise IndexBusy("Another writer is changing this index.") from None
            self.remove_debris()
            try:
                yield
            except BaseException:
                # a signal comes at any place, also between two calls that belong together
                with suppress(OSError):
                    self.remove_debris()
                raise
        finally:
            os.close(descriptor)

    def _create(self) -> None:
        """Make the directory, readable for its owner only, for it holds pickles that Whoosh would run."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            raise EngineUnavailable(f"{self.path} is no folder.") from None
        if not any(self.path.iterdir()):
            self.path.chmod(0o700)

    def remove_debris(self) -> None:
        """Remove what an unfinished writer left."""
        for name in os.listdir(self.path):
            if not _DEBRIS.fullmatch(name):
                continue
            path = self.path / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()

    def publish(self, built: Path, name: str) -> None:
        """Give a finished folder its name and make it the current one."""
        folder = self.path / name
        os.rename(built, folder)
        try:
            sync(self.path)
            self.point_to(name)
        except BaseException:
            if self.current() != name:
                os.rename(folder, built)
            raise

    def point_to(self, name: str) -> None:
        """Replace CURRENT."""
        draft = self.path / f"{CURRENT}.tmp"
        with open(draft, "w", encoding="ascii") as file:
            file.write(f"{name}\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self.path / CURRENT)
        sync(self.path)

    def remove_before(self, first: str) -> None:
        """Remove every generation older than this one, which is or will be the current one."""
        for name in reversed(self.published()):
            if name < first:
                self._remove(name)

    def _remove(self, name: str) -> None:
        doomed = self.path / f"{name}.old"
        os.rename(self.path / name, doomed)
        shutil.rmtree(doomed)

    def prune(self, previous: str | None) -> list[str]:
        """Remove all but the current generation and the one before it; returns what could not be removed."""
        kept = (self.current(), previous)
        problems = []
        for name in reversed(self.published()):
            if name in kept:
                continue
            try:
                self._remove(name)
            except OSError as error:
                problems.append(f"{name} could not be removed: {error.strerror}.")
        return problems
