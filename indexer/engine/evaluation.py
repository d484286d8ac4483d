"""A Query and a Snapshot go in, each matching document's score comes out: what every word of the language means.

A leaf picks words of the index by a test of each word; the documents that hold them are all that is looked at.
"""

import fnmatch
import re
import time
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from indexer.analysis import fold, stems
from indexer.engine.errors import TooExpensive
from indexer.engine.query import (
    All,
    And,
    Fuzzy,
    Leaf,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Term,
    Wildcard,
    positive_leaves,
)
from indexer.engine.request import MAX_TERMS
from indexer.engine.results import Forms
from indexer.engine.snapshot import Snapshot, Word
from indexer.scoring import CONSTANT_SCORE, DEFAULT, boosts

Scores = dict[str, float]
"""Ids of documents, each with its score."""


def holders(index: Snapshot, wanted: Callable[[str], bool]) -> dict[str, set[str]]:
    """The exact forms of title and body that are wanted, and the documents that hold each."""
    found: dict[str, set[str]] = {}
    for field in boosts(None):
        for word, holding in index.postings[field].items():
            if wanted(word.form):
                found.setdefault(word.form, set()).update(holding)
    return found


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One request at work on one snapshot; TooExpensive is raised when time.monotonic() passes the deadline."""

    index: Snapshot
    deadline: float | None = None

    def document_scores(self, query: Query) -> Scores:
        """Every match, scored as a hit: the query's score times the factor of the document's kind."""
        articles = self.index.articles
        return {
            article_id: score * DEFAULT.kind_factor(articles[article_id].kind)
            for article_id, score in self.scores(query).items()
        }

    def scores(self, query: Query) -> Scores:
        """Every match with the sum of its parts' scores."""
        self._check_time()
        match query:
            case All():
                return dict.fromkeys(self.index.articles, 0.0)
            case Not(part):
                without = self.scores(part)
                return {i: 0.0 for i in self.index.articles if i not in without}
            case And(parts):
                found = [self.scores(part) for part in parts]
                matches = set(self.index.articles).intersection(*found)
                return {i: sum((scores[i] for scores in found), 0.0) for i in matches}
            case Or(parts):
                found = [self.scores(part) for part in parts]
                matches = set[str]().union(*found)
                return {
                    i: sum((scores.get(i, 0.0) for scores in found), 0.0)
                    for i in matches
                }
            case _:
                return self._leaf_scores(query)

    def forms(self, query: Query) -> Forms:
        """The exact forms of the index behind each positive leaf."""
        return {
            leaf: frozenset(
                word.form for words in self._words(leaf).values() for word in words
            )
            for leaf in positive_leaves(query)
        }

    def _leaf_scores(self, leaf: Leaf) -> Scores:
        match leaf:
            case Term() | Fuzzy():
                return self._bm25f(leaf)
            case Prefix() | Wildcard():
                return dict.fromkeys(self._frequencies(leaf), CONSTANT_SCORE)
            case Phrase(words, field) | Near(words, field=field):
                parts = [self._bm25f(Term(word, field, exact=True)) for word in words]
                matches = self._places(leaf)
                return {i: sum((scores[i] for scores in parts), 0.0) for i in matches}
            case _:
                assert_never(leaf)

    def _words(self, leaf: Leaf) -> dict[str, list[Word]]:
        """The words of the index that a leaf stands for, in each field it looks into."""
        wanted = self._wanted(leaf)
        found: dict[str, list[Word]] = {}
        for field in boosts(leaf.field):
            self._check_time()
            found[field] = [word for word in self.index.postings[field] if wanted(word)]
        forms = {word.form for words in found.values() for word in words}
        match leaf:
            case Wildcard(text) | Fuzzy(text) if len(forms) > MAX_TERMS:
                raise TooExpensive(f"More than {MAX_TERMS} words fit {text}.")
        return found

    def _wanted(self, leaf: Leaf) -> Callable[[Word], bool]:
        match leaf:
            case Term(text, exact=True):
                return lambda word: word.form == fold(text)
            case Term(text):
                form, fields = fold(text), boosts(leaf.field)
                found = (w for field in fields for w in self.index.postings[field])
                accented = {word.stem for word in found if word.form == form}
                wanted = stems(text, self.index.languages) | accented
                return lambda word: word.stem in wanted
            case Phrase(texts) | Near(texts):
                forms = {fold(text) for text in texts}
                return lambda word: word.form in forms
            case Prefix(prefix):
                return lambda word: word.form.startswith(prefix)
            case Wildcard(pattern):
                fits = _wildcard(pattern)
                return lambda word: fits.fullmatch(word.form) is not None
            case Fuzzy(text):
                return lambda word: within_one_edit(word.form, text)
            case _:
                assert_never(leaf)

    def _frequencies(self, leaf: Leaf) -> Scores:
        """The documents that hold any of a leaf's words: how often, each field's count times its boost, summed."""
        frequencies: Scores = defaultdict(float)
        for field, words in self._words(leaf).items():
            boost = boosts(leaf.field)[field]
            for word in words:
                self._check_time()
                for article_id, positions in self.index.postings[field][word].items():
                    frequencies[article_id] += boost * len(positions)
        return frequencies

    def _bm25f(self, leaf: Leaf) -> Scores:
        """All words of a leaf as one word of the formula in indexer.scoring."""
        weights = boosts(leaf.field)
        lengths = self.index.lengths
        documents = len(self.index.articles)
        mean = sum(
            boost * lengths[field].total() for field, boost in weights.items()
        ) / max(documents, 1)
        frequencies = self._frequencies(leaf)
        idf = DEFAULT.idf(documents, len(frequencies))
        scores = {}
        for article_id, frequency in frequencies.items():
            length = sum(
                boost * lengths[field][article_id] for field, boost in weights.items()
            )
            scores[article_id] = DEFAULT.weight(idf, frequency, length, mean)
        return scores

    def _places(self, leaf: Phrase | Near) -> set[str]:
        """The documents that have the words of a leaf in place, within one field."""
        words = [fold(word) for word in leaf.words]
        found = set[str]()
        for field, held in self._words(leaf).items():
            places: dict[str, dict[str, list[int]]] = defaultdict(dict)
            for word in held:
                self._check_time()
                for article_id, positions in self.index.postings[field][word].items():
                    forms = places[article_id]
                    forms[word.form] = sorted(forms.get(word.form, []) + positions)
            for article_id, forms in places.items():
                self._check_time()
                if forms.keys() >= set(words) and _in_place(leaf, words, forms):
                    found.add(article_id)
        return found

    def _check_time(self) -> None:
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise TooExpensive("The search took too long.", timed_out=True)


