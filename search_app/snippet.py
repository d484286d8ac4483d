"""A document and the forms a query matched go in; its heading and the passages worth reading come out.

Texts and marks only, never HTML. Marks are half-open ranges of code points over the text beside them.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.article import Article, Role
from search_app.marks import Mark, Marker, within

MOST_SNIPPETS = 3
WIDTH = 300
"""Characters of the only snippet of a hit; where there are several each has two thirds of that."""

HEADING = 200
"""Characters of a heading; a longer title or opening is cut."""

_LEAD = 60
"""Characters shown before the first mark of a snippet, about half a line."""

_CANDIDATES = 200
"""Marks of a document that are tried as the beginning of a snippet."""

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of one paragraph: cut tells whether text is missing before and after it; `paragraph` counts from 0."""

    text: str
    marks: tuple[Mark, ...]
    cut: tuple[bool, bool]
    paragraph: int


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text and its marks."""

    text: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A document with its marks: of the title, and of each paragraph (only TEXT ones have any)."""

    article: Article
    title: tuple[Mark, ...]
    paragraphs: tuple[tuple[Mark, ...], ...]

    @property
    def matches(self) -> int:
        """How many marks the document's page shows."""
        return len(self.title) + sum(map(len, self.paragraphs))


def mark(article: Article, marker: Marker) -> Marked:
    """Find the marks of a document, once for heading, snippets and page.

    Phrases run on from one paragraph into the next, as they do in the index; such a mark is split between them.
    """
    body = marker.marks(article.body, "body")
    marks: list[tuple[Mark, ...]] = []
    start = 0
    for paragraph in article.paragraphs:
        if paragraph.role is not Role.TEXT:
            marks.append(())
            continue
        end = start + len(paragraph.text)
        marks.append(within(body, start, end))
        start = end + len("\n\n")
    return Marked(article, marker.marks(article.title, "title"), tuple(marks))


def heading(marked: Marked) -> MarkedText:
    """The title, or else the opening words, cut at HEADING characters with " …" after them."""
    text, marks = _opening(marked)
    end = end_of_words(text, HEADING)
    shown = text[:end] + (" …" if end < len(text) else "")
    return MarkedText(shown, within(marks, 0, end))


def snippets(marked: Marked) -> tuple[Passage, ...]:
    """At most MOST_SNIPPETS passages in the order of the text: those with most different words, then the first.

    Without a match the opening words. What the heading of an untitled document shows is not shown again.
    """
    chosen = _best(list(_windows(marked)))
    if len(chosen) == 1:
        (only,) = chosen
        chosen = [_window(marked, only.paragraph, only.start, WIDTH)]
    if not chosen:
        chosen = list(_opening_window(marked))
    return tuple(_passage(marked, window) for window in chosen)


@dataclass(frozen=True, slots=True)
class _Window:
    """Characters start to end of a paragraph, and the leaves whose marks begin there."""

    paragraph: int
    start: int
    end: int
    leaves: frozenset[int] = frozenset()
    marks: int = 0

    def overlaps(self, other: "_Window") -> bool:
        return (
            self.paragraph == other.paragraph
            and self.start < other.end
            and other.start < self.end
        )


def _opening(marked: Marked) -> tuple[str, tuple[Mark, ...]]:
    if marked.article.title:
        return marked.article.title, marked.title
    first = _first_text(marked)
    if first is None:
        return "", ()
    return marked.article.paragraphs[first].text, marked.paragraphs[first]


def _first_text(marked: Marked) -> int | None:
    """The number of the first TEXT paragraph."""
    roles = enumerate(p.role for p in marked.article.paragraphs)
    return next((number for number, role in roles if role is Role.TEXT), None)


def _shown_above(marked: Marked, paragraph: int) -> int:
    """Where the part of a paragraph begins that no heading shows."""
    if marked.article.title or paragraph != _first_text(marked):
        return 0
    text = marked.article.paragraphs[paragraph].text
    end = end_of_words(text, HEADING)
    return end + len(text[end:]) - len(text[end:].lstrip())


def _windows(marked: Marked) -> Iterator[_Window]:
    """A window for each of the first marks: it begins a little before, where a word begins."""
    tried = 0
    for number, marks in enumerate(marked.paragraphs):
        above = _shown_above(marked, number)
        for found in marks:
            if found.start < above:
                continue
            if tried == _CANDIDATES:
                return
            tried += 1
            text = marked.article.paragraphs[number].text
            start = start_of_words(text, max(above, found.start - _LEAD), found.start)
            yield _window(marked, number, max(start, above), WIDTH * 2 // 3)


def _window(marked: Marked, paragraph: int, start: int, width: int) -> _Window:
    text = marked.article.paragraphs[paragraph].text
    end = end_of_words(text, start + width, start)
    inside = within(marked.paragraphs[paragraph], start, end)
    leaves = frozenset[int]().union(*(m.leaves for m in inside))
    return _Window(paragraph, start, end, leaves, len(inside))


def _best(windows: Sequence[_Window]) -> list[_Window]:
    """The windows that add most different words, then hold most marks, then come first; none overlaps another."""
    chosen: list[_Window] = []
    known: frozenset[int] = frozenset()
    left = list(windows)
    while left and len(chosen) < MOST_SNIPPETS:
        best = max(left, key=lambda window: (len(window.leaves - known), window.marks))
        chosen.append(best)
        known |= best.leaves
        left = [window for window in left if not window.overlaps(best)]
    return sorted(chosen, key=lambda window: (window.paragraph, window.start))


def _opening_window(marked: Marked) -> Iterator[_Window]:
    """The first words that no heading shows."""
    for number, paragraph in enumerate(marked.article.paragraphs):
        start = _shown_above(marked, number)
        if paragraph.role is Role.TEXT and start < len(paragraph.text):
            yield _window(marked, number, start, WIDTH)
            return


def _passage(marked: Marked, window: _Window) -> Passage:
    whole = marked.article.paragraphs[window.paragraph].text
    text = whole[window.start : window.end]
    marks = within(marked.paragraphs[window.paragraph], window.start, window.end)
    cut = (window.start > 0, window.end < len(whole))
    return Passage(text, marks, cut, window.paragraph)


def start_of_words(text: str, at: int, latest: int) -> int:
    """The first place from `at` to `latest` where a word begins, else the first safe one: where a passage may begin."""
    if at == 0:
        return 0
    space = _SPACE.search(text, at - 1, latest)
    if space:
        return space.end()
    while at < latest and not _may_part(text, at):
        at += 1
    return at


def end_of_words(text: str, at: int, earliest: int = 0) -> int:
    """The last place up to `at` where a word ends, no more than 40 characters before it, else the last safe one."""
    if at >= len(text):
        return len(text)
    for place in range(at, max(earliest, at - 40), -1):
        if text[place].isspace():
            return earliest + len(text[earliest:place].rstrip())
    place = at
    while place > earliest + 1 and not _may_part(text, place):
        place -= 1
    return place if place > earliest + 1 else at


_JOINER = "\u200d"


def _may_part(text: str, at: int) -> bool:
    """Whether a text may be cut before this character without taking a letter or picture apart."""
    before, after = text[at - 1], text[at]
    if unicodedata.category(after)[0] == "M" or _JOINER in (before, after):
        return False
    if "\U0001f3fb" <= after <= "\U0001f3ff":  # skin tones
        return False
    flags = [c for c in (before, after) if "\U0001f1e6" <= c <= "\U0001f1ff"]
    return len(flags) < 2
