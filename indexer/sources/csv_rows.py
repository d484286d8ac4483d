"""CSV goes in, one article a row comes out; the first row names the columns."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from indexer.article import Article
from indexer.sources.columns import Columns
from indexer.sources.limits import CSV_RESTARTS, RECORD_BYTES
from indexer.sources.lines import lines
from indexer.sources.parts import (
    TOO_LONG,
    BadRecord,
    InputFile,
    Options,
    Rejection,
    Remarks,
    Unreadable,
)
from indexer.sources.records import Records

DELIMITERS = ",;\t|"

_OPEN_QUOTE = "A quote is opened and never closed; reading goes on at the next line."


class _Lines:
    """The lines of a file, remembered as long as they may belong to one row, to be read again where they do not."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._lines = lines(chunks)
        self._again: list[str] = []
        self._row: list[str] = []
        self._size = 0
        self.over = False

    def start_row(self) -> None:
        self._row = []
        self._size = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self._again:
            line = self._again.pop()
        else:
            try:
                raw = next(self._lines)
            except StopIteration:
                self.over = True
                raise
            if raw is None:
                raise BadRecord(TOO_LONG)
            # what is no UTF-8 becomes surrogates, to be found in the finished row
            line = raw.decode("utf-8", "surrogateescape")
        self._size += len(line)
        self._row.append(line)
        if self._size > RECORD_BYTES:
            raise BadRecord(_OPEN_QUOTE)
        return line

    def put_back(self, line: str) -> None:
        self._again.append(line)

    def read_again(self) -> None:
        """Give the lines of the row once more, but the first."""
        self._again.extend(reversed(self._row[1:]))
        self.over = False


def header(line: str) -> tuple[list[str], str]:
    """The column names of a header line and the delimiter that parts them: the one that gives most known names."""
    known = Columns({})

    def rank(delimiter: str) -> tuple[int, int]:
        names = _cells(line, delimiter)
        return sum(known.place(name) is not None for name in names), len(names)

    best = max(DELIMITERS, key=rank)
    return _cells(line, best), best


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def read(
    file: InputFile, chunks: Iterator[bytes], options: Options, remarks: Remarks
) -> Iterator[Article | Rejection]:
    """One article or rejection a row; empty rows count but give nothing."""
    records = Records(file, options, remarks)
    rows = _rows(chunks)
    _, names = next(rows, (0, []))
    if isinstance(names, str):
        raise Unreadable(f"Its header cannot be read: {names}")
    fields = {place[0] for name in names if (place := records.columns.place(name))}
    if not fields & {"title", "body"}:
        raise Unreadable(
            "Its header names no title and no body; say which columns they are with --map COLUMN=title."
        )
    for number, row in rows:
        try:
            if isinstance(row, str):
                raise BadRecord(row)
            if any(row):
                yield records.article(number, _record(names, row))
        except BadRecord as error:
            yield Rejection(file.name, number, str(error))
    records.finish()


def _record(names: Sequence[str], row: Sequence[str]) -> dict[str, object]:
    """The cells by column; of columns with the same name the first that says something."""
    # a lone cell is the rest of a text whose line break was not quoted
    if any(row[len(names) :]) or len(row) == 1 < len(names):
        raise BadRecord(f"It has {len(row)} cells, the header {len(names)}.")
    try:
        "".join(row).encode()
    except UnicodeEncodeError as error:
        raise BadRecord("It is not UTF-8.") from error
    record: dict[str, object] = {}
    for name, cell in zip(names, row, strict=False):
        record[name] = record.get(name) or cell
    return record


def _rows(chunks: Iterable[bytes]) -> Iterator[tuple[int, list[str] | str]]:
    """The rows, numbered from 0 (the header); a text in place of a row is the reason why it is none."""
    csv.field_size_limit(RECORD_BYTES)
    source = _Lines(chunks)
    try:
        first = next((line for line in source if line.strip()), "")
    except BadRecord as error:
        raise Unreadable(f"Its header cannot be read: {error}") from error
    source.put_back(first)
    reader = csv.reader(source, delimiter=header(first)[1])
    restarts = 0
    for number in count():
        source.start_row()
        row = _next_row(reader, source)
        if row is None:
            return
        if row == _OPEN_QUOTE:
            restarts += 1
            source.read_again()
        yield number, row
        if restarts > CSV_RESTARTS:
            raise Unreadable("Too many quotes are never closed; the rest was not read.")


def _next_row(reader: Iterator[list[str]], source: _Lines) -> list[str] | str | None:
    try:
        row = next(reader)
    except StopIteration:
        return None
    except csv.Error as error:
        return f"It is not CSV: {error}."
    except BadRecord as error:
        return str(error)
    # the reader asked for more than the file has: it was within quotes
    return _OPEN_QUOTE if source.over else row
