"""A source of choices goes in, a scraped page as some publisher would write it comes out, with the truth beside it.

`random.Random(seed)` gives a page by its seed, Hypothesis's randoms() one that shrinks: the first choice of each is the
simplest. What no reader could tell is not written: a title that nothing shows to be one, an order of day and month that
nothing states.
"""

import datetime
import random
from dataclasses import dataclass, field

from tests.page_words import WORDS, cut, datelines, sentence, stop, written

_SOURCES = (
    "Hest Post",
    "Lantern News (En)",
    "El Faro (Es)",
    "灯台新聞 (Ja)",
    "Маяк (Ru)",
    "المنارة (Ar)",
)
_AGENCIES = (
    "LINA",
    "Yonhap",
    "DPA",
    "ТАСС",
    "조선통신",
    "新华社",
    "Reuters",
    "Lantern News Agency",
)
_TRAILER = "www.lina.example (Juche79.2.1.)"
_QUOTED = (
    "Was it so?",
    "May 5, 1990",
    "1990-05-05",
    "LINA",
    "-0-",
    "It closed with the mark. -0-",
    _TRAILER,
    "(Juche79.2.1.)",
    "More Articles",
    "May 5, 1990May 5, 1990",
    "Date: a day of joy.",
    "He wrote: Date: 01/02/1990 | and no more.",
    "More From the sea came the news that all was well.",
    "Read original version at source",
    "Hest, May 5 (LINA) -- He came.",
    "Date: 01/02/1990",
    "Date: 01/02/1990 | Source: Gannet Post",
)
"""What a body may say that looks like other parts of a page."""

_HEADERS = _QUOTED[-4:]
_LAST = (
    "Never.",
    "ENDS",
    "Applause",
    "The end",
    "Peace",
    "끝",
    "Ende",
    "Silence!",
    "APPLAUSE",
)
_FORMULA = (
    "The council met on Monday and agreed on the matters before it, as every year."
)
_UNTITLED = ("SDS", "SD", "DS", "SS")
_TITLED = ("TTSDS", "TSDS", "TTSD", "TTDS", "TTSS")
ENDS = ("\n", "\r\n", "\r", "\n\n", "\r\n \r\n", " \n\t\n")

_ENTITIES: tuple[dict[int, str], ...] = (
    {38: "&amp;", 60: "&lt;", 62: "&gt;", 34: "&quot;"},
    {233: "&eacute;", 8212: "&mdash;", 12290: "&#x3002;", 69: "&#69;", 45: "&#x2d;"},
)

Listed = tuple[str, str, datetime.date | None, str | None]


@dataclass
class Invented:
    """A page's lines, and what reading it must give.

    day is the right date, date what the page states of it; told counts what is remarked; marks are where lists begin.
    """

    lines: list[str] = field(default_factory=list)
    title: str = ""
    day: datetime.date = datetime.date.min
    date: datetime.date | None = None
    captured: datetime.date | None = None
    agency: str | None = None
    source: str | None = None
    body: list[str] = field(default_factory=list)
    teasers: list[Listed] = field(default_factory=list)
    told: int = 0
    list_at: int | None = None

    def encoded(self, end: str = "\n", escape: int = 0, mark: bool = False) -> bytes:
        """The page as a file. escape: how much of it HTML's entities stand for."""
        text = end.join(self.lines) + end
        for entities in _ENTITIES[:escape]:
            text = text.translate(entities)
        return ("\ufeff" * mark + text).encode()


def invent(rng: random.Random) -> Invented:
    """A page, always the same for the same choices."""
    return _Inventor(rng).page


def announce(page: Invented, other: Invented) -> bool:
    """Put a teaser for another page first in the page's list, if it has one."""
    if page.list_at is None:
        return False
    snippet = cut(" ".join(other.body))
    at = page.list_at
    page.lines[at:at] = [snippet, written(other.day), snippet]
    source = page.lines[at - 1].removeprefix("More From").strip()
    page.teasers.insert(0, ("", snippet, other.day, source or None))
    return True


