"""A line of a page goes in, whether it can be an agency's name comes out."""

import re

LONGEST = 40
"""Characters of a name."""

_AGENCY = re.compile(r"[^\W\d_][\w.&'’-]*(?: [^\W\d_][\w.&'’-]*){0,4}")
_AGENCY_WORDS = re.compile(
    r"(?:agence|agencia|agenzia|prensa)\b.+|.+\b(?:agency|news|press|presse|wire|newswire|service|media)",
    re.IGNORECASE,
)
_CLOSING_WORDS = frozenset({"amen", "end", "ende", "ends", "fin", "finis"})


def is_agency(text: str) -> bool:
    """Whether it is made of one to five words as names are."""
    return len(text) <= LONGEST and _AGENCY.fullmatch(text) is not None


def names_agency(line: str, more_from: str = "") -> bool:
    """Whether a line looks like an agency's name: one word, a word such names have, or the name of the list.

    Any other may be a last sentence (`The end`).
    """
    if line.endswith(".") or line.lower() in _CLOSING_WORDS:
        return False
    if more_from == line or more_from.startswith(f"{line} ("):
        return True
    words = line.split()
    if len(words) == 1:
        return line[0].upper() == line[0]
    small = any(len(word) > 3 and word[0].islower() for word in words)
    return not small and _AGENCY_WORDS.fullmatch(line) is not None
