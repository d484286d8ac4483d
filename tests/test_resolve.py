"""What an archive knows together: one document each, dates that are right, and the same whatever the order."""

import datetime
import errno
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from random import Random
from tarfile import open as open_tar

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
    text_paragraphs,
)
from indexer.identity import PUBLIC, teaser_id
from indexer.ledger import Ledger, LedgerEntry, Outcome
from indexer.record import dumps, loads
from indexer.resolve import SAME_TEXT, Resolver
from indexer.sources import Options, Rejection, read, walk

LONG = (
    "The harbour master said on the quay that the ferry would sail again before the end of the week, "
    "once the new engine had been tried in the sound and the insurers had been told of it."
)
OTHER = (
    "Nobody on the outer islands expected the school to open this month, and yet eleven children "
    "climbed the hill on Monday with slates under their arms and a dog behind them."
)


def day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def article(
    body: str = "",
    title: str = "",
    on: str | None = None,
    source: str | None = "A",
    *,
    own: str = "",
    url: str | None = None,
    captured: str | None = None,
    file: str = "1.txt",
    teasers: tuple[str, ...] = (),
) -> Article:
    return Article(
        id=own,
        title=title,
        title_rule=TitleRule.STATED if title else None,
        date=day(on),
        date_rule=DateRule.RECORD if on else None,
        paragraphs=text_paragraphs(body),
        source=source,
        url=url,
        captured=day(captured),
        files=(file,),
        teasers=teasers,
    )


def by_dateline(body: str, captured: str | None, source: str | None = "A") -> Article:
    """A page that is dated by its dateline, the year by its capture."""
    page = article(body, source=source, captured=captured)
    seen = day(captured)
    dated = datetime.date(seen.year, 6, 19) if seen else None
    dateline = Paragraph(Role.DATELINE, "SALTMARKET, June 19 (LINA) --")
    return replace(
        page,
        date=dated,
        date_rule=DateRule.DATELINE,
        date_candidates=(DateCandidate(DateRule.DATELINE, dated),) if dated else (),
        paragraphs=(dateline, *page.paragraphs),
    )


def teaser(
    snippet: str,
    on: str | None,
    source: str | None = "A",
    *,
    title: str = "",
    file: str = "9.txt",
) -> Article:
    return Article(
        id=teaser_id(snippet, day(on)),
        kind=Kind.TEASER,
        title=title,
        title_rule=TitleRule.STATED if title else None,
        date=day(on),
        date_rule=DateRule.RECORD if on else None,
        paragraphs=text_paragraphs(snippet),
        source=source,
        files=(file,),
        sightings=(Sighting(file, source),),
    )


def snippet(body: str) -> str:
    return body[:125].rsplit(" ", 1)[0]


def resolved(records: Iterable[Article]) -> tuple[list[Article], Ledger]:
    with Resolver() as resolver:
        for record in records:
            resolver.add(record)
        ledger = resolver.resolve()
        documents = list(resolver.articles())
    assert ledger.balances
    assert ledger.created == len(documents)
    return documents, ledger


def documents(*records: Article) -> list[Article]:
    found, _ = resolved(records)
    for other in (reversed(records), sorted(records, key=dumps)):
        assert resolved(other)[0] == found
    assert resolved(map(loads, map(dumps, found)))[0] == found
    return found


# -- one record, one document ------------------------------------------------------------------------------------------


def test_the_same_record_in_two_files_is_one_document_with_both() -> None:
    one = article(LONG, "Ferry", "2024-06-19", file="b.txt")
    (found,) = documents(one, replace(one, files=("a.txt",)), one)
    assert found.files == ("a.txt", "b.txt")
    assert (found.version, found.older) == (1, ())


def test_headlines_without_a_body_stay_apart_by_their_ids() -> None:
    url = "https://news.example/press-review"
    records = [
        article("", "Press Review", "2024-06-19", own=f"h{n}", url=url)
        for n in range(5)
    ]
    assert [found.id for found in documents(*records)] == [f"h{n}" for n in range(5)]


