"""A page's tree goes in; in place, the elements of prose that an extraction would drop become plain ones.

A time, a result or a label within a sentence keeps its words, and so do details and their summary. What is no prose is
left to be dropped: a time alone on its line, buttons, the labels of fields, and the caption of a picture, which is no
part of the body.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_PROSE = "//time | //output | //label[not(@for) and not(.//input or .//select or .//textarea) and not(ancestor::form)]"
_PARAGRAPHS = "//summary"
_BOXES = (
    "//details | //figure[not(.//img or .//picture or .//video or .//audio or .//iframe)"
    " and (.//blockquote or .//pre or .//p[not(ancestor::figcaption)])]"
)
_INLINE = frozenset(
    "a abbr b bdi bdo cite code data del dfn em font i ins kbd label mark output q s samp small span strong sub sup "
    "time u var".split()
)


def keep_prose(tree: "HtmlElement") -> None:
    """Give such elements names under which their text stays."""
    for node in tree.xpath(_PROSE):
        if _in_words(node):
            node.tag = "span"
    for node in tree.xpath(_PARAGRAPHS):
        node.tag = "p"
    for node in tree.xpath(_BOXES):
        node.tag = "div"


def _in_words(node: "HtmlElement") -> bool:
    """Whether words stand beside it on its line."""
    parent = node.getparent()
    while parent is not None:
        if _words(node.tail) or _words_before(node) or _words_after(node):
            return True
        if parent.tag not in _INLINE:
            return False
        node, parent = parent, parent.getparent()
    return False


def _words_before(node: "HtmlElement") -> bool:
    for before in node.itersiblings(preceding=True):
        if _words(before.tail):
            return True
        if before.tag not in _INLINE:
            return False
        if before.tag != "time" and _words(before.text_content()):
            return True
    parent = node.getparent()
    return parent is not None and _words(parent.text)


def _words_after(node: "HtmlElement") -> bool:
    for after in node.itersiblings():
        if after.tag not in _INLINE:
            return False
        said = after.tag != "time" and _words(after.text_content())
        if said or _words(after.tail):
            return True
    return False


def _words(text: str | None) -> bool:
    return any(map(str.isalnum, text or ""))
