"""What a look at the files tells goes in; what the look before did not tell already comes out."""

from collections.abc import Iterable

from indexer.reading import Watcher
from indexer.sources import InputFile, Rejection, Remark

Known = frozenset[tuple[Rejection, int | None]]
"""Files that could not be read, each with its size where it was opened."""


class ToldOnce:
    """A Watcher that passes on what it is told, but for files that cannot be read and are as they were."""

    def __init__(self, watcher: Watcher, before: Known = frozenset()) -> None:
        """before: the `told` of the look before."""
        self._watcher = watcher
        self._before = before
        self._told: set[tuple[Rejection, int | None]] = set()
        self._waiting: list[Rejection] = []

    def rejected(self, rejection: Rejection) -> None:
        """Of a file: wait for its size."""
        if rejection.record is None:
            self._waiting.append(rejection)
        else:
            self._watcher.rejected(rejection)

    def remarked(self, remark: Remark) -> None:
        """Pass it on."""
        self._watcher.remarked(remark)

    def file_read(self, file: InputFile, records: int) -> None:
        """What was said of the file, or of a member of it, came last."""
        mine = len(self._waiting)
        while mine and _is_of(self._waiting[mine - 1], file):
            mine -= 1
        self._pass_on(self._waiting[mine:], file.size)
        del self._waiting[mine:]
        self._watcher.file_read(file, records)

    def indexing(self, documents: int) -> None:
        """Pass it on."""
        self._watcher.indexing(documents)

    def indexed(self) -> None:
        """Pass it on."""
        self._watcher.indexed()

    def end(self) -> Known:
        """The look is over: what it told."""
        self._pass_on(self._waiting, None)
        self._waiting.clear()
        return frozenset(self._told)

    def _pass_on(self, rejections: Iterable[Rejection], size: int | None) -> None:
        for rejection in rejections:
            if (rejection, size) not in self._before:
                self._watcher.rejected(rejection)
            self._told.add((rejection, size))


def _is_of(rejection: Rejection, file: InputFile) -> bool:
    return rejection.file == file.name or rejection.file.startswith(f"{file.name}/")
