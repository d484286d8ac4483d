"""The text of a scraped archive page goes in, its parts come out: header, paragraphs with roles, teasers.

Layout `full`: a header (page_header), paragraphs, trailer (page_body), `More From SOURCE`, teasers (page_teasers),
`More Articles`. Layout `bare`: paragraphs, agency, `More From` and so on. Any line may be missing.
"""

import datetime
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.entities import html5

from indexer.article import DateCandidate, Paragraph
from indexer.clean import clean_line
from indexer.dates.datelines import Dateline
from indexer.sources.page_body import read_body
from indexer.sources.page_header import read_header
from indexer.sources.page_teasers import (
    PageTeaser,
    begins_list,
    could_be_list,
    holds_list,
    is_date,
    teaser_start,
    teasers,
)

_ENTITY = re.compile(r"&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BREAK = re.compile(r"\r\n|\n|\r")
_MORE_FROM = re.compile(r"More From(?:[ :]\s*(?P<source>\S.*))?", re.IGNORECASE)
_MORE_ARTICLES = "more articles"
_FOOTER_LINES = 6
_LONGEST_SOURCE = 80


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


@dataclass(frozen=True, slots=True)
class _List:
    """The lines below one `More From`, and the source it names."""

    source: str | None
    lines: Sequence[str]


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
    above, lists = _parted(page, lines)
    for one in lists:
        _read_list(page, one)
    page.more_from = next((one.source for one in lists if one.source), None)
    sources = list(dict.fromkeys(one.source for one in lists if one.source))
    newest = max((t.day for t in page.teasers if t.day), default=None)
    header = read_header(above, sources, newest)
    body = read_body(header, sources, listed=bool(lists))
    page.captured, page.title = header.captured, header.title
    page.agency = body.agency
    # the list's source is the article's where the page states no other
    page.source = header.source or page.more_from
    page.dates = [*header.dates, *body.dates]
    page.dateline, page.paragraphs = body.dateline, body.paragraphs
    page.problems += [*header.problems, *body.problems]
    return page


def _read_list(page: Page, one: _List) -> None:
    found = teasers(one.lines, one.source)
    page.teasers += found.teasers
    if found.left:
        page.problems.append(
            f"{len(found.left)} lines of its list fit no teaser and are left out, the first: {found.left[0]!r}."
        )
    for teaser in found.teasers:
        if teaser.day is None:
            page.problems.append(
                f"A teaser's date is missing or cannot be read: {teaser.snippet[:60]!r}."
            )


def _parted(page: Page, lines: Sequence[str]) -> tuple[Sequence[str], list[_List]]:
    """The lines above the lists, and the lists; where no `More From` begins one, the first teaser does."""
    marks = _marks(lines)
    end = _end(lines, marks)
    if end is not None:
        if footer := lines[end + 1 :]:
            page.problems.append(
                f"{len(footer)} lines of its footer are left out, the first: {footer[0]!r}."
            )
        lines = lines[:end]
        marks = [mark for mark in marks if mark < end]
    if places := _list_places(lines, marks, end is not None):
        ends = [*places[1:], len(lines)]
        return lines[: places[0]], [
            _List(_source(lines[place]), _without_end_line(lines[place + 1 : stop]))
            for place, stop in zip(places, ends, strict=True)
        ]
    place = teaser_start(lines)
    return lines[:place], [_List(None, lines[place:])] if lines[place:] else []


def _marks(lines: Sequence[str]) -> list[int]:
    """The places of `More From`, but for titles and snippets with these words: they come twice."""
    return [
        place
        for place, line in enumerate(lines)
        if _MORE_FROM.fullmatch(line) and not _comes_twice(lines, place)
    ]


def _comes_twice(lines: Sequence[str], place: int) -> bool:
    line = lines[place]
    if line in lines[max(place - 1, 0) : place] or line in lines[place + 1 : place + 2]:
        return True
    around = ((place - 1, place - 2), (place + 1, place + 2))
    return any(
        0 <= far < len(lines) and lines[far] == line and is_date(lines[near])
        for near, far in around
    )


def _source(line: str) -> str | None:
    match = _MORE_FROM.fullmatch(line)
    return match["source"] if match else None


def _list_places(lines: Sequence[str], marks: Sequence[int], ended: bool) -> list[int]:
    """Those of the marks that begin the page's own lists: the last, and those whose lists reach the next.

    A paragraph may begin with the same words, but no teaser follows it; and below a list that a body quotes, the body
    goes on.
    """
    possible = [
        mark
        for mark, end in zip(marks, [*marks[1:], len(lines)])
        if begins_list(lines[mark + 1 :])
        or _names_source(lines[mark])
        and could_be_list(_without_end_line(lines[mark + 1 : end]))
    ]
    if not possible:
        # other lines may stand above the first entry
        return [
            mark
            for mark in marks[-1:]
            if _names_source(lines[mark]) and (ended or holds_list(lines[mark + 1 :]))
        ]
    places = [possible.pop()]
    for mark in reversed(possible):
        between = _without_end_line(lines[mark + 1 : places[0]])
        if teasers(between).tail:
            break
        places.insert(0, mark)
    return places


def _names_source(line: str) -> bool:
    """Whether a `More From` line could name a source, or none. A paragraph with these words is a sentence."""
    source = _source(line) or ""
    return len(source) <= _LONGEST_SOURCE and not source.endswith((".", "。"))


def _without_end_line(lines: Sequence[str]) -> Sequence[str]:
    ended = lines and lines[-1].lower() == _MORE_ARTICLES
    return lines[:-1] if ended else lines


def _end(lines: Sequence[str], marks: Sequence[int]) -> int | None:
    """The place of the last `More Articles`. A few lines of a footer may follow it where a list stands above."""
    for place in range(len(lines) - 1, max(len(lines) - _FOOTER_LINES, 0) - 1, -1):
        if lines[place].lower() == _MORE_ARTICLES:
            above = lines[:place]
            listed = any(mark < place for mark in marks) or teaser_start(above) < place
            last = listed and not any(mark > place for mark in marks)
            return place if last or place == len(lines) - 1 else None
    return None
