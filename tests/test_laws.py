"""What holds for every archive, query and limit: on each engine alone, and between each engine and the reference."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.article import Article, Kind
from indexer.engine import Engine, open_engine
from indexer.engine.query import All, And, Not, Or, Query, positive_leaves
from indexer.engine.request import (
    Choice,
    DateRange,
    FacetRequest,
    Filters,
    SearchRequest,
    Sort,
)
from indexer.engine.results import Facet, Hit
from indexer.fields import BY_NAME, VALUE_FIELDS
from tests.engines import KEPT, URLS, new_engine
from tests.strategies import (
    FORMS,
    archives,
    articles,
    choices,
    date_ranges,
    filters,
    queries,
)

EXAMPLES = settings(max_examples=30)
every_engine = pytest.mark.parametrize("name", sorted(URLS))
every_other_engine = pytest.mark.parametrize("name", sorted(URLS.keys() - {"memory"}))
FACETS = tuple(FacetRequest(field.name, 3) for field in VALUE_FIELDS)
Asked = tuple[Query, Filters, Sort]


def asked(most: int = 6) -> st.SearchStrategy[list[Asked]]:
    """Several questions, since an index costs more than an answer."""
    one = st.tuples(queries(), filters(), st.sampled_from(Sort))
    return st.lists(one, min_size=1, max_size=most)


@contextmanager
def indexed(name: str, held: list[Article]) -> Iterator[Engine]:
    """An engine that holds the articles; nothing of it is left afterwards."""
    with TemporaryDirectory() as folder:
        engine = new_engine(name, Path(folder))
        try:
            engine.rebuild(held)
            yield engine
        finally:
            engine.close()


def matches(engine: Engine, query: Query, limits: Filters = Filters()) -> set[str]:
    return {hit.article.id for hit in engine.scan(SearchRequest(query, limits))}


def scanned(engine: Engine, query: Query, limits: Filters) -> list[Article]:
    return [hit.article for hit in engine.scan(SearchRequest(query, limits))]


# --- each engine alone


@every_engine
@EXAMPLES
@given(
    held=archives(),
    pairs=st.lists(st.tuples(queries(), queries()), min_size=1, max_size=5),
)
def test_connectives_are_those_of_sets(
    name: str, held: list[Article], pairs: list[tuple[Query, Query]]
) -> None:
    with indexed(name, held) as engine:
        everything = matches(engine, All())
        assert everything == {article.id for article in held}
        for one, other in pairs:
            first, second = matches(engine, one), matches(engine, other)
            assert matches(engine, And((one, other))) == first & second
            assert matches(engine, Or((one, other))) == first | second
            assert matches(engine, Not(one)) == everything - first
            neither = And((Not(one), Not(other)))
            assert matches(engine, Not(neither)) == first | second


@every_engine
@EXAMPLES
@given(
    held=archives(),
    query=queries(),
    limits=filters(),
    choice=choices(),
    days=date_ranges(),
)
def test_limits_only_take_away(
    name: str,
    held: list[Article],
    query: Query,
    limits: Filters,
    choice: Choice,
    days: DateRange,
) -> None:
    with indexed(name, held) as engine:
        whole = matches(engine, query)
        assert matches(engine, query, limits) <= whole
        narrower = replace(limits, dates=(*limits.dates, days))
        assert matches(engine, query, narrower) <= matches(engine, query, limits)
        # a choice and its opposite part the matches
        included = Filters((Choice(choice.field, any_of=choice.any_of),))
        excluded = Filters((Choice(choice.field, none_of=choice.any_of),))
        inside, outside = (
            matches(engine, query, included),
            matches(engine, query, excluded),
        )
        if choice.any_of:
            assert inside | outside == whole
            assert inside & outside == set()
        # so do dates: in the range, out of it, and without one
        undated = matches(engine, query, Filters(undated=True))
        dated = matches(engine, query, Filters(dates=(DateRange(),)))
        assert undated | dated == whole
        assert undated & dated == set()


@every_engine
@EXAMPLES
@given(held=archives(), questions=asked(3), size=st.integers(1, 4))
def test_pages_and_totals_are_those_of_a_scan(
    name: str, held: list[Article], questions: list[Asked], size: int
) -> None:
    with indexed(name, held) as engine:
        for query, limits, sort in questions:
            request = SearchRequest(query, limits, sort, limit=size)
            whole = list(engine.scan(request))
            kinds = Counter(hit.article.kind for hit in whole)
            paged: list[Hit] = []
            for offset in range(0, len(whole) + size, size):
                results = engine.search(replace(request, offset=offset))
                paged += results.hits
                total = results.total
                assert total.all == len(whole)
                assert total.articles == kinds[Kind.ARTICLE]
                assert total.teasers == kinds[Kind.TEASER]
            assert paged == whole
            check_order(whole, sort)


def check_order(hits: list[Hit], sort: Sort) -> None:
    """Equal hits are in the order of their ids."""
    for one, other in pairwise(hits):
        a, b = one.article, other.article
        match sort:
            case Sort.RELEVANCE:
                assert (-one.score, a.id) < (-other.score, b.id)
            case Sort.NEWEST | Sort.OLDEST if a.date and b.date:
                ahead = a.date > b.date if sort is Sort.NEWEST else a.date < b.date
                assert ahead or (a.date == b.date and a.id < b.id)
            case _:
                assert b.date is None
                assert a.date or a.id < b.id


@every_engine
@EXAMPLES
@given(held=archives(), questions=asked(3))
def test_facets_count_what_a_scan_finds(
    name: str, held: list[Article], questions: list[Asked]
) -> None:
    with indexed(name, held) as engine:
        for query, limits, _ in questions:
            request = SearchRequest(query, limits, limit=0, facets=FACETS)
            for facet in engine.search(request).facets:
                others = tuple(c for c in limits.choices if c.field != facet.field)
                found = scanned(engine, query, replace(limits, choices=others))
                check_facet(facet, found, limits)


def check_facet(facet: Facet, found: list[Article], limits: Filters) -> None:
    values = [set(BY_NAME[facet.field].values(article)) for article in found]
    counts = Counter(value for several in values for value in several)
    own = [c for c in limits.choices if c.field == facet.field]
    named = {value for c in own for value in c.any_of | c.none_of}
    assert facet.missing == sum(not several for several in values)
    assert facet.distinct == len(counts)

    def ranked(some: list[str]) -> list[str]:
        return sorted(some, key=lambda value: (-counts[value], value))

    expected: list[str | None] = list(ranked(list(counts))[:3])
    expected += ranked([v for v in named if v is not None and v not in expected])
    if None in named:
        expected.append(None)
    assert [value.value for value in facet.values] == expected
    for value in facet.values:
        count = facet.missing if value.value is None else counts[value.value]
        assert value.count == count


@every_engine
@EXAMPLES
@given(held=archives(), questions=asked(3))
def test_bars_count_what_a_scan_finds(
    name: str, held: list[Article], questions: list[Asked]
) -> None:
    with indexed(name, held) as engine:
        for query, limits, _ in questions:
            request = SearchRequest(query, limits, histogram=True)
            histogram = engine.search(request).histogram
            assert histogram is not None
            whatever = replace(limits, dates=())
            assert histogram.undated == sum(
                article.date is None for article in scanned(engine, query, whatever)
            )
            bars = histogram.buckets
            found = [a.date for a in scanned(engine, query, limits) if a.date]
            assert sum(bar.count for bar in bars) == len(found)
            for one, other in pairwise(bars):
                assert one.last + timedelta(days=1) == other.first
            for bar in bars:
                assert bar.first <= bar.last
                assert bar.count == sum(bar.first <= day <= bar.last for day in found)
                assert bar.held == sum(
                    bar.first <= article.date <= bar.last
                    for article in held
                    if article.date
                )


@every_engine
@EXAMPLES
@given(held=archives(), asked_for=st.lists(queries(), min_size=1, max_size=4))
def test_forms_are_words_of_the_index(
    name: str, held: list[Article], asked_for: list[Query]
) -> None:
    with indexed(name, held) as engine:
        for query in asked_for:
            forms = engine.forms(query)
            assert set(forms) == set(positive_leaves(query))
            for leaf, several in forms.items():
                assert several <= set(FORMS)
                # what matches has a form to mark, and a leaf without forms matches nothing
                assert several or not matches(engine, leaf)


# --- each engine and the reference


def check_equal(reference: Engine, engine: Engine, questions: list[Asked]) -> None:
    """Every answer of the two engines is the same, scores but for rounding."""
    expected_info, info = reference.info(), engine.info()
    same = replace(info, built=expected_info.built, generation=expected_info.generation)
    assert same == expected_info
    assert engine.check().problems == ()
    for question in questions:
        check_answers(reference, engine, *question)
    for held in reference.scan(SearchRequest()):
        article_id = held.article.id
        assert engine.get(article_id) == held.article
        check_hits(reference.similar(article_id, 9), engine.similar(article_id, 9))
    for form in FORMS:
        for start in {form[:1], form[:2], form}:
            assert engine.suggest(start, 5) == reference.suggest(start, 5)
        assert engine.spell(form, 5) == reference.spell(form, 5)
        assert engine.spell(form[1:], 5) == reference.spell(form[1:], 5)
    assert engine.suggest("", 99) == reference.suggest("", 99)


def check_answers(
    reference: Engine, engine: Engine, query: Query, limits: Filters, sort: Sort
) -> None:
    request = SearchRequest(query, limits, sort, 0, 7, FACETS, histogram=True)
    expected, results = reference.search(request), engine.search(request)
    assert results.total == expected.total
    assert results.facets == expected.facets
    assert results.histogram == expected.histogram
    whole, found = tuple(reference.scan(request)), tuple(engine.scan(request))
    assert found[:7] == results.hits
    check_hits(whole, found, exact=sort is not Sort.RELEVANCE)
    assert engine.forms(query) == reference.forms(query)


def check_hits(
    expected: tuple[Hit, ...], found: tuple[Hit, ...], exact: bool = False
) -> None:
    """Same documents, scores and order; where scores differ by rounding alone, their order may."""
    scores = {hit.article.id: hit.score for hit in expected}
    assert {hit.article.id: hit.score for hit in found} == pytest.approx(
        scores, rel=1e-4, abs=1e-6
    )
    assert {hit.article for hit in found} == {hit.article for hit in expected}
    ids = [hit.article.id for hit in found]
    if exact or ids == [hit.article.id for hit in expected]:
        assert ids == [hit.article.id for hit in expected]
        return
    for hit, other in zip(expected, found, strict=True):
        assert scores[other.article.id] == pytest.approx(hit.score, rel=1e-6)


@every_other_engine
@settings(max_examples=60)
@given(held=archives(), questions=asked(8))
def test_every_engine_answers_as_the_reference_does(
    name: str, held: list[Article], questions: list[Asked]
) -> None:
    with indexed("memory", held) as reference, indexed(name, held) as engine:
        check_equal(reference, engine, questions)


Change = Article | str
"""An article to put, or the id of one to remove."""


@every_other_engine
@settings(max_examples=25)
@given(
    held=archives(8),
    batches=st.lists(
        st.lists(articles() | st.sampled_from("abcdefghijkl"), max_size=5), max_size=3
    ),
    questions=asked(),
)
def test_batches_change_every_engine_alike(
    name: str,
    held: list[Article],
    batches: list[list[Change]],
    questions: list[Asked],
) -> None:
    with TemporaryDirectory() as folder, indexed("memory", held) as reference:
        engine = new_engine(name, Path(folder))
        try:
            engine.rebuild(held)
            for changes in batches:
                for changed in (reference, engine):
                    apply(changed, changes)
            check_equal(reference, engine, questions)
            if name in KEPT:
                engine.close()
                engine = open_engine(URLS[name](Path(folder)))
                check_equal(reference, engine, questions)
        finally:
            engine.close()


def apply(engine: Engine, changes: list[Change]) -> None:
    with engine.batch() as batch:
        for change in changes:
            if isinstance(change, str):
                batch.remove(change)
            else:
                batch.put(change)


@every_engine
@settings(max_examples=15)
@given(held=archives(8), mixed=st.data(), questions=asked(4))
def test_the_order_of_the_input_does_not_matter(
    name: str, held: list[Article], mixed: st.DataObject, questions: list[Asked]
) -> None:
    shuffled = mixed.draw(st.permutations(held))
    with indexed(name, held) as one, indexed(name, list(shuffled)) as other:
        check_equal(one, other, questions)
