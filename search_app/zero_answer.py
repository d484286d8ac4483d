"""A search that found nothing goes in; ways out come out, counted: one thing left out, any word, a spelling."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from indexer.engine import Engine
from indexer.engine.errors import TooExpensive
from indexer.engine.query import Not
from indexer.engine.request import SearchRequest
from search_app.answer_types import Counted, ReadingPart, Zero
from search_app.asked_words import Unit, is_phrase, units
from search_app.labels import field_label, value_label
from search_app.parameters import Limit
from search_app.query_parser import Asked, parse_words
from search_app.question import Question
from search_app.read_back import allowed, any_value
from search_app.search_state import SearchState
from search_app.spelling import spellings

_MOST = 12
"""Ways of each sort that are counted; a search of many words has as many."""

_DENIAL = re.compile(r"(?:NOT\s+|-)+")


@dataclass(frozen=True, slots=True)
class _Way:
    """A search with one thing left out: its name, the sentence (a reader's own words second), and the search."""

    what: str
    said: tuple[str, ...]
    state: SearchState


def zero_answer(engine: Engine, question: Question, deadline: float) -> Zero:
    """Ways that find something. Those that there is no time left to count are left out."""

    def count(state: SearchState) -> int:
        """What a search finds: as its own address would, so that the number beside a link is the link's."""
        parsed = parse_words(state.words, today=question.today)
        request = SearchRequest(
            query=parsed.query,
            filters=state.filters(question.today, parsed.dates),
            limit=0,
            deadline=deadline,
        )
        return engine.search(request).total.all

    zero: Zero = {"without": [], "any": None, "spelling": []}
    try:
        for way in _less(question):
            known = {each["url"] for each in zero["without"]}
            found = 0 if way.state.url() in known else count(way.state)
            if found:
                zero["without"].append(
                    {
                        "what": way.what,
                        "said": _said(way.said),
                        "count": found,
                        "url": way.state.url(),
                    }
                )
        zero["any"] = next(
            (
                Counted(count=found, url=state.url())
                for state in _any(question)
                if (found := count(state))
            ),
            None,
        )
        zero["spelling"] = spellings(engine, question, count, deadline)
    except TooExpensive:
        pass
    return zero


def _said(pieces: tuple[str, ...]) -> list[ReadingPart]:
    return [
        {"text": piece, "role": "word" if place == 1 else None}
        for place, piece in enumerate(pieces)
    ]


def _less(question: Question) -> Iterator[_Way]:
    """The search without its dates, each limit, each word, the order of each phrase, and at last without any limit."""
    state = question.state
    if question.whens or state.undated:
        yield _Way("the dates", ("without the dates",), question.dateless)
    yield from _fewer_limits(state)
    yield from _fewer_words(question)
    yield from _loosened(question)
    if len(state.limits) + len(question.whens) + state.undated > 1:
        yield _Way("the limits", ("without any limit",), question.dateless.cleared())


def _fewer_limits(state: SearchState) -> Iterator[_Way]:
    """Without each exclusion, and for each field without its values: of several any is enough, so all of them go."""
    for field in dict.fromkeys(each.field for each in state.limits if not each.exclude):
        chosen = [each for each in state.limits if each.field == field]
        names = [value_label(field, each.value) for each in chosen if not each.exclude]
        kept = tuple(
            each for each in state.limits if each.exclude or each.field != field
        )
        yield _Way(
            f"the {field_label(field).lower()} {' or '.join(names[:_MOST])}",
            (any_value(field),),
            replace(state.on_page(1), limits=kept),
        )
    excluded: list[Limit] = [each for each in state.limits if each.exclude]
    for limit in excluded[:_MOST]:
        yield _Way(
            f"excluding {value_label(limit.field, limit.value)}",
            (allowed(limit.field, limit.value),),
            state.without_limit(limit.field, limit.value),
        )


def _fewer_words(question: Question) -> Iterator[_Way]:
    """Without each word, as long as something is still asked for."""
    parsed, state = question.parsed, question.state
    if len(parsed.words) < 2 and not (state.has_limits or parsed.dates):
        return
    for word in parsed.words[:_MOST]:
        denied = isinstance(word.query, Not)
        name = _DENIAL.sub("", word.text, count=1) if denied else word.text
        ours = "without excluding " if denied else "without "
        rest = state.with_words(
            replace(state.words, **{word.parameter: parsed.rest(word)})
        )
        yield _Way(word.text, (ours, name), rest)


def _loosened(question: Question) -> Iterator[_Way]:
    """The words of each phrase anywhere, in no order."""
    state, parsed = question.state, question.parsed
    for leaf in [each for each in parsed.leaves if is_phrase(each)][:_MOST]:
        text: str = getattr(state.words, leaf.parameter)
        inner = units(leaf, text)
        if len(inner) < 2:
            continue
        loose = " ".join(unit.plain for unit in inner)
        if leaf.parameter == "phrase":
            changed = {"phrase": "", "all": f"{state.all} {loose}".strip()}
        else:
            alone = any(each.at == leaf.at for each in parsed.words)
            put = loose if alone else f"({loose})"
            start, end = leaf.at
            changed = {leaf.parameter: text[:start] + put + text[end:]}
        yield _Way(
            f"the order of {loose}",
            ("with ", loose, " as words, not as a phrase"),
            state.with_words(replace(state.words, **changed)),
        )


def _any(question: Question) -> Iterator[SearchState]:
    """Any of the words and phrases; and any of the single words of them."""
    parsed = question.parsed
    if len(parsed.leaves) > 1:
        yield question.state.with_q(parsed.any_text)
    if not any(is_phrase(leaf) for leaf in parsed.leaves):
        return
    texts = list(
        dict.fromkeys(text for leaf in parsed.leaves for text in _alone(question, leaf))
    )
    if len(texts) > 1:
        typed = " OR ".join(texts)
        dates = [asked.typed for asked in parsed.dated]
        yield question.state.with_q(
            " ".join([f"({typed})", *dates] if dates else [typed])
        )


def _alone(question: Question, leaf: Asked) -> list[str]:
    """What would be typed for each word of a leaf; the leaf itself where it is a pattern."""
    inner: tuple[Unit, ...] = units(leaf, getattr(question.state.words, leaf.parameter))
    if not inner or not is_phrase(leaf):
        return [leaf.text]
    return [
        f"{each.field}:{each.plain}" if each.field else each.plain for each in inner
    ]
