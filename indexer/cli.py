"""A command line goes in; an archive is built, checked or judged, and an exit code comes out.

Results go to stdout, progress and errors to stderr. The application adds its own commands (search, export, serve)
through the entry points of the group `backfile.commands`.
"""

import json
import os
import signal
import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import entry_points
from pathlib import Path
from typing import IO, NoReturn

import click

from indexer.build import Limits, build
from indexer.engine import Engine, open_engine
from indexer.engine.results import Report
from indexer.exit_codes import ExitCode, explain, printable
from indexer.progress import BuildProgress
from indexer.quality import CannotJudge, judge
from indexer.reports import (
    built_json,
    built_text,
    info_text,
    quality_json,
    quality_text,
)
from indexer.sources import InputFile, Options, parse_mapping, walk

COMMANDS = "backfile.commands"

INDEX = click.option(
    "--index",
    "index",
    type=click.Path(path_type=Path),
    default=Path("data/index"),
    show_default=True,
    metavar="DIR",
    help="The folder of the index.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")


class _Commands(click.Group):
    """The commands of this module and those that installed packages add."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; where whoever reads stdout is gone, end as SIGPIPE would."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # The interpreter must not flush into the void at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 128 + signal.SIGPIPE
        return code

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in alphabetical order."""
        added = {entry.name for entry in entry_points(group=COMMANDS)}
        return sorted({*super().list_commands(ctx), *added})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Our own command, else the added one of that name."""
        own = super().get_command(ctx, cmd_name)
        if own:
            return own
        for entry in entry_points(group=COMMANDS, name=cmd_name):
            added: click.Command = entry.load()
            return added
        return None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="backfile")
def cli() -> None:
    """Backfile: full-text search for a news archive."""


def embedded(index: Path) -> Engine:
    """The engine over an index folder."""
    return open_engine(f"whoosh:{index}")


@cli.command("build")
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
    rejects: Path | None,
    remarks: Path | None,
    force: bool,
    as_json: bool,
) -> int:
    """Build the index anew from files and folders.

    Readers of a running site see the old index until the new one is whole.
    """
    try:
        columns = parse_mapping(mapping)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--map") from error
    options = Options(source=source, language=language, mapping=columns)
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


@cli.command("check")
@INDEX
@JSON
def check_command(index: Path, as_json: bool) -> int:
    """Read every byte of the index and name every damaged file."""
    report = embedded(index).check()
    _print_report(report, as_json, "is whole")
    return ExitCode.NO_INDEX if report.problems else ExitCode.DONE


@cli.command("rollback")
@INDEX
@JSON
def rollback_command(index: Path, as_json: bool) -> int:
    """Return to the generation before this one."""
    _print_report(embedded(index).rollback(), as_json, "is served again")
    return ExitCode.DONE


def _print_report(report: Report, as_json: bool, verdict: str) -> None:
    if as_json:
        click.echo(json.dumps(asdict(report)))
        return
    for problem in report.problems:
        click.echo(printable(problem))
    if report.problems:
        verdict = "is the best that can be served"
    click.echo(f"{report.generation} {verdict}: {report.documents:,} documents.")


@cli.command("stats")
@INDEX
@JSON
def stats_command(index: Path, as_json: bool) -> int:
    """Tell what the index holds and what the last build did."""
    info = embedded(index).info()
    click.echo(
        json.dumps(asdict(info), default=_iso) if as_json else info_text(info),
    )
    return ExitCode.DONE


def _iso(value: object) -> str:
    """Days and instants as the JSON of the site writes them."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(value)


@cli.command("judge")
@click.argument(
    "folder",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@JSON
def judge_command(folder: Path, as_json: bool) -> int:
    """Index DIR/docs.jsonl, run DIR/queries.tsv, and measure the ranking against DIR/qrels.tsv."""
    try:
        quality = judge(folder)
    except CannotJudge as error:
        raise click.ClickException(printable(str(error))) from error
    click.echo(quality_json(quality) if as_json else quality_text(quality))
    return ExitCode.DONE


class _Terminated(BaseException):
    """A signal as an exception, so that a build removes its debris. click would print a line of its own for SIGINT."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def _on_signal(number: int, frame: object) -> NoReturn:
    raise _Terminated(number)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit with one of ExitCode, or 128 + n after signal n."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _on_signal)
    sys.exit(run(arguments))


def run(arguments: list[str] | None) -> int:
    """Run the command line and return its exit code; errors become one line on stderr."""
    try:
        code = cli.main(arguments, prog_name="backfile", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return ExitCode.USAGE
    except click.ClickException as error:
        return _complain(printable(error.format_message()), ExitCode.USAGE)
    except _Terminated as error:
        name = signal.strsignal(error.number)
        return _complain(f"{name}.", 128 + error.number)
    except Exception as error:  # the last door: one line and a code, never a traceback
        code, sentence = explain(error)
        return _complain(sentence, code)
    return int(code or 0)


def _complain(sentence: str, code: int) -> int:
    print(f"backfile: {sentence}", file=sys.stderr)
    return code
