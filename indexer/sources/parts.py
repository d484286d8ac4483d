"""What travels in and out of every reader: options and files in, articles, rejections and remarks out."""

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from indexer.sources.limits import REASON_CHARACTERS, RECORD_BYTES

_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def printable(text: str) -> str:
    """The text on one line, control characters and undecodable bytes written as escapes."""
    return _UNPRINTABLE.sub(lambda found: ascii(found.group())[1:-1], text)


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line and backfile.toml say of a file: the source and language of records that state none, ...

    mapping leads from our field to the input's column: {"title": "headline"}; html_fields are those of our fields
    that hold HTML in records, None where nothing is said of it.
    """

    source: str | None = None
    language: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    html_fields: tuple[str, ...] | None = None

    def over(self, below: "Options") -> "Options":
        """These options, and those below where these say nothing; of the mapping, field by field."""
        taken = {column.strip().casefold() for column in self.mapping.values()}
        inherited = {
            name: column
            for name, column in below.mapping.items()
            if column.strip().casefold() not in taken
        }
        return Options(
            self.source or below.source,
            self.language or below.language,
            {**inherited, **self.mapping},
            below.html_fields if self.html_fields is None else self.html_fields,
        )


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read. name is what articles and reports call it; size is in bytes.

    path is the regular file it lies in. open gives its bytes in chunks where it is a member of a container; url and
    captured are what the container says of it.
    """

    path: Path
    name: str
    size: int
    open: Callable[[], Iterator[bytes]] | None = None
    url: str | None = None
    captured: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class _Notice:
    """A file (record None) or a record, counted from 1, and one sentence about it.

    In JSON Lines the record is the line, in CSV the row after the header, in a page 1 is the article.
    """

    file: str
    record: int | None
    reason: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "file", printable(self.file))
        reason = printable(self.reason)
        if len(reason) > REASON_CHARACTERS:
            reason = reason[:REASON_CHARACTERS] + "…"
        object.__setattr__(self, "reason", reason)


@dataclass(frozen=True, slots=True)
class Rejection(_Notice):
    """What was left out, and why."""


@dataclass(frozen=True, slots=True)
class Remark(_Notice):
    """What a record lost although it was kept, such as an impossible date."""


Remarks = Callable[[Remark], None]
"""Who is told of them."""


def ignore(_: Remark) -> None:
    """Tell nobody."""


class Unreadable(Exception):
    """Nothing of the file can be read from here on; the text says why. Only `read` catches it."""


class BadRecord(Exception):
    """One record cannot become an article; the text says why. The next one may."""


TOO_LONG = f"The record is longer than {RECORD_BYTES:,} bytes."
"""The reason for a record that is passed over for its length."""
