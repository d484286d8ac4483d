"""A leaf of a query goes in; the terms of one field's lexicon that it stands for come out, as ranges of ordinals."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import assert_never

from indexer.analysis import fold, stems
from indexer.engine.errors import TooExpensive
from indexer.engine.evaluation import within_one_edit
from indexer.engine.query import Fuzzy, Near, Phrase, Prefix, Term, Wildcard
from indexer.engine.request import MAX_TERMS
from indexer.engine.whoosh_index.lexicon import Lexicon
from indexer.engine.whoosh_index.schema import PAIR

_ONE_CHARACTER = rb"(?:[^\n\x80-\xff]|[\xc0-\xff][\x80-\xbf]*+)"


def _bytes(word: str) -> bytes:
    """Half a surrogate pair is in no index; it becomes a byte that no term holds."""
    try:
        return word.encode()
    except UnicodeEncodeError:
        return b"\xff"


def _only(ordinal: int | None) -> list[range]:
    return [] if ordinal is None else [range(ordinal, ordinal + 1)]


def form(lexicon: Lexicon, word: str) -> list[range]:
    """An exact form, if it is there."""
    return _only(lexicon.find(_bytes(fold(word))))


def all_stems(
    pairs: Iterable[Lexicon], word: str, languages: Iterable[str | None]
) -> list[str]:
    """The stems a word stands for, those of accented words with its exact form too; pairs are of `_forms` fields."""
    start = _bytes(f"{PAIR}{fold(word)}{PAIR}")
    accented = {
        term.rpartition(PAIR)[2]
        for lexicon in pairs
        for term in lexicon.words(lexicon.prefix(start))
    }
    return sorted(stems(word, languages) | accented)


def stemmed(lexicon: Lexicon, wanted: Iterable[str]) -> list[range]:
    """Of stems those that are there."""
    found = (lexicon.find(_bytes(stem)) for stem in wanted)
    return [ordinals for ordinal in found for ordinals in _only(ordinal)]


def wildcard_expression(pattern: str) -> "re.Pattern[bytes]":
    """An expression over lines of UTF-8. Each run between stars takes its first place for good, so it stays linear."""

    def literal(part: str) -> bytes:
        pieces = (re.escape(_bytes(piece)) for piece in part.split("?"))
        return _ONE_CHARACTER.join(pieces)

    first, *rest = re.split(r"\*+", pattern)
    if not rest:
        return re.compile(b"^" + literal(first) + b"$", re.MULTILINE)
    *middle, last = rest
    steps = (rb"(?>[^\n]*?" + literal(part) + b")" for part in middle)
    return re.compile(
        b"^" + literal(first) + b"".join(steps) + rb"[^\n]*" + literal(last) + b"$",
        re.MULTILINE,
    )


def _wildcard(lexicon: Lexicon, pattern: str) -> Iterator[int]:
    beginning = re.split(r"[*?]", pattern, maxsplit=1)[0]
    within = lexicon.prefix(_bytes(beginning))
    return lexicon.fitting(wildcard_expression(pattern), within)


def near_misses(lexicon: Lexicon, word: str) -> Iterator[int]:
    """The ordinals of terms at most one edit from the word, ascending.

    An edit leaves the first or the second half of a word as it is, but for a swap across the middle.
    """
    size = len(_bytes(word))
    half = len(word) // 2
    head, tail = word[:half], word[half:]
    beginning = lexicon.prefix(_bytes(head))
    found = set(lexicon.sized(beginning, size - 4, size + 4).tolist())
    if tail:
        found.update(lexicon.ending(_bytes(tail)))
    if head and tail:
        swapped = head[:-1] + tail[0] + head[-1] + tail[1:]
        found.update(*_only(lexicon.find(_bytes(swapped))))
    return (o for o in sorted(found) if within_one_edit(lexicon.word(o), word))


def _few(
    ordinals: Iterator[int], text: str, check_time: Callable[[], None]
) -> list[range]:
    found: list[range] = []
    for ordinal in ordinals:
        check_time()
        found.append(range(ordinal, ordinal + 1))
        if len(found) > MAX_TERMS:
            raise too_many(text)
    return found


def too_many(text: str) -> TooExpensive:
    """The error for a wildcard or fuzzy word."""
    return TooExpensive(f"More than {MAX_TERMS} words fit {text}.")


def exact_terms(
    lexicon: Lexicon,
    leaf: Term | Phrase | Near | Prefix | Wildcard | Fuzzy,
    check_time: Callable[[], None],
) -> list[range]:
    """The exact forms of one field that a leaf stands for; a Term counts as exact."""
    match leaf:
        case Term(word):
            return form(lexicon, word)
        case Phrase(words) | Near(words):
            return [found for word in words for found in form(lexicon, word)]
        case Prefix(prefix):
            return [lexicon.prefix(_bytes(prefix))]
        case Wildcard(pattern):
            return _few(_wildcard(lexicon, pattern), pattern, check_time)
        case Fuzzy(word):
            return _few(near_misses(lexicon, word), word, check_time)
        case _:
            assert_never(leaf)
