"""Pieces of a sentence go in and come out joined: Part is what the page, its title and the JSON show alike."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a sentence. role says what a reader's own words are (word, phrase, prefix, ...); None is our wording."""

    text: str
    role: str | None = None


def merged(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The parts without empty ones, neighbours of our own wording made one."""
    whole: list[Part] = []
    for part in parts:
        if part.role is None and whole and whole[-1].role is None:
            whole[-1] = Part(whole[-1].text + part.text)
        elif part.text:
            whole.append(part)
    return tuple(whole)


def joined(
    items: Iterable[tuple[Part, ...]], last: str, between: str = ", "
) -> tuple[Part, ...]:
    """Items as a list in words: `a, b and c` for last=" and "."""
    listed = list(items)
    whole: list[Part] = []
    for place, item in enumerate(listed):
        if place:
            whole.append(Part(last if place == len(listed) - 1 else between))
        whole.extend(item)
    return merged(whole)


def as_text(parts: Iterable[Part]) -> str:
    """The sentence as plain text."""
    return "".join(part.text for part in parts)
