"""The engines that every test of the seam runs on: one row each."""

from collections.abc import Callable
from pathlib import Path

from indexer.engine import Engine, open_engine
from indexer.engine import whoosh_index

URLS: dict[str, Callable[[Path], str]] = {
    "memory": lambda folder: "memory:",
    "whoosh": lambda folder: f"whoosh:{folder / 'index'}",
}
"""For each engine the URL of an index that does not exist yet; an empty folder may be used for it."""

if not hasattr(whoosh_index, "WhooshEngine"):
    del URLS["whoosh"]

KEPT = {"whoosh"}
"""Those whose index outlives the engine."""


def new_engine(name: str, folder: Path) -> Engine:
    """An engine without an index."""
    return open_engine(URLS[name](folder))
