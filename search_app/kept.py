"""What is made of a generation goes in and is kept while that generation is served: generations do not change."""

from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar

from indexer.engine import Engine

T = TypeVar("T")

_MOST = 8


class Kept(Generic[T]):
    """Calls `make` once for each generation of an engine. Raises the errors of the engine."""

    def __init__(self, make: Callable[[Engine], T]) -> None:
        self._make = make
        self._made: dict[tuple[int, str, datetime], T] = {}

    def __call__(self, engine: Engine) -> T:
        info = engine.info()
        key = (id(engine), info.generation, info.built)
        if key not in self._made:
            made = self._make(engine)
            if len(self._made) >= _MOST:
                self._made.clear()
            self._made[key] = made
            return made
        return self._made[key]
