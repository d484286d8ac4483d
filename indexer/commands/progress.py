"""What a build tells goes in; a bar with rate and time left comes out on stderr, and a line for each reject."""

import sys
from contextlib import AbstractContextManager
from types import TracebackType
from typing import IO, TYPE_CHECKING

from indexer.exit_codes import printable
from indexer.sources import InputFile, Rejection, Remark

if TYPE_CHECKING:
    from indexer.commands.progress_bar import Bar

SHOWN = 5
"""Remarks that are printed to stderr where no file is named for them."""


def sentence(notice: Rejection | Remark) -> str:
    """What is said of a file or record, on one line: `'name', record 3: reason`."""
    where = ascii(notice.file)
    if notice.record is not None:
        where += f", record {notice.record}"
    return f"{where}: {printable(notice.reason)}"


class BuildProgress(AbstractContextManager["BuildProgress"]):
    """The Watcher of the command line. Without a terminal there is no bar.

    Each reject is a line in `rejects`, each remark one in `remarks`, or the first few on stderr; `remarks` counts them.
    """

    def __init__(
        self, rejects: IO[str], remarks: IO[str] | None, total_bytes: int | None
    ) -> None:
        self._rejects = rejects
        self._remark_lines = remarks
        self.remarks = 0
        self._bar: Bar | None = None
        if total_bytes is not None:
            # here, for it takes its time, and few runs have a bar
            from indexer.commands.progress_bar import Bar

            self._bar = Bar("Reading (kB)", _kilo(total_bytes))

    def __enter__(self) -> "BuildProgress":
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar:
            self._bar.stop()

    def rejected(self, rejection: Rejection) -> None:
        """Write the reject down."""
        print(sentence(rejection), file=self._rejects, flush=True)

    def remarked(self, remark: Remark) -> None:
        """Count the remark, and write it down."""
        self.remarks += 1
        if self._remark_lines or self.remarks <= SHOWN:
            print(sentence(remark), file=self._remark_lines or sys.stderr)

    def file_read(self, file: InputFile, records: int) -> None:
        """Move the bar of the first step."""
        if self._bar:
            self._bar.advance(
                _kilo(file.size), f"Reading (kB), {ascii(file.name)[-40:]}"
            )

    def indexing(self, documents: int) -> None:
        """Begin the second step."""
        if self._bar:
            self._bar.begin("Indexing", documents)

    def indexed(self) -> None:
        """Move the bar of the second step."""
        if self._bar:
            self._bar.advance(1)


def _kilo(size: int) -> int:
    return (size + 999) // 1000
