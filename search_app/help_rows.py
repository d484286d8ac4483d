"""An engine goes in; the query language comes out as rows of an example, what it means, and how many items it finds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from indexer.engine import Engine
from indexer.engine.errors import EngineError, TooExpensive
from indexer.engine.request import SearchRequest
from search_app.labels import day_label
from search_app.lesson import Lesson, lesson
from search_app.question import ask
from search_app.settings import Settings

_PLAIN = Lesson(
    "harbour treaty",
    "harbour",
    "treaty",
    "fog",
    "harbour",
    "gazette",
    date(2024, 6, 19),
)
"""Words for an archive that has none, or none of a kind."""


@dataclass(frozen=True, slots=True)
class Row:
    """What is typed and what it means; count is what it finds, None where that is nothing."""

    typed: str
    means: str
    url: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Help:
    """The rows for the box of words, and those for the box of a time."""

    words: tuple[Row, ...]
    times: tuple[Row, ...]


def help_rows(engine: Engine, settings: Settings, today: date) -> Help:
    """Every sign of the language, each with an example that finds something in this archive."""
    try:
        taught, last = lesson(engine) or _PLAIN, engine.info().last
    except EngineError:
        taught, last = _PLAIN, None

    def rows(parameter: str, lines: Iterable[tuple[str, str]]) -> tuple[Row, ...]:
        return tuple(_row(engine, settings, today, parameter, *line) for line in lines)

    day = taught.day or last or date(2024, 6, 19)
    return Help(rows("q", _words(taught, day)), rows("when", _times(last or day)))


def _words(a: Lesson, day: date) -> Iterator[tuple[str, str]]:
    other, spelt = a.other or _PLAIN.other, a.spelt or _PLAIN.spelt
    middle = len(spelt) // 2
    yield f"{a.one} {a.two}", "all of the words, in any form and order"
    yield f'"{a.phrase}"', "the phrase: these words one after another"
    yield f"{a.one} OR {other}", "either word; AND is understood between any others"
    yield f"{a.one} -{other}", f"without a word; NOT {other} is the same"
    yield f"({a.one} OR {other}) {a.two}", "brackets hold alternatives together"
    yield f'"{a.two} {a.one}"~5', "within five words of each other, in any order"
    yield f"{spelt[: max(2, middle)]}*", "words that begin so; two letters at least"
    yield (
        f"{spelt[: middle]}?{spelt[middle + 1 :]}",
        "? is any one letter, * any number of them",
    )
    yield f"{spelt[: middle]}{spelt[middle + 1 :]}~", "spelt like this, one letter off"
    yield f"={a.one}", "exactly this form, no other"
    yield f"title:{a.one}", "in one field: title, body, source, section or author"
    yield f"source:{a.source or _PLAIN.source}", "the same, in the name of the source"
    yield f"{a.one} date:{day:%Y-%m}", "a date, as in the box When"
    yield f"{a.one} date:{day.year - 2}..{day.year}", "a span; both ends are included"
    yield f"{a.one} before:{_moved(day, 1)}", "before a day, a month or a year"
    yield f"{a.one} after:{_moved(day, -1)}", "after one"


def _times(day: date) -> Iterator[tuple[str, str]]:
    yield day_label(day), f"a day; {day} too"
    yield f"{day:%B} {day.year}", f"a month; {day:%Y-%m} too"
    yield f"{day.year}", "a year"
    yield f"{day.year - 2}..{day.year}", f"a span; {day.year - 2} to {day.year} is the same"
    yield f"since {day.year}", f"from its first day on; until {day.year} ends with its last"
    yield f"{day.day} {day:%B} every year", "the same day every year"
    yield "last week", "Monday to Sunday; last month, last year, yesterday"
    yield "past 30 days", "the last days, today included"


def _moved(day: date, days: int) -> str:
    try:
        return (day + timedelta(days=days)).isoformat()
    except OverflowError:
        return day.isoformat()


def _row(
    engine: Engine,
    settings: Settings,
    today: date,
    parameter: str,
    typed: str,
    means: str,
) -> Row:
    question = ask([(parameter, typed)], settings, today)
    request = SearchRequest(question.parsed.query, question.filters, limit=0)
    count = 0
    try:
        if not question.problems and not question.parsed.remarks:
            count = engine.search(request).total.all
    except (TooExpensive, EngineError):
        pass
    return Row(typed, means, question.state.url(), count or None)
