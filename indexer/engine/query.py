"""What the query parser understood goes in, as a tree; each engine evaluates the same closed union.

Scores are those of indexer.scoring: a Term, Fuzzy, Phrase or Near counts its words, And and Or add up their parts
(a part that stands twice counts twice), Prefix and Wildcard give 1.0, Not and All give 0.0.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A word as analysis.tokens() gives it (Token.word): its stems in every language of the index, or its exact form.

    field is the name of a field with words, None for title and body. All stems count as one word of the formula.
    """

    word: str
    field: str | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words (Token.word) one after another in one field, by exact form. Its score is that of all its exact Terms.

    The end of a paragraph parts no phrase; the end of a value does (analysis.placed). Without words it matches none.
    """

    words: tuple[str, ...]
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """Words in any order in one field, by exact form, first and last at most `distance` positions apart.

    A word that stands twice in `words` needs two places. Its score is that of all its exact Terms.
    """

    words: tuple[str, ...]
    distance: int
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any exact form that begins with `prefix` (folded by analysis.fold)."""

    prefix: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Any exact form that fits `pattern` (folded): `*` is any run of characters, `?` exactly one."""

    pattern: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Exact forms at most one edit (insert, delete, replace, swap of neighbours) from `word` (folded).

    All forms count as one word of the formula.
    """

    word: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class And:
    """Documents in all parts; all documents when there are none."""

    parts: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Documents in any part; none when there are none."""

    parts: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Every document that is not in the part."""

    part: "Query"


@dataclass(frozen=True, slots=True)
class All:
    """Every document."""


Leaf = Term | Phrase | Near | Prefix | Wildcard | Fuzzy
Query = Leaf | And | Or | Not | All


def positive_leaves(query: Query) -> tuple[Leaf, ...]:
    """The leaves that make a document match, each once, in reading order: what a page marks."""
    match query:
        case And(parts) | Or(parts):
            leaves = (leaf for part in parts for leaf in positive_leaves(part))
            return tuple(dict.fromkeys(leaves))
        case Not() | All():
            return ()
        case _:
            return (query,)
