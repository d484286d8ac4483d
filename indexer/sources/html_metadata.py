"""A page's tree goes in, what it says of its article comes out: JSON-LD, microdata, meta tags, elements."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

from indexer.clean import clean_line
from indexer.markup import html_text
from indexer.sources.limits import VALUES
from indexer.sources.linked_data import (
    Node,
    Page,
    addresses,
    own_article,
    raw,
    text_of,
    texts_of,
)
from indexer.sources.page_times import published_time

_DATES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "citation_publication_date",
    "citation_date",
    "dc.date.issued",
    "dc.date",
    "dcterms.issued",
    "dcterms.date",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "date",
)
_NAMES: dict[str, tuple[str, ...]] = {
    "title": ("og:title", "citation_title", "dc.title", "dcterms.title", "headline"),
    "source": (
        "og:site_name",
        "citation_journal_title",
        "dc.publisher",
        "dcterms.publisher",
        "application-name",
    ),
    "author": (
        "author",
        "citation_author",
        "dc.creator",
        "dcterms.creator",
        "article:author",
        "parsely-author",
    ),
    "section": ("article:section", "og:article:section", "section", "parsely-section"),
    "topics": ("article:tag", "news_keywords", "dc.subject", "keywords"),
    "language": ("dc.language", "dcterms.language", "og:locale"),
}
"""The meta tags of each field, the best first."""


_ADDRESS = re.compile(r"(?:https?:|www\.)", re.IGNORECASE)
_BY = re.compile(r"by:?\s+", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s+(?:[|·•»«‹›/:—–-]|//|::)\s+|\s*[|｜]\s*|:\s+")
_LAST_SEPARATOR = re.compile(f"(?:{_SEPARATOR.pattern})$")
_HEADINGS = "h1, h2, h3"
_MOST_HEADINGS = 200
_LONGEST_TITLE = 1000
"""A longer title is taken as it is: looking for the site's name takes time that grows with its square."""


@dataclass(slots=True)
class Metadata:
    """What a page says. dates are as written, the best first; body is JSON-LD's text; article: it says it is one.

    titles are the ways in which it writes its title, with and without the site's name.
    """

    fields: dict[str, object] = field(default_factory=dict)
    dates: tuple[str, ...] = ()
    body: str = ""
    article: bool = False
    titles: tuple[str, ...] = ()
    problems: list[str] = field(default_factory=list)


def metadata(tree: LexborHTMLParser, address: str = "") -> Metadata:
    """The metadata of the page's own article; address is where the page was found."""
    metas = _metas(tree)
    canonical = (
        _attribute(tree, 'link[rel~="canonical"]', "href")
        or next(iter(metas.get("og:url", [])), "")
        or address
    )
    titles = (*metas.get("og:title", []), *_headings(tree, "h1"), _document_title(tree))
    says_article = "article" in metas.get("og:type", [])
    page = Page(canonical, tuple(filter(None, titles)), says_article)
    linked = own_article(tree, page)
    found = Metadata(problems=page.problems, article=bool(linked) or says_article)
    found.fields = _fields(tree, metas, linked)
    found.fields["url"] = canonical or next(iter(addresses(linked)), "")
    found.titles = tuple(dict.fromkeys([str(found.fields["title"]), *page.titles]))
    found.dates = _dates(tree, metas, linked, found.titles)
    found.body = html_text(raw(linked.get("articleBody")))
    return found


def _fields(
    tree: LexborHTMLParser, metas: dict[str, list[str]], linked: Node
) -> dict[str, object]:
    stated = _linked_fields(linked)
    for name, keys in _NAMES.items():
        values = next((metas[key] for key in keys if key in metas), [])
        stated[name] = stated.get(name) or _of_metas(name, values)
    stated["title"] = text_of(linked.get("headline")) or _title(
        tree, str(stated["title"]), str(stated["source"])
    )
    stated["author"] = stated["author"] or _bylines(tree)
    language = text_of(linked.get("inLanguage")) or _attribute(tree, "html", "lang")
    stated["language"] = language or stated["language"]
    return stated


