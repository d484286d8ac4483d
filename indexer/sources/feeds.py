"""An RSS or Atom feed goes in, one article an entry comes out (home of feedparser).

A feed is a source of HTML: tags are removed and entities decoded, but not in an Atom text that says it is plain, nor
where an RSS text has nothing that publishers' HTML has (`<SRD>` stays). The day is the one written, in no other zone,
and never that of a change.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urljoin

import feedparser

from indexer import dates
from indexer.article import Article
from indexer.markup import html_text
from indexer.sources.decode import whole
from indexer.sources.limits import FEED_ELEMENTS
from indexer.sources.parts import (
    BadRecord,
    InputFile,
    Options,
    Rejection,
    Remark,
    Remarks,
    Unreadable,
)
from indexer.sources.records import Records, only_changed
from indexer.sources.xml_text import root_name, well_formed

_ROOTS = re.compile(r"(?i:rss|rdf:RDF)|(?:\w+:)?feed")
_HTML = re.compile(
    r"</?(?:a|abbr|article|b|blockquote|br|center|cite|code|del|div|em|figure|font|h[1-6]|hr|i|iframe|img|ins|li|ol|p|"
    r"pre|q|s|script|section|small|span|strike|strong|style|sub|sup|table|tbody|td|th|tr|tt|u|ul|video)"
    r"(?:\s[^<>]*|/)?>|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});",
    re.IGNORECASE,
)
_MAIL = re.compile(r"\S+@\S+\s*\((.+)\)|(.+?)\s*[<(]\S+@\S+[>)]|(\S+@\S+)")
"""A person in RSS: an address and a name in brackets, or a name and an address in brackets, or either alone."""

_LONGEST_AUTHOR = 500

_SHORT_YEAR = re.compile(r"((?:[A-Za-z]{3}, )?[0-9]{1,2} [A-Za-z]{3} )([0-9]{2})( .*)?")
"""A date as RFC 822 had it: day, month, and a year of two digits (RFC 2822, 4.3, says of which century)."""

_DAYS = ("published", "date", "created", "issued")
"""Where an entry's date may stand, the best first."""

_UPDATED = "updated"
"""Where the parser puts the day of a change, and also the Dublin Core date of an item of RSS."""

_CHANGES = re.compile(r"<(?:\w+:)?(?:updated|modified)\b")

Node = Mapping[str, object]


def begins(head: str) -> bool:
    """Whether the first element of a text is that of a feed."""
    return _ROOTS.fullmatch(root_name(head)) is not None