def test_titles_alone_are_no_identity() -> None:
    records = [
        article(LONG, "Press Review", "2024-06-19"),
        article(OTHER, "Press Review", "2024-06-19"),
        article("", "Press Review", "2024-06-19", url="https://news.example/1"),
        article("", "Press Review", "2024-06-19", url="https://news.example/2"),
        article("", "Press Review", "2024-06-20"),
    ]
    assert len(documents(*records)) == 5


def test_a_page_that_states_less_stays_beside_the_record_that_states_more() -> None:
    page = article(LONG, captured="2024-07-01", file="page.txt")
    full = article(LONG, "Ferry", "2024-06-19", own="f1", file="full.jsonl")
    listed = teaser(snippet(LONG), "2024-06-19", title="Ferry")
    assert [one.files for one in documents(page, full)] == [
        ("full.jsonl",),
        ("page.txt",),
    ]
    taught, stated = documents(page, full, listed)
    assert (taught.title, taught.date) == (stated.title, stated.date)
    assert (taught.date_rule, stated.date_rule) == (DateRule.TEASER, DateRule.RECORD)


def test_records_that_agree_are_one_version_that_knows_what_both_did() -> None:
    page = replace(
        article(LONG, "Ferry", "2024-06-19", file="page.txt", captured="2024-07-01"),
        agency="Gazette",
        teasers=("t-1", "t-2"),
        unread_dates=("06/07/2024",),
    )
    later = replace(
        page,
        captured=day("2024-07-02"),
        teasers=("t-3", "t-2"),
        unread_dates=("last week",),
    )
    full = article(LONG, "Ferry", "2024-06-19", own="f1", file="full.jsonl")
    (found,) = documents(later, page, replace(full, section="Sea"))
    assert (found.id, found.version, found.files) == (
        "f1",
        1,
        ("full.jsonl", "page.txt"),
    )
    assert (found.agency, found.section) == ("Gazette", "Sea")
    assert found.teasers == ("t-1", "t-2", "t-3")
    assert found.captured == day("2024-07-01")
    assert found.unread_dates == ("06/07/2024", "last week")


# -- ids ---------------------------------------------------------------------------------------------------------------


def test_an_id_that_two_sources_use_leads_to_neither() -> None:
    one, other = documents(article(LONG, own="1"), article(OTHER, source="B", own="1"))
    assert one.id != other.id
    assert {one.id[:2], other.id[:2]} == {"i-"}
    # where one of them was published under it before, it still leads to an article
    assert one.former_ids == other.former_ids == ("1",)


def test_an_id_without_a_source_is_none_where_everything_differs() -> None:
    records = [
        article(LONG, "Ferry", "2024-06-19", None, own="1"),
        article(OTHER, "School", "2023-01-02", None, own="1"),
    ]
    apart = documents(*records)
    assert [one.former_ids for one in apart] == [("1",), ("1",)]
    untold = [article(LONG, source=None, own="1"), article(OTHER, source=None, own="1")]
    assert len(documents(*untold)) == 2
    corrected = article(OTHER, "Ferry", "2024-06-19", None, own="1")
    assert len(documents(records[0], corrected)) == 1


def test_an_article_cannot_take_the_id_of_a_teaser() -> None:
    listed = teaser(OTHER, "2024-06-19")
    found = documents(article(LONG, own=listed.id), listed)
    assert len({one.id for one in found}) == 2
    assert {one.id: one.kind for one in found}[listed.id] is Kind.TEASER


