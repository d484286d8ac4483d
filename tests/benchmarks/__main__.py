"""The sample goes in; how long Backfile and SQLite FTS5 take over it comes out.

Both build an index of the same texts on disk and answer the same words with a
total and ten hits, in one run on one machine: the ratio is the figure. A sample
of this size says nothing about a large archive.
"""

import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from indexer.analysis import tokens
from indexer.article import Article
from indexer.engine import open_engine
from indexer.engine.query import Term
from indexer.engine.request import SearchRequest
from tests.conftest import ROOT

WORDS = 40
ROUNDS = 5


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def sample(folder: Path) -> list[Article]:
    """The documents of data/sample, as `backfile build` makes them."""
    build = ["build", str(ROOT / "data" / "sample"), "--index", str(folder)]
    subprocess.run(
        [sys.executable, "-m", "indexer", *build],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    with closing(open_engine(f"whoosh:{folder}")) as engine:
        return [hit.article for hit in engine.scan(SearchRequest())]


def frequent_words(articles: list[Article]) -> list[str]:
    """The words that most documents hold, ASCII ones, which both analyse alike."""
    held = Counter(
        word
        for article in articles
        for word in {token.word for token in tokens(article.body)}
        if word.isascii() and word.isalpha()
    )
    return sorted(held, key=lambda word: (-held[word], word))[:WORDS]


def backfile(articles: list[Article], words: list[str], folder: Path) -> list[float]:
    """Seconds of a build, then of each search."""
    with closing(open_engine(f"whoosh:{folder}")) as engine:
        build = seconds(lambda: engine.rebuild(articles))
        requests = [SearchRequest(Term(word), limit=10) for word in words]
        return [build, *(seconds(lambda: engine.search(r)) for r in requests * ROUNDS)]


def fts5(articles: list[Article], words: list[str], folder: Path) -> list[float]:
    """The same of SQLite FTS5, with its own English stems."""
    texts = [(article.title, article.body) for article in articles]
    with closing(sqlite3.connect(folder / "peer.sqlite")) as peer:

        def build() -> None:
            peer.execute(
                "create virtual table t using fts5(title, body, tokenize=porter)"
            )
            peer.executemany("insert into t values (?, ?)", texts)
            peer.commit()

        def search(word: str) -> None:
            match = "from t where t match ?"
            peer.execute(f"select count(*) {match}", (word,)).fetchone()
            best = f"select title, body {match} order by rank limit 10"
            peer.execute(best, (word,)).fetchall()

        return [
            seconds(build),
            *(seconds(lambda: search(word)) for word in words * ROUNDS),
        ]


def compare(what: str, ours: float, theirs: float) -> None:
    print(
        f"{what}: Backfile {ours * 1000:.2f} ms, SQLite FTS5 {theirs * 1000:.2f} ms,"
        f" ratio {ours / theirs:.2f}"
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        articles = sample(folder / "sample")
        words = frequent_words(articles)
        ours, *searches = backfile(articles, words, folder / "index")
        theirs, *peer_searches = fts5(articles, words, folder)
    print(f"{len(articles)} documents, {len(words)} words, {ROUNDS} rounds")
    compare("build", ours, theirs)
    compare(
        "search, median", statistics.median(searches), statistics.median(peer_searches)
    )


if __name__ == "__main__":
    main()
