"""What an engine answers: hits, exact totals, facets and a histogram over all matches, and facts about the index."""

from dataclasses import dataclass
from datetime import date, datetime

from indexer.article import Article
from indexer.engine.query import Leaf
from indexer.engine.request import Unit
from indexer.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Hit:
    """A document and its score, which compares within one Results only."""

    article: Article
    score: float


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value (None: documents without one) and how many matches have it."""

    value: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """Counts over all matches that ignore the field's own Choice (any_of and none_of alike).

    values: most frequent first, equal counts by value, the chosen ones that fell below the limit (count 0 too) after
    them in the same order; documents without a value are in `missing`, and in `values` (as None, last) only where the
    Choice names None.
    distinct: how many different values the matches have.
    """

    field: str
    values: tuple[FacetValue, ...]
    distinct: int
    missing: int


@dataclass(frozen=True, slots=True)
class Bucket:
    """A period, both days included: matches in it, and documents of the whole index in it."""

    first: date
    last: date
    count: int
    held: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bars over the days held by the index that the date ranges allow, without gaps; empty where nothing is dated.

    The span is that of the index's dated documents cut to the date ranges' first and last; the first and last bars
    are cut to it as well. undated: matches without a date, whatever the date ranges.
    """

    unit: Unit
    buckets: tuple[Bucket, ...]
    undated: int


@dataclass(frozen=True, slots=True)
class Total:
    """How many documents match. exact is False where an engine stopped counting."""

    all: int
    articles: int
    teasers: int
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to one SearchRequest, all of it from one generation."""

    hits: tuple[Hit, ...]
    total: Total
    facets: tuple[Facet, ...]
    histogram: Histogram | None
    generation: str


Forms = dict[Leaf, frozenset[str]]
"""For each positive leaf the exact forms of the index that it matches (for Phrase and Near: its words' own forms)."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word or phrase and how many documents have it."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """Facts about the generation that is served. built is UTC; first and last are the span of the dated documents.

    files: different input files that its documents name. languages: those of its documents, ascending.
    ledger: that of the last rebuild, or of a later batch that kept its own.
    """

    generation: str
    built: datetime
    articles: int
    teasers: int
    undated: int
    files: int
    first: date | None
    last: date | None
    languages: tuple[str, ...]
    ledger: Ledger


@dataclass(frozen=True, slots=True)
class Report:
    """What a rebuild, check or rollback did: the generation, how many documents it has, a sentence for each problem."""

    generation: str
    documents: int
    problems: tuple[str, ...] = ()
