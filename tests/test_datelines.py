"""A dateline is told from a sentence, and its year from what else the page says."""

import datetime
from pathlib import Path

import pytest

from hypothesis import given
from hypothesis import strategies as st

from indexer.article import Role
from indexer.dates.datelines import dateline, dateline_day, stated_dateline
from tests.exporting import exported


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
    assert dateline("Moscow (LINA) -- E", agency="LINA") is not None
    assert dateline("Moscow (LINA) -- E", agency="EFE") is None


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


AGENCIES_WAYS = (
    ("OAKLAND , N.J., March 2 - Text", "OAKLAND , N.J.", 3, 2, None),
    ("PETRA, Jordan (AP) — Text", "PETRA, Jordan", None, None, None),
    ("Apia, Samoa (AP) — Text", "Apia, Samoa", None, None, None),
    ("Newport News, Va. (AP) — Text", "Newport News, Va.", None, None, None),
    ("平壤6月19日电（朝中社） 正文", "平壤", 6, 19, None),
    ("Pyongyang,June 19(KCNA)-- Text", "Pyongyang", 6, 19, None),
    ("Pyongyang , June 19 (KCNA) Text", "Pyongyang", 6, 19, None),
    ("北京6月19日电 正文", "北京", 6, 19, None),
    ("新华社北京6月19日电 正文", "北京", 6, 19, None),
    ("新华社平壤６月１９日电（记者张三）正文", "平壤", 6, 19, None),
    ("新华社北京6月19日电（记者 张三、李四）正文", "北京", 6, 19, None),
    ("中新社北京2024年6月19日电 (记者 张三) 正文", "北京", 6, 19, 2024),
    ("中央社台北19日電 正文", "台北", None, None, None),
    ("本报北京6月19日讯 正文", "北京", 6, 19, None),
    ("朝中社平壤6月19日电 正文", "平壤", 6, 19, None),
    ("(서울=연합뉴스) 홍길동 기자 = 본문", "서울", None, None, None),
    ("(서울=연합뉴스) 본문", "서울", None, None, None),
    ("(서울 6월 19일 연합뉴스) 본문", "서울", 6, 19, None),
    ("[서울=뉴시스]홍길동 기자 = 본문", "서울", None, None, None),
    ("(평양 6월 19일발 조선중앙통신) 본문", "평양", 6, 19, None),
    ("(워싱턴·서울=연합뉴스) 본문", "워싱턴·서울", None, None, None),
    ("МОСКВА, 19 июня. /ТАСС/. Текст", "МОСКВА", 6, 19, None),
    ("ТОКИО /ТАСС/. Текст", "ТОКИО", None, None, None),
    ("МОСКВА, 19 июня. /Корр. ТАСС Иван Петров/. Текст", "МОСКВА", 6, 19, None),
    ("Пхеньян, 19 июня. /ЦТАК/-- Текст", "Пхеньян", 6, 19, None),
    ("МОСКВА, 19 июн - РИА Новости. Текст", "МОСКВА", 6, 19, None),
    ("МОСКВА, 19 июня — РИА Новости, Иван Иванов. Текст", "МОСКВА", 6, 19, None),
    ("Москва. 19 июня. INTERFAX.RU - Текст", "Москва", 6, 19, None),
    ("LONDON (AP) _ Text", "LONDON", None, None, None),
    ("LONDON (AP) — Text", "LONDON", None, None, None),
    ("ALTOONA, Pa. (AP) — Text", "ALTOONA, Pa.", None, None, None),
    ("WASHINGTON (Reuters) - Text", "WASHINGTON", None, None, None),
    ("SAN FRANCISCO (Reuters) - eBay Inc", "SAN FRANCISCO", None, None, None),
    ("TOKYO, Jun 19 (Kyodo) - Text", "TOKYO", 6, 19, None),
    ("【東京共同】本文", "東京", None, None, None),
    ("【ワシントン＝共同】本文", "ワシントン", None, None, None),
    ("【平壌６月19日発朝鮮中央通信】本文", "平壌", 6, 19, None),
    ("【ソウル時事】本文", "ソウル", None, None, None),
    ("[東京 19日 ロイター] - 本文", "東京", None, None, None),
    ("［東京\u3000１９日\u3000ロイター］ - 本文", "東京", None, None, None),
    ("【パリAFP時事】本文", "パリ", None, None, None),
    ("東京、6月19日 共同通信 - 本文", "東京", 6, 19, None),
    ("MADRID, 19 jun (EFE).- Texto", "MADRID", 6, 19, None),
    ("Madrid (EFE).- Texto", "Madrid", None, None, None),
    ("PARIS, 19 juin 2024 (AFP) - Texte", "PARIS", 6, 19, 2024),
    ("Paris, le 19 juin 2024 (AFP) - Texte", "Paris", 6, 19, 2024),
    ("BRUXELLES, 1er juin (AFP) - Texte", "BRUXELLES", 6, 1, None),
    ("BERLIN (dpa) - Text", "BERLIN", None, None, None),
    ("Berlin (dpa) - Text", "Berlin", None, None, None),
    ("Berlin/Köln (dpa/tmn) - Text", "Berlin/Köln", None, None, None),
    ("Berlin, 19. Juni (dpa) - Text", "Berlin", 6, 19, None),
    ("(ANSA) - ROMA, 19 GIU - Testo", "ROMA", 6, 19, None),
    ("ROMA, 19 giugno 2024 (ANSA) - Testo", "ROMA", 6, 19, 2024),
    ("LISBOA, 19 de junho (Lusa) – Texto", "LISBOA", 6, 19, None),
    ("LISBOA, 19 de junho de 2024 (Lusa) – Texto", "LISBOA", 6, 19, 2024),
    ("La Habana, 19 jun (Prensa Latina) El presidente", "La Habana", 6, 19, None),
    ("NEW YORK, June 19, 2024 /PRNewswire/ -- Text", "NEW YORK", 6, 19, 2024),
    ("NEW YORK--(BUSINESS WIRE)--Text", "NEW YORK", None, None, None),
    ("ISLAMABAD, Jun 19 (APP): Text", "ISLAMABAD", 6, 19, None),
    ("LONDON, Wednesday, June 19 (Reuters) - Text", "LONDON", 6, 19, None),
    ("القاهرة (رويترز) - نص", "القاهرة", None, None, None),
    ("دبي 19 يونيو (رويترز) - نص", "دبي", 6, 19, None),
    ("Mar del Plata, 19 jun (EFE).- Texto", "Mar del Plata", 6, 19, None),
    ("A Coruña, 19 jun (EFE).- Texto", "A Coruña", 6, 19, None),
    ("The Hague, June 19 (Reuters) - Text", "The Hague", 6, 19, None),
    ("Den Haag (dpa) - Text", "Den Haag", None, None, None),
    ("WASHINGTON, March 2 - The", "WASHINGTON", 3, 2, None),
    ("Pyongyang June 19 (KCNA) -- Text", "Pyongyang", 6, 19, None),
    ("Caracas, 19 Jun. AVN.- Texto", "Caracas", 6, 19, None),
    ("ПХЕНЬЯН, 19 июня 2024 г. /ТАСС/. Текст", "ПХЕНЬЯН", 6, 19, 2024),
)
"""Datelines as agencies write them: the text, its place, month, day and year. One word follows."""


