"""Files go in, what they add to an index, change in it and take from it is published: sources, resolver, batch.

Only files that are new or other than before are read, and only what their records reach is settled anew.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from sqlite3 import DatabaseError
from time import perf_counter
from typing import TYPE_CHECKING

from indexer.archive.inputs import Inputs, problem
from indexer.archive.register_file import connect
from indexer.article import Article
from indexer.engine import Batch, Engine
from indexer.engine.errors import IndexCorrupt, IndexRefused
from indexer.engine.withdrawn import Tombstones
from indexer.ledger import Ledger, LedgerEntry, Outcome
from indexer.reading import Limits, Reading, Task, Watcher, refuse_many_rejects
from indexer.sources import FolderSettings, Rejection
from indexer.sources.walk import unreadable

if TYPE_CHECKING:
    from indexer.resolve import Resolver


@dataclass(frozen=True, slots=True)
class Changes:
    """What an update did to the documents of the index. promoted: excerpts that became part of an article."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    promoted: int = 0


@dataclass(frozen=True, slots=True)
class Updated:
    """A finished update. generation, documents: of the index now; published: whether that is a new one. files: all
    that were looked at; gone: those that are there no longer; pruned: whether their records went too; reoptioned: those
    read again under other options than before; seconds is wall time."""

    generation: str
    documents: int
    published: bool
    files: int
    gone: int
    pruned: bool
    changes: Changes
    ledger: Ledger
    seconds: float
    reoptioned: int = 0


@dataclass(slots=True)
class _Seen:
    """A first look at the inputs. gone: how many files are there no longer."""

    files: int = 0
    changed: bool = False
    gone: int = 0
    rejections: list[Rejection] = field(default_factory=list)


def update(task: Task, engine: Engine, watcher: Watcher) -> Updated:
    """Bring the index up to date with what the files and folders hold now.

    Where nothing is new, nothing is published. Raises as build does, EngineUnavailable where there is no index,
    IndexCorrupt where it has no register of this version.
    """
    start = perf_counter()
    settings = FolderSettings(task.options)
    with engine.batch() as batch:
        seen = _look(task, engine, settings)
        is_new = seen.changed or (task.prune and seen.gone > 0)
        if is_new:
            # here, for an update without news should not wait for it
            from indexer.resolve import Resolver

            with Resolver(batch.register()) as resolver:
                reading = Reading(resolver, settings, watcher)
                seen.gone = _read(task, reading)
                refuse_many_rejects(resolver.resolve(), task.limits, reading.held)
                changes = _publish(resolver, engine, batch, watcher, task.limits)
                ledger, reoptioned = resolver.ledger(), reading.reoptioned
                batch.keep(ledger)
        else:
            ledger, reoptioned = _tell(seen.rejections, watcher), 0
            changes = Changes()
    after = engine.info()
    return Updated(
        after.generation,
        after.articles + after.teasers,
        is_new,
        seen.files,
        seen.gone,
        task.prune,
        changes,
        ledger,
        perf_counter() - start,
        reoptioned,
    )


def _read(task: Task, reading: Reading) -> int:
    """Read what is new, and forget what is gone where that is asked for; how many files are gone."""
    reading.read_all(task.walk())
    # only now, for a file that has another name is not gone
    gone = reading.gone(task.paths)
    for number in gone if task.prune else ():
        reading.forget(number)
    return len(gone)


def _look(task: Task, engine: Engine, settings: FolderSettings) -> _Seen:
    seen = _Seen()
    path = engine.register()
    if path is None:
        raise IndexCorrupt(
            "the index does not say what it was built from; run: backfile build"
        )
    with _damage_told(), closing(connect(path, reading=True)) as db:
        inputs = Inputs(db)
        for entry in task.walk():
            if isinstance(entry, Rejection):
                seen.rejections.append(entry)
                continue
            seen.files += 1
            options = settings.of(entry)
            # what is wrong in any backfile.toml is told before anything is read
            if seen.changed or inputs.holds(entry, options):
                continue
            error = problem(entry)
            if error:
                unread = Rejection(entry.name, None, unreadable(error))
                seen.rejections.append(unread)
            else:
                seen.changed = True
        seen.gone = sum(1 for _ in inputs.gone(task.paths))
    return seen


@contextmanager
def _damage_told() -> Iterator[None]:
    """What is copied later is verified; this look is not worth reading every byte."""
    try:
        yield
    except DatabaseError as error:
        raise IndexCorrupt(f"the register is damaged: {error}") from error


def _publish(
    resolver: "Resolver",
    engine: Engine,
    batch: Batch,
    watcher: Watcher,
    limits: Limits,
) -> Changes:
    """Give the engine every document that is another than the one it holds, and take what vanished.

    Raises IndexRefused where too many of those became part of nothing.
    """
    from indexer.build import allowed

    barred = Tombstones(engine.withdrawn())
    watcher.indexing(resolver.reached)
    added = changed = removed = promoted = lost = 0
    heirs: dict[str, str] = {}
    new: set[str] = set()
    for article in allowed(resolver, barred, watcher):
        held = _held(engine, article.id)
        if held == barred.cleared(article):
            continue
        batch.put(article)
        heirs.update(dict.fromkeys(article.former_ids, article.id))
        changed += held is not None
        added += held is None
        if held is None and article.former_ids:
            # only these, for a million may be added
            new.add(article.id)
    for name, became_part in resolver.vanished():
        if not _held(engine, name):
            continue
        batch.remove(name)
        heir = heirs.get(name)
        if became_part:
            promoted += 1
        elif heir in new:
            # the same article under another id
            new.remove(heir)
            added, changed = added - 1, changed + 1
        else:
            removed += 1
            lost += heir is None
    _refuse_loss(lost, engine, limits)
    return Changes(added, changed, removed, promoted)


def _held(engine: Engine, article_id: str) -> Article | None:
    """The document of the index with exactly this id."""
    held = engine.get(article_id)
    return held if isinstance(held, Article) and held.id == article_id else None


def _refuse_loss(lost: int, engine: Engine, limits: Limits) -> None:
    info = engine.info()
    held = info.articles + info.teasers
    if lost > limits.may_lose(held):
        raise IndexRefused(f"{lost:,} of {held:,} documents would be lost.")


def _tell(rejections: Sequence[Rejection], watcher: Watcher) -> Ledger:
    """Nothing is new but what could never be read."""
    for rejection in rejections:
        watcher.rejected(rejection)
    count = len(rejections)
    entry = LedgerEntry(None, Outcome.REJECTED, "file", count)
    return Ledger(read=count, rejected=count, entries=(entry,) if count else ())
