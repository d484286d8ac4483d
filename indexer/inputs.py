"""Input files go in; whether a register has them as they are comes out, by path, size and time, then by content."""

import hashlib
import os
import stat
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from sqlite3 import Connection

from indexer.sources import InputFile, Options

_RECENT = 2_000_000_000
"""A file that changed so many ns ago may change again without another time: its content is compared."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A file as it is recorded now. rereading: it was read before; moved: it need not be read, only its path is new."""

    number: int
    rereading: bool = False
    moved: bool = False


@dataclass(frozen=True, slots=True)
class _State:
    size: int
    modified: int | None
    sha256: bytes


class Inputs:
    """The files of a register."""

    def __init__(self, db: Connection, is_new: bool = False) -> None:
        """is_new: this run began it, so a file it knows was named twice."""
        self._db = db
        self._is_new = is_new

    def holds(self, file: InputFile, options: Options) -> bool:
        """Whether it was read as it is, under these options; its content is read only where size or time differ."""
        row = self._db.execute(
            "SELECT size, modified, sha256 FROM files WHERE path = ? AND options = ?",
            (_path(file.path), _told(options)),
        ).fetchone()
        if row is None or row[0] != file.size:
            return False
        try:
            if os.lstat(file.path).st_mtime_ns == row[1]:
                return True
            return bool(_state(file.path).sha256 == row[2])
        except OSError:
            return False

    def take(self, file: InputFile, options: Options) -> Taken:
        """Record the file; it is to be read now, after its state was taken, lest a change be missed."""
        path, told = _path(file.path), _told(options)
        try:
            state = _state(file.path)
        except OSError:
            # it cannot be read, and the next run must try again
            state = _State(-1, None, b"")
        known = self._db.execute(
            "SELECT n FROM files WHERE path = ?", (path,)
        ).fetchone()
        moved = None if known else self._moved(file.name, state, told)
        number = known[0] if known else moved
        if number is not None:
            self._db.execute(
                "UPDATE files SET path = ?, size = ?, modified = ?, sha256 = ?, options = ? WHERE n = ?",
                (path, state.size, state.modified, state.sha256, told, number),
            )
            return Taken(number, rereading=not self._is_new, moved=moved is not None)
        added = self._db.execute(
            "INSERT INTO files (path, name, size, modified, sha256, options) VALUES (?,?,?,?,?,?)",
            (path, file.name, state.size, state.modified, state.sha256, told),
        )
        return Taken(added.lastrowid or 0)

    def _moved(self, name: str, state: _State, told: str) -> int | None:
        """The file that had this name and content and is no longer where it was."""
        if self._is_new:
            return None
        rows = self._db.execute(
            "SELECT n, path FROM files WHERE sha256 = ? AND name = ? AND options = ?",
            (state.sha256, name, told),
        )
        return next((int(n) for n, path in rows if _is_gone(path)), None)

    def gone(self, paths: Iterable[Path]) -> Iterator[int]:
        """The numbers of the files below the paths that are there no longer."""
        roots = [os.fsencode(os.path.realpath(path)) for path in paths]
        rows = self._db.execute("SELECT n, path FROM files ORDER BY n").fetchall()
        for number, path in rows:
            below = any(
                path == r or path.startswith(r.rstrip(b"/") + b"/") for r in roots
            )
            if below and _is_gone(path):
                yield number

    def forget(self, number: int) -> None:
        """It is no input any more."""
        self._db.execute("DELETE FROM files WHERE n = ?", (number,))


def _told(options: Options) -> str:
    mapping = sorted(options.mapping.items())
    return repr((options.source, options.language, mapping, options.html_fields))


def _path(path: Path) -> bytes:
    """The path by which a file is known, whatever links led to its folder."""
    return os.fsencode(os.path.join(_real(path.parent), path.name))


@lru_cache(maxsize=10_000)
def _real(folder: Path) -> str:
    return os.path.realpath(folder)


def _is_gone(path: bytes) -> bool:
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _state(path: Path) -> _State:
    # what was put in the file's place, such as a pipe, must not block
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    with open(os.open(path, flags), "rb", buffering=0) as raw:
        status = os.fstat(raw.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError("This is not a regular file.")
        digest = hashlib.file_digest(raw, "sha256").digest()
    is_recent = status.st_mtime_ns > time.time_ns() - _RECENT
    return _State(status.st_size, None if is_recent else status.st_mtime_ns, digest)
