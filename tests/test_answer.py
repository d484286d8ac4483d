"""The pieces of an answer that need no engine: dates in words, charts, headlines, links, examples."""

from datetime import date

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
)
from indexer.engine import open_engine
from indexer.engine.errors import TooExpensive
from search_app.answer import search_answer
from search_app.answer_types import BucketAnswer, HistogramAnswer
from search_app.chart import BASE, chart
from search_app.date_words import date_answer, said
from search_app.examples import examples
from search_app.labels import counted, plural, script_language, value_label
from search_app.lesson import lesson
from search_app.links import safe_url
from search_app.question import ask
from search_app.search_state import SearchState
from search_app.settings import Settings
from search_app.steering import steering
from tests.small_archive import RECOVERED, TEASER, TREATY, UNDATED, small_engine

TODAY = date(2026, 11, 24)


def by_dateline(text: str) -> Article:
    return Article(
        id="a",
        captured=date(2024, 7, 1),
        date=date(2024, 6, 18),
        date_rule=DateRule.DATELINE,
        paragraphs=(Paragraph(Role.DATELINE, text),),
    )


@pytest.mark.parametrize(
    ("article", "sentence"),
    [
        (TREATY, "Its Date line; the dateline says 18 June."),
        (
            RECOVERED,
            "Recovered from an excerpt listed by Test Isles News on 20 March 2026.",
        ),
        (TEASER, "The date beside it listed by Test Isles News on 11 March 2026."),
        (UNDATED, "Undated: the page gives no date."),
        (Article(id="a", title="A record"), "Undated: no date could be read."),
        (
            Article(
                id="a",
                date=date(2024, 1, 1),
                date_rule=DateRule.TRAILER,
                date_candidates=(DateCandidate(DateRule.URL, date(2023, 12, 31)),),
            ),
            "The trailer at its end; the address says 31 December 2023.",
        ),
        (
            Article(
                id="a",
                date_candidates=(
                    DateCandidate(DateRule.URL, date(2023, 12, 31)),
                    DateCandidate(DateRule.TRAILER, date(2023, 12, 30)),
                ),
            ),
            "Undated: its dates disagree; the address says 31 December 2023, the trailer says 30 December 2023.",
        ),
        (
            Article(
                id="a",
                captured=date(2023, 1, 1),
                date_candidates=(DateCandidate(DateRule.URL, date(2023, 12, 31)),),
            ),
            "Undated: the address says 31 December 2023, after it was captured.",
        ),
        (
            Article(id="a", unread_dates=("06/07/2024",)),
            "Undated: “06/07/2024” cannot be read as one day.",
        ),
        (
            by_dateline("Saltmarket, June 18 (LINA) --"),
            "Its dateline, the year taken from when it was captured.",
        ),
        (by_dateline("Saltmarket, June 18, 2024 (LINA) --"), "Its dateline."),
    ],
)
def test_date_is_said_with_how_it_is_known(article: Article, sentence: str) -> None:
    assert said(article) == sentence


@pytest.mark.parametrize("rule", DateRule)
@pytest.mark.parametrize("kind", Kind)
def test_every_rule_has_its_words(rule: DateRule, kind: Kind) -> None:
    plain = Article(id="a", kind=kind, date=date(2024, 6, 19), date_rule=rule)
    known = date_answer(plain)
    assert known["said"].endswith(".") and known["said"][0].isupper()
    recovered = rule in (DateRule.TEASER, DateRule.DATELINE, DateRule.PARSED)
    assert known["certain"] is not recovered
    seen = Article(
        id="a",
        date=date(2024, 6, 19),
        date_rule=rule,
        sightings=(Sighting("page.txt"),),
    )
    assert "None" not in said(seen)


@pytest.mark.parametrize(
    "url", ["https://a.example/b?c=d#e", "http://a.example:80/", "http://[::1]/"]
)
def test_address_of_the_web_is_a_link(url: str) -> None:
    assert safe_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        " https://a.example/",
        "\x01javascript:alert(1)",
        "//a.example/",
        "https://",
        "http://[::1",
        "http://a.example:b/",
        "https://a.example/\r\nX: 1",
        "https://a.example/\u202etxt",
        "data:text/html,x",
        "vbscript:x",
    ],
)
def test_any_other_address_is_none(url: str | None) -> None:
    assert safe_url(url) is None


@given(st.text())
def test_no_address_is_an_exception(url: str) -> None:
    found = safe_url(url)
    assert found is None or found.casefold().startswith(("http:", "https:"))


