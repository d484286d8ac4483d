"""What a reader typed goes in, the pieces of the query language come out, each with its place in code points.

Signs have meaning only where a word begins: `-` and `+` before a word or behind its `field:`, `=` before a word,
`field:` before what it limits. Every text can be cut, in time that grows with its length; whatever is no sign is part
of a word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from indexer.fields import WORD_FIELDS

QUOTES = '"“”„‟«»＂〝〞〟「」『』'
"""Any of these opens a phrase, any of them closes it: typing and pasting mix them."""

FIELD_NAMES = frozenset(field.name for field in WORD_FIELDS)

DATE_NAMES = frozenset(("date", "before", "after"))


class Sign(Enum):
    """What a piece is."""

    WORD = auto()
    PHRASE = auto()
    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    PLUS = auto()
    FIELD = auto()
    EXACT = auto()
    DATE = auto()
    NOTHING = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text, from start to end.

    text is the word, the inside of a phrase, the name of a field or the date as typed; name is a DATE's (date,
    before, after). closed is False for a phrase that runs to the end; tail is a phrase's `~5`.
    """

    sign: Sign
    text: str
    start: int
    end: int
    name: str = ""
    closed: bool = True
    tail: str = ""


_SPACE = r"\s\x00-\x1f\x7f-\x9f"
_BREAK = rf"{_SPACE}{QUOTES}()（）|｜"
# Inside a Hebrew word `"` is a letter's sign.
_GERSHAYIM = '(?<=[\u05d0-\u05ea])"(?=[\u05d0-\u05ea])'
_PIECE = re.compile(
    rf"(?P<space>[{_SPACE}]+)"
    r"|(?P<open>[(（])"
    r"|(?P<close>[)）])"
    r"|(?P<or>[|｜]+)"
    rf"|(?P<word>(?:[^{_BREAK}]|{_GERSHAYIM})+)"
    rf"|(?P<quote>[{QUOTES}])"
)
_CLOSING = re.compile(rf"(?!{_GERSHAYIM})[{QUOTES}]")
_TAIL = re.compile(r"[~～]+[0-9]*")
_SIGNS = re.compile(r"[-+−－＋]+")
_MINUS = re.compile(r"[-−－]")
_NAME = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)[:：]")
_OPERATORS = {"AND": Sign.AND, "&&": Sign.AND, "OR": Sign.OR, "NOT": Sign.NOT}
# Bounded, so that brackets which are never closed are not read again and again.
_BOXED = re.compile(r"[\[{(（]([^\]})）]{0,80})[\]})）]")
_DATE_BREAK = re.compile(rf"[{_SPACE}()（）]")


def scan(text: str) -> Iterator[Piece]:
    """The pieces of a text in order. Nothing is lost but space and control characters."""
    place = 0
    while place < len(text):
        match = _PIECE.match(text, place)
        assert match, "every character is of one of the kinds"
        kind = match.lastgroup
        start, end = match.span()
        place = end
        if kind == "quote":
            piece = _phrase(text, start)
            place = piece.end
            yield piece
        elif kind == "word":
            for piece in _word(text, start, end):
                place = piece.end
                yield piece
        elif kind != "space":
            sign = {"open": Sign.OPEN, "close": Sign.CLOSE, "or": Sign.OR}[kind or ""]
            yield Piece(sign, text[start:end], start, end)


def plain(text: str) -> Iterator[Piece]:
    """The words and phrases of a text in which no sign and no operator has a meaning."""
    place = 0
    while place < len(text):
        match = _PIECE.match(text, place)
        assert match, "every character is of one of the kinds"
        start, place = match.span()
        if match.lastgroup == "quote":
            piece = _phrase(text, start)
            place = piece.end
            yield piece
        elif match.lastgroup == "word":
            yield Piece(Sign.WORD, match.group(), start, place)


def _phrase(text: str, start: int) -> Piece:
    """A phrase whose opening mark is at `start`."""
    closing = _CLOSING.search(text, start + 1)
    if not closing:
        return Piece(Sign.PHRASE, text[start + 1 :], start, len(text), closed=False)
    inside = text[start + 1 : closing.start()]
    tail = _TAIL.match(text, closing.end())
    if not tail:
        return Piece(Sign.PHRASE, inside, start, closing.end())
    return Piece(Sign.PHRASE, inside, start, tail.end(), tail=tail.group())


def _word(text: str, start: int, end: int) -> Iterator[Piece]:
    """A run without space: its signs, then the word. The last piece may reach beyond `end` (a quoted date)."""
    operator = _OPERATORS.get(text[start:end])
    if operator:
        yield Piece(operator, text[start:end], start, end)
        return
    signs = _SIGNS.match(text, start, end)
    if signs:
        if _ends(text, signs.end()):
            yield Piece(Sign.NOTHING, signs.group(), start, signs.end())
            return
        yield _signs(signs)
        start = signs.end()
    yield from _fielded(text, start, end)


def _signs(signs: re.Match[str]) -> Piece:
    """The run of signs before a word: several dashes are a dash, not a denial of a denial."""
    sign = Sign.NOT if len(_MINUS.findall(signs.group())) == 1 else Sign.PLUS
    return Piece(sign, signs.group(), signs.start(), signs.end())


def _fielded(text: str, start: int, end: int) -> Iterator[Piece]:
    """The fields and `=` before a word, and the word."""
    while start < end:
        if text[start] in "=＝" and not _ends(text, start + 1):
            yield Piece(Sign.EXACT, text[start], start, start + 1)
            start += 1
            continue
        named = _NAME.match(text, start, end)
        name = named.group(1).lower() if named else ""
        if not named or _ends(text, named.end()):
            break
        if name in DATE_NAMES:
            yield _date(text, start, named.end(), name)
            return
        if name not in FIELD_NAMES:
            break
        yield Piece(Sign.FIELD, name, start, named.end())
        start = named.end()
        # title:-a is -title:a.
        signs = _SIGNS.match(text, start, end)
        if signs and not _ends(text, signs.end()):
            yield _signs(signs)
            start = signs.end()
    if start < end:
        yield Piece(Sign.WORD, text[start:end], start, end)


def _date(text: str, start: int, value: int, name: str) -> Piece:
    """A date: quoted, in brackets (`[2023 TO 2024]`), or up to the next space."""
    if text[value] in QUOTES:
        phrase = _phrase(text, value)
        return Piece(Sign.DATE, phrase.text, start, phrase.end, name, phrase.closed)
    boxed = _BOXED.match(text, value)
    if boxed:
        return Piece(Sign.DATE, boxed.group(1), start, boxed.end(), name)
    stop = _DATE_BREAK.search(text, value)
    end = stop.start() if stop else len(text)
    return Piece(Sign.DATE, text[value:end], start, end, name)


def _ends(text: str, place: int) -> bool:
    """Whether nothing that a sign could belong to stands at a place."""
    return place >= len(text) or bool(_NOTHING.match(text, place))


_NOTHING = re.compile(rf"[{_SPACE})）|｜]")
