"""What a reader typed goes in, a Parsed comes out: the Query, its reading in words, remarks, dates. It never fails.

The language, all words required by default:

    kim jong un            all of the words           "kim jong un"      the phrase
    ship OR vessel         either (also |)            "ship vessel"~5    within five words, in any order
    -drill, NOT drill      without                    title:treaty       in one field; title:"a b", title:(a OR b)
    missil*  wom?n         prefix, wildcard           pyongyng~          one letter off
    =korea                 exactly this form          (a OR b) c         groups
    date:2024-06  date:2019..2021  before:2024-06-19  after:2024         limits of the whole search

NOT binds tightest; AND, written or not, binds tighter than OR: `a b OR c` is `(a b) OR c`. Only capitals are
operators; `and`, `or` and `not` are words. before: and after: leave out the day or period they name. A date never
stands in an alternative: beside OR it limits the whole search, after NOT it is left out, and a remark says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from indexer.engine.query import All, Or, Query
from indexer.engine.request import DateRange
from search_app.date_ranges import When
from search_app.query_builder import Builder, DateAsked, Notes
from search_app.query_scanner import plain
from search_app.query_tree import (
    Denial,
    Group,
    Node,
    positive,
    query_of,
    required,
    said,
)
from search_app.reading import Part
from search_app.remarks import Problem, Remark, shown


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a reader may ask: characters of all texts together, words after analysis, brackets in brackets.

    Raises ValueError for a depth above 100, which could not be parsed.
    """

    characters: int = 1000
    words: int = 32
    depth: int = 5

    def __post_init__(self) -> None:
        if self.depth > 100:
            raise ValueError("brackets may stand 100 deep at most")


@dataclass(frozen=True, slots=True)
class Words:
    """The search box (q) and the boxes of the form. Only q knows signs and operators; all five hold at once."""

    q: str = ""
    all: str = ""
    any: str = ""
    phrase: str = ""
    without: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A part of what was typed: the text that would be typed for it alone, its place in the parameter, its query."""

    text: str
    parameter: str
    at: tuple[int, int]
    query: Query


@dataclass(frozen=True, slots=True)
class Parsed:
    """What was understood.

    reading says the query in words (without the dates); remarks say what was ignored. words are the parts that all
    have to hold, leaves the words and phrases looked for. any_query finds any of the leaves, and any_text would be
    typed for it (dates included). Where problems is not empty a limit was passed and query is All().
    """

    query: Query = All()
    reading: tuple[Part, ...] = ()
    remarks: tuple[Remark, ...] = ()
    dated: tuple[DateAsked, ...] = ()
    problems: tuple[Problem, ...] = ()
    words: tuple[Asked, ...] = ()
    leaves: tuple[Asked, ...] = ()
    any_query: Query = All()
    any_text: str = ""

    @property
    def dates(self) -> tuple[DateRange, ...]:
        """The date ranges typed among the words; all of them hold."""
        return tuple(asked.when.range for asked in self.dated)

    @property
    def whens(self) -> tuple[When, ...]:
        """The same with their wording."""
        return tuple(asked.when for asked in self.dated)

    def rest(self, left_out: Asked) -> str:
        """The text of one of `words`' parameter with that part left out; the dates stay."""
        others = [
            (each.at, each.text)
            for each in self.words
            if each.parameter == left_out.parameter and each.at != left_out.at
        ]
        if left_out.parameter == "q":
            others.extend((asked.at, asked.typed) for asked in self.dated)
        return " ".join(text for _, text in sorted(others))


def parse(text: str, limits: Limits = Limits(), today: date | None = None) -> Parsed:
    """What a search box holds. today is needed for dates such as `date:yesterday`, which are left out without it."""
    return parse_words(Words(q=text), limits, today)


def parse_words(
    words: Words, limits: Limits = Limits(), today: date | None = None
) -> Parsed:
    """What the search box and the form hold together."""
    texts = {
        "q": words.q,
        "all": words.all,
        "any": words.any,
        "phrase": words.phrase,
        "without": words.without,
    }
    length = sum(map(len, texts.values()))
    if length > limits.characters:
        longest = max(texts, key=lambda name: len(texts[name]))
        sentence = f"The search is {length:,} characters long; it may have {limits.characters:,}."
        return Parsed(problems=(Problem(longest, shown(texts[longest]), sentence),))
    asked = [_Box(name, text, limits, today) for name, text in texts.items() if text]
    problems = _problems(asked, limits)
    if problems:
        return Parsed(problems=problems)
    return _parsed(asked)


class _Box:
    """One parameter's text, understood."""

    def __init__(
        self, name: str, text: str, limits: Limits, today: date | None
    ) -> None:
        self.name = name
        self.text = text
        self.notes = Notes(name)
        self.depth = 0
        builder = Builder(text, self.notes, today)
        if name == "q":
            self.node, self.depth = builder.build(limits.depth)
        elif name == "phrase":
            self.node = builder.phrase()
        else:
            self.node = builder.listed(plain(text), either=name == "any")
            if name == "without":
                self.node = _denied(self.node)
        self.words = builder.words
        self.dates: list[DateAsked] = builder.dates


def _denied(node: Node | None) -> Node | None:
    """Each of the parts denied."""
    parts = tuple(Denial(part, part.at) for part in required(node))
    if len(parts) < 2:
        return parts[0] if parts else None
    return Group(parts, False, (parts[0].at[0], parts[-1].at[1]))


def _problems(boxes: Iterable[_Box], limits: Limits) -> tuple[Problem, ...]:
    found = []
    boxes = list(boxes)
    for box in boxes:
        if box.depth > limits.depth:
            sentence = f"Brackets stand {box.depth:,} deep; {limits.depth} is the most."
            found.append(Problem(box.name, shown(box.text), sentence))
    count = sum(box.words for box in boxes)
    if count > limits.words:
        most = max(boxes, key=lambda box: box.words)
        sentence = f"The search has {count:,} words; it may have {limits.words:,}."
        found.append(Problem(most.name, shown(most.text), sentence))
    return tuple(found)


def _parsed(boxes: list[_Box]) -> Parsed:
    nodes = [(box, part) for box in boxes for part in required(box.node)]
    whole = _whole([part for _, part in nodes])
    leaves = tuple(
        Asked(leaf.typed, box.name, leaf.at, leaf.query)
        for box, part in nodes
        for leaf in positive(part)
    )
    dates = [asked for box in boxes for asked in box.dates]
    return Parsed(
        query=query_of(whole) if whole else All(),
        reading=said(whole),
        remarks=tuple(remark for box in boxes for remark in box.notes.remarks),
        dated=tuple(dates),
        words=tuple(
            Asked(box.text[slice(*part.at)], box.name, part.at, query_of(part))
            for box, part in nodes
        ),
        leaves=leaves,
        any_query=Or(tuple(leaf.query for leaf in leaves)) if leaves else All(),
        any_text=_any_text(leaves, dates),
    )


def _whole(parts: list[Node]) -> Node | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return Group(tuple(parts), False, (0, 0))


def _any_text(leaves: Iterable[Asked], dates: Iterable[DateAsked]) -> str:
    """`(a OR "b c") date:2024`, to be typed in the search box."""
    texts = list(dict.fromkeys(leaf.text for leaf in leaves))
    typed = " OR ".join(texts)
    limits = [asked.typed for asked in dates]
    if limits and len(texts) > 1:
        typed = f"({typed})"
    return " ".join([*([typed] if typed else []), *limits])
