"""A page's tree goes in, what it says of its article comes out: JSON-LD first, then meta tags, then elements."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

from indexer.clean import clean_line
from indexer.markup import html_text
from indexer.sources.limits import JSON_DEPTH, VALUES

_TYPES = frozenset(
    {
        "advertisercontentarticle",
        "analysisnewsarticle",
        "article",
        "askpublicnewsarticle",
        "backgroundnewsarticle",
        "blogposting",
        "liveblogposting",
        "newsarticle",
        "opinionnewsarticle",
        "report",
        "reportagenewsarticle",
        "reviewnewsarticle",
        "scholarlyarticle",
        "socialmediaposting",
        "techarticle",
    }
)
"""What schema.org calls an article."""

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


@dataclass(slots=True)
class Metadata:
    """What a page says. dates are as written, the best first; body is JSON-LD's text; article: it says it is one."""

    fields: dict[str, object] = field(default_factory=dict)
    dates: tuple[str, ...] = ()
    body: str = ""
    article: bool = False
    problem: str | None = None


def metadata(tree: LexborHTMLParser) -> Metadata:
    """The metadata of the page's own article."""
    found = Metadata()
    linked = _linked_article(tree, found)
    metas = _metas(tree)
    stated = _linked_fields(linked)
    for name, keys in _NAMES.items():
        values = next((metas[key] for key in keys if key in metas), [])
        stated[name] = stated.get(name) or _of_metas(name, values)
    stated["title"] = stated["title"] or _title(tree)
    stated["language"] = stated["language"] or _attribute(tree, "html", "lang")
    stated["url"] = (
        _attribute(tree, 'link[rel~="canonical"]', "href")
        or next(iter(metas.get("og:url", [])), "")
        or _address(linked)
    )
    dates = [_text(linked.get(key)) for key in ("datePublished", "dateCreated")]
    dates += [value for key in _DATES for value in metas.get(key, [])]
    dates += _times(tree)
    found.dates = tuple(dict.fromkeys(filter(None, dates)))
    found.fields = stated
    found.body = html_text(_raw(linked.get("articleBody")))
    found.article = bool(linked) or "article" in metas.get("og:type", [])
    return found


def _linked_article(tree: LexborHTMLParser, found: Metadata) -> Mapping[str, object]:
    """The first article of the page's JSON-LD; broken scripts are told and passed over."""
    for script in tree.css('script[type*="ld+json"]'):
        try:
            value = json.loads(script.text(), strict=False)
        except (ValueError, RecursionError):
            found.problem = "Its JSON-LD is broken and is left out."
            continue
        article = next(_articles(value, 0), None)
        if article:
            return article
    return {}


def _articles(value: object, depth: int) -> Iterator[Mapping[str, object]]:
    """The articles of a JSON-LD value: itself, those of its list, of its graph, or what its page is about."""
    if depth > JSON_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _articles(item, depth + 1)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        names = kinds if isinstance(kinds, list) else [kinds]
        if any(_kind(name) in _TYPES for name in names):
            yield value
        for key in ("@graph", "mainEntity"):
            yield from _articles(value.get(key), depth + 1)


def _kind(name: object) -> str:
    return name.rpartition("/")[2].lower() if isinstance(name, str) else ""


def _linked_fields(linked: Mapping[str, object]) -> dict[str, object]:
    return {
        "title": _text(linked.get("headline")) or _text(linked.get("name")),
        "source": _text(linked.get("publisher")),
        "author": ", ".join(dict.fromkeys(_texts(linked.get("author")))),
        "section": next(iter(_texts(linked.get("articleSection"))), ""),
        "topics": _keywords(_texts(linked.get("keywords"))),
        "language": _text(linked.get("inLanguage")),
    }


def _of_metas(name: str, values: list[str]) -> object:
    if name == "topics":
        return _keywords(values)
    if name == "author":
        # the address of a profile is no name
        names = (v for v in values if not v.lower().startswith(("http:", "https:")))
        return ", ".join(dict.fromkeys(names))
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


def _times(tree: LexborHTMLParser) -> list[str]:
    """What the first <time> says: of those marked as published, else of those within the article's header."""
    for selector in (
        'time[itemprop="datePublished"]',
        "time[pubdate]",
        "article header time",
        "article time",
        "main time",
    ):
        for node in tree.css(selector):
            text = node.attributes.get("datetime") or node.text()
            if text.strip():
                return [clean_line(text)]
    return []


def _title(tree: LexborHTMLParser) -> str:
    """The one heading of the first rank, else the document's title."""
    headings = tree.css("h1")
    nodes = headings if len(headings) == 1 else tree.css("head > title")[:1]
    return " ".join(nodes[0].text().split()) if nodes else ""


def _attribute(tree: LexborHTMLParser, selector: str, name: str) -> str:
    node = tree.css_first(selector)
    return clean_line((node.attributes.get(name) if node else None) or "")


def _address(linked: Mapping[str, object]) -> str:
    """What the article says is its address."""
    page = linked.get("mainEntityOfPage")
    if isinstance(page, dict):
        page = page.get("@id")
    return _raw(linked.get("url")) or _raw(page)


def _raw(value: object) -> str:
    return value if isinstance(value, str) else ""


def _text(value: object) -> str:
    return next(iter(_texts(value)), "")


def _texts(value: object) -> list[str]:
    """The texts of a value: one, those of a list, or the names of its objects."""
    values = value if isinstance(value, list) else [value]
    names = (item.get("name") if isinstance(item, dict) else item for item in values)
    lines = (" ".join(html_text(_raw(name)).split()) for name in names)
    return [line for line in lines if line]
