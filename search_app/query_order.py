"""Scanned pieces go in, those that can be parsed come out: brackets in pairs, every operator between operands.

What stands alone is left out, with a remark.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from search_app.query_scanner import Piece, Sign
from search_app.remarks import shown

Say = Callable[[str, str, tuple[int, int] | None], None]
"""Takes the code, the sentence and the place of a remark."""

_ENDS = frozenset((Sign.WORD, Sign.PHRASE, Sign.CLOSE, Sign.DATE))
_JOINS = frozenset((Sign.AND, Sign.OR))
_BEFORE = frozenset((Sign.NOT, Sign.PLUS, Sign.FIELD, Sign.EXACT))
_STARTS = _BEFORE | {Sign.WORD, Sign.PHRASE, Sign.OPEN, Sign.DATE}


def ordered(pieces: Iterable[Piece], say: Say) -> tuple[list[Piece], int]:
    """The pieces that can be parsed, and how deep the brackets stand."""
    kept: list[Piece] = []
    opened: list[int] = []
    deepest = 0
    listed = list(pieces)
    for place, piece in enumerate(listed):
        match piece.sign:
            case Sign.NOTHING:
                text = f"{shown(piece.text)} stands before no word and was left out."
                say("lone_sign", text, _at(piece))
            case Sign.AND | Sign.OR:
                _join(kept, piece, say)
            case Sign.OPEN:
                opened.append(len(kept))
                deepest = max(deepest, len(opened))
                kept.append(piece)
            case Sign.CLOSE:
                _close(kept, opened, piece, say)
            case Sign.PLUS if len(piece.text.strip("+＋")) > 1:
                text = f"{shown(piece.text)} excludes nothing; write - to exclude."
                say("dashes", text, _at(piece))
                kept.append(piece)
            case _:
                if piece.sign is Sign.WORD and piece.text == "or":
                    _hint(kept, piece, listed[place + 1 : place + 2], say)
                kept.append(piece)
    _finish(kept, opened, say)
    return kept, deepest


def _at(piece: Piece) -> tuple[int, int]:
    return piece.start, piece.end


def _join(kept: list[Piece], piece: Piece, say: Say) -> None:
    """Keep an operator if something stands before it."""
    if kept and kept[-1].sign in _ENDS:
        kept.append(piece)
        return
    where = "at the beginning" if not kept else f"after {shown(kept[-1].text)}"
    text = f"{piece.text} {where} joins nothing and was left out."
    say("lone_operator", text, _at(piece))


def _trim(kept: list[Piece], where: str, say: Say) -> None:
    """Leave out the operators and signs at the end of what is kept."""
    while kept and kept[-1].sign in _JOINS | _BEFORE:
        piece = kept.pop()
        does = "joins" if piece.sign in _JOINS else "excludes"
        text = f"{shown(piece.text)} {where} {does} nothing and was left out."
        say("lone_operator", text, _at(piece))


def _close(kept: list[Piece], opened: list[int], piece: Piece, say: Say) -> None:
    if not opened:
        say(
            "lone_bracket",
            "A closing bracket closes nothing and was left out.",
            _at(piece),
        )
        return
    _trim(kept, f"before {piece.text}", say)
    if len(kept) == opened[-1] + 1:
        _empty(kept, piece.end, say)
    else:
        kept.append(piece)
    opened.pop()


def _empty(kept: list[Piece], end: int, say: Say) -> None:
    """Leave out brackets that hold nothing, and the signs before them."""
    opening = kept.pop()
    at = (opening.start, end)
    say("empty_brackets", "Brackets that hold nothing were left out.", at)
    while kept and kept[-1].sign in _BEFORE:
        kept.pop()


def _finish(kept: list[Piece], opened: list[int], say: Say) -> None:
    """Close the brackets that are still open."""
    while opened:
        _trim(kept, "at the end", say)
        place = opened.pop()
        opening = kept[place]
        if len(kept) == place + 1:
            _empty(kept, opening.end, say)
            continue
        inside = shown(kept[place + 1].text)
        text = f"The bracket before {inside} was never closed; it was read to the end."
        say("open_bracket", text, _at(opening))
        end = kept[-1].end
        kept.append(replace(opening, sign=Sign.CLOSE, start=end, end=end))
    _trim(kept, "at the end", say)


def _hint(kept: list[Piece], piece: Piece, after: list[Piece], say: Say) -> None:
    if kept and kept[-1].sign in _ENDS and after and after[0].sign in _STARTS:
        text = "or was searched as a word; write OR for either side of it."
        say("small_or", text, _at(piece))
