"""An index goes in, what is known of it comes out: `backfile check`, `explain`, `rollback`, `stats`, `judge`."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from indexer.archive.origins import Origins, origins
from indexer.article import Article
from indexer.commands.options import INDEX, JSON, embedded
from indexer.commands.remove import removed_sentence
from indexer.commands.reports import info_text, quality_json, quality_text
from indexer.engine import Engine
from indexer.engine.errors import IndexCorrupt
from indexer.engine.results import Report
from indexer.engine.withdrawn import Withdrawn
from indexer.exit_codes import ExitCode, printable
from indexer.explanation import explained_text, explanation
from indexer.quality import CannotJudge, judge


@click.command("check")
@INDEX
@JSON
def check_command(index: Path, as_json: bool) -> int:
    """Read every byte of the index and name every damaged file."""
    report = embedded(index).check()
    _print_report(report, as_json, "is whole")
    return ExitCode.NO_INDEX if report.problems else ExitCode.DONE


@click.command("rollback")
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


@click.command("stats")
@INDEX
@JSON
def stats_command(index: Path, as_json: bool) -> int:
    """Tell what the index holds and what the last build did."""
    info = embedded(index).info()
    click.echo(
        json.dumps(asdict(info), default=_iso) if as_json else info_text(info),
    )
    return ExitCode.DONE


@click.command("explain")
@click.argument("article_id", metavar="ID")
@INDEX
@JSON
def explain_command(article_id: str, index: Path, as_json: bool) -> int:
    """Tell how the document ID came about: its records, dates, excerpts and versions."""
    engine = embedded(index)
    article = engine.get(article_id)
    if article is None:
        raise click.UsageError(f"There is no document {ascii(article_id)}.")
    if isinstance(article, Withdrawn):
        raise click.UsageError(removed_sentence(article_id, article))
    story = explanation(article, article_id, _origins(engine, article))
    if as_json:
        click.echo(json.dumps(story, ensure_ascii=False))
    else:
        for line in explained_text(story).split("\n"):
            click.echo(printable(line))
    return ExitCode.DONE


def _origins(engine: Engine, article: Article) -> Origins | None:
    register = engine.register()
    try:
        return origins(register, article) if register else None
    except IndexCorrupt as error:
        # the document's own story can be told all the same
        click.echo(printable(f"backfile: {error}"), err=True)
        return None


def _iso(value: object) -> str:
    """Days and instants as the JSON of the site writes them."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(value)


@click.command("judge")
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
