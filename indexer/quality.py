"""A folder of judged queries goes in, how good the ranking is comes out (home of ir_measures).

DIR/docs.jsonl holds {"id", "title", "body", "date", "language"}, DIR/queries.tsv an id and a text, DIR/qrels.tsv the
TREC columns query, iteration, document, relevance (or without iteration), parted by tabs or spaces. A query asks for
any of its words, repeats counted: no parser and no limits stand between the formula and the figures.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from indexer.analysis import tokens
from indexer.article import Article, text_paragraphs
from indexer.engine import Engine, open_engine
from indexer.engine.query import Or, Query, Term
from indexer.engine.request import SearchRequest
from indexer.languages import with_language

DEPTH = 1000
"""Hits of a query that are measured."""

Judgements = dict[str, dict[str, int]]
"""For each query the judged documents and their relevance, above 0 for a relevant one."""

Runs = dict[str, tuple[str, ...]]
"""For each query the documents found, best first."""


class CannotJudge(Exception):
    """The folder cannot be read as a judged collection, or ir_measures is missing; str() is a sentence."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Means (0-1) over the queries that have a relevant document; a query that finds nothing counts as 0."""

    ndcg_at_10: float
    map: float
    p_at_10: float
    mrr: float
    queries: int
    documents: int


def judge(folder: Path, engine: Engine | None = None) -> Quality:
    """Replace the engine's index by the folder's documents (None: a temporary embedded index), ask and measure.

    Raises CannotJudge, or OSError where a file cannot be read.
    """
    if engine is None:
        with TemporaryDirectory(prefix="backfile-judge-") as place:
            embedded = open_engine(f"whoosh:{Path(place, 'index')}")
            try:
                return judge(folder, embedded)
            finally:
                embedded.close()
    judgements = read_judgements(folder / "qrels.tsv")
    queries = {
        name: text
        for name, text in read_queries(folder / "queries.tsv").items()
        if any(relevance > 0 for relevance in judgements.get(name, {}).values())
    }
    if not queries:
        raise CannotJudge(f"{folder}: no query has a relevant document.")
    documents = read_documents(folder / "docs.jsonl")
    # ids of any form are allowed here, and equal hits keep the order of the file
    names = {f"{place:09}": name for place, name in enumerate(documents)}
    engine.rebuild(
        with_language(replace(documents[name], id=place))
        for place, name in names.items()
    )
    runs: Runs = {}
    for query, text in queries.items():
        results = engine.search(SearchRequest(any_word(text), limit=DEPTH))
        runs[query] = tuple(names[hit.article.id] for hit in results.hits)
    asked = {query: judgements[query] for query in queries}
    return measure(asked, runs, len(documents))


def any_word(text: str) -> Query:
    """The query for any word of a text; one that stands twice counts twice."""
    return Or(tuple(Term(token.word) for token in tokens(text)))


def measure(judgements: Judgements, runs: Runs, documents: int) -> Quality:
    """The figures of ir_measures, which are those of trec_eval; only the order of a run counts."""
    try:
        import ir_measures
    except ImportError as missing:
        raise CannotJudge(
            "Judging needs the package ir-measures: pip install 'backfile[judge]'."
        ) from missing
    ndcg, average_precision = ir_measures.nDCG @ 10, ir_measures.AP
    precision, reciprocal_rank = ir_measures.P @ 10, ir_measures.RR
    found = {
        query: {name: -float(rank) for rank, name in enumerate(run)}
        for query, run in runs.items()
    }
    means = ir_measures.calc_aggregate(
        [ndcg, average_precision, precision, reciprocal_rank], judgements, found
    )
    return Quality(
        ndcg_at_10=float(means[ndcg]),
        map=float(means[average_precision]),
        p_at_10=float(means[precision]),
        mrr=float(means[reciprocal_rank]),
        queries=len(judgements),
        documents=documents,
    )


def read_documents(path: Path) -> dict[str, Article]:
    """The documents by their own ids, in the order of the file; where ids repeat, the last counts."""
    documents = {}
    for number, line in _lines(path):
        try:
            record = json.loads(line)
        except ValueError as wrong:
            raise CannotJudge(f"{path}, line {number}: not JSON ({wrong}).") from wrong
        if not isinstance(record, dict) or record.get("id") in (None, ""):
            raise CannotJudge(f"{path}, line {number}: no document with an id.")
        documents[str(record["id"]).strip()] = Article(
            title=_text(record.get("title")),
            paragraphs=text_paragraphs(_text(record.get("body"))),
            date=_day(record.get("date")),
            language=_text(record.get("language")) or None,
        )
    return documents


def _text(value: object) -> str:
    """A string without the halves of surrogate pairs, which no file can hold; anything else is no text."""
    return value.encode(errors="replace").decode() if isinstance(value, str) else ""


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(_text(value)[:10])
    except ValueError:
        return None


def read_queries(path: Path) -> dict[str, str]:
    """Texts by id; further columns are left out."""
    queries = {}
    for _, line in _lines(path):
        cells = line.split("\t") if "\t" in line.strip() else line.split(None, 1)
        name, text, *_ = *(cell.strip() for cell in cells), ""
        queries[name] = text
    return queries


def read_judgements(path: Path) -> Judgements:
    """Relevance by query and document, whatever is below 0 as 0; a first line of headings is left out."""
    judgements: Judgements = defaultdict(dict)
    for number, line in _lines(path):
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) < 3:
            cells = line.split()
        if len(cells) < 3:
            raise CannotJudge(f"{path}, line {number}: fewer than three columns.")
        # the second of four columns is TREC's iteration, which says nothing
        query, name, relevance = cells if len(cells) == 3 else (cells[0], *cells[2:4])
        try:
            judgements[query][name] = max(int(float(relevance)), 0)
        except (ValueError, OverflowError) as wrong:
            if number > 1:
                raise CannotJudge(
                    f"{path}, line {number}: {relevance!r} is no relevance."
                ) from wrong
    return judgements


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Lines that are not blank, with their numbers."""
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield number, line.rstrip("\n")
