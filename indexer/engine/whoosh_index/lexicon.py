"""The sorted terms of one field of the index: a term goes in and its ordinal comes out, or a range of ordinals.

Terms are UTF-8, ordered by bytes (which is the order of code points), one per line, so that an expression can run
over all of them. Sections of the lexicon file: FIELD.text, FIELD.ends (where each term ends, its line break not
counted), FIELD.postings (where its postings begin; one more at the end) and, with positions, FIELD.positions.
"""

import re
from collections.abc import Iterator

import numpy

from indexer.engine.whoosh_index.arrays import Array, ArrayFile, ArrayWriter, Longs


class LexiconWriter:
    """Collects the terms of one field in order, each with where its postings and positions end."""

    def __init__(self, name: str, postings: int = 0, positions: int = 0) -> None:
        self._name = name
        self._text = bytearray()
        self._ends: list[Longs] = [_NONE]
        self._postings: list[Longs] = [numpy.array([postings], numpy.int64)]
        self._positions: list[Longs] = [numpy.array([positions], numpy.int64)]

    def extend(
        self, lines: Array, sizes: Longs, postings: Longs, positions: Longs
    ) -> None:
        """The terms that follow, a line break after each; their sizes with it; where postings and positions end."""
        self._ends.append(len(self._text) + numpy.cumsum(sizes) - 1)
        self._text.extend(lines.data)
        self._postings.append(postings)
        self._positions.append(positions)

    def finish(self, out: ArrayWriter) -> None:
        """Write the sections."""
        out.append_bytes(f"{self._name}.text", self._text)
        for part, values in (
            ("ends", self._ends),
            ("postings", self._postings),
            ("positions", self._positions),
        ):
            out.append(f"{self._name}.{part}", numpy.concatenate(values))


_NONE = numpy.zeros(0, numpy.int64)


class Lexicon:
    """The terms of one field. Nothing is copied: all of it is mapped."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._text: Array = file.section(f"{name}.text").all()
        self._ends: Longs = file.section(f"{name}.ends").all()
        self.postings: Longs = file.section(f"{name}.postings").all()
        self.positions: Longs = file.section(f"{name}.positions").all()
        self._view = self._text.data

    def __len__(self) -> int:
        return len(self._ends)

    def term(self, ordinal: int) -> bytes:
        start = self._ends[ordinal - 1] + 1 if ordinal else 0
        return bytes(self._view[start : self._ends[ordinal]])

    def terms(self) -> list[bytes]:
        """All of them."""
        text = self._text.tobytes()
        ends = self._ends.tolist()
        starts = [0, *(end + 1 for end in ends)]
        return [text[start:end] for start, end in zip(starts, ends)]

    def lines(self, ordinals: range) -> tuple[Array, Longs]:
        """The text of a range of terms, a line break after each; where in it each begins, and its end."""
        bounds = numpy.zeros(len(ordinals) + 1, numpy.int64)
        bounds[1:] = self._ends[ordinals.start : ordinals.stop] + 1
        if ordinals.start:
            bounds[0] = self._ends[ordinals.start - 1] + 1
        text = self._text[bounds[0] : bounds[-1]]
        return text, bounds - bounds[0]

    def word(self, ordinal: int) -> str:
        return self.term(ordinal).decode()

    def frequency(self, ordinal: int) -> int:
        """How many documents hold the term."""
        return int(self.postings[ordinal + 1] - self.postings[ordinal])

    def first_from(self, term: bytes, low: int = 0) -> int:
        """The ordinal of the first term that is not before this one."""
        high = len(self._ends)
        while low < high:
            middle = (low + high) // 2
            if self.term(middle) < term:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, term: bytes) -> int | None:
        """The ordinal of the term, None where it is not there."""
        ordinal = self.first_from(term)
        there = ordinal < len(self) and self.term(ordinal) == term
        return ordinal if there else None

    def prefix(self, prefix: bytes) -> range:
        """The ordinals of the terms that begin so."""
        first = self.first_from(prefix)
        # No UTF-8 text holds the byte 0xFF, so this is behind every term with the prefix.
        return range(first, self.first_from(prefix + b"\xff", first))

    def words(self, ordinals: range) -> Iterator[str]:
        """The terms of a range in order, decoded at once."""
        if not ordinals:
            return iter(())
        start = self._ends[ordinals.start - 1] + 1 if ordinals.start else 0
        block = bytes(self._view[start : self._ends[ordinals.stop - 1]])
        return iter(block.decode().split("\n"))

    def fitting(self, pattern: "re.Pattern[bytes]", within: range) -> Iterator[int]:
        """The ordinals in a range whose whole line an expression matches (it holds its own anchors)."""
        if not within:
            return
        start = int(self._ends[within.start - 1]) + 1 if within.start else 0
        # Without the last line break, behind which an expression would see an empty line.
        stop = int(self._ends[within.stop - 1])
        for match in pattern.finditer(self._view[start:stop]):
            yield self._line(start + match.start())

    def ending(self, suffix: bytes) -> Iterator[int]:
        """The ordinals of the terms that end so."""
        for match in re.finditer(re.escape(suffix) + b"\n", self._view):
            yield self._line(match.start())

    def sized(self, within: range, least: int, most: int) -> Longs:
        """The ordinals of a range whose terms have so many bytes."""
        starts = self._ends[max(within.start - 1, 0) : max(within.stop - 1, 0)] + 1
        if not within.start:
            starts = numpy.concatenate([[0], starts])
        sizes = self._ends[within.start : within.stop] - starts[: len(within)]
        found = numpy.flatnonzero((sizes >= least) & (sizes <= most))
        return found + within.start

    def _line(self, place: int) -> int:
        return int(numpy.searchsorted(self._ends, place))