def test_an_address_is_an_identity_until_different_texts_use_it() -> None:
    url = "https://news.example/latest"
    first = article(LONG, url=url, captured="2024-06-19")
    second = article(LONG + " It did.", url=url, captured="2024-06-20")
    (found,) = documents(first, second)
    assert found.id.startswith("u-")
    assert [v.body for v in found.older] == [LONG]
    shared = documents(first, second, article(OTHER, url=url))
    assert [one.id[:2] for one in shared] == ["a-"] * 3
    assert {one.former_ids for one in shared} == {(found.id,)}
    apart = documents(first, replace(second, url=url + "#2"))
    assert len(apart) == 2


# -- versions ----------------------------------------------------------------------------------------------------------


def test_versions_are_numbered_by_capture() -> None:
    records = [
        article(
            f"{LONG} Edition {n}.",
            "Ferry",
            "2024-06-19",
            own="f",
            captured=f"2024-06-{30 - n}",
            file=f"{n}.txt",
        )
        for n in (1, 2, 3)
    ]
    (found,) = documents(*records)
    assert found.version == 3
    assert [v.version for v in found.older] == [1, 2]
    assert [v.body[-2:] for v in (*found.older, found)] == ["3.", "2.", "1."]
    assert [v.files for v in (*found.older, found)] == [
        ("3.txt",),
        ("2.txt",),
        ("1.txt",),
    ]
    assert resolved(records)[1].versions == 2


def test_same_source_date_title_and_half_the_words_is_a_version() -> None:
    first = article(LONG, "Ferry", "2024-06-19", own="f1", captured="2024-06-19")
    second = article(
        LONG[:100] + " tomorrow.",
        "Ferry",
        "2024-06-19",
        own="f2",
        captured="2024-06-20",
    )
    (found,) = documents(first, second)
    # no id is lost
    assert [found.id, found.older[0].id] == ["f2", "f1"]
    for other in (
        replace(second, source="B"),
        replace(second, date=day("2024-06-20")),
        replace(second, title="Boat"),
        replace(second, paragraphs=text_paragraphs(OTHER)),
    ):
        assert len(documents(first, other)) == 2


@pytest.mark.parametrize(("shared", "expected"), [(12, 1), (11, 2)])
def test_half_the_words_are_half(shared: int, expected: int) -> None:
    first = [f"a{n}" for n in range(24)]
    second = first[:shared] + [f"b{n}" for n in range(24 - shared)]
    one, other = (
        article(" ".join(words), "Ferry", "2024-06-19", own=words[-1])
        for words in (first, second)
    )
    assert len(documents(one, other)) == expected


def test_a_teaser_is_no_version_of_an_article() -> None:
    full = article(OTHER, "School", "2024-06-19")
    listed = teaser(OTHER[:60] + " elsewhere", "2024-06-19", title="School")
    assert len(documents(full, listed)) == 2


def test_the_same_body_under_two_sources_is_two_linked_documents() -> None:
    one, other, third = documents(
        article(LONG, "Ferry", "2024-06-19", own="a"),
        article(LONG, "Boat", "2024-06-19", "B", own="b"),
        article(LONG, "Ship", "2024-06-20", own="c"),
    )
    assert (one.same_text, other.same_text, third.same_text) == (
        ("b",),
        ("a", "c"),
        ("b",),
    )


def test_links_to_the_same_body_are_bounded() -> None:
    records = [
        article(LONG, f"T{n}", "2024-06-19", f"S{n}", own=f"x{n}") for n in range(150)
    ]
    found, _ = resolved(records)
    assert {len(one.same_text) for one in found} == {SAME_TEXT}


# -- teasers -----------------------------------------------------------------------------------------------------------


def test_a_teaser_on_many_pages_is_one_document() -> None:
    (found,) = documents(
        teaser(snippet(LONG), "2024-06-19", file="2.txt"),
        teaser(snippet(LONG), "2024-06-19", "B", file="3.txt", title="Ferry"),
        teaser(snippet(LONG).upper(), "2024-06-19", "B", file="1.txt"),
    )
    assert found.sightings == (
        Sighting("1.txt", "B"),
        Sighting("2.txt", "A"),
        Sighting("3.txt", "B"),
    )
    assert found.files == ("1.txt", "2.txt", "3.txt")
    assert (found.title, found.source) == ("Ferry", "B")


