"""A small archive for the tests of pages and JSON: every kind of document that a page shows in its own way."""

from collections.abc import Iterator
from datetime import date, timedelta

from flask import Flask

from indexer.article import (
    Article,
    DateCandidate,
    DateRule,
    Kind,
    Paragraph,
    Role,
    Sighting,
    TitleRule,
    text_paragraphs,
)
from indexer.engine import Engine, open_engine
from search_app import create_app
from search_app.settings import Value

TITLE = "The Test Isles press"

TREATY = Article(
    id="gazette-1",
    date=date(2024, 6, 19),
    date_rule=DateRule.META_LINE,
    date_candidates=(
        DateCandidate(DateRule.META_LINE, date(2024, 6, 19)),
        DateCandidate(DateRule.DATELINE, date(2024, 6, 18)),
    ),
    title="Council signs harbour treaty",
    title_rule=TitleRule.STATED,
    paragraphs=(
        Paragraph(Role.DATELINE, "Saltmarket, June 18 (TINA) --"),
        *text_paragraphs(
            "The councils signed the harbour treaty before dawn.\n\nNobody sang. The treaty <b>holds</b> & stands."
        ),
        Paragraph(Role.END_MARK, "-0-"),
    ),
    source="Harbour Gazette",
    section="Shipping",
    topics=("treaty", "dues"),
    author="Ann Other",
    place="Saltmarket",
    language="en",
    url="https://gazette.example/2024/06/19/treaty",
    captured=date(2026, 3, 20),
    files=("gazette.jsonl",),
    teasers=("teaser-1", "gazette-2"),
    same_text=("island-1",),
    version=2,
    older=(
        Article(
            id="gazette-1",
            date=date(2024, 6, 19),
            date_rule=DateRule.META_LINE,
            title="Council to sign harbour treaty",
            paragraphs=text_paragraphs("They will sign."),
            captured=date(2026, 3, 1),
        ),
    ),
)

TEASER = Article(
    id="teaser-1",
    kind=Kind.TEASER,
    date=date(2024, 6, 17),
    date_rule=DateRule.TEASER,
    paragraphs=text_paragraphs(
        "Text of the harbour treaty to be read in every parish before"
    ),
    source="Test Isles News",
    language="en",
    sightings=(
        Sighting("page-1.txt", "Test Isles News", date(2026, 3, 11)),
        Sighting("page-2.txt", "Test Isles News", date(2026, 3, 20)),
    ),
    files=("page-1.txt", "page-2.txt"),
)

RECOVERED = Article(
    id="gazette-2",
    date=date(2024, 5, 2),
    date_rule=DateRule.TEASER,
    paragraphs=text_paragraphs(
        "The delegation of the northern pilots arrived " + "and waited " * 40
    ),
    source="Harbour Gazette",
    language="en",
    sightings=(Sighting("page-3.txt", "Test Isles News", date(2026, 3, 20)),),
    files=("page-3.txt",),
)

UNDATED = Article(
    id="undated-1",
    title="Readers on the harbour",
    paragraphs=text_paragraphs("Nobody asked the ferrymen about the treaty."),
    source="Harbour Gazette",
    language="en",
    captured=date(2023, 8, 26),
    files=("letters.txt",),
)

KOREAN = Article(
    id="lamp-1",
    date=date(2023, 11, 3),
    date_rule=DateRule.RECORD,
    title="등대 위원회, 항구 조약 초안을 공개",
    paragraphs=text_paragraphs("위원회는 항구 조약 초안을 금요일에 공개하였다."),
    source="등대신문",
    language="ko",
    files=("lamp.jsonl",),
)


def articles() -> Iterator[Article]:
    """The five above, and forty more about herring in two sources over ten months."""
    yield from (TREATY, TEASER, RECOVERED, UNDATED, KOREAN)
    for number in range(40):
        yield Article(
            id=f"island-{number}",
            date=date(2023, 9, 1) + timedelta(days=7 * number),
            date_rule=DateRule.RECORD,
            title=f"Herring prices, week {number}",
            paragraphs=text_paragraphs("Best herring sold at the quay in the harbour."),
            source="Island Times" if number % 2 else "Harbour Gazette",
            section="Prices" if number % 4 else None,
            topics=(f"week {number % 12}",),
            language="en",
            files=("island.jsonl",),
        )


def small_engine(url: str = "memory:") -> Engine:
    """An engine that holds the archive."""
    engine = open_engine(url)
    engine.rebuild(articles())
    return engine


def small_app(**settings: Value) -> Flask:
    """The site over the archive."""
    return create_app(engine=small_engine(), title=TITLE, **settings)