def histogram(*counts: int, unit: str = "month", held: int = 1) -> HistogramAnswer:
    buckets: list[BucketAnswer] = [
        {
            "from": f"{2020 + number // 12}-{number % 12 + 1:02}-01",
            "to": f"{2020 + number // 12}-{number % 12 + 1:02}-28",
            "label": f"month {number}",
            "count": count,
            "held": max(count, held),
            "url": f"/search?when={number}",
        }
        for number, count in enumerate(counts)
    ]
    return {
        "unit": unit,
        "wider_url": None,
        "undated": {"count": 0, "url": "/"},
        "buckets": buckets,
    }


def days(first: date, last: date) -> str:
    return f"{first}..{last}"


def test_run_of_bars_needs_two() -> None:
    assert chart(None, days) is None
    assert chart(histogram(), days) is None
    assert chart(histogram(0, 9, 0), days) is None
    assert chart(histogram(1, 9), days) is not None


@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=400))
def test_bars_fit_the_run(counts: list[int]) -> None:
    run = chart(histogram(*counts), days)
    if run is None:
        assert sum(count > 0 for count in counts) < 2
        return
    for bar, count in zip(run.bars, counts, strict=True):
        assert (bar.height > 0) is (count > 0)
        assert bar.height == 0 or 2 <= bar.height <= BASE
        right = float(bar.x.rstrip("%")) + float(bar.width.rstrip("%"))
        assert 0 <= float(bar.x.rstrip("%")) and right <= 100.1
        assert float(bar.width.rstrip("%")) <= 2
    assert max(bar.height for bar in run.bars) == BASE - 8
    assert 1 <= len(run.ticks) <= 8
    assert run.ticks[0].text == ("Jan" if len(counts) <= 12 else "2020")


def test_caption_says_what_is_hatched() -> None:
    run = chart(histogram(3, 0, 5, held=0), days)
    assert run and run.caption == "By month; most 5, month 2. Hatched: none held."
    assert "none held" in run.bars[1].title


def test_labels_are_in_a_readers_words() -> None:
    assert value_label("language", "ko") == "한국어"
    assert value_label("language", "xx") == "xx"
    assert value_label("kind", "teaser") == "Excerpt only"
    assert value_label("section", None) == "(no section)"
    assert value_label("month", "2024-06") == "June 2024"
    assert plural("people") == "people" and plural("agency") == "agencies"
    assert counted(1, "match", "matches") == "1 match"
    assert counted(1243, "article") == "1,243 articles"


def test_letters_tell_the_looks_they_need() -> None:
    looks = {
        "harbour": "",
        "항구": "ko",
        "港口": "zh",
        "港のカモメ": "ja",
        "조약 條約": "ko",
    }
    assert {text: script_language(text) for text in looks} == looks


def test_examples_are_made_of_the_words_of_the_archive() -> None:
    engine = small_engine()
    found = examples(lesson(engine))
    assert found[0] == '"herring prices"' and len(found) == 4
    for text in found:
        answer = search_answer(
            engine, ask([("q", text)], Settings(), TODAY), Settings()
        )
        assert answer["total"]["all"], text
    assert examples(None) == ()


def test_pages_are_numbered_around_the_reader() -> None:
    links = steering(SearchState(q="a", page=7), pages=5171).pages
    assert [link.text for link in links] == ["1", "", "6", "7", "8", "", "5,171"]
    assert [link.text for link in links if link.current] == ["7"]
    assert steering(SearchState(), pages=3).previous == ""
    assert steering(SearchState(page=3), pages=3).next == ""


def test_form_carries_on_every_choice() -> None:
    pairs = [
        ("q", "treaty"),
        ("source", "A"),
        ("-source", "B"),
        ("none", "section"),
        ("from", "2024"),
        ("sort", "oldest"),
        ("page", "3"),
    ]
    state, _ = SearchState.read(pairs, TODAY)
    hidden = dict(steering(state).hidden)
    assert hidden == {
        "source": "A",
        "-source": "B",
        "none": "section",
        "from": "2024",
        "sort": "oldest",
    }
    shown = frozenset(("source", "section", "from", "to"))
    assert dict(steering(state, shown=shown).hidden) == {
        "-source": "B",
        "sort": "oldest",
    }


def test_budget_of_a_request_is_kept() -> None:
    question = ask([("q", "harbour")], Settings(), TODAY)
    with pytest.raises(TooExpensive) as caught:
        search_answer(small_engine(), question, Settings(request_seconds=-1.0))
    assert caught.value.timed_out


def test_empty_archive_is_an_answer() -> None:
    engine = open_engine("memory:")
    engine.rebuild([])
    answer = search_answer(engine, ask([], Settings(), TODAY), Settings())
    assert answer["total"]["all"] == 0 and answer["index"]["from"] is None
