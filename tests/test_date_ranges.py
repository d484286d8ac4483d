"""What readers type as dates: which days it names, how it is said, and that nothing raises."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.engine.request import DateRange
from search_app.date_ranges import (
    DateProblem,
    When,
    fixed,
    parse_day,
    parse_limit,
    parse_range,
    range_said,
    span,
    typed,
)

# A Tuesday.
TODAY = date(2026, 11, 24)


def days(text: str) -> DateRange:
    """`2024-06-01 2024-06-30`, `- 2024-06-30`: a range for a table."""
    first, last = (
        None if part == "-" else date.fromisoformat(part) for part in text.split()
    )
    return DateRange(first, last)


RANGES = [
    ("2024", "2024-01-01 2024-12-31", "2024"),
    (" 2024 ", "2024-01-01 2024-12-31", "2024"),
    ("2024-06", "2024-06-01 2024-06-30", "June 2024"),
    ("2024-6", "2024-06-01 2024-06-30", "June 2024"),
    ("2024/06", "2024-06-01 2024-06-30", "June 2024"),
    ("2024-06-19", "2024-06-19 2024-06-19", "19 June 2024"),
    ("2024.06.19", "2024-06-19 2024-06-19", "19 June 2024"),
    ("20240619", "2024-06-19 2024-06-19", "19 June 2024"),
    ("June 2024", "2024-06-01 2024-06-30", "June 2024"),
    ("june  2024", "2024-06-01 2024-06-30", "June 2024"),
    ("Jun. 2024", "2024-06-01 2024-06-30", "June 2024"),
    ("Sept 2024", "2024-09-01 2024-09-30", "September 2024"),
    ("2024 June", "2024-06-01 2024-06-30", "June 2024"),
    ("February 2024", "2024-02-01 2024-02-29", "February 2024"),
    ("19 June 2024", "2024-06-19 2024-06-19", "19 June 2024"),
    ("19 JUN 2024", "2024-06-19 2024-06-19", "19 June 2024"),
    ("19-Jun-2024", "2024-06-19 2024-06-19", "19 June 2024"),
    ("June 19, 2024", "2024-06-19 2024-06-19", "19 June 2024"),
    ("June 19 2024", "2024-06-19 2024-06-19", "19 June 2024"),
    ("19th of June 2024", "2024-06-19 2024-06-19", "19 June 2024"),
    ("1st June 2024", "2024-06-01 2024-06-01", "1 June 2024"),
    ("19/06/2024", "2024-06-19 2024-06-19", "19 June 2024"),
    ("06/19/2024", "2024-06-19 2024-06-19", "19 June 2024"),
    ("19.6.2024", "2024-06-19 2024-06-19", "19 June 2024"),
    ("05/05/2024", "2024-05-05 2024-05-05", "5 May 2024"),
    ("0001-01-01", "0001-01-01 0001-01-01", "1 January 0001"),
    ("9999-12-31", "9999-12-31 9999-12-31", "31 December 9999"),
    ("2024-02-29", "2024-02-29 2024-02-29", "29 February 2024"),
    # other languages
    ("19 июня 2024", "2024-06-19 2024-06-19", "19 June 2024"),
    ("июнь 2024 г.", "2024-06-01 2024-06-30", "June 2024"),
    ("19 de junio de 2024", "2024-06-19 2024-06-19", "19 June 2024"),
    ("junio 2024", "2024-06-01 2024-06-30", "June 2024"),
    ("2024年6月19日", "2024-06-19 2024-06-19", "19 June 2024"),
    ("2024年6月", "2024-06-01 2024-06-30", "June 2024"),
    ("2024年", "2024-01-01 2024-12-31", "2024"),
    ("2024년 6월 19일", "2024-06-19 2024-06-19", "19 June 2024"),
    ("2024년", "2024-01-01 2024-12-31", "2024"),
    # two ends
    ("2019..2021", "2019-01-01 2021-12-31", "2019–2021"),
    ("2019…2021", "2019-01-01 2021-12-31", "2019–2021"),
    ("2019 .. 2021", "2019-01-01 2021-12-31", "2019–2021"),
    ("2019–2021", "2019-01-01 2021-12-31", "2019–2021"),
    ("2019-2021", "2019-01-01 2021-12-31", "2019–2021"),
    ("2019 to 2021", "2019-01-01 2021-12-31", "2019–2021"),
    ("from 2019 until 2021", "2019-01-01 2021-12-31", "2019–2021"),
    ("between 2019 and 2021", "2019-01-01 2021-12-31", "2019–2021"),
    ("2024-06-01..2024-06-19", "2024-06-01 2024-06-19", "1 June 2024 – 19 June 2024"),
    ("2024-06-01 - 2024-06-19", "2024-06-01 2024-06-19", "1 June 2024 – 19 June 2024"),
    ("2024-06-15..2024-06", "2024-06-15 2024-06-30", "15 June 2024 – 30 June 2024"),
    ("June 2024 – May 2025", "2024-06-01 2025-05-31", "June 2024 – May 2025"),
    ("June to August 2024", "2024-06-01 2024-08-31", "June 2024 – August 2024"),
    ("1-19 June 2024", "2024-06-01 2024-06-19", "1 June 2024 – 19 June 2024"),
    ("30 May to 2 June 2024", "2024-05-30 2024-06-02", "30 May 2024 – 2 June 2024"),
    ("2024..2024", "2024-01-01 2024-12-31", "2024"),
    # one end
    ("2019..", "2019-01-01 -", "since 2019"),
    ("..2021", "- 2021-12-31", "until 2021"),
    ("* TO 2021", "- 2021-12-31", "until 2021"),
    ("2019 to *", "2019-01-01 -", "since 2019"),
    ("since June 2024", "2024-06-01 -", "since June 2024"),
    ("until 19 June 2024", "- 2024-06-19", "until 19 June 2024"),
    ("before 2024", "- 2023-12-31", "before 2024"),
    ("after 2024", "2025-01-01 -", "after 2024"),
]


@pytest.mark.parametrize(("text", "expected", "reading"), RANGES)
def test_fixed_ranges(text: str, expected: str, reading: str) -> None:
    assert parse_range(text, TODAY) == When(days(expected), False, reading)


RELATIVE = [
    ("today", "2026-11-24 2026-11-24", "today (24 November)"),
    ("Yesterday", "2026-11-23 2026-11-23", "yesterday (23 November)"),
    ("this week", "2026-11-23 2026-11-29", "this week (23–29 November)"),
    ("last week", "2026-11-16 2026-11-22", "last week (16–22 November)"),
    ("this month", "2026-11-01 2026-11-30", "this month (November 2026)"),
    ("last month", "2026-10-01 2026-10-31", "last month (October 2026)"),
    ("this year", "2026-01-01 2026-12-31", "this year (2026)"),
    ("last year", "2025-01-01 2025-12-31", "last year (2025)"),
    ("last 7 days", "2026-11-18 2026-11-24", "last 7 days (18–24 November)"),
    (
        "past 30 days",
        "2026-10-26 2026-11-24",
        "past 30 days (26 October – 24 November)",
    ),
    ("last 1 day", "2026-11-24 2026-11-24", "last 1 day (24 November)"),
    ("last 2 weeks", "2026-11-11 2026-11-24", "last 2 weeks (11–24 November)"),
    (
        "last 3 months",
        "2026-08-25 2026-11-24",
        "last 3 months (25 August – 24 November)",
    ),
    (
        "last 2 years",
        "2024-11-25 2026-11-24",
        "last 2 years (25 November 2024 – 24 November 2026)",
    ),
    ("since yesterday", "2026-11-23 -", "since yesterday (23 November)"),
    ("2024..today", "2024-01-01 2026-11-24", "2024 – today (24 November)"),
]


@pytest.mark.parametrize(("text", "expected", "reading"), RELATIVE)
def test_relative_ranges(text: str, expected: str, reading: str) -> None:
    assert parse_range(text, TODAY) == When(days(expected), True, reading)


def test_relative_ranges_at_the_turn_of_a_year() -> None:
    new_year = date(2027, 1, 1)
    assert parse_range("last month", new_year) == When(
        days("2026-12-01 2026-12-31"), True, "last month (December 2026)"
    )
    assert parse_range("yesterday", new_year) == When(
        days("2026-12-31 2026-12-31"), True, "yesterday (31 December 2026)"
    )
    last_week = parse_range("last week", new_year)
    assert isinstance(last_week, When)
    assert last_week.range == days("2026-12-21 2026-12-27")
    march = parse_range("last 1 month", date(2026, 3, 31))
    assert isinstance(march, When) and march.range == days("2026-03-01 2026-03-31")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15 April every year", (4, 15)),
        ("April 15 every year", (4, 15)),
        ("every 15 April", (4, 15)),
        ("every year on 15 April", (4, 15)),
        ("15 April of every year", (4, 15)),
        ("29 February every year", (2, 29)),
    ],
)
def test_every_year(text: str, expected: tuple[int, int]) -> None:
    when = parse_range(text, TODAY)
    assert isinstance(when, When)
    assert when.range == DateRange(every_year=expected)
    assert not when.relative
    assert when.reading.endswith(" of every year")


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "..", "*", "* TO *", "x", "banana", "2024-13-40", "2024-00-10"),
        *("2023-02-29", "2024-04-31", "0000", "0000-00-00", "99999-01-01"),
        *("+2024-01-01", "24-01-01", "980", "-1", "1e400", "inf", "２０２４"),
        *("٢٠٢٤-٠١-٠١", "२०२४", "2024-W54-1", "2023-366", "20241301", "2024-01-01x"),
        *("2024-01-01T00:00:00Z", "2024-01-01 OR 1=1", "now-1d/d", "%", "9" * 400),
        *("30 February every year", "every year", "15 April", "June", "last 0 days"),
        *("last 9999 years", "last 99999 days", "after 9999", "before 0001", "a..b"),
        *("2024..b", "2024-01-01\x00", "\ud800", "32 June 2024", "1..2..3"),
    ],
)
def test_what_is_no_date_says_what_would_be(text: str) -> None:
    problem = parse_range(text, TODAY)
    assert isinstance(problem, DateProblem)
    assert problem.sentence.endswith(
        " is not a date. Try 2024-06-19, June 2024 or last week."
    )
    assert problem.sentence.isprintable()
    assert len(problem.sentence) < 150


def test_two_readings_are_a_problem_that_names_both() -> None:
    assert parse_range("06/07/2024", TODAY) == DateProblem(
        "06/07/2024 may be 7 June 2024 or 6 July 2024. Write 2024-06-07 or 2024-07-06."
    )


def test_ends_in_the_wrong_order_are_a_problem() -> None:
    assert parse_range("2 May 2024..1 May 2024", TODAY) == DateProblem(
        "2 May 2024 is after 1 May 2024."
    )
    first, last = parse_day("2024-05-02", TODAY), parse_day("2024-05-01", TODAY)
    assert isinstance(first, When) and isinstance(last, When)
    assert span(first, last) == DateProblem(
        "From (2 May 2024) is after To (1 May 2024)."
    )


def test_from_and_to_take_the_outer_days_of_what_they_name() -> None:
    first, last = parse_day("2023", TODAY), parse_day("June 2024", TODAY)
    assert isinstance(first, When) and isinstance(last, When)
    assert span(first, last) == When(
        days("2023-01-01 2024-06-30"), False, "January 2023 – June 2024"
    )
    assert span(first, None) == When(days("2023-01-01 -"), False, "since 2023")
    assert span(None, last) == When(days("- 2024-06-30"), False, "until June 2024")
    assert span(None, None) is None


@pytest.mark.parametrize(
    "text", ["2019..", "2019..2021", "15 April every year", "since 2019"]
)
def test_a_box_for_one_end_takes_no_range(text: str) -> None:
    problem = parse_day(text, TODAY)
    assert isinstance(problem, DateProblem)
    assert problem.sentence.startswith(f"{text} is not one date.")


def test_before_and_after_leave_out_what_they_name() -> None:
    before = parse_limit("before", "2024-06", TODAY)
    after = parse_limit("after", "2024-06", TODAY)
    assert isinstance(before, When) and isinstance(after, When)
    assert before.range == days("- 2024-05-31")
    assert after.range == days("2024-07-01 -")
    assert isinstance(parse_limit("date", "today", None), DateProblem)


DAYS = st.dates()


@given(DAYS, DAYS)
@example(date(2024, 1, 1), date(2024, 12, 31))
@example(date.min, date.max)
def test_what_is_written_for_two_days_names_them(one: date, other: date) -> None:
    first, last = sorted((one, other))
    for text in (typed(first, last), range_said(first, last)):
        when = parse_range(text, TODAY)
        assert isinstance(when, When)
        assert when.range == DateRange(first, last)
        assert not when.relative
        assert when.reading == range_said(first, last)


@given(DAYS, st.booleans())
def test_what_is_said_of_one_end_names_it(day: date, begins: bool) -> None:
    expected = DateRange(day, None) if begins else DateRange(None, day)
    text = range_said(expected.first, expected.last)
    when = parse_range(text, TODAY)
    assert isinstance(when, When)
    assert when.range == expected


@given(
    st.sampled_from([text for text, _, _ in RELATIVE]),
    st.dates(date(3, 1, 1), date(9990, 1, 1)),
)
def test_a_relative_date_can_be_fixed(text: str, today: date) -> None:
    # 2024..today is no range before 2024.
    when = parse_range(text, today)
    if isinstance(when, DateProblem):
        assert text == "2024..today"
        return
    kept = parse_range(fixed(text, today), today + timedelta(days=100))
    assert isinstance(kept, When)
    assert kept.range == when.range
    assert not kept.relative


WORDS = st.lists(
    st.sampled_from(
        "2024 06 6 19 32 0000 june jun. last past this week year days every of to - .. – / . , th 年 月 日 * since"
        " until before after between and today".split()
    ),
    max_size=8,
)


@given(st.one_of(st.text(), WORDS.map(" ".join), WORDS.map("".join)), st.dates())
def test_no_text_raises(text: str, today: date) -> None:
    for found in (
        parse_range(text, today),
        parse_day(text, today),
        parse_limit("before", text, today),
        parse_limit("after", text, None),
    ):
        if isinstance(found, When):
            bounds = found.range
            assert bounds.first or bounds.last or bounds.every_year
            if bounds.first and bounds.last:
                assert bounds.first <= bounds.last
            assert found.reading
        else:
            assert found.sentence.endswith(".")


def test_hostile_dates_end_as_a_date_or_a_problem(shared: Path) -> None:
    count = 0
    lines = (shared / "hostile" / "inputs_dev.jsonl").read_text("utf-8").splitlines()
    for line in lines:
        record = json.loads(line)
        if record["where"] in ("from", "to") and record["value"]:
            found = parse_day(record["value"], TODAY)
            status = 200 if isinstance(found, When) else 400
            assert status in record["expectation"]["status"], record["value"]
            count += 1
    assert count > 20
