"""The text of a scraped archive page goes in, its parts come out: header, paragraphs with roles, teasers.

Layout `full`: capture date (often twice in one line), agency and source, title, `Date: DD/MM/YYYY | Source: ...`,
paragraphs, trailer, `More From SOURCE`, teasers, `More Articles`. Layout `bare`: paragraphs, agency, `More From` and so
on. Any line may be missing.
"""

import datetime
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.entities import html5

from indexer import dates
from indexer.article import DateCandidate, DateRule, Paragraph, Role
from indexer.clean import clean_line
from indexer.datelines import Dateline, dateline
from indexer.sources.agency_names import LONGEST, is_agency, names_agency
from indexer.sources.page_teasers import (
    PageTeaser,
    begins_list,
    could_be_list,
    outer_list,
    teaser_start,
    teasers,
)

_ENTITY = re.compile(r"&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BREAK = re.compile(r"\r\n|\n|\r")
_MORE_FROM = re.compile(r"More From(?:[ :]\s*(?P<source>\S.*))?", re.IGNORECASE)
_MORE_ARTICLES = "more articles"
_META = re.compile(
    r"(?:Date|Source):\s*\S.*|Read original version at source", re.IGNORECASE
)
_NUMBERS = re.compile(r"[0-9]{1,4}([/.-])[0-9]{1,2}\1[0-9]{1,4}")
_TRAILER = re.compile(
    r"(?:https?://|www\.)\S+(?:\s*\((?P<date>[^()]+)\))?|\((?P<juche>Juche[^()]+)\)",
    re.IGNORECASE,
)
_END_MARK = re.compile(r"(?:^|\s)-0-$")
_SENTENCE_END = re.compile(r"(?<!\.\w)(?<!\.\w\w)[.。][\"”’»」)]?$|:$|-0-$")
_LONGEST_TITLE = 250
_HEADER_LINES = 6
_FOOTER_LINES = 6


@dataclass(slots=True)
class Page:
    """What a page says. source is of the article, more_from of the list; problems are sentences for the archivist."""

    captured: datetime.date | None = None
    agency: str | None = None
    source: str | None = None
    more_from: str | None = None
    title: str = ""
    dates: list[DateCandidate] = field(default_factory=list)
    dateline: Dateline | None = None
    paragraphs: tuple[Paragraph, ...] = ()
    teasers: list[PageTeaser] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def page_lines(text: str) -> list[str]:
    """The lines that hold something, clean, with entities decoded: a page's text was once HTML."""
    lines = (clean_line(_decoded(line)) for line in _BREAK.split(text))
    return [line for line in lines if line]


def _decoded(line: str) -> str:
    if "&" in line:
        line = _ENTITY.sub(_character, line)
    return line.replace("\u00a0", " ")


def _character(entity: re.Match[str]) -> str:
    name = entity[1]
    known = name.startswith("#") or f"{name};" in html5
    return html.unescape(entity.group()) if known else entity.group()


def split_page(lines: Sequence[str]) -> Page:
    """The parts of a page's lines. No line is lost: what fits no part is a paragraph or a problem."""
    page = Page()
    above, below = _parted(page, lines)
    page.teasers, left = teasers(below)
    if left:
        page.problems.append(
            f"{len(left)} lines of its list fit no teaser and are left out, the first: {left[0]!r}."
        )
    for teaser in page.teasers:
        if teaser.day is None:
            page.problems.append(
                f"A teaser's date is impossible: {teaser.snippet[:60]!r}."
            )
    body = _header(page, list(above))
    # the list's source is the article's where the page states no other
    page.source = page.source or page.more_from
    _body(page, body)
    return page


def _parted(page: Page, lines: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """The lines above and below `More From`, or above and from the first teaser where there is no such line."""
    lines, ended = _without_end(page, lines)
    marks = [
        (n, m) for n, line in enumerate(lines) if (m := _MORE_FROM.fullmatch(line))
    ]
    # a paragraph may begin with the same words, but no teaser follows it
    outer = outer_list(lines, [n for n, _ in marks if begins_list(lines[n + 1 :])])
    marks = [m for m in marks if m[0] == outer] or marks[-1:]
    for place, mark in marks:
        below = lines[place + 1 :]
        if ended or could_be_list(below):
            page.more_from = mark["source"]
            return lines[:place], below
    place = teaser_start(lines)
    return lines[:place], lines[place:]


def _without_end(page: Page, lines: Sequence[str]) -> tuple[Sequence[str], bool]:
    """The lines above `More Articles`, and whether it was there; a few lines of a footer may follow it."""
    for place in range(len(lines) - 1, max(len(lines) - _FOOTER_LINES, 0) - 1, -1):
        if lines[place].lower() == _MORE_ARTICLES:
            footer = lines[place + 1 :]
            if footer:
                page.problems.append(
                    f"{len(footer)} lines of its footer are left out, the first: {footer[0]!r}."
                )
            return lines[:place], True
    return lines, False


def _header(page: Page, lines: list[str]) -> list[str]:
    """Take the header's lines into the page; give the rest, which is the body."""
    if lines and (captured := _captured(lines[0])):
        page.captured = captured
        doubled = len(lines) > 1 and dates.written_day(lines[1]) == captured
        lines = lines[2 if doubled else 1 :]
    for place, line in enumerate(lines[:_HEADER_LINES]):
        if _is_meta(line) and not _is_quoted(page, lines[:place], line):
            _read_meta(page, line)
            _read_head(page, lines[:place])
            return lines[place + 1 :]
    return _header_without_meta(page, lines)


def _read_head(page: Page, head: list[str]) -> None:
    """The lines above the `Date:` line: one more date perhaps, agency and source, the title."""
    if len(head) > 2 and page.captured is None and re.search("[0-9]{4}", head[0]):
        page.problems.append(f"Its capture line cannot be read: {head[0]!r}.")
        head = head[1:]
    if head and _take_agency(page, head[0]):
        head = head[1:]
    elif len(head) > 1 and _split_agency(page, head[0]):
        head = head[1:]
    page.title = " ".join(head)


def _captured(line: str) -> datetime.date | None:
    """The day of a capture line: a date, or the same day written twice with nothing between."""
    if dates.is_written(line):
        return dates.written_day(line)
    halves = re.fullmatch(r"(.{6,40}?[0-9]{4})[\s|,-]*(.{6,40})", line)
    if not halves:
        return None
    first, second = (dates.written_day(half) for half in halves.groups())
    return first if first == second else None


def _is_meta(line: str) -> bool:
    if not _META.match(line):
        return False
    if "|" in line or line.lower().startswith("read original"):
        return True
    name, _, value = (piece.strip() for piece in line.partition(":"))
    possible = dates.meta_line_day(value) is not None or _NUMBERS.fullmatch(value)
    return name.lower() == "date" and bool(possible)


def _is_quoted(page: Page, head: Sequence[str], line: str) -> bool:
    """Whether paragraphs stand above it: a body that quotes such a line is no header. One may be a title."""
    sentences = sum(not _looks_like_title(above) for above in head)
    return page.captured is None and sentences > ("|" in line)


def _read_meta(page: Page, line: str) -> None:
    for part in line.split("|"):
        name, _, value = (piece.strip() for piece in part.partition(":"))
        if name.lower() == "source" and value:
            page.source = page.source or value
        elif name.lower() == "date" and value:
            if candidate := dates.meta_line_day(value):
                page.dates.append(candidate)
            else:
                page.problems.append(f"Its date line names no possible day: {value!r}.")


def _header_without_meta(page: Page, lines: list[str]) -> list[str]:
    full = page.captured is not None or bool(lines and _closes_full_page(lines[-1]))
    if lines and _take_agency(page, lines[0]):
        full = True
        lines = lines[1:]
    opening = _opening(page, lines)
    if opening == 2 and _looks_like_title(lines[0]) and _split_agency(page, lines[0]):
        lines, opening = lines[1:], 1
    titled = opening == 1 or opening is None and full and len(lines) > 1
    if titled and _looks_like_title(lines[0]):
        page.title = lines[0]
        return lines[1:]
    return lines


def _closes_full_page(line: str) -> bool:
    return bool(_TRAILER.fullmatch(line) or _END_MARK.search(line))


def _opening(page: Page, lines: Sequence[str]) -> int | None:
    """Which of the first lines opens with a dateline: the body's first paragraph."""
    return next(
        (n for n, line in enumerate(lines[:3]) if dateline(line, page.agency)),
        None,
    )


def _looks_like_title(line: str) -> bool:
    """No sentence: without a full stop, but that of an abbreviation (`U.S.`)."""
    return len(line) <= _LONGEST_TITLE and not _SENTENCE_END.search(line)


def _take_agency(page: Page, line: str) -> bool:
    """Read a line of agency and source, known by the source at its end, or by its form."""
    for source in filter(None, (page.source, page.more_from)):
        agency = line.removesuffix(source).rstrip()
        if line == source or agency + " " + source == line and is_agency(agency):
            page.agency = agency or None
            page.source = page.source or source
            return True
    match = re.fullmatch(r"(?:(\S+) )?(\S.{0,80} \([A-Z][a-z]\))|([A-Z]{2,12})", line)
    if not match:
        return False
    page.agency = match[1] or match[3]
    page.source = page.source or match[2]
    return True


def _split_agency(page: Page, line: str) -> bool:
    """The first of several lines above the `Date:` line is that of the agency, whatever its form, if it is short."""
    agency, _, source = line.partition(" ")
    if not is_agency(agency) or len(line) > 2 * LONGEST:
        return False
    page.agency = agency
    # half of a title may look so: a source that stands elsewhere is surer
    page.source = page.source or page.more_from or source or None
    return True


def _body(page: Page, lines: list[str]) -> None:
    """The paragraphs, each with its role, and what stands below them."""
    trailers: list[str] = []
    _take_trailers(page, lines, trailers)
    if lines and _is_bare_agency(page, lines):
        page.agency = lines.pop()
        _take_trailers(page, lines, trailers)
    paragraphs: list[Paragraph] = []
    if lines and (line := dateline(lines[0], page.agency)):
        page.dateline = line
        paragraphs.append(Paragraph(Role.DATELINE, line.text))
        lines[0] = lines[0][line.end :].strip()
    ended = bool(lines) and _END_MARK.search(lines[-1]) is not None
    if ended:
        lines[-1] = _END_MARK.sub("", lines[-1]).rstrip()
    paragraphs += [Paragraph(Role.TEXT, line) for line in lines if line]
    if ended:
        paragraphs.append(Paragraph(Role.END_MARK, "-0-"))
    paragraphs += [Paragraph(Role.TRAILER, line) for line in trailers]
    page.paragraphs = tuple(paragraphs)


def _take_trailers(page: Page, lines: list[str], trailers: list[str]) -> None:
    while lines and (match := _TRAILER.fullmatch(lines[-1])):
        trailers.insert(0, lines.pop())
        text = match["date"] or match["juche"] or ""
        day = dates.written_day(text)
        if day:
            page.dates.append(DateCandidate(DateRule.TRAILER, day))
        elif dates.is_written(text):
            page.problems.append(f"Its trailer names no possible day: {text!r}.")


def _is_bare_agency(page: Page, lines: Sequence[str]) -> bool:
    """Whether the last line names the agency: the one of the header, or, without one, by its form."""
    line = lines[-1]
    if page.agency:
        return line == page.agency
    if re.fullmatch(r"[A-Z]{2,12}", line) and names_agency(line):
        return True
    if len(lines) < 2 or not (page.more_from or page.teasers):
        return False
    return is_agency(line) and names_agency(line, page.more_from or "")
