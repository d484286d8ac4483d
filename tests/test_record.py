"""The record of an export holds a whole Article and refuses what is none."""

import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.article import (
    Article,
    DateCandidate,
    DateRule,
    Kind,
    Paragraph,
    Role,
    Sighting,
    TitleRule,
)
from indexer.record import dumps, from_record, loads, to_record

days = st.dates()
texts = st.text(max_size=12)
maybe_text = st.none() | texts
many = st.lists(texts, max_size=3).map(tuple)


def articles(
    older: st.SearchStrategy[tuple[Article, ...]],
) -> st.SearchStrategy[Article]:
    return st.builds(
        Article,
        id=texts,
        kind=st.sampled_from(Kind),
        genre=maybe_text,
        date=st.none() | days,
        date_rule=st.none() | st.sampled_from(DateRule),
        date_candidates=st.lists(
            st.builds(DateCandidate, st.sampled_from(DateRule), days), max_size=2
        ).map(tuple),
        unread_dates=many,
        title=texts,
        title_rule=st.none() | st.sampled_from(TitleRule),
        paragraphs=st.lists(
            st.builds(Paragraph, st.sampled_from(Role), texts), max_size=4
        ).map(tuple),
        source=maybe_text,
        agency=maybe_text,
        section=maybe_text,
        topics=many,
        people=many,
        orgs=many,
        places=many,
        exchanges=many,
        place=maybe_text,
        language=maybe_text,
        author=maybe_text,
        url=maybe_text,
        timestamp=maybe_text,
        captured=st.none() | days,
        version=st.integers(1, 9),
        older=older,
        files=many,
        teasers=many,
        sightings=st.lists(
            st.builds(Sighting, texts, maybe_text, st.none() | days), max_size=3
        ).map(tuple),
        same_text=many,
    )


versions = st.lists(articles(st.just(())), max_size=2).map(tuple)


@given(articles(versions))
def test_an_article_survives_its_record(article: Article) -> None:
    record = json.loads(json.dumps(to_record(article)))
    assert from_record(record) == article
    assert loads(dumps(article)) == article
    assert "\n" not in dumps(article)


def test_the_record_of_an_empty_article_is_all_unknown() -> None:
    assert to_record(Article(id="a")) == {
        "backfile": 1,
        "id": "a",
        "kind": "article",
        "genre": None,
        "title": "",
        "body": "",
        "date": None,
        "date_rule": None,
        "source": None,
        "agency": None,
        "section": None,
        "topics": [],
        "people": [],
        "orgs": [],
        "places": [],
        "exchanges": [],
        "place": None,
        "language": None,
        "author": None,
        "url": None,
        "timestamp": None,
        "captured": None,
        "version": 1,
        "files": [],
        "teasers": [],
        "paragraphs": [],
        "title_rule": None,
        "date_candidates": [],
        "unread_dates": [],
        "sightings": [],
        "same_text": [],
        "former_ids": [],
        "older": [],
    }


def test_a_record_reads_as_the_archive_wrote_it() -> None:
    article = Article(
        id="a",
        date=datetime.date(2024, 6, 19),
        date_rule=DateRule.META_LINE,
        paragraphs=(
            Paragraph(Role.DATELINE, "Port Ansel, June 19 --"),
            Paragraph(Role.TEXT, "The ferry is back."),
            Paragraph(Role.TEXT, "It sails at noon."),
        ),
    )
    record = to_record(article)
    assert record["body"] == "The ferry is back.\n\nIt sails at noon."
    assert record["date"] == "2024-06-19"
    assert record["date_rule"] == "meta_line"


def test_unknown_keys_are_ignored_and_missing_ones_are_unknown() -> None:
    article = from_record(
        {"backfile": 1, "id": "a", "colour": "red", "body": "One.\nTwo."}
    )
    assert article.id == "a"
    assert [p.text for p in article.paragraphs] == ["One.", "Two."]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("backfile", 2),
        ("backfile", None),
        ("id", 7),
        ("kind", "novel"),
        ("title", ["a"]),
        ("title", "\ud800"),
        ("date", "2023-02-29"),
        ("date", "20240619"),
        ("date", "2024-W25-3"),
        ("date", 20240619),
        ("date_rule", "guess"),
        ("title_rule", "guess"),
        ("topics", "trade"),
        ("topics", [1]),
        ("captured", "yesterday"),
        ("version", 0),
        ("version", True),
        ("version", "2"),
        ("version", None),
        ("paragraphs", [{"role": "song", "text": "la"}]),
        ("paragraphs", [{"role": "text"}]),
        ("paragraphs", ["la"]),
        ("paragraphs", {"role": "text", "text": "la"}),
        ("date_candidates", [{"rule": "url", "day": None}]),
        ("sightings", [{"source": "A"}]),
        ("sightings", [{"file": "a", "captured": "2024-13-01"}]),
        ("older", [{"backfile": 1, "version": "x"}]),
        ("older", [{"backfile": 1, "older": [{"backfile": 1}]}]),
    ],
)
def test_a_record_that_is_none_is_refused_by_key(key: str, value: object) -> None:
    with pytest.raises(ValueError, match=key):
        from_record({"backfile": 1, "id": "a", **{key: value}})


@pytest.mark.parametrize("line", ["[]", "3", "{", ""])
def test_a_line_that_is_no_object_is_refused(line: str) -> None:
    with pytest.raises(ValueError):
        loads(line)
