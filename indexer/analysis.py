"""Text goes in, tokens come out: one chain for articles and queries (home of PyStemmer).

A word is a run of letters, digits and combining marks; full width is folded, case is folded, accents of Latin and
Greek letters do not count, nor do strokes and ligatures (ø is o, æ is ae). Hyphens and apostrophes part words, a
possessive 's belongs to its word, `U.S.` and `1,000.5` are one word each. Runs of scripts written without spaces
(Chinese, Japanese, Thai, Lao, Khmer, Burmese), and of Korean, give one bigram per character, the last character alone.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

MAX_WORD = 255
"""Characters of a word that are indexed; the rest of a longer run is left out, in queries too."""

VALUE_GAP = 1_000
"""Positions left empty between two values of one field, so that no phrase runs from one into the other."""

DEFAULT_LANGUAGE = "en"
"""The language whose stems serve text of unknown language (None or "und")."""

_STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "eo": "esperanto",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "st": "sesotho",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}

# Korean has spaces, but not between a noun and its particle.
_CJK = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ebd\u0ec0-\u0ecf\u0edc-\u0edf\u1000-\u103f\u104e-\u108f\u109a-\u109d"
    "\u1780-\u17d3\u17d7\u17dc\u17dd\ua9e0-\ua9ef\ua9fa-\ua9fe\uaa60-\uaa7f"
    "\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)


def _combining_marks() -> str:
    """The ranges of combining marks, for a character class; `\\w` does not hold them."""
    ranges: list[list[int]] = []
    for code in range(0x300, 0x11FFF):
        if unicodedata.category(chr(code))[0] != "M":
            continue
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


_LETTER = rf"[^\W_{_CJK}]"
_RUN = rf"{_LETTER}(?:{_LETTER}|[{_combining_marks()}])*+"
_WORD = re.compile(
    r"(?P<acronym>(?<!\w)[^\W\d_](?:\.[^\W\d_]){1,8}+(?!\w)\.?)(?:['’][sS](?!\w))?+"
    rf"|(?P<word>{_RUN}(?:(?<=\d)[.,](?=\d){_RUN})*+)(?:['’][sS](?!\w))?+"
    rf"|(?P<cjk>[{_CJK}]+)"
)
_CJK_FIRST = re.compile(f"[{_CJK}]")
_ASCII_WORD = re.compile(
    r"(?P<acronym>(?<!\w)[A-Za-z](?:\.[A-Za-z]){1,8}+(?!\w)\.?)(?:'[sS](?!\w))?+"
    r"|(?P<word>[A-Za-z0-9]++(?:(?<=[0-9])[.,](?=[0-9])[A-Za-z0-9]++)*+)(?:'[sS](?!\w))?+"
)
_KEPT = 40
"""Characters of a run whose forms are kept for the next time."""

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: its folded form, the word behind it (accents kept, for stemming), its place in code points."""

    form: str
    word: str
    start: int
    end: int


# Letters whose stroke or ligature Unicode does not take apart.
_PLAIN = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "ł": "l",
        "ŧ": "t",
        "þ": "th",
    }
)


def _known(raw: str) -> tuple[str, str]:
    """(form, word) of a run as it stands in a text; long ones are not worth the memory of keeping them."""
    return _word(raw) if len(raw) <= _KEPT else _word.__wrapped__(raw[:MAX_WORD])


@lru_cache(maxsize=2**16)
def _word(raw: str) -> tuple[str, str]:
    word = _THOUSANDS.sub("", _caseless(raw)[:MAX_WORD])
    word = unicodedata.normalize("NFC", word)
    return fold(word), word


def _caseless(text: str) -> str:
    """NFKC with case folded; a few signs become several words by it, which stay one here."""
    return unicodedata.normalize("NFKC", text).casefold().replace(" ", "")


def fold(word: str) -> str:
    """The exact form of a word: NFKC, case folded, without the accents of Latin and Greek letters; ё is е."""
    if word.isascii():
        return word.lower()
    kept = []
    base = ""
    parted = unicodedata.normalize("NFD", _caseless(word).replace("ё", "е"))
    for character in parted.translate(_PLAIN):
        if not unicodedata.combining(character):
            base = character
        elif base and base < "\u0400":
            continue
        kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


def _bigrams(run: str, start: int) -> Iterator[Token]:
    for place, character in enumerate(run):
        pair = run[place : place + 2]
        form, word = _known(pair)
        yield Token(form, word, start + place, start + place + len(pair))


def tokens(text: str) -> Iterator[Token]:
    """The words of a text in order; the n-th token has position n. Offsets are into the text as given."""
    expression = _ASCII_WORD if text.isascii() else _WORD
    for match in expression.finditer(text):
        group = match.lastgroup
        if group == "cjk":
            yield from _bigrams(match.group(), match.start())
            continue
        raw = match.group(group or 0)
        form, word = _known(raw.rstrip("."))
        yield Token(form, word, match.start(), match.end())


def runs(found: Iterable[Token]) -> Iterator[list[Token]]:
    """Tokens by run, in order: bigrams that overlap belong together, any other token stands alone."""
    run: list[Token] = []
    for token in found:
        if run and run[-1].end <= token.start:
            yield run
            run = []
        run.append(token)
    if run:
        yield run


def placed(values: Iterable[str]) -> Iterator[tuple[int, Token]]:
    """The words of a field's values, each with its position in the field."""
    position = 0
    for value in values:
        for token in tokens(value):
            yield position, token
            position += 1
        position += VALUE_GAP


def is_cjk(word: str) -> bool:
    """Whether a word is a bigram, or the last character, of a run without spaces (Chinese, Korean, Thai ...)."""
    return _CJK_FIRST.match(word) is not None


@lru_cache(maxsize=64)
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    name = _STEMMERS.get(language.partition("-")[0].lower())
    return Stemmer.Stemmer(name, 0) if name else None


def stem(word: str, language: str | None) -> str:
    """The folded Snowball stem of a Token.word in a language (ISO 639-1); the folded word where there is no stemmer.

    Source of the algorithms: snowballstem.org.
    """
    if len(word) > _KEPT:
        return _stem.__wrapped__(word, language)
    return _stem(word, language)


@lru_cache(maxsize=2**16)
def _stem(word: str, language: str | None) -> str:
    known = DEFAULT_LANGUAGE if language in (None, "und") else language
    stemmer = _stemmer(known or DEFAULT_LANGUAGE)
    return fold(stemmer.stemWord(word)) if stemmer and "." not in word else fold(word)


def stems(word: str, languages: Iterable[str | None]) -> frozenset[str]:
    """What a Term stands for: the stems of a Token.word in each language that documents of the index have.

    Its stems without accents are among them, for text that has none; those of accented words whose exact form is the
    same (Corée for coree) only the index knows.
    """
    spellings = {word, fold(word)}
    return frozenset(stem(each, code) for code in languages for each in spellings)
