"""A word or phrase as typed goes in, the leaf of a query comes out: prefix, wildcard, fuzzy, exact, bigrams.

A word that analysis parts (Jong-un, O'Brien, AT&T) is a phrase. A run of Chinese, Japanese or Korean is the phrase of
its bigrams without the last single character, so that it is found inside a longer run as well; a single character is
the prefix of a bigram.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from indexer.analysis import Token, fold, is_cjk, runs, tokens
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
from search_app.reading import Part, joined
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
_QUESTION = re.compile(r"[^*?]+[?]")
# A question mark behind a word of a phrase is one.
_STARRED = re.compile(r"\w[*＊]|[*＊]\w|\w[?]\w")
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
        if fuzzy:
            clean = fuzzy.group(1)
            say("no_fuzzy", "~ has no meaning beside * and ?; it was left out.")
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
    if _STARRED.search(clean):
        say("no_pattern", "* and ? have no meaning in a phrase; they were left out.")
    digits = tail.lstrip("~～")
    if tail and not digits:
        say("no_distance", '~ needs a number, as in "a b"~5; it was left out.')
    query = _exactly(found, field)
    near = _near(found, clean, digits, field, say) if digits else None
    if near:
        return near
    text = _seen(clean, found)
    if isinstance(query, Term):
        return Found(query, (Part("exactly "), Part(text, "exact")), 1)
    said = (Part("the phrase "), Part(text, "phrase"))
    return Found(query, said, _count(found))


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text))


def _plain(text: str, field: str | None, exact: bool, say: Say) -> Found | None:
    found = list(tokens(text))
    if not found:
        what = shown(text)
        if what:
            say("no_word", f"{what} holds no letter or digit; it was left out.")
        else:
            say("no_word", "A sign that cannot be seen was left out.")
        return None
    text = _seen(text, found)
    if len(found) == 1 and not is_cjk(found[0].word):
        query = Term(found[0].word, field, exact)
        if exact:
            return Found(query, (Part("exactly "), Part(text, "exact")), 1)
        return Found(query, (Part(text, "word"),), 1)
    return Found(_exactly(found, field), (Part(text, "word"),), _count(found))


def _seen(text: str, found: Sequence[Token]) -> str:
    """What of a text is searched: from its first word to its last."""
    return shown(text[found[0].start : found[-1].end])


def _exactly(found: Sequence[Token], field: str | None) -> Query:
    """The tokens one after another; at the end, a run of bigrams may go on in the document."""
    *_, last = runs(found)
    words = tuple(token.word for token in found)
    if len(last) > 1:
        return _run_of(words[:-1], field)
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
        token.word for run in runs(found) for token in (run[:-1] if run[1:] else run)
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
    said = (Part("words one letter from "), Part(shown(last.word), "fuzzy"))
    fuzzy = Found(Fuzzy(last.form, field), said, 1)
    if len(found) == 1:
        return fuzzy
    before = _exactly(found[:-1], field)
    start = Found(before, (Part(_seen(text, found[:-1]), "word"),), _count(found) - 1)
    return _together([start, fuzzy])


def _together(parts: Sequence[Found]) -> Found:
    """Pieces of one word, all required."""
    if len(parts) == 1:
        return parts[0]
    return Found(
        And(tuple(part.query for part in parts)),
        joined((part.said for part in parts), " and "),
        sum(part.words for part in parts),
    )


def _pattern(text: str, field: str | None, exact: bool, say: Say) -> Found | None:
    """A word with `*` or `?`: one pattern for each piece between other signs."""
    stem = text.rstrip("*")
    whole = list(tokens(stem))
    if "*" not in stem and "?" not in stem and len(whole) == 1 and stem != text:
        if is_cjk(whole[0].word):
            return _plain(stem, field, exact, say)
        return _prefix(_seen(stem, whole), whole[0].form, field, say)
    if _QUESTION.fullmatch(text):
        say(
            "question",
            f"{shown(text)} stands for {shown(stem[:-1])} and one more letter.",
        )
    found = (_part(piece, field, exact, say) for piece in _PIECES.findall(text))
    parts = [part for part in found if part]
    if not parts and not whole:
        say("no_word", f"{shown(text)} holds no letter or digit; it was left out.")
    return _together(parts) if parts else None


def _prefix(stem: str, form: str, field: str | None, say: Say) -> Found | None:
    if len(form) < MIN_PREFIX:
        say(
            "short_prefix",
            f"{shown(stem)}* is too short to complete; give two letters.",
        )
        return None
    said = (Part("words beginning "), Part(shown(stem), "prefix"))
    return Found(Prefix(form, field), said, 1)


def _part(piece: str, field: str | None, exact: bool, say: Say) -> Found | None:
    """The meaning of one piece of a pattern."""
    letters = re.sub(r"[*?]", "", piece)
    if any(map(is_cjk, letters)):
        return _cjk_pattern(piece, field, say)
    if letters == piece:
        return _plain(piece, field, exact, say)
    if letters == piece.rstrip("*"):
        return _prefix(letters, fold(letters), field, say) if letters else None
    if len(letters) < MIN_PREFIX:
        if letters:
            text = f"{shown(piece)} is too short to complete; give two letters."
            say("short_prefix", text)
        return None
    pattern = re.sub(r"\*+", "*", fold(piece))
    if pattern.count("*") > MAX_STARS:
        say("many_stars", f"{shown(piece)} has more than four *; it was left out.")
        return None
    said = (Part("words like "), Part(shown(piece), "wildcard"))
    return Found(Wildcard(pattern, field), said, 1)


def _cjk_pattern(piece: str, field: str | None, say: Say) -> Found:
    """Bigrams have no inside that a pattern could fit; at the end of a run a `*` is understood anyway."""
    if piece.rstrip("*") != re.sub(r"[*?]", "", piece):
        text = "* and ? have no meaning inside Chinese, Japanese and Korean; they were left out."
        say("no_pattern", text)
    return _together(
        [
            Found(_exactly(run, field), (Part(text, "word"),), _count(run))
            for text in re.split(r"[*?]+", piece)
            if (run := list(tokens(text)))
        ]
    )


def _count(found: Sequence[Token]) -> int:
    """Words of the limit: two characters of Chinese, Japanese or Korean count as one."""
    return sum((len(run) + 1) // 2 if is_cjk(run[0].word) else 1 for run in runs(found))
