"""What a build tells goes in; a bar with rate and time left comes out on stderr, and a line for each reject."""

import sys
from contextlib import AbstractContextManager
from types import TracebackType
from typing import IO

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from indexer.exit_codes import printable
from indexer.sources import InputFile, Rejection, Remark

SHOWN = 5
"""Remarks that are printed to stderr where no file is named for them."""


class _Rate(ProgressColumn):
    """Things a second."""

    def render(self, task: Task) -> Text:
        """The rate of a task, empty while it is unknown."""
        return Text(f"{task.speed:,.0f}/s" if task.speed else "")


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
        console = Console(stderr=True)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(),
            console=console,
            disable=total_bytes is None,
        )
        self._task = self._bar.add_task("Reading (kB)", total=_kilo(total_bytes or 0))

    def __enter__(self) -> "BuildProgress":
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
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
        self._bar.update(
            self._task,
            advance=_kilo(file.size),
            description=f"Reading (kB), {ascii(file.name)[-40:]}",
        )

    def indexing(self, documents: int) -> None:
        """Begin the second step."""
        self._bar.remove_task(self._task)
        self._task = self._bar.add_task("Indexing", total=documents)

    def indexed(self) -> None:
        """Move the bar of the second step."""
        self._bar.advance(self._task)


def _kilo(size: int) -> int:
    return (size + 999) // 1000
