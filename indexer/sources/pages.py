"""A scraped archive page goes in as text, its article and the teasers it lists come out.

The layouts, their lines and which may be missing: page_parts and page_teasers.
"""

import datetime
import re
from collections.abc import Iterator, Sequence

from indexer import dates
from indexer.article import (
    Article,
    DateCandidate,
    DateRule,
    Kind,
    Paragraph,
    Role,
    Sighting,
    TitleRule,
)
from indexer.dates.datelines import dateline_day
from indexer.identity import teaser_id
from indexer.sources.decode import whole
from indexer.sources.page_parts import Page, page_lines, split_page
from indexer.sources.page_teasers import PageTeaser
from indexer.sources.parts import (
    BadRecord,
    InputFile,
    Options,
    Rejection,
    Remark,
    Remarks,
    Unreadable,
)
from indexer.sources.records import check_size

_BEGINS = re.compile(
    r"^(?:More From \S|Date: *[0-9]{1,2}/[0-9]{1,2}/[0-9]{4} *(?:\||$)|More Articles\s*$)",
    re.MULTILINE,
)


def begins(head: str) -> bool:
    """Whether a text has a line that only pages of this kind have."""
    return _BEGINS.search(head) is not None


def read(
    file: InputFile, chunks: Iterator[bytes], options: Options, remarks: Remarks
) -> Iterator[Article | Rejection]:
    """The page's article (record 1), then its teasers in page order (records 2, 3, ...)."""
    lines = page_lines(whole(chunks))
    try:
        # lines may end in other ways than the size is told by
        check_size("\n".join(lines))
    except BadRecord as error:
        raise Unreadable(str(error)) from error
    yield from read_lines(file, lines, options, remarks)


def read_lines(
    file: InputFile, lines: Sequence[str], options: Options, remarks: Remarks
) -> Iterator[Article | Rejection]:
    """The same of a page that is parted into clean lines."""
    page = split_page(lines)
    page.captured = page.captured or file.captured
    for problem in page.problems:
        remarks(Remark(file.name, 1, problem))
    teasers = [_teaser(file, options, page, teaser) for teaser in page.teasers]
    try:
        yield _article(file, options, page, tuple(teaser.id for teaser in teasers))
    except BadRecord as error:
        yield Rejection(file.name, 1, str(error))
    yield from teasers


def _article(
    file: InputFile, options: Options, page: Page, teasers: tuple[str, ...]
) -> Article:
    if not page.title and not any(p.role is Role.TEXT for p in page.paragraphs):
        raise BadRecord("It has neither title nor body.")
    found = _dates(page)
    late = tuple(c for c in found if dates.is_later(c.day, page.captured))
    day, rule, stated = dates.choose(c for c in found if c not in late)
    return Article(
        date=day,
        date_rule=rule,
        date_candidates=(*stated, *late),
        title=page.title,
        title_rule=TitleRule.STATED if page.title else None,
        paragraphs=page.paragraphs,
        source=page.source or options.source,
        agency=page.agency,
        place=page.dateline.place if page.dateline else None,
        language=options.language,
        url=file.url or None,
        captured=page.captured,
        files=(file.name,),
        teasers=tuple(dict.fromkeys(teasers)),
    )


def _dates(page: Page) -> list[DateCandidate]:
    found = list(page.dates)
    if page.dateline:
        other, _, _ = dates.choose(
            c for c in found if not dates.is_later(c.day, page.captured)
        )
        day = dateline_day(page.dateline, page.captured, other)
        if day:
            found.append(DateCandidate(DateRule.DATELINE, day))
    return found


def _teaser(
    file: InputFile, options: Options, page: Page, teaser: PageTeaser
) -> Article:
    source = teaser.source or page.source or options.source
    return Article(
        id=teaser_id(teaser.snippet, teaser.day),
        kind=Kind.TEASER,
        date=teaser.day,
        date_rule=_rule(teaser.day),
        title=teaser.title,
        title_rule=TitleRule.STATED if teaser.title else None,
        paragraphs=(Paragraph(Role.TEXT, teaser.snippet),),
        source=source,
        language=options.language,
        captured=page.captured,
        files=(file.name,),
        sightings=(Sighting(file.name, source, page.captured),),
    )


def _rule(day: datetime.date | None) -> DateRule | None:
    return DateRule.RECORD if day else None
