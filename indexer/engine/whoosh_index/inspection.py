"""An index directory goes in; what is damaged in it comes out, or the way back to the generation before."""

from indexer.engine.errors import EngineUnavailable, IndexCorrupt
from indexer.engine.results import Report
from indexer.engine.whoosh_index import tombstones
from indexer.engine.whoosh_index.directory import CURRENT, IndexDirectory
from indexer.engine.whoosh_index.generation import Generation
from indexer.engine.whoosh_index.manifest import problems


def check(directory: IndexDirectory) -> Report:
    """Read every byte of every generation that is kept, and name every file that is damaged, missing or extra."""
    names = directory.published()
    current = directory.current()
    if not names and directory.signature() is None:
        raise EngineUnavailable(directory.nothing_yet)
    found = []
    if current is None:
        found.append(f"{CURRENT} is missing or damaged.")
    elif current not in names:
        found.append(f"{current} is missing.")
    for name in names:
        damage = _damage(directory, name, name == current)
        # What a writer removed in the meantime is no damage.
        if (directory.path / name).is_dir():
            found += damage
    try:
        tombstones.read(directory)
    except IndexCorrupt as error:
        found.append(f"{error}.")
    served, documents = _served(directory)
    return Report(served, documents, tuple(found))


def _damage(directory: IndexDirectory, name: str, opening: bool) -> list[str]:
    """What is wrong with a generation; that this version reads it matters where it is to be opened."""
    folder = directory.path / name
    try:
        found = problems(folder)
        if opening and not found:
            Generation.open(folder)
        return found
    except IndexCorrupt as error:
        return [f"{error}."]
    except FileNotFoundError:
        return [f"{name} is missing."]


def _served(directory: IndexDirectory) -> tuple[str, int]:
    """The generation a reader gets and its documents; where none is usable, the best name and 0."""
    names = directory.candidates()
    for name in names:
        try:
            return name, len(Generation.open(directory.path / name).segment)
        except IndexCorrupt:
            continue
    return (names or ["none"])[0], 0


def roll_back(directory: IndexDirectory) -> Report:
    """Make the newest sound generation before the current one the current one. The caller holds the writer's lock."""
    current = directory.current()
    older = [name for name in directory.candidates() if name != current]
    if current is None:
        older = older[1:]
    if not older:
        raise EngineUnavailable(
            "No earlier generation of this index is kept."
            if not tombstones.read(directory)
            else "No earlier generation of this index is kept: those before a takedown hold what was removed."
        )
    for name in older:
        if not _damage(directory, name, opening=True):
            directory.point_to(name)
            generation = Generation.open(directory.path / name)
            return Report(name, len(generation.segment))
    raise IndexCorrupt(f"{older[0]}, the generation before this one, is damaged too")
