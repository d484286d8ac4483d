"""`backfile update` as an archivist meets it: files come, change, move and go; the index is what a build would be."""

import fcntl
import gzip
import io
import json
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.updating import Desk, Json, ran

SAMPLE = ROOT / "data" / "sample"
WORDS = (
    "ferry lamp harbour keeper herring storm council treaty pilot quay lantern gull rope barrel chapel"
    " mason orchard spindle thimble walrus yarrow zephyr anchor beacon"
).split()


def text(seed: int, length: int = 40) -> str:
    """Words that no other seed gives in this order."""
    chance = random.Random(seed)
    return f"Entry {seed} " + " ".join(chance.choices(WORDS, k=length)) + "."


def item(n: int, **fields: object) -> Json:
    """A record without an id of its own."""
    return {
        "title": f"Report number {n}",
        "date": f"2024-{n % 12 + 1:02}-{n % 28 + 1:02}",
        "source": "Harbour Gazette",
        "body": text(n),
        **fields,
    }


def many(first: int, last: int) -> list[Json]:
    return [item(n) for n in range(first, last)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Twelve reports in a file, a text page and an HTML page."""
    desk = Desk(tmp_path)
    desk.write("a.jsonl", *many(0, 12))
    desk.write("page.txt", text(100) + "\n\n" + text(101) + "\n")
    desk.write("site/page.html", page("A page of the site", text(200)))
    desk.build()
    return desk


def unlike(seed: int) -> str:
    """Words that no other text has."""
    return " ".join(f"word{seed}x{n}" for n in range(30)) + "."


def page(title: str, body: str) -> str:
    return (
        f"<!doctype html><html><head><title>{title}</title><meta property='og:type' content='article'></head>"
        f"<body><article><h1>{title}</h1><p>{body}</p><p>{body[::-1]}</p></article></body></html>"
    )


def same_as_build(desk: Desk, tmp_path: Path, *arguments: str) -> bool:
    """Whether one build gives the same, but for ids of texts that are no longer in any file."""
    return _timeless(desk.exported()) == _timeless(desk.fresh(tmp_path, *arguments))


def _timeless(exported: str) -> list[Json]:
    records = [json.loads(line) for line in exported.split("\n") if line]
    return [{**record, "former_ids": None} for record in records]


def settled(desk: Desk, *arguments: str | Path) -> bool:
    """Whether another update finds nothing new."""
    before = desk.generation()
    again = desk.update(*arguments)
    return not again.told["published"] and desk.generation() == before


# What comes


def test_a_new_file_is_added(desk: Desk, tmp_path: Path) -> None:
    desk.write("b.jsonl", *many(20, 25))
    done = desk.update()
    assert done.changes == (5, 0, 0, 0)
    assert (done.ledger.files, done.ledger.read, done.ledger.created) == (1, 5, 5)
    assert same_as_build(desk, tmp_path)
    assert settled(desk)


def test_nothing_new_publishes_nothing(desk: Desk) -> None:
    assert settled(desk)
    for path in desk.files.rglob("*"):
        os.utime(path)
    assert settled(desk)
    assert settled(desk, desk.files / "a.jsonl")
    out = ran("update", desk.files, "--index", desk.index).out
    assert out.startswith("Nothing new in 3 files; gen-00000001 stays as it is.")


# What is edited


def test_an_edited_record_leads_on_from_its_old_id(desk: Desk) -> None:
    [old] = desk.export('"report number 5"')
    edited = old["body"].replace("Entry", "Corrected entry") + " Amended."
    desk.write("a.jsonl", *many(0, 5), item(5, body=edited), *many(6, 12))
    done = desk.update()
    assert done.changes == (0, 1, 0, 0)
    assert (done.ledger.unchanged, done.ledger.created) == (11, 1)
    [new] = desk.export('"report number 5"')
    assert new["id"] != old["id"] and new["body"] == edited
    assert desk.leads_to(old["id"]) == new["id"]
    assert desk.leads_to(new["id"]) == new["id"]
    assert settled(desk)


def test_an_edited_record_with_its_own_id_keeps_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("a.jsonl", *(item(n, id=f"own-{n}") for n in range(3)))
    desk.build()
    desk.write(
        "a.jsonl",
        *(item(n, id=f"own-{n}") for n in range(2)),
        item(2, id="own-2", body=text(900)),
    )
    done = desk.update()
    assert done.changes == (0, 1, 0, 0)
    assert desk.ids('"entry 900"') == ["own-2"]
    assert desk.ids('"entry 2"') == []
    [record] = [one for one in desk.export() if one["id"] == "own-2"]
    assert record["version"] == 1
    assert same_as_build(desk, tmp_path)


@pytest.mark.parametrize("again", [1, 3])
def test_an_edited_page_leads_on_from_all_its_ids(desk: Desk, again: int) -> None:
    seen = []
    for turn in range(again + 1):
        body = page("A page of the site", text(200) + f" Revised {turn} times.")
        desk.write("site/page.html", body)
        assert desk.update().changes == (0, 1, 0, 0)
        [now] = desk.ids('"a page of the site"')
        seen.append(now)
        assert {desk.leads_to(old) for old in seen} == {now}
    assert len(set(seen)) == again + 1


def test_an_edited_text_page_leads_on_from_its_old_id(desk: Desk) -> None:
    [old] = desk.ids('"entry 100"')
    desk.write("page.txt", text(100) + "\n\n" + text(101) + "\n\nA line more.\n")
    assert desk.update().changes == (0, 1, 0, 0)
    [new] = desk.ids('"a line more"')
    assert desk.ids('"entry 100"') == [new] != [old]
    assert desk.leads_to(old) == new


def test_another_text_in_its_place_leads_nowhere(desk: Desk) -> None:
    [old] = desk.ids('"entry 100"')
    desk.write("page.txt", unlike(777) + "\n\n" + unlike(778) + "\n")
    assert desk.update().changes == (1, 0, 1, 0)
    assert desk.leads_to(old) is None
    assert desk.ids('"entry 100"') == []


def test_records_moved_in_their_file_are_unchanged(desk: Desk) -> None:
    before = desk.exported()
    desk.write("a.jsonl", *many(6, 12), *many(0, 6))
    done = desk.update()
    assert done.changes == (0, 0, 0, 0)
    assert done.ledger.unchanged == done.ledger.read == 12
    assert desk.exported() == before
    assert settled(desk)


def test_lines_above_move_nothing_and_an_edit_below_is_known(
    desk: Desk, tmp_path: Path
) -> None:
    [old] = desk.export('"report number 5"')
    edited = item(5, body=old["body"] + " Amended.")
    desk.write("a.jsonl", *many(30, 33), *many(0, 5), edited, *many(6, 12))
    done = desk.update()
    assert done.changes == (3, 1, 0, 0)
    assert (done.ledger.unchanged, done.ledger.created) == (11, 4)
    [new] = desk.ids("amended")
    assert desk.leads_to(old["id"]) == new


def test_a_retitled_record_below_new_lines_leads_on(desk: Desk) -> None:
    [old] = desk.ids('"report number 5"')
    desk.write(
        "a.jsonl",
        *many(30, 33),
        *many(0, 5),
        item(5, title="Another name"),
        *many(6, 12),
    )
    assert desk.update().changes == (3, 1, 0, 0)
    [new] = desk.ids('"another name"')
    assert desk.leads_to(old) == new


def test_a_file_truncated(desk: Desk, tmp_path: Path) -> None:
    desk.write("a.jsonl", *many(0, 10))
    assert desk.update().changes == (0, 0, 2, 0)
    assert same_as_build(desk, tmp_path)


def test_a_file_emptied(desk: Desk, tmp_path: Path) -> None:
    before = desk.exported()
    desk.write("a.jsonl", "")
    refused = desk.update(code=7)
    assert "--force" in refused.err
    assert desk.exported() == before and desk.generation() == "gen-00000001"
    done = desk.update("--force", code=3)
    assert done.changes == (0, 0, 12, 0)
    assert (done.ledger.read, done.ledger.rejected) == (1, 1)
    assert same_as_build(desk, tmp_path)
    assert settled(desk)


def test_a_file_replaced_by_another_kind(desk: Desk, tmp_path: Path) -> None:
    desk.write("page.txt", page("Not the text it was", text(300)))
    assert desk.update().changes == (1, 0, 1, 0)
    assert desk.ids('"entry 100"') == []
    assert same_as_build(desk, tmp_path)
    desk.write("page.txt", *many(40, 43))
    desk.update()
    assert same_as_build(desk, tmp_path)


@pytest.mark.parametrize("name", ["b.jsonl", "deeper/still/a.jsonl"])
@pytest.mark.parametrize("prune", [False, True])
def test_a_file_renamed(desk: Desk, tmp_path: Path, name: str, prune: bool) -> None:
    ids = desk.ids()
    (desk.files / name).parent.mkdir(parents=True, exist_ok=True)
    (desk.files / "a.jsonl").rename(desk.files / name)
    done = desk.update(*["--prune"] * prune)
    assert done.told["gone"] == 0
    assert desk.ids() == ids
    assert same_as_build(desk, tmp_path)
    assert settled(desk)
    # what is changed later under the new name is no second record
    desk.write(name, *many(0, 11), item(11, title="Yet another name"))
    assert desk.update().changes == (0, 1, 0, 0)
    assert len(desk.ids()) == len(ids)


def test_a_folder_moved(desk: Desk, tmp_path: Path) -> None:
    before = desk.exported()
    desk.files.rename(tmp_path / "moved")
    desk.files = tmp_path / "moved"
    done = desk.update()
    assert done.changes == (0, 0, 0, 0)
    assert desk.exported() == before
    assert settled(desk)
    assert settled(desk, "--prune")


def test_files_that_change_places_between_two_folders(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("one/x.jsonl", *many(0, 8))
    desk.write("two/y.jsonl", *many(10, 18))
    both = (desk.files / "one", desk.files / "two")
    desk.build(*both)
    before = desk.exported()
    (desk.files / "one/x.jsonl").rename(desk.files / "two/x.jsonl")
    done = desk.update(*both, "--prune")
    assert done.changes == (0, 0, 0, 0)
    assert desk.exported() == before
    assert settled(desk, *both, "--prune")


def test_a_folder_moved_away_and_linked_is_no_second_archive(
    desk: Desk, tmp_path: Path
) -> None:
    before = desk.exported()
    (tmp_path / "disk").mkdir()
    old, new = desk.files, tmp_path / "disk" / "in"
    old.rename(new)
    old.symlink_to(new)
    desk.files = new
    assert desk.update().changes == (0, 0, 0, 0)
    assert desk.exported() == before
    desk.write("a.jsonl", *many(0, 11), item(11, title="Renamed below a link"))
    assert desk.update().changes == (0, 1, 0, 0)


def test_a_deleted_file_stays_until_it_is_pruned(desk: Desk, tmp_path: Path) -> None:
    before = desk.exported()
    (desk.files / "page.txt").unlink()
    done = desk.update()
    assert (done.told["published"], done.told["gone"]) == (False, 1)
    assert desk.exported() == before
    out = ran("update", desk.files, "--index", desk.index).out
    assert (
        "1 files are gone; what was read from them stays (--prune removes it)." in out
    )
    pruned = desk.update("--prune")
    assert pruned.changes == (0, 0, 1, 0)
    assert pruned.told["published"] and pruned.ledger.read == 0
    assert same_as_build(desk, tmp_path)
    assert settled(desk, "--prune")
    assert desk.update().told["gone"] == 0


def test_a_great_loss_by_prune_needs_force(desk: Desk, tmp_path: Path) -> None:
    before = desk.exported()
    (desk.files / "a.jsonl").unlink()
    refused = desk.update("--prune", code=7)
    assert "12 of 14" in refused.err and "--force" in refused.err
    assert desk.exported() == before
    assert desk.update("--prune", "--force").changes == (0, 0, 12, 0)
    assert same_as_build(desk, tmp_path)


def test_prune_looks_only_below_the_paths(desk: Desk) -> None:
    (desk.files / "page.txt").unlink()
    assert desk.update(desk.files / "site", "--prune").told["gone"] == 0
    assert desk.ids('"entry 100"')


def test_a_file_of_the_same_size_and_time_is_read_again(desk: Desk) -> None:
    path = desk.files / "a.jsonl"
    long_ago = (1_500_000_000, 1_500_000_000)
    os.utime(path, long_ago)
    desk.update()
    whole = path.read_text()
    path.write_text(whole.replace("Report number 5", "Rapport number 5"))
    os.utime(path, long_ago)
    assert desk.update().changes == (0, 1, 0, 0)
    assert desk.ids("rapport")


def test_a_change_within_the_tick_of_the_build_is_seen(desk: Desk) -> None:
    path = desk.files / "a.jsonl"
    status = path.stat()
    path.write_text(path.read_text().replace("Report number 5", "Rapport number 5"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert desk.update().changes == (0, 1, 0, 0)


# What cannot be read


@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_something_else_in_the_place_of_a_file(
    desk: Desk, tmp_path: Path, kind: str
) -> None:
    path = desk.files / "page.txt"
    path.rename(tmp_path / "kept.txt")
    if kind == "folder":
        path.mkdir()
    elif kind == "link":
        path.symlink_to(tmp_path / "kept.txt")
    else:
        os.mkfifo(path)
    code = 0 if kind == "folder" else 3
    done = desk.update(code=code)
    assert (done.told["published"], done.told["gone"]) == (False, 1)
    assert desk.ids('"entry 100"')
    desk.update("--prune", code=code)
    assert same_as_build(desk, tmp_path)


@pytest.fixture
def unreadable(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names of files that the system does not open; root may read every other."""
    names: set[str] = set()
    real = os.open

    def guarded(
        path: str | Path, flags: int, mode: int = 0o777, *, dir_fd: int | None = None
    ) -> int:
        if os.path.basename(os.fspath(path)) in names:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", guarded)
    return names


def test_a_file_that_becomes_unreadable_keeps_its_records(
    desk: Desk, unreadable: set[str]
) -> None:
    before = desk.exported()
    desk.write("page.txt", text(100) + "\n\nAnother text.\n")
    unreadable.add("page.txt")
    for _ in range(2):
        done = desk.update(code=3)
        assert not done.told["published"]
        assert done.ledger.rejected == 1
        assert "'page.txt': The file cannot be read: permission denied." in done.err
        assert desk.exported() == before
    desk.write("b.jsonl", *many(20, 22))
    done = desk.update("--prune", code=3)
    assert done.changes == (2, 0, 0, 0)
    assert desk.ids('"entry 101"')
    unreadable.clear()
    assert desk.update().changes == (0, 0, 0, 0) or desk.ids('"another text"')
    assert settled(desk)


def test_a_new_file_that_cannot_be_read_waits(desk: Desk, unreadable: set[str]) -> None:
    path = desk.write("b.jsonl", *many(20, 22))
    unreadable.add("b.jsonl")
    done = desk.update(code=3)
    assert not done.told["published"]
    desk.update(path, path, code=3)
    unreadable.clear()
    assert desk.update().changes == (2, 0, 0, 0)


def test_unreadable_in_a_build_and_named_twice(
    tmp_path: Path, unreadable: set[str]
) -> None:
    desk = Desk(tmp_path)
    desk.write("a.jsonl", *many(0, 5))
    path = desk.write("b.jsonl", *many(20, 22))
    unreadable.add("b.jsonl")
    desk.build(code=3)
    desk.write("c.jsonl", *many(30, 32))
    desk.update(desk.files, path, path, code=3)
    unreadable.clear()
    desk.update()
    assert same_as_build(desk, tmp_path)


def test_one_bad_file_among_good_ones_is_told_once(desk: Desk) -> None:
    desk.write("noise.bin", "\0\1\2")
    done = desk.update(code=3)
    assert done.changes == (0, 0, 0, 0)
    assert "'noise.bin'" in done.err
    assert settled(desk)
    desk.write("noise.bin", *many(50, 52))
    assert desk.update().changes == (2, 0, 0, 0)
    assert settled(desk)


def test_nothing_but_rejects_is_refused(desk: Desk) -> None:
    before = desk.exported()
    path = desk.write("b.jsonl", "{\n" * 5)
    desk.update(path, code=7)
    path = desk.write("b.jsonl", '{"title": \n' * 200)
    desk.update(code=7)
    assert desk.exported() == before
    assert desk.generation() == "gen-00000001"
    assert desk.update("--force", code=3).ledger.rejected == 200
    assert settled(desk)


def test_a_rejected_record_that_is_mended(desk: Desk, tmp_path: Path) -> None:
    desk.write("b.jsonl", *many(20, 22), '{"title": \n', item(22))
    assert desk.update(code=3).ledger.rejected == 1
    desk.write("b.jsonl", *many(20, 22), item(23), item(22))
    done = desk.update()
    assert done.changes == (1, 0, 0, 0)
    assert done.ledger.unchanged == 3
    assert same_as_build(desk, tmp_path)


# How files are named


def test_a_file_named_twice_is_read_once(desk: Desk, tmp_path: Path) -> None:
    path = desk.write("b.jsonl", *many(20, 25))
    done = desk.update(path, path, desk.files)
    assert done.ledger.read == 5
    path = desk.write("b.jsonl", *many(20, 24), item(24, title="Other"))
    desk.update(desk.files, path, path)
    assert same_as_build(desk, tmp_path)


def test_a_build_that_names_a_file_twice_is_updated_as_one(
    desk: Desk, tmp_path: Path
) -> None:
    path = desk.files / "a.jsonl"
    desk.build(path, path, desk.files)
    assert settled(desk)
    desk.write("a.jsonl", *many(0, 11), item(11, title="Other"))
    desk.update()
    assert len(desk.ids()) == 14


def test_one_file_of_a_folder_keeps_its_name(desk: Desk, tmp_path: Path) -> None:
    path = desk.write("site/b.jsonl", *many(20, 25))
    desk.update()
    assert settled(desk, path)
    desk.write("site/b.jsonl", *many(20, 24), item(24, id="x"))
    done = desk.update(path)
    assert done.ledger.unchanged == 4
    assert same_as_build(desk, tmp_path)
    assert settled(desk)


def test_by_another_way(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk.files.parent)
    assert settled(desk, Path("in"))
    assert settled(desk, Path("in/../in/site"), Path("in/a.jsonl"))
    (desk.files.parent / "way").symlink_to(desk.files.parent)
    assert settled(desk, desk.files.parent / "way" / "in")


# Under which options


def test_other_options_read_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for n in range(3):
        desk.write(f"{n}.jsonl", {"headline": f"Title {n}", "body": text(n)})
    desk.build("--source", "One", "--map", "headline=title")
    options = ("--source", "One", "--map", "headline=title")
    assert settled(desk, *options)
    two = ("--source", "Two", "--map", "headline=title")
    done = desk.update(*two)
    assert done.ledger.files == 3
    assert {record["source"] for record in desk.export()} == {"Two"}
    assert same_as_build(desk, tmp_path, *two)
    assert settled(desk, *two)
    assert desk.update().told["reoptioned"] == 3
    assert {record.get("source") for record in desk.export()} == {None}
    out = ran("update", desk.files, "--index", desk.index, *two).out
    assert "3 files were read again under other options than before" in out


def test_backfile_toml_comes_changes_and_goes(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("a.jsonl", *many(0, 5))
    desk.write("b/b.jsonl", {"headline": "Under a name", "body": text(50)})
    desk.build()
    states = ['source = "B"\n', 'source = "C"\n[map]\nheadline = "title"\n', None]
    for stated in states:
        toml = desk.files / "b" / "backfile.toml"
        if stated:
            toml.write_text(stated)
        else:
            toml.unlink()
        done = desk.update()
        assert done.ledger.files == 1
        assert same_as_build(desk, tmp_path)
        assert settled(desk)
    (desk.files / "b" / "backfile.toml").write_text("sauce = 1\n")
    before = desk.generation()
    desk.update(code=2)
    assert desk.generation() == before


# Containers and feeds


def test_members_of_a_zip_and_a_tar(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("a.jsonl", *many(0, 30))

    def zipped(numbers: range) -> None:
        with zipfile.ZipFile(desk.files / "z.zip", "w") as archive:
            for n in numbers:
                archive.writestr(f"{n}.jsonl", json.dumps(item(n)))

    def tarred(numbers: range) -> None:
        with tarfile.open(desk.files / "t.tar.gz", "w:gz") as archive:
            for n in numbers:
                data = json.dumps(item(n)).encode()
                info = tarfile.TarInfo(f"{n}.jsonl")
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))

    zipped(range(100, 104))
    tarred(range(200, 204))
    desk.build()
    zipped(range(101, 106))
    done = desk.update()
    assert done.changes == (2, 0, 1, 0)
    assert done.ledger.unchanged == 3
    tarred(range(201, 202))
    assert desk.update().changes == (0, 0, 3, 0)
    assert same_as_build(desk, tmp_path)


def warc(pages: dict[str, str]) -> bytes:
    records = []
    for number, (address, html) in enumerate(pages.items()):
        body = html.encode()
        http = (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
        )
        head = (
            "WARC/1.0\r\nWARC-Type: response\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n"
            f"WARC-Target-URI: {address}\r\nWARC-Date: 2024-06-19T08:00:00Z\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        ).encode()
        records.append(head + http + b"\r\n\r\n")
    return b"".join(gzip.compress(record) for record in records)


def test_pages_of_a_warc(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("a.jsonl", *many(0, 30))
    crawl = {
        f"https://gazette.example/{n}": page(f"Crawled {n}", text(n))
        for n in range(300, 304)
    }
    path = desk.files / "crawl.warc.gz"
    path.write_bytes(warc(crawl))
    desk.build()
    assert len(desk.ids()) == 34
    crawl["https://gazette.example/301"] = page("Crawled 301", text(301) + " Amended.")
    crawl["https://gazette.example/305"] = page("Crawled 305", text(305))
    del crawl["https://gazette.example/300"]
    path.write_bytes(warc(crawl))
    done = desk.update()
    # of the two others the place in the crawl is another, and told
    assert done.changes == (1, 3, 1, 0)
    assert len(desk.ids("crawled")) == 4 and desk.ids("amended")
    assert same_as_build(desk, tmp_path)


def feed(*numbers: int) -> str:
    items = "".join(
        f"<item><title>Feed {n}</title><guid>feed-{n}</guid><description>{text(n)}</description>"
        f"<pubDate>Wed, 19 Jun 2024 0{n % 10}:00:00 GMT</pubDate></item>"
        for n in numbers
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Gazette</title>{items}</channel></rss>'


def test_what_scrolls_out_of_a_feed_is_gone_unless_another_file_has_it(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path)
    desk.write("a.jsonl", *many(0, 12))
    desk.write("feed.xml", feed(400, 401, 402))
    desk.write("kept/feed-1.xml", feed(400))
    desk.build()
    desk.write("feed.xml", feed(402, 403))
    assert desk.update().changes == (1, 1, 1, 0)
    assert desk.ids('"entry 400"') and not desk.ids('"entry 401"')
    assert same_as_build(desk, tmp_path)


# Teasers


BODY = (
    "The ferrymen of the outer isles met on the long quay on Sunday and agreed to carry the lamps without pay until"
    " the storm is over, the chairman of their guild said to the keepers of the seven lights."
)


def teasing(n: int, day: str = "June 17, 2024", body: str = BODY) -> str:
    """A page that lists an excerpt of the ferrymen's article."""
    snippet = body[:120].rsplit(" ", 1)[0] + " ..."
    return f"{text(n)}\n\nLINA\nMore From Lantern Isles News Agency (En)\n{snippet}\n{day}\n{snippet}\nMore Articles\n"


def bare(body: str = BODY) -> str:
    return f"{body}\nThey will meet again.\nLINA\nMore From Lantern Isles News Agency (En)\nMore Articles\n"


def test_a_teaser_first_and_its_article_later(desk: Desk, tmp_path: Path) -> None:
    desk.write("teasing.txt", teasing(500))
    desk.update()
    [teaser] = desk.export(
        "ferrymen",
    )
    assert (teaser["kind"], teaser["date"]) == ("teaser", "2024-06-17")
    desk.write("article.txt", bare())
    done = desk.update()
    assert done.changes[0] == 1 and done.changes[2:] == (0, 1)
    [article] = desk.export("ferrymen")
    assert (article["kind"], article["date"], article["date_rule"]) == (
        "article",
        "2024-06-17",
        "teaser",
    )
    assert desk.leads_to(teaser["id"]) == article["id"]
    assert same_as_build(desk, tmp_path)


def test_an_article_first_and_its_teaser_later(desk: Desk, tmp_path: Path) -> None:
    desk.write("article.txt", bare())
    desk.update()
    [article] = desk.export("ferrymen")
    assert article.get("date") is None
    desk.write("teasing.txt", teasing(500))
    done = desk.update()
    assert done.ledger.promoted == 1
    [dated] = desk.export("ferrymen")
    assert (dated["id"], dated["date"]) == (article["id"], "2024-06-17")
    assert desk.ids("date:2024-06-17 ferrymen") == [article["id"]]
    assert same_as_build(desk, tmp_path)
    (desk.files / "teasing.txt").unlink()
    desk.update("--prune")
    [undated] = desk.export("ferrymen")
    assert undated.get("date") is None
    assert same_as_build(desk, tmp_path)


def test_an_article_that_goes_leaves_its_excerpt(desk: Desk, tmp_path: Path) -> None:
    desk.write("article.txt", bare())
    desk.write("teasing.txt", teasing(500))
    desk.update()
    (desk.files / "article.txt").unlink()
    assert desk.update("--prune").changes[2] == 1
    [teaser] = desk.export("ferrymen")
    assert teaser["kind"] == "teaser"
    assert same_as_build(desk, tmp_path)


def test_the_last_page_that_shows_an_excerpt_is_pruned(
    desk: Desk, tmp_path: Path
) -> None:
    desk.write("one.txt", teasing(500))
    desk.write("two.txt", teasing(501))
    desk.update()
    [teaser] = desk.export("ferrymen")
    assert len(teaser["sightings"]) == 2
    (desk.files / "one.txt").unlink()
    desk.update("--prune")
    [teaser] = desk.export("ferrymen")
    assert [sighting["file"] for sighting in teaser["sightings"]] == ["two.txt"]
    (desk.files / "two.txt").unlink()
    desk.update("--prune")
    assert desk.export("ferrymen") == []
    assert same_as_build(desk, tmp_path)


def test_a_second_article_with_the_opening_takes_the_date_back(
    desk: Desk, tmp_path: Path
) -> None:
    desk.write("article.txt", bare())
    desk.write("teasing.txt", teasing(500))
    desk.update()
    assert [one["date"] for one in desk.export("ferrymen")] == ["2024-06-17"]
    desk.write("other.txt", bare(BODY + " " + text(640)))
    desk.update()
    assert same_as_build(desk, tmp_path)


# Versions


def test_versions_come_and_go(desk: Desk, tmp_path: Path) -> None:
    later = item(5, body=text(5) + " And more was said.", captured="2024-09-01")
    desk.write("later.jsonl", later)
    done = desk.update()
    assert done.ledger.versions == 1
    [record] = desk.export('"report number 5"')
    assert record["version"] == 2
    assert same_as_build(desk, tmp_path)
    (desk.files / "later.jsonl").unlink()
    desk.update("--prune")
    [record] = desk.export('"report number 5"')
    assert record["version"] == 1
    assert same_as_build(desk, tmp_path)


# Takedowns


def test_what_was_taken_down_stays_down(desk: Desk, tmp_path: Path) -> None:
    [name] = desk.ids('"report number 5"')
    assert ran("remove", name, "--reason", "By order.", "--index", desk.index).code == 0
    assert settled(desk)
    desk.write("b.jsonl", item(5), *many(20, 22))
    done = desk.update()
    assert done.ledger.withdrawn == 1
    assert desk.ids('"report number 5"') == []
    desk.write("a.jsonl", *many(0, 12), *many(30, 31))
    done = desk.update()
    assert desk.ids('"report number 5"') == []
    assert desk.ids('"report number 30"')
    assert settled(desk)


def test_a_withdrawn_teaser_stays_down(desk: Desk) -> None:
    desk.write("teasing.txt", teasing(500))
    desk.update()
    [teaser] = desk.ids("ferrymen")
    assert (
        ran("remove", teaser, "--reason", "By order.", "--index", desk.index).code == 0
    )
    desk.write("again.txt", teasing(501))
    desk.update()
    assert desk.ids("ferrymen") == []


# What goes wrong


def test_no_index_is_5(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("a.jsonl", *many(0, 2))
    assert len(desk.update(code=5).err.splitlines()) == 1
    assert not (tmp_path / "index" / "CURRENT").exists()


def test_an_index_by_another_version_is_5(desk: Desk) -> None:
    [register] = desk.index.glob("gen-*/*register*")
    register.chmod(0o600)
    with sqlite3.connect(register) as db:
        db.execute("PRAGMA user_version = 0")
    db.close()
    desk.write("b.jsonl", *many(20, 22))
    done = desk.update(code=5)
    assert len(done.err.splitlines()) == 1
    assert not list(desk.index.glob("*.tmp"))


def test_another_writer_is_4(desk: Desk) -> None:
    desk.write("b.jsonl", *many(20, 22))
    with (desk.index / "WRITER.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert len(desk.update(code=4).err.splitlines()) == 1
    desk.update()


@pytest.mark.parametrize("size", [1_000, 60_000, 150_000])
def test_a_full_disk_is_6_and_harms_nothing(desk: Desk, size: int) -> None:
    before = desk.exported()
    desk.write("b.jsonl", *many(20, 2_000))

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    done = subprocess.run(
        [sys.executable, "-m", "indexer", "update", desk.files, "--index", desk.index],
        preexec_fn=small_files,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 6, done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert desk.exported() == before
    assert ran("check", "--index", desk.index).code == 0
    assert not list(desk.index.glob("*.tmp"))
    desk.update()


@pytest.mark.parametrize("arguments", [["update"], ["update", "no such file"]])
def test_wrong_usage_is_2(arguments: list[str]) -> None:
    assert ran(*arguments).code == 2


def test_after_a_rollback_the_files_are_read_again(desk: Desk, tmp_path: Path) -> None:
    desk.write("b.jsonl", *many(20, 25))
    desk.update()
    assert ran("rollback", "--index", desk.index).code == 0
    assert desk.ids('"report number 20"') == []
    assert desk.update().changes == (5, 0, 0, 0)
    assert same_as_build(desk, tmp_path)
    assert settled(desk)


# All at once


def split(
    sample: Path, desk: Desk, chance: random.Random, parts: int
) -> list[list[Path]]:
    """Copy nothing yet: the files of a folder in so many parts, by chance."""
    found = [path for path in sorted(sample.rglob("*")) if path.is_file()]
    chance.shuffle(found)
    return [found[n::parts] for n in range(parts)]


@pytest.mark.parametrize("seed", range(3))
def test_ten_updates_of_the_sample_are_one_build(tmp_path: Path, seed: int) -> None:
    desk = Desk(tmp_path)
    chance = random.Random(seed)
    for number, part in enumerate(split(SAMPLE, desk, chance, 11)):
        for path in part:
            target = desk.files / path.relative_to(SAMPLE)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
        if number:
            desk.update()
        else:
            desk.build()
    assert desk.exported() == desk.fresh(tmp_path)
    assert settled(desk)


def test_many_identical_files_cost_no_more(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for n in range(50):
        desk.write(f"{n}.txt", text(1) + "\n\n" + text(2))
    desk.build()
    for n in range(0, 50, 2):
        (desk.files / f"{n}.txt").rename(desk.files / f"{n}.text")
    assert desk.update().told["gone"] == 0
    assert same_as_build(desk, tmp_path)
    assert settled(desk)


def test_a_few_documents_of_a_small_archive_may_go(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for n in range(3):
        desk.write(f"{n}.jsonl", item(n))
    desk.build()
    (desk.files / "0.jsonl").unlink()
    assert desk.update("--prune").changes == (0, 0, 1, 0)
    for path in desk.files.iterdir():
        path.unlink()
    desk.update("--prune", code=7)
    assert len(desk.ids()) == 2
    desk.update("--prune", "--force")
    assert desk.ids() == []


@pytest.mark.parametrize("start", [100, 4_096, 20_000])
def test_a_damaged_register_is_5(desk: Desk, start: int) -> None:
    before = desk.exported()
    [register] = desk.index.glob("gen-*/register")
    register.chmod(0o600)
    whole = register.read_bytes()
    register.write_bytes(whole[:start] + b"\x55" * 8_000 + whole[start + 8_000 :])
    desk.write("b.jsonl", *many(20, 22))
    done = desk.update(code=5)
    assert len(done.err.splitlines()) == 1
    assert desk.exported() == before
    assert not list(desk.index.glob("*.tmp"))
    register.write_bytes(whole)
    desk.update()


def test_each_file_of_an_archive_may_be_named(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for n in range(30):
        desk.write(f"{n % 3}/{n}.jsonl", item(n))
    desk.build()
    files = sorted(desk.files.rglob("*.jsonl"))
    files[0].unlink()
    done = desk.update(*files[1:], desk.files / "0", "--prune")
    assert (done.told["gone"], done.changes) == (1, (0, 0, 1, 0))
    assert settled(desk, *files[1:], "--prune")


def test_a_link_is_named_and_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    (desk.files / "link.txt").symlink_to(desk.files / "page.txt")
    for paths in ([desk.files], [desk.files / "link.txt"]):
        done = desk.update(*paths, code=3)
        assert not done.told["published"]
        assert "symbolic link" in done.err


def test_names_that_are_no_text(desk: Desk, tmp_path: Path) -> None:
    folder = os.fsencode(desk.files)
    name = b"b\xff\n.jsonl"
    with open(folder + b"/" + name, "w") as out:
        out.write(json.dumps(item(20)))
    assert desk.update().changes == (1, 0, 0, 0)
    assert settled(desk)
    os.rename(folder + b"/" + name, folder + b"/c.jsonl")
    assert desk.update().told["gone"] == 0
    assert same_as_build(desk, tmp_path)


def test_a_text_that_returns_has_its_id_again(desk: Desk) -> None:
    [first] = desk.ids('"report number 5"')
    edited = item(5, body=text(5) + " Amended.")
    desk.write("a.jsonl", *many(0, 5), edited, *many(6, 12))
    desk.update()
    [second] = desk.ids('"report number 5"')
    desk.write("a.jsonl", *many(0, 12))
    desk.update()
    assert desk.ids('"report number 5"') == [first]
    assert desk.leads_to(second) == desk.leads_to(first) == first


def test_a_file_that_comes_back(desk: Desk, tmp_path: Path) -> None:
    before = desk.exported()
    path = desk.files / "page.txt"
    path.rename(tmp_path / "away")
    desk.update()
    (tmp_path / "away").rename(path)
    assert settled(desk)
    path.rename(tmp_path / "away")
    desk.update("--prune")
    (tmp_path / "away").rename(path)
    assert desk.update().changes == (1, 0, 0, 0)
    assert desk.exported() == before


def test_files_that_turn_as_logs_do(desk: Desk, tmp_path: Path) -> None:
    for turn in range(4):
        for number in range(turn, 0, -1):
            (desk.files / f"feed.{number - 1}.xml").rename(
                desk.files / f"feed.{number}.xml"
            )
        desk.write("feed.0.xml", feed(400 + turn, 401 + turn))
        desk.update()
        assert same_as_build(desk, tmp_path)
    assert len(desk.ids("feed")) == 5
    assert settled(desk)


def test_a_record_that_moves_to_another_file(desk: Desk, tmp_path: Path) -> None:
    ids = desk.ids()
    desk.write("a.jsonl", *many(1, 12))
    desk.write("b.jsonl", item(0))
    assert desk.update().changes == (0, 1, 0, 0)
    assert desk.ids() == ids
    assert same_as_build(desk, tmp_path)


HEAVY = ("bleach", "feedparser", "py3langid", "rich", "selectolax", "trafilatura")


def test_an_update_without_news_waits_for_no_parser(desk: Desk) -> None:
    code = (
        "import sys\nfrom indexer.cli import run\n"
        "assert run(['update', *sys.argv[1:]]) == 0\n"
        f"print(sorted(set({HEAVY}) & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, desk.files, "--index", desk.index],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0].startswith("Nothing new in 3 files")
    assert done.stdout.splitlines()[-1] == "[]"
