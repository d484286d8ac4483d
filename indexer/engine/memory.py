"""Articles go in, answers come out of plain loops: the reference engine, the tests' oracle; nothing is kept on disk.

What a query means is in evaluation.py, what counts mean in counting.py; here is how an index changes.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path

from indexer.analysis import fold
from indexer.article import Article
from indexer.engine.counting import facet, histogram, in_order, passes, total
from indexer.engine.errors import EngineUnavailable, IndexBusy, IndexRefused
from indexer.engine.evaluation import Evaluation, holders, within_one_edit
from indexer.engine.query import Query, Term
from indexer.engine.request import SearchRequest
from indexer.engine.results import (
    Forms,
    Hit,
    IndexInfo,
    Report,
    Results,
    Suggestion,
)
from indexer.engine.similar import similar_query
from indexer.engine.snapshot import Snapshot
from indexer.engine.temporary_register import TemporaryRegister
from indexer.engine.withdrawn import Tombstones, Withdrawn, ids_of
from indexer.fields import BY_NAME
from indexer.ledger import Ledger


class MemoryBatch:
    """The documents as they will be when the batch ends."""

    def __init__(self, now: Snapshot, tombstones: Tombstones) -> None:
        self.articles = dict(now.articles)
        self.tombstones = tombstones
        self.ledger = now.ledger
        self.held = now.register
        self.changed = False
        self._own_register: TemporaryRegister | None = None
        self._put: set[str] = set()

    def put(self, article: Article) -> None:
        if self.tombstones.bar(article):
            return
        self.articles[article.id] = article
        self._put.update(ids_of(article))
        self.changed = True

    def remove(self, article_id: str) -> None:
        removed = self.articles.pop(article_id, None)
        self.changed = self.changed or removed is not None

    def withdraw(self, article_id: str, reason: str) -> bool:
        article = _led_to(article_id, self.articles)
        ids = (
            [i for i in ids_of(article) if _led_to(i, self.articles) is article]
            if article
            else []
        )
        if not self._put.isdisjoint((article_id, *ids)):
            raise ValueError(f"{article_id} was put in the same batch")
        if article is None:
            return False
        day = datetime.now(UTC).date()
        gone = Withdrawn(article.id, reason, day, tuple(ids))
        self.tombstones = Tombstones((*self.tombstones.all, gone))
        del self.articles[article.id]
        self.changed = True
        return True

    def register(self) -> Path | None:
        if self._own_register is None and self.held:
            self.held = self._own_register = self.held.copy()
            self.changed = True
        return self.held.path if self.held else None

    def keep(self, ledger: Ledger) -> None:
        self.ledger = ledger


class MemoryEngine:
    """Every method reads one immutable snapshot; a writer puts another in its place."""

    def __init__(self) -> None:
        self._writing = threading.Lock()
        self._current: Snapshot | None = None
        self._previous: Snapshot | None = None
        self._tombstones = Tombstones()
        self._generations = 0
        self._closed = False

    def rebuild(
        self,
        articles: Iterable[Article],
        *,
        ledger: Callable[[], Ledger] | None = None,
        max_loss: float = 1.0,
        register: Callable[[Path], None] | None = None,
    ) -> Report:
        with self._writer():
            barred = self._tombstones.bar
            documents = {a.id: a for a in articles if not barred(a)}
            _refuse_loss(self._current, documents, max_loss)
            count = len(documents)
            books = ledger() if ledger else Ledger(read=count, created=count)
            held = TemporaryRegister(register) if register else None
            return self._publish(documents, books, held)

    @contextmanager
    def batch(self) -> Iterator[MemoryBatch]:
        with self._writer():
            now = self._snapshot()
            batch = MemoryBatch(now, self._tombstones)
            yield batch
            if not batch.changed:
                return
            withdrew = batch.tombstones is not self._tombstones
            self._tombstones = batch.tombstones
            self._publish(batch.articles, batch.ledger, batch.held)
            if withdrew:
                self._previous = None

    @contextmanager
    def _writer(self) -> Iterator[None]:
        self._check_open()
        if not self._writing.acquire(blocking=False):
            raise IndexBusy("Another writer is changing this index.")
        try:
            yield
        finally:
            self._writing.release()

    def _publish(
        self,
        documents: dict[str, Article],
        ledger: Ledger,
        register: TemporaryRegister | None,
    ) -> Report:
        self._generations += 1
        generation = f"gen-{self._generations:08}"
        cleared = self._tombstones.cleared
        documents = {name: cleared(article) for name, article in documents.items()}
        now = datetime.now(UTC)
        built = Snapshot.build(generation, now, documents, ledger, register)
        self._previous, self._current = self._current, built
        return Report(generation, len(documents))

    def rollback(self) -> Report:
        with self._writer():
            if self._previous is None:
                raise EngineUnavailable("No earlier generation of this index is kept.")
            self._current, self._previous = self._previous, None
            return self.check()

    def _check_open(self) -> None:
        if self._closed:
            raise EngineUnavailable("This index was closed.")

    def _snapshot(self) -> Snapshot:
        self._check_open()
        if self._current is None:
            raise EngineUnavailable("Nothing has been indexed yet.")
        return self._current

    def search(self, request: SearchRequest) -> Results:
        index = self._snapshot()
        scores = Evaluation(index, request.deadline).document_scores(request.query)
        found = [index.articles[article_id] for article_id in scores]
        matches = [a for a in found if passes(a, request.filters)]
        hits = in_order([Hit(a, scores[a.id]) for a in matches], request.sort)
        return Results(
            hits=tuple(hits[request.offset : request.offset + request.limit]),
            total=total(matches),
            facets=tuple(facet(found, request, wanted) for wanted in request.facets),
            histogram=histogram(index, found, request) if request.histogram else None,
            generation=index.generation,
        )

    def scan(self, request: SearchRequest) -> Iterator[Hit]:
        index = self._snapshot()
        scores = Evaluation(index, request.deadline).document_scores(request.query)
        hits = [Hit(index.articles[i], score) for i, score in scores.items()]
        kept = [hit for hit in hits if passes(hit.article, request.filters)]
        return iter(in_order(kept, request.sort))

    def get(
        self, article_id: str, version: int | None = None
    ) -> Article | Withdrawn | None:
        articles = self._snapshot().articles
        article = _led_to(article_id, articles)
        if article is None:
            return self._tombstones.get(article_id)
        if version is None:
            return article
        versions = (article, *article.older)
        return next((held for held in versions if held.version == version), None)

    def withdrawn(self) -> tuple[Withdrawn, ...]:
        self._check_open()
        return self._tombstones.all

    def forms(self, query: Query) -> Forms:
        return Evaluation(self._snapshot()).forms(query)

    def similar(self, article_id: str, limit: int) -> tuple[Hit, ...]:
        index = self._snapshot()
        article = index.articles.get(article_id)
        if article is None:
            return ()
        evaluation = Evaluation(index)

        def document_frequency(term: Term) -> int:
            return len(evaluation.scores(term))

        query = similar_query(article, document_frequency, len(index.articles))
        scores = evaluation.document_scores(query)
        scores.pop(article_id, None)
        hits = [Hit(index.articles[i], score) for i, score in scores.items()]
        return tuple(in_order(hits)[:limit])

    def suggest(self, prefix: str, limit: int) -> tuple[Suggestion, ...]:
        folded = fold(prefix)
        return self._words(lambda form: form.startswith(folded), limit)

    def spell(self, word: str, limit: int) -> tuple[Suggestion, ...]:
        folded = fold(word)
        return self._words(
            lambda form: form != folded and within_one_edit(form, folded), limit
        )

    def _words(
        self, wanted: Callable[[str], bool], limit: int
    ) -> tuple[Suggestion, ...]:
        found = holders(self._snapshot(), wanted)
        words = [Suggestion(form, len(ids)) for form, ids in found.items()]
        words.sort(key=lambda word: (-word.count, word.text))
        return tuple(words[:limit])

    def info(self) -> IndexInfo:
        index = self._snapshot()
        articles = index.articles.values()
        counted = total(articles)
        days = [a.date for a in articles if a.date]
        return IndexInfo(
            generation=index.generation,
            built=index.built,
            articles=counted.articles,
            teasers=counted.teasers,
            undated=len(articles) - len(days),
            files=len(set(chain.from_iterable(a.files for a in articles))),
            first=min(days, default=None),
            last=max(days, default=None),
            languages=tuple(sorted({a.language for a in articles if a.language})),
            ledger=index.ledger,
        )

    def register(self) -> Path | None:
        held = self._snapshot().register
        return held.path if held else None

    def check(self) -> Report:
        index = self._snapshot()
        return Report(index.generation, len(index.articles))

    def close(self) -> None:
        self._closed = True
        self._current = self._previous = None


def _refuse_loss(
    current: Snapshot | None, documents: dict[str, Article], max_loss: float
) -> None:
    if current is None:
        return
    held = len(current.articles)
    lost = len(current.articles.keys() - documents.keys())
    if lost > max_loss * held:
        raise IndexRefused(f"{lost} of {held} documents would be lost.")


def _led_to(article_id: str, articles: Mapping[str, Article]) -> Article | None:
    """The article with the id, else the oldest one of which an earlier version had it."""
    return articles.get(article_id) or _formerly(article_id, articles)


def _formerly(former_id: str, articles: Mapping[str, Article]) -> Article | None:
    """The oldest article of which an earlier version had the id."""
    found = [
        article
        for article in articles.values()
        if former_id in BY_NAME["former_id"].values(article)
    ]
    return min(found, key=lambda a: (a.date or date.max, a.id), default=None)
