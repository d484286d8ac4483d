"""A zip or tar archive goes in, its members come out in the order of their names, as files to read or as rejections.

An archive that is packed, or lies in another file, is copied into one nameless temporary file; where that cannot be
written, OSError is raised. Nothing is ever written under the name of a member.
"""

import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from tempfile import TemporaryFile
from typing import IO

from indexer.sources import zip_members
from indexer.sources.limits import (
    ARCHIVE_BYTES,
    ARCHIVE_HEADER_BYTES,
    MEMBERS,
    RATIO,
    UNPACKED_BYTES,
)
from indexer.sources.parts import InputFile, Rejection, Unreadable, printable
from indexer.sources.unpack import opened
from indexer.sources.zip_members import Member, pieces

_DAMAGED = "The archive is damaged or cut short; what came after is lost."


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
    archive, damage = _seekable(file, chunks)
    with closing(archive):
        size = archive.seek(0, 2)
        archive.seek(0)
        lister = _lister(archive.read(512))
        found: list[Member] = []
        if lister:
            damage = lister(archive, size, found) or damage
        found.sort(key=lambda member: member.name)
        budget = _Budget(size)
        for member in found:
            if not _is_hidden(member.name):
                yield _entry(file, member, budget)
        if damage:
            yield Rejection(file.name, None, damage)


def _seekable(file: InputFile, chunks: Iterator[bytes]) -> tuple[IO[bytes], str]:
    """The archive as a file, the input itself where it is one, and what is wrong with it."""
    if not file.open:
        raw = opened(file)
        if _lister(raw.read(512)):
            return raw, ""
        raw.close()
    spool = TemporaryFile()
    try:
        return spool, _spooled(chunks, spool)
    except BaseException:
        spool.close()
        raise


def _entry(file: InputFile, member: Member, budget: "_Budget") -> InputFile | Rejection:
    parts = [part for part in member.name.split("/") if part not in ("", ".")]
    name = printable(f"{file.name}/{'/'.join(parts)}")
    refused = member.refused
    if member.name.startswith("/") or member.name[1:3] == ":/" or ".." in parts:
        refused = "Its name leads out of the archive."
    if refused:
        return Rejection(name, None, refused)
    bytes_of = partial(budget.bounded, member.open)
    return InputFile(file.path, name, member.size, bytes_of, captured=file.captured)


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


_Lister = Callable[[IO[bytes], int, list[Member]], str]


def _lister(head: bytes) -> _Lister | None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_members
    return _tar_members if head[257:262] == b"ustar" else None


def _zip_members(spool: IO[bytes], size: int, found: list[Member]) -> str:
    source = _Bounded(spool)
    try:
        found += zip_members.listed(source)  # type: ignore[arg-type]
        source.listing = False
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        found += zip_members.found(spool, size)
        return "Its list of members is damaged or cut off; what was found without it is read."
    return ""


def _tar_members(spool: IO[bytes], size: int, found: list[Member]) -> str:
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
                bytes_of = partial(pieces, spool, info.offset_data, info.size)
                found.append(Member(info.name, info.size, _tar_refused(info), bytes_of))
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
