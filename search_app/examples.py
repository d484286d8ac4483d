"""Some titles of the archive go in, searches that find at least one of them come out: a lesson in the language."""

from collections.abc import Iterable

from indexer.analysis import fold

_LONG = 5
"""Letters of a word that says something; a word of fewer is left out of examples."""


def examples(titles: Iterable[str]) -> tuple[str, ...]:
    """A phrase, a word of a title, either of two, and a beginning; fewer where the titles do not give so many words."""
    titles_words = [words for title in titles if (words := _words(title))]
    if not titles_words:
        return ()
    found: list[str] = []
    pairs = [pair for words in titles_words for pair in _pairs(words)]
    if pairs:
        found.append(f'"{pairs[0]}"')
    known = set(found[0].strip('"').split()) if found else set()
    fresh = [
        w for words in titles_words for w in words if len(w) >= _LONG and w not in known
    ]
    kept = [word for word in dict.fromkeys(fresh) if word.isascii() and word.isalpha()]
    if kept:
        found.append(f"title:{kept[0]}")
    if len(kept) > 2:
        found.append(f"{kept[1]} OR {kept[2]}")
    if len(kept) > 3:
        found.append(f"{kept[3][:_LONG]}*")
    return tuple(found)


def _words(title: str) -> list[str]:
    """The words of a title that stand free of signs, folded; "" for any other, so that no phrase runs over it."""
    return [fold(word) if word.isalpha() else "" for word in title.split()]


def _pairs(words: list[str]) -> list[str]:
    return [
        f"{first} {second}"
        for first, second in zip(words, words[1:])
        if len(first) >= _LONG and len(second) >= _LONG
    ]
