"""A page's tree goes in, the time at which it says that its own article was published comes out, as written."""

import re
from collections.abc import Collection, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from indexer import dates
from indexer.clean import clean_line
from indexer.sources.article_lines import CHANGE
from indexer.sources.page_furniture import ALWAYS, remove

_MARKED = '[itemprop~="datePublished"], time[pubdate]'
_NAMED = "time[class], time[rel], abbr[class], span[class]"
_NAMES = frozenset(
    "entry-date published dt-published post-date pubdate pub-date publish-date published-date publication-date "
    "date-published article-date post-published entry-published".split()
)
"""What an element that holds the time of publication is called, by its class or rel."""

_ELSEWHERE = frozenset(
    "comment comments replies reply respond related teaser teasers".split()
)
_OUTSIDE = frozenset({"aside", "blockquote", "nav"})
_WORD = re.compile("[a-z]+")
_PROSE = 200
"""A paragraph of more characters is one of the text, whatever stands in it."""

_CHANGES = (
    'meta, [itemprop="dateModified"], time.updated:not(.published), time.modified'
)
_LINKED = "h2 a, h3 a, h4 a, h5 a, a h2, a h3, a h4, a h5"
_LABEL = 25
"""So many characters before a time may say what it is the time of."""

_MOST = 20


def published_time(tree: LexborHTMLParser, titles: Collection[str]) -> list[str]:
    """The first time that is marked as that of publication, and is not another article's; [] for none.

    titles are the page's own. Where a time stands says nothing here: head_day reads what stands below the title.
    """
    own = {_folded(title) for title in titles}
    named = (node for node in tree.css(_NAMED)[:_MOST] if _NAMES & _names(node))
    for node in (*tree.css(_MARKED)[:_MOST], *named):
        text = _text(node)
        if not text or _is_change(node) or _is_elsewhere(node):
            continue
        if not _is_of_another(node, own):
            return [text]
    return []


def shown_times(tree: LexborHTMLParser) -> LexborHTMLParser:
    """The tree, in place, each time that a reader is shown in other words in those of its attribute."""
    for node in tree.css("time[datetime]")[:_MOST]:
        stated = clean_line(node.attributes.get("datetime") or "")
        if dates.is_written(stated) and not dates.is_written(clean_line(node.text())):
            node.replace_with(stated)
    return tree


def _names(node: LexborNode) -> set[str]:
    attributes = node.attributes
    named = f"{attributes.get('class') or ''} {attributes.get('rel') or ''}"
    return set(named.lower().replace("_", "-").split())


def _is_elsewhere(node: LexborNode) -> bool:
    """Whether it stands in a paragraph of the text, in a quotation, or beside the article."""
    for above in _upwards(node):
        if above.tag in _OUTSIDE or above.tag == "p" and len(above.text()) > _PROSE:
            return True
        words = set(_WORD.findall((above.attributes.get("class") or "").lower()))
        if words & _ELSEWHERE and not above.css_first("h1"):
            return True
    return False


def without_changes(tree: LexborHTMLParser) -> LexborHTMLParser:
    """The tree without the times that are marked as those of a change, and without what is beside the article."""
    remove(tree.css(f"{_CHANGES}, {ALWAYS}"))
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