def test_a_teaser_gives_its_article_date_and_title_and_becomes_part_of_it() -> None:
    listed = teaser(snippet(LONG), "2024-06-19", title="Ferry to sail")
    page = article(OTHER, "School", "2024-06-20", file="9.txt", teasers=(listed.id,))
    records = [article(LONG), listed, page]
    found, page_found = documents(*records)
    assert (found.date, found.date_rule) == (day("2024-06-19"), DateRule.TEASER)
    assert (found.title, found.title_rule) == ("Ferry to sail", TitleRule.TEASER)
    assert found.sightings == (Sighting("9.txt", "A"),)
    assert found.files == ("1.txt",)
    assert page_found.teasers == (found.id,)
    assert (found.former_ids, page_found.former_ids) == ((listed.id,), ())
    ledger = resolved(records)[1]
    assert (ledger.read, ledger.created, ledger.promoted) == (3, 2, 1)


def test_a_snippet_may_end_in_dots_and_other_quotes() -> None:
    body = "\u201cThe harbour\u2019s master\u201d " + LONG
    listed = teaser(
        snippet('"The harbour\'s master" ' + LONG) + " \u2026", "2024-06-19"
    )
    (found,) = documents(article(body), listed)
    assert found.date == day("2024-06-19")


def test_a_stated_title_and_date_stay() -> None:
    full = article(LONG, "Ferry", "2024-06-19")
    (found,) = documents(full, teaser(snippet(LONG), "2024-06-19", title="Boat"))
    assert (found.title, found.date_rule) == ("Ferry", DateRule.RECORD)
    apart = documents(full, teaser(snippet(LONG), "2024-06-21"))
    assert len(apart) == 2


def test_teasers_of_two_days_teach_no_date_and_stay() -> None:
    found = documents(
        article(LONG),
        teaser(snippet(LONG), "2024-06-19"),
        teaser(snippet(LONG), "2024-06-21"),
    )
    assert [one.kind for one in found] == [Kind.TEASER, Kind.TEASER, Kind.ARTICLE]
    assert found[-1].date is None


def test_a_formulaic_opening_leaves_both_as_they_are() -> None:
    found = documents(
        article(LONG + " A first end."),
        article(LONG + " A second end.", on="2024-06-01"),
        teaser(snippet(LONG), "2024-06-19", "B"),
    )
    assert [one.kind for one in found] == [Kind.ARTICLE, Kind.TEASER, Kind.ARTICLE]
    assert found[-1].date is None


def test_a_snippet_may_keep_the_dateline_that_the_article_shows_apart() -> None:
    page = article(LONG, captured="2024-07-01")
    dateline = Paragraph(Role.DATELINE, "SALTMARKET, June 19 (LINA) --")
    page = replace(page, paragraphs=(dateline, *page.paragraphs))
    (found,) = documents(
        page, teaser(f"{dateline.text} {snippet(LONG)}", "2024-06-19", file="2.txt")
    )
    assert (found.date, found.date_rule) == (day("2024-06-19"), DateRule.TEASER)
    literal = article(f"{dateline.text} {LONG}", own="1", on="2024-06-19")
    (found,) = documents(
        literal, teaser(f"{dateline.text} {snippet(LONG)}", "2024-06-19", file="2.txt")
    )
    assert len(found.sightings) == 1


