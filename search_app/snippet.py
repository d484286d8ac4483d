"""A document and the forms a query matched go in; its heading and the passages worth reading come out.

Texts and marks only, never HTML. Marks are half-open ranges of code points over the text beside them.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.article import Article, Role
from search_app.graphemes import may_part, safe_after, safe_before
from search_app.marks import Mark, Marker, within

MOST_SNIPPETS = 3
WIDTH = 300
"""Characters of the only snippet of a hit; where there are several each has two thirds of that. Of wide ones (Chinese,
Japanese, Korean) half as many."""

HEADING = 200
"""Characters of a heading; a longer title or opening is cut."""

_LEAD = 60
"""Characters shown before the first mark of a snippet, about half a line."""

_ROOM = 100
"""Characters that a cut may move to spare a letter or picture."""

_ALIKE = 8
"""Windows with the same words of the query that are looked at; more would not be chosen."""

_SPACE = re.compile(r"\s+|[、。，：；！？）》」』】]+\s*")
"""Where a word begins anew: after spaces, or signs that part clauses where words are not parted."""

_CLAUSE_ENDS = frozenset("、。，：；！？）》」』】")


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
    """A document with its marks: of the title, and of each paragraph (only TEXT ones have any).

    complete is whether they are all there are: a very long text is marked up to a limit.
    """

    article: Article
    title: tuple[Mark, ...]
    paragraphs: tuple[tuple[Mark, ...], ...]
    complete: bool = True

    @property
    def matches(self) -> int:
        """How many marks the document's page shows."""
        return len(self.title) + sum(map(len, self.paragraphs))


def mark(article: Article, marker: Marker) -> Marked:
    """Find the marks of a document, once for heading, snippets and page.

    Phrases run on from one paragraph into the next, as they do in the index; such a mark is split between them.
    """
    title = marker.all_marks(article.title, "title")
    body = marker.all_marks(article.body, "body")
    marks: list[tuple[Mark, ...]] = []
    start = 0
    for paragraph in article.paragraphs:
        if paragraph.role is not Role.TEXT:
            marks.append(())
            continue
        end = start + len(paragraph.text)
        marks.append(within(body.found, start, end))
        start = end + len("\n\n")
    complete = title.complete and body.complete
    return Marked(article, title.found, tuple(marks), complete)


def heading(marked: Marked) -> MarkedText:
    """The title, or else the opening words, cut at HEADING characters with " …" after them."""
    text, marks = _opening(marked)
    end = _heading_end(text, marks)
    shown = text[:end] + (" …" if end < len(text) else "")
    return MarkedText(shown, within(marks, 0, end))


def snippets(marked: Marked) -> tuple[Passage, ...]:
    """At most MOST_SNIPPETS passages in the order of the text: those with most different words, then the first.

    Each holds a match, where the text has any that no heading shows; where it has none at all, the opening words. What
    the heading of an untitled document shows is not shown again.
    """
    chosen = _best(list(_windows(marked)))
    if len(chosen) == 1:
        (only,) = chosen
        chosen = [_window(marked, only.paragraph, only.start, WIDTH)]
    if not any(marked.paragraphs):
        chosen = list(_opening_window(marked))
    return tuple(_passage(marked, window) for window in chosen)


@dataclass(frozen=True, slots=True)
class _Window:
    """Characters start to end of a paragraph, and the leaves of the marks that stand there."""

    paragraph: int
    start: int
    end: int
    leaves: frozenset[int] = frozenset()

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


def _heading_end(text: str, marks: Sequence[Mark]) -> int:
    """Where a heading is cut: at the end of a word, and before a mark that it would cut in two."""
    end = end_of_words(text, HEADING)
    cut = _cut_by(marks, end)
    return end if cut is None else len(text[: cut.start].rstrip()) or end


def _first_text(marked: Marked) -> int | None:
    """The number of the first TEXT paragraph."""
    roles = enumerate(p.role for p in marked.article.paragraphs)
    return next((number for number, role in roles if role is Role.TEXT), None)


def _shown_above(marked: Marked, paragraph: int) -> int:
    """Where the part of a paragraph begins that no heading shows."""
    if marked.article.title or paragraph != _first_text(marked):
        return 0
    text = marked.article.paragraphs[paragraph].text
    end = _heading_end(text, marked.paragraphs[paragraph])
    return end + len(text[end:]) - len(text[end:].lstrip())


