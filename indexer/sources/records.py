"""A record of JSON Lines or CSV goes in, an Article comes out: its named fields, cleaned and checked."""

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from indexer import dates
from indexer.analysis import tokens
from indexer.article import (
    Article,
    DateCandidate,
    DateRule,
    Paragraph,
    Role,
    TitleRule,
    text_paragraphs,
)
from indexer.clean import clean_line, clean_text
from indexer.dates.datelines import Dateline, dateline_day, stated_dateline
from indexer.markup import html_text
from indexer.sources.columns import Columns
from indexer.sources.language_codes import language_code
from indexer.sources.limits import LINES, TOKENS, VALUES
from indexer.sources.parts import BadRecord, InputFile, Options, Remark, Remarks

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.,]+\s?(Z|[+-][0-9:]+)?)?")

_LONGEST_DATE = 100
"""Characters kept of a date that cannot be read."""

Values = Mapping[str, object]


class Records:
    """The records of one file become Articles; what a kept one loses is told as a Remark."""

    def __init__(self, file: InputFile, options: Options, remarks: Remarks) -> None:
        self._file = file
        self._options = options
        self._remarks = remarks
        self.columns = Columns(options.mapping)

    def article(self, number: int, record: Mapping[str, object]) -> Article:
        """The article of the record with this number; raises BadRecord."""
        values = self.columns.values(record)
        for name in self._options.html_fields or ():
            if name in values:
                values[name] = _plain(values[name])
        title = line_of(values, "title")
        body = clean_text(_text(values.get("body"), "body"))
        if not title and not body.strip():
            raise BadRecord("It has neither title nor body.")
        check_size(body)
        line = line_of(values, "dateline")
        told = stated_dateline(line)
        url = self._url(number, values)
        captured = self._captured(number, values) or self._file.captured
        timestamp = self._timestamp(number, values)
        stated, unread = self._stated(number, values)
        day, rule, candidates = self._chosen(
            number, [*stated, *_days(timestamp, url)], told, captured
        )
        return Article(
            id=line_of(values, "id"),
            genre=line_of(values, "genre") or None,
            date=day,
            date_rule=rule,
            date_candidates=candidates,
            unread_dates=unread,
            title=title,
            title_rule=TitleRule.STATED if title else None,
            paragraphs=((Paragraph(Role.DATELINE, line),) if line else ())
            + text_paragraphs(body),
            source=line_of(values, "source") or self._options.source,
            agency=line_of(values, "agency") or None,
            section=line_of(values, "section") or None,
            place=line_of(values, "place") or (told.place if told else None),
            language=self._language(number, values) or self._options.language,
            author=line_of(values, "author") or None,
            url=url,
            timestamp=timestamp,
            captured=captured,
            files=(self._file.name,),
            topics=_several(values, "topics"),
            people=_several(values, "people"),
            orgs=_several(values, "orgs"),
            places=_several(values, "places"),
            exchanges=_several(values, "exchanges"),
        )

    def finish(self) -> None:
        """Tell of mapped columns that no record had, and of columns that lost their place to one."""
        for column, name in sorted(self.columns.displaced.items()):
            self._remark(
                None,
                f"The column {column!r} is left out where another is mapped to {name}.",
            )
        for column in self.columns.unused:
            self._remark(None, f"No record has the mapped column {column!r}.")

    def _remark(self, number: int | None, reason: str) -> None:
        self._remarks(Remark(self._file.name, number, reason))

    def _url(self, number: int, values: Values) -> str | None:
        stated = line_of(values, "url")
        url = web_address(stated)
        if stated and not url:
            self._remark(
                number, f"Its address is not http or https and is left out: {stated!r}."
            )
        return url

    def _language(self, number: int, values: Values) -> str | None:
        stated = line_of(values, "language")
        language = language_code(stated)
        if stated and not language:
            self._remark(
                number, f"Its language is no code and is left out: {stated!r}."
            )
        return language

    def _captured(self, number: int, values: Values) -> datetime.date | None:
        stated = line_of(values, "captured")
        day = dates.written_day(stated)
        if stated and not day:
            self._remark(number, f"Its capture is no day and is left out: {stated!r}.")
        return day

    def _timestamp(self, number: int, values: Values) -> str | None:
        """The time as the publisher wrote it; a date with a time of day is one too."""
        stated = line_of(values, "timestamp")
        if stated and _moment_day(stated):
            return stated
        if stated:
            self._remark(
                number, f"Its time is not ISO 8601 and is left out: {stated!r}."
            )
        written = line_of(values, "date")
        return written if len(written) > 10 and _moment_day(written) else None

    def _stated(
        self, number: int, values: Values
    ) -> tuple[tuple[DateCandidate, ...], tuple[str, ...]]:
        """The day the record's own date names, or else the date as it stands."""
        stated = line_of(values, "date")
        if not stated:
            return (), ()
        if candidate := dates.read_date(stated):
            return (candidate,), ()
        self._remark(number, f"Its date cannot be read as one day: {stated!r}.")
        return (), (stated[:_LONGEST_DATE],)

    def _chosen(
        self,
        number: int,
        candidates: Sequence[DateCandidate],
        line: Dateline | None,
        captured: datetime.date | None,
    ) -> dates.Choice:
        """The day that is believed: the dateline's year comes from the others, and none lies after the capture."""
        choice = dates.choose(candidates, captured)
        if line and (day := dateline_day(line, captured, choice[0])):
            told = DateCandidate(DateRule.DATELINE, day)
            choice = dates.choose([*candidates, told], captured)
        for candidate in choice[2]:
            if dates.is_later(candidate.day, captured):
                self._remark(number, f"It was captured before its day {candidate.day}.")
        return choice


