"""A page's tree goes in, the time at which it says that its own article was published comes out, as written."""

from collections.abc import Collection, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from indexer.clean import clean_line
from indexer.sources.article_lines import CHANGE
from indexer.sources.page_furniture import remove

_SELECTORS = (
    '[itemprop~="datePublished"]',
    "time[pubdate]",
    "article header time",
    "article time",
    "main time",
)
"""Where a time may stand, the best first."""

_CHANGES = (
    'meta, [itemprop="dateModified"], time.updated:not(.published), time.modified'
)
_LINKED = "h2 a, h3 a, h4 a, h5 a, a h2, a h3, a h4, a h5"
_LABEL = 25
"""So many characters before a time may say what it is the time of."""

_MOST = 20


def published_time(tree: LexborHTMLParser, titles: Collection[str]) -> list[str]:
    """The first time that is one of publication, and not of another article; [] for none. titles are the page's own."""
    own = {_folded(title) for title in titles}
    for selector in _SELECTORS:
        for node in tree.css(selector)[:_MOST]:
            text = _text(node)
            if text and not _is_change(node) and not _is_of_another(node, own):
                return [text]
    return []


def without_changes(tree: LexborHTMLParser) -> LexborHTMLParser:
    """The tree without the times that are marked as those of a change."""
    remove(tree.css(_CHANGES))
    return tree


def _text(node: LexborNode) -> str:
    names = ("datetime", "content", "title")
    stated = (node.attributes.get(name) for name in names)
    return clean_line(next(filter(None, stated), "") or node.text())


def _is_change(node: LexborNode) -> bool:
    """Whether an element or the words before it call it the time of a change."""
    words = f"{node.attributes.get('itemprop')} {node.attributes.get('class')}"
    if "publish" in words.lower():
        return False
    around = node.parent.text() if node.parent else ""
    before = around.partition(node.text())[0] if node.text().strip() else ""
    return CHANGE.search(f"{words} {before.strip()[-_LABEL:]}") is not None


def _is_of_another(node: LexborNode, own: Collection[str]) -> bool:
    """Whether the nearest heading round an element is a link to another page, and not the page's title."""
    for above in _upwards(node):
        headings = above.css("h1, h2, h3, h4, h5")[:_MOST]
        if any(h.tag == "h1" or _folded(h.text()) in own for h in headings):
            return False
        if above.css_first(_LINKED):
            return True
    return False


def _upwards(node: LexborNode) -> Iterator[LexborNode]:
    above = node.parent
    while above:
        yield above
        above = above.parent


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
