"""Numpy arrays go into one file of named sections and come out memory-mapped, each block checked when first read.

Format: sections at multiples of 8 bytes, a JSON directory (name -> type, offset, count, CRC-32 of each block), then
a footer: offset, size and CRC-32 of the directory, and the magic word. Little-endian throughout.
"""

import json
import mmap
import struct
import zlib
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import numpy
import numpy.typing

from indexer.engine.errors import IndexCorrupt

Array = numpy.typing.NDArray[Any]
Ints = numpy.typing.NDArray[numpy.int32]
Longs = numpy.typing.NDArray[numpy.int64]
Floats = numpy.typing.NDArray[numpy.float64]
Mask = numpy.typing.NDArray[numpy.bool_]

BLOCK = 1 << 16
"""Bytes under one checksum."""

_MAGIC = b"BACKFILE"
_FOOTER = struct.Struct("<QII8s")


def gathered(array: Array, starts: Longs, sizes: Array) -> Array:
    """Pieces of an array, one after another."""
    ends = numpy.cumsum(sizes, dtype=numpy.int64)
    whole = numpy.empty(int(ends[-1]) if len(ends) else 0, array.dtype)
    shifts = starts - (ends - sizes)
    # A few at a time, for an index is larger than what it finds.
    cuts = numpy.searchsorted(ends, numpy.arange(_MANY, len(whole), _MANY)) + 1
    for first, last in pairwise(sorted({0, *cuts.tolist(), len(ends)})):
        low, high = int(ends[first - 1]) if first else 0, int(ends[last - 1])
        places = numpy.repeat(shifts[first:last], sizes[first:last])
        places += numpy.arange(low, high)
        numpy.take(array, places, out=whole[low:high])
    return whole


_MANY = 1 << 20


class _Section:
    """Where a section of a file being written begins, and its checksums so far."""

    def __init__(self, offset: int, dtype: str) -> None:
        self.offset = offset
        self.dtype = dtype
        self.size = 0
        self.sums: list[int] = []

    def add(self, data: memoryview) -> None:
        while data:
            filled = self.size % BLOCK
            if not filled:
                self.sums.append(0)
            part = data[: BLOCK - filled]
            self.sums[-1] = zlib.crc32(part, self.sums[-1])
            self.size += len(part)
            data = data[len(part) :]


class ArrayWriter:
    """Writes sections one after another; only the last one can be appended to."""

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO = open(path, "xb", buffering=1 << 20)
        self._sections: dict[str, _Section] = {}
        self._last = ""

    def append(self, name: str, array: Array) -> None:
        """Add to the section of this name, or begin it."""
        section = self._begin(name, array.dtype)
        self._write(section, memoryview(numpy.ascontiguousarray(array).data).cast("B"))

    def append_bytes(self, name: str, data: bytes | bytearray) -> int:
        """Add raw bytes; returns where in the section they begin."""
        section = self._begin(name, numpy.dtype(numpy.uint8))
        start = section.size
        self._write(section, memoryview(data))
        return start

    def _begin(self, name: str, dtype: "numpy.dtype[Any]") -> _Section:
        if name == self._last and name:
            return self._sections[name]
        if name in self._sections:
            raise ValueError(f"section {name} is finished")
        self._file.write(bytes(-self._file.tell() % 8))
        little = dtype.newbyteorder("<").str
        section = self._sections[name] = _Section(self._file.tell(), little)
        self._last = name
        return section

    def _write(self, section: _Section, data: memoryview) -> None:
        section.add(data)
        self._file.write(data)

    def close(self) -> None:
        """Close an unfinished file, which no reader takes: that its last bytes cannot be written is no matter."""
        with suppress(OSError):
            self._file.close()

    def finish(self) -> None:
        """Write the directory and close the file."""
        listing = {
            name: [s.dtype, s.offset, s.size, s.sums]
            for name, s in self._sections.items()
        }
        directory = json.dumps(listing, separators=(",", ":")).encode()
        offset = self._file.tell()
        self._file.write(directory)
        checksum = zlib.crc32(directory)
        self._file.write(_FOOTER.pack(offset, len(directory), checksum, _MAGIC))
        self._file.close()

    def __enter__(self) -> "ArrayWriter":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.finish()
        else:
            self.close()


class Section:
    """A mapped array whose blocks are tested when first read. Threads may share it: a second test is harmless."""

    __slots__ = ("_array", "_bytes", "_sums", "_tested", "_name", "_whole")

    def __init__(self, name: str, raw: Array, dtype: str, sums: list[int]) -> None:
        self._name = name
        self._bytes = raw
        self._array = raw.view(dtype)
        self._sums = sums
        self._tested = bytearray(len(sums))
        self._whole = not sums

    def __len__(self) -> int:
        return len(self._array)

    @property
    def width(self) -> int:
        """Bytes of one item."""
        return self._array.itemsize

    @classmethod
    def of(cls, array: Array) -> "Section":
        """An array of this process, which needs no test."""
        return cls("memory", array.view(numpy.uint8), array.dtype.str, [])

    def all(self) -> Array:
        """The whole array, tested."""
        if not self._whole:
            self._test(0, len(self._sums))
            self._whole = True
        return self._array

    def slice(self, start: int, stop: int) -> Array:
        """The items from start to stop, tested."""
        if not self._whole:
            width = self._array.itemsize
            self._test(start * width // BLOCK, -(-stop * width // BLOCK))
        return self._array[start:stop]

    def _test(self, first: int, last: int) -> None:
        for block in range(first, min(last, len(self._sums))):
            if self._tested[block]:
                continue
            data = self._bytes[block * BLOCK : (block + 1) * BLOCK]
            if zlib.crc32(data.data) != self._sums[block]:
                raise IndexCorrupt(f"{self._name} is damaged in block {block}")
            self._tested[block] = 1


class ArrayFile:
    """The sections of one file, mapped. The mapping lives as long as any array of it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._sections: dict[str, Section] = {}
        with open(path, "rb") as file:
            size = path.stat().st_size
            if size < _FOOTER.size:
                raise IndexCorrupt(f"{path.name} is cut short")
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._raw: Array = numpy.frombuffer(data, dtype=numpy.uint8)
        tail = self._raw[size - _FOOTER.size :].tobytes()
        offset, length, checksum, magic = _FOOTER.unpack(tail)
        if magic != _MAGIC or offset + length + _FOOTER.size != size:
            raise IndexCorrupt(f"{path.name} is damaged at its end")
        directory = self._raw[offset : offset + length].tobytes()
        if zlib.crc32(directory) != checksum:
            raise IndexCorrupt(f"{path.name} is damaged in its directory")
        self._directory: dict[str, tuple[str, int, int, list[int]]] = json.loads(
            directory
        )

    def section(self, name: str) -> Section:
        """The section of this name; raises IndexCorrupt where there is none."""
        if name in self._sections:
            return self._sections[name]
        if name not in self._directory:
            raise IndexCorrupt(f"{self._path.name} lacks {name}")
        dtype, offset, size, sums = self._directory[name]
        raw = self._raw[offset : offset + size]
        section = Section(f"{self._path.name}:{name}", raw, dtype, sums)
        self._sections[name] = section
        return section

    def __contains__(self, name: str) -> bool:
        return name in self._directory

    def test(self) -> None:
        """Test every block."""
        for name in self._directory:
            self.section(name).all()
