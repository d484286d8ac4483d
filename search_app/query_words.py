"""A word or phrase as typed goes in, the leaf of a query comes out: prefix, wildcard, fuzzy, exact, bigrams.

A word that analysis parts (Jong-un, O'Brien, AT&T) is a phrase. A run of Chinese, Japanese or Korean is the phrase of
its bigrams without the last single character, so that it is found inside a longer run as well; a single character is
the prefix of a bigram.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from indexer.analysis import Token, fold, is_cjk, tokens
from indexer.engine.query import (
    And,
    Fuzzy,
    Near,
    Phrase,
    Prefix,
    Query,
    Term,
    Wildcard,
)
from search_app.reading import Part
from search_app.remarks import shown

MIN_PREFIX = 2
"""Letters of a prefix, and of a pattern with `*` or `?`, at least."""

MIN_FUZZY = 3
"""Letters of a word that may differ by one letter, at least; nearly any shorter word is one letter from another."""

MAX_STARS = 4
"""`*` in one pattern; more would let a single word of the index take long to compare."""

MAX_DISTANCE = 1000
"""Words between the words of a "..."~N at most."""

Say = Callable[[str, str], None]
"""Takes the code and the sentence of a remark."""

# Signs that no reader sees; articles are indexed without them.
_UNSEEN = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f\ud800-\udfff]+"
)
_STAR = str.maketrans("＊～", "*~")
_FUZZY = re.compile(r"(.*[^~])~+([0-9.]*)", re.DOTALL)
_PIECES = re.compile(r"[^\W_]+(?:[^\W_]|[*?])*|[*?]+(?:[^\W_]|[*?])*")


@dataclass(frozen=True, slots=True)
class Found:
    """What a word or phrase means, how that is said, and how many words of the limit it takes."""

    query: Query
    said: tuple[Part, ...]
    words: int


def word(text: str, field: str | None, exact: bool, say: Say) -> Found | None:
    """The meaning of a word that stands outside quotation marks; None where nothing of it can be searched."""
    clean = _clean(text).translate(_STAR)
    fuzzy = _FUZZY.fullmatch(clean)
    if "*" in clean or "?" in clean:
        return _pattern(clean, field, exact, say)
    if fuzzy:
        return _fuzzy(fuzzy.group(1), fuzzy.group(2), field, exact, say)
    return _plain(clean, field, exact, say)


def phrase(text: str, tail: str, field: str | None, say: Say) -> Found | None:
    """The meaning of the inside of quotation marks, with the `~5` behind them."""
    clean = _clean(text)
    found = list(tokens(clean))
    if not found:
        say("no_word", "The quotation marks hold no word and were left out.")
        return None
    digits = tail.lstrip("~～")
    if tail and not digits:
        say("no_distance", '~ needs a number, as in "a b"~5; it was left out.')
    query = _exactly(found, field)
    near = _near(found, clean, digits, field, say) if digits else None
    if near:
        return near
    text = shown(clean)
    if isinstance(query, Term):
        return Found(query, (Part("exactly "), Part(text, "exact")), 1)
    said = (Part("the phrase "), Part(text, "phrase"))
    return Found(query, said, _count(found))


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text))


def _plain(text: str, field: str | None, exact: bool, say: Say) -> Found | None:
    found = list(tokens(text))
    if not found:
        what = shown(text) or "A sign that cannot be seen"
        say("no_word", f"{what} holds no letter or digit; it was left out.")
        return None
    text = shown(text)
    if len(found) == 1 and not is_cjk(found[0].word):
        query = Term(found[0].word, field, exact)
        if exact:
            return Found(
                query, (Part("exactly "), Part(text.lstrip("=＝"), "exact")), 1
            )
        return Found(query, (Part(text, "word"),), 1)
    return Found(_exactly(found, field), (Part(text, "word"),), _count(found))


def _runs(found: Sequence[Token]) -> list[list[Token]]:
    """Tokens by run: a bigram overlaps the one before it."""
    runs: list[list[Token]] = []
    for token in found:
        if runs and runs[-1][-1].end > token.start:
            runs[-1].append(token)
        else:
            runs.append([token])
    return runs


def _exactly(found: Sequence[Token], field: str | None) -> Query:
    """The tokens one after another; at the end, a run of bigrams may go on in the document."""
    last = _runs(found)[-1]
    words = tuple(token.word for token in found)
    if len(last) > 1:
        return Phrase(words[:-1], field)
    if is_cjk(last[0].word):
        prefix = Prefix(last[0].form, field)
        return And((_run_of(words[:-1], field), prefix)) if words[:-1] else prefix
    return _run_of(words, field)


def _run_of(words: tuple[str, ...], field: str | None) -> Query:
    return Phrase(words, field) if len(words) > 1 else Term(words[0], field, True)


def _near(
    found: Sequence[Token], text: str, digits: str, field: str | None, say: Say
) -> Found | None:
    """The words in any order within a distance; None where that is the phrase, or a single word."""
    words = tuple(
        token.word for run in _runs(found) for token in (run[:-1] if run[1:] else run)
    )
    asked = int(digits[:6])
    if asked == 0 or len(words) < 2:
        return None
    distance = min(max(asked, len(words) - 1), MAX_DISTANCE)
    if distance != asked:
        why = "reaches 1,000 words at most" if distance < asked else "is too little"
        say("distance", f"~{shown(digits)} {why}; {distance:,} was used.")
    names = text.split()
    said: list[Part] = []
    for place, name in enumerate(names):
        two = len(names) == 2
        if place:
            last = place == len(names) - 1
            between = f" within {distance:,} words of " if two else ", "
            said.append(Part(" and " if last and not two else between))
        said.append(Part(shown(name), "near"))
    if len(names) != 2:
        said.append(Part(f" within {distance:,} words of each other"))
    return Found(Near(words, distance, field), tuple(said), _count(found))


def _fuzzy(
    text: str, digits: str, field: str | None, exact: bool, say: Say
) -> Found | None:
    found = list(tokens(text))
    if not found or is_cjk(found[-1].word):
        if found:
            say(
                "no_fuzzy",
                "~ has no meaning for Chinese, Japanese and Korean; it was left out.",
            )
        return _plain(text, field, exact, say)
    last = found[-1]
    if len(last.form) < MIN_FUZZY:
        say(
            "short_fuzzy",
            f"{shown(last.word)}~ is too short to vary; give three letters.",
        )
        return _plain(text, field, exact, say)
    if digits.partition(".")[0].strip("0") not in ("", "1"):
        say("one_letter", f"One letter is the most; ~{shown(digits)} was read as ~1.")
    fuzzy: Query = Fuzzy(last.form, field)
    if len(found) > 1:
        fuzzy = And((_run_of(tuple(t.word for t in found[:-1]), field), fuzzy))
    said = (Part("words one letter from "), Part(shown(text), "fuzzy"))
    return Found(fuzzy, said, _count(found))


def _pattern(text: str, field: str | None, exact: bool, say: Say) -> Found | None:
    """A word with `*` or `?`: one pattern for each piece between other signs."""
    stem = text.rstrip("*")
    whole = list(tokens(stem))
    if "*" not in stem and "?" not in stem and len(whole) == 1 and stem != text:
        return _prefix(whole[0], stem, field, say)
    parts: list[Query] = []
    for piece in _PIECES.findall(text):
        part = _part(piece, field, exact, say)
        if part:
            parts.append(part)
    if not parts:
        if not whole and not _PIECES.search(re.sub(r"[*?]", "", text)):
            say("no_word", f"{shown(text)} holds no letter or digit; it was left out.")
        return None
    query = parts[0] if len(parts) == 1 else And(tuple(parts))
    return Found(
        query, (Part("words like "), Part(shown(text), "wildcard")), len(parts)
    )


def _prefix(token: Token, stem: str, field: str | None, say: Say) -> Found | None:
    if not is_cjk(token.word) and len(token.form) < MIN_PREFIX:
        say(
            "short_prefix",
            f"{shown(stem)}* is too short to complete; give two letters.",
        )
        return None
    said = (Part("words beginning "), Part(shown(stem), "prefix"))
    return Found(Prefix(token.form, field), said, 1)


def _part(piece: str, field: str | None, exact: bool, say: Say) -> Query | None:
    """The query for one piece of a pattern."""
    if "*" not in piece and "?" not in piece:
        found = _plain(piece, field, exact, say)
        return found.query if found else None
    letters = re.sub(r"[*?]", "", piece)
    if not letters:
        return None
    if any(map(is_cjk, letters)):
        return _cjk_pattern(piece, field, say)
    if len(letters) < MIN_PREFIX:
        say(
            "short_prefix",
            f"{shown(piece)} is too short to complete; give two letters.",
        )
        return None
    pattern = re.sub(r"\*+", "*", fold(piece))
    if pattern.count("*") > MAX_STARS:
        say("many_stars", f"{shown(piece)} has more than four *; it was left out.")
        return None
    if pattern.endswith("*") and "*" not in pattern[:-1] and "?" not in pattern:
        return Prefix(pattern[:-1], field)
    return Wildcard(pattern, field)


def _cjk_pattern(piece: str, field: str | None, say: Say) -> Query | None:
    if piece.rstrip("*") != re.sub(r"[*?]", "", piece):
        say(
            "no_pattern",
            "* and ? have no meaning inside Chinese, Japanese and Korean; they were left out.",
        )
    runs = [list(tokens(run)) for run in re.split(r"[*?]+", piece)]
    parts = tuple(_exactly(run, field) for run in runs if run)
    return parts[0] if len(parts) == 1 else And(parts)


def _count(found: Sequence[Token]) -> int:
    """Words of the limit: two characters of Chinese, Japanese or Korean count as one."""
    return sum(
        (len(run) + 1) // 2 if is_cjk(run[0].word) else 1 for run in _runs(found)
    )
