"""Ids and a reason go in; the documents are taken down for good, and what went is printed: `backfile remove`."""

import json
from pathlib import Path

import click

from indexer.archive.withholding import withhold_in
from indexer.article import Article
from indexer.commands.options import INDEX, JSON, embedded
from indexer.engine import Engine
from indexer.engine.withdrawn import Withdrawn
from indexer.exit_codes import ExitCode, printable

LONGEST_REASON = 500
"""Characters."""


def _reason(context: click.Context, option: click.Parameter, typed: str) -> str:
    """The reason as one line, which every reader of the page will see."""
    reason = " ".join(typed.split())
    if not reason or len(reason) > LONGEST_REASON or not reason.isprintable():
        raise click.BadParameter(
            f"a reason is a line of 1 to {LONGEST_REASON} printable characters."
        )
    return reason


@click.command("remove")
@click.argument("article_ids", metavar="ID...", nargs=-1, required=True)
@click.option(
    "--reason",
    required=True,
    callback=_reason,
    metavar="TEXT",
    help="Why, in a sentence; readers of the page see it.",
)
@INDEX
@JSON
def remove_command(
    article_ids: tuple[str, ...], reason: str, index: Path, as_json: bool
) -> int:
    """Take documents down for good, all or none; no rebuild brings them back.

    All earlier generations of the index are deleted, so that no copy of the text stays in it.
    """
    engine = embedded(index)
    with engine.batch() as batch:
        held = {name: engine.get(name) for name in dict.fromkeys(article_ids)}
        unknown = [ascii(name) for name, document in held.items() if document is None]
        if unknown:
            names = ", ".join(unknown)
            raise click.UsageError(
                f"Nothing was removed: there is no document {names}."
            )
        before = {one.id for one in engine.withdrawn()}
        articles = [one for one in held.values() if isinstance(one, Article)]
        for article in articles:
            batch.withdraw(article.id, reason)
        register = batch.register() if articles else None
        if register:
            withhold_in(register, articles)
    gone = {name: engine.get(name) for name in held}
    stones = [(name, one) for name, one in gone.items() if isinstance(one, Withdrawn)]
    if as_json:
        click.echo(
            json.dumps([_record(n, one, one.id not in before) for n, one in stones])
        )
        return ExitCode.DONE
    for name, one in stones:
        if one.id in before:
            click.echo(removed_sentence(name, one))
        else:
            click.echo(f"Removed {_led(name, one)}: {printable(one.reason)}")
            for other in _copies(engine, held[name]):
                click.echo(f"{other} has the same text and stays.")
    return ExitCode.DONE


def removed_sentence(asked: str, one: Withdrawn) -> str:
    """That the document is gone already."""
    return f"{_led(asked, one)} was removed on {one.day}: {printable(one.reason)}"


def _copies(engine: Engine, document: Article | Withdrawn | None) -> list[str]:
    """The ids of documents with the text of another source."""
    if not isinstance(document, Article):
        return []
    found = (engine.get(name) for name in document.same_text)
    return [one.id for one in found if isinstance(one, Article)]


def _led(asked: str, one: Withdrawn) -> str:
    return one.id if asked == one.id else f"{one.id} (asked for as {printable(asked)})"


def _record(asked: str, one: Withdrawn, now: bool) -> dict[str, object]:
    return {
        "asked": asked,
        "id": one.id,
        "ids": list(one.ids),
        "reason": one.reason,
        "day": one.day.isoformat(),
        "removed_now": now,
    }
