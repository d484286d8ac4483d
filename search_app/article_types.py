"""The shape of one article's answer, in the manner of search_app.answer_types: page and JSON are fed with it."""

from typing import TypedDict

from search_app.answer_types import DocumentAnswer, HitAnswer, IndexAnswer, Marks


class ParagraphAnswer(TypedDict):
    """A paragraph with its role: text, dateline, end_mark or trailer."""

    role: str
    text: str
    marks: Marks


class VersionAnswer(TypedDict):
    """A version of the document."""

    version: int
    captured: str | None
    url: str


class Sightings(TypedDict):
    """How many pages listed the document, and between which days."""

    pages: int
    first: str | None
    last: str | None


class TeaserAnswer(HitAnswer):
    """Another item the page listed; full_url leads to its article where that is known."""

    full_url: str | None


class Piece(TypedDict):
    """Words of a changed passage; op is same, deleted or inserted."""

    op: str
    text: str


class ChangedPassage(TypedDict):
    """A passage that changed, in pieces; or else how many paragraphs between two such did not."""

    unchanged: int
    pieces: list[Piece]


Changes = TypedDict(
    "Changes",
    {"from": int, "to": int, "passages": list[ChangedPassage], "more": int},
)
"""What changed from one version to a later one; `more` passages are untold."""


class Citations(TypedDict):
    """The reference in the formats of reference managers."""

    bibtex: str
    ris: str
    csl: str


class Place(TypedDict):
    """The document's place in the results it was opened from."""

    rank: int
    total: int
    prev_url: str | None
    next_url: str | None
    back_url: str


class ArticleAnswer(DocumentAnswer):
    """One document in full; title_marks are over the whole title, which the heading may cut.

    matches_complete: whether every match is marked; of a very long text only the first are. changes: from earlier
    versions to this one, the nearest first. teasers_more: items its page listed besides those told. files: what it
    was read from.
    """

    index: IndexAnswer
    title_marks: Marks
    paragraphs: list[ParagraphAnswer]
    version: int
    version_list: list[VersionAnswer]
    sightings: Sightings
    teasers: list[TeaserAnswer]
    similar: list[HitAnswer]
    result: Place | None
    citation: str
    matches_complete: bool
    changes: list[Changes]
    citations: Citations
    teasers_more: int
    files: list[str]