def test_a_guessed_year_gives_way_to_an_excerpt() -> None:
    page = by_dateline(LONG, "2024-07-01")
    (found,) = documents(page)
    assert (found.date, found.date_rule) == (day("2024-06-19"), DateRule.DATELINE)
    listed = teaser(snippet(LONG), "2017-06-19", file="2.txt")
    (found,) = documents(page, listed)
    assert (found.date, found.date_rule) == (day("2017-06-19"), DateRule.TEASER)
    assert found.date_candidates == ()
    # two that disagree teach nothing, even where one of them is of the guess
    *_, found = documents(page, listed, teaser(snippet(LONG), "2016-06-19"))
    assert (found.kind, found.date) == (Kind.ARTICLE, None)
    *_, found = documents(page, listed, teaser(snippet(LONG), "2024-06-19"))
    assert (found.kind, found.date) == (Kind.ARTICLE, None)
    (found,) = documents(page, teaser(snippet(LONG), "2024-06-19"))
    assert (found.date, found.date_rule) == (day("2024-06-19"), DateRule.DATELINE)


def test_two_captures_of_a_page_without_a_year_are_one_article() -> None:
    pages = [by_dateline(LONG, f"{year}-07-01") for year in (2024, 2025)]
    (found,) = documents(*pages)
    assert (found.date, found.version) == (day("2024-06-19"), 1)


def test_an_excerpt_of_the_day_beside_is_of_the_article_all_the_same() -> None:
    dated = article(LONG, "Ferry", "2024-06-19", own="1")
    (found,) = documents(dated, teaser(snippet(LONG), "2024-06-20"))
    assert found.date == day("2024-06-19")
    (other,) = found.date_candidates
    assert (other.rule, other.day) == (DateRule.TEASER, day("2024-06-20"))
    assert len(documents(dated, teaser(snippet(LONG), "2024-06-21"))) == 2
    both = [dated, article(LONG, "Ferry", "2024-06-20", own="2")]
    each = documents(*both, teaser(snippet(LONG), "2024-06-20"))
    assert [len(one.sightings) for one in each] == [0, 1]


def test_teasers_of_its_source_that_agree_date_an_article_all_the_same() -> None:
    found = documents(
        article(LONG + " A first end."),
        article(LONG + " A second end.", on="2024-06-01"),
        teaser(snippet(LONG), "2024-06-19"),
    )
    assert {(one.kind, one.date) for one in found[1:]} == {
        (Kind.ARTICLE, day("2024-06-19")),
        (Kind.TEASER, day("2024-06-19")),
    }


def dates_of(*records: Article) -> list[datetime.date | None]:
    found = {one.id: one.date for one in documents(*records)}
    return [found[record.id] for record in records if record.kind is Kind.ARTICLE]


@pytest.mark.parametrize("of", ["A", "B"])
def test_a_teaser_that_may_mean_several_articles_dates_none(of: str) -> None:
    listed = teaser(snippet(LONG), "2024-06-01", of)
    several = [article(f"{LONG} {end}", own=end) for end in ("One.", "Two.", "Three.")]
    assert dates_of(*several, listed) == [None] * 3
    # openings of which each is its own text's, but for the snippet
    texts = [OTHER[:60] + LONG, OTHER[:60] + LONG[20:]]
    apart = [article(text, own=f"x{n}") for n, text in enumerate(texts)]
    short = teaser(OTHER[:60].strip(), "2024-06-01", of)
    assert dates_of(*apart, short) == [None] * 2


def test_what_has_the_day_of_a_teaser_explains_it() -> None:
    listed = teaser(snippet(LONG), "2024-06-01")
    dated = article(LONG + " One.", "One", "2024-06-01", own="one")
    assert dates_of(dated, article(LONG + " Two.", own="two"), listed) == [
        day("2024-06-01"),
        None,
    ]


def test_a_dateline_singles_out_one_of_several_articles() -> None:
    line = Paragraph(Role.DATELINE, "Port Ansel, June 1 (Gazette) --")
    first, second = (article(LONG + end, own=end) for end in ("One.", "Two."))
    first = replace(first, paragraphs=(line, *first.paragraphs))
    listed = teaser(snippet(LONG), "2024-06-01")
    assert dates_of(first, second, listed) == [day("2024-06-01"), None]