@pytest.mark.parametrize(("text", "place", "month", "day", "year"), AGENCIES_WAYS)
def test_datelines_of_agencies(
    text: str, place: str, month: int | None, day: int | None, year: int | None
) -> None:
    line = dateline(text)
    assert line
    assert (line.place, line.month, line.day, line.year) == (place, month, day, year)
    words = text[line.end :].split()
    assert 1 <= len(words) <= 2 and len(line.text) + len(" ".join(words)) <= len(text)


TRAPS = (
    "TOKYO, Jun 202419 (Kyodo) - Text",
    "BERLIN - (dpa) - Text",
    "Berlin, . Juni (dpa) - Text",
    "The Hague, June -- (Reuters) - Text",
    "COUNCIL OF THE ISLES SIGNS HARBOUR TREATY, March 24 -",
    "KOREAN CENTRAL NEWS AGENCY (KCNA) -- The agency said",
    "Xinhua (Xinhua) -- The agency said",
    "Bonn (Uni) - Die Studenten",
    "THE WEEK IN PICTURES, OCT. 2",
    "No Corrections, December 4, 2017",
    "PLAZA DORREGO, FEB. 27, 2005",
    "Moscow (the capital) - which",
    "In June 19 (people) - Text",
    "On June 19 (Wednesday) - Text",
    "Am 19. Juni (Mittwoch) – Die",
    "El 19 de junio (miércoles) - Texto",
    "Independence Day, July 4 -- a holiday",
    "Sunday, May 5 -- Voters",
    "On Tuesday, May 5 -- election day",
    "The Associated Press (AP) — Text",
    "Associated Press (AP) - The agency",
    "Agence France-Presse (AFP) – The",
    "Korean Central News Agency (KCNA) -- The",
    "NATO (North Atlantic Treaty Organization) - The",
    "By John Smith (Reuters) - Text",
    "EXCLUSIVE (Reuters) - Text",
    "Photos (AP) — Ships",
    "(사진=연합뉴스) 본문",
    "(자료=통계청)",
    "[사진=뉴시스]",
    "【日米共同】声明",
    "【写真＝共同】本文",
    "【官民共同】本文",
    "上海6月19日电影节开幕",
    "海外网6月19日电 正文",
    "北京时间6月19日电 正文",
    "昨天6月19日电 正文",
    "中央社記者王小明台北19日電 正文",
    "据新华社北京6月19日电，正文",
    "Kim Jong Un (KCNA) - who",
    '"We won," London (AP) - said',
    "The meeting in Paris, June 19 — the third",
    "He died. London (AP) - Text",
    "MOSCOW, June 31 (TASS) -- Text",
    "June 19 (Reuters) - Text",
    "(Reuters) - Text",
    "Moscow, June 19 (Reuters) reports said",
    "오늘, 6월 19일 — 우리는",
    "Анна, 19 июня — день",
)
"""Sentences, credits and names that only look like datelines, and datelines that name no place or no day."""