class _Inventor:
    """One page's choices."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.language = rng.choice(list(WORDS))
        self.agency = rng.choice(_AGENCIES)
        self.source = rng.choice(_SOURCES)
        self.sentences = 0
        self.own = False
        """Whether a snippet is of the body."""
        year = datetime.date(rng.choice([2024, 1952, 1988, 2000, 2026]), 1, 1)
        self.day = year + datetime.timedelta(rng.randrange(365))
        self.seen = self.day + datetime.timedelta(rng.randrange(200))
        """The day of capture, which lists have the newest articles of."""
        self.page = Invented(day=self.day)
        self.listed = not self.odds(1)
        self.named = self.listed and not self.odds(1)
        """Whether `More From` stands above the list."""
        if self.odds(6):
            self.full()
        else:
            self.bare()
        if self.listed:
            self.lists()

    def odds(self, tenths: int) -> bool:
        return self.rng.randrange(10) >= 10 - tenths

    def sentence(self, count: int) -> str:
        self.sentences += 1
        number = 1000 * self.rng.randrange(10_000) + self.sentences
        return sentence(self.language, count, number)

    def paragraphs(self) -> list[str]:
        found = [
            self.sentence(self.rng.choice([8, 20, 45])) + stop(self.language)
            for _ in range(self.rng.randrange(1, 6))
        ]
        if self.odds(1):
            found[0] = _FORMULA
        return found

    def last_word(self) -> None:
        if self.odds(2):
            self.page.body.append(self.rng.choice(_LAST))

    def bare(self) -> None:
        page = self.page
        page.body = self.paragraphs()
        agency = self.listed and not self.odds(1)
        if self.odds(3):
            quoted = self.rng.choice(_QUOTED)
            place = 1 if agency and quoted not in _HEADERS else 2
            if len(page.body) > place:
                page.body.insert(place, quoted)
            elif agency:
                page.body[1:] = [quoted, self.sentence(5) + "."]
        if agency and self.odds(1):
            page.body.insert(0, written(self.day - datetime.timedelta(3000)))
        self.last_word()
        if agency and self.odds(1):
            page.body.append(_TRAILER)
        page.lines = list(page.body)
        if agency:
            page.agency = self.agency
            page.lines.append(self.agency)
        page.source = self.source if self.named else None

    def full(self) -> None:
        page, rng = self.page, self.rng
        self.capture()
        agency = not self.odds(2)
        stated = not self.odds(2)
        """Whether there is a `Date:` line."""
        source = stated and (not self.named or not self.odds(2))
        agency = agency and (self.named or source)
        if agency:
            page.agency = self.agency
            lines = [f"{self.agency} {self.source}"]
            if self.agency.isupper() and self.odds(1):
                lines = [self.agency, self.source]
            page.lines += lines
        page.source = self.source if source or agency or self.named else None
        trailer = self.odds(5)
        end = rng.choice([" -0-", "", "\n-0-"])
        shown = bool(page.captured or agency or stated or end)
        titled = shown and not self.odds(2)
        if titled:
            page.title = self.sentence(rng.choice([5, 3, 22])) + rng.choice(["", "?"])
            if stated and source and self.odds(1):
                page.title = page.title[:200] + "."
            page.lines += [page.title] * (2 if stated and self.odds(1) else 1)
        if stated:
            self.date_line(source)
        self.full_body(stated, shown, end, trailer)

    def capture(self) -> None:
        page = self.page
        if self.odds(2):
            return
        day = self.seen
        long, short = written(day), written(day, short=True)
        forms = [
            [long],
            [long + long],
            [long + short],
            [long, short],
            [f"{day.day} {long.split()[0]} {day.year}"],
            [day.isoformat()],
            [day.isoformat() * 2],
            [written(day, self.language)],
            [written(day, self.language) * 2],
            [long + " | " + long],
        ]
        page.captured = day
        page.lines += self.rng.choice(forms)

    def date_line(self, source: bool) -> None:
        page, day = self.page, self.day
        month = written(day).split()[0]
        forms = [
            (f"{day:%d/%m/%Y}", day),
            (f"{month} {day.day}, {day.year}", day),
            (f"{day.day} {month} {day.year}", day),
            (day.isoformat(), day),
            (f"{day:%d/%m/%Y} 09:30", day),
            (f"{day:%d.%m.%Y}", day),
            (written(day, self.language), day),
            (f"31/02/{day.year}", None),
        ]
        if day.day > 12:
            forms.append((f"{day:%m/%d/%Y}", None))
        text, page.date = self.rng.choice(forms)
        page.told += page.date is None
        parts = [f"Date: {text}"]
        if source:
            parts.append(f"Source: {self.source}")
        parts += ["Read original version at source"] * self.odds(5)
        if self.odds(1):
            page.lines += parts
        else:
            page.lines.append(" | ".join(parts))

    def full_body(self, stated: bool, shown: bool, end: str, trailer: bool) -> None:
        page, rng = self.page, self.rng
        page.body = self.paragraphs()
        dated, undated = datelines(self.language, self.agency, self.day)
        opened = bool(dated) and not self.odds(3)
        if self.odds(3):
            quoted = rng.choice(_QUOTED)
            place = 1 if quoted not in _HEADERS or stated or opened else 2
            if len(page.body) > place:
                page.body.insert(place, quoted)
        self.last_word()
        paragraphs = list(page.body)
        settled = page.date or (trailer and self.odds(7))
        if opened:
            # the event's day may be earlier than the article's: a conflict the date line wins
            before = rng.randrange(3) if settled else 0
            event = self.day - datetime.timedelta(before)
            dated, _ = datelines(self.language, self.agency, event)
            line = rng.choice(dated)
            paragraphs[0] = f"{line} {paragraphs[0]}"
            if not settled and (page.captured or str(event.year) in line):
                page.date = event
        elif shown and self.odds(3):
            paragraphs[0] = f"{rng.choice(undated)} {paragraphs[0]}"
        paragraphs[-1] += end
        page.lines += "\n".join(paragraphs).split("\n")
        if trailer:
            self.trailer(bool(settled))

    def trailer(self, dated: bool) -> None:
        page = self.page
        if not dated:
            page.lines.append(
                self.rng.choice(["www.lina.example", "https://a.example/1"])
            )
            return
        day = self.day
        if page.date and self.odds(2):
            # a conflict that the date line wins
            day -= datetime.timedelta(self.rng.randrange(400))
        juche = f"Juche{day.year - 1911}.{day.month}.{day.day}."
        forms = [f"www.lina.example ({juche})", f"({juche})"]
        forms.append(f"www.lina.example ({written(day)})")
        page.lines.append(self.rng.choice(forms))
        page.date = page.date or day

    def lists(self) -> None:
        page, rng = self.page, self.rng
        several = self.named and self.odds(2)
        ended = not self.odds(2)
        if self.named:
            page.lines.append(f"More From {self.source}")
            page.list_at = len(page.lines)
        self.list_of(self.source if self.named else None, several or not self.named)
        if several:
            page.lines += ["More Articles"] * self.odds(2)
            source = rng.choice([name for name in _SOURCES if name != self.source])
            page.lines.append(f"More From {source}")
            self.list_of(source, False)
        if ended:
            page.lines.append("More Articles")
            if self.odds(1):
                page.lines += ["Copyright", "Contact"]
                page.told += 1

    def list_of(self, source: str | None, full: bool) -> None:
        forms = self.rng.choice(
            [_UNTITLED[:1], _TITLED[:1], ("SDS", "TTSDS"), _UNTITLED, _TITLED]
        )
        style = self.rng.choice(["en", self.language, "iso", "day first", "slashed"])
        count = self.rng.randrange(1 if full else 0, 7)
        shown: list[datetime.date] = []
        places: list[int] = []
        for number in range(count):
            # a whole teaser shows where a list without its line begins, and what like lines are
            whole = number == 0 and (not source or forms is _UNTITLED)
            form = forms[0] if whole else self.rng.choice(forms)
            day = self.seen - datetime.timedelta(self.rng.randrange(60))
            entry = {"T": self.sentence(5), "S": self.snippet(), "D": _day(day, style)}
            self.page.lines += [entry[part] for part in form]
            title = entry["T"] if "T" in form else ""
            stated = day if "D" in form else None
            if stated:
                shown.append(stated)
                places.append(len(self.page.teasers))
            self.page.teasers.append((title, entry["S"], stated, source))
        # no day above twelve, no order
        if style == "slashed" and all(day.day <= 12 for day in shown):
            for place, day in zip(places, shown, strict=True):
                if day.day != day.month:
                    title, snippet, _, _ = self.page.teasers[place]
                    self.page.teasers[place] = (title, snippet, None, source)
        added = self.page.teasers[len(self.page.teasers) - count :]
        self.page.told += sum(day is None for _, _, day, _ in added)

    def snippet(self) -> str:
        text = self.sentence(60)
        if not self.own and self.odds(1):
            # now and then words of the page's own body; its first would announce it
            own = [line for line in self.page.body[1:] if len(line) > 125]
            text = own[-1] if own else text
            self.own = True
        return cut(text)


def _day(day: datetime.date, style: str) -> str:
    numbers = {"iso": "%Y-%m-%d", "slashed": "%d/%m/%Y"}
    if style in numbers:
        return day.strftime(numbers[style])
    if style == "day first":
        return f"{day.day} {written(day).split()[0]} {day.year}"
    return written(day, style)
