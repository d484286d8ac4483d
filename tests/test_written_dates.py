"""Every known way of writing a day gives that day back; what names no day, or two, gives none."""

import datetime
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.article import DateRule
from indexer.dates import is_written, read_date, written_day
from indexer.dates.written import FIRST_YEAR, LAST_YEAR, MONTH, day_of, month_number

DAY = datetime.date(2024, 6, 19)
DAYS = st.dates(datetime.date(FIRST_YEAR, 1, 1), datetime.date(LAST_YEAR, 12, 31))

GENITIVE = (
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
).split()
LANGUAGES = {
    "{d} de {m} de {y}": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "{d} {m} {y} г.": " ".join(GENITIVE),
    "{d} {m} {y} года": " ".join(GENITIVE),
    "le {d} {m} {y}": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "{d}. {m} {y}": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "{d} {m} de {y}": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "il {d} {m} {y}": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "{d} {m} {y}": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "den {d} {m} {y}": "januari februari mars april maj juni juli augusti september oktober november december",
    "{d}  {m}  {y}": "januari februari maart april mei juni juli augustus september oktober november december",
    "{d} {m}\u200f {y}": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "{d} {m} {y} року": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    " {d} {m} {y}": "كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول",
    "{d} {m} {y} ": "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر",
    "{m} {d}, {y}": "Jan. Feb. Mar. Apr. May Jun. Jul. Aug. Sept. Oct. Nov. Dec.",
}
NUMERIC = (
    "{y}-{m:02}-{d:02}",
    "{y}-{m}-{d}",
    "{y}/{m}/{d}",
    "{y}.{m:02}.{d:02}",
    "{y}. {m}. {d}.",
    "{y}{m:02}{d:02}",
    "{d:02}.{m:02}.{y}",
    "{d}. {m}. {y}",
    "{y}年{m}月{d}日",
    "{y}년 {m}월 {d}일",
    "公元{y}年{m}月{d}日",
)


@pytest.mark.parametrize(
    "text",
    [
        "2024-06-19T23:30:00+09:00",
        "2024-06-19T00:30:00-1100",
        "2024-06-19T10Z",
        "2024-06-19T10:30:00.123456789Z",
        "2024-06-19T10:30:00+09:00[Asia/Seoul]",
        "20240619T103000Z",
        "20240619103000",
        "2024‐06‐19",
        "Wed, 19 Jun 2024 23:59:59 +1200",
        "Wed, 19 Jun 24 10:00:00 GMT",
        "Wednesday, 19-Jun-24 10:00:00 GMT",
        "19.06.2024 10:30",
        "19.06.2024, 10:30 Uhr",
        "10:30, 19 июня 2024",
        "среда, 19 июня 2024 г., 10:30",
        "19 июн. 2024 г.",
        "19 ИЮНЯ 2024",
        "miércoles 19 de junio de 2024",
        "miércoles, 19 jun. 2024",
        "mar, 19 jun 2024",
        "mer. 19 juin 2024",
        "le mercredi 19 juin 2024",
        "onsdag d. 19. juni 2024",
        "19 June, 2024",
        "19 июня, 2024",
        "19 июня 2024, 10:30 МСК",
        "mercredi 19 juin 2024 à 10h30",
        "Mittwoch, den 19. Juni 2024",
        "Mittwoch, 19. Juni 2024 um 10:30 Uhr",
        "quarta-feira, 19 de junho de 2024",
        "mercoledì 19 giugno 2024",
        "środa, 19 czerwca 2024 r.",
        "onsdag 19 juni 2024 kl. 10.30",
        "woensdag 19 juni 2024",
        "الأربعاء، ١٩ يونيو ٢٠٢٤",
        "٢٠٢٤/٠٦/١٩",
        "2024. 6. 19. (수)",
        "2024.06.19 (수) 오전 10:30",
        "2024년 6월 19일 (수)",
        "2024년 6월 19일 수요일 오후 10시 30분",
        "주체113(2024)년 6월 19일",
        "주체113년 6월 19일",
        "주체113(2024). 6. 19.",
        "2024(주체113)년 6월 19일",
        "Juche 113 (2024). 6. 19.",
        "June 19, Juche 113 (2024)",
        "２０２４年６月１９日（水）",
        "2024年6月19日 星期三",
        "2024年06月19日 10:30",
        "2024年6月19日，星期三",
        "19/Jun/2024",
        "2024年6月19日水曜日 午前10時30分",
        "二〇二四年六月十九日",
        "二○二四年六月十九日星期三",
        "令和6年6月19日",
        "令和六年六月十九日",
        "2024年（令和6年）6月19日",
        "令和6年（2024年）6月19日（水）",
        "民國113年6月19日",
        "中華民國一百一十三年六月十九日",
        "June\u00a019,\u00a02024",
        "\ufeffJune 19, 2024",
    ],
)
def test_every_publishers_way(text: str) -> None:
    assert written_day(text) == DAY
    found = read_date(text)
    assert found is not None and found.rule is DateRule.RECORD


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("昭和20年8月15日", (1945, 8, 15)),
        ("昭和64年1月7日", (1989, 1, 7)),
        ("平成元年1月8日", (1989, 1, 8)),
        ("明治45年7月30日", (1912, 7, 30)),
        ("民國元年一月一日", (1912, 1, 1)),
        ("주체1(1912)년 4월 15일", (1912, 4, 15)),
        ("04.03.1912", (1912, 3, 4)),
        ("一九四九年十月一日", (1949, 10, 1)),
        ("二〇二四年十二月三十一日", (2024, 12, 31)),
        ("29 февраля 1600 г.", (1600, 2, 29)),
        ("Fri, 31 Dec 99 23:59:59 EST", (1999, 12, 31)),
    ],
)
def test_other_days(text: str, day: tuple[int, int, int]) -> None:
    assert written_day(text) == datetime.date(*day)


