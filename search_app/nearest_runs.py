"""A run of Chinese, Japanese or Korean goes in, runs with one character changed come out, as the archive writes them.

Such scripts have no words to compare; what tells a wrong character is that it stands beside no neighbour as it does
here. A piece of three characters that is nowhere in the archive holds one.
"""

from collections.abc import Callable, Iterator

from indexer.engine import Engine

_PIECE = 3
_LONGEST = 24  # characters of a run that is looked at
_NEAR = 400  # pairs one character off that are asked for
_TRIED = 40  # characters that are tried in one place

Count = Callable[[str], int]


def nearest_runs(engine: Engine, run: str, count: Count) -> list[str]:
    """Runs whose pieces are all in the archive, those of the most frequent pieces first; count tells of a piece."""
    if not 2 <= len(run) <= _LONGEST:
        return []
    found: dict[str, int] = {}
    for place in _doubtful(run, count):
        for character in _fitting(engine, run, place)[:_TRIED]:
            changed = run[:place] + character + run[place + 1 :]
            held = min(count(piece) for piece in _pieces(changed, place))
            if held:
                found[changed] = held
    return sorted(found, key=lambda each: (-found[each], each))


def _pieces(run: str, place: int) -> Iterator[str]:
    """The pieces of a run that hold a place."""
    length = min(_PIECE, len(run))
    for start in range(max(0, place - length + 1), min(place, len(run) - length) + 1):
        yield run[start : start + length]


def _doubtful(run: str, count: Count) -> list[int]:
    """Places whose pieces are all unknown."""
    known: dict[str, int] = {}

    def unknown(piece: str) -> bool:
        if piece not in known:
            known[piece] = count(piece)
        return not known[piece]

    return [
        place for place in range(len(run)) if all(map(unknown, _pieces(run, place)))
    ]


def _fitting(engine: Engine, run: str, place: int) -> list[str]:
    """Characters that make known pairs with both neighbours, those of the most frequent pairs first."""
    sides = []
    if place:
        sides.append(_counts(engine, run[place - 1 : place + 1], 1))
    if place + 1 < len(run):
        sides.append(_counts(engine, run[place : place + 2], 0))
    both = set(sides[0]).intersection(*sides)
    least = {character: min(side[character] for side in sides) for character in both}
    return sorted(least, key=lambda each: (-least[each], each))


def _counts(engine: Engine, pair: str, place: int) -> dict[str, int]:
    """What may stand at one place of a pair, its other character kept: each with the documents of the pair."""
    kept = pair[1 - place]
    return {
        near.text[place]: near.count
        for near in engine.spell(pair, _NEAR)
        if len(near.text) == 2 and near.text[1 - place] == kept
    }
