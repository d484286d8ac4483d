"""CSV, packed files and formats: what is whole is read, what is not is named, and memory stays bounded."""

import bz2
import gzip
import io
import lzma
import random
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.article import Article
from indexer.sources import Options, Rejection
from indexer.sources.limits import CSV_RESTARTS, RECORD_BYTES
from tests.test_sources_records import Reading


def _csv(folder: Path, text: str, name: str = "a.csv") -> Reading:
    return Reading(folder, text.encode(), name)


def test_csv_with_quotes_and_breaks_in_cells(tmp_path: Path) -> None:
    reading = _csv(
        tmp_path,
        'Title,BODY,topics,date\r\n"One, ""two""","First\r\n\r\nSecond & <b>",a; b,2024-06-19\r\n\r\nThree,x,,\r\n',
    )
    first, second = reading.articles
    assert first.title == 'One, "two"'
    assert [p.text for p in first.paragraphs] == ["First", "Second & <b>"]
    assert first.topics == ("a", "b") and str(first.date) == "2024-06-19"
    assert (second.title, second.topics, second.date) == ("Three", (), None)
    assert not reading.rejections


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_read_from_the_header(tmp_path: Path, delimiter: str) -> None:
    rows = ["title", "body", "an;odd,name" if delimiter == "\t" else "other"]
    text = delimiter.join(rows) + "\n" + delimiter.join(["T", '"a, b; c"', "x"])
    [article] = _csv(tmp_path, text).articles
    assert (article.title, article.body) == ("T", "a, b; c")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_are_numbered_and_bad_ones_rejected(tmp_path: Path, end: str) -> None:
    rows = ["title,body,date", "A,b,", ",,", "C,d,,,x", "E,f", "lone", "G,h,soon"]
    reading = _csv(tmp_path, end.join(rows))
    assert [a.title for a in reading.articles] == ["A", "E", "G"]
    assert [(r.record, "cells" in r.reason) for r in reading.rejections] == [
        (3, True),
        (5, True),
    ]
    assert [r.record for r in reading.remarks] == [6]


def test_a_row_that_is_not_utf8_is_rejected_alone(tmp_path: Path) -> None:
    data = 'title,body\nÄ,b\n"É",c\nö,d\n'.encode() + b"caf\xe9,x\nlast,one\n"
    reading = Reading(tmp_path, data, "a.csv")
    assert [a.title for a in reading.articles] == ["Ä", "É", "ö", "last"]
    assert [r.record for r in reading.rejections] == [4]


def test_an_open_quote_costs_one_row(tmp_path: Path) -> None:
    text = 'title,body\nA,b\nC,"d\nE,f\nG,h\n'
    reading = _csv(tmp_path, text)
    assert [a.title for a in reading.articles] == ["A", "E", "G"]
    [rejection] = reading.rejections
    assert rejection.record == 2 and "quote" in rejection.reason


def test_a_row_beyond_the_limit_is_not_held(tmp_path: Path) -> None:
    # a quote before 24 MB of rows: the rows after it are found again
    row = "T," + "word " * 20_000 + "\n"
    count = 24_000_000 // len(row)
    data = ('title,body\nC,"d\n' + row * count).encode()
    tracemalloc.start()
    reading = _Counted(tmp_path, data, "a.csv")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (reading.articles, len(reading.rejections)) == (count, 1)
    assert peak < 8 * RECORD_BYTES


class _Counted:
    """Articles counted, not kept."""

    def __init__(self, folder: Path, data: bytes, name: str) -> None:
        from indexer.sources import InputFile, read

        path = folder / name
        path.write_bytes(data)
        self.articles = 0
        self.rejections = []
        for entry in read(InputFile(path, name, len(data)), Options()):
            if isinstance(entry, Rejection):
                self.rejections.append(entry)
            else:
                self.articles += 1


def test_many_open_quotes_end(tmp_path: Path) -> None:
    # every line opens a quote that no later line closes
    text = "title,body\n" + 'a,"b ""\n' * 3 * CSV_RESTARTS
    assert len(_csv(tmp_path, text).rejections) <= CSV_RESTARTS + 2


