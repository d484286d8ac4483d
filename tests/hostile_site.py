"""A site of harmless and hostile articles goes up on 127.0.0.1: `python -m tests.hostile_site PORT FILE`."""

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask

from indexer.article import Article, DateRule, text_paragraphs
from indexer.clean import clean_line, clean_text
from indexer.engine import open_engine
from search_app import create_app
from search_app.server import Server

SECTIONS = ("sport", "politics", "weather")


def harmless() -> Iterator[Article]:
    """Three hundred articles that a search for benignhc finds."""
    for number in range(300):
        yield Article(
            id=f"benign-{number}",
            date=date(2024, 1 + number % 12, 1 + number % 28),
            date_rule=DateRule.RECORD,
            title=f"Harmless {number}",
            paragraphs=text_paragraphs("A benignhc text on the harbour & the a b c."),
            source="Harbour Gazette",
            section=SECTIONS[number % 3],
            author="Ann Other",
            topics=("tags",),
            url=f"https://news.example/{number}",
            language="en",
        )


def hostile(line: dict[str, Any]) -> Article | None:
    """The article of one line of the list, cleaned as the sources clean what they read."""
    where, value = line["where"], line["value"]
    needle = line["expectation"]["needle"]
    if not (where.startswith("article.") or where == "hl"):
        return None
    field = where.partition(".")[2] or "hl"
    text = value["article"] if field == "hl" else value
    body = f"Lead {needle} text."
    if field in ("hl", "body"):
        body = f"{needle} . {text}" if field == "hl" else f"{body} {text}"
    title = f"Title {needle}"
    return Article(
        id=f"hostile-{line['id']}",
        date=None if field == "date" else date(2024, 5, 5),
        date_rule=None if field == "date" else DateRule.RECORD,
        title=clean_line(text if field == "title" else title),
        paragraphs=text_paragraphs(clean_text(body)),
        section="hostile",
        author=clean_line(text) if field == "author" else None,
        source=clean_line(text) if field == "source" else None,
        topics=(clean_line(text),) if field == "tags" else (),
        url=text if field == "url" else f"https://news.example/{line['id']}",
        language="en",
    )


def lines(path: Path) -> list[dict[str, Any]]:
    """The list: one request or article a line."""
    text = path.read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def hostile_app(path: Path) -> Flask:
    """The site over all of them."""
    engine = open_engine("memory:")
    found = (hostile(line) for line in lines(path))
    engine.rebuild([*harmless(), *(article for article in found if article)])
    return create_app(engine=engine)


if __name__ == "__main__":
    app = hostile_app(Path(sys.argv[2]))
    Server(lambda: app, "127.0.0.1", int(sys.argv[1]), workers=1).run()
