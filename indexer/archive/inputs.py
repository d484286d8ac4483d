"""Input files go in; whether a register has them as they are comes out, by path, size and times, then by content."""

import hashlib
import os
import stat
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from io import FileIO
from pathlib import Path
from sqlite3 import Connection

from indexer.sources import InputFile, Options

_RECENT = 2_000_000_000
"""A file that changed so many ns ago may change again without another time: its content is compared."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A file as it is recorded now. name: what it was first called; rereading: it was read before; moved: it need not
    be read, only its path is new; reoptioned: it was read under other options."""

    number: int
    name: str
    rereading: bool = False
    moved: bool = False
    reoptioned: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """A file as it is. modified: both its times in ns since 1970; None where it may change without another time."""

    size: int
    modified: str | None
    sha256: bytes


class Inputs:
    """The files of a register."""

    def __init__(self, db: Connection, is_new: bool = False) -> None:
        """is_new: this run began it, so a file it knows was named twice."""
        self._db = db
        self._is_new = is_new
        self._real = lru_cache(maxsize=10_000)(os.path.realpath)

    def holds(self, file: InputFile, options: Options, keeping: bool = False) -> bool:
        """Whether it was read as it is, under these options; its content is read only where size or time differ.

        keeping: where it is as it was at another time, that is recorded, so that the next run need not read it.
        A run that began the register reads no file twice, however often it is named.
        """
        path = self._path(file)
        row = self._db.execute(
            "SELECT size, modified, sha256 FROM files WHERE path = ? AND options = ?",
            (path, _told(options)),
        ).fetchone()
        if row is None or self._is_new or row[0] != file.size:
            return row is not None and self._is_new
        try:
            if _times(os.lstat(file.path)) == row[1]:
                return True
            now = state(file)
        except OSError:
            return False
        is_same: bool = now.sha256 == row[2]
        if is_same and keeping:
            self._db.execute(
                "UPDATE files SET modified = ? WHERE path = ?", (now.modified, path)
            )
        return is_same

    def take(self, file: InputFile, now: State, options: Options) -> Taken:
        """Record the file; it is to be read now, after its state was taken, lest a change be missed."""
        path, told = self._path(file), _told(options)
        row = self._db.execute(
            "SELECT n, name, options FROM files WHERE path = ?", (path,)
        ).fetchone()
        is_known = row is not None
        row = row or self._renamed(file.name, now)
        if row is None:
            added = self._db.execute(
                "INSERT INTO files (path, name, size, modified, sha256, options) VALUES (?,?,?,?,?,?)",
                (path, file.name, now.size, now.modified, now.sha256, told),
            )
            return Taken(added.lastrowid or 0, file.name)
        number, name, before = row
        if not is_known:
            is_same = (name, before) == (file.name, told)
            name = file.name
        self._db.execute(
            "UPDATE files SET path = ?, name = ?, size = ?, modified = ?, sha256 = ?, options = ? WHERE n = ?",
            (path, name, now.size, now.modified, now.sha256, told, number),
        )
        return Taken(
            number,
            name,
            rereading=not self._is_new,
            moved=not is_known and is_same,
            reoptioned=before != told,
        )

    def _renamed(self, name: str, now: State) -> tuple[int, str, str] | None:
        """The file that had this content and is no longer where it was, rather one of this name."""
        if self._is_new:
            return None
        rows = self._lost.get(now.sha256, [])
        row = next((row for row in rows if row[1] == name), rows[0] if rows else None)
        if row:
            rows.remove(row)
        return row

    @cached_property
    def _lost(self) -> dict[bytes, list[tuple[int, str, str]]]:
        """The files that are no longer where they were, by their content."""
        found: dict[bytes, list[tuple[int, str, str]]] = {}
        for path, sha256, *row in self._db.execute(
            "SELECT path, sha256, n, name, options FROM files ORDER BY n"
        ):
            if self._is_gone(path):
                found.setdefault(sha256, []).append((row[0], row[1], row[2]))
        return found

    def gone(self, paths: Iterable[Path]) -> Iterator[int]:
        """The numbers of the files below the paths that are there no longer."""
        # not endlessly many comparisons, for a shell may have named each file of the archive
        roots = {os.fsencode(os.path.realpath(path)) for path in paths}

        @lru_cache(maxsize=10_000)
        def is_below(path: bytes) -> bool:
            above = os.path.dirname(path)
            return path in roots or (above != path and is_below(above))

        rows = self._db.execute("SELECT n, path FROM files ORDER BY n").fetchall()
        for number, path in rows:
            is_meant = path in roots or is_below(os.path.dirname(path))
            if is_meant and self._is_gone(path):
                yield number

    def _path(self, file: InputFile) -> bytes:
        """The path by which a file is known, whatever links led to its folder."""
        folder, name = os.path.split(file.path)
        return os.fsencode(os.path.join(self._real(folder), name))

    def _is_gone(self, path: bytes) -> bool:
        """Whether no regular file is there, or only by a link that a folder above it became."""
        folder, _ = os.path.split(path)
        try:
            if self._real(folder) != folder:
                return True
            return not stat.S_ISREG(os.lstat(path).st_mode)
        except (FileNotFoundError, NotADirectoryError):
            return True
        except OSError:
            return False

    def forget(self, number: int) -> None:
        """It is no input any more."""
        self._db.execute("DELETE FROM files WHERE n = ?", (number,))


def _told(options: Options) -> str:
    mapping = sorted(options.mapping.items())
    return repr((options.source, options.language, mapping, options.html_fields))


def _times(status: os.stat_result) -> str:
    # whoever sets back the one time cannot set back the other
    return f"{status.st_mtime_ns} {status.st_ctime_ns}"


def state(file: InputFile) -> State:
    """The state of a file, for which it is read; raises OSError where it cannot be."""
    with _opened(file.path) as raw:
        status = os.fstat(raw.fileno())
        digest = hashlib.file_digest(raw, "sha256").digest()
    latest = max(status.st_mtime_ns, status.st_ctime_ns)
    is_recent = latest > time.time_ns() - _RECENT
    return State(status.st_size, None if is_recent else _times(status), digest)


def problem(file: InputFile) -> OSError | None:
    """Why it cannot be opened."""
    try:
        _opened(file.path).close()
    except OSError as error:
        return error
    return None


def _opened(path: Path) -> FileIO:
    # what was put in the file's place, such as a pipe, must not block
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    raw = open(os.open(path, flags), "rb", buffering=0)
    if not stat.S_ISREG(os.fstat(raw.fileno()).st_mode):
        raw.close()
        raise OSError("it is no regular file")
    return raw
