"""A document's story says where it was read, how its date is known, and what became part of it."""

import datetime
import json
from dataclasses import replace

from indexer.article import Article, DateCandidate, DateRule, Sighting, TitleRule
from indexer.explanation import RULE_WORDS, explained_text, explanation

DAY = datetime.date(2024, 6, 19)
OLDER = Article(id="tina-1", title="Council signs", date=DAY, files=("a.txt",))
ARTICLE = Article(
    id="tina-2",
    title="Council signs treaty",
    title_rule=TitleRule.STATED,
    source="Test Isles News",
    date=DAY,
    date_rule=DateRule.META_LINE,
    date_candidates=(
        DateCandidate(DateRule.META_LINE, DAY),
        DateCandidate(DateRule.TRAILER, DAY),
        DateCandidate(DateRule.DATELINE, DAY.replace(day=18)),
    ),
    captured=DAY.replace(day=20),
    version=2,
    older=(OLDER,),
    files=("b.txt", "c.txt"),
    teasers=("t-00000000000000aa",),
    sightings=(Sighting("d.txt", "Test Isles News", DAY.replace(day=21)),),
    same_text=("gazette-9",),
    former_ids=("t-00000000000000bb", "u-00000000000000cc"),
)


def test_the_story_of_an_article_holds_everything() -> None:
    assert explained_text(explanation(ARTICLE, "tina-1")).split("\n") == [
        "tina-1 became part of tina-2.",
        "tina-2: article of Test Isles News, “Council signs treaty”.",
        "Dated 2024-06-19, by the Date line.",
        "  the Date line says 2024-06-19: chosen",
        "  the trailer says 2024-06-19: agrees",
        "  the dateline says 2024-06-18: another day, less trusted",
        "Read from:",
        "  b.txt",
        "  c.txt",
        "Excerpts that became part of it:",
        "  t-00000000000000bb",
        "Shown as an excerpt by:",
        "  d.txt under Test Isles News, captured 2024-06-21",
        "Also led to by:",
        "  tina-1",
        "  u-00000000000000cc",
        "Versions:",
        "  1: tina-1, “Council signs”, 2024-06-19; a.txt",
        "  2: tina-2, “Council signs treaty”, 2024-06-19, captured 2024-06-20; b.txt, c.txt",
        "Listed on its page:",
        "  t-00000000000000aa",
        "The same text in another source:",
        "  gazette-9",
    ]


def test_a_date_that_an_excerpt_taught_is_among_the_candidates() -> None:
    taught = replace(
        ARTICLE, date_candidates=(), date_rule=DateRule.TEASER, older=(), version=1
    )
    assert explanation(taught, "tina-2")["date_candidates"] == [
        {"rule": "teaser", "day": "2024-06-19", "chosen": True}
    ]


def test_an_undated_untitled_document_says_so() -> None:
    bare = Article(id="a-1", date_candidates=(DateCandidate(DateRule.URL, DAY),))
    assert explained_text(explanation(bare, "a-1")).split("\n") == [
        "a-1: article, without a title.",
        "Undated.",
        "  the address says 2024-06-19: not believed",
    ]


def test_what_was_not_believed_or_not_read_is_told() -> None:
    future = DateCandidate(DateRule.RECORD, DAY.replace(year=2025))
    article = Article(
        id="a-1",
        captured=DAY,
        date_candidates=(future,),
        unread_dates=("06/07/2024",),
    )
    assert explained_text(explanation(article, "a-1")).split("\n") == [
        "a-1: article, without a title.",
        "Undated.",
        "  the record says 2025-06-19: after its capture, not believed",
        "  “06/07/2024” is not read as one day",
    ]


def test_the_story_is_json_and_every_rule_has_words() -> None:
    story = explanation(ARTICLE, "tina-2")
    assert json.loads(json.dumps(story)) == story
    assert set(RULE_WORDS) == set(DateRule)