def test_a_teaser_goes_to_the_article_of_its_own_source() -> None:
    found = documents(
        article(LONG, own="a"),
        article(LONG, source="B", own="b", file="2.txt"),
        teaser(snippet(LONG), "2024-06-19", "B"),
    )
    assert [(one.id, one.date) for one in found] == [
        ("b", day("2024-06-19")),
        ("a", None),
    ]


def test_a_teaser_of_two_sources_goes_to_both_copies() -> None:
    listed = teaser(snippet(LONG), "2024-06-19", "A", file="8.txt")
    pages = [
        article(OTHER, "X", "2024-07-01", s, own=f"p{s}", teasers=(listed.id,))
        for s in "AB"
    ]
    found = documents(
        article(LONG, own="a"),
        article(LONG, source="B", own="b"),
        listed,
        teaser(snippet(LONG), "2024-06-19", "B", file="9.txt"),
        *pages,
    )
    assert [(one.id, one.sightings) for one in found[:2]] == [
        ("a", (Sighting("8.txt", "A"),)),
        ("b", (Sighting("9.txt", "B"),)),
    ]
    assert [one.teasers for one in found[2:]] == [("a",), ("b",)]


def test_no_article_is_newer_than_its_own_page() -> None:
    old = teaser(OTHER, "2024-06-01", "B")
    late = teaser(snippet(LONG), "2024-06-19")
    page = article(LONG, teasers=(old.id,))
    found = documents(page, old, late)
    assert [one.date for one in found if one.kind is Kind.ARTICLE] == [None]
    captured = article(LONG, captured="2024-06-18")
    assert documents(captured, late)[-1].date is None


def test_a_dateline_chooses_between_teasers() -> None:
    page = replace(
        article(),
        paragraphs=(
            Paragraph(Role.DATELINE, "Port Ansel, June 19 (Gazette) --"),
            Paragraph(Role.TEXT, LONG),
        ),
    )
    found = documents(
        page,
        teaser(snippet(LONG), "2024-06-19"),
        teaser(snippet(LONG), "2024-02-07"),
    )
    assert [(one.kind, one.date) for one in found] == [
        (Kind.TEASER, day("2024-02-07")),
        (Kind.ARTICLE, day("2024-06-19")),
    ]


# -- order and memory --------------------------------------------------------------------------------------------------


def test_documents_come_oldest_first_and_undated_last() -> None:
    found = documents(
        article(LONG, own="z", on="2024-06-19"),
        article(OTHER, own="a"),
        article("Third.", own="m", on="2024-06-19"),
        article("Fourth.", own="y", on="1999-12-31"),
    )
    assert [one.id for one in found] == ["y", "m", "z", "a"]


def test_the_books_tell_source_and_rule() -> None:
    edition = article(LONG + " It did.", "Ferry", "2024-06-19", own="b", file="2.txt")
    address = "https://news.example/1"
    records = [
        article(LONG, "Ferry", "2024-06-19", own="a", captured="2024-06-20"),
        article(LONG, "Ferry", "2024-06-19", own="a", file="2.txt"),
        edition,
        article(OTHER, source="B", url=address),
        article("Fog.", source=None),
        teaser(snippet(LONG), "2024-06-19", file="7.txt"),
        teaser(snippet(LONG), "2024-06-19", file="8.txt"),
        teaser("Rain is expected in the north.", "2024-06-19", "B"),
    ]
    _, ledger = resolved(records)
    assert [(e.source, e.outcome.value, e.rule, e.count) for e in ledger.entries] == [
        (None, "created", "text", 1),
        ("A", "created", "own id", 1),
        ("A", "merged", "excerpt", 1),
        ("A", "merged", "own id", 1),
        ("A", "promoted", "opening", 1),
        ("A", "versions", "title", 1),
        ("B", "created", "address", 1),
        ("B", "created", "excerpt", 1),
    ]
    assert resolved(records[::-1])[1] == ledger