@pytest.mark.parametrize(
    "text", ["headline2,words\na,b\n", "x" * 100 + "\n", '"title', "\x00,\n"]
)
def test_a_header_without_title_and_body_is_told(tmp_path: Path, text: str) -> None:
    [rejection] = _csv(tmp_path, text).rejections
    assert rejection.record is None


def test_a_mapped_header(tmp_path: Path) -> None:
    options = Options(mapping={"title": "Schlagzeile"})
    reading = Reading(tmp_path, b"Schlagzeile;x\nA;b\n", "a.csv", options)
    assert [a.title for a in reading.articles] == ["A"]


LINES = [f'{{"title": "Line {n} {n * 7919 % 1000}"}}' for n in range(20_000)]
PLAIN = "\n".join(LINES).encode()
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": lambda data: bz2.compress(data, 1),
    ".xz": lzma.compress,
}
UNPACKERS: dict[str, Callable[[], Any]] = {
    ".gz": lambda: zlib.decompressobj(31),
    ".bz2": bz2.BZ2Decompressor,
    ".xz": lzma.LZMADecompressor,
}


@pytest.mark.parametrize("suffix", PACKERS)
def test_packed_files(tmp_path: Path, suffix: str) -> None:
    packed = PACKERS[suffix](PLAIN)
    for name in (f"a.jsonl{suffix}", f"A.JSONL{suffix.upper()}", "noname"):
        assert len(Reading(tmp_path, packed, name).articles) == len(LINES)
    parts = PACKERS[suffix](PLAIN + b"\n") + PACKERS[suffix](PLAIN) + b"\0" * 1024
    assert len(Reading(tmp_path, parts, "b.jsonl" + suffix).articles) == 2 * len(LINES)


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_cut_file_gives_what_came_before(tmp_path: Path, suffix: str) -> None:
    packed = PACKERS[suffix](PLAIN)
    for share in (0.02, 0.3, 0.9, 0.999):
        cut = packed[: int(len(packed) * share)]
        reading = Reading(tmp_path, cut, "a.jsonl" + suffix)
        [rejection] = reading.rejections
        assert rejection.record is None and "cut short" in rejection.reason
        count = len(reading.articles)
        assert [a.title for a in reading.articles] == [
            line[11:-2] for line in LINES[:count]
        ]
        assert count == UNPACKERS[suffix]().decompress(cut).count(b"\n")


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_damaged_file_says_so(tmp_path: Path, suffix: str) -> None:
    packed = bytearray(PACKERS[suffix](PLAIN))
    packed[len(packed) // 2 : len(packed) // 2 + 50] = b"\xa5" * 50
    reading = Reading(tmp_path, bytes(packed), "a.jsonl" + suffix)
    assert reading.rejections[-1].record is None
    assert len(reading.articles) > len(LINES) // 4
    packed = bytearray(PACKERS[suffix](PLAIN))
    packed[-6 if suffix == ".gz" else -14] ^= 1
    assert Reading(tmp_path, bytes(packed), "a.jsonl" + suffix).rejections


def test_what_is_not_packed_as_its_name_says(tmp_path: Path) -> None:
    for suffix in PACKERS:
        [rejection] = Reading(tmp_path, PLAIN, "a.jsonl" + suffix).rejections
        assert suffix in rejection.reason


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_bomb_is_stopped(tmp_path: Path, suffix: str) -> None:
    line = b'{"title": "' + b"x" * 4000 + b'"}\n'
    packed = PACKERS[suffix](line * 60_000)
    reading = _Counted(tmp_path, packed, "a.jsonl" + suffix)
    [rejection] = reading.rejections
    assert rejection.record is None and "times" in rejection.reason
    assert 0 < reading.articles < 60_000


def test_an_xz_file_cannot_ask_for_all_memory(tmp_path: Path) -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 30}]
    stream = io.BytesIO()
    # a header that asks for a gigabyte, made without one
    small = lzma.compress(
        PLAIN[:100], filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 4096}]
    )
    block = bytearray(small[12:24])
    assert block[0] == 2 and filters[0]["id"] == block[2]
    block[4] = 36
    block[8:12] = zlib.crc32(bytes(block[:8])).to_bytes(4, "little")
    stream.write(small[:12] + bytes(block) + small[24:])
    [rejection] = Reading(tmp_path, stream.getvalue(), "a.jsonl.xz").all
    assert isinstance(rejection, Rejection)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.jsonl", b"", "empty"),
        ("a.jsonl.gz", gzip.compress(b"", mtime=0), "empty"),
        ("a.txt", b" \n\r\n", "empty"),
        ("a.txt", b"\n" * 200_000 + b"late", "beginning"),
        ("a.zip", b"PK\x03\x04abc", "list of members"),
        ("a.pdf", b"%PDF-1.7\n", "PDF"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1" + bytes(600), "office document"),
        ("a.rtf", b"{\\rtf1\\ansi x}", "office document"),
        ("a.jsonl.zst", b"\x28\xb5\x2f\xfd\x04", "zstd"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c\0", "use zip or tar"),
        ("a.rar", b"Rar!\x1a\x07\0", "use zip or tar"),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", "an image"),
        ("a.db", b"SQLite format 3\0" + bytes(80), "a database"),
        ("a.arc", b"filedesc://a.arc 0.0.0.0 20010101 text/plain 9\n", "ARC"),
        (
            "a.mhtml",
            b"From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n",
            "MHTML",
        ),
        ("a.json", b'[{"title": "x"}]', "list"),
        ("a.json", b'{\n  "title": "x"\n}', "several lines"),
        ("a.py", b"import this\n", "none of"),
        ("a.txt", bytes(range(256)) * 10, "not text"),
        ("a.jsonl", random.Random(1).randbytes(5000), "not text"),
        ("a.txt", b"x" * (RECORD_BYTES + 1), "longer"),
    ],
)
def test_what_is_of_no_known_format_is_named(
    tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    [rejection] = Reading(tmp_path, data, name).all
    assert isinstance(rejection, Rejection)
    assert (rejection.file, rejection.record) == (name, None)
    assert words in rejection.reason


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", b'{"title": "T", "body": "B"}\n'),
        ("a", b'{"title": "T", "body": "B"}\n'),
        ("a.data", b"title,body\nT,B\n"),
        ("a.csv", b'{"title": "T", "body": "B"}\n'),
        ("a", b"T\nDate: 01/02/2011 | Source: S\nB\n"),
    ],
)
def test_content_decides_where_the_name_does_not(
    tmp_path: Path, name: str, data: bytes
) -> None:
    [article] = Reading(tmp_path, data, name).all
    assert isinstance(article, Article)
    assert (article.title, article.body) == ("T", "B")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["a.txt", "a.jsonl", "a.csv", "a", "a.txt.gz", "a.csv.xz"]),
    st.binary(max_size=300)
    | st.text('title,body;"\n\r\t{}[]:More From 2011June&#;', max_size=80).map(
        str.encode
    ),
    st.booleans(),
)
def test_any_bytes_give_articles_and_rejections(
    tmp_path: Path, name: str, data: bytes, pack: bool
) -> None:
    packer = PACKERS.get(name[-3:]) if pack else None
    for entry in Reading(tmp_path, packer(data) if packer else data, name).all:
        assert isinstance(entry, Article) or entry.reason


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.csv.gz"])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, name: str) -> None:
    text = " ".join(str(n) for n in range(2_000))
    line = f'{{"body": "{text}"}}\n' if "jsonl" in name else f'"{text}",T\n'
    header = "body,title\n" if "csv" in name else ""
    data = gzip.compress(f"{header}{line * 4_000}".encode())
    tracemalloc.start()
    reading = _Counted(tmp_path, data, name)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert reading.articles == 4_000
    assert peak < len(line) * 1_000
