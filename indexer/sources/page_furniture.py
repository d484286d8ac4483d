"""A page's tree goes in; menus, notices, forms and lists of other articles are taken out of it in place.

Elements are known by their names, roles, and the words of their class and id. Nothing goes that holds the page's title
or, comments of readers apart, half of its text.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

ALWAYS = "nav, aside, footer"
"""Elements that never hold the article of a page."""

_ROLES = (
    "dialog, [role=dialog], [role=alertdialog], [role=navigation], [role=complementary], [role=contentinfo], "
    "[role=search], [hidden], amp-consent, amp-sidebar"
)
_NAMED = "main, article, div, section, ul, ol, p, span, table, form, header, li, figcaption, small, h2, h3, h4"
_WORDS = frozenset(
    "ad ads advert advertisement aside breadcrumb breadcrumbs byline captcha comment consent cookie cookies copyright "
    "disclaimer gdpr gnb interstitial mostread navigation newsletter outbrain pagination popular promo "
    "recirculation recommended recommendations related relatedposts respond share sharedaddy sharing sidebar "
    "signup skip social sponsored subscribe subscription taboola teasers toolbar trending".split()
)
"""Words of a class or id that name what is no part of an article."""

_READERS = frozenset({"comments", "disqus"})
"""Those of what readers wrote, which may be longer than the article; an opinion piece may be called a comment."""

_WORD = re.compile(r"[A-Z]?[a-z]+")
_MORE = re.compile(
    r"\W*(?:read (?:more|also|next)|see also|also read|more on this|related(?: \w+)?:|lire aussi|à lire aussi|"
    r"mehr zum thema|lesen sie auch|lea también|le puede interesar|leggi anche|читайте также|"
    r"関連記事|関連ニュース|관련기사|관련 기사|相关阅读|相关新闻)",
    re.IGNORECASE,
)
_LONGEST_POINTER = 250
_LINKED_HEADINGS = ", ".join(f"h{n} a[href], a[href] h{n}" for n in range(1, 7))
_LONGEST_CARD = 600
"""A linked heading with more text beside it than this is an article itself."""

_MOST_NODES = 20_000


@dataclass(frozen=True, slots=True)
class Cards:
    """How many linked headings of other articles a page shows: in boxes of their own (taken out), and in its text."""

    boxed: int
    flat: int


def strip_furniture(tree: LexborHTMLParser, titles: Iterable[str]) -> Cards:
    """Take out what is no article's text; titles are those of the page, known before."""
    own = frozenset(map(_folded, titles))
    remove(tree.css(ALWAYS))
    # what holds the title or the marked text of the article stays, whatever it is called
    kept = {above.mem_id for node in _marks(tree, own) for above in _upwards(node)}
    named = list(_named(tree))
    for node, goes in named:
        # what stays must not go for its name later on
        if not goes or node.mem_id in kept:
            _unname(node)
    remove([node for node, goes in named if goes and node.mem_id not in kept])
    remove(list(_pointers(tree)))
    cards, flat = _cards(tree, own)
    boxed = [card for card in cards if card.mem_id not in kept]
    if len(boxed) > 1:
        remove(boxed)
    return Cards(len(boxed), flat)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def remove(nodes: Iterable[LexborNode]) -> None:
    """Take elements out, the outer ones first found: what lies in a removed one must not be touched again."""
    found = {node.mem_id: node for node in nodes}
    outer = [
        node
        for node in found.values()
        if not any(a.mem_id in found for a in _upwards(node.parent))
    ]
    for node in outer:
        node.decompose()


def _marks(tree: LexborHTMLParser, own: frozenset[str]) -> Iterator[LexborNode]:
    yield from tree.css("h1, [itemprop~=headline], [itemprop~=articleBody]")
    for node in tree.css("h2, h3, h4, font, b, span")[:_MOST_NODES]:
        if _folded(node.text()) in own:
            yield node


def _named(tree: LexborHTMLParser) -> Iterator[tuple[LexborNode, bool]]:
    """What roles, classes and ids call furniture, and whether it is small enough to be that."""
    yield from ((node, True) for node in tree.css(_ROLES))
    half = len(tree.body.text()) // 2 if tree.body else 0
    for node in tree.css(_NAMED):
        words = _words(node)
        if words & _READERS:
            yield node, True
        elif words & _WORDS:
            yield node, len(node.text()) <= half


def _unname(node: LexborNode) -> None:
    for name in ("class", "id", "role"):
        if name in node.attributes:
            del node.attrs[name]


def _words(node: LexborNode) -> set[str]:
    """The words of class and id."""
    attributes = node.attributes
    named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return {word.lower() for word in _WORD.findall(named)}


def _upwards(node: LexborNode | None) -> Iterator[LexborNode]:
    """The element and those it lies in; the parser bounds how many."""
    while node:
        yield node
        node = node.parent


def _pointers(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    """Paragraphs that only lead to another article: those that say so, and those that are one link."""
    for node in tree.css("p"):
        link = node.css_first("a[href]")
        text = node.text().strip() if link else ""
        if not link or len(text) > _LONGEST_POINTER:
            continue
        if _MORE.match(text) or link.text().strip() == text:
            yield node


def _cards(tree: LexborHTMLParser, own: frozenset[str]) -> tuple[list[LexborNode], int]:
    """The boxes of linked headings, and how many such headings stand in the text."""
    headings: dict[int, LexborNode] = {}
    for node in tree.css(_LINKED_HEADINGS)[:_MOST_NODES]:
        heading = next((n for n in _upwards(node) if _is_heading(n)), node)
        if _folded(heading.text()) not in own:
            headings[heading.mem_id] = heading
    held = Counter(above.mem_id for h in headings.values() for above in _upwards(h))
    boxed, flat = [], 0
    for heading in headings.values():
        card = _card(heading, held)
        if _is_flat(card, held) or len(card.text()) > _LONGEST_CARD:
            flat += 1
        else:
            boxed.append(card)
    return boxed, flat


def _is_heading(node: LexborNode) -> bool:
    return re.fullmatch("h[1-6]", node.tag or "") is not None


def _card(heading: LexborNode, held: Counter[int]) -> LexborNode:
    """The largest element round a heading that holds no other; the heading where it is the only one of the page."""
    card = heading
    for above in _upwards(heading):
        if held[above.mem_id] > 1:
            return card
        card = above
    return heading


def _is_flat(card: LexborNode, held: Counter[int]) -> bool:
    """Whether text stands beside a heading, not in one box with it."""
    beside = card.next
    while beside and not (beside.text() or "").strip():
        beside = beside.next
    return beside is not None and not held[beside.mem_id]
