"""A page's HTML goes in, the text of its article comes out, or none where it has none (home of trafilatura).

It runs in the process of readable.py, for its cost has no bound but that of the process.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser, LexborNode

from indexer.markup import parse_html
from indexer.sources.page_furniture import Cards, strip_furniture
from indexer.sources.prose_elements import keep_prose

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LEAST_CHARACTERS = 60
"""Less text than this is not worth looking at a page once more (the library's own figure misses short news)."""

_CONTENT = frozenset(
    "articlebody articletext articlecontent entrycontent postcontent postbody storybody storycontent storytext".split()
)
"""What an element that holds nothing but the article's text is called, signs left out."""

_FIRST_WIDE = "\u2e80"
"""The letters from here on stand for a syllable or a word each."""

_LEADS = frozenset(
    {"lead", "lede", "standfirst", "teaser", "subtitle", "excerpt", "dek"}
)
_LONGEST_LEAD = 1000
_WORD = re.compile("[a-z]+")
_RULE = re.compile(r"\|[-|]+\|")
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
_WRAPPED = 40
"""Lines of preformatted text that are longer than this on average are paragraphs broken to a width."""

_LAYOUT_TABLES = (
    "//table[not(.//th) and not(.//caption) and (.//table or .//p or .//br or .//h1"
    " or .//td[string-length(normalize-space()) > 150])]"
)
"""Tables that hold a page and not data, as was the custom before style sheets."""


@dataclass(frozen=True, slots=True)
class Readable:
    """The article's text, a line a paragraph or row; the letters of it that are not links alone; how others are shown.

    A letter of Chinese, Japanese or Korean counts as three.
    """

    text: str
    unlinked: int
    cards: Cards


def extract_article(html: str, titles: Sequence[str]) -> Readable:
    """The article of a page that is known by these titles."""
    tree = parse_html(html)
    cards = strip_furniture(tree, titles)
    text = _extracted(_content(tree)) or _extracted(tree.html or "")
    first, _, rest = text.partition("\n")
    text = rest if first.strip() in titles else text
    lead = _lead(tree)
    if lead and lead not in text:
        text = f"{lead}\n{text}"
    links = {" ".join(node.text().split()) for node in tree.css("a[href]")}
    lines = [line for line in text.split("\n") if line.strip()]
    while lines and lines[-1].strip() in links:
        del lines[-1]
    alone = (line for line in lines if line.lstrip("- ") not in links)
    return Readable("\n".join(lines), sum(map(_weight, alone)), cards)


def _lead(tree: LexborHTMLParser) -> str:
    """The words that a page sets apart between title and text, "" where it has none or several."""
    found = [
        " ".join(node.text().split())
        for node in tree.css("p[class], div[class], h2[class]")
        if _LEADS & set(_WORD.findall(node.attributes.get("class") or ""))
        and not node.css_first("a[href], p + p")
    ]
    if len(set(found)) == 1 and _LEAST_CHARACTERS <= len(found[0]) <= _LONGEST_LEAD:
        return found[0]
    return ""


def _weight(line: str) -> int:
    return len(line) + 2 * sum(letter >= _FIRST_WIDE for letter in line)


def _content(tree: LexborHTMLParser) -> str:
    """The HTML of the one element that is marked as the article's text, "" where none or several are."""
    found = tree.css("[itemprop~=articleBody]") or [
        node
        for node in tree.css("div[class], div[id], section[class], section[id]")
        if _CONTENT & set(_names(node))
    ]
    return f"<html><body>{found[0].html}</body></html>" if len(found) == 1 else ""


def _names(node: LexborNode) -> list[str]:
    names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
    return re.sub("[-_]", "", names.lower()).split()


def _extracted(html: str) -> str:
    """The text of a page, "" for none."""
    # imported here: the process that asks needs none of them
    from lxml.etree import ParserError
    from lxml.html import HTMLParser, document_fromstring
    from trafilatura import extract
    from trafilatura.settings import DEFAULT_CONFIG

    # it belongs to this process alone
    DEFAULT_CONFIG.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(_LEAST_CHARACTERS))
    # without huge_tree what is nested deeper than 255 is dropped in silence
    parser = HTMLParser(huge_tree=True, encoding="utf-8")
    try:
        tree = document_fromstring(html.encode(), parser=parser)
    except ParserError:
        return ""  # the document is empty
    for table in tree.xpath(_LAYOUT_TABLES):
        for node in (table, *table.iter("tbody", "tr", "td")):
            node.tag = "div"
    keep_prose(tree)
    for block in tree.xpath("//pre[not(.//code)]"):
        _unwrap(block)
    text = extract(tree, include_comments=False, include_tables=True)
    return "\n".join(_rows(text)) if isinstance(text, str) else ""


def _unwrap(block: "HtmlElement") -> None:
    """Make paragraphs of preformatted text, parted at blank lines."""
    parts = [part.split("\n") for part in _BLANK_LINES.split(block.text_content())]
    lines = [line.strip() for part in parts for line in part if line.strip()]
    if sum(map(len, lines)) < _WRAPPED * len(lines):
        return
    block.clear(keep_tail=True)
    block.tag = "div"
    for part in parts:
        paragraph = block.makeelement("p")
        paragraph.text = " ".join(" ".join(part).split())
        block.append(paragraph)


def _rows(text: str) -> Iterator[str]:
    """The lines, those of tables without the signs of their grid."""
    for line in text.split("\n"):
        if not line.startswith("|"):
            yield line
        elif not _RULE.fullmatch(line.replace(" ", "")):
            yield " | ".join(filter(None, (c.strip() for c in line.split("|"))))
