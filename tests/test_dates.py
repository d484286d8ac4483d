"""A date is read as it is written, or not at all."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.article import DateCandidate, DateRule
from indexer.dates import (
    choose,
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


@pytest.mark.parametrize("text", ["19/06/2024", "06.19.2024", "Jun 19 10:00 2024"])
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
    of_the_web = day if day.year >= 1990 else None
    assert url_day(f"https://a.example/{day:%Y/%m/%d}/b") == of_the_web


def test_the_date_line_is_day_first() -> None:
    assert meta_line_day("06/07/2024") == DateCandidate(
        DateRule.META_LINE, datetime.date(2024, 7, 6)
    )
    assert meta_line_day("31/02/2011") is None


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2024/06/19/b", DAY),
        ("https://a.example/x/2024-06-19ee.html", DAY),
        ("https://a.example/x/2024-06-19.html", DAY),
        ("https://a.example/2024-06-19", DAY),
        ("https://a.example/20240619/b.html", DAY),
        ("https://a.example/x/20240619-01ee.html", DAY),
        ("https://a.example/2024/06/19", DAY),
        ("https://a.example/2024/06/19/2024/06/20", None),
        ("https://a.example/b?day=2024-06-19", None),
        ("https://a.example/id20240619", None),
        ("https://a.example/17601112/", None),
        ("https://a.example/news/the-2001-09-11-attacks-remembered", None),
        ("https://a.example/news/2001-09-11-attacks-remembered", None),
        ("https://a.example/2024/06/19-dead-in-a-fire", None),
        ("https://a.example/history/1776/07/04/declaration", None),
        ("https://a.example/timeline/1914/07/28/", None),
        ("https://a.example/timeline/2014/07/28/", None),
        ("https://a.example/product/19991231", None),
        ("https://a.example/a/20240619", None),
        ("https://a.example/what-2030-01-01-means", None),
        ("https://a.example/2024/13/19/", None),
        ("http://[::1", None),
    ],
)
def test_the_day_of_an_address(url: str, day: datetime.date | None) -> None:
    assert url_day(url) == day


def test_the_best_rule_wins_and_all_are_kept() -> None:
    other = datetime.date(2024, 6, 18)
    trailer = DateCandidate(DateRule.TRAILER, other)
    line = DateCandidate(DateRule.DATELINE, DAY)
    stated = DateCandidate(DateRule.META_LINE, DAY)
    assert choose([line, trailer, stated]) == (
        DAY,
        DateRule.META_LINE,
        (stated, trailer, line),
    )
    assert choose([]) == (None, None, ())
    # captured on the 17th: the 18th may be a slow clock's, the 19th may not
    captured = datetime.date(2024, 6, 17)
    assert choose([line, trailer, stated], captured) == (
        other,
        DateRule.TRAILER,
        (trailer, stated, line),
    )
    assert choose([line], captured) == (None, None, (line,))


@given(
    st.lists(
        st.builds(
            DateCandidate,
            st.sampled_from(DateRule),
            st.sampled_from([DAY, DAY.replace(day=1)]),
        )
    )
)
def test_all_candidates_come_back_the_best_first(found: list[DateCandidate]) -> None:
    day, rule, candidates = choose(found)
    assert set(candidates) == set(found)
    assert len(candidates) == len(set(candidates))
    ranks = [list(DateRule).index(c.rule) for c in candidates]
    assert ranks == sorted(ranks)
    assert not found or candidates[0] == DateCandidate(
        rule or DateRule.RECORD, day or DAY
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


@pytest.mark.parametrize(
    "text",
    [
        "6 of 19 2024",  # the sixth page of nineteen
        "19 and 6 2024",
        "19 T 6 2024",
        "May 2024 at 19",
        "June 2024 5pm 19",
        "Jan, 19 June 2024",
        "mayo, 19 de junio de 2024",
        "Monday 19/06/2024",
        "Sunday, 2024-06-19",
        "31 June 2024",
        "19 June 0",
        "2024-00-00",
        "2024-06",
        "2024-06-00",
        "2024-W25-3",
        "2024-171",
        "1718800000000",
        "2024-06-19 99",
        "2024-06-19T99:99",
        "Juche 1",
        "Juche0.4.15.",
        "19.VI.2024",
        "19 มิถุนายน 2567",
        "佛曆2567年6月19日",
        "단기 4357년 6월 19일",
        "1403/03/30",
        "19 يونيو 1445",
        "yesterday",
        "last Monday",
        "5/6",
        "6 7 2024",
        "2024.13.07",
        "13.10:3008. 2000",
        "July 4, 10:302024",
        "2024/6/210:30",  # the 2nd at ten or the 21st at midnight
        "2024-06-19..2024-06-20",
        "June 19-20, 2024",
        "Posted on June 19, 2024",
        "before June 19, 2024",
    ],
)
def test_what_not_every_reader_reads_alike_is_no_date(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Wed Jun 19 10:00:00 EST 2024",
        "Wed Jun 19 10:00:00 2024",
        "19/06/2024 10:30:00 UTC",
        "06/19/2024 5:00 PM",
        "6/19/2024 at 5pm",
        "19 / 06 / 2024",
        "19Jun2024",
        "19/06/2024 à 10h30",
        "19/06/2024 - 10:30 Uhr",
        "2024-Jun-19",
        "2024 June 19, 10:30",
        "Wednesday, 6/19/2024",
        "June 19, 2024, 10 a.m.",
        "\u200f19/06/2024\u200e",
    ],
)
def test_dateutil_reads_other_orders_with_times(text: str) -> None:
    assert read_date(text) == DateCandidate(DateRule.PARSED, DAY)
