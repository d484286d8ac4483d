"""Files go in, the records that the real `backfile build` and `backfile export` make of them come out."""

import contextlib
import io
import json
from pathlib import Path

from indexer.article import Article
from indexer.cli import run
from indexer.record import from_record


def exported(source: Path, index: Path) -> list[Article]:
    """Every document of an archive built from a file or folder; nothing may be rejected."""
    [report] = _printed(["build", str(source), "--index", str(index), "--json"])
    ledger = json.loads(report)["ledger"]
    assert ledger["rejected"] == 0
    records = [json.loads(line) for line in _printed(["export", "--index", str(index)])]
    articles = [from_record(record) for record in records]
    # what other programs read is what we read
    assert [record["body"] for record in records] == [one.body for one in articles]
    assert len({article.id for article in articles}) == len(articles)
    return articles


def _printed(arguments: list[str]) -> list[str]:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert run(arguments) == 0
    # no other kind of line break parts records
    return out.getvalue().removesuffix("\n").split("\n")