@pytest.mark.parametrize("text", TRAPS)
def test_what_only_looks_like_a_dateline(text: str) -> None:
    assert dateline(text) is None


@pytest.mark.parametrize(
    ("text", "place", "day"),
    [
        ("PLAZA DORREGO, FEB. 27, 2005", "PLAZA DORREGO", 27),
        ("Paris, 19 juin", "Paris", 19),
        ("서울, 6월 19일", "서울", 19),
        ("SALTMARKET, June 18 -", "SALTMARKET", 18),
        ("新华社北京6月19日电", "北京", 19),
        ("WASHINGTON", "WASHINGTON", None),
        ("PARIS, France -", "PARIS, France", None),
        ("Paris (AFP)", "Paris", None),
    ],
)
def test_a_text_that_is_said_to_be_a_dateline(
    text: str, place: str, day: int | None
) -> None:
    line = stated_dateline(text)
    assert line and (line.place, line.day) == (place, day)
    assert (line.text, line.end) == (text, len(text))


@pytest.mark.parametrize(
    "text", ["", "Last week", "In June", "June 19", "Reuters", "TODAY", "A.", "19/06"]
)
def test_what_is_said_to_be_a_dateline_and_is_none(text: str) -> None:
    assert stated_dateline(text) is None


MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}
WAYS = (
    ("en", "{place}, {name} {day} (Kyodo) -- "),
    ("en", "{place}, {name} {day}, {year} (AP) _ "),
    ("en", "{place}, {day} {name} {year} (Reuters) - "),
    ("es", "{place}, {day} de {name} (EFE).- "),
    ("fr", "{place}, {day} {name} {year} (AFP) - "),
    ("de", "{place}, {day}. {name} (dpa) - "),
    ("pt", "{place}, {day} de {name} de {year} (Lusa) – "),
    ("it", "{place}, {day} {name} (ANSA) - "),
    ("ru", "{place}, {day} {name}. /ТАСС/. "),
    ("ru", "{place}, {day} {name} - РИА Новости. "),
    ("", "(서울 {month}월 {day}일 연합뉴스) "),
    ("", "新华社北京{month}月{day}日电 "),
    ("", "新华社北京{year}年{month}月{day}日电（记者 张三）"),
    ("", "【平壌{month}月{day}日発朝鮮中央通信】"),
    ("", "東京、{month}月{day}日 共同通信 - "),
)


