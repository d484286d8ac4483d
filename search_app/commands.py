"""Adds to `backfile` what needs the application: serve, search and export. Takes the page's own query language."""

import json
import os
import socket
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from indexer.commands.options import INDEX, JSON, embedded
from indexer.engine.request import SearchRequest, Sort
from indexer.exit_codes import printable
from indexer.record import dumps
from search_app.answer import search_answer
from search_app.answer_types import HitAnswer, SearchAnswer
from search_app.asking import today
from search_app.labels import counted
from search_app.question import Question, ask
from search_app.settings import read_settings

HOST = "127.0.0.1"

MARK = "bold yellow"


@click.command("serve")
@INDEX
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default=HOST, show_default=True, help="The address to bind.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=min(4, os.cpu_count() or 1),
    help="Processes; one a processor is right.",
)
def serve(index: Path, port: int, host: str, workers: int) -> None:
    """Serve the search page and its JSON."""
    from search_app import create_app
    from search_app.server import Server

    _refuse_taken(host, port)
    click.echo(f"Backfile serves {index} at http://{host}:{port}/ (Ctrl-C ends it)")
    sys.stdout.flush()
    Server(lambda: create_app(engine=f"whoosh:{index}"), host, port, workers).run()


def _refuse_taken(host: str, port: int) -> None:
    """gunicorn would try for five seconds and then say less."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            sentence = f"{host}:{port} cannot be used ({error.strerror}). Choose another with --port."
            raise click.UsageError(sentence) from error


def _question(query: str, *more: tuple[str, str]) -> Question:
    """The question that a page with these parameters would ask; what the page refuses is wrong usage here."""
    question = ask([("q", query), *more], read_settings(os.environ, {}), today())
    for problem in question.problems:
        raise click.UsageError(problem.sentence)
    for remark in question.parsed.remarks:
        click.echo(f"backfile: {printable(remark.text)}", err=True)
    return question


@click.command("search")
@click.argument("query")
@INDEX
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@click.option(
    "--sort",
    type=click.Choice([sort.value for sort in Sort]),
    default=Sort.RELEVANCE.value,
    show_default=True,
)
@JSON
def search(query: str, index: Path, limit: int, sort: str, as_json: bool) -> None:
    """Print the hits of QUERY with marked snippets, in the language of the search page."""
    question = _question(query, ("size", str(limit)), ("sort", sort))
    settings = read_settings(os.environ, {})
    answer = search_answer(embedded(index), question, settings)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        _print(answer, _Lines(highlight=False, soft_wrap=True))


class _Lines(Console):
    """Lines of text for a terminal, or for a program that may stop reading."""

    def on_broken_pipe(self) -> None:
        """Leave it to the command line, which ends as SIGPIPE would."""
        raise BrokenPipeError


def _print(answer: SearchAnswer, console: Console) -> None:
    reading = "".join(part["text"] for part in answer["query"]["reading"])
    total = answer["total"]
    counts = " and ".join(
        [counted(total["articles"], "article"), counted(total["teasers"], "excerpt")]
    )
    console.print(Text(f"{counts} {reading}".strip(), style="bold"))
    for hit in answer["hits"]:
        _print_hit(hit, console)


def _print_hit(hit: HitAnswer, console: Console) -> None:
    heading = hit["heading"]
    console.print()
    console.print(Text(f"{hit['rank']}. ") + _marked(heading["text"], heading["marks"]))
    for snippet in hit["snippets"]:
        before, after = ("... " if cut else "" for cut in snippet["cut"])
        text = _marked(snippet["text"], snippet["marks"])
        console.print(Text("   ") + Text(before) + text + Text(after))
    facts = [hit["date"]["day"] or "undated", hit["source"], hit["section"], hit["id"]]
    console.print(Text("   " + "  ".join(filter(None, facts)), style="dim"))


def _marked(text: str, marks: list[list[int]]) -> Text:
    marked = Text(text)
    for start, end in marks:
        marked.stylize(MARK, start, end)
    return marked


@click.command("export")
@click.argument("query", default="")
@INDEX
def export(query: str, index: Path) -> None:
    """Print every match of QUERY, or the whole archive, as JSON Lines, oldest first."""
    question = _question(query)
    request = SearchRequest(question.parsed.query, question.filters, sort=Sort.OLDEST)
    for hit in embedded(index).scan(request):
        click.echo(dumps(hit.article))
