"""A dateline is told from a sentence, and its year from what else the page says."""

import datetime

import pytest

from indexer.datelines import dateline, dateline_day


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
        ("Köln, 2. März (DPA) -- G", "Köln", 3, 2, None, "G"),
        ("MADRID, 4 mar (EFE) -", "MADRID", 3, 4, None, ""),
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
