"""Watching: every change is followed by a look, files are waited for, trouble is said once and is no end."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from queue import Queue
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.cli import run
from indexer.engine import open_engine
from indexer.engine.errors import EngineUnavailable, IndexRefused
from indexer.engine.whoosh_index.directory import IndexDirectory
from indexer.folder_changes import FolderChanges
from indexer.reading import Task, Watcher
from indexer.sources import InputFile, Rejection, Remark, WrongSettings
from indexer.told_once import ToldOnce
from indexer.update import Updated, update
from indexer.watch import LONGEST, QUIET, SWEEP, Upkeep, build_as_update, follow
from tests.conftest import ROOT
from tests.test_cli import BACKFILE, write_items

HANG = 120
"""Seconds after which a test gives up on a machine under load."""


def looks(signs: list[bool], seconds: float, done: bool = True) -> list[int]:
    """After which signs was there a look, when they come so many seconds apart?"""
    found: list[int] = []
    seen = 0

    def counted() -> Iterator[bool]:
        nonlocal seen
        for seen, sign in enumerate(signs):
            yield sign

    def look() -> bool:
        found.append(seen)
        return done

    follow(counted(), look, lambda: (seen + 1) * seconds)
    return found


def test_files_are_waited_for_until_they_are_quiet() -> None:
    assert looks([False, True, True, True, False, False], QUIET) == [4]


def test_what_never_is_quiet_is_read_all_the_same() -> None:
    found = looks([True] * 100, LONGEST / 10)
    assert found[:2] == [10, 21]


def test_a_burst_is_few_looks() -> None:
    assert looks([True] * 10_000 + [False], 0.001) == [10_000]


def test_what_could_not_be_done_is_tried_again() -> None:
    assert looks([True, False, False, False], QUIET, done=False) == [1, 2, 3]


def test_everything_is_looked_at_now_and_then() -> None:
    assert looks([False] * 7, SWEEP / 3) == [3, 6]


@given(st.lists(st.booleans()), st.floats(0.001, 100))
def test_every_change_is_followed_by_a_look(signs: list[bool], seconds: float) -> None:
    changes = [place for place, changed in enumerate(signs) if changed]
    found = looks([*signs, False], seconds)
    assert not changes or found[-1] >= changes[-1]


class Told(Watcher):
    """Remembers rejections."""

    def __init__(self) -> None:
        self.rejections: list[Rejection] = []

    def rejected(self, rejection: Rejection) -> None:
        self.rejections.append(rejection)

    def remarked(self, remark: Remark) -> None:
        """Not of interest."""

    def file_read(self, file: InputFile, records: int) -> None:
        """Not of interest."""

    def indexing(self, documents: int) -> None:
        """Not of interest."""

    def indexed(self) -> None:
        """Not of interest."""


LINK = Rejection("link", None, "This is a symbolic link.")
BAD = Rejection("bad.txt", None, "This is no text.")
MEMBER = Rejection("bad.zip/a.txt", None, "This is no text.")
RECORD = Rejection("bad.jsonl", 3, "This is no JSON.")


def test_what_cannot_be_read_is_told_once_until_it_changes() -> None:
    told, known, seen = Told(), ToldOnce(Told()).end(), []
    for size in (10, 10, 11):
        watcher = ToldOnce(told, known)
        watcher.rejected(LINK)
        for rejection, name in ((BAD, "bad.txt"), (MEMBER, "bad.zip")):
            watcher.rejected(rejection)
            watcher.file_read(InputFile(Path(name), name, size), 0)
        watcher.rejected(RECORD)
        known = watcher.end()
        seen.append(sorted(one.file for one in told.rejections))
        told.rejections.clear()
    changed = [RECORD.file, BAD.file, MEMBER.file]
    assert seen == [[*changed, LINK.file], [RECORD.file], changed]


class Followed:
    """An index that is kept up to date with a folder; what is told and said of it."""

    def __init__(self, folder: Path) -> None:
        self.inputs, self.index = folder / "in", folder / "index"
        self.inputs.mkdir()
        self.engine = open_engine(f"whoosh:{self.index}")
        self.said: list[str] = []
        self.told: list[Updated] = []
        self.progress = Told()
        task = Task([self.inputs], without=self.index)
        self.upkeep = Upkeep(
            partial(build_as_update, task, self.engine),
            partial(update, task, self.engine),
            self.progress,
            self.told.append,
            self.said.append,
        )

    @property
    def documents(self) -> int:
        return self.engine.info().articles


@pytest.fixture
def followed(tmp_path: Path) -> Iterator[Followed]:
    one = Followed(tmp_path)
    yield one
    one.engine.close()


def test_an_index_is_built_where_there_is_none(followed: Followed) -> None:
    assert followed.upkeep.start()
    write_items(followed.inputs / "a.jsonl", 3)
    assert followed.upkeep.look()
    assert followed.upkeep.look()
    assert [done.changes.added for done in followed.told] == [0, 3]
    assert followed.documents == 3
    assert followed.said == []


def test_at_the_start_trouble_is_an_end(followed: Followed) -> None:
    (followed.inputs / "bad.jsonl").write_text("{\n")
    with pytest.raises(IndexRefused):
        followed.upkeep.start()
    (followed.inputs / "backfile.toml").write_text("sauce = 'x'")
    with pytest.raises(WrongSettings):
        followed.upkeep.start()


def test_later_trouble_is_said_once_and_no_end(followed: Followed) -> None:
    followed.upkeep.start()
    bad = followed.inputs / "bad.jsonl"
    bad.write_text("{\n")
    settings = followed.inputs / "backfile.toml"
    assert followed.upkeep.look() and followed.upkeep.look()
    settings.write_text("sauce = 'x'")
    assert followed.upkeep.look() and followed.upkeep.look()
    refused, wrong = followed.said
    assert "1 of 1 records" in refused
    assert "sauce" in wrong
    settings.unlink()
    write_items(followed.inputs / "good.jsonl", 2)
    followed.upkeep.look()
    assert followed.documents == 2
    assert len(followed.said) == 2


def test_another_writer_is_waited_for(followed: Followed) -> None:
    write_items(followed.inputs / "a.jsonl", 3)
    followed.index.mkdir()
    with (followed.index / "WRITER.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert not followed.upkeep.start()
        assert not followed.upkeep.look()
    assert followed.upkeep.look()
    assert followed.documents == 3
    assert len(followed.said) == 1


def test_an_index_that_is_gone_is_not_built_anew(followed: Followed) -> None:
    write_items(followed.inputs / "a.jsonl", 3)
    followed.upkeep.start()
    shutil.rmtree(followed.index)
    assert followed.upkeep.look()
    assert "no index" in followed.said[0]
    with pytest.raises(EngineUnavailable):
        followed.engine.info()
    assert not followed.index.exists()


class Signs:
    """What FolderChanges gives for a folder `in` with an index inside."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "in"
        self.index = self.folder / "index"
        self.index.mkdir(parents=True)
        self.said: list[str] = []

    @contextmanager
    def watched(self) -> Iterator[Iterator[bool]]:
        with FolderChanges([self.folder], [self.index], self.said.append) as changes:
            yield changes.signs(1)


