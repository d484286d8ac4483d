"""A WARC record goes in, the bytes of its page come out, in the server's encodings no more (home of brotli).

Crawlers store what the server sent, or what became of it, under the same headers; so data that is not packed as its
header says, and has no mark of it, is taken as it is (RFC 9110 names the encodings).
"""

import zlib
from collections.abc import Callable
from functools import partial
from typing import IO

import brotli
from warcio.bufferedreaders import ChunkedDataReader
from warcio.recordloader import ArcWarcRecord

from indexer.sources.limits import CHUNK_BYTES, RECORD_BYTES
from indexer.sources.parts import TOO_LONG, BadRecord

_DAMAGED = "Its packed data is damaged or cut short."
_GZIP = b"\x1f\x8b"


def payload(record: ArcWarcRecord) -> bytes:
    """The page; raises BadRecord where it is too long, damaged, or packed in an unknown way."""
    headers = record.http_headers
    if not headers:
        return _bounded(record.raw_stream)
    stream = record.raw_stream
    if (headers.get_header("Transfer-Encoding") or "").strip().lower() == "chunked":
        stream = ChunkedDataReader(stream, decomp_type=None)
    data = _bounded(stream)
    stated = (headers.get_header("Content-Encoding") or "").lower().split(",")
    for encoding in reversed([name.strip() for name in stated]):
        if encoding not in _UNPACKERS:
            raise BadRecord(f"It is packed by {encoding}, which is not read.")
        data = _UNPACKERS[encoding](data)
    return data


def _bounded(stream: IO[bytes]) -> bytes:
    held = bytearray()
    while chunk := stream.read(CHUNK_BYTES):
        held += chunk
        if len(held) > RECORD_BYTES:
            raise BadRecord(TOO_LONG)
    return bytes(held)


def _inflated(data: bytes, bits: tuple[int, ...]) -> bytes:
    for window in bits:
        unpacker = zlib.decompressobj(window)
        try:
            unpacked = unpacker.decompress(data, RECORD_BYTES + 1)
        except zlib.error:
            continue
        if len(unpacked) > RECORD_BYTES:
            raise BadRecord(TOO_LONG)
        if unpacker.eof:
            return unpacked
    if data.startswith(_GZIP) or not _is_text(data):
        raise BadRecord(_DAMAGED)
    return data


def _unbrotlied(data: bytes) -> bytes:
    unpacker = brotli.Decompressor()
    held = bytearray()
    try:
        chunk = unpacker.process(data, output_buffer_limit=CHUNK_BYTES)
        while chunk:
            held += chunk
            chunk = unpacker.process(b"", output_buffer_limit=CHUNK_BYTES)
            if len(held) > RECORD_BYTES:
                raise BadRecord(TOO_LONG)
        if unpacker.is_finished():
            return bytes(held)
    except brotli.error:
        pass
    if _is_text(data):
        return data
    raise BadRecord(_DAMAGED)


def _is_text(data: bytes) -> bool:
    """Whether there is nothing in it that text has not, whatever its encoding."""
    return not any(byte in data for byte in (0, 1, 2, 3, 4, 5, 6))


_UNPACKERS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "identity": bytes,
    "gzip": partial(_inflated, bits=(31,)),
    "x-gzip": partial(_inflated, bits=(31,)),
    "deflate": partial(_inflated, bits=(15, -15)),
    "br": _unbrotlied,
}
