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
from indexer.dates.datelines import dateline
from indexer.sources.agency_names import LONGEST, is_agency, known_agency
from indexer.sources.page_body import closes_full_page, is_closing_agency
from indexer.sources.page_capture import capture, is_numbers

_META = re.compile(
    r"(?:Date|Source):\s*\S.*|Read original version at source", re.IGNORECASE
)
_CLOCK = re.compile(r",?\s+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\s[A-Z]{2,4})?$")
_AGENCY_LINE = re.compile(
    r"(?:(\S+) )?(\S.{0,80} \([A-Z][a-z]\))|([A-Z]{2,12})",
)
_SENTENCE_END = re.compile(r"(?<!\.\w)(?<!\.\w\w)[.。][\"”’»」)]?$|[:：]$|-0-$")
_SENTENCES = re.compile(r".{60,}[^\W\d_]{4,}[.!?] [^\W\d_a-z]")
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
    found = capture(header.lines)
    if not found:
        return
    first, rest = header.lines[0], header.lines[found.lines :]
    if not found.twice and not _is_capture(rest, found.day, sources, newest):
        return
    header.captured, header.lines, header.full = found.day, rest, True
    if found.day is None:
        header.problems.append(f"Its capture line cannot be read: {first!r}.")


def _is_capture(
    rest: Sequence[str],
    day: datetime.date | None,
    sources: Sequence[str],
    newest: datetime.date | None,
) -> bool:
    """Whether one date above other lines is the day of capture: a body may open with a date.

    It is where the layout goes on below: a `Date:` line, the agency's, a title over a dateline, an end mark, or a list
    of others.
    """
    closed = _is_closed(rest, sources)
    if _meta_place(rest, known=True, closed=closed) is not None:
        return True
    if _begins_with_agency(rest, sources):
        return True
    if newest is None or day is None:
        marked = any(line.endswith("-0-") for line in rest[-2:])
        return not closed and (bool(sources) or marked or _is_titled(rest))
    if dates.is_later(newest, day):
        return False
    # a list has the newest articles of its day
    return not closed or day - newest <= _FRESH


def _is_titled(lines: Sequence[str]) -> bool:
    """Whether a title stands above a paragraph that opens with a dateline."""
    return len(lines) > 1 and looks_like_title(lines[0]) and bool(dateline(lines[1]))


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
    possible = _stated_day(value) is not None or is_numbers(value)
    return name.lower() == "date" and bool(possible)


def _is_quoted(head: Sequence[str], line: str, known: bool, closed: bool) -> bool:
    """Whether paragraphs stand above it: a body that quotes such a line is no header. One may be a title.

    known: a header's first lines stand there. closed: the agency is below, as on pages without header.
    """
    if any(dateline(above) for above in head):
        return True
    sentences = {above for above in head if not looks_like_title(above)}
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
            if candidate := _stated_day(value):
                header.dates.append(candidate)
            else:
                header.problems.append(
                    f"Its date line names no possible day: {value!r}."
                )


def _stated_day(value: str) -> DateCandidate | None:
    """The day of a `Date:` line, a time behind it or not."""
    return dates.meta_line_day(_CLOCK.sub("", value)) or dates.meta_line_day(value)


def _read_head(header: Header, head: list[str], sources: Sequence[str]) -> None:
    """The lines above the `Date:` line: one more date perhaps, agency and source, the title."""
    if len(head) > 2 and header.captured is None and re.search("[0-9]{4}", head[0]):
        header.problems.append(f"Its capture line cannot be read: {head[0]!r}.")
        head = head[1:]
    # the same line twice is one title
    head = list(dict.fromkeys(head))
    titles = _below_agency(header, head, sources)
    if len(titles) == len(head) > 1 and _split_agency(header, head[0], sources):
        titles = head[1:]
    header.title = " ".join(titles)


def _read_without_meta(header: Header, sources: Sequence[str]) -> None:
    lines = _below_agency(header, header.lines, sources)
    header.full |= len(lines) < len(header.lines)
    header.full |= bool(lines) and closes_full_page(lines[-1])
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
    if lines and dates.is_written(lines[0]):
        return False
    if opening == 1 and header.full:
        return len(lines[0]) <= _LONGEST_TITLE
    expected = opening == 1 or opening is None and header.full and len(lines) > 1
    return expected and looks_like_title(lines[0])


def looks_like_title(line: str) -> bool:
    """No sentence: without a full stop, but that of an abbreviation (`U.S.`), nor several."""
    sentence = _SENTENCE_END.search(line) or _SENTENCES.match(line)
    return len(line) <= _LONGEST_TITLE and not sentence


def _below_agency(
    header: Header, lines: list[str], sources: Sequence[str]
) -> list[str]:
    """Read the line of agency and source, or a line of each, known by the source at the end, or by the form."""
    known = [header.source] if header.source else []
    taken = 0
    for line in lines[:2]:
        found = _agency_of(line, [*known, *sources])
        if not found or taken and found[0]:
            break
        header.agency = header.agency or found[0]
        header.source = header.source or found[1]
        taken += 1
    return lines[taken:]


def _agency_of(
    line: str, sources: Sequence[str]
) -> tuple[str | None, str | None] | None:
    """(agency, source) of such a line, None for any other."""
    for source in sources:
        agency = line.removesuffix(source).rstrip()
        if line == source or agency + " " + source == line and is_agency(agency):
            return agency or None, source
    match = _AGENCY_LINE.fullmatch(line)
    if match:
        return match[1] or match[3], match[2]
    return (line, None) if " " not in line and known_agency(line) else None


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