def _windows(marked: Marked) -> Iterator[_Window]:
    """Windows that begin a little before a mark: for each set of words the first few, none over another of its own."""
    alike: dict[frozenset[int], list[_Window]] = {}
    for number, marks in enumerate(marked.paragraphs):
        above = _shown_above(marked, number) if marks else 0
        for found in marks[bisect_left(marks, above, key=lambda mark: mark.start) :]:
            window = _around(marked, number, found, above)
            others = alike.setdefault(window.leaves, [])
            if len(others) < _ALIKE and not (others and others[-1].overlaps(window)):
                others.append(window)
                yield window


def _around(marked: Marked, paragraph: int, found: Mark, above: int) -> _Window:
    """The window for a mark: from a little before it, and not from within another one."""
    text = marked.article.paragraphs[paragraph].text
    marks = marked.paragraphs[paragraph]
    lead = _fitting(text, found.start, _LEAD)
    start = start_of_words(text, max(above, found.start - lead), found.start)
    cut = _cut_by(marks, start)
    if cut is not None:
        between = text[cut.end : found.start]
        start = found.start - len(between.lstrip())
    return _window(marked, paragraph, start, WIDTH * 2 // 3)


def _window(marked: Marked, paragraph: int, start: int, width: int) -> _Window:
    """From start on, about so wide; the first mark is held in full up to WIDTH, and none after it is cut."""
    text = marked.article.paragraphs[paragraph].text
    marks = marked.paragraphs[paragraph]
    end = end_of_words(text, start + _fitting(text, start, width), start)
    cut = _cut_by(marks, end)
    if cut is not None and cut != _first_from(marks, start):
        end = start + len(text[start : cut.start].rstrip())
    elif cut is not None:
        most = end_of_words(text, start + WIDTH, start)
        end = max(end, min(cut.end, most))
    leaves = frozenset[int]().union(*(m.leaves for m in within(marks, start, end)))
    return _Window(paragraph, start, end, leaves)


def _fitting(text: str, at: int, width: int) -> int:
    """How many of the characters from there on take the room of `width` narrow ones: half as many, if they are wide."""
    sample = text[at : at + 32 : 2]
    if sample.isascii():
        return width
    wide = sum(unicodedata.east_asian_width(each) in "WF" for each in sample)
    return width // 2 if wide * 2 > len(sample) else width


def _first_from(marks: Sequence[Mark], start: int) -> Mark | None:
    number = bisect_left(marks, start, key=lambda mark: mark.start)
    return marks[number] if number < len(marks) else None


def _cut_by(marks: Sequence[Mark], at: int) -> Mark | None:
    """The mark that begins before this place and ends after it."""
    number = bisect_left(marks, at, key=lambda mark: mark.start) - 1
    return marks[number] if number >= 0 and marks[number].end > at else None


def _best(windows: Sequence[_Window]) -> list[_Window]:
    """The windows that add most different words, then hold most, then come first; none overlaps another."""
    chosen: list[_Window] = []
    known: frozenset[int] = frozenset()
    left = list(windows)
    while left and len(chosen) < MOST_SNIPPETS:
        best = max(left, key=lambda w: (len(w.leaves - known), len(w.leaves)))
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
    for space in _SPACE.finditer(text, at - 1, latest):
        if may_part(text, space.end()):
            return space.end()
    safe = safe_after(text, at, latest)
    return latest if safe is None else safe


def end_of_words(text: str, at: int, earliest: int = 0) -> int:
    """The last place up to `at` where a word ends, no more than 40 characters before it, else the last safe one.

    Where that would leave nothing, the next safe one; a letter with more than a hundred signs is cut.
    """
    if at >= len(text):
        return len(text)
    for place in range(at, max(earliest, at - 40), -1):
        if not (text[place].isspace() or text[place - 1] in _CLAUSE_ENDS):
            continue
        end = earliest + len(text[earliest:place].rstrip())
        if end > earliest and may_part(text, end):
            return end
    safe = safe_before(text, at, earliest) or safe_after(text, at, at + _ROOM)
    return at if safe is None else safe
