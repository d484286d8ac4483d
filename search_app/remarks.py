"""What is wrong with an input goes in as a Remark (said beside the results) or a Problem (refused with 400)."""

from dataclasses import dataclass

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence about a text that was searched all the same.

    code is one of a fixed set of names; at is the half-open range of code points of the parameter's text that the
    sentence is about, None where it is about the whole.
    """

    code: str
    parameter: str
    at: tuple[int, int] | None
    text: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A parameter that cannot be used, its value as given, and a sentence for the reader. The page answers 400."""

    parameter: str
    value: str
    sentence: str


def shown(text: str) -> str:
    """A reader's text as a sentence may quote it: what can be printed, 60 characters at most."""
    start = text[: 4 * _SHOWN]
    seen = "".join(c if c.isprintable() else " " for c in start)
    seen = " ".join(seen.split())
    if len(seen) <= _SHOWN and len(start) == len(text):
        return seen
    return seen[:_SHOWN].rstrip() + "…"
