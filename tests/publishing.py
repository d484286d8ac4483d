"""Two small archives, a process that publishes them by turns, and what holds of an index whatever happened to it.

The register of a generation names its archive.
"""

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from indexer.article import Article
from indexer.engine.request import SearchRequest
from indexer.engine.whoosh_index import WhooshEngine
from tests.conftest import ROOT
from tests.strategies import article

OLD = tuple(
    article(f"old-{n}", f"the old ferry number {n}", "Ferry", "2023-01-05")
    for n in range(40)
)
NEW = tuple(
    article(f"new-{n}", f"the new lighthouse number {n}", "Light", "2024-02-06")
    for n in range(60)
)
REGISTERS = {b"old": OLD, b"new": NEW}
IDS = {frozenset(a.id for a in OLD), frozenset(a.id for a in NEW)}


def ids(engine: WhooshEngine) -> frozenset[str]:
    """The ids of all documents, each of them once."""
    found = [hit.article.id for hit in engine.scan(SearchRequest())]
    assert len(found) == len(set(found)) == engine.search(SearchRequest()).total.all
    return frozenset(found)


def write_register(archive: Sequence[Article]) -> Callable[[Path], None]:
    """What writes the register of one of the archives."""

    def write(path: Path) -> None:
        path.write_bytes(archive[0].id[:3].encode())

    return write


def assert_whole(folder: Path) -> None:
    """The index answers with one of the two archives, has no damage, and can be built anew."""
    engine = WhooshEngine(folder)
    assert ids(engine) in IDS
    register = engine.register()
    if register:
        archive = REGISTERS[register.read_bytes()]
        assert ids(engine) == {a.id for a in archive}
    assert engine.check().problems == ()
    engine.rebuild(NEW)
    assert ids(engine) == frozenset(a.id for a in NEW)
    assert engine.check().problems == ()
    names = sorted(path.name for path in folder.iterdir())
    assert len([n for n in names if n.startswith("gen-")]) <= 2, names
    assert not [n for n in names if n.endswith((".tmp", ".old"))], names
    engine.close()


PUBLISHER = """
import sys
from indexer.engine.whoosh_index import WhooshEngine
from tests.publishing import NEW, OLD, write_register
{prepare}
engine = WhooshEngine(sys.argv[1])
print("ready", flush=True)
for turn in range({turns}):
    archive = NEW if turn % 2 else OLD
    engine.rebuild(archive, register=write_register(archive))
    with engine.batch() as batch:
        batch.put(archive[0])
    with engine.batch() as batch:
        for article in OLD if turn % 2 else NEW:
            batch.put(article)
        for article in NEW if turn % 2 else OLD:
            batch.remove(article.id)
        write_register(OLD if turn % 2 else NEW)(batch.register())
"""


def publisher(
    folder: Path, turns: int = 1, prepare: str = ""
) -> "subprocess.Popen[str]":
    """A process that publishes the archives by turns, by rebuilds and batches."""
    code = PUBLISHER.format(turns=turns, prepare=prepare)
    return subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
