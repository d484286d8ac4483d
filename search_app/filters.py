"""Values of an answer go in, what a template shows for them comes out; HTML is made of text and marks here only."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from indexer.clean import last_door
from search_app.answer_types import Marks
from search_app.labels import counted, day_label, plural, script_language, value_label

_UNSHOWN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def marked(text: str, marks: Marks, numbers: Iterator[int] | None = None) -> Markup:
    """The text, each piece escaped, with its marks; numbers go into their ids, which a link can name.

    The ids are of our making and are set after the last door, which lets a bare <mark> through and nothing else.
    """
    pieces: list[str] = []
    end = 0
    for start, stop in marks:
        pieces += [escape(text[end:start]), _mark(text[start:stop])]
        end = stop
    pieces.append(escape(text[end:]))
    html = shown("".join(pieces))
    if numbers is not None:
        html = re.sub("<mark>", lambda _: f'<mark id="match-{next(numbers)}">', html)
    return Markup(html)


@lru_cache(maxsize=4096)
def _mark(words: str) -> str:
    """Words as they are marked. The door takes milliseconds for a page of text: what has no tag stays outside."""
    return last_door(f"<mark>{escape(shown(words))}</mark>")


def shown(value: Any) -> Any:
    """Any value of a template; text without control characters, whatever brought them here."""
    if isinstance(value, str) and not value.isprintable():
        cleaned = _UNSHOWN.sub("", value)
        return Markup(cleaned) if isinstance(value, Markup) else cleaned
    return value


def as_day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def is_day(text: str) -> bool:
    """Whether a text is a day as a date box writes it."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def month_name(day: date) -> str:
    """June, but Sept: what fits the gutter."""
    name = f"{day:%B}"
    if len(name) <= 5:
        return name
    return name[:4] if day.month == 9 else name[:3]


def short_day(value: str) -> str:
    """26 Aug 2023."""
    day = date.fromisoformat(value)
    return f"{day.day} {day:%b %Y}"


def instant(value: str) -> str:
    """21 November 2026, 10:22 UTC."""
    time = datetime.fromisoformat(value)
    return f"{day_label(time.date())}, {time:%H:%M} UTC"


def generation(name: str) -> str:
    """generation 42 for gen-00000042."""
    digits = name.rpartition("-")[2]
    return f"generation {int(digits)}" if digits.isdecimal() else name


FILTERS: dict[str, Callable[..., Any]] = {
    "as_day": as_day,
    "counted": counted,
    "generation": generation,
    "instant": instant,
    "is_day": is_day,
    "long_day": lambda value: day_label(date.fromisoformat(value)),
    "marked": marked,
    "month_name": month_name,
    "plural": plural,
    "script_language": script_language,
    "short_day": short_day,
    "value_label": lambda value, field: value_label(field, value),
    "weekday": lambda day: f"{day:%A}",
}


def register(app: Flask) -> None:
    """Hand the filters to the templates."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.finalize = shown
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
