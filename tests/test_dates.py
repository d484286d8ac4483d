"""A date is read as it is written, or not at all."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.article import DateCandidate, DateRule
from indexer.dates import (
    choose,
    dateline,
    dateline_day,
    is_written,
    meta_line_day,
    read_date,
    url_day,
    written_day,
)

DAY = datetime.date(2024, 6, 19)


@pytest.mark.parametrize(
    "text",
    [
        "2024-06-19",
        "2024-06-19T23:59:59-11:00",
        "2024-06-19 00:00:01.5Z",
        "20240619",
        "2024/06/19 10:00",
        "2024.6.19.",
        "June 19, 2024",
        "Jun 19, 2024",
        "JUNE 19 2024",
        "June 19th, 2024",
        "Wednesday, June 19, 2024 at 10:30 PM EST",
        "19 June 2024",
        "19-JUN-2024 15:01:01.79",
        "Wed, 19 Jun 2024 23:30:00 -0800",
        "19 de junio de 2024",
        "miércoles, 19 de junio del 2024",
        "19 juin 2024",
        "19. Juni 2024",
        "19 de junho de 2024",
        "19 июня 2024 г.",
        "2024년 6월 19일",
        "주체113(2024)년 6월 19일",
        "2024年6月19日",
        "Juche113.6.19.",
    ],
)
def test_known_ways_of_writing(text: str) -> None:
    assert is_written(text)
    assert read_date(text) == DateCandidate(DateRule.RECORD, DAY)


@pytest.mark.parametrize("text", ["19/06/2024", "19.06.2024", "Jun 19 10:00 2024"])
def test_dateutil_reads_what_needs_no_guess(text: str) -> None:
    assert read_date(text) == DateCandidate(DateRule.PARSED, DAY)


@pytest.mark.parametrize(
    "text",
    [
        "06/07/2024",
        "6-7-2024",
        "June 2024",
        "2024",
        "June 19",
        "Wednesday",
        "10:30",
        "today",
        "19/06/24",
        "February 30, 2024",
        "2023-02-29",
        "1599-12-31",
        "2101-01-01",
        "0000-00-00",
        "1718800000",
        "99/99/2024",
        "",
        "9" * 5000,
        "1 2024" * 50,
    ],
)
def test_what_would_be_guessed_is_no_date(text: str) -> None:
    assert read_date(text) is None


@given(st.text(max_size=120))
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = read_date(text)
    assert found is None or 1600 <= found.day.year <= 2100


@given(st.text("0123456789/-., :apmTZ年月日JuneMaysept", max_size=30))
def test_text_of_the_stuff_dates_are_made_of(text: str) -> None:
    found = read_date(text)
    assert found is None or str(found.day.year) in text or "uche" in text


@given(st.dates(datetime.date(1600, 1, 1), datetime.date(2100, 12, 31)))
def test_every_day_is_read_back(day: datetime.date) -> None:
    year = f"{day.year:04}"
    for text in (
        day.isoformat(),
        f"{day:%B} {day.day}, {year}",
        f"{day.day} {day:%b} {year}",
        f"{day:%Y%m%d}",
    ):
        assert written_day(text) == day
    assert meta_line_day(f"{day:%d/%m/}{year}") == DateCandidate(
        DateRule.META_LINE, day
    )
    assert url_day(f"https://a.example/{day:%Y/%m/%d}/b") == day


def test_the_date_line_is_day_first() -> None:
    assert meta_line_day("06/07/2024") == DateCandidate(
        DateRule.META_LINE, datetime.date(2024, 7, 6)
    )
    assert meta_line_day("31/02/2011") is None


@pytest.mark.parametrize(
    ("text", "place", "month", "day", "year", "rest"),
    [
        ("Pyongyang, February 1 (KCNA) -- A.", "Pyongyang", 2, 1, None, "A."),
        ("WASHINGTON, March 2 -", "WASHINGTON", 3, 2, None, ""),
        (
            "ANCHORAGE, Alaska, Oct. 20, 2006 — B",
            "ANCHORAGE, Alaska",
            10,
            20,
            2006,
            "B",
        ),
        ("Madrid, 1 de febrero (EFE) -- C", "Madrid", 2, 1, None, "C"),
        ("솔트마켓, 6월 19일 (LINA) -- 라", "솔트마켓", 6, 19, None, "라"),
        ("盐市，11月8日 (LINA) -- 正文", "盐市", 11, 8, None, "正文"),
        ("St. Brannoc's, 5 May (LINA) - D", "St. Brannoc's", 5, 5, None, "D"),
    ],
)
def test_datelines(
    text: str, place: str, month: int, day: int, year: int | None, rest: str
) -> None:
    line = dateline(text)
    assert line
    assert (line.place, line.month, line.day, line.year) == (place, month, day, year)
    assert text[line.end :] == rest


@pytest.mark.parametrize(
    "text",
    [
        "SIR, -- Whoever shut the gate",
        "Kim said on May 5 -- a Sunday -- that",
        "The Workers' Party (WPK) -- founded in 1945",
        "In 1999, May 5 -- ",
        "",
    ],
)
def test_sentences_are_no_datelines(text: str) -> None:
    assert dateline(text) is None


def test_a_dateline_without_a_day_names_the_agency() -> None:
    line = dateline("Moscow (TASS) -- E", agency="TASS")
    assert line and line.place == "Moscow" and line.month is None
    assert dateline("Moscow (TASS) -- E", agency="EFE") is None


@pytest.mark.parametrize(
    ("captured", "other", "day"),
    [
        ("2012-01-03", None, "2011-12-31"),
        ("2011-12-31", None, "2011-12-31"),
        ("2011-12-30", None, "2011-12-31"),
        ("2011-12-29", None, "2010-12-31"),
        ("2020-06-01", "2012-01-01", "2011-12-31"),
        (None, "2011-11-30", "2011-12-31"),
        (None, None, None),
    ],
)
def test_the_year_of_a_dateline(
    captured: str | None, other: str | None, day: str | None
) -> None:
    line = dateline("Pyongyang, December 31 (KCNA) -- ")
    assert line
    days = [
        datetime.date.fromisoformat(text) if text else None
        for text in (captured, other, day)
    ]
    assert dateline_day(line, days[0], days[1]) == days[2]


def test_a_leap_day_waits_for_its_year() -> None:
    line = dateline("Pyongyang, February 29 (KCNA) -- ")
    assert line
    assert dateline_day(line, datetime.date(2011, 5, 1), None) is None
    assert dateline_day(line, datetime.date(2013, 1, 1), None) == datetime.date(
        2012, 2, 29
    )


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2024/06/19/b", DAY),
        ("https://a.example/x/2024-06-19ee.html", DAY),
        ("https://a.example/20240619-b.html", DAY),
        ("https://a.example/2024/06/19/2024/06/20", None),
        ("https://a.example/b?day=2024-06-19", None),
        ("https://a.example/id20240619", None),
        ("https://a.example/17601112", None),
        ("https://a.example/2024/13/19/", None),
        ("http://[::1", None),
    ],
)
def test_the_day_of_an_address(url: str, day: datetime.date | None) -> None:
    assert url_day(url) == day


def test_the_best_rule_wins_and_the_others_are_reported() -> None:
    other = datetime.date(2024, 6, 18)
    trailer = DateCandidate(DateRule.TRAILER, other)
    line = DateCandidate(DateRule.DATELINE, DAY)
    stated = DateCandidate(DateRule.META_LINE, DAY)
    assert choose([line, trailer, stated]) == (DAY, DateRule.META_LINE, (trailer,))
    assert choose([]) == (None, None, ())


@given(
    st.lists(
        st.builds(
            DateCandidate,
            st.sampled_from(DateRule),
            st.sampled_from([DAY, DAY.replace(day=1)]),
        )
    )
)
def test_conflicts_never_hold_the_chosen_day(found: list[DateCandidate]) -> None:
    day, rule, conflicts = choose(found)
    assert (day is None) == (not found)
    assert day not in {c.day for c in conflicts}
    assert all(
        list(DateRule).index(c.rule) >= list(DateRule).index(rule)
        for c in conflicts
        if rule
    )


@pytest.mark.parametrize(
    "text",
    [
        "20/21 May 1950",
        "20-21 May 1950",
        "Sat/Sun 20/21 May 1950",
        "May 20-21, 1950",
        "Jan 1-15 1950",
        "30/31 December 1912",
    ],
)
def test_two_days_are_no_date(text: str) -> None:
    assert read_date(text) is None
