"""Paths go in, regular files come out in a stable order; links, pipes and the unreadable come out as rejections."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from indexer.sources.folder_settings import SETTINGS_FILE
from indexer.sources.parts import InputFile, Rejection, printable

_SPECIAL = (
    (stat.S_ISLNK, "is a symbolic link; links are not followed"),
    (stat.S_ISFIFO, "is a pipe, not a regular file"),
    (stat.S_ISSOCK, "is a socket, not a regular file"),
    (stat.S_ISCHR, "is a device, not a regular file"),
    (stat.S_ISBLK, "is a device, not a regular file"),
)


def walk(
    paths: Iterable[Path], without: Path | None = None
) -> Iterator[InputFile | Rejection]:
    """The files, and those of the folders in sorted order; hidden ones (a name that begins with a dot) are passed over,
    and so is a backfile.toml, which is no input but says how others are read.

    A file of a folder is named by its path below the folder, any other by its own name. Nothing is opened, no link is
    followed, no path raises. The folder `without`, such as the index itself, is passed over.
    """
    passed_over = _identity(without) if without else None
    for path in paths:
        name = path.name or str(path)
        # A stack, not recursion: folders nest deeper than Python does.
        waiting = [(path, "" if _is_folder(path) else name)]
        while waiting:
            here, name = waiting.pop()
            try:
                status = here.lstat()
                if stat.S_ISDIR(status.st_mode):
                    if (status.st_dev, status.st_ino) != passed_over:
                        waiting.extend(reversed(_children(here, name)))
                    continue
            except (OSError, ValueError) as error:
                yield Rejection(_shown(name or str(path)), None, unreadable(error))
                continue
            if here.name != SETTINGS_FILE:
                yield _entry(here, _shown(name), status)


def unreadable(error: OSError | ValueError) -> str:
    """Why the system gave no file."""
    why = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return f"The file cannot be read: {why[:1].lower()}{why[1:]}."


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.lstat()
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


def _children(folder: Path, name: str) -> list[tuple[Path, str]]:
    found = sorted(os.listdir(folder), key=os.fsencode)
    return [
        (folder / child, f"{name}/{child}" if name else child)
        for child in found
        if not child.startswith(".")
    ]


def _shown(name: str) -> str:
    """The name as text that can be stored: bytes that are no UTF-8 and control characters as escapes."""
    return printable(os.fsencode(name).decode("utf-8", "backslashreplace"))


def _entry(path: Path, name: str, status: os.stat_result) -> InputFile | Rejection:
    if stat.S_ISREG(status.st_mode):
        return InputFile(path, name, status.st_size)
    for test, words in _SPECIAL:
        if test(status.st_mode):
            return Rejection(name, None, f"This {words}.")
    return Rejection(name, None, "This is not a regular file.")
