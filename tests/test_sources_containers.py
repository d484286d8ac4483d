"""Zip and tar: members in name order, hostile ones named and refused, what is whole before damage kept."""

import bz2
import gzip
import io
import lzma
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.test_sources_records import Reading

PAGES = {
    "b/two.jsonl": b'{"title": "Two"}\n',
    "a.jsonl": b'{"title": "One"}\n',
    "c.jsonl.gz": gzip.compress(b'{"title": "Three"}\n'),
    ".hidden.jsonl": b'{"title": "Hidden"}\n',
    "__MACOSX/a.jsonl": b'{"title": "Hidden"}\n',
    "odd.bin": bytes(range(256)) * 10,
}


def _zip(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def _tar(files: dict[str, bytes], *others: tarfile.TarInfo) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for info in others:
            archive.addfile(info)
    return stream.getvalue()


ARCHIVES = {
    "d.zip": _zip(PAGES),
    "d.tar": _tar(PAGES),
    "d.tgz": gzip.compress(_tar(PAGES)),
    "d.tar.gz": gzip.compress(_tar(PAGES)),
    "d.tar.xz": lzma.compress(_tar(PAGES)),
    "d.tar.bz2": bz2.compress(_tar(PAGES)),
    "noname": _zip(PAGES),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_members_are_read_in_name_order(tmp_path: Path, name: str) -> None:
    reading = Reading(tmp_path, ARCHIVES[name], name)
    assert [(a.files, a.title) for a in reading.articles] == [
        ((f"{name}/a.jsonl",), "One"),
        ((f"{name}/b/two.jsonl",), "Two"),
        ((f"{name}/c.jsonl.gz",), "Three"),
    ]
    [rejection] = reading.rejections
    assert rejection.file == f"{name}/odd.bin" and "not text" in rejection.reason
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("bad", ["../x.jsonl", "/x.jsonl", "a/../../x.jsonl"])
@pytest.mark.parametrize("pack", [_zip, _tar])
def test_names_that_lead_out(tmp_path: Path, bad: str, pack: object) -> None:
    files = {bad: b'{"title": "Out"}', "./ok.jsonl": b'{"title": "In"}'}
    data = _zip(files) if pack is _zip else _tar(files)
    reading = Reading(tmp_path, data, "d.x")
    assert [a.files for a in reading.articles] == [("d.x/ok.jsonl",)]
    assert ["leads out" in r.reason for r in reading.rejections] == [True]


def test_links_and_devices_are_named(tmp_path: Path) -> None:
    kinds = [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE]
    others = []
    for number, kind in enumerate(kinds):
        info = tarfile.TarInfo(f"x{number}")
        info.type, info.linkname = kind, "/etc/passwd"
        others.append(info)
    reading = Reading(tmp_path, _tar({}, *others), "d.tar")
    assert [r.file for r in reading.all if not r.reason.startswith("It")] == [  # type: ignore[union-attr]
        f"d.tar/x{number}" for number in range(4)
    ]
    link = zipfile.ZipInfo("x")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    [rejection] = Reading(tmp_path, stream.getvalue(), "d.zip").rejections
    assert "link" in rejection.reason


def test_encrypted_members_and_archives_within_are_named(tmp_path: Path) -> None:
    data = bytearray(_zip({"x.jsonl": b"{}"}, zipfile.ZIP_STORED))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    [rejection] = Reading(tmp_path, bytes(data), "d.zip").rejections
    assert (rejection.file, rejection.reason) == ("d.zip/x.jsonl", "It is encrypted.")
    for inner in (_zip(PAGES), gzip.compress(_tar(PAGES))):
        [rejection] = Reading(tmp_path, _tar({"in": inner}), "d.tar").rejections
        assert rejection.file == "d.tar/in" and "within" in rejection.reason


def test_what_is_whole_before_the_damage_is_kept(tmp_path: Path) -> None:
    files = {f"{n}.jsonl": b'{"title": "T%d"}\n' % n for n in range(9)}
    whole = _tar(files)
    for data in (whole[: 5 * 1024 + 520], whole[: 5 * 1024] + b"\xa5" * 4096):
        reading = Reading(tmp_path, data, "d.tar")
        assert [a.title for a in reading.articles] == [f"T{n}" for n in range(5)]
        [rejection] = reading.rejections
        assert rejection.file == "d.tar" and "damaged" in rejection.reason
    packed = bytearray(_zip(files, zipfile.ZIP_STORED))
    packed[packed.index(b"T4")] ^= 1
    reading = Reading(tmp_path, bytes(packed), "d.zip")
    assert {a.title for a in reading.articles} >= {"T0", "T8"}
    assert "d.zip/4.jsonl" in [r.file for r in reading.rejections]


def test_a_bomb_is_stopped(tmp_path: Path) -> None:
    line = b'{"title": "' + b"x" * 1_000_000 + b'"}\n'
    data = _zip({f"{n}.jsonl": line * 40 for n in range(4)})
    reading = Reading(tmp_path, data, "d.zip")
    assert any("grows" in r.reason for r in reading.rejections)
    assert len(reading.articles) < 160


class _Pipe(io.BytesIO):
    """A stream that cannot go back, as an archiver's that writes to a pipe."""

    def seekable(self) -> bool:
        return False

    def seek(self, offset: int, whence: int = 0) -> int:
        raise OSError("a pipe")

    def tell(self) -> int:
        raise OSError("a pipe")


def _streamed(files: dict[str, bytes], method: int) -> bytes:
    stream = _Pipe()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize("pack", [_zip, _streamed])
@pytest.mark.parametrize("cut", [30, 400, 1000])
def test_a_zip_that_lost_its_list_gives_what_is_whole(
    tmp_path: Path, pack: object, cut: int
) -> None:
    files = {
        f"{n}.jsonl": b'{"title": "T%d", "body": "%s"}\n' % (n, b"x %d y" % n * 60)
        for n in range(9)
    }
    files["\u540d.jsonl"] = b'{"title": "T9"}\n'
    data = _zip(files) if pack is _zip else _streamed(files, zipfile.ZIP_DEFLATED)
    whole = data.index(b"PK\x01\x02")
    for end in (len(data) - cut, whole, whole - 1, whole // 2):
        reading = Reading(tmp_path, data[:end], "d.zip")
        titles = [a.title for a in reading.articles]
        count = len(files) if end >= whole else len(titles)
        assert titles == [f"T{n}" for n in range(count)] and count >= 3
        reasons = [r.reason for r in reading.rejections]
        assert "list of members is damaged" in reasons[-1]
        assert len(reasons) <= 2


def test_names_of_members(tmp_path: Path) -> None:
    stream = io.BytesIO()
    names = [
        "\u540d.jsonl",
        "caf\u00e9.jsonl",
        "twice.jsonl",
        "twice.jsonl",
        "a\\b.jsonl",
    ]
    with pytest.warns(UserWarning), zipfile.ZipFile(stream, "w") as archive:
        for number, name in enumerate(names):
            archive.writestr(name, b'{"title": "T%d"}' % number)
    data = stream.getvalue()
    told = {a.title: a.files[0] for a in Reading(tmp_path, data, "d.zip").articles}
    assert told == {f"T{n}": "d.zip/" + names[n].replace("\\", "/") for n in range(5)}
    # without the flag that says UTF-8
    bare = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = -1
        while (start := bare.find(mark, start + 1)) >= 0:
            bare[start + place + 1] &= ~0x8
    unsaid = {
        a.title: a.files[0] for a in Reading(tmp_path, bytes(bare), "d.zip").articles
    }
    assert unsaid == told


def test_a_name_that_is_no_utf8(tmp_path: Path) -> None:
    data = _zip({"caf\u00e9.jsonl": b'{"title": "T"}'}).replace(
        "\u00e9".encode(), b"\x82_"
    )
    bare = bytearray(data)
    bare[7] &= ~0x8
    bare[data.index(b"PK\x01\x02") + 9] &= ~0x8
    [article] = Reading(tmp_path, bytes(bare), "d.zip").articles
    assert article.files == ("d.zip/caf\u00e9_.jsonl",)


def test_empty_members_and_documents_are_named(tmp_path: Path) -> None:
    data = _zip({"empty.jsonl": b"", "folder/": b"", "a.jsonl": b'{"title": "T"}'})
    reading = Reading(tmp_path, data, "d.zip")
    assert [(r.file, r.reason) for r in reading.rejections] == [
        ("d.zip/empty.jsonl", "The file is empty.")
    ]
    for name in ("[Content_Types].xml", "mimetype"):
        reading = Reading(tmp_path, _zip({name: b"x", "a.xml": b"<a/>"}), "d.docx")
        [rejection] = reading.rejections
        assert rejection.file == "d.docx" and "office document" in rejection.reason


def test_an_archive_that_is_not_packed_needs_no_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise AssertionError("a copy")

    monkeypatch.setattr("indexer.sources.containers.TemporaryFile", refuse)
    for name in ("d.zip", "d.tar"):
        assert len(Reading(tmp_path, ARCHIVES[name], name).articles) == 3
    with pytest.raises(AssertionError):
        Reading(tmp_path, ARCHIVES["d.tgz"], "d.tgz")


def test_a_full_disk_is_no_fault_of_the_input(tmp_path: Path) -> None:
    path = tmp_path / "d.tar.gz"
    path.write_bytes(gzip.compress(_tar({"a.jsonl": b'{"title": "T"}\n' * 60_000})))
    program = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "from indexer.cli import main\n"
        "main()\n"
    )
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            program,
            "build",
            str(path),
            "--index",
            str(tmp_path / "i"),
        ],
        capture_output=True,
        text=True,
    )
    assert run.returncode == 6, run.stderr
    assert "Cannot write" in run.stderr and "rejected" not in run.stdout
