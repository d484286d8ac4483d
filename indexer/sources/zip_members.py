"""A zip archive goes in, its members come out: by its list of members, else, where that is lost, one after the other.

APPNOTE.TXT of PKWARE names the headers. A member is inflated within the chunks that are asked for, never as a whole.
"""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import IO

from indexer.sources.limits import CHUNK_BYTES, MEMBERS
from indexer.sources.parts import Unreadable

_ENCRYPTED, _DESCRIPTOR, _UTF8 = 0x1, 0x8, 0x800
_KIND, _LINK, _PLAIN = 0o170000, 0o120000, (0, 0o100000)
_LOCAL = struct.Struct("<4s5H3L2H")
_UNKNOWN = 0xFFFFFFFF
_DAMAGED = "This member of the archive is damaged."
_DOCUMENTS = frozenset({"[Content_Types].xml", "mimetype"})
"""What lies in the zip archive that an office document or an e-book is."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member: its name, its bytes, why it is not read ("" where it is), and what opens it."""

    name: str
    size: int
    refused: str
    open: Callable[[], Iterator[bytes]]


def listed(source: IO[bytes]) -> list[Member]:
    """The members of the archive's list; raises Unreadable, or one of zipfile's errors where the list is damaged."""
    archive = zipfile.ZipFile(source)
    if len(archive.filelist) > MEMBERS:
        raise Unreadable(f"It has more than {MEMBERS:,} members; unpack it first.")
    if any(info.filename in _DOCUMENTS for info in archive.filelist):
        raise Unreadable("It is an office document or e-book: extract its text first.")
    return [
        Member(
            name, info.file_size, _refused(info), partial(_listed_chunks, archive, info)
        )
        for info in archive.filelist
        if not (name := _name(info)).endswith("/")
    ]


def found(file: IO[bytes], size: int) -> Iterator[Member]:
    """The members of an archive that lost its list, as far as they follow each other; the last may be cut short."""
    place = 0
    for _ in range(MEMBERS):
        file.seek(place)
        header = file.read(_LOCAL.size)
        if len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):
            return
        _, _, flags, method, _, _, crc, packed, unpacked, names, extra = _LOCAL.unpack(
            header
        )
        name = file.read(names).decode("utf-8" if flags & _UTF8 else "cp437", "replace")
        start = place + _LOCAL.size + names + extra
        if flags & _DESCRIPTOR and not packed:
            packed = _length(file, start) if method else _UNKNOWN
            crc = None
        if packed == _UNKNOWN:
            return
        refused = "It is encrypted." if flags & _ENCRYPTED else _method_refused(method)
        opened = partial(_found_chunks, file, start, packed, method, crc)
        if not name.endswith("/"):
            yield Member(_mended(name, flags), unpacked, refused, opened)
        place = start + packed
        if place > size:
            return
        if crc is None:
            place += _descriptor(file, place)


def _name(info: zipfile.ZipInfo) -> str:
    return _mended(info.filename, info.flag_bits)


def _mended(name: str, flags: int) -> str:
    """The name, read as UTF-8 where it is that without saying so, as some archivers write it."""
    if not flags & _UTF8 and not name.isascii():
        try:
            name = name.encode("cp437").decode()
        except UnicodeError:
            pass
    return name.replace("\\", "/")


def _refused(info: zipfile.ZipInfo) -> str:
    kind = info.external_attr >> 16 & _KIND
    if info.flag_bits & _ENCRYPTED:
        return "It is encrypted."
    if kind == _LINK:
        return "This is a symbolic link; links are not followed."
    if info.create_system == 3 and kind not in _PLAIN:
        return "This is not a regular file."
    return _method_refused(info.compress_type)


def _method_refused(method: int) -> str:
    if method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return ""
    return f"Its way of packing (number {method}) is not read."


def _listed_chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(info) as member:
            yield from iter(partial(member.read, CHUNK_BYTES), b"")
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise Unreadable(_DAMAGED) from error


def _found_chunks(
    file: IO[bytes], start: int, packed: int, method: int, crc: int | None
) -> Iterator[bytes]:
    """The bytes of a member; Unreadable, after what is whole, where it is cut short or its sum does not fit."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS) if method else None
    total = 0
    for data in pieces(file, start, packed):
        while data:
            chunk = unpacker.decompress(data, CHUNK_BYTES) if unpacker else data
            data = unpacker.unconsumed_tail if unpacker else b""
            total = zlib.crc32(chunk, total)
            yield chunk
    if unpacker and not unpacker.eof or crc not in (None, total):
        raise Unreadable(_DAMAGED)


def pieces(file: IO[bytes], start: int, size: int) -> Iterator[bytes]:
    """So many bytes of a file from a place on; Unreadable where it ends before."""
    while size > 0:
        file.seek(start)
        piece = file.read(min(size, CHUNK_BYTES))
        if not piece:
            raise Unreadable(_DAMAGED)
        start, size = start + len(piece), size - len(piece)
        yield piece


def _length(file: IO[bytes], start: int) -> int:
    """How many bytes the deflated data takes that begins here; as many as are left where it has no end."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    taken = 0
    file.seek(start)
    try:
        while not unpacker.eof and (data := file.read(CHUNK_BYTES)):
            taken += len(data)
            while data and not unpacker.eof:
                unpacker.decompress(data, CHUNK_BYTES)
                data = unpacker.unconsumed_tail
    except zlib.error:
        return _UNKNOWN
    return taken - len(unpacker.unused_data)


def _descriptor(file: IO[bytes], place: int) -> int:
    """The length of what follows the data of a member whose header states no sizes."""
    file.seek(place)
    data = file.read(28)
    lengths = (16, 12, 24, 20)
    marks = (data[n : n + 4] for n in lengths)
    fits = (
        n for n, mark in zip(lengths, marks) if mark in (b"PK\x03\x04", b"PK\x01\x02")
    )
    return next(fits, 16)
