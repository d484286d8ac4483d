"""The help's examples: each sign of the language is there, and finds in any archive as many items as it says."""

from collections.abc import Iterable
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest

from indexer.article import Article, text_paragraphs
from indexer.engine import Engine, open_engine
from search_app.answer import search_answer
from search_app.help_rows import Row, help_rows
from search_app.lesson import lesson
from search_app.question import ask
from search_app.settings import Settings
from tests.small_archive import articles

TODAY = date(2026, 11, 24)

SIGNS = (
    " ",
    '"',
    " OR ",
    " -",
    "(",
    '"~5',
    "*",
    "?",
    "~",
    "=",
    "title:",
    "source:",
    "date:",
    "..",
    "before:",
    "after:",
)


def archive(found: Iterable[Article]) -> Engine:
    engine = open_engine("memory:")
    engine.rebuild(found)
    return engine


def foreign(*titles: str, language: str) -> list[Article]:
    return [
        Article(
            id=f"{language}-{number}",
            title=title,
            paragraphs=text_paragraphs(f"{title}. 2024 Saltmarket"),
            date=date(2024, 6, 1 + number),
            source=f"{title.split()[0]} gazette",
            language=language,
        )
        for number, title in enumerate(titles)
    ]


ARCHIVES = {
    "english": list(articles()),
    "german": foreign(
        "Verträge der Lotsen unterzeichnet",
        "Lotsen streiken weiter",
        "Verträge gekündigt gestern",
        language="de",
    ),
    "russian": foreign(
        "Правительство островов подписало договор",
        "Правительство молчит вторую неделю",
        "Маяк острова закрыт туманом",
        language="ru",
    ),
    "korean": foreign(
        "등대 위원회, 항구 조약 초안 공개",
        "항구 조약 반대",
        "안개 주의보 발령",
        language="ko",
    ),
    "chinese": foreign(
        "灯塔委员会公布港口条约草案", "港口关闭两天", "大雾警报解除", language="zh"
    ),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_each_sign_has_an_example_that_finds_something(name: str) -> None:
    engine = archive(ARCHIVES[name])
    rows = help_rows(engine, Settings(), TODAY)
    for sign in SIGNS:
        held = [row for row in rows.words if sign in row.typed]
        assert any(row.count for row in held), sign
    # "last week" and the last 30 days are empty in an archive that ends earlier.
    silent = [row.typed for row in (*rows.words, *rows.times) if not row.count]
    assert silent == ["last week", "past 30 days"]
    for row in (*rows.words, *rows.times):
        assert (row.count or 0) == _found(engine, row), row


def _found(engine: Engine, row: Row) -> int:
    question = ask(parse_qsl(urlsplit(row.url).query), Settings(), TODAY)
    assert not question.problems and not question.parsed.remarks
    return search_answer(engine, question, Settings())["total"]["all"]


@pytest.mark.parametrize(
    "held",
    [
        [],
        [Article(id="a")],
        [Article(id="a", title="x y z")],
        [Article(id="a", title="Two fine words here", source="!!!")],
    ],
)
def test_archive_with_few_words_is_no_trouble(held: list[Article]) -> None:
    rows = help_rows(archive(held), Settings(), TODAY)
    assert len(rows.words) >= len(SIGNS) - 1 and len(rows.times) == 8


def test_no_index_is_no_trouble() -> None:
    rows = help_rows(open_engine("memory:"), Settings(), TODAY)
    assert not any(row.count for row in (*rows.words, *rows.times))


def test_words_are_those_of_the_generation_that_is_served() -> None:
    engine = archive(ARCHIVES["english"])
    before = lesson(engine)
    engine.rebuild(ARCHIVES["german"])
    after = lesson(engine)
    assert before and after and before.phrase != after.phrase
    assert lesson(engine) is after
