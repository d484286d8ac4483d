"""The name=value pairs of a URL go in, however mangled; cleaned texts, limits and Problems come out. It never raises.

A parameter that takes one value and is given twice with different values is a Problem: to drop either would drop a
limit silently. The same value twice is one. Names that mean nothing are ignored, an empty value is an absent one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from indexer.engine.request import Sort
from indexer.fields import VALUE_FIELDS
from search_app.date_ranges import DateProblem, When, parse_day, parse_range, span
from search_app.remarks import Problem, shown

WORDS = ("q", "all", "any", "phrase", "without")
DATES = {"when": "When", "from": "From", "to": "To"}
ASKED = (*WORDS, *DATES, "dated", "sort", "page", "size", "version")
SHOWN = ("view", "more", "narrow", "rank")
"""How the answer is shown; of several values the first counts, an odd one is ignored."""

MAX_PAIRS = 1000
MAX_LIMITS = 100
MAX_VALUE = 500
MAX_WORDS = 10_000
"""Characters that are kept of a text; the query parser refuses texts well below that."""

ORDER = {row.name: place for place, row in enumerate(VALUE_FIELDS)}
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_BREAKS = re.compile(r"[\t\n\r]+")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True)
class Limit:
    """One value of one field that a hit must have, or (exclude) must not; None is "no value".

    Raises ValueError for the name of anything but a field with values.
    """

    field: str
    value: str | None
    exclude: bool = False

    def __post_init__(self) -> None:
        if self.field not in ORDER:
            raise ValueError(f"{self.field} is no field with values")
        value = clean(self.value or "")[:MAX_VALUE]
        object.__setattr__(self, "value", value or None)

    @property
    def pair(self) -> tuple[str, str]:
        """Its parameter: source=A, -source=A, none=source, -none=source."""
        sign = "-" if self.exclude else ""
        if self.value is None:
            return f"{sign}none", self.field
        return f"{sign}{self.field}", self.value

    @property
    def order(self) -> tuple[int, bool, bool, str]:
        """Where it stands among others: by field, inclusions first, values by name, "no value" last."""
        return (
            ORDER[self.field],
            self.exclude,
            self.value is None,
            self.value or "",
        )


@dataclass(slots=True)
class Given:
    """What a URL gives: one text for each parameter, the limits, and what cannot be used."""

    texts: dict[str, str] = field(default_factory=dict)
    limits: dict[Limit, None] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, name: str, value: str, sentence: str) -> None:
        """Report a parameter, once."""
        problem = Problem(name, shown(value), sentence)
        if problem not in self.problems:
            self.problems.append(problem)

    def number(self, name: str, most: int, sentence: str) -> int | None:
        """A whole number from 1 to `most`; None where the parameter is absent or (a Problem) not such a number."""
        text = self.texts.get(name, "")
        if not text:
            return None
        if _NUMBER.fullmatch(text) and int(text) <= most:
            return int(text)
        self.refuse(name, text, f"{name.capitalize()}: {shown(text)} {sentence}")
        return None

    def undated(self) -> bool:
        """Whether `dated=no` is given; any other value is a Problem."""
        text = self.texts.get("dated", "")
        if text not in ("", "no"):
            sentence = f"Dated: {shown(text)} is no choice; give no, or leave it out."
            self.refuse("dated", text, sentence)
        return text == "no"

    def sort(self) -> Sort | None:
        """The order; a name that is none is a Problem."""
        text = self.texts.get("sort", "")
        if text in set(Sort):
            return Sort(text)
        if text:
            sentence = f"Sort: {shown(text)} is no order; give {', '.join(Sort)}."
            self.refuse("sort", text, sentence)
        return None

    def rank(self) -> int | None:
        text = self.texts.get("rank", "")
        return int(text) if _NUMBER.fullmatch(text) else None

    def check_dates(self, today: date) -> None:
        """Report dates that are none, and a From after its To."""
        ends: list[When | None] = []
        for name, label in DATES.items():
            text = self.texts.get(name, "")
            found = None
            if text:
                found = (
                    parse_range(text, today)
                    if name == "when"
                    else parse_day(text, today)
                )
            if isinstance(found, DateProblem):
                self.refuse(name, text, f"{label}: {found.sentence}")
                found = None
            ends.append(found)
        both = span(ends[1], ends[2])
        if isinstance(both, DateProblem):
            self.refuse("from", self.texts["from"], both.sentence)


def given(pairs: Iterable[tuple[str, str]]) -> Given:
    """The parameters of a URL, in whatever order and number."""
    found = Given()
    for count, (name, value) in enumerate(pairs):
        if count == MAX_PAIRS:
            sentence = f"The address has more than {MAX_PAIRS:,} parameters."
            found.refuse(shown(name), value, sentence)
            break
        if name in ASKED or name in SHOWN:
            _single(found, name, value)
        else:
            _limit(found, name, value)
    return found


def clean(text: str, breaks: bool = False) -> str:
    """A text without control characters and halves of characters; tabs and line breaks stay in words (breaks)."""
    text = _CONTROLS.sub("", text)
    return text if breaks else _BREAKS.sub(" ", text)


def text_of(name: str, value: str) -> str:
    """A parameter that takes one text, as a state keeps it; "" where there is nothing in it."""
    if name in WORDS:
        value = clean(value[:MAX_WORDS], breaks=True)
        return value if value.strip() else ""
    return clean(value[:MAX_VALUE]).strip(" " if name in (*DATES, "narrow") else "")


def _single(found: Given, name: str, value: str) -> None:
    """Keep a parameter that takes one value."""
    value = text_of(name, value)
    if not value:
        return
    kept = found.texts.setdefault(name, value)
    if kept != value and name in ASKED:
        found.refuse(name, value, f"{name} is given twice; give it once.")


def _limit(found: Given, name: str, value: str) -> None:
    """Keep a limit of a field, if the name is one's."""
    exclude = name.startswith("-")
    of = name[1:] if exclude else name
    cut = clean(value[: MAX_VALUE + 1])
    if of == "none" and cut in ORDER:
        limit = Limit(cut, None, exclude)
    elif of in ORDER and cut:
        limit = Limit(of, cut, exclude)
    else:
        if of == "none" and cut.strip():
            sentence = f"{name}: {shown(value)} is no field; give {', '.join(ORDER)}."
            found.refuse(name, value, sentence)
        return
    if len(value) > MAX_VALUE:
        sentence = f"{of} is {len(value):,} characters long; it may have {MAX_VALUE}."
        found.refuse(name, value, sentence)
    elif len(found.limits) >= MAX_LIMITS and limit not in found.limits:
        found.refuse(name, value, f"There are more than {MAX_LIMITS} limits.")
    else:
        found.limits[limit] = None
