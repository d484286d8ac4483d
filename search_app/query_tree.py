"""What was understood of a reader's words, as a tree: it gives the Query, and the sentence that reads it back."""

from dataclasses import dataclass
from typing import assert_never

from indexer.engine.query import And, Not, Or, Query
from indexer.fields import BY_NAME
from search_app.reading import Part, as_text, joined, merged


@dataclass(frozen=True, slots=True)
class Leaf:
    """A word or phrase: its query and the sentence for it. typed is the text that would be typed for it alone."""

    query: Query
    said: tuple[Part, ...]
    typed: str
    at: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Group:
    """Parts that are all required, or (either=True) of which one is enough; two at least."""

    parts: tuple["Node", ...]
    either: bool
    at: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Denial:
    """A part that must not be there."""

    part: "Node"
    at: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Inside:
    """A part that is looked for in one field; its leaves' queries name the field already."""

    part: "Node"
    field: str
    at: tuple[int, int]


Node = Leaf | Group | Denial | Inside


def query_of(node: Node) -> Query:
    """The query an engine evaluates."""
    match node:
        case Leaf():
            return node.query
        case Group(parts, either):
            queries = tuple(query_of(part) for part in parts)
            return Or(queries) if either else And(queries)
        case Denial(part):
            return Not(query_of(part))
        case Inside(part):
            return query_of(part)
        case _:
            assert_never(node)


def required(node: Node | None) -> tuple[Node, ...]:
    """The parts that all have to hold, one by one."""
    match node:
        case None:
            return ()
        case Group(parts, either=False):
            return parts
        case _:
            return (node,)


def positive(node: Node | None) -> tuple[Leaf, ...]:
    """The leaves that are looked for (not denied), in reading order."""
    match node:
        case None | Denial():
            return ()
        case Leaf():
            return (node,)
        case Inside(part):
            return positive(part)
        case Group(parts):
            return tuple(leaf for part in parts for leaf in positive(part))
        case _:
            assert_never(node)


def said(node: Node | None) -> tuple[Part, ...]:
    """The sentence: `with a and b, without c`; empty where nothing was asked."""
    wanted = [p for p in required(node) if not isinstance(p, Denial)]
    denied = [p for p in required(node) if isinstance(p, Denial)]
    phrases = []
    if wanted:
        alone = len(wanted) == 1
        with_ = joined((_said(part, alone) for part in wanted), " and ")
        phrases.append((Part("with "), *with_))
    phrases.extend((Part("without "), *_said(part.part, True)) for part in denied)
    return joined(phrases, ", ")


def _said(node: Node, alone: bool) -> tuple[Part, ...]:
    """A part of the sentence, in brackets where it would run into its neighbours."""
    match node:
        case Leaf():
            return node.said
        case Denial(part):
            return (Part("not "), *_said(part, False))
        case Inside(part, field):
            inside = _said(part, False)
            return merged((*inside, Part(f" in the {BY_NAME[field].label.lower()}")))
        case Group(parts, either):
            inner = joined(
                (_said(part, False) for part in parts), " or " if either else " and "
            )
            return inner if alone else merged((Part("("), *inner, Part(")")))
        case _:
            assert_never(node)


def text_of(node: Node | None) -> str:
    """The sentence as plain text."""
    return as_text(said(node))
