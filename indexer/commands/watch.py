"""`backfile watch`: folders go in, the index follows what happens in them, and each update comes out as one line."""

import os
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from indexer.commands.options import embedded
from indexer.commands.progress import BuildProgress
from indexer.exit_codes import ExitCode, printable
from indexer.folder_changes import FolderChanges

from indexer.commands.reading_options import PRUNE, Asked, reading_options
from indexer.commands.reports import updated_json, updated_line
from indexer.update import Updated, update
from indexer.watch import QUIET, Upkeep, build_as_update, follow


@click.command("watch")
@click.argument(
    "folders",
    nargs=-1,
    required=True,
    metavar="FOLDER...",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@PRUNE
@reading_options
def watch_command(folders: tuple[Path, ...], prune: bool, asked: Asked) -> int:
    """Bring the index up to date with folders, and then again whenever files in them arrive, change or vanish.

    Files are read when nothing has changed for a few seconds. Where there is no index yet, it is built. Ctrl-C ends it.
    """
    _check(folders, asked.index)
    engine = embedded(asked.index)

    task = asked.task(folders, prune)
    with (
        asked.progress() as progress,
        FolderChanges(folders, asked.written, _say) as changes,
    ):
        told = _Told(progress, asked.as_json)
        begin, later = partial(build_as_update, task, engine), partial(
            update, task, engine
        )
        upkeep = Upkeep(begin, later, progress, told, _say)
        upkeep.start()
        _say(f"Watching {', '.join(ascii(str(folder)) for folder in folders)}.")
        follow(changes.signs(QUIET), upkeep.look)
    return ExitCode.DONE


def _check(folders: tuple[Path, ...], index: Path) -> None:
    for folder in folders:
        if folder.is_symlink():
            raise click.UsageError(
                f"{ascii(str(folder))} is a symbolic link; links are not followed."
            )
        if os.path.realpath(folder) == os.path.realpath(index):
            raise click.UsageError(f"{ascii(str(folder))} is the index itself.")


def _say(sentence: str) -> None:
    click.echo(f"backfile: {printable(sentence)}", err=True)


class _Told:
    """Prints updates, each with the remarks made since the one before."""

    def __init__(self, progress: BuildProgress, as_json: bool) -> None:
        self._progress = progress
        self._as_json = as_json
        self._before = 0

    def __call__(self, updated: Updated) -> None:
        remarks = self._progress.remarks - self._before
        self._before = self._progress.remarks
        if self._as_json:
            click.echo(updated_json(updated, remarks))
        else:
            click.echo(updated_line(updated, remarks, datetime.now()))
