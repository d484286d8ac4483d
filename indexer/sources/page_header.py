"""The lines of a page above its lists go in, its header comes out with the lines that are left: the body.

A full header is the capture date (often twice, in one line or two), agency and source, title, and
`Date: DD/MM/YYYY | Source: ...`. Any of these may be missing, and a body may begin with what looks like one of them.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from indexer import dates
from indexer.article import DateCandidate
from indexer.datelines import dateline
from indexer.sources.agency_names import LONGEST, is_agency, known_agency
from indexer.sources.page_body import closes_full_page, is_closing_agency

_META = re.compile(
    r"(?:Date|Source):\s*\S.*|Read original version at source", re.IGNORECASE
)
_NUMBERS = re.compile(r"[0-9]{1,4}([/.-])[0-9]{1,2}\1[0-9]{1,4}")
_AGENCY_LINE = re.compile(
    r"(?:(\S+) )?(\S.{0,80} \([A-Z][a-z]\))|([A-Z]{2,12})",
)
_SENTENCE_END = re.compile(r"(?<!\.\w)(?<!\.\w\w)[.。][\"”’»」)]?$|[:：]$|-0-$")
_LONGEST_TITLE = 250
_HEADER_LINES = 6
_FRESH = datetime.timedelta(days=62)


@dataclass(slots=True)
class Header:
    """What stands above the body. lines are those of the body; problems are sentences for the archivist."""

    captured: datetime.date | None = None
    agency: str | None = None
    source: str | None = None
    title: str = ""
    dates: list[DateCandidate] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    full: bool = False


def read_header(
    lines: Sequence[str], sources: Sequence[str], newest: datetime.date | None
) -> Header:
    """The header of a page whose lists are of these sources and go up to that day."""
    header = Header(lines=list(lines))
    _take_capture(header, sources, newest)
    known = header.full or _begins_with_agency(header.lines, sources)
    closed = not known and _is_closed(header.lines, sources)
    place = _meta_place(header.lines, known, closed)
    if place is None:
        _read_without_meta(header, sources)
        return header
    head = header.lines[:place]
    header.lines = header.lines[place:]
    _take_meta(header)
    _read_head(header, head, sources)
    header.full = True
    return header


def _take_capture(
    header: Header, sources: Sequence[str], newest: datetime.date | None
) -> None:
    lines = header.lines
    if not lines:
        return
    day = _captured(lines[0])
    if day is None and not _NUMBERS.fullmatch(lines[0]):
        return
    rest = lines[1:]
    doubled = bool(rest) and (rest[0] == lines[0] or _same_day(rest[0], day))
    twice = doubled or not dates.is_written(lines[0]) and day is not None
    if not twice and not _is_capture(rest, day, sources, newest):
        return
    header.captured = day
    header.full = True
    header.lines = rest[1:] if doubled else rest
    if day is None:
        header.problems.append(f"Its capture line cannot be read: {lines[0]!r}.")


def _captured(line: str) -> datetime.date | None:
    """The day of a capture line: a date, or the same day written twice with nothing between."""
    if dates.is_written(line):
        return dates.written_day(line)
    if _NUMBERS.fullmatch(line):
        found = dates.read_date(line)
        return found.day if found else None
    halves = re.fullmatch(r"(.{6,40}?[0-9]{4})[\s|,-]*(.{6,40})", line)
    if not halves:
        return None
    first, second = (dates.written_day(half) for half in halves.groups())
    return first if first == second else None


def _same_day(line: str, day: datetime.date | None) -> bool:
    return day is not None and dates.written_day(line) == day


def _is_capture(
    rest: Sequence[str],
    day: datetime.date | None,
    sources: Sequence[str],
    newest: datetime.date | None,
) -> bool:
    """Whether one date above other lines is the day of capture: a body may open with a date."""
    closed = _is_closed(rest, sources)
    if _meta_place(rest, known=True, closed=closed) is not None:
        return True
    if _begins_with_agency(rest, sources):
        return True
    if newest is None or day is None:
        return not closed
    if dates.is_later(newest, day):
        return False
    # a list has the newest articles of its day
    return not closed or day - newest <= _FRESH


def _meta_place(lines: Sequence[str], known: bool, closed: bool) -> int | None:
    """Where the `Date:` line stands. known and closed: as in _is_quoted."""
    for place, line in enumerate(lines[:_HEADER_LINES]):
        if not _is_meta(line):
            continue
        whole = " | ".join(
            [line, *filter(_META.fullmatch, lines[place + 1 : place + 2])]
        )
        if not _is_quoted(lines[:place], whole, known, closed):
            return place
    return None


def _is_meta(line: str) -> bool:
    if not _META.match(line):
        return False
    if "|" in line or line.lower().startswith("read original"):
        return True
    name, _, value = (piece.strip() for piece in line.partition(":"))
    possible = dates.meta_line_day(value) is not None or _NUMBERS.fullmatch(value)
    return name.lower() == "date" and bool(possible)


def _is_quoted(head: Sequence[str], line: str, known: bool, closed: bool) -> bool:
    """Whether paragraphs stand above it: a body that quotes such a line is no header. One may be a title.

    known: a header's first lines stand there. closed: the agency is below, as on pages without header.
    """
    if any(dateline(above) for above in head):
        return True
    sentences = [above for above in head if not looks_like_title(above)]
    if "|" in line:
        return len(sentences) > (not closed)
    title = known and not closed and all(len(s) <= _LONGEST_TITLE for s in sentences)
    return len(sentences) > title


def _take_meta(header: Header) -> None:
    """The `Date:` line, and those that may stand below it instead of in it."""
    _read_meta(header, header.lines.pop(0))
    while header.lines and _goes_on(header, header.lines[0]):
        _read_meta(header, header.lines.pop(0))


def _goes_on(header: Header, line: str) -> bool:
    if re.fullmatch("Read original version at source", line, re.IGNORECASE):
        return True
    named = re.fullmatch(r"Source:\s*\S.{0,80}", line, re.IGNORECASE)
    return (
        named is not None and header.source is None and not _SENTENCE_END.search(line)
    )


def _read_meta(header: Header, line: str) -> None:
    for part in line.split("|"):
        name, _, value = (piece.strip() for piece in part.partition(":"))
        if name.lower() == "source" and value:
            header.source = header.source or value
        elif name.lower() == "date" and value:
            if candidate := dates.meta_line_day(value):
                header.dates.append(candidate)
            else:
                header.problems.append(
                    f"Its date line names no possible day: {value!r}."
                )


def _read_head(header: Header, head: list[str], sources: Sequence[str]) -> None:
    """The lines above the `Date:` line: one more date perhaps, agency and source, the title."""
    if len(head) > 2 and header.captured is None and re.search("[0-9]{4}", head[0]):
        header.problems.append(f"Its capture line cannot be read: {head[0]!r}.")
        head = head[1:]
    if head and _take_agency(header, head[0], sources):
        head = head[1:]
    elif len(head) > 1 and _split_agency(header, head[0], sources):
        head = head[1:]
    header.title = " ".join(head)


def _read_without_meta(header: Header, sources: Sequence[str]) -> None:
    lines = header.lines
    if lines and closes_full_page(lines[-1]):
        header.full = True
    if lines and _take_agency(header, lines[0], sources):
        header.full = True
        lines = lines[1:]
    opening = _opening(header, lines)
    if _has_agency_line(header, lines, opening):
        _split_agency(header, lines[0], sources)
        lines, opening = lines[1:], 1 if opening == 2 else None
        header.full = True
    # a page that ends with its agency has no title
    untitled = not header.full and _is_closed(lines, sources)
    if not untitled and _has_title(header, lines, opening):
        header.title, lines = lines[0], lines[1:]
        header.full = True
    header.lines = lines


def _opening(header: Header, lines: Sequence[str]) -> int | None:
    """Which of the first lines opens with a dateline: the body's first paragraph."""
    return next(
        (n for n, line in enumerate(lines[:3]) if dateline(line, header.agency)),
        None,
    )


