"""Only regular files are found, in one order, and everything else is named."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.sources import InputFile, Options, Rejection, parse_mapping, read, walk


def _names(paths: list[Path]) -> list[str]:
    return [entry.name for entry in walk(paths) if isinstance(entry, InputFile)]


def _rejected(paths: list[Path]) -> list[Rejection]:
    return [entry for entry in walk(paths) if isinstance(entry, Rejection)]


def test_a_folder_is_walked_in_order_and_named_below_itself(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/10.txt", "a.jsonl", "c.csv", "b/deep/er/x"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / ".hidden").write_text("x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("x")
    assert _names([tmp_path]) == [
        "a.jsonl",
        "b/10.txt",
        "b/2.txt",
        "b/deep/er/x",
        "c.csv",
    ]
    assert _names([tmp_path / "b" / "2.txt", tmp_path / "a.jsonl"]) == [
        "2.txt",
        "a.jsonl",
    ]
    [file] = walk([tmp_path / "a.jsonl"])
    assert file == InputFile(tmp_path / "a.jsonl", "a.jsonl", 1)


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.txt").write_text("x")
    (tmp_path / "file").symlink_to(tmp_path / "real" / "a.txt")
    (tmp_path / "folder").symlink_to(tmp_path / "real")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert _names([tmp_path]) == ["real/a.txt"]
    rejected = _rejected([tmp_path, tmp_path / "file"])
    assert [entry.file for entry in rejected] == ["file", "folder", "loop", "file"]
    assert all("symbolic link" in entry.reason for entry in rejected)


def test_pipes_sockets_and_devices_do_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    with socket.socket(socket.AF_UNIX) as listener:
        # a short relative name: socket paths are limited
        here = os.getcwd()
        os.chdir(tmp_path)
        try:
            listener.bind("socket")
        finally:
            os.chdir(here)
        reasons = {entry.file: entry.reason for entry in _rejected([tmp_path])}
    assert "pipe" in reasons["pipe.jsonl"] and "socket" in reasons["socket"]
    assert "device" in _rejected([Path(os.devnull)])[0].reason


def test_a_pipe_put_in_the_place_of_a_file_does_not_hang(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("{}")
    [file] = walk([path])
    assert isinstance(file, InputFile)
    path.unlink()
    os.mkfifo(path)
    [rejection] = read(file, Options())
    assert isinstance(rejection, Rejection) and rejection.record is None
    path.unlink()
    path.symlink_to(tmp_path)
    [rejection] = read(file, Options())
    assert isinstance(rejection, Rejection)


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    [rejection] = _rejected([tmp_path / "none.txt"])
    assert rejection.file == "none.txt" and "no such file" in rejection.reason
    [rejection] = _rejected([Path("a\0b")])
    assert "\0" not in rejection.file + rejection.reason
    [rejection] = _rejected([Path("x" * 5000)])
    assert len(rejection.reason) < 400


@pytest.fixture
def nobody() -> Iterator[None]:
    """Root may read everything, so a test about permissions must not be root."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    yield
    os.seteuid(before)


def test_an_unreadable_folder_and_file_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    (tmp_path / "shut").mkdir(mode=0)
    (tmp_path / "shut.txt").write_text("x")
    (tmp_path / "shut.txt").chmod(0)
    tmp_path.chmod(0o755)
    # Relative, for the folders above belong to root alone.
    monkeypatch.chdir(tmp_path)
    request.getfixturevalue("nobody")
    assert [entry.file for entry in _rejected([Path(".")])] == ["shut"]
    [file] = [entry for entry in walk([Path(".")]) if isinstance(entry, InputFile)]
    [rejection] = read(file, Options())
    assert isinstance(rejection, Rejection)
    assert "permission denied" in rejection.reason


def test_names_are_printable(tmp_path: Path) -> None:
    (tmp_path / "a\n\x1b[31m.txt").write_text("A body.")
    with open(os.fsencode(tmp_path) + b"/\xff.txt", "w") as file:
        file.write("A body.")
    names = _names([tmp_path])
    assert names == ["a\\n\\x1b[31m.txt", "\\xff.txt"]
    for entry in walk([tmp_path]):
        assert isinstance(entry, InputFile)
        assert len(list(read(entry, Options()))) == 1


def test_folders_deeper_than_the_stack(tmp_path: Path) -> None:
    here = tmp_path
    for _ in range(500):
        here = here / "d"
        here.mkdir()
    (here / "a.txt").write_text("x")
    assert _names([tmp_path]) == ["d/" * 500 + "a.txt"]


def test_mappings() -> None:
    assert parse_mapping(["headline=title", "a=b=body"]) == {
        "title": "headline",
        "body": "a=b",
    }
    for pairs in (
        ["title"],
        ["=title"],
        ["headline="],
        ["headline=titel"],
        ["a=title", "b=title"],
        ["a=title", "a=body"],
        [""],
    ):
        with pytest.raises(ValueError, match=r"\w.*\.$"):
            parse_mapping(pairs)


def test_the_index_is_no_input(tmp_path: Path) -> None:
    for name in ("a.txt", "index/gen-1/stored", "index/WRITER.lock", "z/b.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    found = [
        entry.file if isinstance(entry, Rejection) else entry.name
        for entry in walk([tmp_path], tmp_path / "z" / ".." / "index")
    ]
    assert found == ["a.txt", "z/b.txt"]
