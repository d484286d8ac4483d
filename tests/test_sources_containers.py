"""Zip and tar: members in name order, hostile ones named and refused, what is whole before damage kept."""

import gzip
import io
import lzma
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
    [rejection] = Reading(tmp_path, bytes(packed[:-30]), "d.zip").rejections
    assert rejection.file == "d.zip"


def test_a_bomb_is_stopped(tmp_path: Path) -> None:
    line = b'{"title": "' + b"x" * 1_000_000 + b'"}\n'
    data = _zip({f"{n}.jsonl": line * 40 for n in range(4)})
    reading = Reading(tmp_path, data, "d.zip")
    assert any("grows" in r.reason for r in reading.rejections)
    assert len(reading.articles) < 160
