"""What a page states of articles by JSON-LD and microdata goes in, what it states of its own article comes out.

A page may state several: those it links to, or the posts of a live report. Its own is the one that names the page's
address, else the one that bears its title (schema.org names types and properties).
"""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from indexer.clean import clean_line
from indexer.markup import html_text
from indexer.sources.limits import JSON_DEPTH, LINKED_CHARACTERS

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
        "satiricalarticle",
        "scholarlyarticle",
        "socialmediaposting",
        "techarticle",
    }
)
"""What schema.org calls an article."""

_PARTS = ("@graph", "mainEntity")
_SCOPES = 50
"""So many elements with microdata are looked at."""

_PROPERTIES = (
    "headline name url datePublished dateCreated author articleSection keywords inLanguage publisher "
    "mainEntityOfPage"
).split()
_OPENING = re.compile(r"(?:/\*|//)?\s*(?:<!\[CDATA\[|<!--)\s*(?:\*/)?")
_CLOSING = re.compile(r"(?:/\*|//)?\s*(?:\]\]>|-->)\s*(?:\*/)?$")
_LONGEST_CLOSING = 40
"""What old content systems put round a script."""

_WORD = re.compile(r"\w+")
_SCHEME = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)

Node = Mapping[str, object]


@dataclass(slots=True)
class Page:
    """What is known of a page before: its address ("" where it states none), its titles, whether it is an article."""

    address: str
    titles: tuple[str, ...]
    article: bool
    problems: list[str] = field(default_factory=list)


def own_article(tree: LexborHTMLParser, page: Page) -> Node:
    """The statement of the page's own article, {} where there is none; what microdata adds stands beside JSON-LD."""
    nodes = list(_scripts(tree, page))
    named = {name: node for node in nodes if (name := text_of(node.get("@id")))}
    linked = _own([n for n in nodes if _is_article(n)], page)
    stated = _own(list(_scopes(tree)), page)
    full = {key: _resolved(value, named) for key, value in linked.items()}
    return {**stated, **{key: value for key, value in full.items() if value}}


def text_of(value: object) -> str:
    """A value as one line: a text, the first of a list, or the name of an object; "" for none."""
    return next(iter(texts_of(value)), "")


def texts_of(value: object) -> list[str]:
    """The texts of a value: one, those of a list, or the names of its objects."""
    lines = (" ".join(html_text(text).split()) for text in _flat(value, 0))
    return [line for line in lines if line]


