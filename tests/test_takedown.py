"""A takedown on disk: whole or not at all whatever happens, no copy of the text, and none of it without its list."""

import errno
import json
import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from indexer.analysis import fold
from indexer.archive.packing import unpacked
from indexer.archive.register_file import connect
from indexer.article import Article, Kind
from indexer.cli import run
from indexer.engine.errors import EngineUnavailable, IndexCorrupt
from indexer.engine.query import Term
from indexer.engine.request import SearchRequest
from indexer.engine.whoosh_index import WhooshEngine
from indexer.engine.withdrawn import Withdrawn
from indexer.record import dumps
from tests.conftest import ROOT
from tests.publishing import NEW, OLD, ids, write_register
from tests.test_cli import output
from tests.test_generations import DAMAGE, names
from tests.test_publishing_torture import CALLS, SELF_KILL, failing

LIST = "WITHDRAWN.json"


def taken(engine: WhooshEngine) -> bool:
    """Whether old-1 was taken down; half a takedown is an error."""
    document = engine.get("old-1")
    listed = "old-1" in ids(engine)
    stones = [stone.id for stone in engine.withdrawn()]
    if isinstance(document, Withdrawn):
        assert stones == ["old-1"] and not listed
        return True
    assert isinstance(document, Article) and stones == [] and listed
    return False


def take_down(engine: WhooshEngine) -> None:
    with engine.batch() as batch:
        assert batch.withdraw("old-1", "asked")


def assert_sound(folder: Path, done: bool) -> None:
    """The old state or the one after the takedown, for new readers and whatever is published next."""
    engine = WhooshEngine(folder)
    assert engine.check().problems == ()
    held = taken(engine)
    assert held or not done
    engine.rebuild(OLD)
    assert taken(engine) is held
    engine.rebuild(OLD)
    engine.rollback()
    assert taken(engine) is held
    assert not [n for n in names(folder) if n.endswith((".tmp", ".old"))]
    engine.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index with two generations that hold old-1."""
    engine = WhooshEngine(tmp_path / "index")
    engine.rebuild(OLD)
    engine.rebuild(OLD)
    return tmp_path / "index"


def test_layout_after_a_takedown(folder: Path) -> None:
    engine = WhooshEngine(folder)
    take_down(engine)
    assert names(folder) == ["CURRENT", LIST, "WRITER.lock", "gen-00000003"]
    assert_sound(folder, True)


# What it leaves as it is needs no mode.
@pytest.mark.parametrize("call", [call for call in CALLS if call != "chmod"])
def test_every_call_of_a_takedown_failed_once(tmp_path: Path, call: str) -> None:
    number, failed = 0, True
    while failed:
        number += 1
        folder = tmp_path / str(number)
        engine = WhooshEngine(folder)
        engine.rebuild(OLD)
        engine.rebuild(OLD, register=write_register(OLD))
        error = None
        with pytest.MonkeyPatch.context() as patch:
            came = failing(patch, (call,), number, errno.EIO)
            try:
                take_down(engine)
            except OSError as caught:
                error = caught
            failed = came()
        assert error is None or error.errno == errno.EIO
        taken(engine)
        assert_sound(folder, error is None)
    assert number > 1


TAKE_DOWN = """
import sys
from indexer.engine.whoosh_index import WhooshEngine
{prepare}
with WhooshEngine(sys.argv[1]).batch() as batch:
    batch.withdraw("old-1", "asked")
