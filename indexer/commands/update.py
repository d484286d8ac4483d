"""`backfile update`: files and folders go in, what is new in them is published, the books come out."""

from pathlib import Path

import click

from indexer.commands.options import embedded
from indexer.commands.reading_options import PATHS, PRUNE, Asked, reading_options
from indexer.commands.reports import updated_json, updated_text
from indexer.exit_codes import ExitCode
from indexer.update import update


@click.command("update")
@PATHS
@PRUNE
@reading_options
def update_command(paths: tuple[Path, ...], prune: bool, asked: Asked) -> int:
    """Bring the index up to date with files and folders: read what is new or changed, and nothing else.

    A record edited in its file replaces the one it was. Where nothing is new, nothing is published.
    """
    engine = embedded(asked.index)
    with asked.progress() as progress:
        updated = update(asked.task(paths, prune), engine, progress)
    told = updated_json if asked.as_json else updated_text
    click.echo(told(updated, progress.remarks))
    return ExitCode.SOME_REJECTED if updated.ledger.rejected else ExitCode.DONE