def test_rejects_and_files_are_in_the_books() -> None:
    with Resolver() as resolver:
        resolver.add(article(LONG, own="a"))
        resolver.reject()
        resolver.count_file()
        resolver.count_file()
        resolver.reject(whole=True)
        ledger = resolver.resolve()
    assert ledger == Ledger(
        files=2,
        read=3,
        created=1,
        rejected=2,
        entries=(
            LedgerEntry(None, Outcome.REJECTED, "file", 1),
            LedgerEntry(None, Outcome.REJECTED, "record", 1),
            LedgerEntry("A", Outcome.CREATED, "own id", 1),
        ),
    )


def test_a_full_disk_is_an_error_of_the_system() -> None:
    with Resolver() as resolver:
        resolver._db.execute("PRAGMA max_page_count = 60")
        with pytest.raises(OSError) as caught:
            for n in range(10_000):
                resolver.add(article(LONG, own=f"x{n}"))
        assert caught.value.errno == errno.ENOSPC


def test_many_texts_of_one_title_and_day_take_no_time() -> None:
    records = [
        article(f"w{n} " * 40, "Press Review", "2024-06-19", own=f"x{n}")
        for n in range(2_000)
    ]
    assert len(resolved(records)[0]) == 2_000


def test_many_records_of_one_text_that_disagree_take_no_time() -> None:
    records = [
        replace(article(LONG, own="x", file=f"{n}.txt"), author=f"Author {n % 3_000}")
        for n in range(6_000)
    ]
    (found,), ledger = resolved(records)
    assert (ledger.versions, ledger.merged) == (2_999, 3_000)
    assert found.version == 3_000
    assert all(len(version.files) == 2 for version in (found, *found.older))


# -- laws --------------------------------------------------------------------------------------------------------------

# Openings that are shared for long, then differ; parts of them; short ones.
BODIES = [
    LONG,
    LONG + " A first end.",
    LONG + " Another end, in more words than the one before it, told at length.",
    OTHER,
    OTHER + " It rained.",
    "Fog.",
    "",
]
DAYS = [None, "2024-06-18", "2024-06-19", "2024-06-20"]
SOURCES = st.sampled_from(["A", "B", None])
DATELINE = "SALTMARKET, June 19 (LINA) -- "
SNIPPETS = [
    snippet(LONG),
    snippet(OTHER),
    OTHER[:40],
    "Fog.",
    LONG,
    DATELINE + snippet(LONG),
]
LISTED = st.lists(
    st.builds(
        lambda s, d: teaser_id(s, day(d)),
        st.sampled_from(SNIPPETS),
        st.sampled_from(DAYS),
    ),
    max_size=2,
    unique=True,
).map(tuple)

guessed = st.builds(
    lambda body, source, captured: by_dateline(body, captured, source),
    st.sampled_from(BODIES[:5]),
    SOURCES,
    st.sampled_from(["2024-07-01", "2025-07-01"]),
)
articles = st.builds(
    article,
    st.sampled_from(BODIES),
    st.sampled_from(["", "Ferry", "Press Review"]),
    st.sampled_from(DAYS),
    SOURCES,
    own=st.sampled_from(["", "", "1", "2", "odd id"]),
    url=st.sampled_from([None, None, "https://news.example/1"]),
    captured=st.sampled_from([None, "2024-06-19", "2024-07-01"]),
    file=st.sampled_from(["1.txt", "2.txt"]),
    teasers=LISTED,
)
teasers = st.builds(
    teaser,
    st.sampled_from(SNIPPETS),
    st.sampled_from(DAYS),
    SOURCES,
    title=st.sampled_from(["", "Ferry", "Boat"]),
    file=st.sampled_from(["1.txt", "2.txt"]),
)
archives = st.lists(articles | teasers | guessed, max_size=9)


