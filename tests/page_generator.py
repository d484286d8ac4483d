"""A seed goes in, a scraped page as some publisher would write it comes out, with the truth beside it.

All words are invented or taken from no text. Every line that may be missing is missing now and then.
"""

import datetime
import random
from dataclasses import dataclass, field

_WORDS = {
    "en": "the harbour council light keepers treaty vessels agreed new island annual sea",
    "es": "el puerto consejo faro tratado buques acordó nueva isla anual mar señales",
    "ru": "гавань совет маяк договор суда новый остров ежегодный море смотритель",
    "de": "der Hafen Rat Leuchtturm Vertrag Schiffe Insel jährlich Meer Wächter große",
    "ko": "항구 평의회 등대 조약 선박 합의 새로운 섬 연례 바다",
    "zh": "港口 理事会 灯塔 条约 船只 同意 新的 岛屿 年度 大海",
    "ja": "港の 評議会 灯台 条約 船舶は 合意した 新しい 島の 毎年 海を",
}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "ene feb mar abr may jun jul ago sep oct nov dic",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
}
_DATELINES = {
    "en": ("SEOUL, {month} {day} ({agency}) --", "Hest, {month} {day}, {year} —"),
    "es": ("MADRID, {day} {month} ({agency}) -", "Cádiz, {day} de {month} ({agency})—"),
    "ru": ("Мурманск, {day} {month} ({agency}) --",),
    "de": ("Köln, {day}. {month} ({agency}) --", "Kiel, {day}. {month} {year} —"),
    "ko": ("부산, {number}월 {day}일 ({agency}) --",),
    "zh": ("大连，{number}月{day}日 ({agency}) --",),
    "ja": ("大阪、{number}月{day}日 ({agency}) --",),
}
_META = ("{0:%d/%m/%Y}", "{0:%Y-%m-%d}", "{0.day} {month} {0.year}")
_SOURCES = (
    "Hest Post",
    "Lantern News (En)",
    "El Faro (Es)",
    "灯台新聞 (Ja)",
    "Маяк (Ru)",
)
_AGENCIES = ("LINA", "Yonhap", "DPA", "EFE", "ТАСС")
_ODD = (
    "May 5, 1990",
    "1990-05-05",
    "LINA",
    "Date: a day of joy.",
    "More From the sea came the news that all was well.",
    "He wrote: Date: 01/02/1990 | and no more.",
    "Was it so?",
)


@dataclass
class Invented:
    """A page's lines, and what reading it must give. day is the right date, date what the page states of it."""

    lines: list[str] = field(default_factory=list)
    title: str = ""
    day: datetime.date = datetime.date.min
    date: datetime.date | None = None
    source: str = ""
    body: list[str] = field(default_factory=list)
    teasers: list[tuple[str, str, datetime.date]] = field(default_factory=list)

    def text(self, end: str = "\n", *, escaped: bool = False) -> str:
        text = end.join(self.lines)
        return text.replace("&", "&amp;").replace("<", "&lt;") if escaped else text


def invent(seed: int) -> Invented:
    """The page of a seed: always the same."""
    rng = random.Random(seed)
    language = rng.choice(list(_WORDS))
    agency, source = rng.choice(_AGENCIES), rng.choice(_SOURCES)
    day = datetime.date(1946, 1, 1) + datetime.timedelta(rng.randrange(29_000))
    page = Invented(source=source, day=day)
    page.body = _paragraphs(rng, language)
    if rng.random() < 0.7:
        _full(rng, page, (language, agency), day)
    else:
        page.lines = [*page.body, agency]
    page.lines.append(f"More From {source}")
    _teasers(rng, page, language, day)
    if rng.random() < 0.8:
        page.lines.append("More Articles")
    return page


def announce(page: Invented, other: Invented) -> None:
    """Put a teaser for another page first in the page's list."""
    text = other.body[0][:125]
    snippet = text if text == other.body[0] else text.rpartition(" ")[0]
    place = page.lines.index(f"More From {page.source}") + 1
    page.lines[place:place] = [snippet, _written(other.day), snippet]
    page.teasers.insert(0, ("", snippet, other.day))


def sentence(rng: random.Random, language: str, count: int) -> str:
    """Words of a language without a full stop; now and then with what HTML would escape."""
    words = " ".join(rng.choices(_WORDS[language].split(), k=count))
    return words[0].upper() + words[1:] + rng.choice(["", "", " & <SRD>"])


def _paragraphs(rng: random.Random, language: str) -> list[str]:
    stop = "。" if language in ("zh", "ja") else "."
    count = rng.randrange(2, 8)
    found = [sentence(rng, language, rng.randrange(8, 50)) + stop for _ in range(count)]
    if rng.random() < 0.3:
        found.insert(1, rng.choice(_ODD))
    if rng.random() < 0.1:
        found[0] = (
            "The council met on Monday and agreed on the matters before it, as every year."
        )
    return found


def _full(
    rng: random.Random, page: Invented, who: tuple[str, str], day: datetime.date
) -> None:
    language, agency = who
    captured = day + datetime.timedelta(rng.randrange(200))
    if rng.random() < 0.8:
        text = _written(captured)
        page.lines.append(text + rng.choice(["", text]))
    page.lines.append(f"{agency} {page.source}")
    page.title = sentence(rng, language, rng.choice([3, 6, 40])) + rng.choice(
        ["", "", "?", "."]
    )
    page.lines.append(page.title)
    month = _MONTHS["en"].split()[day.month - 1]
    stated = rng.choice(_META).format(day, month=month)
    page.lines.append(f"Date: {stated} | Source: {page.source}")
    page.date = day
    paragraphs = list(page.body)
    if rng.random() < 0.8:
        # the event's day may be earlier than the article's: a conflict the date line wins
        event = day - datetime.timedelta(rng.randrange(3))
        paragraphs[0] = f"{_dateline(rng, language, agency, event)} {paragraphs[0]}"
    ending = rng.choice(["", " -0-", "\n-0-"])
    paragraphs[-1] += ending
    page.lines += "\n".join(paragraphs).split("\n")
    if rng.random() < 0.4:
        page.lines.append(rng.choice(["www.lina.example", "https://hest.example/a/1"]))


def _dateline(
    rng: random.Random, language: str, agency: str, day: datetime.date
) -> str:
    months = _MONTHS.get(language, _MONTHS["en"]).split()
    return rng.choice(_DATELINES[language]).format(
        month=months[day.month - 1],
        number=day.month,
        day=day.day,
        year=day.year,
        agency=agency,
    )


def _written(day: datetime.date) -> str:
    return f"{_MONTHS['en'].split()[day.month - 1]} {day.day}, {day.year}"


def _teasers(
    rng: random.Random, page: Invented, language: str, day: datetime.date
) -> None:
    for _ in range(rng.randrange(0, 12)):
        listed = day - datetime.timedelta(rng.randrange(60))
        title = sentence(rng, language, 5) if rng.random() < 0.5 else ""
        # now and then the words of the page's own body
        snippet = page.body[-1][:80].strip() if rng.random() < 0.1 else ""
        snippet = snippet or sentence(rng, language, 18)
        page.lines += [title, title] if title else []
        page.lines += [snippet, _written(listed), snippet]
        page.teasers.append((title, snippet, listed))
