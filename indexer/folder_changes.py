"""Folders go in; whether anything that matters changed below them comes out, as often as it is asked for.

The home of watchfiles. It is told every folder by name and watches none below by itself: so links are not followed,
and neither hidden folders nor the index are watched. A folder that is new, gone or made again is found out here.
"""

import os
import stat
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType

import watchfiles
from watchfiles.main import FileChange

_TICK = 1_000
"""So many ms pass, where nothing changes, until the folders are looked at: they may be others of the same name."""

_POLL = 1_000
"""Ms between two looks at every file, where the system gives no notice; the environment can say otherwise."""

_FAILED = (OSError, RuntimeError)
"""What watchfiles raises; its own error is a RuntimeError."""

_PASSING = (FileNotFoundError, PermissionError)
"""A folder is another than it was a moment ago."""

_Identity = tuple[int, int]


class FolderChanges(AbstractContextManager["FolderChanges"]):
    """Watches from enter to exit, in a thread of its own, so that nothing is missed during an update."""

    def __init__(
        self,
        folders: Sequence[Path],
        ignored: Iterable[Path],
        say: Callable[[str], None],
    ) -> None:
        """ignored: files and folders that do not matter. say is called from the thread."""
        self._roots = [os.path.realpath(folder) for folder in folders]
        self._ignored = {os.path.realpath(path) for path in ignored}
        self._say = say
        self._polling: bool | None = None
        self._armed = False
        self._stop = threading.Event()
        self._changed = threading.Event()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "FolderChanges":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        # a file system that does not answer must not keep the program
        self._thread.join(timeout=5)

    def signs(self, quiet: float) -> Iterator[bool]:
        """Without end: True once something changed, False after so many seconds in which nothing did.

        The first is True soon after the beginning, for what changed before the folders were watched.
        """
        while True:
            changed = self._changed.wait(quiet)
            self._changed.clear()
            if self._error:
                raise self._error
            yield changed

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                self._watch(self._tree())
        except BaseException as error:  # the thread's last door: signs() raises it
            self._error = error
            self._changed.set()

    def _watch(self, tree: dict[str, _Identity]) -> None:
        """Until the folders are others than these."""
        if not tree:
            self._stop.wait(_TICK / 1000)
            return
        self._armed = False
        try:
            self._notice(tree)
        except _FAILED as error:
            if not self._armed and not isinstance(error, _PASSING):
                self._poll(error)
            # also for a name that watchfiles cannot tell; the look finds it
            self._stop.wait(_TICK / 1000)
        self._changed.set()

    def _notice(self, tree: dict[str, _Identity]) -> None:
        roots = self._identities()
        for batch in self._batches(tree):
            paths = {path for _, path in batch}
            # a folder's own time says nothing that its files do not
            if not self._armed or any(map(self._matters, paths - tree.keys())):
                self._changed.set()
            # what was made before its folder was watched shows only in a look
            looks = not self._armed or any(_is_folder(path, tree) for path in paths)
            if self._identities() != roots or (looks and self._tree() != tree):
                return
            self._armed = True

    def _batches(self, tree: Iterable[str]) -> Iterator[set[FileChange]]:
        return watchfiles.watch(
            *filter(_is_text, tree),
            watch_filter=None,
            stop_event=self._stop,
            rust_timeout=_TICK,
            yield_on_timeout=True,
            raise_interrupt=False,
            force_polling=self._polling,
            poll_delay_ms=_POLL,
            recursive=False,
            # else it ignores the limit of the system, too
            ignore_permission_denied=False,
        )

    def _poll(self, error: Exception) -> None:
        if self._polling:
            raise error
        self._polling = True
        reason = str(error).partition(" about ")[0].rstrip(".")
        self._say(
            f"The system gives no notice of changes ({reason}); every file is looked at instead, again and again."
        )

    def _matters(self, path: str) -> bool:
        return path not in self._ignored and not _is_hidden(path)

    def _tree(self) -> dict[str, _Identity]:
        """All folders that can be walked, as they are now."""
        tree = {}
        waiting = [root for root in self._roots if root not in self._ignored]
        while waiting:
            here = waiting.pop()
            identity = _identity(here)
            if identity and here not in tree and os.access(here, os.R_OK | os.X_OK):
                tree[here] = identity
                waiting += self._folders(here)
        return tree

    def _folders(self, here: str) -> list[str]:
        try:
            with os.scandir(here) as entries:
                return [
                    entry.path
                    for entry in entries
                    if not _is_hidden(entry.path)
                    and entry.path not in self._ignored
                    and entry.is_dir(follow_symlinks=False)
                ]
        except OSError:
            return []

    def _identities(self) -> list[_Identity | None]:
        return [_identity(root) for root in self._roots]


def _identity(path: str) -> _Identity | None:
    """Another one for another folder of the same name; None where there is none."""
    try:
        status = os.lstat(path)
    except OSError:
        return None
    if not stat.S_ISDIR(status.st_mode):
        return None
    return status.st_dev, status.st_ino


def _is_folder(path: str, tree: dict[str, _Identity]) -> bool:
    return path in tree or _identity(path) is not None


def _is_hidden(path: str) -> bool:
    return os.path.basename(path).startswith(".")


def _is_text(path: str) -> bool:
    """watchfiles takes no other; such a folder is looked at when all are."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True