@given(archives, st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_show(
    records: list[Article], random: Random
) -> None:
    shuffled = list(records)
    random.shuffle(shuffled)
    assert resolved(records) == resolved(shuffled)


@given(archives)
def test_an_export_gives_the_archive_it_came_from(records: list[Article]) -> None:
    found, _ = resolved(records)
    again, ledger = resolved([loads(dumps(document)) for document in found])
    assert again == found
    assert ledger.created == ledger.read == len(found)


@given(archives)
def test_every_id_is_unique_and_fit_for_a_url(records: list[Article]) -> None:
    found, _ = resolved(records)
    ids = [document.id for document in found]
    assert len(set(ids)) == len(ids)
    assert all(map(PUBLIC.fullmatch, ids))


@given(archives)
def test_no_text_is_lost_and_none_invented(records: list[Article]) -> None:
    found, _ = resolved(records)
    versions = [v for document in found for v in (document, *document.older)]
    articles = [r for r in records if r.kind is Kind.ARTICLE]
    assert {(r.body, r.source) for r in articles} == {
        (v.body, v.source) for v in versions if v.kind is Kind.ARTICLE
    }
    sights = {s for r in records for s in r.sightings}
    assert sights == {s for document in found for s in document.sightings}


@given(archives)
def test_the_id_of_every_teaser_still_leads_somewhere(records: list[Article]) -> None:
    found, _ = resolved(records)
    led = {name for document in found for name in (document.id, *document.former_ids)}
    assert {r.id for r in records if r.kind is Kind.TEASER} <= led
    again, _ = resolved([*found, *records])
    kept = {name for document in again for name in (document.id, *document.former_ids)}
    assert led <= kept | {name for name in led if not name.startswith("t-")}


@given(archives)
def test_records_read_twice_are_merged(records: list[Article]) -> None:
    found, once = resolved(records)
    again, twice = resolved([*records, *records])
    assert again == found
    assert twice.merged == once.merged + len(records)


@given(archives)
def test_a_stated_date_and_title_are_never_changed(records: list[Article]) -> None:
    stated = {
        (r.source, r.body, r.date) for r in records if r.kind is Kind.ARTICLE and r.date
    }
    for found in resolved(records)[0]:
        if found.kind is Kind.ARTICLE and found.date_rule is DateRule.RECORD:
            assert (found.source, found.body, found.date) in stated


# -- real pages --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def pages(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kcna")
    with open_tar(shared / "corpora" / "kcna_pages.tar.xz") as tar:
        tar.extractall(folder, filter="data")
    (truth,) = folder.rglob("truth.jsonl")
    return truth.parent


def test_real_pages_get_their_dates_and_no_wrong_one(pages: Path) -> None:
    lines = (pages / "truth.jsonl").read_text("utf-8").splitlines()
    truth = [json.loads(line) for line in lines]
    records = [
        record
        for file in walk([pages / "pages"])
        if not isinstance(file, Rejection)
        for record in read(file, Options())
        if not isinstance(record, Rejection)
    ]
    found, ledger = resolved(records)
    assert resolved(found)[0] == found
    full = [one for one in found if one.kind is Kind.ARTICLE]
    by_file = {Path(one.files[0]).name: one for one in full}
    assert len(by_file) == len(full) == len(truth)
    announced = {listed["of"] for page in truth for listed in page["teasers"]}
    bare = [page for page in truth if page["layout"] == "bare"]
    known = [page for page in bare if by_file[page["page"]].date]
    right = [p for p in known if by_file[p["page"]].date == day(p["true_date"])]
    assert right == known
    assert len(right) >= 0.95 * sum(page["id"] in announced for page in bare)
    titled = [page for page in bare if by_file[page["page"]].title]
    assert len(titled) > 400
    assert all(by_file[p["page"]].title == p["true_title"] for p in titled)
    assert ledger.promoted > 1_500