def _has_agency_line(header: Header, lines: Sequence[str], opening: int | None) -> bool:
    """Whether the first line, of which nothing else tells it, is that of the agency: a title stands below it."""
    if header.agency or len(lines) < 2 or not _could_split(lines[0]):
        return False
    if not known_agency(lines[0].partition(" ")[0]) or lines[0].isupper():
        return False
    if opening is not None:
        return opening == 2
    return header.full and all(map(looks_like_title, lines[:2]))


def _has_title(header: Header, lines: Sequence[str], opening: int | None) -> bool:
    if opening == 1 and header.full:
        return len(lines[0]) <= _LONGEST_TITLE
    expected = opening == 1 or opening is None and header.full and len(lines) > 1
    return expected and looks_like_title(lines[0])


def looks_like_title(line: str) -> bool:
    """No sentence: without a full stop, but that of an abbreviation (`U.S.`)."""
    return len(line) <= _LONGEST_TITLE and not _SENTENCE_END.search(line)


def _take_agency(header: Header, line: str, sources: Sequence[str]) -> bool:
    """Read a line of agency and source, known by the source at its end, or by its form."""
    known = [header.source] if header.source else []
    found = _agency_of(line, [*known, *sources])
    if not found:
        return False
    header.agency = found[0]
    header.source = header.source or found[1]
    return True


def _agency_of(
    line: str, sources: Sequence[str]
) -> tuple[str | None, str | None] | None:
    """(agency, source) of such a line, None for any other."""
    for source in sources:
        agency = line.removesuffix(source).rstrip()
        if line == source or agency + " " + source == line and is_agency(agency):
            return agency or None, source
    match = _AGENCY_LINE.fullmatch(line)
    return (match[1] or match[3], match[2]) if match else None


def _begins_with_agency(lines: Sequence[str], sources: Sequence[str]) -> bool:
    return bool(lines) and _agency_of(lines[0], sources) is not None


def _is_closed(lines: Sequence[str], sources: Sequence[str]) -> bool:
    return bool(lines) and is_closing_agency(lines, sources)


def _could_split(line: str) -> bool:
    agency, _, _ = line.partition(" ")
    short = len(line) <= 2 * LONGEST and looks_like_title(line)
    return short and is_agency(agency) and not dates.is_written(line)


def _split_agency(header: Header, line: str, sources: Sequence[str]) -> bool:
    """The first of several lines above the `Date:` line is that of the agency, whatever its form, if it is short."""
    if not _could_split(line):
        return False
    agency, _, source = line.partition(" ")
    header.agency = agency
    # half of a title may look so: a source that stands elsewhere is surer
    header.source = header.source or next(iter(sources), None) or source or None
    return True
