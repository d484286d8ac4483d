"""Settings and an engine go in; what every page says of the archive comes out."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import indexer
from indexer.engine import Engine
from indexer.engine.errors import EngineError
from search_app.answer import index_answer
from search_app.answer_types import IndexAnswer
from search_app.labels import month_label
from search_app.settings import Settings

HERE = Path(__file__).parent
STATIC = HERE / "static"
# In a wheel the templates are part of the package; in the tree they lie beside it.
INSIDE = HERE / "templates"
TEMPLATES = INSIDE if INSIDE.is_dir() else HERE.parent / "templates"


@dataclass(frozen=True, slots=True)
class Site:
    """The archive's name, its span ("January 2023 – June 2024"), its index if one is open."""

    title: str
    span: str
    index: IndexAnswer | None


def site(engine: Engine, settings: Settings) -> Site:
    """Never raises for want of an index: an error page has a masthead too."""
    try:
        index = index_answer(engine.info())
    except EngineError:
        index = None
    return Site(settings.title, span(index), index)


def span(index: IndexAnswer | None) -> str:
    """The months of the first and the last dated document."""
    if index is None or not index["from"] or not index["to"]:
        return ""
    first, last = month_label(index["from"][:7]), month_label(index["to"][:7])
    return first if first == last else f"{first} – {last}"


@cache
def looks_version(settings: Settings) -> str:
    """Changes with whatever shapes an answer besides the index: the settings, the program and its templates."""
    digest = hashlib.sha256(repr(settings).encode("utf-8", "backslashreplace"))
    packages = (HERE, Path(indexer.__file__).parent)
    files = {file for package in packages for file in package.rglob("*.py")}
    for file in sorted({*files, *TEMPLATES.rglob("*.html"), *STATIC.glob("*.*")}):
        digest.update(file.read_bytes())
    return digest.hexdigest()