def _linked_fields(linked: Node) -> dict[str, object]:
    return {
        "title": text_of(linked.get("headline")) or text_of(linked.get("name")),
        "source": text_of(linked.get("publisher")),
        "author": _names(texts_of(linked.get("author"))),
        "section": text_of(linked.get("articleSection")),
        "topics": _keywords(texts_of(linked.get("keywords"))),
    }


def _dates(
    tree: LexborHTMLParser,
    metas: dict[str, list[str]],
    linked: Node,
    titles: tuple[str, ...],
) -> tuple[str, ...]:
    """All dates of publication, never one of a change; that of creation stands in for a missing one."""
    dates = [text_of(linked.get("datePublished"))]
    dates += [value for key in _DATES for value in metas.get(key, [])]
    dates += published_time(tree, titles)
    dates.append(text_of(linked.get("dateCreated")))
    return tuple(dict.fromkeys(filter(None, dates)))


def _names(names: Iterable[str]) -> str:
    """Names of people, one after the other; the address of a profile is no name."""
    people = (_BY.sub("", name, 1) for name in names if not _ADDRESS.match(name))
    return ", ".join(dict.fromkeys(people))


def _of_metas(name: str, values: list[str]) -> object:
    if name == "topics":
        return _keywords(values)
    if name == "author":
        return _names(values)
    return values[0] if values else ""


def _keywords(values: Iterable[str]) -> list[str]:
    """Keywords one by one; a list in one text is parted by commas."""
    parts = (part.strip() for value in values for part in value.split(","))
    return list(dict.fromkeys(filter(None, parts)))[:VALUES]


def _metas(tree: LexborHTMLParser) -> dict[str, list[str]]:
    """The contents of the meta tags by name in lower case."""
    found: dict[str, list[str]] = {}
    for meta in tree.css("meta[content]"):
        attributes = meta.attributes
        content = clean_line(attributes.get("content") or "")
        for key in ("property", "name", "itemprop"):
            name = (attributes.get(key) or "").strip().lower()
            if name and content:
                found.setdefault(name, []).append(content)
    return found


def _headings(tree: LexborHTMLParser, selector: str) -> list[str]:
    nodes = tree.css(selector)[:_MOST_HEADINGS]
    return [line for node in nodes if (line := " ".join(node.text().split()))]


def _document_title(tree: LexborHTMLParser) -> str:
    return next(iter(_headings(tree, "head > title")), "")


def _title(tree: LexborHTMLParser, stated: str, site: str) -> str:
    """The stated title or the document's, without a site's name that the page shows as such; else the one heading."""
    title = " ".join((stated or _document_title(tree)).split())
    if len(title) > _LONGEST_TITLE:
        return title
    headings = _headings(tree, _HEADINGS)
    if title in headings:
        return title
    shown = [h for h in headings if h != site and _without(title, h) is not None]
    if shown:
        return max(shown, key=len)
    if not stated and (bold := _bold_title(tree, title)):
        return bold
    first = _headings(tree, "h1")
    bare = _without(title, site) if site else None
    return bare or (first[0] if len(first) == 1 and not stated else title)


def _bold_title(tree: LexborHTMLParser, title: str) -> str:
    """What a page without headings shows large or bold, where its document's title is that and a site's name."""
    shown = _headings(tree, "font[size], big, b, strong")
    # of what stands at the end only the page could tell whether it is the site's
    begins = [s for s in shown if title.startswith(s) and _without(title, s)]
    return max(begins, key=len, default="")


def _without(title: str, part: str) -> str | None:
    """What a separator parts from the beginning or end of a title; None where the title is not made so."""
    if title.startswith(part) and (mark := _SEPARATOR.match(title, len(part))):
        return title[mark.end() :]
    before = title.removesuffix(part)
    if before != title and (mark := _LAST_SEPARATOR.search(before)):
        return before[: mark.start()]
    return None


def _bylines(tree: LexborHTMLParser) -> str:
    return _names(_headings(tree, 'a[rel~="author"]'))


def _attribute(tree: LexborHTMLParser, selector: str, name: str) -> str:
    node = tree.css_first(selector)
    return clean_line((node.attributes.get(name) if node else None) or "")
