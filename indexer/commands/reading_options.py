"""What every command that reads files can be told: click options go in, one Asked comes out, and its Watcher."""

import functools
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import click

from indexer.commands.options import INDEX, JSON
from indexer.commands.progress import BuildProgress
from indexer.reading import Limits, Task
from indexer.sources import Options, stated_options

PATHS = click.argument(
    "paths",
    nargs=-1,
    required=True,
    metavar="FILE|FOLDER...",
    type=click.Path(exists=True, path_type=Path),
)
PRUNE = click.option(
    "--prune",
    is_flag=True,
    help="Also remove what was read from files below these paths that are gone.",
)

_OPTIONS = (
    INDEX,
    click.option(
        "--source", metavar="NAME", help="The source of records that name none."
    ),
    click.option(
        "--language", metavar="CODE", help="The language of records without one."
    ),
    click.option(
        "--map",
        "mapping",
        multiple=True,
        metavar="COLUMN=FIELD",
        help="Read FIELD from COLUMN, such as headline=title. May be repeated.",
    ),
    click.option(
        "--html-field",
        "html_fields",
        multiple=True,
        metavar="FIELD",
        help="FIELD of records holds HTML, such as body: its text is kept. May be repeated.",
    ),
    click.option(
        "--rejects",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Write each rejected file or record to FILE, with its reason, instead of to stderr.",
    ),
    click.option(
        "--remarks",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Write to FILE what records lost that were kept, such as an impossible date.",
    ),
    click.option("--force", is_flag=True, help="Go on whatever is rejected or lost."),
    JSON,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of one run, as they were meant."""

    index: Path
    options: Options
    limits: Limits
    as_json: bool
    _rejects: Path | None
    _remarks: Path | None

    @property
    def written(self) -> tuple[Path, ...]:
        """What a command writes: the index, and the files for rejects and remarks."""
        named = (self.index, self._rejects, self._remarks)
        return tuple(path for path in named if path)

    def task(self, paths: Sequence[Path], prune: bool = False) -> Task:
        """What the run is to read."""
        return Task(paths, self.options, self.limits, self.index, prune)

    @contextmanager
    def progress(self, total_bytes: int | None = None) -> Iterator[BuildProgress]:
        """The Watcher of the run; a bar where the size of all inputs is known."""
        with (
            _opened(self._rejects) as rejects,
            _opened(self._remarks) as remarks,
            BuildProgress(rejects or sys.stderr, remarks, total_bytes) as progress,
        ):
            yield progress


def _opened(path: Path | None) -> AbstractContextManager[IO[str] | None]:
    # line by line, for somebody may wait for what a long run says
    return path.open("w", 1, encoding="utf-8") if path else nullcontext()


def reading_options(command: Callable[..., int]) -> Callable[..., int]:
    """Give the command all options above; it gets them as `asked`."""

    @functools.wraps(command)
    def called(
        *,
        index: Path,
        source: str | None,
        language: str | None,
        mapping: tuple[str, ...],
        html_fields: tuple[str, ...],
        rejects: Path | None,
        remarks: Path | None,
        force: bool,
        as_json: bool,
        **others: object,
    ) -> int:
        options = stated_options(source, language, html_fields or None, mapping)
        limits = Limits.none() if force else Limits()
        asked = Asked(index, options, limits, as_json, rejects, remarks)
        return command(asked=asked, **others)

    for option in reversed(_OPTIONS):
        called = option(called)
    return called
