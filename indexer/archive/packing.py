"""An Article goes in and its record as a register keeps it comes out, and the reverse."""

import zlib

from indexer.article import Article
from indexer.record import encode, loads, to_record

_LONG = 400
"""Characters from which a record is compressed."""


def record_text(article: Article) -> str:
    """The record without what is unknown."""
    record = {key: value for key, value in to_record(article).items() if value}
    record.pop("body", None)
    return encode(record)


def compressed(text: str) -> str | bytes:
    """The text of a record, shorter where that pays."""
    return zlib.compress(text.encode(), 1) if len(text) > _LONG else text


def packed(article: Article) -> str | bytes:
    """The record as it is kept; unpacked reads it."""
    return compressed(record_text(article))


def unpacked(record: str | bytes) -> Article:
    """The article of a packed record."""
    return loads(zlib.decompress(record) if isinstance(record, bytes) else record)
