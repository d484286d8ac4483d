"""`backfile build`: files and folders go in, a new generation of the index and the books of the build come out."""

import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO

import click

from indexer.build import Limits, build
from indexer.command_options import INDEX, JSON, embedded
from indexer.exit_codes import ExitCode
from indexer.progress import BuildProgress
from indexer.reports import built_json, built_text
from indexer.sources import InputFile, stated_options, walk


@click.command("build")
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    metavar="FILE|FOLDER...",
    type=click.Path(exists=True, path_type=Path),
)
@INDEX
@click.option("--source", metavar="NAME", help="The source of records that name none.")
@click.option("--language", metavar="CODE", help="The language of records without one.")
@click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="COLUMN=FIELD",
    help="Read FIELD from COLUMN, such as headline=title. May be repeated.",
)
@click.option(
    "--html-field",
    "html_fields",
    multiple=True,
    metavar="FIELD",
    help="FIELD of records holds HTML, such as body: its text is kept. May be repeated.",
)
@click.option(
    "--rejects",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write each rejected file or record to FILE, with its reason, instead of to stderr.",
)
@click.option(
    "--remarks",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write to FILE what records lost that were kept, such as an impossible date.",
)
@click.option("--force", is_flag=True, help="Build whatever is rejected or lost.")
@JSON
def build_command(
    paths: tuple[Path, ...],
    index: Path,
    source: str | None,
    language: str | None,
    mapping: tuple[str, ...],
    html_fields: tuple[str, ...],
    rejects: Path | None,
    remarks: Path | None,
    force: bool,
    as_json: bool,
) -> int:
    """Build the index anew from files and folders.

    Readers of a running site see the old index until the new one is whole.
    """
    options = stated_options(source, language, html_fields or None, mapping)
    limits = Limits.none() if force else Limits()
    total = _size(paths) if sys.stderr.isatty() else None
    with (
        _opened(rejects) as rejected,
        _opened(remarks) as remarked,
        BuildProgress(rejected or sys.stderr, remarked, total) as progress,
    ):
        built = build(paths, embedded(index), options, progress, limits, index)
    told = built_json if as_json else built_text
    click.echo(told(built, progress.remarks))
    return ExitCode.SOME_REJECTED if built.ledger.rejected else ExitCode.DONE


def _opened(path: Path | None) -> AbstractContextManager[IO[str] | None]:
    return path.open("w", encoding="utf-8") if path else nullcontext()


def _size(paths: Iterable[Path]) -> int:
    return sum(entry.size for entry in walk(paths) if isinstance(entry, InputFile))
