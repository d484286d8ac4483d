"""A line of a page goes in, whether it can be an agency's name comes out."""

import re
from collections.abc import Sequence

from indexer.dates.newswires import is_newswire

LONGEST = 40
"""Characters of a name."""

_LONGEST_ACRONYM = 5
"""Letters of capitals that no list knows: `LINA` is a name, `APPLAUSE` a last word."""

_AGENCY = re.compile(r"[^\W\d_][\w.&'’-]*(?: [^\W\d_][\w.&'’-]*){0,4}")
_AGENCY_WORDS = re.compile(
    r"(?:agence|agencia|agência|agenzia|prensa|агентство|وكالة)\b.*"
    r"|.+\b(?:agency|news|press|presse|wire|newswire|service|media|agentur|агентство)"
    r"|[^\W\d_ ]{1,10}(?:通[訊讯信]社?|新聞社?|新闻社?|日[報报]|통신사?|신문사?|뉴스|일보)",
    re.IGNORECASE,
)
_CLOSING_WORDS = frozenset("""
    adieu alas always amen applause basta bravo cheers curtain end ende endit ends enough exit farewell fin finally fine
    finis forever goodbye hurrah indeed laughter maybe more never no nothing now nunca ok okay over peace perhaps please
    quite really rest silence so sorry stop thanks there tomorrow true vale victory welcome why yes конец аминь никогда
    끝 終わり 完 终 終
    """.split())
"""What alone on a line ends a text."""

_OTHERS = frozenset("""
    akipress anadolu armenpress azertac belta elta fars fides leta mehr moldpres montsame naenara ntb rosbalt saba
    tasnim tass turan unian uriminzokkiri urdupoint wafa танјуг срна 연합 وفا قنا إرنا
    """.split())
"""Names in one word that sign few datelines (newswires.py has those that do)."""


def is_agency(text: str) -> bool:
    """Whether it is made of one to five words as names are."""
    return len(text) <= LONGEST and _AGENCY.fullmatch(text) is not None


def known_agency(word: str) -> bool:
    """Whether one word names an agency by itself: one that the world knows, or a few capital letters."""
    if is_newswire(word) or word.casefold() in _OTHERS:
        return True
    short = 1 < len(word) <= _LONGEST_ACRONYM and word.isalpha() and word.isupper()
    return short and word.lower() not in _CLOSING_WORDS


def names_agency(line: str, sources: Sequence[str] = ()) -> bool:
    """Whether a line names an agency: one that is known, a word that such names have, or a name of the page's sources.

    Any other may be a last sentence (`The end`) or a last word (`Applause`).
    """
    if line.endswith(".") or line.lower() in _CLOSING_WORDS:
        return False
    if any(_is_of(line, source) for source in sources):
        return True
    words = line.split()
    if any(len(word) > 3 and word[0].islower() for word in words):
        return False
    if _AGENCY_WORDS.fullmatch(line):
        return True
    return known_agency(line) if len(words) == 1 else _is_signed(words)


def _is_signed(words: Sequence[str]) -> bool:
    """`Dow Jones`, `RIA Novosti`: an agency's name in two words."""
    return len(words) == 2 and is_newswire(" ".join(words))


def _is_of(line: str, source: str) -> bool:
    """`KCNA` of `KCNA.kp (En)`, `Faro` of `El Faro (Es)`, `El Faro` of the same."""
    name = re.sub(r" \(\w+\)$", "", source)
    capital = line[:1].upper() == line[:1]
    return line in (name, source) or capital and line in re.split(r"[ .]", name)
