"""kill -9 at any moment, and every system call of a publication failed once: an index is the old one or the new one."""

import errno
import os
import random
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from indexer.engine.whoosh_index import WhooshEngine
from tests.publishing import (
    NEW,
    OLD,
    assert_whole,
    ids,
    publisher,
    write_register,
)

CALLS = ("fsync", "rename", "replace", "unlink", "mkdir", "rmdir", "link", "chmod")
"""What a publication asks of the file system by name; `open` and `write` have tests of their own below."""


def kill_after(folder: Path, seconds: float) -> None:
    """Kill a process that publishes without end, so long after its first word."""
    with publisher(folder, turns=10_000) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate(timeout=60)
        assert process.returncode == -signal.SIGKILL


def run_kills(folder: Path, count: int) -> None:
    chance = random.Random(count)
    WhooshEngine(folder).rebuild(OLD)
    for _ in range(count):
        kill_after(folder, chance.uniform(0.0, 0.6))
        assert_whole(folder)


def test_a_killed_writer_harms_nothing(tmp_path: Path) -> None:
    run_kills(tmp_path / "index", 4)


@pytest.mark.torture
def test_two_hundred_kills_harm_nothing(tmp_path: Path) -> None:
    run_kills(tmp_path / "index", 200)


# Kills itself when it is about to make (or has just made) the n-th of these calls.
SELF_KILL = """
import os
left = [{number}]
def guarded(call):
    def guard(*arguments, **named):
        left[0] -= 1
        last = left[0] == 0
        if last and not {after}:
            os.kill(os.getpid(), 9)
        try:
            return call(*arguments, **named)
        finally:
            if last:
                os.kill(os.getpid(), 9)
    return guard
for name in {names}:
    setattr(os, name, guarded(getattr(os, name)))
"""


def killed_at(folder: Path, number: int, after: bool) -> bool:
    """Whether the process came to its n-th call, and was killed there."""
    prepare = SELF_KILL.format(number=number, after=after, names=CALLS)
    with publisher(folder, prepare=prepare) as process:
        _, complaint = process.communicate(timeout=120)
    assert process.returncode in (0, -signal.SIGKILL), complaint
    return process.returncode != 0


@pytest.mark.torture
@pytest.mark.parametrize("after", [False, True])
def test_killed_at_every_call(tmp_path: Path, after: bool) -> None:
    folder = tmp_path / "index"
    WhooshEngine(folder).rebuild(NEW)
    number = 1
    while killed_at(folder, number, after):
        assert_whole(folder)
        number += 1
    assert number > 20


def failing(
    monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...], number: int, code: int
) -> Callable[[], bool]:
    """Let the n-th of these calls fail; the answer says whether it came to that."""
    left = [number]

    def guarded(call: Callable[..., Any]) -> Callable[..., Any]:
        def guard(*arguments: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                raise OSError(code, os.strerror(code))
            return call(*arguments, **named)

        return guard

    for name in names:
        monkeypatch.setattr(os, name, guarded(getattr(os, name)))
    return lambda: left[0] <= 0


@pytest.mark.parametrize("update", [False, True])
@pytest.mark.parametrize("call", CALLS)
def test_every_call_failed_once(tmp_path: Path, call: str, update: bool) -> None:
    number, failed = 0, True
    while failed:
        number += 1
        folder = tmp_path / str(number)
        engine = WhooshEngine(folder)
        engine.rebuild(NEW, register=write_register(NEW))
        engine.rebuild(OLD, register=write_register(OLD))
        before = ids(engine)
        with pytest.MonkeyPatch.context() as patch:
            came = failing(patch, (call,), number, errno.EIO)
            error = _publish(engine, update)
            failed = came()
        if error is None:
            # Only the removal of old generations may fail without an error.
            assert ids(engine) == frozenset(a.id for a in NEW)
        else:
            assert error.errno == errno.EIO
            assert _left(folder) <= 3
        assert failed or error is None
        if error and ids(engine) != before:
            # Nothing but the last sync comes after the swap.
            assert call == "fsync"
        assert_whole(folder)


def _publish(engine: WhooshEngine, update: bool) -> OSError | None:
    try:
        if update:
            with engine.batch() as batch:
                for article in NEW:
                    batch.put(article)
                for article in OLD:
                    batch.remove(article.id)
                register = batch.register()
                assert register
                write_register(NEW)(register)
        else:
            engine.rebuild(NEW, register=write_register(NEW))
    except OSError as error:
        return error
    return None


def _left(folder: Path) -> int:
    """Generations that stand in the folder."""
    return len([p for p in folder.iterdir() if len(p.name) == len("gen-00000001")])


LIMITED = """
import resource, signal
resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, resource.RLIM_INFINITY))
"""


@pytest.mark.parametrize("size", [0, 10, 500, 2_000, 4_000, 8_000, 16_000])
def test_a_file_that_cannot_grow_harms_nothing(tmp_path: Path, size: int) -> None:
    folder = tmp_path / "index"
    WhooshEngine(folder).rebuild(OLD)
    with publisher(folder, prepare=LIMITED.format(size=size)) as process:
        _, complaint = process.communicate(timeout=120)
    if process.returncode:
        assert complaint.splitlines()[-1].startswith(f"OSError: [Errno {errno.EFBIG}]")
        assert [p.name for p in folder.iterdir() if p.suffix == ".tmp"] == []
    assert process.returncode or size >= 4_000
    assert_whole(folder)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit, ValueError])
def test_a_stopped_writer_leaves_nothing(
    tmp_path: Path, stop: type[BaseException]
) -> None:
    folder = tmp_path / "index"
    engine = WhooshEngine(folder)
    engine.rebuild(OLD)
    before = sorted(path.name for path in folder.iterdir())

    def interrupted() -> Any:
        yield from NEW[:10]
        raise stop

    with pytest.raises(stop):
        engine.rebuild(interrupted())
    with pytest.raises(stop):
        with engine.batch() as batch:
            batch.put(NEW[0])
            raise stop
    assert sorted(path.name for path in folder.iterdir()) == before
    assert ids(engine) == frozenset(a.id for a in OLD)
    assert_whole(folder)
