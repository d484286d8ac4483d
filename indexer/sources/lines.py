"""Chunks of bytes go in, lines come out with their ends; a line beyond the limit comes out as None."""

from collections.abc import Iterable, Iterator

from indexer.sources.limits import RECORD_BYTES


def lines(chunks: Iterable[bytes]) -> Iterator[bytes | None]:
    """The lines, parted at LF, CR LF and CR. What is too long is passed over without being held."""
    held: list[bytes] = []
    size = 0
    carried = b""
    for chunk in chunks:
        chunk = carried + chunk
        # the CR may be half of a CR LF
        carried = b"\r" if chunk.endswith(b"\r") else b""
        for part in chunk.removesuffix(carried).splitlines(keepends=True):
            size += len(part)
            if size <= RECORD_BYTES:
                held.append(part)
            else:
                held.clear()
            if part.endswith((b"\n", b"\r")):
                yield b"".join(held) if size <= RECORD_BYTES else None
                held.clear()
                size = 0
    if held or carried:
        yield b"".join([*held, carried])
    elif size:
        yield None
