"""An article's answer and the state go in; the facts beside its text come out, each a link to what shares it."""

from collections.abc import Iterator
from dataclasses import dataclass

from search_app.article_types import ArticleAnswer
from search_app.labels import field_label, value_label
from search_app.search_state import SearchState
from search_app.steering import Link


@dataclass(frozen=True, slots=True)
class Fact:
    """A field's label, and a link for each value."""

    label: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """source_url is "" where there is no source."""

    source_url: str
    rows: tuple[Fact, ...]


_NONE = SearchState()


def facts(answer: ArticleAnswer) -> Facts:
    """The rows that have a value."""
    source = answer["source"]
    return Facts(_url("source", source) if source else "", tuple(_rows(answer)))


def _rows(answer: ArticleAnswer) -> Iterator[Fact]:
    values: tuple[tuple[str, list[str]], ...] = (
        ("source", _one(answer["source"])),
        ("agency", _one(answer["agency"])),
        ("section", _one(answer["section"])),
        ("author", _one(answer["author"])),
        ("place", _one(answer["place"])),
        ("genre", _one(answer["genre"])),
        ("topics", answer["topics"]),
        ("people", answer["people"]),
        ("orgs", answer["orgs"]),
        ("places", answer["places"]),
        ("exchanges", answer["exchanges"]),
        ("language", _one(answer["language"])),
    )
    for field, given in values:
        links = [Link(value_label(field, value), _url(field, value)) for value in given]
        if links:
            yield Fact(field_label(field), tuple(links))
    if answer["timestamp"]:
        yield Fact(field_label("timestamp"), (Link(answer["timestamp"], ""),))


def _one(value: str | None) -> list[str]:
    return [value] if value else []


def _url(field: str, value: str) -> str:
    return _NONE.toggled(field, value).url()
