"""What a source found goes in as one Article; every later room reads only that.

An Article is the one document type: a full article or a teaser (the excerpt another page shows of it).
Texts are NFC without control characters; unknown is None, "" (title) or () and never invented.
"""

import datetime
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Whether the whole text is held or only the excerpt a page listed."""

    ARTICLE = "article"
    TEASER = "teaser"


class Role(StrEnum):
    """What a paragraph is for. Only TEXT is searched; the rest is stored and shown."""

    TEXT = "text"
    DATELINE = "dateline"
    END_MARK = "end_mark"
    TRAILER = "trailer"


class DateRule(StrEnum):
    """Where a date was read, most trusted first."""

    RECORD = "record"
    META_LINE = "meta_line"
    TRAILER = "trailer"
    URL = "url"
    DATELINE = "dateline"
    TEASER = "teaser"
    PARSED = "parsed"


class TitleRule(StrEnum):
    """Where a title was read."""

    STATED = "stated"
    TEASER = "teaser"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph as shown, without line breaks at its ends."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True, order=True)
class DateCandidate:
    """A day and the rule that read it."""

    rule: DateRule
    day: datetime.date


@dataclass(frozen=True, slots=True)
class Sighting:
    """One page that listed a teaser: its file, the source it stood under, the day of capture."""

    file: str
    source: str | None = None
    captured: datetime.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One document of the archive.

    id matches [A-Za-z0-9._:-]{1,100} once resolved; before that it is the record's own id or "".
    timestamp is ISO 8601 as the publisher wrote it; date is its calendar day, never moved by a zone.
    teasers and same_text hold ids. older holds earlier versions, oldest first, each with older == ().
    files are the input files, as named on the command line or below the folder given.
    date_candidates are all days its own text or record states, the best rule first. unread_dates are what it states as
    a date that names no one day, as written. former_ids are ids it was or would have been published under, such as
    those of teasers that became part of it.
    """

    id: str = ""
    kind: Kind = Kind.ARTICLE
    genre: str | None = None
    date: datetime.date | None = None
    date_rule: DateRule | None = None
    date_candidates: tuple[DateCandidate, ...] = ()
    unread_dates: tuple[str, ...] = ()
    title: str = ""
    title_rule: TitleRule | None = None
    paragraphs: tuple[Paragraph, ...] = ()
    source: str | None = None
    agency: str | None = None
    section: str | None = None
    topics: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    orgs: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    exchanges: tuple[str, ...] = ()
    place: str | None = None
    language: str | None = None
    author: str | None = None
    url: str | None = None
    timestamp: str | None = None
    captured: datetime.date | None = None
    version: int = 1
    older: tuple["Article", ...] = ()
    files: tuple[str, ...] = ()
    teasers: tuple[str, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    same_text: tuple[str, ...] = ()
    former_ids: tuple[str, ...] = ()

    @property
    def date_conflicts(self) -> tuple[DateCandidate, ...]:
        """The candidates that name another day."""
        return tuple(c for c in self.date_candidates if c.day != self.date)

    @property
    def body(self) -> str:
        """The searched text: the TEXT paragraphs, parted by blank lines."""
        return "\n\n".join(p.text for p in self.paragraphs if p.role is Role.TEXT)


def text_paragraphs(body: str) -> tuple[Paragraph, ...]:
    """A plain body as TEXT paragraphs: parted at blank lines, or at every line break where there are none."""
    separator = "\n\n" if "\n\n" in body else "\n"
    parts = (part.strip() for part in body.split(separator))
    return tuple(Paragraph(Role.TEXT, part) for part in parts if part)
