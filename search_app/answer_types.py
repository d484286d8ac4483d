"""The shape of an answer: what page, JSON and exports are all fed with, every key always present.

Unknown is None, none is []. Days are YYYY-MM-DD, instants ISO 8601 in UTC; marks are half-open ranges of code points
over the text beside them; URLs are relative to the site; scores compare within one answer only.
"""

from typing import Literal, TypedDict

Marks = list[list[int]]
Selected = Literal["include", "exclude"] | None

ReadingPart = TypedDict("ReadingPart", {"text": str, "role": str | None})


class Remark(TypedDict):
    """Something that was ignored or understood in another way; `at` is a range of the parameter's value."""

    code: str
    parameter: str
    at: list[int] | None
    text: str


Dates = TypedDict(
    "Dates",
    {
        "when": str | None,
        "from": str | None,
        "to": str | None,
        "every_year": str | None,
        "relative": bool,
        "fixed_url": str | None,
    },
)


class Limit(TypedDict):
    """A limit that can be taken away; `label` names the field, `value_label` the value."""

    field: str
    label: str
    value: str | None
    value_label: str
    exclude: bool
    remove_url: str


class QueryAnswer(TypedDict):
    """What was asked, as it was understood."""

    q: str
    sort: str
    url: str
    reading: list[ReadingPart]
    remarks: list[Remark]
    dates: Dates
    limits: list[Limit]


class TotalAnswer(TypedDict):
    """How many documents match."""

    all: int
    articles: int
    teasers: int
    exact: bool


class PageAnswer(TypedDict):
    """Which slice of the hits this is; first and last are ranks, 0 where there is none."""

    number: int
    size: int
    count: int
    first: int
    last: int
    prev: str | None
    next: str | None


IndexAnswer = TypedDict(
    "IndexAnswer",
    {
        "generation": str,
        "built": str,
        "articles": int,
        "teasers": int,
        "files": int,
        "from": str | None,
        "to": str | None,
    },
)


BucketAnswer = TypedDict(
    "BucketAnswer",
    {
        "from": str,
        "to": str,
        "label": str,
        "count": int,
        "held": int,
        "url": str,
    },
)


class Undated(TypedDict):
    """Matches without a date."""

    count: int
    url: str


class HistogramAnswer(TypedDict):
    """Bars without gaps; held counts every document of the period, matching or not."""

    unit: str
    wider_url: str | None
    undated: Undated
    buckets: list[BucketAnswer]


class FacetValueAnswer(TypedDict):
    """A value, how many matches have it, and the links that choose it and leave it out."""

    value: str | None
    label: str
    count: int
    selected: Selected
    toggle_url: str
    exclude_url: str


class FacetAnswer(TypedDict):
    """Values of one field; all_url shows them all."""

    field: str
    label: str
    distinct: int
    missing: int
    all_url: str
    values: list[FacetValueAnswer]


class MarkedAnswer(TypedDict):
    """A text and its marks."""

    text: str
    marks: Marks


class SnippetAnswer(TypedDict):
    """A piece of a paragraph, and whether text is missing before and after it."""

    field: str
    text: str
    marks: Marks
    cut: list[bool]
    paragraph: int


class Conflict(TypedDict):
    """Another date that the document states."""

    rule: str
    day: str


class DateAnswer(TypedDict):
    """The day, the rule that gave it, and a sentence that says so."""

    day: str | None
    rule: str | None
    certain: bool
    said: str
    conflicts: list[Conflict]


class DocumentAnswer(TypedDict):
    """What hits and article pages share."""

    id: str
    kind: str
    genre: str | None
    url: str
    matches: int
    title: str | None
    title_rule: str | None
    heading: MarkedAnswer
    date: DateAnswer
    timestamp: str | None
    captured: str | None
    source: str | None
    agency: str | None
    section: str | None
    topics: list[str]
    people: list[str]
    orgs: list[str]
    places: list[str]
    exchanges: list[str]
    language: str | None
    author: str | None
    place: str | None
    original_url: str | None
    versions: int
    seen_on: int
    same_text: list[str]


class HitAnswer(DocumentAnswer):
    """A document in a list. rank is its place in all results, None in a list that has no order of its own."""

    rank: int | None
    score: float | None
    snippets: list[SnippetAnswer]


class Without(TypedDict):
    """One thing left out, in words too, and how many documents are then found."""

    what: str
    said: list[ReadingPart]
    count: int
    url: str


class Counted(TypedDict):
    """Another search and what it finds."""

    count: int
    url: str


class Spelling(TypedDict):
    """The search as the archive spells its words; without_limits where only then it finds anything."""

    text: str
    count: int
    url: str
    without_limits: bool


class Zero(TypedDict):
    """Ways out where nothing matches."""

    without: list[Without]
    any: Counted | None
    spelling: list[Spelling]


class SearchAnswer(TypedDict):
    """The answer to a search."""

    query: QueryAnswer
    total: TotalAnswer
    took_ms: float
    page: PageAnswer
    index: IndexAnswer
    histogram: HistogramAnswer | None
    facets: list[FacetAnswer]
    hits: list[HitAnswer]
    zero: Zero | None


class ProblemAnswer(TypedDict):
    """An error (RFC 9457)."""

    title: str
    status: int
    detail: str
    parameter: str | None
    value: str | None
    request_id: str
