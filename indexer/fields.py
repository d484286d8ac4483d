"""One row per field: what it holds, how it is searched, and how an Article gives its values.

Every schema, facet, filter and `field:word` derives from this table; to add a field, add a row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from indexer.article import Article, Kind


class Use(Enum):
    """How a field is searched: as WORDS (analysed, `field:word`), as VALUES (facet and filter), or only STORED."""

    WORDS = "words"
    VALUES = "values"
    BOTH = "words and values"
    STORED = "stored"


@dataclass(frozen=True, slots=True)
class Field:
    """A row. `values` gives the strings that are indexed; boost is the weight of the field's words in BM25F."""

    name: str
    label: str
    use: Use
    values: Callable[[Article], tuple[str, ...]]
    boost: float = 1.0

    @property
    def has_words(self) -> bool:
        return self.use in (Use.WORDS, Use.BOTH)

    @property
    def has_values(self) -> bool:
        return self.use in (Use.VALUES, Use.BOTH)


def _one(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def _sources(article: Article) -> tuple[str, ...]:
    """A teaser belongs to every source that showed it."""
    if article.kind is Kind.ARTICLE:
        return _one(article.source)
    shown = {s.source for s in article.sightings if s.source}
    return tuple(sorted(shown | set(_one(article.source))))


def _year(article: Article) -> tuple[str, ...]:
    return (f"{article.date:%Y}",) if article.date else ()


def _month(article: Article) -> tuple[str, ...]:
    return (f"{article.date:%Y-%m}",) if article.date else ()


def _day(article: Article) -> tuple[str, ...]:
    return (article.date.isoformat(),) if article.date else ()


def _former_ids(article: Article) -> tuple[str, ...]:
    """An id once published keeps leading to its article."""
    former = (*(older.id for older in article.older), *article.former_ids)
    return tuple(dict.fromkeys(id for id in former if id and id != article.id))


def _captured(article: Article) -> tuple[str, ...]:
    return (article.captured.isoformat(),) if article.captured else ()


FIELDS = (
    Field("id", "Identifier", Use.STORED, lambda a: (a.id,)),
    Field("former_id", "Identifiers of earlier versions", Use.STORED, _former_ids),
    Field("kind", "Kind", Use.VALUES, lambda a: (a.kind.value,)),
    Field("genre", "Genre", Use.VALUES, lambda a: _one(a.genre)),
    Field("date", "Date", Use.STORED, _day),
    Field("year", "Year", Use.VALUES, _year),
    Field("month", "Month", Use.VALUES, _month),
    Field("title", "Title", Use.WORDS, lambda a: _one(a.title), boost=2.0),
    Field("body", "Body", Use.WORDS, lambda a: _one(a.body)),
    Field("source", "Source", Use.BOTH, _sources),
    Field("agency", "Agency", Use.VALUES, lambda a: _one(a.agency)),
    Field("section", "Section", Use.BOTH, lambda a: _one(a.section)),
    Field("topics", "Topics", Use.VALUES, lambda a: a.topics),
    Field("people", "People", Use.VALUES, lambda a: a.people),
    Field("orgs", "Organisations", Use.VALUES, lambda a: a.orgs),
    Field("places", "Places", Use.VALUES, lambda a: a.places),
    Field("exchanges", "Exchanges", Use.VALUES, lambda a: a.exchanges),
    Field("place", "Dateline", Use.VALUES, lambda a: _one(a.place)),
    Field("language", "Language", Use.VALUES, lambda a: _one(a.language)),
    Field("author", "Author", Use.BOTH, lambda a: _one(a.author)),
    Field("url", "Original address", Use.STORED, lambda a: _one(a.url)),
    Field("timestamp", "Time", Use.STORED, lambda a: _one(a.timestamp)),
    Field(
        "captured",
        "Captured",
        Use.STORED,
        lambda a: _captured(a),
    ),
    Field(
        "date_rule", "How the date is known", Use.VALUES, lambda a: _one(a.date_rule)
    ),
    Field(
        "title_rule", "How the title is known", Use.VALUES, lambda a: _one(a.title_rule)
    ),
    Field("version", "Version", Use.STORED, lambda a: (str(a.version),)),
    Field("files", "Input files", Use.STORED, lambda a: a.files),
)

BY_NAME = {field.name: field for field in FIELDS}

WORD_FIELDS = tuple(field for field in FIELDS if field.has_words)
VALUE_FIELDS = tuple(field for field in FIELDS if field.has_values)

DEFAULT_FIELDS = ("title", "body")
"""The fields a word is looked for in when the reader names none."""
