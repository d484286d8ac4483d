"""kill -9 while `backfile update` runs: the index is the one before or the one after, and the next update mends all."""

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.test_publishing_torture import CALLS, SELF_KILL
from tests.test_update import bare, item, many, teasing
from tests.updating import Desk, ran

UPDATER = """
import sys
from indexer.cli import run
import indexer.build, indexer.sources.formats, indexer.engine.whoosh_index
{prepare}
print("ready", flush=True)
sys.exit(run(["update", sys.argv[1], "--index", sys.argv[2], "--prune"]))
"""


def updater(desk: Desk, prepare: str = "") -> "subprocess.Popen[str]":
    """A process that updates the index, and says when it begins."""
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            UPDATER.format(prepare=prepare),
            str(desk.files),
            str(desk.index),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def begin(folder: Path) -> Desk:
    desk = Desk(folder)
    desk.write("a.jsonl", *many(0, 60))
    desk.write("teasing.txt", teasing(500))
    desk.build()
    return desk


def change(desk: Desk, turn: int) -> None:
    """Something is edited, something comes, something goes; an excerpt and its article change places."""
    edited = item(1, body=f"Edited {turn} times. " + str(item(1)["body"]))
    desk.write("a.jsonl", *many(2, 60), edited)
    desk.write(f"new-{turn}.jsonl", *many(100 + 10 * turn, 110 + 10 * turn))
    (desk.files / f"new-{turn - 1}.jsonl").unlink(missing_ok=True)
    article = desk.files / "article.txt"
    if article.exists():
        article.unlink()
    else:
        desk.write("article.txt", bare())


def after(desk: Desk, before: str) -> None:
    """What holds after a kill: the old state or the new one, whole; another update gives the new one."""
    left = desk.exported()
    assert ran("check", "--index", desk.index).code == 0
    done = desk.update("--prune")
    now = desk.exported()
    assert left in (before, now)
    assert done.told["published"] == (left == before)
    assert not list(desk.index.glob("*.tmp"))
    assert not desk.update("--prune").told["published"]
    ids = desk.ids()
    assert len(ids) == len(set(ids))


def run_kills(folder: Path, count: int) -> None:
    chance = random.Random(count)
    desk = begin(folder)
    longest = 1.0
    for turn in range(count):
        before = desk.exported()
        change(desk, turn)
        with updater(desk) as process:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
            try:
                process.wait(chance.uniform(0.0, longest))
            except subprocess.TimeoutExpired:
                process.kill()
            _, complaint = process.communicate(timeout=60)
        assert process.returncode in (0, -signal.SIGKILL), complaint
        after(desk, before)


def test_a_killed_update_harms_nothing(tmp_path: Path) -> None:
    run_kills(tmp_path, 5)


@pytest.mark.torture
def test_two_hundred_killed_updates_harm_nothing(tmp_path: Path) -> None:
    run_kills(tmp_path, 200)


def killed_at(desk: Desk, number: int, late: bool) -> bool:
    """Whether the update came to its n-th call, and was killed there."""
    prepare = SELF_KILL.format(number=number, after=late, names=CALLS)
    with updater(desk, prepare) as process:
        _, complaint = process.communicate(timeout=120)
    assert process.returncode in (0, -signal.SIGKILL), complaint
    return process.returncode != 0


@pytest.mark.torture
@pytest.mark.parametrize("late", [False, True])
def test_an_update_killed_at_every_call(tmp_path: Path, late: bool) -> None:
    desk = begin(tmp_path)
    number, killed = 0, True
    while killed:
        number += 1
        before = desk.exported()
        change(desk, number)
        killed = killed_at(desk, number, late)
        after(desk, before)
    assert number > 15


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_leaves_no_debris(tmp_path: Path, number: signal.Signals) -> None:
    desk = begin(tmp_path)
    before = desk.exported()
    desk.write("b.jsonl", *many(100, 8_000))
    with subprocess.Popen(
        [sys.executable, "-m", "indexer", "update", desk.files, "--index", desk.index],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while not list(desk.index.glob("*.tmp/register")) and process.poll() is None:
            pass
        process.send_signal(number)
        _, complaint = process.communicate(timeout=60)
    assert process.returncode == 128 + number, complaint
    assert len(complaint.splitlines()) == 1
    assert not list(desk.index.glob("*.tmp"))
    assert desk.exported() == before