def _in_place(
    leaf: Phrase | Near, words: list[str], places: dict[str, list[int]]
) -> bool:
    """Whether a field that has all words at these places has them as the leaf asks."""
    match leaf:
        case Phrase():
            later = [
                {position - offset for position in places[word]}
                for offset, word in enumerate(words)
            ]
            return bool(set.intersection(*later))
        case Near(distance=distance):
            needed = Counter(words)
            starts = (position for word in needed for position in places[word])
            return any(_fits(needed, places, s, s + distance) for s in starts)
        case _:
            assert_never(leaf)


def _fits(
    needed: Counter[str], places: dict[str, list[int]], first: int, last: int
) -> bool:
    """Whether each word stands often enough from position first to last."""
    return all(
        bisect_right(places[word], last) - bisect_left(places[word], first) >= count
        for word, count in needed.items()
    )


def _wildcard(pattern: str) -> re.Pattern[str]:
    """fnmatch gives an expression that takes linear time; only its [sets] are not ours."""
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]")))


def within_one_edit(one: str, other: str) -> bool:
    """Whether two words are equal, or an insert, delete, replace or swap of neighbours makes them so."""
    if abs(len(one) - len(other)) > 1:
        return False
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    if len(one) == len(other) == 2:
        return one == other[::-1]
    return len(one) <= 1 and len(other) <= 1