def _flat(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth < JSON_DEPTH:
        for item in value:
            yield from _flat(item, depth + 1)
    elif isinstance(value, dict) and depth < JSON_DEPTH:
        yield from _flat(value.get("name") or value.get("@value"), depth + 1)


def raw(value: object) -> str:
    """A text as it stands, "" for anything else."""
    return value if isinstance(value, str) else ""


def addresses(article: Node) -> list[str]:
    """What an article says are its addresses, the best first."""
    pages = article.get("mainEntityOfPage"), article.get("isPartOf")
    ids = (p.get("@id") or p.get("url") if isinstance(p, dict) else p for p in pages)
    found = (article.get("url"), *ids, article.get("@id"))
    return [address for value in found if (address := raw(value).strip())]


def _scripts(tree: LexborHTMLParser, page: Page) -> Iterator[Node]:
    """The objects of the page's JSON-LD that stand on their own; broken scripts are told and passed over."""
    left = LINKED_CHARACTERS
    for script in tree.css('script[type*="ld+json"]'):
        text = script.text()
        left -= len(text)
        if left < 0:
            page.problems.append("Its JSON-LD is too long and is left out.")
            return
        value = _value_of(text)
        if value is None:
            problem = "Its JSON-LD is broken and is left out."
            if problem not in page.problems:
                page.problems.append(problem)
        yield from _objects(value, 0)


def _value_of(script: str) -> object:
    """The value of a script, None where it is broken: as it stands, out of its wrapping, or with entities decoded."""
    bare = script.strip()
    if opening := _OPENING.match(bare):
        bare = bare[opening.end() :]
    # of its end only: the pattern begins with any number of blanks
    end = _CLOSING.sub("", bare[-_LONGEST_CLOSING:])
    bare = (bare[:-_LONGEST_CLOSING] + end).strip("; \t\r\n")
    for text in (script, bare, html.unescape(bare)):
        try:
            value: object = json.loads(text, strict=False)
            return value
        except (ValueError, RecursionError):
            continue
    return None


def _objects(value: object, depth: int) -> Iterator[Node]:
    """A JSON-LD value itself, those of its list, of its graph, or what its page is about."""
    if depth > JSON_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _objects(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in _PARTS:
            yield from _objects(value.get(key), depth + 1)


def _is_article(node: Node) -> bool:
    kinds = node.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(_kind(name) in _TYPES for name in names)


def _kind(name: object) -> str:
    return re.split("[/#:]", name.strip())[-1].lower() if isinstance(name, str) else ""


def _resolved(value: object, named: Mapping[str, Node]) -> object:
    """The value, with objects that only name another by its @id replaced by that."""
    if isinstance(value, list):
        return [_resolved(item, named) for item in value]
    if isinstance(value, dict) and "name" not in value:
        return named.get(text_of(value.get("@id")), value)
    return value


def _own(articles: list[Node], page: Page) -> Node:
    """The page's own of several; of those that only lead elsewhere, none."""
    ranked = [(_rank(article, page), article) for article in articles]
    best = max((rank for rank, _ in ranked), default=0)
    fits = [article for rank, article in ranked if rank == best]
    if best > 1 or best == 1 and (len(fits) == 1 or page.article):
        return fits[0]
    return {}


def _rank(article: Node, page: Page) -> int:
    """3 where it names the page's address, 2 where it bears its title, 1 where nothing speaks against it."""
    stated = [_compared(urljoin(page.address, a)) for a in addresses(article)]
    if page.address and _compared(page.address) in stated:
        return 3
    headline = text_of(article.get("headline")) or text_of(article.get("name"))
    if headline and any(_alike(headline, title) for title in page.titles):
        return 2
    leads_elsewhere = bool(page.address and stated)
    return 0 if leads_elsewhere and headline and page.titles else 1


def _compared(address: str) -> str:
    return _SCHEME.sub("", address.strip()).rstrip("/")


def _alike(headline: str, title: str) -> bool:
    """Whether most words of one are in the other; headlines for search engines differ a little."""
    first = set(_WORD.findall(headline.casefold()))
    second = set(_WORD.findall(title.casefold()))
    return len(first & second) * 2 > min(len(first), len(second))


def _scopes(tree: LexborHTMLParser) -> Iterator[Node]:
    """The articles of microdata, outermost first."""
    for scope in tree.css("[itemscope][itemtype]")[:_SCOPES]:
        article = {"@type": scope.attributes.get("itemtype") or ""}
        if _is_article(article) and scope.tag not in ("html", "body"):
            yield {**article, **dict(_properties(scope))}


def _properties(scope: LexborNode) -> Iterator[tuple[str, object]]:
    for name in _PROPERTIES:
        values = []
        for node in scope.css(f'[itemprop~="{name}"]'):
            if _scope_of(node) == scope.mem_id and (value := _value(node)):
                values.append(value)
        if values:
            yield name, values[0] if len(values) == 1 else values


def _scope_of(node: LexborNode) -> int:
    """The element whose property a node is."""
    above = node.parent
    while above and "itemscope" not in above.attributes:
        above = above.parent
    return above.mem_id if above else 0


def _value(node: LexborNode) -> str:
    """What an element says as a property: for an item its name."""
    if "itemscope" in node.attributes:
        inner = node.css_first('[itemprop~="name"]')
        return _value(inner) if inner and inner.mem_id != node.mem_id else ""
    attributes: Iterable[str] = {
        "meta": ("content",),
        "time": ("datetime",),
        "abbr": ("title",),
        "link": ("href",),
        "a": ("href",) if "url" in (node.attributes.get("itemprop") or "") else (),
    }.get(node.tag or "", ("content",))
    stated = (node.attributes.get(name) for name in attributes)
    return clean_line(next(filter(None, stated), "") or _line(node))


def _line(node: LexborNode) -> str:
    return " ".join(node.text().split())
