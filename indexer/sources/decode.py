"""The bytes of a text file go in, the same text in UTF-8 comes out, in chunks (home of charset-normalizer)."""

import codecs
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from charset_normalizer import from_bytes

from indexer.sources.limits import HEAD_BYTES, RECORD_BYTES
from indexer.sources.parts import TOO_LONG, Unreadable

# UTF-32 first: its mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_LEGACY = [
    "cp1252",
    "cp1251",
    "koi8_r",
    "cp1253",
    "gb18030",
    "big5",
    "shift_jis",
    "euc_jp",
    "cp949",
]
"""What news was written in before UTF-8. The detector errs more often the more it may choose from: with cp1250 it
reads Spanish wrong, so Central European pages need converting first."""

_DECLARED = re.compile(
    rb"""\s*<\?xml[^<>]*?\sencoding\s*=\s*["']([A-Za-z][\w.:-]{1,39})["']"""
)
"""The encoding that an XML document says it has."""

_META = re.compile(
    rb"""<meta\s[^<>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z][\w.:-]{1,39})""",
    re.IGNORECASE,
)
"""The encoding that an HTML document says it has."""

_META_BYTES = 4096
"""Browsers look no further than a quarter of this for it."""

_HTML_NAMES = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "iso8859-9": "cp1254",
}
"""What documents say, and what browsers read them as (encoding.spec.whatwg.org)."""

_NO_CHARSETS = frozenset(
    {"idna", "punycode", "raw-unicode-escape", "unicode-escape", "utf-7"}
)
"""Codecs of Python that no document is written in, or that read what is not there."""

_FOREIGN_RUN = re.compile(rb"[\x80-\xff]{3}")
"""Western letters with accents stand among others; whole words of such bytes are of other scripts."""

_NOT_WESTERN = re.compile(rb"[\x81\x8d\x8f\x90\x9d\xfe\xff]")
"""What is no character of cp1252, or one that no news text has."""


def utf8(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The text in UTF-8 without a byte order mark: UTF-8 as it is, UTF-16 and UTF-32 by their marks, else detected.

    A file that is mostly UTF-8 stays as it is, damaged lines and all; they are the reader's to reject.
    """
    head, rest = peek(chunks, HEAD_BYTES)
    encoding = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    encoding = encoding or _unmarked_utf16(head)
    if encoding == "utf-8-sig":
        yield from _without_mark(rest)
    elif encoding:
        yield from _recoded(rest, encoding)
    else:
        yield from _unmarked(rest, _declared(head))


def whole(chunks: Iterable[bytes]) -> str:
    """All of a document in UTF-8; Unreadable where it is longer than RECORD_BYTES."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        if len(held) > RECORD_BYTES:
            raise Unreadable(TOO_LONG)
    # one wrong byte is no reason to lose a page
    return held.decode("utf-8", "replace")


def peek(chunks: Iterable[bytes], size: int) -> tuple[bytes, Iterator[bytes]]:
    """The first bytes (as many as there are, up to size), and all chunks again from the start."""
    taken = bytearray()
    failures = []
    remaining = iter(chunks)
    try:
        while len(taken) < size and (chunk := next(remaining, None)) is not None:
            taken += chunk
    except Unreadable as error:
        failures.append(error)

    def again() -> Iterator[bytes]:
        yield bytes(taken)
        for failure in failures:
            raise failure
        yield from remaining

    return bytes(taken[:size]), again()


def _unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 without a mark, known by the zeros beside its ASCII characters."""
    half = len(head) // 2
    first, second = head[0::2].count(0), head[1::2].count(0)
    if second > half * 0.4 and not first:
        return "utf-16-le"
    if first > half * 0.4 and not second:
        return "utf-16-be"
    return None


def _without_mark(chunks: Iterator[bytes]) -> Iterator[bytes]:
    yield next(chunks).removeprefix(codecs.BOM_UTF8)
    yield from chunks


def _recoded(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode()
    yield decoder.decode(b"", final=True).encode()


def _declared(head: bytes) -> str | None:
    """What an XML declaration or HTML's meta tag names, where it is an encoding of one or more bytes a character."""
    found = _DECLARED.match(head)
    if not found and head.lstrip().startswith(b"<"):
        found = _META.search(head, 0, _META_BYTES)
    if not found:
        return None
    try:
        name = codecs.lookup(found[1].decode()).name
        # none that ASCII text would not fit
        fits = b"<?xml".decode(name) == "<?xml"
        name = _HTML_NAMES.get(name, name)
        return name if fits and name not in _NO_CHARSETS else None
    except (LookupError, ValueError):
        return None


def _unmarked(chunks: Iterator[bytes], declared: str | None) -> Iterator[bytes]:
    """Decides at the first chunk that is not ASCII; what is UTF-8 is that, whatever it says."""
    for chunk in chunks:
        if chunk.isascii():
            yield chunk
            continue
        encoding = _detected(chunk, declared)
        everything = chain([chunk], chunks)
        yield from _recoded(everything, encoding) if encoding else everything
        return


def _detected(chunk: bytes, declared: str | None) -> str | None:
    """The encoding of a chunk that holds more than ASCII, None for UTF-8 or what nobody can tell."""
    try:
        # not final: the chunk may end within a character
        codecs.getincrementaldecoder("utf-8")().decode(chunk)
        return None
    except UnicodeDecodeError:
        lines = [line for line in chunk.splitlines() if not line.isascii()]
    damaged = sum(not _is_utf8(line) for line in lines)
    if damaged * 2 <= len(lines):
        return None
    if declared and declared != "utf-8":
        return declared
    sample = b"\n".join(lines)[:HEAD_BYTES]
    if not _FOREIGN_RUN.search(sample):
        # the detector needs more than an accent here and there
        return None if _NOT_WESTERN.search(sample) else "cp1252"
    best = from_bytes(sample, cp_isolation=_LEGACY).best()
    return best.encoding if best else None


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
