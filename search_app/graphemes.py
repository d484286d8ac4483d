"""A text and a place in it go in; whether a reader's eye allows a cut there comes out.

What is seen as one letter or picture (an extended grapheme cluster, UAX 29) is never parted. Where the standard allows
a cut only after a longer look, none is allowed here.
"""

import unicodedata

_JOINER = "\u200d"
_KILLERS = "\u0e3a\u0eba\u103a"
"""Signs of the class of viramas that end a syllable and join nothing: Thai phinthu, Lao pali, Burmese asat."""

_LOOK_BACK = 32
"""Characters before a place that are looked at for a virama: no letter has more signs."""

_LONGEST = 100
"""Characters by which a range grows at either end."""


def may_part(text: str, at: int) -> bool:
    """Whether the text may be cut before its character `at`; true at both ends."""
    if not 0 < at < len(text):
        return True
    before, after = text[at - 1], text[at]
    if before.isascii() and after.isascii():
        return (before, after) != ("\r", "\n")
    if _extends(after) or before == _JOINER or _leads(before):
        return False
    if _is_flag(before) and _is_flag(after):
        return _flags_before(text, at) % 2 == 0
    return not (_one_syllable(before, after) or _conjunct(text, at))


def grown(text: str, start: int, end: int) -> tuple[int, int]:
    """The range with the rest of the letters that it cuts into; letters of hundreds of signs are left cut."""
    first = safe_before(text, start, max(start - _LONGEST, -1))
    last = safe_after(text, end, end + _LONGEST)
    return start if first is None else first, end if last is None else last


def safe_before(text: str, at: int, earliest: int) -> int | None:
    """The last place after `earliest`, up to `at`, where the text may be cut."""
    places = range(at, earliest, -1)
    return next((place for place in places if may_part(text, place)), None)


def safe_after(text: str, at: int, latest: int) -> int | None:
    """The first place from `at` up to `latest` where the text may be cut."""
    places = range(at, min(latest, len(text)) + 1)
    return next((place for place in places if may_part(text, place)), None)


def _extends(character: str) -> bool:
    """Whether it belongs to the character before it: marks, joiners, tones of skin, tags of a flag."""
    return (
        unicodedata.category(character)[0] == "M"
        or character in "\u200c\u200d\uff9e\uff9f\u0e33\u0eb3"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
    )


def _leads(character: str) -> bool:
    """Whether it belongs to the character after it: Arabic number signs and their kind."""
    return "\u0600" <= character and (
        character <= "\u0605"
        or character in "\u06dd\u070f\u0890\u0891\u08e2\u0d4e"
        or character in "\U000110bd\U000110cd\U000111c2\U000111c3\U000113d1"
        or character in "\U0001193f\U00011941\U00011a3a\U00011d46\U00011f02"
        or "\U00011a84" <= character <= "\U00011a89"
    )


def _is_flag(character: str) -> bool:
    """Whether it is a regional indicator: two of them are a flag."""
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _flags_before(text: str, at: int) -> int:
    start = at
    while start and _is_flag(text[start - 1]):
        start -= 1
    return at - start


def _one_syllable(before: str, after: str) -> bool:
    """Whether two parts of a Hangul syllable stand side by side."""
    left, right = _hangul(before), _hangul(after)
    if left == "L":
        return right in ("L", "V", "LV", "LVT")
    if left in ("LV", "V"):
        return right in ("V", "T")
    return left in ("LVT", "T") and right == "T"


def _hangul(character: str) -> str:
    """Its part of a syllable: leading consonant, vowel, trailing consonant, or the first two or three; else ""."""
    if "\uac00" <= character <= "\ud7a3":
        return "LVT" if (ord(character) - 0xAC00) % 28 else "LV"
    if "\u1100" <= character <= "\u115f" or "\ua960" <= character <= "\ua97c":
        return "L"
    if "\u1160" <= character <= "\u11a7" or "\ud7b0" <= character <= "\ud7c6":
        return "V"
    if "\u11a8" <= character <= "\u11ff" or "\ud7cb" <= character <= "\ud7fb":
        return "T"
    return ""


def _conjunct(text: str, at: int) -> bool:
    """Whether a virama before this place joins two consonants (GB9c)."""
    for place in range(at - 1, max(at - 1 - _LOOK_BACK, -1), -1):
        character = text[place]
        if unicodedata.combining(character) == 9:
            return character not in _KILLERS
        if not _extends(character):
            return False
    return False
