"""What every engine does, by examples; runs unchanged on each engine of tests/engines.py."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import log
from pathlib import Path

import pytest

from indexer.article import Article, Kind, Paragraph, Role, Sighting, text_paragraphs
from indexer.engine import Engine, open_engine
from indexer.engine.errors import (
    EngineUnavailable,
    IndexBusy,
    IndexRefused,
    TooExpensive,
)
from indexer.engine.query import (
    All,
    And,
    Fuzzy,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Term,
    Wildcard,
)
from indexer.engine.request import (
    MAX_TERMS,
    Choice,
    DateRange,
    FacetRequest,
    Filters,
    SearchRequest,
    Sort,
    Unit,
)
from indexer.engine.results import Bucket, FacetValue, Report, Suggestion, Total
from indexer.engine.withdrawn import Withdrawn
from indexer.ledger import Ledger
from tests.engines import KEPT, URLS, new_engine
from tests.strategies import article, phrase, term, words

NEWS = (
    article(
        "kim-1",
        "Kim Jong-un signed it before dawn.\n\nThe missiles were counted twice.",
        "Missile treaty",
        "2011-02-01",
        source="KCNA",
        section="World",
        author="Ri Song Ho",
        topics=("arms", "diplomacy"),
        files=("one.txt",),
    ),
    article(
        "ship-2",
        "A ship sank. Its vessel number was 1,000.",
        "Shipping news",
        "2011-02-28",
        source="Harbour Gazette",
        section="Shipping",
        topics=("ships",),
        files=("one.txt", "two.txt"),
    ),
    article(
        "kim-3",
        "KIM JONG UN spoke of a treaty with the U.S. on ships.",
        "",
        "2011-04-15",
        source="KCNA",
        section="World",
        topics=("diplomacy",),
        files=("three.txt",),
    ),
    article(
        "teaser-4",
        "The missile that <SRD> bought",
        "",
        "2011-04-15",
        kind=Kind.TEASER,
        source="KCNA",
        topics=("arms", "ships"),
    ),
    article("undated-5", "Un tratado y un cañón.", "El cañón", language="es"),
    article(
        "korean-6",
        "김정은 동지께서 원산을 찾으시였다.",
        "",
        "2012-04-15",
        language="ko",
    ),
    article("chinese-7", "朝鲜元山 原山 山", "", "2009-01-01", language="zh"),
)


@pytest.fixture(params=sorted(URLS))
def kind_of_engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def engine(kind_of_engine: str, tmp_path: Path) -> Iterator[Engine]:
    """An engine without an index."""
    made = new_engine(kind_of_engine, tmp_path)
    yield made
    made.close()


@pytest.fixture
def news(engine: Engine) -> Engine:
    """An engine that holds NEWS."""
    engine.rebuild(NEWS)
    return engine


def found(
    engine: Engine,
    query: Query,
    filters: Filters = Filters(),
    sort: Sort = Sort.RELEVANCE,
) -> list[str]:
    """The ids of all matches in order; every way of asking must agree on them."""
    request = SearchRequest(query, filters, sort, limit=1000)
    results = engine.search(request)
    ids = [hit.article.id for hit in results.hits]
    assert results.total.all == len(ids) == len(set(ids))
    assert results.total.exact
    assert [hit.article.id for hit in engine.scan(request)] == ids
    return ids


def ids(engine: Engine, query: Query, filters: Filters = Filters()) -> set[str]:
    return set(found(engine, query, filters))


def scores(engine: Engine, query: Query) -> dict[str, float]:
    hits = engine.search(SearchRequest(query, limit=1000)).hits
    return {hit.article.id: hit.score for hit in hits}


def body_of(engine: Engine, *bodies: str) -> Engine:
    """The engine with one document for each body: a, b, c ..."""
    engine.rebuild(
        article(chr(ord("a") + place), body) for place, body in enumerate(bodies)
    )
    return engine


# --- words


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (term("missile"), {"kim-1", "teaser-4"}),
        (term("missiles"), {"kim-1", "teaser-4"}),
        (term("MISSILES"), {"kim-1", "teaser-4"}),
        (Term("missiles", exact=True), {"kim-1"}),
        (Term("missile", "title", exact=True), {"kim-1"}),
        (term("missile", "body"), {"kim-1", "teaser-4"}),
        (term("missile", "title"), {"kim-1"}),
        (term("treaty"), {"kim-1", "kim-3"}),
        (term("treaty", "title"), {"kim-1"}),
        (term("gazette"), set()),
        (term("gazette", "source"), {"ship-2"}),
        (term("shipping", "section"), {"ship-2"}),
        (term("ho", "author"), {"kim-1"}),
        (term("U.S."), {"kim-3"}),
        (term("u.s"), {"kim-3"}),
        (term("1000"), {"ship-2"}),
        (term("1,000"), {"ship-2"}),
        (term("canon"), {"undated-5"}),
        (term("cañón"), {"undated-5"}),
        (term("CAÑONES"), {"undated-5"}),
        (Term("canones", exact=True), set()),
        (term("tratados"), {"undated-5"}),
        (term("SRD"), {"teaser-4"}),
        (term("<SRD>"), {"teaser-4"}),
        (term("nothing"), set()),
        (Term("미사일"), set()),
        (phrase("kim jong un"), {"kim-1", "kim-3"}),
        (phrase("Kim Jong-un"), {"kim-1", "kim-3"}),
        (phrase("KIM JONG UN"), {"kim-1", "kim-3"}),
        (phrase("jong kim"), set()),
        (phrase("kim un"), set()),
        (phrase("missile"), {"kim-1", "teaser-4"}),
        (phrase("the missiles"), {"kim-1"}),
        (phrase("missile treaty"), {"kim-1"}),
        (phrase("missile treaty", "title"), {"kim-1"}),
        (phrase("missile treaty", "body"), set()),
        (phrase("harbour gazette", "source"), {"ship-2"}),
        (phrase("before dawn the missiles"), {"kim-1"}),
        # the last word of the title, the first of the body
        (phrase("treaty kim"), set()),
        (Phrase(()), set()),
        (Near(("un", "kim"), 2), {"kim-1", "kim-3"}),
        (Near(("un", "kim"), 1), set()),
        (Near(("ship", "vessel"), 3), {"ship-2"}),
        (Near(("ship", "vessel"), 2), set()),
        (Near(("vessel", "ship"), 3, "body"), {"ship-2"}),
        (Near(("vessel", "ship"), 3, "title"), set()),
        (Near(("treaty", "kim"), 50), {"kim-3"}),
        (Near(("treaty",), 0), {"kim-1", "kim-3"}),
        (Near((), 3), set()),
        (Prefix("missil"), {"kim-1", "teaser-4"}),
        (Prefix("miss", "title"), {"kim-1"}),
        (Prefix("ga", "source"), {"ship-2"}),
        (Prefix("canon"), {"undated-5"}),
        (Prefix("xyz"), set()),
        (Prefix("u."), {"kim-3"}),
        (Wildcard("missile*"), {"kim-1", "teaser-4"}),
        (Wildcard("missile?"), {"kim-1"}),
        (Wildcard("?issile"), {"kim-1", "teaser-4"}),
        (Wildcard("*sel"), {"ship-2"}),
        (Wildcard("v*s*l"), {"ship-2"}),
        (Wildcard("missile"), {"kim-1", "teaser-4"}),
        (Wildcard("m?ssile", "title"), {"kim-1"}),
        (Wildcard("[m]issile"), set()),
        (Wildcard("u?s"), {"kim-3"}),
        (Fuzzy("vesel"), {"ship-2"}),
        (Fuzzy("vesssel"), {"ship-2"}),
        (Fuzzy("vessle"), {"ship-2"}),
        (Fuzzy("wessel"), {"ship-2"}),
        (Fuzzy("vessel"), {"ship-2"}),
        (Fuzzy("wesel"), set()),
        (Fuzzy("misile", "title"), {"kim-1"}),
        (Fuzzy("kcn", "source"), {"kim-1", "kim-3", "teaser-4"}),
    ],
)
def test_leaves(news: Engine, query: Query, expected: set[str]) -> None:
    assert ids(news, query) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("김정은", {"korean-6"}),
        ("김정", {"korean-6"}),
        ("정은", {"korean-6"}),
        ("김은", set()),
        ("原山", {"chinese-7"}),
        ("元山", {"chinese-7"}),
        ("朝鲜元山", {"chinese-7"}),
        ("鲜元", {"chinese-7"}),
        ("鲜山", set()),
    ],
)
def test_bigrams_find_what_is_written(
    news: Engine, typed: str, expected: set[str]
) -> None:
    # a run of n characters has n tokens, the last a lone character: n - 1 bigrams are the run
    assert ids(news, Phrase(words(typed)[:-1])) == expected


@pytest.mark.parametrize("character", "김정은원朝山")
def test_single_characters_are_prefixes(news: Engine, character: str) -> None:
    expected = {a.id for a in NEWS if character in a.body}
    assert ids(news, Prefix(character)) == expected != set()


def test_patterns_of_every_word(engine: Engine) -> None:
    engine.rebuild(
        [article("a", "", "the"), article("b", "1,000 cañones"), article("c")]
    )
    everywhere = (Wildcard("*"), Wildcard("**"), Wildcard("?*"), Prefix(""))
    for query in everywhere:
        assert ids(engine, query) == {"a", "b"}
        assert engine.forms(query) == {query: {"the", "1000", "canones"}}
    assert ids(engine, Wildcard("???")) == {"a"}
    assert ids(engine, Wildcard("*", "title")) == {"a"}
    assert ids(engine, Wildcard("*", "author")) == set()
    assert ids(engine, Wildcard("")) == set()


def test_connectives(news: Engine) -> None:
    everything = {a.id for a in NEWS}
    treaty, missile = term("treaty"), term("missile")
    assert ids(news, All()) == everything
    assert ids(news, And(())) == everything
    assert ids(news, Or(())) == set()
    assert ids(news, And((treaty, missile))) == {"kim-1"}
    assert ids(news, Or((treaty, missile))) == {"kim-1", "kim-3", "teaser-4"}
    assert ids(news, Not(treaty)) == everything - {"kim-1", "kim-3"}
    assert ids(news, And((treaty, Not(missile)))) == {"kim-3"}
    assert ids(news, Or((treaty, Not(treaty)))) == everything
    assert ids(news, Not(All())) == set()
    assert ids(news, Not(Or(()))) == everything
    assert ids(news, And((Or((term("ship"), missile)), term("news")))) == {"ship-2"}


def test_words_are_stemmed_in_the_language_of_their_document(engine: Engine) -> None:
    engine.rebuild(
        [
            article("en", "The treaties", language="en"),
            article("de", "Die Häuser", language="de"),
            article("und", "Old houses", language="und"),
            article("none", "New houses", language=None),
            article("xx", "housing", language="xx"),
            article("ru", "новые ракеты", language="ru"),
        ]
    )
    assert ids(engine, term("treaty")) == {"en"}
    assert ids(engine, term("Haus")) == {"de"}
    assert ids(engine, term("house")) == {"und", "none"}
    # no stemmer for xx: only the word itself
    assert ids(engine, term("housing")) == {"und", "none", "xx"}
    assert ids(engine, term("ракета")) == {"ru"}
    assert engine.info().languages == ("de", "en", "ru", "und", "xx")


def test_accents_need_not_be_typed(engine: Engine) -> None:
    engine.rebuild(
        [
            article("fr", "La Corée et l'université", language="fr"),
            article("more", "Des universités", "Les Corées", language="fr"),
            article("plain", "La coree", language="fr"),
            article("es", "Policía y policías", language="es"),
        ]
    )
    assert ids(engine, term("coree")) == {"fr", "more", "plain"}
    assert ids(engine, term("corée")) == {"fr", "more", "plain"}
    assert ids(engine, term("universite")) == {"fr", "more"}
    assert ids(engine, term("policia")) == {"es"}
    assert ids(engine, Term("coree", exact=True)) == {"fr", "plain"}


def test_only_text_paragraphs_are_searched(engine: Engine) -> None:
    paragraphs = (
        Paragraph(Role.DATELINE, "Pyongyang, February 1 (KCNA) --"),
        Paragraph(Role.TEXT, "A treaty was signed."),
        Paragraph(Role.END_MARK, "-0-"),
        Paragraph(Role.TRAILER, "www.kcna.kp (Juche100.2.1.)"),
        Paragraph(Role.TEXT, "Before dawn."),
    )
    stored = replace(article("a"), paragraphs=paragraphs)
    engine.rebuild([stored])
    assert ids(engine, term("Pyongyang")) == ids(engine, term("juche100")) == set()
    assert ids(engine, phrase("signed before")) == {"a"}
    assert engine.get("a") == stored


def test_values_of_a_field_are_apart(engine: Engine) -> None:
    seen = tuple(Sighting("f", source) for source in ("Daily North", "Star Daily"))
    teaser = replace(article("t", "snippet", kind=Kind.TEASER), sightings=seen)
    engine.rebuild([teaser])
    assert ids(engine, phrase("daily north", "source")) == {"t"}
    assert ids(engine, phrase("star daily", "source")) == {"t"}
    assert ids(engine, phrase("north star", "source")) == set()
    assert ids(engine, Near(("north", "star"), 500, "source")) == set()
    facet = engine.search(SearchRequest(facets=(FacetRequest("source"),))).facets[0]
    assert facet.values == (FacetValue("Daily North", 1), FacetValue("Star Daily", 1))


def test_a_word_twice_needs_two_places(engine: Engine) -> None:
    body_of(engine, "tora tora tora", "tora", "tora x x tora")
    assert ids(engine, phrase("tora tora")) == {"a"}
    assert ids(engine, phrase("tora tora tora")) == {"a"}
    assert ids(engine, phrase("tora tora tora tora")) == set()
    assert ids(engine, Near(("tora", "tora"), 1)) == {"a"}
    assert ids(engine, Near(("tora", "tora"), 3)) == {"a", "c"}
    assert ids(engine, Near(("tora", "x", "tora"), 3)) == {"c"}
    assert ids(engine, Near(("tora", "tora"), 0)) == set()


# --- scores


def bm25(holding: int, documents: int, tf: float, length: float, mean: float) -> float:
    idf = log(1 + (documents - holding + 0.5) / (holding + 0.5))
    return idf * tf / (tf + 1.2 * (0.25 + 0.75 * length / mean))


def test_scores_are_bm25f(engine: Engine) -> None:
    engine.rebuild(
        [
            article("a", "treaty of the sea", "sea treaty"),
            article("b", "the treaties", "ships", kind=Kind.TEASER),
            article("c", "one two three four five six seven"),
        ]
    )
    boost = 2.0
    mean = (boost * 3 + 4 + 2 + 7) / 3
    a = bm25(2, 3, boost + 1, boost * 2 + 4, mean)
    b = bm25(2, 3, 1, boost + 2, mean)
    assert scores(engine, term("treaty")) == pytest.approx({"a": a, "b": 0.8 * b})
    in_title = bm25(1, 3, 1, 2, 1)
    assert scores(engine, term("treaty", "title")) == pytest.approx({"a": in_title})
    in_body = bm25(2, 3, 1, 4, 13 / 3)
    assert scores(engine, term("treaty", "body"))["a"] == pytest.approx(in_body)
    exact = bm25(1, 3, boost + 1, boost * 2 + 4, mean)
    alone = Term("treaty", exact=True)
    assert scores(engine, alone) == pytest.approx({"a": exact})
    sea = bm25(1, 3, boost + 1, boost * 2 + 4, mean)
    assert scores(engine, phrase("sea treaty")) == pytest.approx({"a": exact + sea})
    near = Near(("treaty", "sea"), 3)
    assert scores(engine, near) == pytest.approx({"a": exact + sea})
    assert scores(engine, Fuzzy("treatey")) == pytest.approx({"a": exact})
    three = bm25(1, 3, 1, 7, mean)
    assert scores(engine, Prefix("thr")) == pytest.approx({"c": 1.0})
    assert scores(engine, Fuzzy("thre")) == pytest.approx(
        {
            "a": bm25(3, 3, 1, boost * 2 + 4, mean),
            "b": 0.8 * bm25(3, 3, 1, boost + 2, mean),
            "c": bm25(3, 3, 1, 7, mean),
        }
    )
    assert scores(engine, Term("three")) == pytest.approx({"c": three})


def test_scores_add_up(engine: Engine) -> None:
    body_of(engine, "ship sea", "ship", "sea sea sea", "land")
    ship, sea = scores(engine, term("ship")), scores(engine, term("sea"))
    both = {"a": ship["a"] + sea["a"]}
    either = {**both, "b": ship["b"], "c": sea["c"]}
    parts = (term("ship"), term("sea"))
    assert scores(engine, And(parts)) == pytest.approx(both)
    assert scores(engine, Or(parts)) == pytest.approx(either)
    twice = Or((term("ship"), term("ship")))
    assert scores(engine, twice) == pytest.approx({i: 2 * s for i, s in ship.items()})
    repeated = scores(engine, Phrase(("sea", "sea")))
    assert repeated == pytest.approx({"c": 2 * sea["c"]})
    assert scores(engine, And((term("ship"), All(), Not(term("sea"))))) == (
        pytest.approx({"b": ship["b"]})
    )
    assert scores(engine, Not(term("ship"))) == {"c": 0.0, "d": 0.0}
    assert scores(engine, Wildcard("s*")) == {"a": 1.0, "b": 1.0, "c": 1.0}
    assert scores(engine, Or((Prefix("s"), Prefix("sh")))) == {
        "a": 2.0,
        "b": 2.0,
        "c": 1.0,
    }


def test_better_hits_come_first_and_equal_ones_by_id(engine: Engine) -> None:
    engine.rebuild(
        [
            article("z", "treaty"),
            article("B", "treaty"),
            article("a", "treaty"),
            article("-", "treaty", kind=Kind.TEASER),
            article("t", "", "treaty"),
            article("9", "treaty"),
        ]
    )
    assert found(engine, term("treaty"))[1:] == ["9", "B", "a", "z", "-"]
    assert found(engine, term("treaty"))[0] == "t"
    assert found(engine, All()) == ["-", "9", "B", "a", "t", "z"]


# --- limits


def choose(field: str, *any_of: str | None) -> Filters:
    return Filters((Choice(field, frozenset(any_of)),))


def exclude(field: str, *none_of: str | None) -> Filters:
    return Filters((Choice(field, none_of=frozenset(none_of)),))


def between(first: str | None, last: str | None) -> Filters:
    days = (date.fromisoformat(day) if day else None for day in (first, last))
    return Filters(dates=(DateRange(next(days), next(days)),))


UNSOURCED = {"undated-5", "korean-6", "chinese-7"}
KCNA = {"kim-1", "kim-3", "teaser-4"}


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (Filters(), {a.id for a in NEWS}),
        (choose("source", "KCNA"), KCNA),
        (choose("source", "kcna"), set()),
        (choose("source", "KCNA", "Harbour Gazette"), {*KCNA, "ship-2"}),
        (choose("source", "Harbour"), set()),
        (choose("source", None), UNSOURCED),
        (choose("source", None, "KCNA"), KCNA | UNSOURCED),
        (choose("source"), {a.id for a in NEWS}),
        (exclude("source", "KCNA"), {*UNSOURCED, "ship-2"}),
        (exclude("source", "KCNA", None), {"ship-2"}),
        (exclude("source", None), {*KCNA, "ship-2"}),
        (exclude("source", "nobody"), {a.id for a in NEWS}),
        (choose("topics", "arms"), {"kim-1", "teaser-4"}),
        (choose("topics", "arms", "diplomacy"), {"kim-1", "kim-3", "teaser-4"}),
        (exclude("topics", "ships"), {"kim-1", "kim-3", *UNSOURCED}),
        (choose("kind", "teaser"), {"teaser-4"}),
        (exclude("kind", "teaser"), {a.id for a in NEWS} - {"teaser-4"}),
        (choose("year", "2011"), {"kim-1", "ship-2", "kim-3", "teaser-4"}),
        (choose("year", None), {"undated-5"}),
        (choose("month", "2011-02"), {"kim-1", "ship-2"}),
        (choose("language", "es"), {"undated-5"}),
        (choose("agency", "KCNA"), set()),
        (between("2011-02-01", "2011-02-28"), {"kim-1", "ship-2"}),
        (between("2011-02-02", "2011-02-27"), set()),
        (between("2011-04-15", None), {"kim-3", "teaser-4", "korean-6"}),
        (between(None, "2011-02-01"), {"kim-1", "chinese-7"}),
        (between(None, None), {a.id for a in NEWS} - {"undated-5"}),
        (between("2012-01-01", "2011-01-01"), set()),
        (
            Filters(dates=(DateRange(every_year=(4, 15)),)),
            {"kim-3", "teaser-4", "korean-6"},
        ),
        (
            Filters(dates=(DateRange(date(2012, 1, 1), None, (4, 15)),)),
            {"korean-6"},
        ),
        (
            Filters(
                dates=(
                    DateRange(date(2011, 2, 2)),
                    DateRange(None, date(2011, 12, 31)),
                )
            ),
            {"ship-2", "kim-3", "teaser-4"},
        ),
        (Filters(undated=True), {"undated-5"}),
        (Filters(dates=(DateRange(),), undated=True), set()),
        (
            Filters(
                (
                    Choice(
                        "topics", frozenset({"arms", "ships"}), frozenset({"diplomacy"})
                    ),
                )
            ),
            {"ship-2", "teaser-4"},
        ),
        (
            Filters(
                (
                    Choice("source", frozenset({"KCNA"})),
                    Choice("kind", frozenset({"article"})),
                ),
                (DateRange(date(2011, 3, 1)),),
            ),
            {"kim-3"},
        ),
    ],
)
def test_filters(news: Engine, limits: Filters, expected: set[str]) -> None:
    assert ids(news, All(), limits) == expected
    missile = ids(news, term("missile"))
    assert ids(news, term("missile"), limits) == expected & missile


def test_a_filter_that_matches_nothing_has_no_total(news: Engine) -> None:
    request = SearchRequest(
        term("missile"),
        choose("source", "nobody"),
        facets=(FacetRequest("source"), FacetRequest("topics")),
        histogram=True,
    )
    results = news.search(request)
    assert results.hits == ()
    assert results.total == Total(0, 0, 0)
    source, topics = results.facets
    assert source.values == (FacetValue("KCNA", 2), FacetValue("nobody", 0))
    assert (source.distinct, source.missing) == (1, 0)
    assert (topics.values, topics.distinct, topics.missing) == ((), 0, 0)
    assert results.histogram is not None
    assert {bucket.count for bucket in results.histogram.buckets} == {0}
    assert sum(bucket.held for bucket in results.histogram.buckets) == 6


def test_values_are_compared_exactly(engine: Engine) -> None:
    names = ("KCNA", "kcna", "KCNA ", "<b>", "a,b", "김정은", "é", "e", '"', "x" * 500)
    engine.rebuild(article(str(place), source=name) for place, name in enumerate(names))
    for place, name in enumerate(names):
        assert ids(engine, All(), choose("source", name)) == {str(place)}
    facet = engine.search(SearchRequest(facets=(FacetRequest("source", 99),))).facets[0]
    assert facet.values == tuple(FacetValue(name, 1) for name in sorted(names))


def test_fields_that_do_not_exist_are_named(news: Engine) -> None:
    for request in (
        SearchRequest(Term("x", "topics")),
        SearchRequest(Prefix("x", "nowhere")),
        SearchRequest(filters=choose("title", "x")),
        SearchRequest(facets=(FacetRequest("nowhere"),)),
    ):
        with pytest.raises(ValueError, match="field"):
            news.search(request)


# --- counts


def test_facets_count_all_matches(news: Engine) -> None:
    wanted = (FacetRequest("source"), FacetRequest("topics", 2), FacetRequest("year"))
    results = news.search(SearchRequest(limit=1, facets=wanted))
    source, topics, year = results.facets
    assert [facet.field for facet in results.facets] == ["source", "topics", "year"]
    assert source.values == (FacetValue("KCNA", 3), FacetValue("Harbour Gazette", 1))
    assert (source.distinct, source.missing) == (2, 3)
    assert topics.values == (FacetValue("arms", 2), FacetValue("diplomacy", 2))
    assert (topics.distinct, topics.missing) == (3, 3)
    assert year.values == (
        FacetValue("2011", 4),
        FacetValue("2009", 1),
        FacetValue("2012", 1),
    )
    assert (year.distinct, year.missing) == (3, 1)


def test_facets_ignore_their_own_choice_alone(news: Engine) -> None:
    limits = Filters(
        (
            Choice("source", frozenset({"KCNA"})),
            Choice("topics", none_of=frozenset({"diplomacy"})),
        )
    )
    wanted = tuple(FacetRequest(name) for name in ("source", "topics", "kind"))
    results = news.search(SearchRequest(All(), limits, facets=wanted))
    source, topics, kind = results.facets
    assert results.total == Total(1, 0, 1)
    assert source.values == (FacetValue("Harbour Gazette", 1), FacetValue("KCNA", 1))
    assert source.missing == 3
    assert topics.values == (
        FacetValue("arms", 2),
        FacetValue("diplomacy", 2),
        FacetValue("ships", 1),
    )
    assert kind.values == (FacetValue("teaser", 1),)


def test_named_values_are_always_listed(news: Engine) -> None:
    limits = Filters(
        (
            Choice(
                "topics",
                frozenset({"ships", "nobody", None}),
                frozenset({"diplomacy", "alpha"}),
            ),
        )
    )
    for limit, shown in ((1, [("arms", 2)]), (0, [])):
        request = SearchRequest(All(), limits, facets=(FacetRequest("topics", limit),))
        (facet,) = news.search(request).facets
        below = [("diplomacy", 2), ("ships", 2), ("alpha", 0), ("nobody", 0), (None, 3)]
        assert [(v.value, v.count) for v in facet.values] == shown + below
        assert (facet.distinct, facet.missing) == (3, 3)


def test_a_value_named_twice_counts_once(engine: Engine) -> None:
    engine.rebuild([article("a", topics=("arms", "arms"))])
    (facet,) = engine.search(SearchRequest(facets=(FacetRequest("topics"),))).facets
    assert facet.values == (FacetValue("arms", 1),)


def test_facet_of_many_values(engine: Engine) -> None:
    engine.rebuild(
        article(f"{n:04}", topics=[f"t{n % 700}", "all"]) for n in range(1400)
    )
    (facet,) = engine.search(SearchRequest(facets=(FacetRequest("topics", 3),))).facets
    assert facet.values == (
        FacetValue("all", 1400),
        FacetValue("t0", 2),
        FacetValue("t1", 2),
    )
    assert facet.distinct == 701


def histogram_of(
    engine: Engine, query: Query = All(), filters: Filters = Filters()
) -> tuple[Unit, list[tuple[str, str, int, int]], int]:
    histogram = engine.search(
        SearchRequest(query, filters, limit=1, histogram=True)
    ).histogram
    assert histogram is not None
    return (
        histogram.unit,
        [(str(b.first), str(b.last), b.count, b.held) for b in histogram.buckets],
        histogram.undated,
    )


def test_histogram_by_month(news: Engine) -> None:
    unit, buckets, undated = histogram_of(
        news, Not(term("ship")), between("2011-01-31", "2011-04-20")
    )
    assert unit is Unit.MONTH
    assert buckets == [
        ("2011-01-31", "2011-01-31", 0, 0),
        ("2011-02-01", "2011-02-28", 1, 2),
        ("2011-03-01", "2011-03-31", 0, 0),
        ("2011-04-01", "2011-04-20", 1, 2),
    ]
    # whatever the date ranges
    assert undated == 1


def test_histogram_by_year_spans_the_index(engine: Engine) -> None:
    engine.rebuild(
        [
            article("a", "x", day="1999-06-05"),
            article("b", "y", day="2006-06-05"),
            article("c", "x", day="2006-01-01"),
            article("d", "x"),
        ]
    )
    unit, buckets, undated = histogram_of(engine, term("x"))
    assert unit is Unit.YEAR
    assert len(buckets) == 8
    assert buckets[0] == ("1999-06-05", "1999-12-31", 1, 1)
    assert buckets[1] == ("2000-01-01", "2000-12-31", 0, 0)
    assert buckets[-1] == ("2006-01-01", "2006-06-05", 1, 2)
    assert undated == 1


def test_histogram_by_day(news: Engine) -> None:
    unit, buckets, undated = histogram_of(
        news, term("treaty"), between("2011-02-01", "2011-04-03")
    )
    assert unit is Unit.DAY
    assert len(buckets) == 62
    assert buckets[0] == ("2011-02-01", "2011-02-01", 1, 1)
    assert buckets[27] == ("2011-02-28", "2011-02-28", 0, 1)
    assert buckets[-1][:2] == ("2011-04-03", "2011-04-03")
    assert undated == 0


def test_histogram_without_a_span(engine: Engine) -> None:
    engine.rebuild([article("a"), article("b")])
    assert histogram_of(engine)[1:] == ([], 2)
    assert histogram_of(engine, filters=between("2011-01-01", None))[1:] == ([], 2)
    engine.rebuild([article("a", day="2011-05-05"), article("b")])
    assert histogram_of(engine, filters=between("2012-01-01", None))[1:] == ([], 1)
    assert histogram_of(engine, filters=between("2012-01-01", "2011-01-01"))[1] == []
    bar = [("2011-05-05", "2011-05-05", 0, 1)]
    assert histogram_of(engine, filters=Filters(undated=True))[1:] == (bar, 1)
    assert engine.search(SearchRequest()).histogram is None


def test_dates_at_the_ends_of_the_calendar(engine: Engine) -> None:
    engine.rebuild(
        [article("first", day="0001-01-01"), article("last", day="9999-12-31")]
    )
    assert ids(engine, All(), between(None, "0001-01-01")) == {"first"}
    assert ids(engine, All(), between("9999-12-31", None)) == {"last"}
    assert found(engine, All(), sort=Sort.NEWEST) == ["last", "first"]
    unit, buckets, _ = histogram_of(engine)
    assert unit is Unit.YEAR
    assert len(buckets) == 9999
    assert buckets[-1] == ("9999-01-01", "9999-12-31", 1, 1)
    days = histogram_of(engine, filters=between("9999-12-01", None))
    assert len(days[1]) == 31


# --- order and pages


def test_sort_by_day(news: Engine) -> None:
    newest = ["korean-6", "kim-3", "teaser-4", "ship-2", "kim-1", "chinese-7"]
    oldest = ["chinese-7", "kim-1", "ship-2", "kim-3", "teaser-4", "korean-6"]
    assert found(news, All(), sort=Sort.NEWEST) == [*newest, "undated-5"]
    assert found(news, All(), sort=Sort.OLDEST) == [*oldest, "undated-5"]
    missile = [i for i in newest if i in {"kim-1", "teaser-4"}]
    assert found(news, term("missile"), sort=Sort.NEWEST) == missile


def test_undated_are_last_and_by_id(engine: Engine) -> None:
    engine.rebuild(
        [article(i) for i in "cab"] + [article("z", day="2000-01-01"), article("y")]
    )
    for sort in (Sort.NEWEST, Sort.OLDEST):
        assert found(engine, All(), sort=sort) == ["z", "a", "b", "c", "y"]


@pytest.mark.parametrize("sort", Sort)
def test_pages_go_as_deep_as_the_results(engine: Engine, sort: Sort) -> None:
    day = date(2000, 1, 1)
    engine.rebuild(
        replace(
            article(f"n{n * 37 % 250:03}", "treaty " * (n % 7 + 1)),
            date=day + timedelta(n % 11) if n % 5 else None,
        )
        for n in range(250)
    )
    whole = found(engine, term("treaty"), sort=sort)
    assert len(whole) == 250
    for size in (1, 7, 100):
        deep = range(0, 250, size) if size > 1 else (0, 99, 249)
        for offset in deep:
            request = SearchRequest(
                term("treaty"), sort=sort, offset=offset, limit=size
            )
            results = engine.search(request)
            page = [hit.article.id for hit in results.hits]
            assert page == whole[offset : offset + size]
            assert results.total == Total(250, 250, 0)


def test_a_page_past_the_end_has_no_hits_but_the_total(news: Engine) -> None:
    for offset in (2, 3, 10**6, 2**40):
        results = news.search(SearchRequest(term("missile"), offset=offset))
        assert results.hits == ()
        assert results.total == Total(2, 1, 1)
    assert news.search(SearchRequest(term("missile"), limit=0)).total.all == 2
    assert news.search(SearchRequest(term("missile"), limit=0)).hits == ()


def test_scan_ignores_offset_and_limit(news: Engine) -> None:
    request = SearchRequest(term("missile"), offset=1, limit=1)
    assert {hit.article.id for hit in news.scan(request)} == {"kim-1", "teaser-4"}
    wide = news.search(SearchRequest(term("missile"), limit=9)).hits
    assert list(news.scan(request)) == list(wide)


def test_a_scan_keeps_its_generation(news: Engine) -> None:
    hits = news.scan(SearchRequest())
    first = next(hits)
    news.rebuild([article("other")])
    assert {first.article.id, *(hit.article.id for hit in hits)} == {a.id for a in NEWS}


# --- one document


def test_documents_come_back_as_they_went_in(engine: Engine) -> None:
    old = replace(article("full", "old words", "Old"), version=1)
    full = replace(
        article(
            "full", "new words\n\n<SRD> & \u0000-free \U0001f6a2", "New", "2011-02-01"
        ),
        genre="Op-Ed",
        people=("A", "B"),
        place="Saltmarket",
        url="https://example.org/a#b",
        timestamp="2011-02-01T10:00:00+09:00",
        captured=date(2012, 1, 1),
        version=2,
        older=(old,),
        teasers=("t",),
        sightings=(Sighting("f", "KCNA", date(2012, 1, 1)), Sighting("g")),
        same_text=("x",),
    )
    engine.rebuild([full, article("bare")])
    assert engine.get("full") == full
    assert engine.get("bare") == article("bare")
    assert engine.search(SearchRequest(term("new"))).hits[0].article == full
    assert next(engine.scan(SearchRequest(term("new")))).article == full
    # an earlier version is kept, not searched
    assert ids(engine, term("old")) == set()


def test_get_by_version(engine: Engine) -> None:
    one, two = (replace(article("a", f"words {n}"), version=n) for n in (1, 2))
    three = replace(article("a", "words 3"), version=3, older=(one, two))
    engine.rebuild([three])
    assert engine.get("a") == engine.get("a", 3) == three
    assert engine.get("a", 1) == one
    assert engine.get("a", 2) == two
    assert engine.get("a", 4) is engine.get("a", 0) is engine.get("b") is None
    assert engine.get("b", 1) is None


def test_an_id_that_an_earlier_version_had_leads_on(engine: Engine) -> None:
    day = date(2011, 5, 1)
    old = replace(article("old", "words 1"), date=day)
    new = replace(article("new", "words 2"), date=day, version=2, older=(old,))
    later = replace(new, id="b", date=date(2012, 1, 1))
    taken = replace(article("taken", "words 3"), older=(replace(old, id="new"),))
    engine.rebuild([later, new, taken])
    assert engine.get("old") == new
    assert engine.get("old", 1) == old
    assert engine.get("new") == new
    assert found(engine, All()) == ["b", "new", "taken"]


def test_ids_at_the_limits(engine: Engine) -> None:
    odd = ["a", "A", "a.b", "..", ".", "-", "_", ":", "a:b", "0", "00", "x" * 100]
    engine.rebuild(article(i, f"word{n}") for n, i in enumerate(odd))
    for place, article_id in enumerate(odd):
        held = engine.get(article_id)
        assert held is not None and held.id == article_id
        assert ids(engine, term(f"word{place}")) == {article_id}
    assert found(engine, All()) == sorted(odd)
    assert engine.get("") is engine.get("é\n*") is None


# --- words of the index


def test_forms(news: Engine) -> None:
    missile, exact = term("missile"), Term("missile", exact=True)
    kim, near = phrase("Kim Jong-un"), Near(("treaty", "nowhere"), 3)
    title, prefix = term("missile", "title"), Prefix("mis")
    wild, fuzzy = Wildcard("vess?l"), Fuzzy("treatty")
    unknown = Term("unknown")
    query = And(
        (
            Or((missile, exact, kim, near, title)),
            Not(term("drill")),
            And((prefix, wild, fuzzy, unknown, All())),
        )
    )
    assert news.forms(query) == {
        missile: {"missile", "missiles"},
        exact: {"missile"},
        kim: {"kim", "jong", "un"},
        near: {"treaty"},
        title: {"missile"},
        prefix: {"missile", "missiles"},
        wild: {"vessel"},
        fuzzy: {"treaty"},
        unknown: set(),
    }
    assert news.forms(All()) == news.forms(Not(missile)) == {}
    assert news.forms(term("canon")) == {term("canon"): {"canon"}}


def test_suggest(news: Engine) -> None:
    assert news.suggest("mis", 5) == (
        Suggestion("missile", 2),
        Suggestion("missiles", 1),
    )
    assert news.suggest("MIS", 1) == (Suggestion("missile", 2),)
    assert news.suggest("Cañ", 5) == (Suggestion("canon", 1),)
    assert news.suggest("missile", 5)[0] == Suggestion("missile", 2)
    # title and body alone
    assert news.suggest("kcn", 5) == ()
    assert news.suggest("xyz", 5) == ()
    assert news.suggest("mis", 0) == ()
    assert news.suggest("김", 5) == (Suggestion("김정", 1),)
    assert len(news.suggest("", 1000)) > 40


def test_suggest_counts_documents(engine: Engine) -> None:
    engine.rebuild(
        [
            article("a", "treaty treaty", "treaty"),
            article("b", "tree", "treats"),
            article("c", "treats"),
            article("d", "", "tree"),
            article("e", "trek"),
        ]
    )
    assert engine.suggest("tre", 3) == (
        Suggestion("treats", 2),
        Suggestion("tree", 2),
        Suggestion("treaty", 1),
    )


def test_spell(engine: Engine) -> None:
    body_of(engine, "treaty treats", "treaty treat tratey", "treats trea reatty")
    assert engine.spell("treat", 9) == (
        Suggestion("treats", 2),
        Suggestion("treaty", 2),
        Suggestion("trea", 1),
    )
    assert engine.spell("TREATÝ", 1) == (Suggestion("treats", 2),)
    swapped = (Suggestion("treaty", 2), Suggestion("tratey", 1))
    assert engine.spell("traety", 9) == swapped
    assert engine.spell("zzz", 9) == engine.spell("", 9) == ()


def test_similar(engine: Engine) -> None:
    engine.rebuild(
        [
            article("a", "the skybolt missile of the harbour"),
            article("b", "the skybolt missiles"),
            article("c", "the missile"),
            article("d", "the the the the"),
            article("e", "unrelated"),
            article("f"),
        ]
    )
    hits = engine.similar("a", 9)
    assert [hit.article.id for hit in hits] == ["b", "c", "d"]
    assert [hit.score for hit in hits] == sorted((h.score for h in hits), reverse=True)
    assert engine.similar("a", 1) == hits[:1]
    assert engine.similar("f", 9) == engine.similar("nobody", 9) == ()


def test_words_of_one_document_alone_make_nothing_similar(engine: Engine) -> None:
    lonely = " ".join(f"lonely{number}" for number in range(20)) + " "
    body_of(engine, lonely * 3 + "shared", "shared", "other", "another")
    assert [hit.article.id for hit in engine.similar("a", 9)] == ["b"]


# --- limits of a request


def test_too_many_words_behind_one(engine: Engine) -> None:
    many = [f"x{n:05}" for n in range(MAX_TERMS)]
    engine.rebuild([article("a", " ".join(many))])
    assert ids(engine, Wildcard("x*")) == {"a"}
    engine.rebuild([article("a", " ".join(many)), article("b", "xy")])
    for query in (Wildcard("x*"), Not(Wildcard("x*")), Or((All(), Wildcard("*")))):
        with pytest.raises(TooExpensive) as refused:
            engine.search(SearchRequest(query))
        assert not refused.value.timed_out
        with pytest.raises(TooExpensive):
            list(engine.scan(SearchRequest(query)))
    with pytest.raises(TooExpensive):
        engine.forms(Wildcard("x*"))
    # a prefix is free
    assert ids(engine, Prefix("x")) == {"a", "b"}
    assert len(engine.forms(Prefix("x"))[Prefix("x")]) == MAX_TERMS + 1
    assert ids(engine, Wildcard("x*", "title")) == set()


def test_a_deadline_that_has_passed(news: Engine) -> None:
    for query in (All(), term("missile"), Not(Prefix("m")), phrase("kim jong un")):
        with pytest.raises(TooExpensive) as late:
            news.search(SearchRequest(query, deadline=time.monotonic() - 1))
        assert late.value.timed_out
    in_time = SearchRequest(term("missile"), deadline=time.monotonic() + 600)
    assert news.search(in_time).total.all == 2


# --- the index as a whole


def test_info(kind_of_engine: str, engine: Engine) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    report = engine.rebuild(NEWS)
    info = engine.info()
    assert report.generation == info.generation == "gen-00000001"
    assert (report.documents, report.problems) == (7, ())
    assert (info.articles, info.teasers, info.undated) == (6, 1, 1)
    assert (info.first, info.last) == (date(2009, 1, 1), date(2012, 4, 15))
    assert info.files == 3
    assert info.languages == ("en", "es", "ko", "zh")
    assert info.built.utcoffset() == timedelta(0)
    assert before <= info.built <= datetime.now(UTC) + timedelta(seconds=1)
    assert (info.ledger.read, info.ledger.created) == (7, 7)
    assert info.ledger.balances
    assert engine.search(SearchRequest()).generation == info.generation
    assert engine.check() == report
    ledger = Ledger(files=9, read=10, created=7, merged=2, rejected=1)
    assert engine.rebuild(NEWS, ledger=lambda: ledger).generation == "gen-00000002"
    assert engine.info().ledger == ledger
    with engine.batch() as batch:
        batch.remove("kim-1")
    assert engine.info().ledger == ledger
    assert engine.info().generation == "gen-00000003"
    assert engine.check().documents == 6


def test_a_batch_may_keep_its_books(engine: Engine) -> None:
    engine.rebuild(NEWS)
    with engine.batch() as batch:
        batch.keep(Ledger(read=1, created=1))
    assert engine.info().generation == "gen-00000001"
    assert engine.info().ledger.read == len(NEWS)
    books = Ledger(files=1, read=3, unchanged=2, merged=1)
    with engine.batch() as batch:
        batch.keep(Ledger(read=9, created=9))
        batch.remove("kim-1")
        batch.keep(books)
    assert engine.info().ledger == books
    with suppress(KeyError), engine.batch() as batch:
        batch.remove("ship-2")
        batch.keep(Ledger())
        raise KeyError
    assert engine.info().ledger == books
    with engine.batch() as batch:
        batch.remove("ship-2")
    assert engine.info().ledger == books


# --- the register


def writing(data: bytes) -> Callable[[Path], None]:
    """Writes the register where nothing is yet."""

    def write(path: Path) -> None:
        with open(path, "xb") as file:
            file.write(data)

    return write


def held(engine: Engine) -> bytes:
    path = engine.register()
    assert path
    assert path.stat().st_mode & 0o777 == 0o600
    return path.read_bytes()


def test_a_register_is_published_with_its_generation(engine: Engine) -> None:
    with pytest.raises(EngineUnavailable):
        engine.register()
    engine.rebuild(NEWS)
    assert engine.register() is None
    with engine.batch() as batch:
        assert batch.register() is None
    assert engine.info().generation == "gen-00000001"
    engine.rebuild(NEWS, register=writing(b"one"))
    assert held(engine) == b"one"
    engine.rebuild(NEWS[:2], register=writing(b"two"))
    assert held(engine) == b"two"
    assert engine.check().problems == ()
    engine.rollback()
    assert held(engine) == b"one"
    engine.rebuild(NEWS)
    assert engine.register() is None
    engine.rollback()
    assert held(engine) == b"one"


def test_a_register_is_written_last(engine: Engine) -> None:
    told: list[str] = []

    def articles() -> Iterator[Article]:
        yield from NEWS
        told.append("articles")

    def ledger() -> Ledger:
        told.append("ledger")
        return Ledger()

    def register(path: Path) -> None:
        told.append("register")
        path.write_bytes(b"")

    engine.rebuild(articles(), ledger=ledger, register=register)
    assert told == ["articles", "ledger", "register"]
    assert held(engine) == b""


def test_a_register_that_cannot_be_written_stops_the_rebuild(engine: Engine) -> None:
    engine.rebuild(NEWS, register=writing(b"one"))

    def failing(path: Path) -> None:
        path.write_bytes(b"half")
        raise ValueError

    with pytest.raises(ValueError):
        engine.rebuild(NEWS[:1], register=failing)
    assert held(engine) == b"one"
    assert engine.check().documents == len(NEWS)


def test_a_batch_changes_a_copy_of_the_register(engine: Engine) -> None:
    engine.rebuild(NEWS, register=writing(b"one"))
    with engine.batch() as batch:
        path = batch.register()
        assert path and path == batch.register() and path != engine.register()
        with open(path, "ab") as file:
            file.write(b" and two")
        assert batch.register() == path
        assert path.read_bytes() == b"one and two"
        assert held(engine) == b"one"
    # Nothing was put: the register alone is a change.
    assert engine.info().generation == "gen-00000002"
    assert engine.check() == Report("gen-00000002", len(NEWS))
    assert held(engine) == b"one and two"
    engine.rollback()
    assert held(engine) == b"one"


def test_a_batch_carries_the_register_over(engine: Engine) -> None:
    engine.rebuild(NEWS, register=writing(b"one"))
    for number, name in enumerate(("kim-1", "ship-2", "kim-3"), 2):
        with engine.batch() as batch:
            batch.remove(name)
        assert engine.info().generation == f"gen-{number:08}"
        assert held(engine) == b"one"
    with engine.batch() as batch:
        path = batch.register()
        assert path
        path.write_bytes(b"two")
    assert held(engine) == b"two"
    # What was carried over is no part of the copy.
    engine.rollback()
    assert held(engine) == b"one"
    with engine.batch() as batch:
        batch.put(NEWS[0])
    assert held(engine) == b"one"
    with engine.batch() as batch:
        batch.withdraw(NEWS[0].id, "asked")
    assert held(engine) == b"one"


def test_a_failed_batch_leaves_the_register(engine: Engine) -> None:
    engine.rebuild(NEWS, register=writing(b"one"))
    with suppress(KeyError), engine.batch() as batch:
        path = batch.register()
        assert path
        path.write_bytes(b"two")
        raise KeyError
    assert held(engine) == b"one"
    assert engine.info().generation == "gen-00000001"
    with engine.batch() as batch:
        pass
    assert engine.info().generation == "gen-00000001"


def test_nothing_can_be_read_before_the_first_rebuild(engine: Engine) -> None:
    for read in (
        lambda: engine.search(SearchRequest()),
        lambda: list(engine.scan(SearchRequest())),
        lambda: engine.get("a"),
        lambda: engine.forms(All()),
        lambda: engine.similar("a", 1),
        lambda: engine.suggest("a", 1),
        lambda: engine.spell("a", 1),
        engine.info,
        engine.check,
        engine.rollback,
        lambda: engine.batch().__enter__(),
    ):
        with pytest.raises(EngineUnavailable):
            read()
    engine.rebuild([article("a")])
    assert found(engine, All()) == ["a"]


def test_an_empty_index(engine: Engine) -> None:
    assert engine.rebuild([]).documents == 0
    info = engine.info()
    assert (info.articles, info.teasers, info.undated, info.files) == (0, 0, 0, 0)
    assert info.first is info.last is None
    assert info.languages == ()
    for query in (All(), Not(term("x")), Not(All()), term("x"), Phrase(("x", "y"))):
        assert found(engine, query) == []
    results = engine.search(
        SearchRequest(
            facets=(FacetRequest("source"),),
            histogram=True,
            filters=choose("source", "KCNA"),
        )
    )
    assert results.total == Total(0, 0, 0)
    assert results.facets[0].values == (FacetValue("KCNA", 0),)
    assert results.histogram is not None and results.histogram.buckets == ()
    assert engine.get("a") is None
    assert engine.similar("a", 3) == ()
    assert engine.suggest("", 3) == engine.spell("a", 3) == ()
    assert engine.forms(term("x")) == {term("x"): frozenset()}
    assert engine.check().problems == ()
    with engine.batch() as batch:
        batch.put(article("a", "words"))
    assert found(engine, term("words")) == ["a"]


def test_an_index_of_documents_without_words(engine: Engine) -> None:
    engine.rebuild([article("a"), article("b", "!!!"), article("c", day="2011-01-01")])
    assert found(engine, All()) == ["a", "b", "c"]
    assert found(engine, Prefix("")) == []
    assert found(engine, Not(Wildcard("*"))) == ["a", "b", "c"]


def test_repeated_ids_the_last_counts(engine: Engine) -> None:
    report = engine.rebuild(
        [article("a", "first"), article("b", "second"), article("a", "third", "T")]
    )
    assert report.documents == 2
    assert found(engine, All()) == ["a", "b"]
    assert found(engine, term("first")) == []
    assert found(engine, term("third")) == ["a"]
    assert engine.suggest("", 9) == tuple(
        Suggestion(form, 1) for form in ("second", "t", "third")
    )


def test_a_rebuild_replaces_everything(news: Engine) -> None:
    news.rebuild([article("new", "other words")])
    assert found(news, All()) == ["new"]
    assert news.get("kim-1") is None
    assert found(news, term("missile")) == []
    assert news.suggest("mis", 9) == ()


def raising(articles: tuple[Article, ...]) -> Iterator[Article]:
    yield from articles
    raise RuntimeError("the source broke")


def listing(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_rebuild_is_all_or_nothing(news: Engine, tmp_path: Path) -> None:
    before, files = news.info(), listing(tmp_path)
    with pytest.raises(RuntimeError, match="the source broke"):
        news.rebuild(raising((article("new", "words"), NEWS[0])))
    assert news.info() == before
    assert listing(tmp_path) == files
    assert ids(news, All()) == {a.id for a in NEWS}
    assert news.rebuild([article("new")]).documents == 1


def test_a_first_rebuild_that_fails_leaves_nothing(engine: Engine) -> None:
    with pytest.raises(RuntimeError, match="the source broke"):
        engine.rebuild(raising((article("a"),)))
    with pytest.raises(EngineUnavailable):
        engine.info()


def test_a_rebuild_may_not_lose_too_much(engine: Engine, tmp_path: Path) -> None:
    engine.rebuild((article(i, "words") for i in "abcd"), max_loss=0.0)
    files = listing(tmp_path)
    with pytest.raises(IndexRefused):
        engine.rebuild([article("a"), article("b")], max_loss=0.25)
    with pytest.raises(IndexRefused):
        # as many as before, but others
        engine.rebuild((article(i) for i in "wxyz"), max_loss=0.5)
    assert found(engine, term("words")) == list("abcd")
    assert listing(tmp_path) == files
    assert engine.info().generation == "gen-00000001"
    engine.rebuild((article(i) for i in "abc"), max_loss=0.25)
    assert found(engine, All()) == list("abc")
    engine.rebuild([])
    assert found(engine, All()) == []


def test_a_batch(news: Engine) -> None:
    with news.batch() as batch:
        batch.put(article("new", "a new missile", day="2020-01-01"))
        batch.put(replace(NEWS[1], paragraphs=text_paragraphs("Rewritten")))
        batch.remove("kim-1")
        batch.remove("nobody")
        batch.put(article("twice", "once"))
        batch.put(article("twice", "again"))
        batch.put(article("gone", "gone"))
        batch.remove("gone")
        batch.remove("kim-3")
        batch.put(NEWS[2])
        # not visible yet
        assert ids(news, All()) == {a.id for a in NEWS}
    everything = {a.id for a in NEWS} - {"kim-1"} | {"new", "twice"}
    assert ids(news, All()) == everything
    assert ids(news, term("missile")) == {"new", "teaser-4"}
    assert ids(news, term("vessel")) == set()
    assert ids(news, term("rewritten")) == {"ship-2"}
    assert ids(news, term("once")) == set()
    assert news.get("kim-1") is None
    assert news.info().last == date(2020, 1, 1)
    assert news.suggest("missiles", 3) == ()
    assert news.search(SearchRequest(histogram=True)).total.all == len(everything)


def test_a_batch_scores_as_a_rebuild_does(
    engine: Engine, kind_of_engine: str, tmp_path: Path
) -> None:
    engine.rebuild([article("a", "treaty sea"), article("b", "treaty")])
    with engine.batch() as batch:
        batch.put(article("c", "treaty treaty", "treaty"))
        batch.put(article("b", "sea and land and sea"))
    with engine.batch() as batch:
        batch.remove("a")
        batch.put(article("d", "sea"))
    other = new_engine(kind_of_engine, tmp_path / "other")
    other.rebuild(
        [
            article("b", "sea and land and sea"),
            article("c", "treaty treaty", "treaty"),
            article("d", "sea"),
        ]
    )
    for query in (term("sea"), term("treaty"), Fuzzy("se"), phrase("and sea")):
        assert scores(engine, query) == pytest.approx(scores(other, query))
    other.close()


def test_an_exception_inside_a_batch(news: Engine, tmp_path: Path) -> None:
    before, files = news.info(), listing(tmp_path)
    with pytest.raises(RuntimeError, match="stop"):
        with news.batch() as batch:
            batch.put(article("new", "words"))
            batch.remove("kim-1")
            raise RuntimeError("stop")
    assert news.info() == before
    assert listing(tmp_path) == files
    assert ids(news, All()) == {a.id for a in NEWS}
    with news.batch() as batch:
        batch.remove("kim-1")
    assert ids(news, All()) == {a.id for a in NEWS} - {"kim-1"}


def test_one_writer_at_a_time(news: Engine) -> None:
    with news.batch() as batch:
        batch.remove("kim-1")
        with pytest.raises(IndexBusy):
            news.rebuild([])
        with pytest.raises(IndexBusy):
            with news.batch():
                pass
        with pytest.raises(IndexBusy):
            news.rollback()
    assert "kim-1" not in ids(news, All())
    news.rebuild([article("free")])
    assert found(news, All()) == ["free"]


def test_a_busy_index_takes_no_article(news: Engine) -> None:
    """Whoever reads a large archive must not learn at its end that another writer was there."""
    taken: list[str] = []

    def articles() -> Iterator[Article]:
        taken.append("one")
        yield article("late")

    with news.batch():
        with pytest.raises(IndexBusy):
            news.rebuild(articles())
    assert taken == []
    news.rebuild(articles())
    assert taken == ["one"] and found(news, All()) == ["late"]


def test_a_batch_of_nothing_publishes_nothing(news: Engine, tmp_path: Path) -> None:
    before, files = news.info(), listing(tmp_path)
    with news.batch():
        pass
    with news.batch() as batch:
        batch.remove("nobody")
        assert not batch.withdraw("nobody", "asked")
    assert news.info() == before and listing(tmp_path) == files
    news.rebuild(NEWS)


@pytest.mark.parametrize("update", [False, True])
def test_a_former_id_leads_to_the_oldest_article(engine: Engine, update: bool) -> None:
    """Of one day that with the lesser id, in whatever order they came; an undated one is the last."""
    held = [
        replace(article(name, name, day=day), former_ids=("was",))
        for name, day in (
            ("none", None),
            ("c", "2020-01-02"),
            ("b", "2020-01-01"),
            ("a", "2020-01-01"),
        )
    ]
    engine.rebuild([] if update else held)
    if update:
        with engine.batch() as batch:
            for one in held[:2]:
                batch.put(one)
        with engine.batch() as batch:
            for one in held[2:]:
                batch.put(one)
    for one in reversed(held):
        found = engine.get("was")
        assert isinstance(found, Article) and found.id == one.id
        with engine.batch() as batch:
            batch.remove(one.id)
    assert engine.get("was") is None


# --- takedowns

OLDEST = article("oldest", "the oldest bulletin", day="2020-01-01")
REMOVED = replace(
    article("secret", "the clandestine bulletin", day="2020-01-01"),
    older=(OLDEST,),
    former_ids=("t-1",),
    version=2,
)
SHOWN = replace(
    article("shown", "another text"),
    teasers=("t-1", "t-2"),
    same_text=("secret", "oldest", "else"),
)


@pytest.fixture
def taken_down(engine: Engine) -> Engine:
    """An engine from which REMOVED was withdrawn; SHOWN is left."""
    engine.rebuild([])
    engine.rebuild([REMOVED, SHOWN])
    with engine.batch() as batch:
        assert batch.withdraw("oldest", "by order of a court")
        assert not batch.withdraw("secret", "twice")
        assert engine.get("secret") == REMOVED
    return engine


def assert_gone(engine: Engine) -> None:
    (stone,) = engine.withdrawn()
    assert (stone.id, stone.reason) == ("secret", "by order of a court")
    assert set(stone.ids) == {"secret", "oldest", "t-1"}
    assert abs((stone.day - datetime.now(UTC).date()).days) <= 1
    for name in ("secret", "oldest", "t-1"):
        assert engine.get(name) == engine.get(name, 1) == stone
        assert engine.similar(name, 3) == ()
    assert ids(engine, term("clandestine")) == set()
    assert engine.suggest("cland", 3) == engine.spell("clandestin", 3) == ()
    assert engine.check().problems == ()


def test_a_withdrawn_document_is_gone(taken_down: Engine) -> None:
    assert_gone(taken_down)
    assert found(taken_down, All()) == ["shown"]
    with pytest.raises(EngineUnavailable):
        taken_down.rollback()


def test_references_to_what_was_withdrawn_are_not_shown(taken_down: Engine) -> None:
    held = replace(SHOWN, teasers=("t-2",), same_text=("else",))
    assert taken_down.get("shown") == held
    for hits in (
        taken_down.search(SearchRequest()).hits,
        tuple(taken_down.scan(SearchRequest())),
    ):
        assert [hit.article for hit in hits] == [held]


@pytest.mark.parametrize(
    "again",
    [
        REMOVED,
        OLDEST,
        article("t-1", "the clandestine"),
        replace(article("new", "the clandestine"), former_ids=("secret",)),
        replace(article("new", "the clandestine"), older=(OLDEST,)),
    ],
)
def test_what_was_withdrawn_never_comes_back(
    taken_down: Engine, again: Article
) -> None:
    with taken_down.batch() as batch:
        batch.put(again)
        batch.put(article("more", "words"))
    assert_gone(taken_down)
    taken_down.rebuild([again, article("b"), article("c")])
    assert_gone(taken_down)
    assert ids(taken_down, All()) == {"b", "c"}
    taken_down.rollback()
    assert_gone(taken_down)
    assert ids(taken_down, All()) == {"shown", "more"}


def test_takedowns_add_up(taken_down: Engine) -> None:
    with taken_down.batch() as batch:
        assert batch.withdraw("shown", "as well")
        batch.put(SHOWN)
        batch.put(article("kept"))
    assert found(taken_down, All()) == ["kept"]
    assert [stone.id for stone in taken_down.withdrawn()] == ["secret", "shown"]
    assert isinstance(taken_down.get("t-1"), Withdrawn)


def test_an_unfinished_takedown_is_none(news: Engine) -> None:
    with pytest.raises(RuntimeError, match="stop"):
        with news.batch() as batch:
            batch.withdraw("kim-1", "because")
            raise RuntimeError("stop")
    assert news.withdrawn() == ()
    assert isinstance(news.get("kim-1"), Article)


def test_no_takedown_of_what_the_batch_put(news: Engine) -> None:
    with pytest.raises(ValueError, match="same batch"):
        with news.batch() as batch:
            batch.put(article("new"))
            batch.withdraw("new", "because")
    assert news.get("new") is None and news.withdrawn() == ()


def test_nothing_was_withdrawn_from_no_index(engine: Engine) -> None:
    assert engine.withdrawn() == ()


def test_rollback(engine: Engine) -> None:
    engine.rebuild([article("a", "first")])
    first = engine.info()
    engine.rebuild([article("b", "second")])
    report = engine.rollback()
    assert (report.generation, report.documents) == (first.generation, 1)
    assert engine.info() == first
    assert found(engine, term("first")) == ["a"]
    assert engine.get("b") is None
    with pytest.raises(EngineUnavailable):
        engine.rollback()
    # a generation's name is never given twice
    assert engine.rebuild([article("c")]).generation == "gen-00000003"
    assert engine.rollback().generation == first.generation
    with engine.batch() as batch:
        batch.put(article("d"))
    assert found(engine, All()) == ["a", "d"]
    engine.rollback()
    assert found(engine, All()) == ["a"]


def test_nothing_can_be_done_after_close(news: Engine) -> None:
    news.close()
    news.close()
    with pytest.raises(EngineUnavailable):
        news.search(SearchRequest())
    with pytest.raises(EngineUnavailable):
        news.rebuild([])


@pytest.mark.parametrize("kept", sorted(KEPT & URLS.keys()))
def test_a_kept_index_opens_again(kept: str, tmp_path: Path) -> None:
    url = URLS[kept](tmp_path)
    writer, reader = open_engine(url), open_engine(url)
    writer.rebuild(NEWS)
    assert reader.info() == writer.info()
    info = writer.info()
    writer.close()
    again = open_engine(url)
    assert again.info() == info
    assert again.check().problems == ()
    assert {hit.article for hit in again.scan(SearchRequest())} == set(NEWS)
    again.rebuild([article("a")])
    deadline = time.monotonic() + 30
    while reader.info().generation == info.generation:
        assert time.monotonic() < deadline, "the reader never saw the new index"
        time.sleep(0.05)
    assert found(reader, All()) == ["a"]
    again.close()
    reader.close()


def test_readers_in_threads_see_whole_generations(engine: Engine) -> None:
    sizes = {n: [article(f"{n}-{i}", f"word{n} all") for i in range(n)] for n in (3, 5)}
    engine.rebuild(sizes[3])
    done = threading.Event()
    wrong: list[str] = []

    def read() -> None:
        while not done.is_set():
            results = engine.search(
                SearchRequest(term("all"), facets=(FacetRequest("kind"),))
            )
            (facet,) = results.facets
            n = results.total.all
            ids = {hit.article.id for hit in results.hits}
            whole = {one.id for one in sizes.get(n, ())}
            if ids != whole or facet.values != (FacetValue("article", n),):
                wrong.append(str(results))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for turn in range(6):
            engine.rebuild(sizes[5 if turn % 2 == 0 else 3])
    finally:
        done.set()
        for reader in readers:
            reader.join(60)
    assert wrong == []


def test_an_article_of_a_million_words(engine: Engine) -> None:
    size = 1_000_000
    long = " ".join(("treaty", "of", "the", "sea", "rare") * (size // 5))
    engine.rebuild([article("long", long + " end"), article("short", "treaty end")])
    assert ids(engine, term("treaty")) == {"short", "long"}
    assert found(engine, phrase("rare end")) == ["long"]
    assert found(engine, phrase("treaty end")) == ["short"]
    assert found(engine, Near(("end", "sea"), 2)) == ["long"]
    mean = (size + 1 + 2) / 2
    assert scores(engine, term("treaty")) == pytest.approx(
        {
            "long": bm25(2, 2, size / 5, size + 1, mean),
            "short": bm25(2, 2, 1, 2, mean),
        }
    )
    held = engine.get("long")
    assert isinstance(held, Article) and held.body == long + " end"


def test_words_longer_than_any(engine: Engine) -> None:
    engine.rebuild([article("a", "x" * 300_000 + " end"), article("b", "x" * 255)])
    assert ids(engine, Term("x" * 255)) == {"a", "b"}
    assert ids(engine, phrase("x" * 300 + " end")) == {"a"}
    assert ids(engine, Wildcard("x*x*x*x*x*x*x*x*x*x*y")) == set()
    assert ids(engine, Fuzzy("x" * 254)) == {"a", "b"}


def test_buckets_are_what_they_say(news: Engine) -> None:
    histogram = news.search(SearchRequest(term("missile"), histogram=True)).histogram
    assert histogram is not None
    first, *_, last = histogram.buckets
    assert first == Bucket(date(2009, 1, 1), date(2009, 1, 31), 0, 1)
    assert last == Bucket(date(2012, 4, 1), date(2012, 4, 15), 0, 1)


def test_the_copy_of_what_was_withdrawn_stays(engine: Engine) -> None:
    copies = [
        Article(id=name, title="One text", source=source, former_ids=("t-of-both",))
        for name, source in (("here", "A"), ("there", "B"))
    ]
    engine.rebuild(copies)
    with engine.batch() as batch:
        assert batch.withdraw("here", "asked")
    engine.rebuild(copies)
    assert isinstance(engine.get("here"), Withdrawn)
    led_to = engine.get("t-of-both")
    assert isinstance(led_to, Article) and led_to.id == "there"


def test_what_a_withdrawn_teaser_became_part_of_stays_out(engine: Engine) -> None:
    teaser = Article(id="t-secret", kind=Kind.TEASER, title="Secret")
    engine.rebuild([teaser])
    with engine.batch() as batch:
        assert batch.withdraw("t-secret", "asked")
    engine.rebuild([Article(id="whole", title="Secret", former_ids=("t-secret",))])
    assert engine.get("whole") is None
    assert isinstance(engine.get("t-secret"), Withdrawn)
