"""An HTML page goes in, its article comes out: a scraped archive page as the text it was, or an article of any site.

Entities are decoded and tags removed here. A page without an article's text is rejected, never guessed.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from indexer import dates
from indexer.article import Article, DateCandidate, DateRule
from indexer.clean import clean_text
from indexer.markup import parse_html, tree_text
from indexer.sources import pages
from indexer.sources.decode import whole
from indexer.sources.html_metadata import Metadata, metadata
from indexer.sources.page_parts import page_lines, split_page
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
_FURNITURE = "nav, aside, footer"
_LEAST_CHARACTERS = 140
"""Less text than this, where the page does not say that it is an article, is a notice or the label of a form."""

_LINKED_HEADINGS = "h1 a, h2 a, h3 a, h4 a, a h1, a h2, a h3, a h4"
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
    found = metadata(parse_html(html))
    try:
        lines = None if found.article else _archive_lines(html)
    except BadRecord as error:
        raise Unreadable(str(error)) from error
    if lines is not None:
        yield from pages.read_lines(file, lines, options, remarks)
        return
    try:
        yield _article(file, html, found, options, remarks)
    except BadRecord as error:
        yield Rejection(file.name, 1, str(error))


def _archive_lines(html: str) -> list[str] | None:
    """The lines of an archive page, None where the page is no such page."""
    if not (_LIST.search(html) or "Date:" in html or "More Articles" in html):
        return None
    above, mark, below = _parted(html)
    text = _CELL.sub(r"\1<br>", above + mark + _BETWEEN_LINKS.sub(r"\1<br>", below))
    tree = parse_html(text)
    for node in tree.css(_FURNITURE):
        inside = tree_text(node)
        if not pages.begins(inside) and not _holds_date(inside):
            node.decompose()
    text = tree_text(tree.root) if tree.root else ""
    check_size(text)
    lines = page_lines(text)
    if _DATE_LINE.search(text):
        return lines
    page = split_page(lines)
    ended = page.more_from and _END_LINE.search(text)
    return lines if page.teasers or ended else None


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
    if found.problem:
        remarks(Remark(file.name, 1, found.problem))
    body = _body(file, html, found, remarks)
    address = str(found.fields["url"] or "")
    fields = {
        **found.fields,
        "body": body,
        "url": urljoin(file.url or "", address) if address else file.url,
        "date": found.dates[0] if found.dates else None,
    }
    # the columns of --map are those of records
    records = Records(file, replace(options, mapping={}, html_fields=()), remarks)
    article = records.article(1, fields)
    others = (dates.read_date(text) for text in found.dates[1:])
    stated: list[DateCandidate] = [c for c in others if c]
    records_own = [c for c in article.date_candidates if c.rule is not DateRule.URL]
    url = [c for c in article.date_candidates if c.rule is DateRule.URL]
    day, rule, candidates = dates.choose([*records_own, *stated, *url])
    return replace(article, date=day, date_rule=rule, date_candidates=candidates)


def _body(file: InputFile, html: str, found: Metadata, remarks: Remarks) -> str:
    """JSON-LD's text where it is not less than half the readable one, else the readable one; raises BadRecord."""
    tree = parse_html(html)
    for node in tree.css(_FURNITURE):
        node.decompose()
    try:
        readable = readable_text(tree.html or "")
    except GaveUp as error:
        if not found.body:
            raise BadRecord(f"{error}.") from error
        remarks(Remark(file.name, 1, f"{error}; its JSON-LD text is taken."))
        readable = ""
    if found.body and len(found.body) * 2 >= len(readable):
        return found.body
    lines = [line.strip() for line in readable.split("\n") if line.strip()]
    if lines and lines[0] == found.fields["title"]:
        lines = lines[1:]
    if not lines or not found.article and _is_no_article(tree, lines):
        raise BadRecord("It has no article's text: an index, a form or a notice.")
    return "\n\n".join(lines)


def _is_no_article(tree: LexborHTMLParser, lines: list[str]) -> bool:
    """Whether what stands beside the links is too short for an article, or several headings lead elsewhere."""
    links = {" ".join(node.text().split()) for node in tree.css("a[href]")}
    headings = tree.css(_LINKED_HEADINGS)
    linked = {" ".join(node.text().split()) for node in headings}
    own = sum(len(line) for line in lines if line.lstrip("- ") not in links)
    return own < _LEAST_CHARACTERS or len(linked) >= _MOST_LINKED_HEADINGS
