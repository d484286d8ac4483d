"""A search that found nothing goes in; searches spelt as the archive spells its words come out, with what they find."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice, product

from indexer.analysis import fold, tokens
from indexer.engine import Engine
from indexer.engine.query import Phrase, Query, Term
from indexer.engine.request import SearchRequest
from search_app.answer_types import Spelling
from search_app.asked_words import Unit, units
from search_app.nearest_runs import nearest_runs
from search_app.question import Question
from search_app.search_state import SearchState

MOST = 3
"""Corrections that are offered."""

_PLANS = 36
"""Corrected searches that are run at most."""

_UNITS = 12
"""Words whose spelling is looked at."""

_EACH = 6
"""Spellings of one word that are tried."""

_LONG = 5
"""Letters of a word that is in the archive and yet is taken for a misspelling of another."""

_TWICE = 5
"""Letters of a word that may hold two mistakes."""

_NEAR = 200
"""Words of one beginning among which a spelling is looked for."""

Count = Callable[[SearchState], int]
Change = tuple[Unit, str]


def spellings(
    engine: Engine, question: Question, count: Count, deadline: float
) -> list[Spelling]:
    """At most MOST corrections of the whole search that find something, most first; if need be without the limits."""
    speller = _Speller(engine, question, deadline)
    found: dict[str, Spelling] = {}
    # Words with two mistakes are looked for only where one does not explain it.
    for mistakes in (1, 2):
        if found:
            break
        for plan in islice(speller.plans(mistakes), _PLANS):
            spelling = _spelling(corrected(question.state, plan), count)
            if spelling:
                found.setdefault(spelling["text"], spelling)
    best = sorted(
        found.values(), key=lambda each: (each["without_limits"], -each["count"])
    )
    return best[:MOST]


def _spelling(state: SearchState, count: Count) -> Spelling | None:
    """What a corrected search finds, within its limits or else without; None for nothing."""
    number, unlimited = count(state), False
    if not number and state.has_limits:
        state, unlimited = state.cleared(), True
        number = count(state)
    if not number:
        return None
    return {
        "text": _text(state),
        "count": number,
        "url": state.url(),
        "without_limits": unlimited,
    }


def corrected(state: SearchState, changes: Iterable[Change]) -> SearchState:
    """The first page of the search with other words in the places of some."""
    texts: dict[str, str] = {}
    for unit, other in sorted(changes, key=lambda each: each[0].at, reverse=True):
        text = texts.get(unit.parameter) or getattr(state.words, unit.parameter)
        start, end = unit.at
        texts[unit.parameter] = text[:start] + other + text[end:]
    return state.with_words(replace(state.words, **texts))


def _text(state: SearchState) -> str:
    """What all boxes that look for something hold."""
    boxes = (state.q, state.all, state.any, state.phrase)
    return " ".join(text for text in boxes if text)


@dataclass(frozen=True, slots=True)
class _Speller:
    """Proposes words of the archive for those that were typed."""

    engine: Engine
    question: Question
    deadline: float

    def plans(self, mistakes: int) -> Iterator[tuple[Change, ...]]:
        """Ways to correct the search, the likely first: words the archive has not, all of them; else any long word."""
        asked = self._units()
        unknown = [unit for unit in asked if not self._held(unit)]
        if not unknown:
            yield from self._others(asked) if mistakes == 1 else ()
            return
        choices = [
            [(unit, other) for other in self._proposed(unit, mistakes)]
            for unit in unknown
        ]
        choices = [each for each in choices if each]
        if choices:
            yield from product(*choices)
        if len(choices) > 1:
            # Of two words joined by OR one is enough.
            yield from ((change,) for each in choices for change in each)

    def _units(self) -> list[Unit]:
        """The words looked for; a word that stands twice is corrected in its first place only."""
        words = self.question.state.words
        found: dict[tuple[str, int], Unit] = {}
        for leaf in self.question.parsed.leaves[:_UNITS]:
            for unit in units(leaf, getattr(words, leaf.parameter)):
                found.setdefault((unit.parameter, unit.at[0]), unit)
        return list(found.values())[:_UNITS]

    def _others(self, asked: Iterable[Unit]) -> Iterator[tuple[Change, ...]]:
        """One word changed for a more frequent one."""
        for unit in asked:
            if unit.is_run or len(unit.text) < _LONG:
                continue
            held = self._count(Term(unit.words[0], unit.field, exact=True))
            for suggestion in self.engine.spell(fold(unit.words[0]), _EACH):
                if suggestion.count > held:
                    yield ((unit, self._as_typed(suggestion.text, unit)),)

    def _held(self, unit: Unit) -> bool:
        """Whether the archive has the word, or the whole run."""
        if unit.is_run:
            return bool(self._holding(unit)(unit.text))
        return bool(self._count(Term(unit.words[0], unit.field, unit.exact)))

    def _proposed(self, unit: Unit, mistakes: int) -> list[str]:
        if unit.is_run:
            return nearest_runs(self.engine, unit.text, self._holding(unit))[:_EACH]
        word = fold(unit.words[0])
        near = [each.text for each in self.engine.spell(word, _EACH)]
        if mistakes > 1 and len(word) >= _TWICE:
            near += self._twice(word)[:_EACH]
        return [self._as_typed(other, unit) for other in near]

    def _twice(self, word: str) -> list[str]:
        """Words of the same beginning that are two mistakes off."""
        begun = self.engine.suggest(word[:3], _NEAR)
        return [each.text for each in begun if _edits(word, each.text, 2) <= 2]

    def _as_typed(self, form: str, unit: Unit) -> str:
        """A form of the index with the accents an article writes it with, and the capital the reader typed."""
        request = SearchRequest(
            query=Term(form, exact=True), limit=1, deadline=self.deadline
        )
        word = form
        for hit in self.engine.search(request).hits:
            text = f"{hit.article.title}\n{hit.article.body}"
            written = (text[t.start : t.end] for t in tokens(text) if t.form == form)
            word = next(written, form).lower()
        return word[:1].upper() + word[1:] if unit.text[:1].isupper() else word

    def _holding(self, unit: Unit) -> Callable[[str], int]:
        """Counts what holds a piece of a run."""

        def count(piece: str) -> int:
            pairs = tuple(piece[place : place + 2] for place in range(len(piece) - 1))
            if len(pairs) < 2:
                return self._count(Term(piece, unit.field, exact=True))
            return self._count(Phrase(pairs, unit.field))

        return count

    def _count(self, query: Query) -> int:
        request = SearchRequest(query=query, limit=0, deadline=self.deadline)
        return self.engine.search(request).total.all


def _edits(one: str, other: str, most: int) -> int:
    """Insertions, deletions and replacements between two words (Wagner and Fischer); more than `most` is not exact."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, start=1):
        diagonal, row[0] = row[0], place
        for column, against in enumerate(other, start=1):
            changed = diagonal + (letter != against)
            diagonal = row[column]
            row[column] = min(row[column] + 1, row[column - 1] + 1, changed)
    return row[-1]
