"""JSON Lines go in, one article a line comes out; what `backfile export` wrote is taken as it is."""

import json
import re
from collections.abc import Iterator, Mapping

from indexer.article import Article
from indexer.clean import clean_text
from indexer.record import from_record
from indexer.sources.limits import JSON_DEPTH
from indexer.sources.lines import lines
from indexer.sources.parts import (
    TOO_LONG,
    BadRecord,
    InputFile,
    Options,
    Rejection,
    Remarks,
)
from indexer.sources.records import Records, web_address

_TEXT = re.compile(r'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")
_LONG_NUMBER = 18


def _whole(digits: str) -> int | str:
    """A number as Python's; as text where it is too long to be counted with."""
    return int(digits) if len(digits) <= _LONG_NUMBER else digits


# Numbers become text sooner or later, so 1.10 stays 1.10; NaN is how tables write nothing.
_DECODER = json.JSONDecoder(
    strict=False, parse_float=str, parse_int=_whole, parse_constant=lambda _: None
)


def read(
    file: InputFile, chunks: Iterator[bytes], options: Options, remarks: Remarks
) -> Iterator[Article | Rejection]:
    """One article or rejection a line; blank lines count but give nothing. Of a repeated key the last value counts."""
    records = Records(file, options, remarks)
    for number, line in enumerate(lines(chunks), start=1):
        if line is None:
            yield Rejection(file.name, number, TOO_LONG)
            continue
        if line.isspace():
            continue
        try:
            record = parse(line)
            if "backfile" in record:
                yield _exported(record)
            else:
                yield records.article(number, record)
        except BadRecord as error:
            yield Rejection(file.name, number, str(error))
    records.finish()


def parse(line: bytes) -> dict[str, object]:
    """The object of a line; raises BadRecord for anything else."""
    try:
        text = line.decode().strip("\ufeff \t\r\n")
    except UnicodeDecodeError as error:
        raise BadRecord(f"It is not UTF-8 at byte {error.start + 1}.") from error
    if _depth(text) > JSON_DEPTH:
        raise BadRecord(f"It is nested deeper than {JSON_DEPTH}.")
    try:
        record = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        said = error.msg[:1].lower() + error.msg[1:].removesuffix(" at")
        raise BadRecord(
            f"It is not JSON: {said} at character {error.pos + 1}."
        ) from error
    if not isinstance(record, dict):
        raise BadRecord("It is JSON but no object.")
    return record


def _depth(text: str) -> int:
    """How deep lists and objects nest, at least where that could be too deep."""
    if text.count("[") + text.count("{") <= JSON_DEPTH:
        return 0
    depth = deepest = 0
    for found in _BRACKET.finditer(_TEXT.sub("", text)):
        depth += 1 if found.group() in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _exported(record: Mapping[str, object]) -> Article:
    """The article of an export. Its text was clean when it was written; nobody knows who wrote since."""
    cleaned = {key: _cleaned(value) for key, value in record.items()}
    cleaned["url"] = web_address(record.get("url"))
    try:
        return from_record(cleaned)
    except ValueError as error:
        raise BadRecord(f"It is no record of an export: {error}.") from error


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {key: _cleaned(item) for key, item in value.items()}
    return value
