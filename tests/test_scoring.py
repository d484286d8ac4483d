"""The formula: known values, and what more words, longer texts and rarer words do to a score."""

from math import log

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.article import Kind
from indexer.fields import WORD_FIELDS
from indexer.scoring import DEFAULT, Scoring, boosts

counts = st.integers(1, 10**6)
lengths = st.floats(1, 10**6)


def test_known_values() -> None:
    assert DEFAULT.idf(100, 10) == pytest.approx(log(1 + 90.5 / 10.5))
    assert DEFAULT.idf(1, 1) == pytest.approx(log(4 / 3))
    assert DEFAULT.idf(0, 0) == pytest.approx(log(2))
    # a document of mean length: k1 alone bends
    assert DEFAULT.weight(2.0, 1.0, 9.0, 9.0) == pytest.approx(2 / 2.2)
    assert DEFAULT.weight(1.0, 3.0, 20.0, 10.0) == pytest.approx(
        3 / (3 + 1.2 * (0.25 + 0.75 * 2))
    )
    assert Scoring(b=0.0).weight(1.0, 1.0, 99.0, 1.0) == pytest.approx(1 / 2.2)
    assert DEFAULT.weight(1.0, 1.0, 0.0, 0.0) > 0
    assert DEFAULT.kind_factor(Kind.ARTICLE) == 1.0
    assert DEFAULT.kind_factor(Kind.TEASER) == 0.8


@given(counts, counts)
def test_rarer_words_weigh_more(documents: int, holding: int) -> None:
    few, many = sorted((documents, holding))
    assert 0 < DEFAULT.idf(many, few)
    assert DEFAULT.idf(many + 1, few) > DEFAULT.idf(many, few) or many > 10**5
    assert DEFAULT.idf(many + 1, few) >= DEFAULT.idf(many + 1, few + 1)


@given(lengths, lengths, lengths)
def test_more_is_better_and_longer_is_worse(
    frequency: float, length: float, mean: float
) -> None:
    score = DEFAULT.weight(1.0, frequency, length, mean)
    assert 0 < score < 1
    assert DEFAULT.weight(1.0, frequency + 1, length, mean) >= score
    assert DEFAULT.weight(1.0, frequency, length + 1, mean) <= score


@given(st.lists(st.tuples(lengths, lengths), min_size=1, max_size=9), lengths)
def test_arrays_score_as_numbers_do(pairs: list[tuple[float, float]], m: float) -> None:
    tf, length = (numpy.array(column) for column in zip(*pairs, strict=True))
    expected = [DEFAULT.weight(1.5, one, other, m) for one, other in pairs]
    assert DEFAULT.weight(1.5, tf, length, m).tolist() == pytest.approx(expected)


def test_boosts() -> None:
    title, body = boosts(None)["title"], boosts(None)["body"]
    assert list(boosts(None)) == ["title", "body"]
    assert title > body == 1.0
    for field in WORD_FIELDS:
        assert boosts(field.name) == {field.name: 1.0}
    for name in ("topics", "nowhere", ""):
        with pytest.raises(ValueError, match="no field with words"):
            boosts(name)
