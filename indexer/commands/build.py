"""`backfile build`: files and folders go in, a new generation of the index and the books of the build come out."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from indexer.build import build
from indexer.commands.options import embedded
from indexer.commands.reading_options import PATHS, Asked, reading_options
from indexer.commands.reports import built_json, built_text
from indexer.exit_codes import ExitCode
from indexer.sources import InputFile, walk


@click.command("build")
@PATHS
@reading_options
def build_command(paths: tuple[Path, ...], asked: Asked) -> int:
    """Build the index anew from files and folders.

    Readers of a running site see the old index until the new one is whole.
    """
    total = _size(paths) if sys.stderr.isatty() else None
    engine = embedded(asked.index)
    with asked.progress(total) as progress:
        built = build(asked.task(paths), engine, progress)
    told = built_json if asked.as_json else built_text
    click.echo(told(built, progress.remarks))
    return ExitCode.SOME_REJECTED if built.ledger.rejected else ExitCode.DONE


def _size(paths: Iterable[Path]) -> int:
    return sum(entry.size for entry in walk(paths) if isinstance(entry, InputFile))
