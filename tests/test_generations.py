"""The index directory: how generations follow one another, what readers see, and how damage is found and survived."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from indexer.article import Article
from indexer.engine.errors import (
    EngineUnavailable,
    IndexBusy,
    IndexCorrupt,
    IndexRefused,
)
from indexer.engine.query import Term
from indexer.engine.request import FacetRequest, SearchRequest, Sort
from indexer.engine.whoosh_index import WhooshEngine
from indexer.engine.whoosh_index import generation as generation_module
from tests.conftest import ROOT
from tests.publishing import IDS, NEW, OLD, assert_whole, ids, write_register
from tests.strategies import article


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def engine(folder: Path) -> WhooshEngine:
    """An index with two generations: OLD, then NEW."""
    engine = WhooshEngine(folder)
    engine.rebuild(OLD, register=write_register(OLD))
    engine.rebuild(NEW, register=write_register(NEW))
    return engine


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_layout(engine: WhooshEngine, folder: Path) -> None:
    assert names(folder) == ["CURRENT", "WRITER.lock", "gen-00000001", "gen-00000002"]
    assert (folder / "CURRENT").read_text() == "gen-00000002\n"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "gen-00000002").stat().st_mode & 0o777 == 0o700
    manifest = json.loads((folder / "gen-00000002" / "MANIFEST.json").read_bytes())
    assert sorted([*manifest["files"], "MANIFEST.json"]) == names(
        folder / "gen-00000002"
    )


def test_a_folder_of_others_keeps_its_mode_and_files(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "letter.txt").write_text("dear reader")
    engine = WhooshEngine(tmp_path)
    for archive in (OLD, NEW, OLD):
        engine.rebuild(archive)
    assert tmp_path.stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "letter.txt").read_text() == "dear reader"


def test_a_file_is_no_index(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("")
    with pytest.raises(EngineUnavailable):
        WhooshEngine(path).info()
    with pytest.raises(EngineUnavailable):
        WhooshEngine(path).rebuild(OLD)
    with pytest.raises(EngineUnavailable):
        WhooshEngine(path / "below").rebuild(OLD)


def test_two_generations_stay(engine: WhooshEngine, folder: Path) -> None:
    for _ in range(3):
        engine.rebuild(OLD)
    assert names(folder)[2:] == ["gen-00000004", "gen-00000005"]


def test_a_new_generation_is_seen_at_the_next_call(folder: Path) -> None:
    reader, writer = WhooshEngine(folder), WhooshEngine(folder)
    with pytest.raises(EngineUnavailable):
        reader.info()
    writer.rebuild(OLD)
    assert ids(reader) == {a.id for a in OLD}
    held = reader.scan(SearchRequest())
    first = next(held)
    writer.rebuild(NEW)
    writer.rebuild(NEW)
    writer.rebuild(NEW)
    assert ids(reader) == {a.id for a in NEW}
    # What is open stays open, though its files are gone by now.
    assert {first.article.id, *(hit.article.id for hit in held)} == {a.id for a in OLD}


def test_rollback_is_seen_and_ends(engine: WhooshEngine, folder: Path) -> None:
    reader = WhooshEngine(folder)
    assert ids(reader) == {a.id for a in NEW}
    report = engine.rollback()
    assert (report.generation, report.documents) == ("gen-00000001", len(OLD))
    assert ids(reader) == {a.id for a in OLD}
    with pytest.raises(EngineUnavailable):
        engine.rollback()
    report = engine.rebuild(NEW)
    assert report.generation == "gen-00000003"
    assert names(folder)[2:] == ["gen-00000001", "gen-00000003"]


def test_rollback_never_goes_to_a_damaged_generation(
    engine: WhooshEngine, folder: Path
) -> None:
    flip(folder / "gen-00000001" / "MAIN_1.documents")
    with pytest.raises(IndexCorrupt):
        engine.rollback()
    assert ids(engine) == {a.id for a in NEW}


def test_one_writer(engine: WhooshEngine, folder: Path) -> None:
    other = WhooshEngine(folder)
    with engine.batch() as batch:
        batch.remove(NEW[0].id)
        with pytest.raises(IndexBusy):
            other.rebuild(OLD)
        with pytest.raises(IndexBusy):
            other.rollback()
        with pytest.raises(IndexBusy), other.batch():
            pass
        assert ids(other) == {a.id for a in NEW}
    assert ids(other) == {a.id for a in NEW[1:]}
    other.rebuild(OLD)


def test_one_writer_among_processes(engine: WhooshEngine, folder: Path) -> None:
    code = "from indexer.engine.whoosh_index import WhooshEngine; import sys; WhooshEngine(sys.argv[1]).rebuild([])"
    command = [sys.executable, "-c", code, str(folder)]
    with open(folder / "WRITER.lock", "rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert "IndexBusy" in done.stderr
    assert ids(engine) == {a.id for a in NEW}


def test_debris_of_a_killed_writer_goes(engine: WhooshEngine, folder: Path) -> None:
    shutil.copytree(folder / "gen-00000002", folder / "gen-00000003.tmp")
    shutil.copytree(folder / "gen-00000002", folder / "gen-00000000.old")
    (folder / "CURRENT.tmp").write_text("gen-0000")
    # Renamed, but CURRENT was not swapped any more.
    shutil.copytree(folder / "gen-00000001", folder / "gen-00000003")
    assert ids(engine) == ids(WhooshEngine(folder)) == {a.id for a in NEW}
    assert engine.check().problems == ()
    engine.rebuild(OLD)
    assert names(folder)[2:] == ["gen-00000002", "gen-00000004"]
    assert_whole(folder)


def test_loss_is_refused(engine: WhooshEngine, folder: Path) -> None:
    before = names(folder)
    with pytest.raises(IndexRefused, match="30 of 60 documents"):
        engine.rebuild(NEW[:30], max_loss=0.4)
    assert names(folder) == before
    assert ids(engine) == {a.id for a in NEW}
    engine.rebuild(NEW[:30], max_loss=0.5)
    engine.rebuild([], max_loss=1.0)
    assert ids(engine) == frozenset()


def test_loss_of_an_unreadable_index_is_none(
    engine: WhooshEngine, folder: Path
) -> None:
    for name in names(folder)[2:]:
        (folder / name / "info.json").unlink()
    engine.rebuild(OLD, max_loss=0.0)
    assert_whole(folder)


# --- damage


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x10
    replace(path, bytes(data))


def replace(path: Path, data: bytes) -> None:
    """Another file in its place, so that what is mapped stays as it is."""
    path.unlink()
    path.write_bytes(data)


DAMAGE: dict[str, Callable[[Path], None]] = {
    "flipped": flip,
    "cut": lambda path: replace(path, path.read_bytes()[:-1]),
    "emptied": lambda path: replace(path, b""),
    "zeroed": lambda path: replace(path, bytes(path.stat().st_size)),
    "longer": lambda path: replace(path, path.read_bytes() + b"\n"),
    "missing": Path.unlink,
}
FILES = (
    "MAIN_1.columns",
    "MAIN_1.documents",
    "MAIN_1.frequencies",
    "MAIN_1.lexicon",
    "MAIN_1.positions",
    "MAIN_1.stored",
    "MANIFEST.json",
    "_MAIN_1.toc",
    "info.json",
    "register",
)


def test_files_of_a_generation(engine: WhooshEngine, folder: Path) -> None:
    assert tuple(names(folder / "gen-00000002")) == FILES


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("file", FILES)
def test_damage_is_named(
    engine: WhooshEngine, folder: Path, file: str, damage: str
) -> None:
    DAMAGE[damage](folder / "gen-00000002" / file)
    (problem,) = WhooshEngine(folder).check().problems
    assert problem.startswith(f"gen-00000002/{file} is ")


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_current_file_is_named_and_survived(
    engine: WhooshEngine, folder: Path, damage: str
) -> None:
    DAMAGE[damage](folder / "CURRENT")
    reader = WhooshEngine(folder)
    assert reader.check().problems
    assert ids(reader) == {a.id for a in NEW}
    engine.rebuild(OLD)
    assert ids(reader) == {a.id for a in OLD}
    assert_whole(folder)


@pytest.mark.parametrize("ask", [False, True])
def test_a_damaged_register_is_not_taken_over(
    engine: WhooshEngine, folder: Path, ask: bool
) -> None:
    flip(folder / "gen-00000002" / "register")
    before = names(folder)
    with pytest.raises(IndexCorrupt, match="gen-00000002/register is damaged"):
        with engine.batch() as batch:
            batch.remove(NEW[0].id)
            if ask:
                batch.register()
    assert names(folder) == before
    for _ in range(2):
        engine.rebuild(NEW, register=write_register(NEW))
    assert_whole(folder)


def test_where_there_are_no_links_the_register_is_copied(
    engine: WhooshEngine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_links(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", without_links)
    with engine.batch() as batch:
        batch.put(NEW[0])
    register = engine.register()
    assert register and register.read_bytes() == b"new"
    assert register.stat().st_mode & 0o777 == 0o600
    assert_whole(folder)


def test_a_file_too_many_is_named(engine: WhooshEngine, folder: Path) -> None:
    (folder / "gen-00000001" / "MAIN_1.other").write_text("")
    assert engine.check().problems == (
        "gen-00000001/MAIN_1.other does not belong there.",
    )


def everything(engine: WhooshEngine) -> tuple[object, ...]:
    """One call of each kind, so that every file is read."""
    facets = (FacetRequest("source"), FacetRequest("year"))
    return (
        ids(engine),
        engine.search(SearchRequest(Term("number"), facets=facets, histogram=True)),
        engine.search(SearchRequest(sort=Sort.NEWEST)).hits,
        engine.similar("old-1", 3),
        engine.suggest("f", 3),
        engine.spell("ferri", 3),
        engine.info().articles,
    )


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("file", FILES)
def test_a_damaged_generation_is_never_served(
    engine: WhooshEngine, folder: Path, file: str, damage: str
) -> None:
    """Answers are those of NEW, or of OLD where the damage is seen."""
    fine = everything(engine)
    DAMAGE[damage](folder / "gen-00000002" / file)
    reader = WhooshEngine(folder)
    with suppress(IndexCorrupt):
        assert ids(reader) in IDS
    found = everything(reader)
    shutil.rmtree(folder / "gen-00000002")
    older = everything(WhooshEngine(folder))
    assert all(answer in two for answer, *two in zip(found, fine, older))


def test_a_stream_over_damage_ends_with_an_error(
    engine: WhooshEngine, folder: Path
) -> None:
    flip(folder / "gen-00000002" / "MAIN_1.stored")
    reader = WhooshEngine(folder)
    with pytest.raises(IndexCorrupt):
        list(reader.scan(SearchRequest()))
    assert ids(reader) == {a.id for a in OLD}


def test_nothing_usable_is_corrupt(engine: WhooshEngine, folder: Path) -> None:
    for name in names(folder)[2:]:
        flip(folder / name / "MAIN_1.stored")
        flip(folder / name / "MANIFEST.json")
    reader = WhooshEngine(folder)
    for _ in range(2):
        with pytest.raises(IndexCorrupt, match="gen-00000002"):
            reader.search(SearchRequest())
    assert len(reader.check().problems) == 2
    reader.rebuild(OLD)
    assert_whole(folder)


def test_every_generation_gone(engine: WhooshEngine, folder: Path) -> None:
    for name in names(folder)[2:]:
        shutil.rmtree(folder / name)
    with pytest.raises(IndexCorrupt):
        WhooshEngine(folder).info()
    assert WhooshEngine(folder).check().problems == ("gen-00000002 is missing.",)


def test_nothing_built(folder: Path) -> None:
    engine = WhooshEngine(folder)
    for call in (engine.info, engine.check, engine.rollback):
        with pytest.raises(EngineUnavailable):
            call()
    with pytest.raises(EngineUnavailable), engine.batch():
        pass
    assert names(folder) in ([], ["WRITER.lock"])


def test_another_version_wants_a_build(
    engine: WhooshEngine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generation_module, "schema_version", lambda: "another")
    reader = WhooshEngine(folder)
    with pytest.raises(IndexCorrupt, match="backfile build"):
        reader.search(SearchRequest())
    assert "backfile build" in reader.check().problems[0]
    reader.rebuild(OLD)
    assert ids(reader) == {a.id for a in OLD}


# --- many readers


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="no /proc")
def test_fifty_swaps_leak_no_descriptor(folder: Path) -> None:
    engine = WhooshEngine(folder)
    reader = WhooshEngine(folder)
    engine.rebuild(OLD)
    ids(reader)
    before, mapped = descriptors(), len(Path("/proc/self/maps").read_text().split("\n"))
    for swap in range(50):
        engine.rebuild(NEW if swap % 2 else OLD)
        ids(reader)
    assert descriptors() <= before
    assert len(Path("/proc/self/maps").read_text().split("\n")) < mapped + 20
    reader.close()
    engine.close()
    assert descriptors() < before


def test_every_answer_is_old_or_new(folder: Path) -> None:
    """Twenty threads search while generations are swapped; no answer is a mixture."""
    engine = WhooshEngine(folder)
    engine.rebuild(OLD)
    done = threading.Event()
    wrong: list[object] = []
    answers = [0]
    wanted = {
        ("gen", archive[0].id[:3], len(archive), archive[0].date)
        for archive in (OLD, NEW)
    }

    def read() -> None:
        reader = WhooshEngine(folder) if threading.get_ident() % 2 else engine
        try:
            while not done.is_set():
                found = reader.search(
                    SearchRequest(Term("number"), limit=100, histogram=True)
                )
                assert found.histogram
                kinds = {hit.article.id[:3] for hit in found.hits}
                days = {hit.article.date for hit in found.hits}
                assert len(kinds) == len(days) == 1, (kinds, days)
                answer = ("gen", kinds.pop(), len(found.hits), days.pop())
                assert answer in wanted, answer
                assert found.total.all == len(found.hits)
                assert sum(b.count for b in found.histogram.buckets) == found.total.all
                answers[0] += 1
                # The writer wants its turn, too.
                time.sleep(0.005)
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=read) for _ in range(20)]
    for thread in threads:
        thread.start()
    for swap in range(10):
        engine.rebuild(OLD if swap % 2 else NEW)
    done.set()
    for thread in threads:
        thread.join(60)
    assert wrong == []
    assert answers[0] > 20


def test_a_batch_is_all_or_nothing(engine: WhooshEngine) -> None:
    with engine.batch() as batch:
        batch.put(article("added", "first text"))
        batch.put(article("added", "second text"))
        batch.remove("new-1")
        batch.remove("new-2")
        batch.put(article("new-2", "came back"))
        batch.put(article("gone", "at once"))
        batch.remove("gone")
        batch.remove("never there")
        assert ids(engine) == {a.id for a in NEW}
    expected = {a.id for a in NEW} - {"new-1"} | {"added"}
    assert ids(engine) == expected
    found = engine.get("added"), engine.get("new-2"), engine.get("new-3")
    assert [a.body for a in found if isinstance(a, Article)] == [
        "second text",
        "came back",
        NEW[3].body,
    ]
    assert engine.search(SearchRequest(Term("first"))).total.all == 0
