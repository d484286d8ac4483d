"""WARC files: their pages are read one at a time, other records counted, damage named once."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

from indexer.resolve import Resolver
from indexer.sources.limits import RECORD_BYTES
from tests.test_sources_records import Reading

JSON = b'{"title": "Ferry", "body": "It runs.", "captured": "2020-01-02"}\n'
HTML = (
    "<!DOCTYPE html><html><head><title>Quay opens</title><meta property='og:type' content='article'></head>"
    "<body><article><h1>Quay opens</h1><p>"
    + "The caf\xe9 at the quay opened on Monday. " * 20
    + "</p></article>"
)


def _record(
    kind: str, url: str, block: bytes, media: str = "application/http"
) -> bytes:
    return (
        (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2021-05-06T23:30:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:1>\r\nContent-Type: {media}\r\nContent-Length: {len(block)}\r\n\r\n"
        ).encode()
        + block
        + b"\r\n\r\n"
    )


def _response(
    url: str, media: str, data: bytes, status: str = "200 OK", more: str = ""
) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n{more}\r\n".encode()
    return _record("response", url, head + data)


RECORDS = [
    _record("warcinfo", "urn:x", b"software: x\r\n", "application/warc-fields"),
    _response(
        "http://a.example/q", "text/html; charset=ISO-8859-1", HTML.encode("latin-1")
    ),
    _response("http://a.example/404", "text/html", b"<p>gone", "404 Not Found"),
    _response("http://a.example/p.png", "image/png", b"\x89PNG"),
    _response(
        "http://a.example/j",
        "application/json",
        gzip.compress(JSON),
        more="Content-Encoding: gzip\r\n",
    ),
    _record("revisit", "http://a.example/q", b"HTTP/1.1 200 OK\r\n\r\n"),
    _record(
        "resource",
        "http://a.example/r",
        JSON.replace(b"Ferry", b"Raft"),
        "application/json",
    ),
]


@pytest.mark.parametrize("name", ["c.warc", "c.warc.gz"])
def test_a_crawl(tmp_path: Path, name: str) -> None:
    parts = [gzip.compress(r) if name.endswith("gz") else r for r in RECORDS]
    reading = Reading(tmp_path, b"".join(parts), name)
    assert not reading.rejections
    page, ferry, raft = reading.articles
    assert (page.url, page.files) == ("http://a.example/q", (f"{name}/2.html",))
    assert str(page.captured) == "2021-05-06" and "café" in page.body
    assert (ferry.title, ferry.files) == ("Ferry", (f"{name}/5.json",))
    assert raft.title == "Raft" and str(raft.captured) == "2020-01-02"
    told = [r.reason for r in reading.remarks if "passed over" in r.reason]
    assert [reason.split(": ")[1] for reason in told] == [
        "revisit.",
        "status 404.",
        "type image/png.",
    ]


@pytest.mark.parametrize(
    "end",
    [
        b"WARC/9.9 nonsense\r\n\r\n",
        RECORDS[-1][:-20],
        b"x" * 1_000_000,
        b"WARC/1.0\r\n" + b"a: b\r\n" * 20_000,
    ],
)
def test_what_comes_before_damage_is_kept(tmp_path: Path, end: bytes) -> None:
    reading = Reading(tmp_path, b"".join(RECORDS) + end, "c.warc")
    assert [a.title for a in reading.articles][1:3] == ["Ferry", "Raft"]
    [rejection] = reading.rejections
    assert rejection.file == "c.warc"


def test_long_records_and_crawls_within_are_refused(tmp_path: Path) -> None:
    bomb = gzip.compress(b"x" * (RECORD_BYTES + 1))
    data = _response(
        "http://a.example/", "text/html", bomb, more="Content-Encoding: gzip\r\n"
    )
    data += _response("http://a.example/", "text/plain", RECORDS[-1]) + RECORDS[-1]
    reading = Reading(tmp_path, data, "c.warc")
    long, within = reading.rejections
    assert "longer" in long.reason and "within" in within.reason
    assert [a.title for a in reading.articles] == ["Raft"]


def test_pages_and_records_without_a_day_take_that_of_the_crawl(tmp_path: Path) -> None:
    page = b"Ferry\nDate: 01/02/2011 | Source: S\nIt runs.\n"
    data = _response("http://a.example/p", "text/plain", page)
    data += _response("http://a.example/j", "application/json", b'{"title": "J"}')
    first, second = Reading(tmp_path, data, "c.warc").articles
    assert (first.title, first.url) == ("Ferry", "http://a.example/p")
    assert [str(a.captured) for a in (first, second)] == ["2021-05-06"] * 2


@pytest.mark.parametrize("inner", ["c.warc", "c.warc.gz"])
def test_a_crawl_in_an_archive(tmp_path: Path, inner: str) -> None:
    pack = gzip.compress if inner.endswith("gz") else bytes
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(inner, b"".join(map(pack, RECORDS)))
        archive.writestr("z.jsonl", JSON)
    reading = Reading(tmp_path, stream.getvalue(), "d.zip")
    assert not reading.rejections
    assert [a.files[0] for a in reading.articles] == [
        f"d.zip/{inner}/2.html",
        f"d.zip/{inner}/5.json",
        f"d.zip/{inner}/7.json",
        "d.zip/z.jsonl",
    ]


def _chunked(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(data), data)


ENCODINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("Content-Encoding: gzip", gzip.compress),
    "deflate": ("Content-Encoding: deflate", zlib.compress),
    "raw deflate": (
        "Content-Encoding: deflate",
        lambda data: zlib.compress(data, wbits=-15),
    ),
    "brotli": ("Content-Encoding: br", brotli.compress),
    "chunks": ("Transfer-Encoding: chunked", _chunked),
    "chunks of brotli": (
        "Transfer-Encoding: chunked\r\nContent-Encoding: br",
        lambda data: _chunked(brotli.compress(data)),
    ),
    "two": (
        "Content-Encoding: gzip, br",
        lambda data: brotli.compress(gzip.compress(data)),
    ),
    "gzip undone": ("Content-Encoding: gzip", bytes),
    "brotli undone": ("Content-Encoding: br", bytes),
    "chunks undone": ("Transfer-Encoding: chunked", bytes),
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_the_encodings_of_servers(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    header, pack = ENCODINGS[name]
    data = _response(
        "http://a.example/", "application/json", pack(JSON), more=header + "\r\n"
    )
    [article] = Reading(tmp_path, data, "c.warc").all
    assert "Ferry" in str(article) and not capfd.readouterr().err


@pytest.mark.parametrize(
    ("header", "data", "words"),
    [
        ("gzip", gzip.compress(JSON)[:-12], "damaged"),
        ("br", brotli.compress(bytes(range(256)) * 9)[:60], "damaged"),
        ("zstd", b"x", "zstd"),
        ("br", brotli.compress(b"x" * (RECORD_BYTES + 1)), "longer"),
        ("gzip", gzip.compress(b"x" * (RECORD_BYTES + 1)), "longer"),
    ],
    ids=["cut gzip", "cut brotli", "zstd", "brotli bomb", "gzip bomb"],
)
def test_a_page_that_cannot_be_unpacked_is_named_alone(
    tmp_path: Path, header: str, data: bytes, words: str
) -> None:
    more = f"Content-Encoding: {header}\r\n"
    page = _response("http://a.example/", "text/html", data, more=more)
    reading = Reading(tmp_path, page + RECORDS[-1], "c.warc")
    [rejection] = reading.rejections
    assert rejection.file == "c.warc/1.html" and words in rejection.reason
    assert [a.title for a in reading.articles] == ["Raft"]


def test_two_captures_of_an_address_are_versions(tmp_path: Path) -> None:
    pages = [HTML, HTML.replace("opened on Monday", "will open on Tuesday"), HTML]
    days = ["2021-05-06", "2021-06-07", "2021-08-09"]
    data = b"".join(
        _response("http://a.example/q", "text/html", page.encode()).replace(
            b"2021-05-06", day.encode()
        )
        for page, day in zip(pages, days)
    )
    with Resolver() as resolver:
        for article in Reading(tmp_path, data, "c.warc").articles:
            resolver.add(article)
        ledger = resolver.resolve()
        [document] = resolver.articles()
    assert (ledger.created, ledger.versions + ledger.merged) == (1, 2)
    assert document.url == "http://a.example/q"
    assert [str(older.captured) for older in document.older][0] == "2021-05-06"


def test_newer_and_odd_records(tmp_path: Path) -> None:
    data = b"".join(RECORDS).replace(b"WARC/1.0", b"WARC/1.1")
    data = data.replace(b"23:30:00Z", b"23:30:00.123456Z")
    data = data.replace(b"URI: http://a.example/q\r", b"URI: <http://a.example/q>\r")
    page, *others = Reading(tmp_path, data, "c.warc").articles
    assert (page.url, str(page.captured)) == ("http://a.example/q", "2021-05-06")
    assert len(others) == 2
    conversion = _record("conversion", "http://a.example/t", b"text", "text/plain")
    reading = Reading(tmp_path, conversion + RECORDS[-1], "c.warc")
    assert [r.reason for r in reading.remarks] == ["1 records passed over: conversion."]