"""


@pytest.mark.torture
@pytest.mark.parametrize("after", [False, True])
def test_a_takedown_killed_at_every_call(folder: Path, after: bool) -> None:
    number, code, states = 0, -9, set()
    while code:
        number += 1
        again = folder.parent / f"{number}"
        shutil.copytree(folder, again)
        prepare = SELF_KILL.format(number=number, after=after, names=CALLS)
        command = [sys.executable, "-c", TAKE_DOWN.format(prepare=prepare), str(again)]
        code = subprocess.run(command, cwd=ROOT, timeout=120, check=False).returncode
        assert code in (0, -9)
        states.add(taken(WhooshEngine(again)))
        assert_sound(again, code == 0)
    assert number > 20 and states == {False, True}


def test_what_could_not_be_deleted_goes_with_the_next_writer(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = WhooshEngine(folder)
    with monkeypatch.context() as patch:
        failing(patch, ("rmdir",), 1, errno.EIO)
        with pytest.raises(OSError, match="Input/output"):
            take_down(engine)
    assert taken(engine)
    with pytest.raises(EngineUnavailable, match="takedown"):
        engine.rollback()
    assert [n for n in names(folder) if n.startswith("gen-")] == ["gen-00000003"]


def test_older_text_is_not_served_for_a_damaged_generation(folder: Path) -> None:
    """Killed before the older generations went, then damaged."""
    shutil.copytree(folder / "gen-00000002", folder.parent / "kept")
    take_down(WhooshEngine(folder))
    shutil.copytree(folder.parent / "kept", folder / "gen-00000002")
    assert taken(WhooshEngine(folder))
    (folder / "gen-00000003" / "MANIFEST.json").unlink()
    with pytest.raises(IndexCorrupt):
        WhooshEngine(folder).get("old-2")
    WhooshEngine(folder).rebuild(OLD)
    assert taken(WhooshEngine(folder))


@pytest.mark.parametrize("damage", DAMAGE)
def test_without_its_list_nothing_is_published(folder: Path, damage: str) -> None:
    engine = WhooshEngine(folder)
    take_down(engine)
    whole = (folder / LIST).read_bytes()
    DAMAGE[damage](folder / LIST)
    before = names(folder)
    engine = WhooshEngine(folder)
    (problem,) = engine.check().problems
    assert problem.startswith(f"{LIST} is ")
    assert ids(engine) == {a.id for a in OLD} - {"old-1"}
    assert engine.get("old-1") is None
    for write in (lambda: engine.rebuild(OLD), engine.rollback, engine.withdrawn):
        with pytest.raises(IndexCorrupt, match=LIST):
            write()
    with pytest.raises(IndexCorrupt), engine.batch():
        pass
    assert names(folder) == before
    (folder / LIST).write_bytes(whole)
    assert_sound(folder, True)


def test_the_list_outlives_every_generation(folder: Path) -> None:
    take_down(WhooshEngine(folder))
    for name in names(folder):
        if name.startswith("gen-"):
            shutil.rmtree(folder / name)
    WhooshEngine(folder).rebuild([*OLD, *NEW])
    assert taken(WhooshEngine(folder))


# --- the command


def items(path: Path) -> Path:
    bodies = {"a": "A quiet zephyrine harbour.", "b": "Nothing else was seen at sea."}
    records = ({"id": name, "body": body} for name, body in bodies.items())
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


@pytest.fixture
def index(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> str:
    folder = str(tmp_path / "index")
    records = items(tmp_path / "items.jsonl")
    for _ in range(2):
        assert run(["build", str(records), "--index", folder]) == 0
    capfd.readouterr()
    return folder


def remove(index: str, *arguments: str) -> int:
    return run(["remove", *arguments, "--index", index])


def test_remove_prints_what_went(
    index: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert remove(index, "a", "--reason", " A court\n order. ") == 0
    out, err = output(capfd)
    assert out == "Removed a: A court order.\n" and err == ""
    assert remove(index, "a", "--reason", "again") == 0
    assert "was removed on" in output(capfd)[0]
    assert remove(index, "a", "b", "--reason", "both", "--json") == 0
    first, second = json.loads(output(capfd)[0])
    assert (first["removed_now"], first["reason"]) == (False, "A court order.")
    assert (second["removed_now"], second["ids"]) == (True, ["b"])
    assert run(["explain", "a", "--index", index]) == 2
    assert "A court order." in output(capfd)[1]


def register_text(engine: WhooshEngine) -> str:
    """Every record that the register keeps, in full."""
    path = engine.register()
    assert path
    with closing(connect(path, reading=True)) as db:
        tables = ("rows", "sights", "docs", "teasers")
        records = " UNION ALL ".join(f"SELECT record FROM {name}" for name in tables)
        found = [dumps(unpacked(record)) for (record,) in db.execute(records) if record]
    assert found
    return "\n".join(found)


def test_remove_blanks_the_register(
    index: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert "zephyrine" in register_text(WhooshEngine(index))
    assert remove(index, "a", "--reason", "why") == 0
    assert "zephyrine" not in register_text(WhooshEngine(index))


def test_a_register_of_another_version_goes_with_what_is_removed(
    index: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with WhooshEngine(index).batch() as batch:
        register = batch.register()
        assert register
        register.write_bytes(b"zephyrine" * 1_000)
    assert remove(index, "a", "--reason", "why") == 0
    for path in Path(index).rglob("*"):
        assert not path.is_file() or b"zephyrine" not in path.read_bytes(), path
    capfd.readouterr()
    assert run(["update", index, "--index", index]) == 5
    assert "another version" in output(capfd)[1]


def test_an_update_leaves_out_what_was_removed(
    index: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    items = tmp_path / "items.jsonl"
    assert remove(index, "a", "--reason", "why") == 0
    lines = items.read_text().splitlines()
    items.write_text(
        "\n".join([*lines[::-1], lines[-1].replace('"id": "', '"id": "new')])
    )
    capfd.readouterr()
    assert run(["update", str(items), "--index", index, "--json"]) == 0
    report = json.loads(output(capfd)[0])
    assert report["changes"] == {"added": 1, "changed": 0, "removed": 0, "promoted": 0}
    items.write_text(items.read_text().replace("zephyrine", "zephyrine zephyrine"))
    assert run(["update", str(items), "--index", index, "--json"]) == 0
    report = json.loads(output(capfd)[0])
    assert report["ledger"]["withdrawn"] == 1
    assert isinstance(WhooshEngine(index).get("a"), Withdrawn)
    assert "zephyrine" not in register_text(WhooshEngine(index))


LONG = (
    "The harbour master said on the zephyrine quay that the ferry would sail again before the end of the week, "
    "once the new engine had been tried in the sound."
)


def record(body: str, **values: str) -> str:
    told = {"source": "Gazette", "title": "Ferry", "date": "2024-06-19"}
    return json.dumps({**told, "body": body, **values})


def page(snippet: str, day: str) -> str:
    listed = f"{snippet}\n{day}\n{snippet}"
    text = "Nobody on the outer islands had expected the school to open this month."
    return f"{text}\n\nLINA\nMore From Gazette\n{listed}\nMore Articles\n"


def held(index: str) -> list[Article]:
    return [hit.article for hit in WhooshEngine(index).scan(SearchRequest())]


def removed(tmp_path: Path, kind: Kind, name: str, text: str) -> tuple[Path, str]:
    """A folder with this file, and its index, from which the document of the kind was removed."""
    folder, index = tmp_path / "in", str(tmp_path / "index")
    folder.mkdir()
    (folder / name).write_text(text)
    assert run(["build", str(folder), "--index", index]) == 0
    (gone,) = [one for one in held(index) if one.kind is kind]
    assert run(["remove", gone.id, "--reason", "asked", "--index", index]) == 0
    return folder, index


def assert_away(folder: Path, index: str, *commands: str, left: int) -> None:
    """Whatever is run, so many documents are left, and no word of the removed one."""
    for command in commands:
        assert run([command, str(folder), "--index", index, "--force"]) == 0
        found = held(index)
        assert len(found) == left
        assert not any("zephyrine" in one.body for one in found)
        assert "zephyrine" not in register_text(WhooshEngine(index))


@pytest.mark.parametrize("command", ["update", "build"])
@pytest.mark.parametrize("name", ["a.jsonl", "b.jsonl"])
def test_an_edition_of_what_was_removed_stays_away(
    tmp_path: Path, command: str, name: str
) -> None:
    folder, index = removed(tmp_path, Kind.ARTICLE, "a.jsonl", record(LONG))
    edited = record(LONG.replace("the sound", "the whole sound"))
    (folder / name).write_text(edited)
    assert_away(folder, index, command, "update", "build", left=0)


@pytest.mark.parametrize("command", ["update", "build"])
def test_an_excerpt_of_what_was_removed_stays_away(
    tmp_path: Path, command: str
) -> None:
    folder, index = removed(tmp_path, Kind.ARTICLE, "a.jsonl", record(LONG))
    (folder / "late.txt").write_text(page(LONG[:90], "June 19, 2024"))
    assert_away(folder, index, command, "update", left=1)


@pytest.mark.parametrize("command", ["update", "build"])
def test_the_article_of_a_removed_excerpt_stays_away(
    tmp_path: Path, command: str
) -> None:
    listing = page(LONG[:90], "June 19, 2024")
    folder, index = removed(tmp_path, Kind.TEASER, "page.txt", listing)
    (folder / "late.jsonl").write_text(record(LONG))
    assert_away(folder, index, command, "update", left=1)


def test_excerpts_that_became_part_of_nothing_keep_their_text(tmp_path: Path) -> None:
    folder, index = tmp_path / "in", str(tmp_path / "index")
    folder.mkdir()
    (folder / "a.jsonl").write_text(record(LONG, date="", title=""))
    for n in (1, 2):
        (folder / f"{n}.txt").write_text(page(LONG[:90], f"June {n}, 2024"))
    assert run(["build", str(folder), "--index", index]) == 0
    article = next(one for one in held(index) if one.body == LONG)
    assert run(["remove", article.id, "--reason", "asked", "--index", index]) == 0
    before = [one for one in held(index) if one.kind is Kind.TEASER]
    assert len(before) == 2
    (folder / "3.txt").write_text(page("Fog is expected in the north.", "June 3, 2024"))
    assert run(["update", str(folder), "--index", index]) == 0
    after = [one for one in held(index) if one.kind is Kind.TEASER]
    assert [one.body for one in after if one.body == LONG[:90]] == [LONG[:90]] * 2


def test_remove_is_all_or_nothing(
    index: str, capfd: pytest.CaptureFixture[str]
) -> None:
    before = names(Path(index))
    assert remove(index, "a", "nobody", "--reason", "why") == 2
    assert "'nobody'" in output(capfd)[1]
    for arguments in (["a"], ["a", "--reason", " "], ["--reason", "why"]):
        assert remove(index, *arguments) == 2
        assert len(output(capfd)[1].splitlines()) == 1
    assert names(Path(index)) == before
    assert isinstance(WhooshEngine(index).get("a"), Article)


def test_a_rebuild_leaves_out_what_was_removed(
    index: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert remove(index, "a", "--reason", "why") == 0
    build = ["build", str(tmp_path / "items.jsonl"), "--index", index, "--force"]
    assert run(build) == 0
    capfd.readouterr()
    assert run(["export", "--index", index]) == 0
    exported = output(capfd)[0]
    assert '"b"' in exported and "zephyrine" not in exported
    assert "zephyrine" not in register_text(WhooshEngine(index))
    for path in Path(index).rglob("*"):
        assert not path.is_file() or b"zephyrine" not in path.read_bytes(), path
    assert os.listdir(index)


def test_a_rebuild_leaves_out_the_teaser_of_what_was_removed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A page of the sample that other pages announce, removed and built again from the same files."""
    index = str(tmp_path / "index")
    build = ["build", str(ROOT / "data" / "sample"), "--index", index, "--force"]
    assert run(build) == 0
    engine = WhooshEngine(index)
    held = [hit.article for hit in engine.scan(SearchRequest())]
    announced = next(
        a for a in held if a.kind is Kind.ARTICLE and a.sightings and not a.same_text
    )
    assert any(announced.id in a.teasers for a in held)
    words = fold(announced.body).split()
    rare = {w for w in words if w.isalpha() and len(engine_hits(engine, w)) == 1}
    assert rare
    assert remove(index, announced.id, "--reason", "why") == 0
    for _ in range(2):
        capfd.readouterr()
        assert run(["export", "--index", index]) == 0
        exported = output(capfd)[0]
        assert announced.body[:60] not in exported and announced.id not in exported
        engine = WhooshEngine(index)
        assert isinstance(engine.get(announced.id), Withdrawn)
        assert ids(engine) == {a.id for a in held} - {announced.id}
        for word in rare:
            assert engine_hits(engine, word) == []
            assert word not in [found.text for found in engine.suggest(word, 9)]
        assert announced.body[:60] not in register_text(engine)
        for path in Path(index).rglob("*"):
            # the register knows its records by their ids, lest they come back
            if path.is_file() and path.name not in (LIST, "register"):
                data = path.read_bytes()
                assert announced.id.encode() not in data, path
                assert announced.title.encode() not in data, path
        assert run(build) == 0
        info = WhooshEngine(index).info()
        records = 1 + len(announced.sightings)
        assert info.ledger.balances and info.ledger.withdrawn == records
        assert info.ledger.created == info.articles + info.teasers == len(held) - 1


def engine_hits(engine: WhooshEngine, word: str) -> list[str]:
    request = SearchRequest(Term(word, exact=True))
    return [hit.article.id for hit in engine.search(request).hits]
