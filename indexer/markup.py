"""A publisher's HTML goes in, its tree or its plain text comes out (home of selectolax).

The parser takes time that grows with the square of the nesting, and of the attributes of one tag, and two hundred times
the memory of `<p>`; all are bounded here before it sees them, so that hostile markup costs no more than its length.
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from indexer.clean import clean_text

DEPTH = 256
"""Elements nested deeper become paragraphs (blocks) or go (the others); their text stays."""

ATTRIBUTES = 200
"""A long tag with more attributes than about this loses all of them."""

LARGE = 2_000_000
"""Markup of fewer characters can do no harm by the number of its tags."""

PIECES = 400_000
"""Tags and attributes that are kept of larger markup (a kept one takes 300 bytes); the text stays."""

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol optgroup option p pre search "
    "section summary table tbody tfoot thead tr ul".split()
)
"""What begins and ends a paragraph (whatwg.org, the rendering section: display block, list-item and the table's)."""

UNSEEN = frozenset(
    "audio button canvas iframe noembed noframes noscript object script select style svg template textarea title "
    "video".split()
)
"""Elements whose text is no part of what the publisher wrote to be read."""

# closed by their next sibling, or without content: they do not nest by being left open
_UNNESTED = frozenset(
    "area base br col dd dt embed hr img input li link meta option p param source tbody td tfoot th thead tr track "
    "wbr".split()
)
_CELLS = frozenset({"td", "th"})
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)([^>]*)>?")
_SEPARATOR = re.compile(r"""[\s/"'=]+""")
_LONG_TAG = 2_000
_SPACE = re.compile(r"[ \t\n\r\f\xa0]+")
_BLANK_LINE = re.compile(r"[ \t\xa0]*\n[ \t\xa0]*\n\s*")
_AROUND_BREAK = re.compile(r" *\n *")
_PARAGRAPH = re.compile(r"\n{2,}")


def parse_html(html: str) -> LexborHTMLParser:
    """The tree that a browser would make of a document or a fragment, but for what is nested beyond DEPTH."""
    return LexborHTMLParser(_tamed(clean_text(html)))


def html_text(html: str) -> str:
    """The clean text of a document or a fragment: entities decoded, a blank line between blocks, a line for each <br>.

    Blank lines of text that stands in no block part paragraphs too, as content systems store them.
    """
    if "<" not in html and "&" not in html:
        return clean_text(html).strip()
    root = parse_html(html).root
    return tree_text(root) if root else ""


def tree_text(root: LexborNode) -> str:
    """The clean text of an element and what is in it, as html_text gives it."""
    text = "".join(_pieces(root))
    return _PARAGRAPH.sub("\n\n", _AROUND_BREAK.sub("\n", clean_text(text))).strip()


def _pieces(root: LexborNode) -> Iterator[str]:
    """Texts and breaks in the order of the document. A loop, not recursion; depth counts the open blocks but body."""
    node: LexborNode | None = root
    blocks = 0
    while node:
        tag = node.tag or ""
        if tag in BLOCKS and tag != "body":
            blocks += 1
        yield _opening(node, tag, blocks)
        below = None if tag in UNSEEN else node.child
        while not below:
            # at the end of this element, and of each that ends with it
            if tag in BLOCKS:
                yield "\n\n"
                blocks -= tag != "body"
            if node.mem_id == root.mem_id:
                return
            below = node.next
            if not below:
                parent = node.parent
                if parent is None:
                    return
                node, tag = parent, parent.tag or ""
        node = below


def _opening(node: LexborNode, tag: str, blocks: int) -> str:
    """What an element begins with, or the text of a text."""
    if node.is_text_node:
        return _text(node, blocks)
    if tag in BLOCKS:
        return "\n\n"
    if tag == "br":
        return "\n"
    return " " if tag in _CELLS else ""


def _text(node: LexborNode, blocks: int) -> str:
    text = node.text_content or ""
    parent = node.parent
    if parent and parent.tag == "pre":
        return text
    if blocks:
        return _SPACE.sub(" ", text)
    return "\n\n".join(_SPACE.sub(" ", part) for part in _BLANK_LINE.split(text))


def _tamed(html: str) -> str:
    """The markup without what would cost the parser more than its length; any that people wrote comes out as it is."""
    depth = 0
    left = PIECES
    large = len(html) > LARGE

    def replaced(found: re.Match[str]) -> str:
        nonlocal depth, left
        whole = found.group()
        name = found[2].lower()
        if len(whole) > _LONG_TAG and len(_SEPARATOR.findall(whole)) > ATTRIBUTES:
            whole = f"<{found[1]}{found[2][:50]}>"
        if large:
            left -= 1 + len(_SEPARATOR.findall(whole))
            if left < 0 and not (found[1] and name in UNSEEN):
                return "\n\n" if name in BLOCKS else ""
        if name in _UNNESTED:
            return whole
        before = depth
        depth = max(0, depth - 1) if found[1] else depth + 1
        if max(before, depth) <= DEPTH or name in UNSEEN:
            return whole
        return "<p>" if name in BLOCKS else ""

    return _TAG.sub(replaced, html)
