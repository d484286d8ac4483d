"""The Engine protocol over a directory of generations: requests go in and are answered from the current one."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from indexer.article import Article
from indexer.engine.errors import EngineUnavailable, IndexCorrupt
from indexer.engine.query import Query, Term
from indexer.engine.request import SearchRequest, Sort
from indexer.engine.results import Forms, Hit, IndexInfo, Report, Results, Suggestion
from indexer.engine.similar import similar_query
from indexer.engine.whoosh_index import tombstones, vocabulary
from indexer.engine.whoosh_index.batch import WhooshBatch
from indexer.engine.whoosh_index.counts import facet, histogram, in_order, total
from indexer.engine.whoosh_index.directory import IndexDirectory
from indexer.engine.whoosh_index.generation import Generation
from indexer.engine.whoosh_index.generations import Generations
from indexer.engine.whoosh_index.inspection import check, roll_back
from indexer.engine.whoosh_index.limits import Limits
from indexer.engine.whoosh_index.matches import Matches
from indexer.engine.whoosh_index.provider import check_provider
from indexer.engine.whoosh_index.searcher import Evaluation
from indexer.engine.whoosh_index.tombstones import (
    Tombstone,
    as_tombstones,
    first_allowed,
)
from indexer.engine.whoosh_index.writing import Build, refuse_loss
from indexer.engine.withdrawn import Withdrawn
from indexer.ledger import Ledger

Answer = TypeVar("Answer")


class WhooshEngine:
    """The index in one directory. Any number of threads and processes may read while one writes."""

    def __init__(self, directory: str | Path) -> None:
        check_provider()
        self._directory = IndexDirectory(directory)
        self._generations = Generations(self._directory)
        self._closed = False

    def rebuild(
        self,
        articles: Iterable[Article],
        *,
        ledger: Callable[[], Ledger] | None = None,
        max_loss: float = 1.0,
        register: Callable[[Path], None] | None = None,
    ) -> Report:
        self._check_open()
        with self._writer() as stones:
            old = self._old()
            barred = as_tombstones(stones)
            build = Build(self._directory, stones)
            with build.spool() as spool:
                for article in articles:
                    if not barred.bar(article):
                        spool.put(article)
                if old:
                    refuse_loss(old, spool, max_loss)
                report = build.publish(
                    spool,
                    old,
                    lambda count: (
                        ledger() if ledger else Ledger(read=count, created=count)
                    ),
                    register,
                )
        # What was replaced must not stay open until somebody asks again.
        self._generations.forget()
        return report

    @contextmanager
    def batch(self) -> Iterator[WhooshBatch]:
        """The changes, by id; on exit they and what they leave as it was are written as a new generation."""
        self._check_open()
        # where there is no index, none is begun: the writer makes its folder
        self._generations.current()
        with self._writer() as stones:
            old = self._generations.current()
            build = Build(self._directory, stones)
            with build.spool(old.segment) as spool:
                batch = WhooshBatch(
                    old, spool, as_tombstones(stones), build.copy_register
                )
                yield batch
                if not batch.changed:
                    build.discard(spool)
                    return
                build.carry_register(old)
                build.publish(
                    spool, old, lambda _: batch.ledger, withdrawn=batch.withdrawn
                )
        self._generations.forget()

    @contextmanager
    def _writer(self) -> Iterator[list[Tombstone]]:
        """The lock, and what was taken down before. What a takedown could not delete goes first.

        Raises IndexCorrupt where it is not known what was taken down: nothing may be published then.
        """
        with self._directory.writer():
            stones = tombstones.read(self._directory)
            self._directory.remove_before(first_allowed(stones))
            yield stones

    def _old(self) -> Generation | None:
        """What would be replaced; a damaged index is worth nothing."""
        try:
            return self._generations.current()
        except (EngineUnavailable, IndexCorrupt):
            return None

    def search(self, request: SearchRequest) -> Results:
        return self._answer(lambda generation: _search(generation, request))

    def scan(self, request: SearchRequest) -> Iterator[Hit]:
        return self._answer(
            lambda generation: self._watched(generation, _scan(generation, request))
        )

    def get(
        self, article_id: str, version: int | None = None
    ) -> Article | Withdrawn | None:
        return self._answer(lambda generation: _get(generation, article_id, version))

    def withdrawn(self) -> tuple[Withdrawn, ...]:
        self._check_open()
        return as_tombstones(tombstones.read(self._directory)).all

    def forms(self, query: Query) -> Forms:
        return self._answer(
            lambda generation: vocabulary.forms(_evaluation(generation), query)
        )

    def similar(self, article_id: str, limit: int) -> tuple[Hit, ...]:
        return self._answer(lambda generation: _similar(generation, article_id, limit))

    def suggest(self, prefix: str, limit: int) -> tuple[Suggestion, ...]:
        return self._answer(
            lambda generation: vocabulary.suggest(generation.segment, prefix, limit)
        )

    def spell(self, word: str, limit: int) -> tuple[Suggestion, ...]:
        return self._answer(
            lambda generation: vocabulary.spell(generation.segment, word, limit)
        )

    def info(self) -> IndexInfo:
        return self._answer(Generation.info)

    def register(self) -> Path | None:
        return self._answer(lambda generation: generation.register)

    def check(self) -> Report:
        self._check_open()
        return check(self._directory)

    def rollback(self) -> Report:
        self._check_open()
        with self._writer():
            return roll_back(self._directory)

    def close(self) -> None:
        self._closed = True
        self._generations.forget()

    def _check_open(self) -> None:
        if self._closed:
            raise EngineUnavailable("This index was closed.")

    def _answer(self, question: Callable[[Generation], Answer]) -> Answer:
        """Ask the current generation; where that shows damage, the one before it."""
        self._check_open()
        while True:
            generation = self._generations.current()
            try:
                return question(generation)
            except IndexCorrupt as error:
                self._generations.condemn(generation, error)

    def _watched(self, generation: Generation, hits: Iterator[Hit]) -> Iterator[Hit]:
        """A stream that has begun cannot turn to another generation; the next call does."""
        try:
            yield from hits
        except IndexCorrupt as error:
            self._generations.condemn(generation, error)
            raise


def _evaluation(generation: Generation, deadline: float | None = None) -> Evaluation:
    return Evaluation(generation.segment, generation.languages, deadline)


def _search(generation: Generation, request: SearchRequest) -> Results:
    segment = generation.segment
    evaluation = _evaluation(generation, request.deadline)
    scored = evaluation.document_scores(request.query)
    limits = Limits(segment, request.filters)
    found = _kept(scored, limits)
    order = in_order(segment, found, request.sort, request.offset + request.limit)
    facets = []
    for wanted in request.facets:
        evaluation.check_time()
        facets.append(facet(segment, scored.documents, limits, request, wanted))
    bars = histogram(segment, scored.documents, limits, request)
    return Results(
        hits=tuple(_hits(generation, found, order[request.offset :].tolist())),
        total=total(segment, found.documents),
        facets=tuple(facets),
        histogram=bars if request.histogram else None,
        generation=generation.name,
    )


def _kept(scored: Matches, limits: Limits) -> Matches:
    marks = limits.marks(scored.documents)
    return Matches(scored.documents[marks], scored.scores[marks])


def _hits(
    generation: Generation, found: Matches, places: Iterable[int]
) -> Iterator[Hit]:
    for place in places:
        article = generation.article(int(found.documents[place]))
        yield Hit(article, float(found.scores[place]))


def _scan(generation: Generation, request: SearchRequest) -> Iterator[Hit]:
    evaluation = _evaluation(generation, request.deadline)
    scored = evaluation.document_scores(request.query)
    found = _kept(scored, Limits(generation.segment, request.filters))
    order = in_order(generation.segment, found, request.sort, len(found))
    return _hits(generation, found, map(int, order))


def _get(
    generation: Generation, article_id: str, version: int | None
) -> Article | Withdrawn | None:
    number = generation.segment.number(article_id)
    if number is None:
        return generation.withdrawn.get(article_id)
    article = generation.article(number)
    if version is None:
        return article
    versions = (article, *article.older)
    return next((held for held in versions if held.version == version), None)


def _similar(generation: Generation, article_id: str, limit: int) -> tuple[Hit, ...]:
    segment = generation.segment
    number = segment.number(article_id)
    if number is None:
        return ()
    evaluation = _evaluation(generation)

    def document_frequency(term: Term) -> int:
        return len(evaluation.holders(term))

    article = segment.article(number)
    query = similar_query(article, document_frequency, len(segment))
    scored = evaluation.document_scores(query)
    others = scored.documents != number
    found = Matches(scored.documents[others], scored.scores[others])
    order = in_order(segment, found, Sort.RELEVANCE, max(limit, 0))
    return tuple(_hits(generation, found, order.tolist()))
