"""An HTML page goes in, its article comes out: a scraped archive page as the text it was, or an article of any site.

Entities are decoded and tags removed here. A page without an article's text is rejected, never guessed.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urljoin

from indexer import dates
from indexer.article import Article, DateCandidate, DateRule
from indexer.clean import clean_text
from indexer.markup import parse_html, tree_text
from indexer.sources import pages
from indexer.sources.article_lines import head_day, own_lines
from indexer.sources.decode import whole
from indexer.sources.extraction import Readable
from indexer.sources.html_metadata import Metadata, metadata
from indexer.sources.page_furniture import ALWAYS, remove
from indexer.sources.page_parts import page_lines, split_page
from indexer.sources.page_times import shown_times, without_changes
from indexer.sources.parts import (
    BadRecord,
    InputFile,
    Options,
    Rejection,
    Remark,
    Remarks,
    Unreadable,
)
from indexer.sources.readable import GaveUp, readable_text
from indexer.sources.records import Records, check_size

_BEGINS = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    r"<(?:!doctype\s+html|(?:html|head|body|meta|title|article|main|section|header|nav|div|p|h1|h2|ul|table|center)\b)",
    re.IGNORECASE | re.DOTALL,
)
_CELL = re.compile(r"(<t[dh]\b[^<>]*>)", re.IGNORECASE)
_LIST = re.compile(r"More From\s+\S")
_BETWEEN_LINKS = re.compile(
    r"(</(?:a|span|time|small)>)\s*(?=<(?:a|span|time|small)\b)", re.IGNORECASE
)
_DATE_LINE = re.compile(r"^Date: *[0-9]{1,2}/[0-9]{1,2}/[0-9]{4} *(?:\||$)", re.M)
_END_LINE = re.compile(r"^More Articles$", re.MULTILINE)
_LEAST_CHARACTERS = 140
"""Less text than this, where the page does not say that it is an article, is a notice or the label of a form."""

_LEAST_AMONG_CARDS = 280
"""The same on a page that shows many others: an index may have a few words of its own."""

_MOST_LINKED_HEADINGS = 5
"""So many headings that are links make an index of other pages."""


def begins(head: str) -> bool:
    """Whether a text begins as HTML does."""
    return _BEGINS.match(head) is not None


def read(
    file: InputFile, chunks: Iterator[bytes], options: Options, remarks: Remarks
) -> Iterator[Article | Rejection]:
    """The page's article (record 1), then the teasers of an archive page."""
    html = clean_text(whole(chunks))
    found = metadata(parse_html(html), file.url or "")
    try:
        lines = _archive_lines(html, found.article)
    except BadRecord as error:
        raise Unreadable(str(error)) from error
    if lines is not None:
        yield from pages.read_lines(file, lines, options, remarks)
        return
    try:
        yield _article(file, html, found, options, remarks)
    except BadRecord as error:
        yield Rejection(file.name, 1, str(error))


def _archive_lines(html: str, article: bool) -> list[str] | None:
    """The lines of an archive page, None where the page is no such page.

    A page that says it is an article must have more of the layout than a list of other articles, as many sites have.
    """
    if not (_LIST.search(html) or "Date:" in html or "More Articles" in html):
        return None
    above, mark, below = _parted(html)
    text = _CELL.sub(r"\1<br>", above + mark + _BETWEEN_LINKS.sub(r"\1<br>", below))
    tree = parse_html(text)
    remove(node for node in tree.css(ALWAYS) if not _holds_more(tree_text(node)))
    text = tree_text(tree.root) if tree.root else ""
    check_size(text)
    lines = page_lines(text)
    date_line = _DATE_LINE.search(text)
    if date_line and ("|" in date_line.group() or not article):
        return lines
    page = split_page(lines)
    ended = bool(page.more_from and _END_LINE.search(text))
    signs = bool(page.teasers) + ended
    return lines if signs > article else None


def _holds_more(text: str) -> bool:
    """Whether what is called navigation holds a part of an archive page."""
    return pages.begins(text) or _holds_date(text)


def _parted(html: str) -> tuple[str, str, str]:
    """What stands above the list of other articles, its heading, and what stands below."""
    marks = list(_LIST.finditer(html))
    if not marks:
        return html, "", ""
    mark = marks[-1]
    return html[: mark.start()], mark.group(), html[mark.end() :]


def _holds_date(text: str) -> bool:
    return any(dates.is_written(line) for line in text.splitlines())


def _article(
    file: InputFile, html: str, found: Metadata, options: Options, remarks: Remarks
) -> Article:
    """The article of a page of any site; raises BadRecord."""
    for problem in found.problems:
        remarks(Remark(file.name, 1, problem))
    body = _body(file, html, found, remarks)
    address = str(found.fields["url"] or "")
    fields = {
        **found.fields,
        "body": "\n\n".join(body),
        "url": urljoin(file.url or "", address) if address else file.url,
        "date": found.dates[0] if found.dates else None,
    }
    # the columns of --map are those of records
    records = Records(file, replace(options, mapping={}, html_fields=()), remarks)
    article = records.article(1, fields)
    stated = [c for text in found.dates[1:] if (c := dates.read_date(text))]
    candidates = [*article.date_candidates, *stated]
    if not candidates and (day := _shown_day(html, found, body)):
        candidates.append(DateCandidate(DateRule.PARSED, day))
    for late in stated:
        if dates.is_later(late.day, article.captured):
            remarks(Remark(file.name, 1, f"It was captured before its day {late.day}."))
    day, rule, kept = dates.choose(candidates, article.captured)
    return replace(article, date=day, date_rule=rule, date_candidates=kept)


def _shown_day(html: str, found: Metadata, body: list[str]) -> datetime.date | None:
    """The day that a reader of the page sees above the article; each cell of a table begins a line."""
    parted = _CELL.sub(r"\1<br>", _BETWEEN_LINKS.sub(r"\1<br>", html))
    root = shown_times(without_changes(parse_html(parted))).root
    return head_day(tree_text(root).split("\n") if root else (), found.titles, body)


def _body(file: InputFile, html: str, found: Metadata, remarks: Remarks) -> list[str]:
    """The paragraphs of JSON-LD where they are not less than half the readable ones, else those; raises BadRecord."""
    try:
        readable = readable_text(html, found.titles)
    except GaveUp as error:
        if not found.body:
            raise BadRecord(f"{error}.") from error
        remarks(Remark(file.name, 1, f"{error}; its JSON-LD text is taken."))
        return _lines(found.body)
    if found.body and len(found.body) * 2 >= len(readable.text):
        return _lines(found.body)
    author, source = (str(found.fields[name]) for name in ("author", "source"))
    lines = own_lines(readable.text.split("\n"), found.titles, author, source)
    if not lines or not found.article and _is_no_article(readable):
        raise BadRecord("It has no article's text: an index, a form or a notice.")
    return lines


def _lines(text: str) -> list[str]:
    return text.split("\n\n" if "\n\n" in text else "\n")


def _is_no_article(page: Readable) -> bool:
    """Whether what stands beside links is too short for an article, or several headings in it lead elsewhere."""
    many = page.cards.boxed >= _MOST_LINKED_HEADINGS
    least = _LEAST_AMONG_CARDS if many else _LEAST_CHARACTERS
    return page.cards.flat >= _MOST_LINKED_HEADINGS or page.unlinked < least
