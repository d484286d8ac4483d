"""The pieces of the query language go in, the tree of what was understood comes out, with remarks on the rest.

Recursion goes as deep as brackets may stand in one another, and no deeper.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from search_app import query_words
from search_app.date_ranges import DateProblem, When, parse_limit
from search_app.query_order import ordered
from search_app.query_scanner import DATE_NAMES, FIELD_NAMES, QUOTES, Piece, Sign, scan
from search_app.query_tree import Denial, Group, Inside, Leaf, Node
from search_app.remarks import Remark, shown

MAX_REMARKS = 12
"""Sentences about one text; a reader reads no more."""

_UNQUOTED = str.maketrans(dict.fromkeys(QUOTES, " "))
_NAMED = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)[:：](?!//)(.*)", re.DOTALL)


class Notes:
    """Collects remarks about one parameter, each sentence once."""

    def __init__(self, parameter: str) -> None:
        self._parameter = parameter
        self._remarks: dict[tuple[str, str], Remark] = {}

    def say(self, code: str, text: str, at: tuple[int, int] | None) -> None:
        """Keep a remark, if there is room for one more."""
        if len(self._remarks) < MAX_REMARKS:
            remark = Remark(code, self._parameter, at, text)
            self._remarks.setdefault((code, text), remark)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """In the order of the text."""
        return tuple(sorted(self._remarks.values(), key=lambda each: each.at or (0, 0)))


@dataclass(frozen=True, slots=True)
class DateAsked:
    """A date among the words."""

    when: When
    at: tuple[int, int]
    typed: str


@dataclass(frozen=True, slots=True)
class _Scope:
    """What the signs around a word say of it."""

    field: str | None = None
    exact: bool = False
    denied: bool = False


class Builder:
    """Builds the tree of one text. words counts what analysis found; dates are those of the text."""

    def __init__(self, text: str, notes: Notes, today: date | None) -> None:
        self._text = text
        self._notes = notes
        self._today = today
        self._pieces: list[Piece] = []
        self._place = 0
        self.words = 0
        self.dates: list[DateAsked] = []

    def build(self, depth: int) -> tuple[Node | None, int]:
        """The tree, and how deep its brackets stand; None for the tree where that is deeper than `depth`."""
        self._pieces, deepest = ordered(scan(self._text), self._notes.say)
        if deepest > depth:
            return None, deepest
        return self._either(_Scope()), deepest

    def listed(self, pieces: Iterable[Piece], either: bool) -> Node | None:
        """Words and phrases without signs: all required, or (either) one of them."""
        found = (self._operand(piece, _Scope()) for piece in pieces)
        return _group([node for node in found if node], either)

    def phrase(self) -> Node | None:
        """The whole text as one phrase."""
        whole = Piece(Sign.PHRASE, self._text, 0, len(self._text))
        node = self._operand(whole, _Scope())
        if isinstance(node, Leaf):
            inside = self._text.translate(_UNQUOTED)
            return replace(node, typed=f'"{inside}"')
        return node

    def _sign(self) -> Sign | None:
        if self._place < len(self._pieces):
            return self._pieces[self._place].sign
        return None

    def _take(self) -> Piece:
        self._place += 1
        return self._pieces[self._place - 1]

    def _either(self, scope: _Scope) -> Node | None:
        first_date = len(self.dates)
        parts = [self._both(scope)]
        while self._sign() is Sign.OR:
            self._take()
            parts.append(self._both(scope))
        if len(parts) > 1:
            for asked in self.dates[first_date:]:
                text = (
                    f"{shown(asked.typed)} limits the whole search, not one side of OR."
                )
                self._notes.say("date_in_or", text, asked.at)
        return _group([part for part in parts if part], True)

    def _both(self, scope: _Scope) -> Node | None:
        parts = []
        while self._sign() not in (None, Sign.OR, Sign.CLOSE):
            if self._sign() is Sign.AND:
                self._take()
                continue
            part = self._signed(scope)
            if part:
                parts.append(part)
        return _group(parts, False)

    def _signed(self, scope: _Scope) -> Node | None:
        """An operand and the signs before it."""
        start = self._pieces[self._place].start
        denied = False
        field = None
        while (piece := self._take()).sign in _PREFIXES:
            match piece.sign:
                case Sign.NOT:
                    denied = not denied
                case Sign.FIELD:
                    field = piece.text
                case Sign.EXACT:
                    scope = replace(scope, exact=True)
        scope = replace(scope, field=field or scope.field, denied=scope.denied ^ denied)
        node = self._operand(piece, scope)
        if node is None:
            return None
        at = (start, self._pieces[self._place - 1].end)
        if field:
            node = Inside(node, field, at)
        if denied:
            return Denial(node, at)
        return replace(node, at=at) if isinstance(node, Leaf) else node

    def _operand(self, piece: Piece, scope: _Scope) -> Node | None:
        match piece.sign:
            case Sign.OPEN:
                node = self._either(scope)
                closing = self._take()
                if isinstance(node, Group):
                    return replace(node, at=(piece.start, closing.end))
                return node
            case Sign.DATE:
                self._date(piece, scope)
                return None
            case Sign.PHRASE:
                return self._phrase(piece, scope)
            case _:
                return self._word(piece, scope)

    def _phrase(self, piece: Piece, scope: _Scope) -> Node | None:
        at = (piece.start, piece.end)
        if not piece.closed and piece.text.strip():
            text = (
                f"The quotation mark before {shown(piece.text)} was never closed; "
                "it was read to the end."
            )
            self._notes.say("open_quote", text, (piece.start, piece.start + 1))

        def say(code: str, text: str) -> None:
            self._notes.say(code, text, at)

        found = query_words.phrase(piece.text, piece.tail, scope.field, say)
        leaf = self._leaf(found, at, scope)
        if leaf and not piece.closed:
            # Elsewhere it would swallow what follows.
            return replace(leaf, typed=f'{leaf.typed}"')
        return leaf

    def _word(self, piece: Piece, scope: _Scope) -> Node | None:
        named = _NAMED.fullmatch(piece.text)
        if named and self._is_field(named.group(1), named.group(2), piece):
            first = piece.start + named.end(1)
            rest = piece.start + named.start(2)
            texts = (
                (named.group(1), piece.start, first),
                (named.group(2), rest, piece.end),
            )
            nodes = [self._one(*each, scope) for each in texts if each[0]]
            return _group([node for node in nodes if node], False)
        return self._one(piece.text, piece.start, piece.end, scope)

    def _is_field(self, name: str, rest: str, piece: Piece) -> bool:
        """Whether a word looks like `field:word` though it names no field; a remark says how it was read."""
        if not rest and not self._followed(piece):
            if name.lower() in FIELD_NAMES | DATE_NAMES:
                text = (
                    f"{shown(name)}: is followed by nothing; it was searched as a word."
                )
                self._notes.say("no_value", text, (piece.start, piece.end))
            return False
        text = f"{shown(name)}: is not a field; it was searched as a word."
        at = (piece.start, piece.start + len(name) + 1)
        self._notes.say("unknown_field", text, at)
        return True

    def _followed(self, piece: Piece) -> bool:
        """Whether a phrase or a group begins right behind a piece."""
        if self._sign() not in (Sign.PHRASE, Sign.OPEN):
            return False
        return self._pieces[self._place].start == piece.end

    def _one(self, text: str, start: int, end: int, scope: _Scope) -> Leaf | None:
        def say(code: str, sentence: str) -> None:
            self._notes.say(code, sentence, (start, end))

        found = query_words.word(text, scope.field, scope.exact, say)
        return self._leaf(found, (start, end), scope)

    def _leaf(
        self, found: query_words.Found | None, at: tuple[int, int], scope: _Scope
    ) -> Leaf | None:
        if found is None:
            return None
        self.words += found.words
        typed = self._text[slice(*at)]
        if scope.exact:
            typed = f"={typed}"
        if scope.field:
            typed = f"{scope.field}:{typed}"
        return Leaf(found.query, found.said, typed, at)

    def _date(self, piece: Piece, scope: _Scope) -> None:
        at = (piece.start, piece.end)
        typed = self._text[slice(*at)]
        if scope.denied:
            text = f"{shown(typed)} cannot be excluded; it was left out."
            self._notes.say("date_in_not", text, at)
            return
        when = parse_limit(piece.name, piece.text, self._today)
        if isinstance(when, DateProblem):
            self._notes.say(
                "no_date", f"{when.sentence} {piece.name}: was left out.", at
            )
            return
        self.dates.append(DateAsked(when, at, typed))


_PREFIXES = frozenset((Sign.NOT, Sign.PLUS, Sign.FIELD, Sign.EXACT))


def _group(parts: list[Node], either: bool) -> Node | None:
    """The parts as one node, groups of the same kind dissolved."""
    flat: list[Node] = []
    for part in parts:
        if isinstance(part, Group) and part.either is either:
            flat.extend(part.parts)
        else:
            flat.append(part)
    if len(flat) < 2:
        return flat[0] if flat else None
    return Group(tuple(flat), either, (flat[0].at[0], flat[-1].at[1]))