def read(
    file: InputFile, chunks: Iterator[bytes], options: Options, remarks: Remarks
) -> Iterator[Article | Rejection]:
    """One article or rejection an entry, in the feed's order, numbered from 1."""
    text, problem = well_formed(whole(chunks))
    if text.count("<") > FEED_ELEMENTS:
        raise Unreadable(f"It has more than {FEED_ELEMENTS:,} tags.")
    if not begins(text):
        raise Unreadable("It is XML but no RSS or Atom feed.")
    if problem:
        reason = f"It is not well-formed XML ({problem}); what can be read is read."
        remarks(Remark(file.name, None, reason))
    # from memory: a text could be taken for an address and fetched
    parsed = feedparser.parse(
        io.BytesIO(text.encode()),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed["entries"]:
        raise Unreadable("It is a feed without entries.")
    # the columns of --map are those of records
    records = Records(file, replace(options, mapping={}, html_fields=()), remarks)
    feed = _Feed(parsed["feed"], str(parsed["version"] or ""), file.url or "", text)
    for number, entry in enumerate(parsed["entries"], start=1):
        _tell(remarks, (Remark(file.name, number, p) for p in feed.problems(entry)))
        try:
            yield records.article(number, feed.record(entry))
        except BadRecord as error:
            yield Rejection(file.name, number, str(error))


def _tell(remarks: Remarks, told: Iterator[Remark]) -> None:
    for remark in told:
        remarks(remark)


class _Feed:
    """What a feed says of all its entries."""

    def __init__(self, feed: Node, version: str, address: str, text: str) -> None:
        self._address = urljoin(address, _text(feed, "link"))
        self._atom = version.startswith("atom")
        changes = self._atom or _CHANGES.search(text, max(text.find("<item"), 0))
        self._days = _DAYS if changes else (*_DAYS, _UPDATED)
        self._title = self._plain(_node(feed, "title_detail"))
        self._language = _text(feed, "language")

    def record(self, entry: Node) -> dict[str, object]:
        """The fields of an entry under our names."""
        body, text = self._body(entry)
        source = self._plain(_node(_node(entry, "source"), "title_detail"))
        return {
            "id": _text(entry, "id"),
            "url": self._url(entry),
            "title": self._plain(_node(entry, "title_detail")).replace("\n", " "),
            "body": text,
            "author": _author(entry),
            "topics": [
                html_text(_text(tag, "label") or _text(tag, "term"))
                for tag in _nodes(entry, "tags")
            ],
            "source": source or _text(_node(entry, "source"), "title") or self._title,
            "language": _text(body, "language") or self._language,
            "date": _date(entry, self._days),
        }

    def problems(self, entry: Node) -> list[str]:
        """What is told of an entry's date."""
        changed = _text(entry, _UPDATED)
        known = not changed or _date(entry, self._days)
        return [] if known else [only_changed(changed)]

    def _url(self, entry: Node) -> str:
        """The entry's link; an id that stands in for a missing one must be an address."""
        link = _text(entry, "link")
        if link == _text(entry, "id") and not link.lower().startswith("http"):
            return ""
        return urljoin(self._address, link) if link else ""

    def _body(self, entry: Node) -> tuple[Node, str]:
        """The longest content that holds text, else the summary."""
        texts = [(node, self._plain(node)) for node in _nodes(entry, "content")]
        content = max(texts, key=lambda pair: len(pair[1]), default=None)
        if content and content[1]:
            return content
        summary = _node(entry, "summary_detail")
        return summary, self._plain(summary)

    def _plain(self, node: Node) -> str:
        """The text of a detail: HTML by its stated type, or in RSS by its looks."""
        value = _text(node, "value")
        stated = _text(node, "type") not in ("", "text/plain")
        if stated or (not self._atom and _HTML.search(value)):
            return html_text(value)
        return value.strip()


def _author(entry: Node) -> str:
    """The names, without addresses of mail where there is a name."""
    people = _nodes(entry, "authors") or [_node(entry, "author_detail")]
    stated = _text(entry, "author")
    mail = _MAIL.fullmatch(stated) if len(stated) < _LONGEST_AUTHOR else None
    if mail and len(people) < 2:
        # the parser knows no address that ends in .news
        return str(mail[1] or mail[2] or mail[3])
    names = (_text(person, "name") or _text(person, "email") for person in people)
    return ", ".join(dict.fromkeys(filter(None, names))) or stated


def _date(entry: Node, names: Sequence[str]) -> str:
    """The best date that can be read, else the best."""
    stated = [_full_year(text) for name in names if (text := _text(entry, name))]
    return next(filter(dates.read_date, stated), next(iter(stated), ""))


def _full_year(text: str) -> str:
    short = _SHORT_YEAR.fullmatch(text.strip())
    if not short:
        return text
    century = "20" if int(short[2]) < 50 else "19"
    return f"{short[1]}{century}{short[2]}{short[3] or ''}"


def _text(node: Node, key: str) -> str:
    # the parser's nodes guess other keys for a missing one, and warn of it
    value = node[key] if key in node.keys() else ""
    return value if isinstance(value, str) else ""


def _node(node: Node, key: str) -> Node:
    value = node[key] if key in node.keys() else None
    return value if isinstance(value, dict) else {}


def _nodes(node: Node, key: str) -> list[Node]:
    value = node[key] if key in node.keys() else None
    items = value if isinstance(value, list) else []
    return [item for item in items if isinstance(item, dict)]
