"""An RSS or Atom feed goes in, one article an entry comes out (home of feedparser).

A feed is a source of HTML: tags are removed and entities decoded, but not in an Atom text that says it is plain, nor
where an RSS text has nothing that publishers' HTML has (`<SRD>` stays). The day is the one written, in no other zone.
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

import feedparser

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
from indexer.sources.records import Records
from indexer.sources.xml_text import root_name, well_formed

_ROOTS = re.compile(r"(?i:rss|rdf:RDF)|(?:\w+:)?feed")
_HTML = re.compile(
    r"</?(?:a|abbr|article|b|blockquote|br|center|cite|code|del|div|em|figure|font|h[1-6]|hr|i|iframe|img|ins|li|ol|p|"
    r"pre|q|s|script|section|small|span|strike|strong|style|sub|sup|table|tbody|td|th|tr|tt|u|ul|video)"
    r"(?:\s[^<>]*|/)?>|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});",
    re.IGNORECASE,
)
_DAYS = ("published", "date", "created", "issued", "updated")
"""Where an entry's date may stand, the best first."""

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
    feed = _Feed(parsed["feed"], str(parsed["version"] or ""))
    for number, entry in enumerate(parsed["entries"], start=1):
        try:
            yield records.article(number, feed.record(entry))
        except BadRecord as error:
            yield Rejection(file.name, number, str(error))


class _Feed:
    """What a feed says of all its entries."""

    def __init__(self, feed: Node, version: str) -> None:
        self._atom = version.startswith("atom")
        self._title = self._plain(_node(feed, "title_detail"))
        self._language = _text(feed, "language")

    def record(self, entry: Node) -> dict[str, object]:
        """The fields of an entry under our names."""
        body = self._body(entry)
        source = self._plain(_node(_node(entry, "source"), "title_detail"))
        return {
            "id": _text(entry, "id"),
            "url": _text(entry, "link"),
            "title": self._plain(_node(entry, "title_detail")).replace("\n", " "),
            "body": self._plain(body),
            "author": _author(entry),
            "topics": [
                _text(tag, "label") or _text(tag, "term") for tag in _tags(entry)
            ],
            "source": source or _text(_node(entry, "source"), "title") or self._title,
            "language": _text(body, "language") or self._language,
            "date": next(filter(None, (_text(entry, name) for name in _DAYS)), ""),
        }

    def _body(self, entry: Node) -> Node:
        """The longest text; a summary stands beside the content it sums up."""
        texts = [*_nodes(entry, "content"), _node(entry, "summary_detail")]
        return max(texts, key=lambda node: len(_text(node, "value")))

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
    names = (_text(person, "name") or _text(person, "email") for person in people)
    return ", ".join(dict.fromkeys(filter(None, names))) or _text(entry, "author")


def _tags(entry: Node) -> list[Node]:
    return _nodes(entry, "tags")


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