@pytest.mark.parametrize(("language", "way"), WAYS)
@given(
    day=st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)),
    place=st.sampled_from(
        ["ST. JOHN'S", "Mar del Plata", "Нижний Новгород", "Köln", "DAR ES SALAAM"]
    ),
    rest=st.sampled_from(["Two ships met.", "平壌は雪。", "«Да» сказал он.", "12 men"]),
)
def test_every_day_of_a_dateline_is_read_back(
    language: str, way: str, day: datetime.date, place: str, rest: str
) -> None:
    names = MONTHS[language].split() if language else [""] * 12
    head = way.format(
        place=place,
        name=names[day.month - 1],
        month=day.month,
        day=day.day,
        year=day.year,
    )
    line = dateline(head + rest)
    assert line and line.text == head.strip() and line.end == len(head)
    assert line.place == place or not language and line.place in head
    assert (line.month, line.day) == (day.month, day.day)
    assert line.year == (day.year if "{year}" in way else None)
    assert dateline_day(line, None, day) == day


STUFF = st.lists(
    st.sampled_from(
        "( ) - -- — _ . , : = / 【 】 19 31 2024 6月 19日 电 電 June июня 6월 19일"
        " AP (AP) /ТАСС/ 共同 연합뉴스 LONDON 北京 서울 Paris the"
        ' "'.split() + [" ", "(Reuters)", "\n"]
    ),
    max_size=12,
)


@given(STUFF.map("".join) | st.text(max_size=60), st.sampled_from([None, "AP"]))
def test_any_text_opens_with_a_dateline_or_none(text: str, agency: str | None) -> None:
    line = dateline(text, agency)
    if line:
        assert text.startswith(line.text) or text[: line.end].strip() == line.text
        assert line.place and not any(c.isdecimal() for c in line.place)
        assert (line.month is None) == (line.day is None)
        for number in filter(None, (line.day, line.year)):
            assert str(number) in line.text


def test_pages_with_every_dateline_and_every_trap(tmp_path: Path) -> None:
    """Through build and export: the place, the day and no word too much or too few."""
    (tmp_path / "in").mkdir()
    openings = [row[0] for row in AGENCIES_WAYS] + list(TRAPS)
    for number, text in enumerate(openings):
        lines = (
            "July 1, 2024",
            "Hest Post (En)",
            f"Title number {number}",
            "Source: Hest Post (En) | Read original version at source",
            text,
            f"Paragraph {number} ends it.",
        )
        (tmp_path / "in" / f"{number}.txt").write_text(
            "\n".join(lines), encoding="utf-8"
        )
    built = {a.title: a for a in exported(tmp_path / "in", tmp_path / "index")}
    for number, text in enumerate(openings):
        article = built[f"Title number {number}"]
        line = dateline(text)
        rest = text[line.end if line else 0 :].strip()
        assert article.body == f"{rest}\n\nParagraph {number} ends it."
        assert article.place == (line.place if line else None)
        told = [p.text for p in article.paragraphs if p.role is Role.DATELINE]
        assert told == ([line.text] if line else [])
        day = line and dateline_day(line, datetime.date(2024, 7, 1), None)
        assert article.date == day