def until(signs: Iterator[bool], wanted: bool) -> None:
    """Wait for a sign."""
    end = time.monotonic() + HANG
    for sign in signs:
        if sign == wanted:
            return
        assert time.monotonic() < end


@pytest.fixture
def around(tmp_path: Path) -> Signs:
    return Signs(tmp_path)


def settle(signs: Iterator[bool]) -> None:
    """Wait until it is watched, and quiet."""
    until(signs, True)
    until(signs, False)


@pytest.mark.parametrize("polling", ["", "1"])
def test_changes_are_seen_but_not_those_of_the_index(
    polling: str, around: Signs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHFILES_FORCE_POLLING", polling)
    (around.folder / ".hidden").mkdir()
    with around.watched() as signs:
        settle(signs)
        (around.index / "gen").mkdir()
        (around.index / "gen" / "CURRENT").write_text("x")
        (around.folder / ".hidden" / "a.txt").write_text("x")
        (around.folder / ".b.txt.part").write_text("x")
        assert list(islice(signs, 2)) == [False, False]
        page = around.folder / "a.txt"
        page.write_text("x")
        until(signs, True)
        until(signs, False)
        page.write_text("xx")
        until(signs, True)
        until(signs, False)
        page.unlink()
        until(signs, True)


def test_new_folders_are_watched_and_what_was_in_them_seen(around: Signs) -> None:
    with around.watched() as signs:
        settle(signs)
        deep = around.folder / "a" / "b" / "c"
        deep.mkdir(parents=True)
        settle(signs)
        (deep / "page.txt").write_text("x")
        until(signs, True)


def test_a_folder_that_is_made_again_is_watched_again(around: Signs) -> None:
    with around.watched() as signs:
        settle(signs)
        around.folder.rename(around.folder.with_name("old"))
        settle(signs)
        around.folder.mkdir()
        settle(signs)
        (around.folder / "page.txt").write_text("x")
        until(signs, True)


def test_no_name_ends_the_watch(around: Signs) -> None:
    odd = os.fsencode(around.folder) + b"/\xff\n.txt"
    os.mkdir(os.fsencode(around.folder) + b"/\xfe")
    os.symlink("/", around.folder / "root")
    with around.watched() as signs:
        settle(signs)
        with open(odd, "w") as file:
            file.write("x")
        settle(signs)
        (around.folder / "page.txt").write_text("x")
        until(signs, True)


class Watching:
    """The command in a process of its own; a line of stdout or stderr at a time."""

    def __init__(self, *arguments: str | Path, through: tuple[str, ...] = ()) -> None:
        """through: what runs the command."""
        self.process = subprocess.Popen(
            [*through, *BACKFILE, "watch", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert self.process.stdout and self.process.stderr
        self._lines: dict[str, Queue[str]] = {"out": Queue(), "err": Queue()}
        streams = {"out": self.process.stdout, "err": self.process.stderr}
        self._readers = []
        for name, stream in streams.items():
            reader = Thread(target=self._read, args=(stream, self._lines[name]))
            reader.start()
            self._readers.append(reader)

    def _read(self, stream: Iterator[str], lines: Queue[str]) -> None:
        for line in stream:
            lines.put(line)

    def line(self, stream: str) -> str:
        return self._lines[stream].get(timeout=HANG)

    def report(self) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = json.loads(self.line("out"))
        return found

    def end(self, number: signal.Signals) -> list[str]:
        """Send a signal; what was still printed."""
        self.process.send_signal(number)
        assert self.process.wait(HANG) == 128 + number
        for reader in self._readers:
            reader.join(HANG)
        return list(self._lines["out"].queue) + list(self._lines["err"].queue)


@contextmanager
def watching(
    *arguments: str | Path, through: tuple[str, ...] = ()
) -> Iterator[Watching]:
    one = Watching(*arguments, through=through)
    try:
        yield one
    finally:
        one.process.kill()
        one.process.communicate()


def debris(index: Path) -> list[str]:
    return [path.name for path in index.iterdir() if path.suffix in (".tmp", ".old")]


def test_the_command_follows_a_folder(tmp_path: Path) -> None:
    folder, index = tmp_path / "in", tmp_path / "in" / "index"
    folder.mkdir()
    write_items(folder / "a.jsonl", 3)
    with watching(folder, "--index", index, "--prune", "--json", "--force") as watch:
        assert watch.report()["changes"]["added"] == 3
        assert "Watching" in watch.line("err")
        (folder / "new").mkdir()
        for n in range(1_000):
            write_items(folder / "new" / f"{n}.jsonl", 1, first=100 + n)
        added = reports = 0
        while added < 1_000:
            added += watch.report()["changes"]["added"]
            reports += 1
        assert reports <= 10
        write_items(folder / "a.jsonl", 3, first=10)
        assert watch.report()["changes"] == {
            "added": 3,
            "changed": 0,
            "removed": 3,
            "promoted": 0,
        }
        (folder / "a.jsonl").unlink()
        assert watch.report()["changes"]["removed"] == 3
        assert [
            line for line in watch.end(signal.SIGTERM) if "Terminated" not in line
        ] == []
    assert debris(index) == []
    assert run(["check", "--index", str(index)]) == 0


FEW_WATCHES = 'echo 1 > /proc/sys/user/max_inotify_watches && exec "$@"'


def test_where_the_system_gives_no_notice_files_are_looked_at(tmp_path: Path) -> None:
    through = ("unshare", "--user", "--map-root-user", "sh", "-c", FEW_WATCHES, "sh")
    if shutil.which("unshare") is None or subprocess.run([*through, "true"]).returncode:
        pytest.skip("the limit of the system cannot be set here")
    folder = tmp_path / "in"
    (folder / "a" / "b").mkdir(parents=True)
    arguments = (folder, "--index", tmp_path / "index", "--json")
    with watching(*arguments, through=through) as watch:
        watch.report()
        said = [watch.line("err"), watch.line("err")]
        assert any("no notice" in line for line in said)
        write_items(folder / "a" / "b" / "c.jsonl", 3)
        assert watch.report()["changes"]["added"] == 3
        watch.end(signal.SIGTERM)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_a_signal_in_the_middle_of_an_update_leaves_no_debris(
    number: signal.Signals, tmp_path: Path
) -> None:
    folder, index = tmp_path / "in", tmp_path / "index"
    folder.mkdir()
    write_items(folder / "a.jsonl", 3)
    with watching(folder, "--index", index) as watch:
        assert ": 3 documents" in watch.line("out")
        assert "Watching" in watch.line("err")
        write_items(tmp_path / "many", 20_000).rename(folder / "many.jsonl")
        end = time.monotonic() + HANG
        # the look itself makes a folder too, for a moment
        while not list(index.glob("*.tmp/register")):
            assert time.monotonic() < end
            time.sleep(0.005)
        assert len(watch.end(number)) == 1
    assert debris(index) == []
    assert run(["check", "--index", str(index)]) == 0


def test_a_signal_at_any_place_leaves_no_debris(tmp_path: Path) -> None:
    directory = IndexDirectory(tmp_path)
    with pytest.raises(KeyboardInterrupt), directory.writer():
        (tmp_path / "gen-00000001.tmp").mkdir()
        (tmp_path / "gen-00000000.old").mkdir()
        raise KeyboardInterrupt
    assert debris(tmp_path) == []


def test_a_folder_that_is_none_is_wrong_usage(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    index = tmp_path / "index"
    index.mkdir()
    (tmp_path / "link").symlink_to(tmp_path)
    (tmp_path / "file").write_text("x")
    for name in ("no", "link", "file", "index"):
        assert run(["watch", str(tmp_path / name), "--index", str(index)]) == 2
        assert len(capfd.readouterr().err.splitlines()) == 1
