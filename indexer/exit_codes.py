"""An exception goes in; the exit code of the command line and one plain sentence come out."""

import errno
import sqlite3
from enum import IntEnum

from indexer.engine.errors import (
    EngineError,
    EngineUnavailable,
    IndexBusy,
    IndexCorrupt,
    IndexRefused,
    TooExpensive,
)
from indexer.sources import WrongSettings


class ExitCode(IntEnum):
    """What a script reads from `$?`. A signal n gives 128 + n."""

    DONE = 0
    BUG = 1
    USAGE = 2
    SOME_REJECTED = 3
    BUSY = 4
    NO_INDEX = 5
    CANNOT_WRITE = 6
    REFUSED = 7


FORCE = " The index was not touched; --force builds all the same."

_ENGINE_ERRORS: tuple[tuple[type[EngineError], ExitCode], ...] = (
    (EngineUnavailable, ExitCode.NO_INDEX),
    (IndexCorrupt, ExitCode.NO_INDEX),
    (IndexBusy, ExitCode.BUSY),
    (IndexRefused, ExitCode.REFUSED),
    (TooExpensive, ExitCode.USAGE),
)

_CANNOT_WRITE = {
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EFBIG,
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.EIO,
    errno.ENOTDIR,
    errno.EISDIR,
    errno.ENOENT,
}

_SQLITE_CANNOT_WRITE = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
}


def printable(text: str) -> str:
    """The text on one line, with every control and other unprintable character escaped."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def explain(error: Exception) -> tuple[ExitCode, str]:
    """The exit code of an error and a sentence for stderr, without a traceback."""
    for kind, code in _ENGINE_ERRORS:
        if isinstance(error, kind):
            hint = FORCE if code is ExitCode.REFUSED else ""
            return code, printable(str(error)) + hint
    if isinstance(error, WrongSettings):
        return ExitCode.USAGE, printable(str(error))
    if isinstance(error, OSError) and error.errno in _CANNOT_WRITE:
        place = f": {ascii(error.filename)}" if error.filename else ""
        return ExitCode.CANNOT_WRITE, f"Cannot write: {error.strerror}{place}."
    if isinstance(error, sqlite3.Error) and _cannot_write(error):
        return ExitCode.CANNOT_WRITE, f"Cannot write a temporary file: {error}."
    sentence = printable(f"{type(error).__name__}: {error}")
    return ExitCode.BUG, f"This is a bug in Backfile. {sentence}"


def _cannot_write(error: sqlite3.Error) -> bool:
    """The low byte of SQLite's extended code is the primary one (sqlite.org/rescode.html)."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _SQLITE_CANNOT_WRITE
