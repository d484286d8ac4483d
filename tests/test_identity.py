"""An id says the same of the same record, whoever reads it when."""

import datetime
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.article import Article, DateRule, TitleRule, text_paragraphs
from indexer.identity import (
    PUBLIC,
    article_id,
    digest,
    folded,
    number,
    public_id,
    teaser_id,
)

DAY = datetime.date(2024, 6, 19)


@pytest.mark.parametrize(
    "other",
    [
        "the  mayor's \u201cplan\u201d \u2013 again",
        'The mayor\u2019s "plan" - again\n',
        "THE MAYOR'S \u00abPLAN\u00bb \u2014 AGAIN",
        "The mayor\u00adʼs ＂plan＂ － again…",
        'The mayor\'s "plan" - again ...',
    ],
)
def test_a_teaser_is_known_by_its_words_and_day(other: str) -> None:
    snippet = 'The mayor\'s "plan" - again'
    assert teaser_id(other, DAY) == teaser_id(snippet, DAY)
    assert teaser_id(snippet, None) != teaser_id(snippet, DAY)
    assert teaser_id(snippet + " today", DAY) != teaser_id(snippet, DAY)
    assert re.fullmatch(r"t-[0-9a-f]{16}", teaser_id(snippet, DAY))


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text(), st.text())
def test_every_id_may_stand_in_a_url(own: str, source: str) -> None:
    public = public_id(own, source)
    assert PUBLIC.fullmatch(public)
    if PUBLIC.fullmatch(own):
        assert public == own


def test_an_id_of_a_hundred_characters_stays_and_a_longer_one_is_hashed() -> None:
    assert public_id("a" * 100, "A") == "a" * 100
    assert public_id("a" * 101, "A").startswith("i-")
    assert public_id("a\n", "A").startswith("i-")


def test_where_a_part_ends_counts() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert number("ab", "c") != number("a", "bc")
    assert -(2**63) <= number("ab") < 2**63


def test_a_record_is_known_by_id_then_address_then_text() -> None:
    text = Article(source="A", title="T", paragraphs=text_paragraphs("One."))
    address = replace(text, url="https://news.example/1#2")
    own = replace(address, id="7")
    assert [article_id(a)[0] for a in (text, address, own)] == ["a", "u", "i"]
    assert article_id(replace(address, url="https://news.example/1#3")) != article_id(
        address
    )
    assert article_id(replace(own, source="B")) != article_id(own)
    assert article_id(replace(own, title="U", url=None)) == article_id(own)


def test_what_a_teaser_taught_is_no_part_of_an_id() -> None:
    stated = Article(source="A", paragraphs=text_paragraphs("One."))
    taught = replace(
        stated,
        date=DAY,
        date_rule=DateRule.TEASER,
        title="T",
        title_rule=TitleRule.TEASER,
    )
    assert article_id(taught) == article_id(stated)
    assert article_id(replace(taught, date_rule=DateRule.META_LINE)) != article_id(
        stated
    )


def test_a_key_that_comes_back_as_an_id_is_the_same_key() -> None:
    for article in (
        Article(source="A", title="T"),
        Article(source="A", url="https://news.example/1"),
        Article(source="A", id="7"),
    ):
        key = article_id(article)
        assert article_id(replace(article, id=key)) == key
