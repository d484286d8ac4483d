"""Files go in, a new generation of the index comes out: sources, resolver and engine in one line.

The two steps report to a Watcher as they go; nothing is held in memory but counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from indexer.archive.register_file import connect
from indexer.archive.succession import lead_on_since
from indexer.article import Article
from indexer.engine import Engine
from indexer.engine.errors import EngineUnavailable, IndexCorrupt
from indexer.engine.results import Report
from indexer.engine.withdrawn import Tombstones
from indexer.languages import with_language
from indexer.ledger import Ledger
from indexer.reading import Limits, Reading, Task, Watcher, refuse_many_rejects
from indexer.resolve import Resolver
from indexer.sources import FolderSettings


@dataclass(frozen=True, slots=True)
class Built:
    """A finished build. seconds is wall time."""

    report: Report
    ledger: Ledger
    seconds: float


def build(task: Task, engine: Engine, watcher: Watcher) -> Built:
    """Replace the index by what the files and folders hold.

    Raises WrongSettings where a backfile.toml is wrong, IndexRefused above the limits, and what Engine.rebuild raises;
    the old index then stays as it was.
    """
    start = perf_counter()
    settings = FolderSettings(task.options)
    settings.check(task.walk())
    barred = Tombstones(engine.withdrawn())
    with Resolver() as resolver:

        def articles() -> Iterator[Article]:
            # begins when the engine, its lock in hand, takes the first one
            earlier = _register(engine)
            Reading(resolver, settings, watcher).read_all(task.walk())
            if earlier:
                lead_on_since(resolver.register, earlier)
            ledger = resolver.resolve()
            refuse_many_rejects(ledger, task.limits)
            watcher.indexing(ledger.created)
            yield from allowed(resolver, barred, watcher)

        report = engine.rebuild(
            articles(),
            ledger=resolver.ledger,
            max_loss=_share(engine, task.limits),
            register=resolver.register.write,
        )
        ledger = resolver.ledger()
    return Built(report, ledger, perf_counter() - start)


def _share(engine: Engine, limits: Limits) -> float:
    """The share of the index, as it is, that may go."""
    try:
        info = engine.info()
    except (EngineUnavailable, IndexCorrupt):
        return limits.lost
    held = info.articles + info.teasers
    return limits.may_lose(held) / held if held else limits.lost


def _register(engine: Engine) -> Path | None:
    """The register of the index as it is, None where it has none that can be read."""
    try:
        path = engine.register()
        if path:
            connect(path, reading=True).close()
        return path
    except (EngineUnavailable, IndexCorrupt):
        return None


def allowed(
    resolver: Resolver, barred: Tombstones, watcher: Watcher
) -> Iterator[Article]:
    """The documents of a settled resolver, in their language, without those that were taken down."""
    for article in resolver.articles():
        watcher.indexed()
        if barred.bar(article) or resolver.is_withheld(article):
            resolver.withhold(article)
        else:
            yield with_language(article)
