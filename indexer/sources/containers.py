"""A zip or tar archive goes in, its members come out in the order of their names, as files to read or as rejections.

An archive is copied, unpacked, into one nameless temporary file; nothing is ever written under the name of a member.
"""

import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from tempfile import TemporaryFile
from typing import IO

from indexer.sources.limits import (
    ARCHIVE_BYTES,
    ARCHIVE_HEADER_BYTES,
    CHUNK_BYTES,
    MEMBERS,
    RATIO,
    UNPACKED_BYTES,
)
from indexer.sources.parts import InputFile, Rejection, Unreadable, printable

_ENCRYPTED = 0x1
_KIND, _LINK, _PLAIN = 0o170000, 0o120000, (0, 0o100000)
_DAMAGED = "The archive is damaged or cut short; what came after is lost."


@dataclass(frozen=True, slots=True)
class _Member:
    """A member: its name, its bytes, why it is not read ("" where it is), and what opens it."""

    name: str
    size: int
    refused: str
    open: Callable[[], Iterator[bytes]]


class _Bounded:
    """The archive's file for the library that lists it: no header may ask for much, and no listing goes on for ever."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._calls = 0
        self.listing = True

    def read(self, size: int = -1) -> bytes:
        self._calls += self.listing
        too_much = size < 0 or size > ARCHIVE_HEADER_BYTES
        if self.listing and (self._calls > 20 * MEMBERS or too_much):
            size = ARCHIVE_HEADER_BYTES
            data = self._file.read(size + 1)
            if len(data) > size or self._calls > 20 * MEMBERS:
                raise Unreadable("The archive's list of members is too long.")
            return data
        return self._file.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True


def is_archive(head: bytes) -> bool:
    """Whether bytes begin as a zip or tar archive does."""
    return _lister(head) is not None


def members(
    file: InputFile, chunks: Iterator[bytes]
) -> Iterator[InputFile | Rejection]:
    """What can be read, each open until the next is taken; then, for damage, one rejection of the rest.

    Folders and hidden names (that begin with a dot, and `__MACOSX`) are passed over.
    """
    with TemporaryFile() as spool:
        damage = _spooled(chunks, spool)
        size = spool.tell()
        spool.seek(0)
        lister = _lister(spool.read(512))
        found: list[_Member] = []
        if lister:
            damage = lister(spool, size, found) or damage
        found.sort(key=lambda member: member.name)
        budget = _Budget(size)
        for member in found:
            if not _is_hidden(member.name):
                yield _entry(file, member, budget)
        if damage:
            yield Rejection(file.name, None, damage)


def _entry(
    file: InputFile, member: _Member, budget: "_Budget"
) -> InputFile | Rejection:
    parts = [part for part in member.name.split("/") if part not in ("", ".")]
    name = printable(f"{file.name}/{'/'.join(parts)}")
    refused = member.refused
    if member.name.startswith("/") or member.name[1:3] == ":/" or ".." in parts:
        refused = "Its name leads out of the archive."
    if refused:
        return Rejection(name, None, refused)
    opened = partial(budget.bounded, member.open)
    return InputFile(file.path, name, member.size, opened, captured=file.captured)


def _is_hidden(name: str) -> bool:
    parts = name.split("/")
    return "__MACOSX" in parts or any(
        part.startswith(".") and part not in (".", "..") for part in parts
    )


class _Budget:
    """How much all members of one archive may grow."""

    def __init__(self, size: int) -> None:
        self._left = max(UNPACKED_BYTES, RATIO * size)

    def bounded(self, opened: Callable[[], Iterator[bytes]]) -> Iterator[bytes]:
        for chunk in opened():
            self._left -= len(chunk)
            if self._left < 0:
                raise Unreadable(f"The archive grows more than {RATIO} times.")
            yield chunk


def _spooled(chunks: Iterator[bytes], spool: IO[bytes]) -> str:
    """Copies the chunks; what is wrong with them."""
    try:
        for chunk in chunks:
            if spool.tell() + len(chunk) > ARCHIVE_BYTES:
                return f"The archive is larger than {ARCHIVE_BYTES:,} bytes; unpack it first."
            spool.write(chunk)
    except Unreadable as error:
        return str(error)
    return ""


_Lister = Callable[[IO[bytes], int, list[_Member]], str]


def _lister(head: bytes) -> _Lister | None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_members
    return _tar_members if head[257:262] == b"ustar" else None


def _zip_members(spool: IO[bytes], size: int, found: list[_Member]) -> str:
    source = _Bounded(spool)
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        return "Its list of members is damaged or cut off; nothing of it is read."
    source.listing = False
    if len(archive.filelist) > MEMBERS:
        raise Unreadable(f"It has more than {MEMBERS:,} members; unpack it first.")
    for info in archive.filelist:
        name = info.filename.replace("\\", "/")
        if not name.endswith("/"):
            opened = partial(_zip_chunks, archive, info)
            found.append(_Member(name, info.file_size, _zip_refused(info), opened))
    return ""


def _zip_refused(info: zipfile.ZipInfo) -> str:
    kind = info.external_attr >> 16 & _KIND
    if info.flag_bits & _ENCRYPTED:
        return "It is encrypted."
    if kind == _LINK:
        return "This is a symbolic link; links are not followed."
    if info.create_system == 3 and kind not in _PLAIN:
        return "This is not a regular file."
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return f"Its way of packing (number {info.compress_type}) is not read."
    return ""


def _zip_chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
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
        raise Unreadable("This member of the archive is damaged.") from error


def _tar_members(spool: IO[bytes], size: int, found: list[_Member]) -> str:
    spool.seek(0)
    source = _Bounded(spool)
    try:
        with tarfile.open(fileobj=source, mode="r:", errorlevel=0) as archive:  # type: ignore[call-overload]
            while info := archive.next():
                archive.members = []
                if info.isdir():
                    continue
                if info.isreg() and info.offset_data + info.size > size:
                    return _DAMAGED
                opened = partial(_slice, spool, info.offset_data, info.size)
                found.append(_Member(info.name, info.size, _tar_refused(info), opened))
                if len(found) > MEMBERS:
                    found.clear()
                    return f"It has more than {MEMBERS:,} members; unpack it first."
            end = archive.offset
    except (tarfile.TarError, ValueError, OSError, EOFError, OverflowError):
        return _DAMAGED
    spool.seek(end)
    return _DAMAGED if spool.read(512).strip(b"\0") else ""


def _tar_refused(info: tarfile.TarInfo) -> str:
    if info.issym() or info.islnk():
        return "This is a link; links are not followed."
    if not info.isreg() or info.issparse():
        return "This is not a regular file."
    return ""


def _slice(spool: IO[bytes], start: int, size: int) -> Iterator[bytes]:
    while size > 0:
        spool.seek(start)
        chunk = spool.read(min(size, CHUNK_BYTES))
        if not chunk:
            raise Unreadable(_DAMAGED)
        start, size = start + len(chunk), size - len(chunk)
        yield chunk
