"""The dates of a search lead out step by step, and every bar, label and count of undated ones keeps its word."""

from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from search_app.answer import search_answer
from search_app.answer_types import SearchAnswer
from search_app.chart import chart
from search_app.date_trail import date_trail
from search_app.histogram_answer import period_url
from search_app.question import Question, ask
from search_app.settings import Settings
from tests.small_archive import small_engine

TODAY = date(2026, 11, 24)
ENGINE = small_engine()


def asked(url: str) -> Question:
    question = ask(parse_qsl(urlsplit(url).query), Settings(), TODAY)
    assert not question.problems, url
    return question


def answer(url: str) -> SearchAnswer:
    return search_answer(ENGINE, asked(url), Settings())


@pytest.mark.parametrize(
    ("parameters", "steps"),
    [
        ("q=herring", []),
        ("dated=no", []),
        ("when=2024", ["All dates", "2024"]),
        ("when=June 2024", ["All dates", "2024", "June"]),
        ("when=19 June 2024", ["All dates", "2024", "June", "19"]),
        (
            "when=2024-05-16..2024-06-02",
            ["All dates", "2024", "16 May 2024 – 2 June 2024"],
        ),
        (
            "when=2024-06-16..2024-06-20",
            ["All dates", "2024", "June", "16 June 2024 – 20 June 2024"],
        ),
        ("when=2019..2021", ["All dates", "2019–2021"]),
        ("when=since 2019", ["All dates", "since 2019"]),
        (
            "when=2024&from=2024-03&to=2024-05-31",
            ["All dates", "2024", "March 2024 – May 2024"],
        ),
        ("q=a date:2024-06", ["All dates", "2024", "June"]),
        ("when=19 June every year", ["All dates", "19 June of every year"]),
    ],
)
def test_steps_lead_out(parameters: str, steps: list[str]) -> None:
    trail = date_trail(asked(f"/search?{parameters}"))
    assert [step.text for step in trail.steps] == steps
    assert [step.current for step in trail.steps] == [
        place == len(steps) - 1 for place in range(len(steps))
    ]


def test_each_step_is_wider_than_the_one_behind_it() -> None:
    trail = date_trail(asked("/search?q=harbour date:2024-06&when=2024-06-19"))
    totals = [answer(step.url)["total"]["all"] for step in trail.steps]
    assert totals == sorted(totals, reverse=True)
    assert totals[0] == answer("/search?q=harbour")["total"]["all"]


def test_day_leads_to_itself_in_every_year() -> None:
    yearly = date_trail(asked("/search?q=a&when=2024-06-19")).yearly
    assert yearly and yearly.text == "19 June of every year"
    assert yearly.url == "/search?q=a&when=19%20June%20every%20year"
    assert asked(yearly.url).whens[0].range.every_year == (6, 19)


@pytest.mark.parametrize(
    "limits",
    [
        "",
        " date:2024",
        "&when=2024-06",
        " after:2023-10&when=2023-10..2024-02&from=2023-12",
        "&when=1 September every year",
        " date:2023&when=1 September every year",
        "&when=since 2024&to=2024-05",
    ],
)
def test_bars_labels_and_undated_keep_their_word(limits: str) -> None:
    url = f"/search?q=harbour{limits}"
    found = answer(url)
    histogram = found["histogram"]
    assert histogram
    for bucket in histogram["buckets"]:
        assert answer(bucket["url"])["total"]["all"] == bucket["count"], bucket
    undated = histogram["undated"]
    assert answer(undated["url"])["total"]["all"] == undated["count"] == 1
    question = asked(url)
    run = chart(histogram, lambda *days: period_url(question, *days))
    for tick in run.ticks if run else ():
        assert not tick.url or answer(tick.url)["total"]["all"] > 0, tick


@pytest.mark.parametrize(
    ("parameters", "labels"),
    [
        ("", ["2023", "2024"]),
        ("&when=2023", ["Sep", "Oct", "Nov", "Dec"]),
        ("&when=2023-09..2023-10", ["September 2023", "October 2023"]),
        ("&when=October 2023", ["1", "5", "9", "13", "17", "21", "25", "29"]),
    ],
)
def test_labels_are_of_the_size_that_tells(parameters: str, labels: list[str]) -> None:
    url = f"/search?q=herring{parameters}"
    question = asked(url)
    run = chart(answer(url)["histogram"], lambda *days: period_url(question, *days))
    assert run and [tick.text for tick in run.ticks] == labels
