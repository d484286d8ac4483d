"""A part of a search as typed goes in, its single words and their places come out: what to spell anew, or to loosen."""

from dataclasses import dataclass

from indexer.analysis import is_cjk, runs, tokens
from indexer.engine.query import And, Near, Phrase, Prefix, Query, Term
from search_app.query_parser import Asked
from search_app.query_scanner import QUOTES

_OPERATORS = frozenset(("AND", "OR", "NOT"))


@dataclass(frozen=True, slots=True)
class Unit:
    """A word, or a run of Chinese, Japanese or Korean: its text, its place in the parameter, the words of its query."""

    text: str
    parameter: str
    at: tuple[int, int]
    words: tuple[str, ...]
    field: str | None
    exact: bool

    @property
    def is_run(self) -> bool:
        return is_cjk(self.words[0])

    @property
    def plain(self) -> str:
        """The text as it is typed for itself: no operator."""
        return self.text.lower() if self.text in _OPERATORS else self.text


def units(asked: Asked, text: str) -> tuple[Unit, ...]:
    """The units of a leaf; `text` is the whole of its parameter. None for patterns and fuzzy words."""
    words = _words(asked.query)
    start, end = asked.at
    found = []
    for run in runs(tokens(text[start:end])):
        first, last = run[0].start, run[-1].end
        own = tuple(token.word for token in run)
        # The number of a "..."~5 is no word of it.
        if words.isdisjoint(own):
            continue
        place = (start + first, start + last)
        field, exact = _manner(asked.query)
        found.append(
            Unit(text[slice(*place)], asked.parameter, place, own, field, exact)
        )
    return tuple(found)


def is_phrase(asked: Asked) -> bool:
    """Whether the reader asked for words in an order or near each other, by quotation marks or in the phrase's box."""
    quoted = asked.text.rpartition(":")[2].lstrip("=")[:1]
    return asked.parameter == "phrase" or bool(quoted and quoted in QUOTES)


def _words(query: Query) -> frozenset[str]:
    match query:
        case Term(word):
            return frozenset((word,))
        case Phrase(words) | Near(words):
            return frozenset(words)
        case Prefix(prefix) if is_cjk(prefix):
            return frozenset((prefix,))
        case And(parts):
            return frozenset(word for part in parts for word in _words(part))
        case _:
            return frozenset()


def _manner(query: Query) -> tuple[str | None, bool]:
    """The field of a leaf, and whether its words are meant exactly."""
    match query:
        case Term(_, field, exact):
            return field, exact
        case Phrase(_, field) | Near(_, _, field) | Prefix(_, field):
            return field, True
        case And(parts) if parts:
            return _manner(parts[0])
        case _:
            return None, False
