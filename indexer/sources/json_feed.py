"""A JSON Feed goes in, one article an item comes out (jsonfeed.org, versions 1 and 1.1).

The day is that of publication, never that of a change.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from indexer.article import Article
from indexer.markup import html_text
from indexer.sources.decode import whole
from indexer.sources.limits import FEED_ELEMENTS, VALUES
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

_VERSION = re.compile(r'"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org\\?/version')


def begins(head: str) -> bool:
    """Whether a text begins as a JSON Feed does."""
    return head.lstrip().startswith("{") and _VERSION.search(head) is not None


def read(
    file: InputFile, chunks: Iterator[bytes], options: Options, remarks: Remarks
) -> Iterator[Article | Rejection]:
    """One article or rejection an item, in the feed's order, numbered from 1."""
    feed, items = _items(whole(chunks))
    # the columns of --map are those of records
    records = Records(file, replace(options, mapping={}, html_fields=()), remarks)
    for number, item in enumerate(items, start=1):
        try:
            if not isinstance(item, dict):
                raise BadRecord("It is JSON but no object.")
            changed = item.get("date_modified")
            if changed and not item.get("date_published"):
                remarks(Remark(file.name, number, only_changed(str(changed))))
            yield records.article(number, _record(feed, item))
        except BadRecord as error:
            yield Rejection(file.name, number, str(error))


def _items(text: str) -> tuple[dict[str, object], list[object]]:
    """The feed and its items; raises Unreadable."""
    if text.count("{") + text.count("[") > FEED_ELEMENTS:
        raise Unreadable(f"It has more than {FEED_ELEMENTS:,} objects and lists.")
    try:
        feed = json.loads(text, strict=False, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise Unreadable("It is a JSON Feed but damaged.") from error
    items = feed.get("items")
    if not isinstance(items, list) or not items:
        raise Unreadable("It is a feed without entries.")
    return feed, items


def _record(feed: dict[str, object], item: dict[str, object]) -> dict[str, object]:
    """The fields of an item under our names."""
    marked_up = item.get("content_html")
    text = html_text(marked_up) if isinstance(marked_up, str) else ""
    tags = item.get("tags")
    return {
        "id": item.get("id"),
        "url": item.get("url"),
        "title": item.get("title"),
        "body": text or item.get("content_text") or item.get("summary"),
        "date": item.get("date_published"),
        "author": _authors(item) or _authors(feed),
        "topics": tags[:VALUES] if isinstance(tags, list) else None,
        "language": item.get("language") or feed.get("language"),
        "source": feed.get("title"),
    }


def _authors(node: dict[str, object]) -> str:
    """The names of version 1.1's list, or of version 1's one author."""
    people = node.get("authors") or [node.get("author")]
    named = people if isinstance(people, list) else []
    names = (person.get("name") for person in named if isinstance(person, dict))
    return ", ".join(name for name in names if isinstance(name, str))