def _days(timestamp: str | None, url: str | None) -> Iterator[DateCandidate]:
    if timestamp and (day := _moment_day(timestamp)):
        yield DateCandidate(DateRule.RECORD, day)
    if url and (day := dates.url_day(url)):
        yield DateCandidate(DateRule.URL, day)


def only_changed(stated: str) -> str:
    """What is told of an entry that states no day but that of a change."""
    return f"It says when it was changed and not when it was published: {stated!r}."


def check_size(body: str) -> None:
    """Raises BadRecord for a text of too many lines or words."""
    if body.count("\n") > LINES:
        raise BadRecord(f"It has more than {LINES:,} lines.")
    if len(body) > TOKENS and sum(1 for _ in tokens(body)) > TOKENS:
        raise BadRecord(f"It has more than {TOKENS:,} words.")


def web_address(value: object) -> str | None:
    """The address if it is http or https, has a host and holds no spaces."""
    if not isinstance(value, str) or not value.lower().startswith(
        ("http://", "https://")
    ):
        return None
    url = clean_line(value)
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return url if host and not re.search(r"\s", url) else None


def line_of(values: Values, name: str) -> str:
    """A field's value as one clean line, "" where there is none."""
    value = values.get(name)
    return clean_line(_text(value, name)) if value is not None else ""


def _text(value: object, name: str) -> str:
    """A value as text: a number as it is written, a list joined, an object by its name."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        raise BadRecord(f"Its {name} is true or false, not text.")
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return ", ".join(filter(None, (_text(item, name) for item in value)))
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        return str(value["name"])
    raise BadRecord(f"Its {name} is an object, not text.")


def _plain(value: object) -> object:
    """A value of which every text was HTML, as text."""
    if isinstance(value, str):
        return html_text(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _several(values: Values, name: str) -> tuple[str, ...]:
    """The values of a list, or of a text parted by semicolons: in order, none empty, none twice."""
    value = values.get(name)
    if value is None:
        return ()
    items = value if isinstance(value, list) else _text(value, name).split(";")
    found = dict.fromkeys(clean_line(_text(item, name)) for item in items)
    found.pop("", None)
    return tuple(found)[:VALUES]


def _moment_day(text: str) -> datetime.date | None:
    """The day of an ISO 8601 date with or without a time, as it is written."""
    if not _MOMENT.fullmatch(text):
        return None
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    return dates.day_of(moment.year, moment.month, moment.day)
