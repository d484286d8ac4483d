"""A search that found nothing goes in; ways out come out, counted: one thing left out, any word, a spelling."""

import re
from collections.abc import Iterator

from indexer.analysis import fold
from indexer.engine import Engine
from indexer.engine.errors import TooExpensive
from indexer.engine.query import And, Phrase, Query, Term
from indexer.engine.request import SearchRequest
from search_app.answer_types import Spelling, Zero
from search_app.labels import field_label, value_label
from search_app.query_parser import Asked, parse_words
from search_app.question import Question
from search_app.search_state import SearchState

_MOST = 12
"""Ways of each sort that are counted; a search of many words has as many."""


def zero_answer(engine: Engine, question: Question, deadline: float) -> Zero:
    """Ways that find something. Those that there is no time left to count are left out."""
    zero: Zero = {"without": [], "any": None, "spelling": []}
    try:
        _fill(zero, _Counter(engine, question, deadline))
    except TooExpensive:
        pass
    return zero


class _Counter:
    """Counts what the question finds with one thing changed."""

    def __init__(self, engine: Engine, question: Question, deadline: float) -> None:
        self.engine = engine
        self.question = question
        self.deadline = deadline

    def count(
        self, query: Query | None = None, state: SearchState | None = None
    ) -> int:
        asked = self.question
        filters = (state or asked.state).filters(asked.today, asked.parsed.dates)
        request = SearchRequest(
            query=asked.parsed.query if query is None else query,
            filters=filters,
            limit=0,
            deadline=self.deadline,
        )
        return self.engine.search(request).total.all


def _fill(zero: Zero, counter: _Counter) -> None:
    for what, query, state in _less(counter.question):
        count = counter.count(query, state)
        if count:
            zero["without"].append({"what": what, "count": count, "url": state.url()})
    parsed = counter.question.parsed
    if len(parsed.leaves) > 1:
        count = counter.count(parsed.any_query)
        url = counter.question.state.with_q(parsed.any_text).url()
        zero["any"] = {"count": count, "url": url} if count else None
    for spelling in _spellings(counter):
        zero["spelling"].append(spelling)


def _less(question: Question) -> Iterator[tuple[str, Query | None, SearchState]]:
    """The search without its dates, without each limit, and without each word: what is left out, and the rest."""
    state, parsed = question.state, question.parsed
    if state.has_dates or state.undated:
        yield "the dates", None, state.without_dates()
    for limit in state.limits[:_MOST]:
        label = value_label(limit.field, limit.value)
        name = field_label(limit.field).lower()
        what = f"excluding {label}" if limit.exclude else f"the {name} {label}"
        yield what, None, state.without_limit(limit.field, limit.value)
    if len(parsed.words) > 1:
        for word in parsed.words[:_MOST]:
            others = (each.query for each in parsed.words if each is not word)
            fewer = _with_text(question, word.parameter, parsed.rest(word))
            yield word.text, And(tuple(others)), fewer


def _spellings(counter: _Counter) -> Iterator[Spelling]:
    """The search with one word spelt as the archive spells it, at most one for each word."""
    for leaf in counter.question.parsed.leaves[:_MOST]:
        for word in _words(leaf.query):
            for suggestion in counter.engine.spell(fold(word), 1):
                found = _spelt(counter, leaf, word, suggestion.text)
                if found:
                    yield found


def _words(query: Query) -> tuple[str, ...]:
    match query:
        case Term(word):
            return (word,)
        case Phrase(words):
            return words
        case _:
            return ()


def _spelt(counter: _Counter, leaf: Asked, word: str, other: str) -> Spelling | None:
    """The search with another word in the place of one, if that finds anything."""
    text: str = getattr(counter.question.state.words, leaf.parameter)
    start, end = leaf.at
    changed, times = re.subn(
        re.escape(word), lambda _: other, text[start:end], count=1, flags=re.IGNORECASE
    )
    if not times:
        return None
    text = text[:start] + changed + text[end:]
    state = _with_text(counter.question, leaf.parameter, text)
    parsed = parse_words(state.words, today=counter.question.today)
    count = counter.count(parsed.query)
    return {"text": text, "count": count, "url": state.url()} if count else None


def _with_text(question: Question, parameter: str, text: str) -> SearchState:
    """The first page of the search with another text in one of its boxes."""
    kept = [each for each in question.state.on_page(1).pairs() if each[0] != parameter]
    state, _ = SearchState.read([*kept, (parameter, text)], question.today)
    return state
