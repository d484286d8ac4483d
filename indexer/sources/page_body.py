"""The lines between a page's header and its lists go in, paragraphs with roles come out, and the dates they state."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from indexer import dates
from indexer.article import DateCandidate, DateRule, Paragraph, Role
from indexer.dates.datelines import Dateline, dateline
from indexer.dates.places import is_place
from indexer.sources.agency_names import is_agency, names_agency

_TRAILER = re.compile(
    r"(?:https?://|www\.)\S+(?:\s*\((?P<date>[^()]+)\))?|\((?P<juche>Juche[^()]+)\)",
    re.IGNORECASE,
)
_BARE_DATELINE = re.compile(
    r"(?P<place>[^\W\d_a-z][^\d():;!?=/<>\[\]\"“”„«»]{1,40}?)\s+"
    r"(?:\((?P<agency>[^()\d]{2,40})\)\s*)?(?:--+|[—–―]+)\s+(?=[^\s\d])"
)
_MOST_TOWN_WORDS = 3
_END_MARK = re.compile(r"(?:^|\s)-0-$")


class Above(Protocol):
    """What the header tells of the body: its lines, the agency, and whether the page is one with a header."""

    @property
    def lines(self) -> list[str]: ...
    @property
    def agency(self) -> str | None: ...
    @property
    def full(self) -> bool: ...


@dataclass(slots=True)
class Body:
    """The paragraphs in page order, the agency of the page, and what its trailers date it; problems are sentences."""

    agency: str | None
    dateline: Dateline | None = None
    dates: list[DateCandidate] = field(default_factory=list)
    paragraphs: tuple[Paragraph, ...] = ()
    problems: list[str] = field(default_factory=list)


def closes_full_page(line: str) -> bool:
    """Whether it is a trailer or ends with the end mark."""
    return bool(_TRAILER.fullmatch(line) or _END_MARK.search(line))


def is_closing_agency(lines: Sequence[str], sources: Sequence[str]) -> bool:
    """Whether the last line names the agency, as it does on a page without header."""
    line = lines[-1]
    if not is_agency(line):
        return False
    return names_agency(line, sources) or f"({line})" in lines[0][:200]


def read_body(above: Above, sources: Sequence[str], listed: bool) -> Body:
    """The body of a page. listed: lists of these sources follow it."""
    lines = list(above.lines)
    body = Body(above.agency)
    trailers: list[str] = []
    _take_trailers(body, lines, trailers)
    if lines and _ends_with_agency(above, lines, sources, listed):
        body.agency = lines.pop()
        if _has_trailer_below_end(lines):
            _take_trailers(body, lines, trailers)
    paragraphs: list[Paragraph] = []
    if lines and (line := _dateline(above, lines[0], body.agency)):
        body.dateline = line
        paragraphs.append(Paragraph(Role.DATELINE, line.text))
        lines[0] = lines[0][line.end :].strip()
    ended = bool(lines) and _END_MARK.search(lines[-1]) is not None
    if ended:
        lines[-1] = _END_MARK.sub("", lines[-1]).rstrip()
    paragraphs += [Paragraph(Role.TEXT, line) for line in lines if line]
    if ended:
        paragraphs.append(Paragraph(Role.END_MARK, "-0-"))
    paragraphs += [Paragraph(Role.TRAILER, line) for line in trailers]
    body.paragraphs = tuple(paragraphs)
    return body


def _dateline(above: Above, line: str, agency: str | None) -> Dateline | None:
    found = dateline(line, agency)
    # many texts open with a word and a dash
    return found or (_bare_dateline(line) if above.full else None)


def _bare_dateline(line: str) -> Dateline | None:
    """A town before a dash (`London --`), without a day, and without an agency that is known."""
    match = _BARE_DATELINE.match(line)
    if not match or line[match.end()].islower():
        return None
    if match["agency"] and not is_agency(match["agency"]):
        return None
    place = match["place"].rstrip(" ,")
    if len(place.split()) > _MOST_TOWN_WORDS or not is_place(place):
        return None
    return Dateline(match.group().strip(), place, None, None, None, match.end())


def _take_trailers(body: Body, lines: list[str], trailers: list[str]) -> None:
    while lines and (match := _TRAILER.fullmatch(lines[-1])):
        trailers.insert(0, lines.pop())
        text = match["date"] or match["juche"] or ""
        day = dates.written_day(text)
        if day:
            body.dates.append(DateCandidate(DateRule.TRAILER, day))
        elif dates.is_written(text):
            body.problems.append(f"Its trailer names no possible day: {text!r}.")


def _has_trailer_below_end(lines: Sequence[str]) -> bool:
    """Whether an end mark stands above the last lines that are trailers: others may be quoted."""
    above = next((line for line in reversed(lines) if not _TRAILER.fullmatch(line)), "")
    return _END_MARK.search(above) is not None


def _ends_with_agency(
    above: Above, lines: Sequence[str], sources: Sequence[str], listed: bool
) -> bool:
    """Whether the last line names the agency: the one of the header, or, without one, by its form."""
    if above.agency:
        return lines[-1] == above.agency
    if len(lines) < 2 or not listed:
        short = re.fullmatch(r"[A-Z]{2,12}", lines[-1])
        return short is not None and names_agency(lines[-1])
    return is_closing_agency(lines, sources)
