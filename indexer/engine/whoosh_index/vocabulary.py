"""A beginning or a misspelt word goes in, the words of title and body that fit come out, each with its documents."""

from collections.abc import Iterable

import numpy

from indexer.analysis import fold
from indexer.engine.query import Leaf, Query, Term, positive_leaves
from indexer.engine.results import Forms, Suggestion
from indexer.engine.whoosh_index.expansion import near_misses
from indexer.engine.whoosh_index.lexicon import Lexicon
from indexer.engine.whoosh_index.matches import union
from indexer.engine.whoosh_index.reader import SegmentReader
from indexer.engine.whoosh_index.schema import PAIR, exact_name, forms_name
from indexer.engine.whoosh_index.searcher import Evaluation
from indexer.fields import DEFAULT_FIELDS


def forms(evaluation: Evaluation, query: Query) -> Forms:
    """The exact forms of the index behind each positive leaf."""
    return {
        leaf: frozenset(_leaf_forms(evaluation, leaf))
        for leaf in positive_leaves(query)
    }


def _leaf_forms(evaluation: Evaluation, leaf: Leaf) -> Iterable[str]:
    stemmed = isinstance(leaf, Term) and not leaf.exact
    for field, (lexicon, ranges) in evaluation.expansion(leaf).items():
        for ordinals in ranges:
            if not stemmed:
                yield from lexicon.words(ordinals)
                continue
            stem = lexicon.word(ordinals.start)
            pairs = evaluation.segment.lexicon(forms_name(field))
            for pair in pairs.words(pairs.prefix(f"{stem}{PAIR}".encode())):
                yield pair.partition(PAIR)[2]


def suggest(segment: SegmentReader, prefix: str, limit: int) -> tuple[Suggestion, ...]:
    """Exact forms that begin so, most documents first."""
    folded = fold(prefix).encode("utf-8", "replace")
    places = [(lexicon, lexicon.prefix(folded)) for lexicon in _lexicons(segment)]
    frequencies = [
        numpy.diff(lexicon.postings[within.start : within.stop + 1])
        for lexicon, within in places
    ]
    # The limit-th count of one field is a count that so many words have at least; a word that has it in title and
    # body together has half of it in one of them.
    enough = max((_nth(counts, limit) for counts in frequencies), default=0) / 2
    words = {
        lexicon.word(within.start + int(place))
        for (lexicon, within), counts in zip(places, frequencies)
        for place in numpy.flatnonzero(counts >= enough)
    }
    return _counted(segment, words, limit)


def _nth(counts: numpy.typing.NDArray[numpy.int64], number: int) -> int:
    """The number-th greatest count, 0 where there are fewer."""
    if not 0 < number <= len(counts):
        return 0
    return int(numpy.partition(counts, -number)[-number])


def spell(segment: SegmentReader, word: str, limit: int) -> tuple[Suggestion, ...]:
    """Exact forms one edit away, most documents first."""
    folded = fold(word)
    words = {
        lexicon.word(ordinal)
        for lexicon in _lexicons(segment)
        for ordinal in near_misses(lexicon, folded)
    }
    return _counted(segment, words - {folded}, limit)


def _lexicons(segment: SegmentReader) -> list[Lexicon]:
    return [segment.lexicon(exact_name(field)) for field in DEFAULT_FIELDS]


def _counted(
    segment: SegmentReader, words: Iterable[str], limit: int
) -> tuple[Suggestion, ...]:
    found = [Suggestion(word, _holding(segment, word)) for word in words]
    found.sort(key=lambda suggestion: (-suggestion.count, suggestion.text))
    return tuple(found[:limit])


def _holding(segment: SegmentReader, word: str) -> int:
    """How many documents hold the form in title or body."""
    parts = [
        segment.documents(lexicon, range(ordinal, ordinal + 1))
        for lexicon in _lexicons(segment)
        if (ordinal := lexicon.find(word.encode())) is not None
    ]
    return len(union(parts, len(segment)))
