"""A file goes in, its bytes come out in chunks, unpacked where they are gzip, bzip2 or xz, within the limits."""

import bz2
import lzma
import os
import stat
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from typing import IO

from indexer.sources.limits import CHUNK_BYTES, RATIO, UNPACKED_BYTES, UNPACKER_BYTES
from indexer.sources.parts import InputFile, Unreadable
from indexer.sources.walk import unreadable

_GZIP, _BZIP2, _XZ = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00"
PACKED_SUFFIXES = {".gz": _GZIP, ".bz2": _BZIP2, ".xz": _XZ}
"""The endings of packed files and how such a file begins."""

_PIECE = 256
"""Packed bytes given to an unpacker at once: when it meets damage, what it made of the last piece is lost."""

_CUT = "The packed data is cut short; what came after is lost."
_DAMAGED = (
    "The packed data is damaged; what it holds may be wrong or missing at the end."
)


def chunks(file: InputFile) -> Iterator[bytes]:
    """The file's bytes, unpacked. What was whole before damage is yielded before Unreadable is raised."""
    if file.open:
        yield from _unpacked(file.name, file.open())
        return
    try:
        with opened(file) as raw:
            yield from _unpacked(file.name, iter(partial(raw.read, CHUNK_BYTES), b""))
    except (OSError, ValueError) as error:
        raise Unreadable(unreadable(error)) from error


def opened(file: InputFile) -> IO[bytes]:
    """The regular file itself, as it is packed; raises Unreadable."""
    # A pipe put in the file's place would block without O_NONBLOCK.
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        raw = open(os.open(file.path, flags), "rb", buffering=0)
    except (OSError, ValueError) as error:
        raise Unreadable(unreadable(error)) from error
    if stat.S_ISREG(os.fstat(raw.fileno()).st_mode):
        return raw
    raw.close()
    raise Unreadable("This is not a regular file.")


def _unpacked(name: str, raw: Iterator[bytes]) -> Iterator[bytes]:
    first = next(raw, b"")
    for suffix, magic in PACKED_SUFFIXES.items():
        if name.lower().endswith(suffix) and not first.startswith(magic):
            raise Unreadable(
                f"The name ends in {suffix}, but the content does not fit."
            )
    for magic, unpack in _UNPACKERS.items():
        if first.startswith(magic):
            return _bounded(chain([first], raw), unpack)
    return chain([first], raw)


def _bounded(
    raw: Iterable[bytes], unpack: Callable[[Iterable[bytes]], Iterator[bytes]]
) -> Iterator[bytes]:
    """The unpacked data in chunks; Unreadable for a bomb, and after the last chunk for damage."""
    held = bytearray()
    try:
        for data in _measured(raw, unpack):
            held += data
            if len(held) >= CHUNK_BYTES:
                yield bytes(held)
                held.clear()
    except Unreadable:
        yield bytes(held)
        raise
    yield bytes(held)


def _measured(
    raw: Iterable[bytes], unpack: Callable[[Iterable[bytes]], Iterator[bytes]]
) -> Iterator[bytes]:
    taken = given = 0

    def pieces() -> Iterator[bytes]:
        nonlocal taken
        for data in raw:
            for start in range(0, len(data), _PIECE):
                taken += _PIECE
                yield data[start : start + _PIECE]

    for data in unpack(pieces()):
        given += len(data)
        if given > UNPACKED_BYTES and given > RATIO * taken:
            raise Unreadable(
                f"The file grows more than {RATIO} times when it is unpacked; it was not read to its end."
            )
        yield data


def _gunzip(pieces: Iterable[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(wbits=31)
    for data in pieces:
        while data:
            if unpacker.eof:
                # the next member, or the zeros that fill a block
                data = data.lstrip(b"\0")
                unpacker = zlib.decompressobj(wbits=31) if data else unpacker
                continue
            try:
                yield unpacker.decompress(data, CHUNK_BYTES)
            except zlib.error as error:
                raise Unreadable(_DAMAGED) from error
            data = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    if not unpacker.eof:
        raise Unreadable(_CUT)


def _xz() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=UNPACKER_BYTES)


def _unpack_blocks(
    make: Callable[[], bz2.BZ2Decompressor | lzma.LZMADecompressor],
    pieces: Iterable[bytes],
) -> Iterator[bytes]:
    """What bzip2 and xz have in common: streams that follow each other, perhaps with zeros between."""
    unpacker = make()
    for data in pieces:
        while data or not (unpacker.eof or unpacker.needs_input):
            if unpacker.eof:
                data = data.lstrip(b"\0")
                unpacker = make() if data else unpacker
                continue
            try:
                yield unpacker.decompress(data, CHUNK_BYTES)
            except (lzma.LZMAError, MemoryError, OSError, ValueError) as error:
                raise Unreadable(_DAMAGED) from error
            data = unpacker.unused_data if unpacker.eof else b""
    if not unpacker.eof:
        raise Unreadable(_CUT)


_UNPACKERS: dict[bytes, Callable[[Iterable[bytes]], Iterator[bytes]]] = {
    _GZIP: _gunzip,
    _BZIP2: partial(_unpack_blocks, bz2.BZ2Decompressor),
    _XZ: partial(_unpack_blocks, _xz),
}