@pytest.mark.parametrize(
    "text",
    [
        "昭和64年1月8日",  # the era ended the day before
        "平成元年1月7日",
        "明治5年12月3日",  # by the moon
        "令和6年（2023年）6月19日",
        "주체113(2023)년 6월 19일",
        "Juche 113 (2023). 6. 19.",
        "주체0년 6월 19일",
        "29 февраля 2023 г.",
        "2023年2月29日",
        "2024年6月",
        "2024년 6월",
        "6月19日",
        "2024年",
        "июнь 2024 г.",
        "31.02.2011",
        "04.03.12",
        "04/03/1912",
        "04-03-1912",
        "19. listopada 2024.",  # October in Croatia
        "19. listopada 2024",
        "百年十月元日",
        "1² June 2024",
        "२०८१-०३-०५",  # Nepal counts from another year
        "19 June 1445",
        "19 June 2567",
        "1718800000",
        "1718800000000",
        "1718800000000000",
        "-1718800000",
        "1718800000.5",
        "189302200000",
        "Wed, 19 Jun 24",
        "公元2000年1月1日, 02.01.2000",
        "二〇〇〇年一月一日, 02.01.2000",
        "19 Jun 24 10:00",
    ],
)
def test_what_is_impossible_unclear_or_no_day_is_none(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize("way", LANGUAGES)
@given(DAYS)
def test_every_day_is_read_back_in_every_language(way: str, day: datetime.date) -> None:
    name = LANGUAGES[way].split()[day.month - 1].replace("_", " ")
    for month in (name, name.upper(), name.capitalize()):
        assert written_day(way.format(d=day.day, m=month, y=day.year)) == day


@pytest.mark.parametrize("way", NUMERIC)
@pytest.mark.parametrize("zero", ["0", "０", "٠", "۰"])
@given(day=DAYS)
def test_every_day_is_read_back_in_figures(
    way: str, zero: str, day: datetime.date
) -> None:
    text = way.format(d=day.day, m=day.month, y=day.year)
    figures = {ord(str(n)): chr(ord(zero) + n) for n in range(10)}
    assert written_day(text.translate(figures)) == day


@given(
    st.dates(datetime.date(1912, 1, 1), datetime.date(LAST_YEAR, 12, 31)),
    st.integers(-3, 3),
)
def test_juche_years_agree_with_ours_or_give_no_day(
    day: datetime.date, off: int
) -> None:
    juche = day.year - 1911 + off
    if juche < 1:
        return
    wanted = None if off else day
    for text in (
        f"주체{juche}({day.year})년 {day.month}월 {day.day}일",
        f"Juche {juche} ({day.year}). {day.month}. {day.day}.",
        f"{day.year}년(주체{juche}년) {day.month}월 {day.day}일",
    ):
        assert is_written(text)
        assert written_day(text) == wanted


@given(DAYS, st.sampled_from("/-"))
def test_an_order_that_is_open_gives_no_day(day: datetime.date, part: str) -> None:
    text = f"{day.day:02}{part}{day.month:02}{part}{day.year}"
    found = read_date(text)
    if day.day <= 12 and day.day != day.month:
        assert found is None
    else:
        assert found is not None and found.day == day


@given(
    DAYS,
    DAYS,
    st.sampled_from(NUMERIC),
    st.sampled_from(NUMERIC),
    st.sampled_from([" ", ", ", " - ", "/", " to ", "~"]),
)
def test_two_days_give_none(
    one: datetime.date, two: datetime.date, a: str, b: str, between: str
) -> None:
    if one == two:
        return
    first = a.format(d=one.day, m=one.month, y=one.year)
    second = b.format(d=two.day, m=two.month, y=two.year)
    assert read_date(first + between + second) is None


@given(st.integers(1600, 2100), st.integers(0, 99), st.integers(0, 99))
def test_impossible_days_are_none(year: int, month: int, day: int) -> None:
    for way in NUMERIC[:5]:
        text = way.format(y=year, m=month, d=day)
        assert written_day(text) == day_of(year, month, day)


@given(st.from_regex(f"(?i){MONTH}", fullmatch=True))
def test_every_name_that_matches_has_a_number(name: str) -> None:
    assert 1 <= month_number(name) <= 12


@given(st.text("0123456789年月日(). -:,/昭和주체년월일JunedeгT元十〇", max_size=100))
def test_text_of_the_stuff_days_are_written_with(text: str) -> None:
    day = written_day(text)
    assert day is None or FIRST_YEAR <= day.year <= LAST_YEAR


@pytest.mark.parametrize(
    "stuff",
    ["1", " ", "1 ", "年", "(", "十", "a-", "1.", "주체1", "mon ", "٠", "1:11 "],
)
@pytest.mark.parametrize("size", [99, 1_000_000])
def test_long_text_does_not_hang(stuff: str, size: int) -> None:
    started = time.monotonic()
    for end in ("", "x", "2024", "日"):
        read_date((stuff * size)[: size - len(end)] + end)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("name", ["aprıl", "Aprİl", "APRIL", "auguſt"])
def test_odd_cases_of_letters_are_letters(name: str) -> None:
    assert written_day(f"19 {name} 2024") == DAY.replace(month=8 if "u" in name else 4)


WEEKDAYS = {
    "{w}, {d} June {y}": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "{d} June {y} ({w})": "Mon Tue Wed Thu Fri Sat Sun",
    "{w}, {d} de junio de {y}": "lunes martes miércoles jueves viernes sábado domingo",
    "{w} {d} juin {y}": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "{w}. {d} jun {y}": "lun martes mié jue vie sáb dom",
    "{w} {d} giugno {y}": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "{w}, {d} de junho de {y}": "segunda terça quarta quinta sexta sáb dom",
    "{w}, den {d}. Juni {y}": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "{w}, {d} июня {y}": "понедельник вторник среда четверг пятница суббота воскресенье",
    "{w}, {y}-06-{d:02}": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "{y}年6月{d}日（{w}）": "月 火 水 木 金 土 日",
    "{y}年6月{d}日{w}曜日": "月 火 水 木 金 土 日",
    "{y}年6月{d}日 星期{w}": "一 二 三 四 五 六 日",
    "{y}년 6월 {d}일 {w}요일": "월 화 수 목 금 토 일",
    "{y}. 6. {d}. ({w})": "월 화 수 목 금 토 일",
}


@pytest.mark.parametrize("way", WEEKDAYS)
@given(
    st.dates(datetime.date(1924, 1, 1), datetime.date(2100, 12, 31)), st.integers(0, 6)
)
def test_a_weekday_is_the_days_or_there_is_no_day(
    way: str, day: datetime.date, weekday: int
) -> None:
    day = day.replace(month=6, day=min(day.day, 30))
    name = WEEKDAYS[way].split()[weekday]
    found = read_date(way.format(w=name, d=day.day, y=day.year))
    if weekday == day.weekday():
        assert found is not None and found.day == day
    else:
        assert found is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        # feeds of programs that write one weekday for every day
        ("Mon, 19 Jun 2024 23:30:00 -0800", DAY),
        ("Mon, 19 Jun 24 10:00:00 GMT", DAY),
        # Greek papers wrote the first by the Julian calendar, in Athens a Wednesday
        ("Wednesday, 1 February 1923", datetime.date(1923, 2, 1)),
        ("Thursday, 1 February 1923", datetime.date(1923, 2, 1)),
        # 5 November of the Gunpowder Plot, and 14 December of the Decembrists, both by their own calendar
        ("Tuesday, 5 November 1605", datetime.date(1605, 11, 5)),
        ("понедельник, 14 декабря 1825 г.", datetime.date(1825, 12, 14)),
    ],
)
def test_weekdays_of_programs_and_of_other_calendars(
    text: str, day: datetime.date
) -> None:
    assert written_day(text) == day


@given(
    st.lists(
        st.sampled_from(
            "2024 24 2567 19 6 06 31 1 June junio июня 6月 19日 2024年 年 月 日 Monday среда 주체113 Juche 令和6年"
            " T10:30 Z 10:30 pm / - . , : of the de at today last AD BC VI W25 19th º".split()
            + [" ", " ", " "]
        ),
        max_size=9,
    ).map("".join)
    | st.text(max_size=40)
)
def test_no_text_gives_a_day_that_is_not_written_in_it(text: str) -> None:
    found = read_date(text)
    if not found:
        return
    digits = [int(digits) for digits in re.findall("[0-9]+", text)]
    compact = f"{found.day:%Y%m%d}"
    assert compact in text or found.day.day in digits
    years = {found.day.year, found.day.year - 1911, found.day.year - 2018}
    assert compact in text or years & set(digits) or found.day.year % 100 in digits
