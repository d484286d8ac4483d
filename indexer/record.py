"""An Article goes in and the JSON record of `backfile export` comes out, and the reverse.

One record is one JSON object and holds everything an Article does, so a build takes exported lines as they are.
Unknown is null, none is [], and a missing title is "". `body` repeats the TEXT paragraphs for other programs;
reading uses `paragraphs` and looks at `body` only where there are none.
"""

import datetime
import json
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

from indexer.article import (
    Article,
    DateCandidate,
    DateRule,
    Kind,
    Paragraph,
    Role,
    Sighting,
    TitleRule,
    text_paragraphs,
)

FORMAT = 1
"""The value of `backfile` in every record; another shape would get another number."""

encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""A record as one line of JSON; json.dumps would make an encoder for each."""

Choice = TypeVar("Choice", bound=StrEnum)
Item = TypeVar("Item")
Record = Mapping[str, object]


def _iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def to_record(article: Article) -> dict[str, object]:
    """The article as JSON types, earlier versions nested in `older`."""
    return {
        "backfile": FORMAT,
        "id": article.id,
        "kind": article.kind.value,
        "genre": article.genre,
        "title": article.title,
        "body": article.body,
        "date": _iso(article.date),
        "date_rule": article.date_rule and article.date_rule.value,
        "source": article.source,
        "agency": article.agency,
        "section": article.section,
        "topics": list(article.topics),
        "people": list(article.people),
        "orgs": list(article.orgs),
        "places": list(article.places),
        "exchanges": list(article.exchanges),
        "place": article.place,
        "language": article.language,
        "author": article.author,
        "url": article.url,
        "timestamp": article.timestamp,
        "captured": _iso(article.captured),
        "version": article.version,
        "files": list(article.files),
        "teasers": list(article.teasers),
        "paragraphs": [
            {"role": p.role.value, "text": p.text} for p in article.paragraphs
        ],
        "title_rule": article.title_rule and article.title_rule.value,
        "date_candidates": [
            {"rule": c.rule.value, "day": c.day.isoformat()}
            for c in article.date_candidates
        ],
        "unread_dates": list(article.unread_dates),
        "sightings": [
            {"file": s.file, "source": s.source, "captured": _iso(s.captured)}
            for s in article.sightings
        ],
        "same_text": list(article.same_text),
        "former_ids": list(article.former_ids),
        "older": [to_record(earlier) for earlier in article.older],
    }


def dumps(article: Article) -> str:
    """The record as one line of JSON, without the line break."""
    return encode(to_record(article))


def loads(line: str | bytes) -> Article:
    """The article of one line; raises ValueError where it is no record."""
    record = json.loads(line)
    if not isinstance(record, dict):
        raise ValueError("a record is a JSON object")
    return from_record(record)


def _string(value: object, key: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{key} is not text: {value!r:.80}")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError(f"{key} holds half a surrogate pair") from None
    return value


def _text(record: Record, key: str) -> str | None:
    value = record.get(key)
    return None if value is None else _string(value, key)


def _list(record: Record, key: str) -> list[object]:
    value = record.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError(f"{key} is not a list: {value!r:.80}")
    return value


def _texts(record: Record, key: str) -> tuple[str, ...]:
    return tuple([_string(value, key) for value in _list(record, key)])


def _day(record: Record, key: str) -> datetime.date | None:
    text = _text(record, key)
    if text is None:
        return None
    # fromisoformat also takes 20240619 and 2024-W25-3
    if len(text) == 10 and text[4] == text[7] == "-":
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            pass
    raise ValueError(f"{key} is no day written YYYY-MM-DD: {text!r:.80}")


def _choice(record: Record, key: str, values: Mapping[str, Choice]) -> Choice | None:
    text = _text(record, key)
    if text is None:
        return None
    if text not in values:
        raise ValueError(f"{key} is none of {', '.join(values)}: {text!r:.80}")
    return values[text]


def _items(
    record: Record, key: str, read: Callable[[Record], Item]
) -> tuple[Item, ...]:
    found = []
    for item in _list(record, key):
        if not isinstance(item, Mapping):
            raise ValueError(f"{key} holds something that is no object: {item!r:.80}")
        try:
            found.append(read(item))
        except ValueError as error:
            raise ValueError(f"{key}: {error}") from None
    return tuple(found)


def _required(value: Item | None, key: str) -> Item:
    if value is None:
        raise ValueError(f"{key} is missing")
    return value


KINDS = {kind.value: kind for kind in Kind}
ROLES = {role.value: role for role in Role}
DATE_RULES = {rule.value: rule for rule in DateRule}
TITLE_RULES = {rule.value: rule for rule in TitleRule}


def _paragraph(record: Record) -> Paragraph:
    return Paragraph(
        _required(_choice(record, "role", ROLES), "role"),
        _required(_text(record, "text"), "text"),
    )


def _candidate(record: Record) -> DateCandidate:
    return DateCandidate(
        _required(_choice(record, "rule", DATE_RULES), "rule"),
        _required(_day(record, "day"), "day"),
    )


def _sighting(record: Record) -> Sighting:
    return Sighting(
        _required(_text(record, "file"), "file"),
        _text(record, "source"),
        _day(record, "captured"),
    )


def _version(record: Record) -> int:
    value = record.get("version", 1)
    # True is an int to Python
    if type(value) is not int or value < 1:
        raise ValueError(f"version is no whole number from 1: {value!r:.80}")
    return value


def _paragraphs(record: Record) -> tuple[Paragraph, ...]:
    if "paragraphs" in record:
        return _items(record, "paragraphs", _paragraph)
    return text_paragraphs(_text(record, "body") or "")


def _older(record: Record) -> tuple[Article, ...]:
    older = _items(record, "older", from_record)
    if any(earlier.older for earlier in older):
        raise ValueError("older holds a record that has older ones itself")
    return older


def from_record(record: Record) -> Article:
    """The article of a record; unknown keys are ignored, a missing key is unknown or none.

    Raises ValueError, naming the key, for a wrong type, an unknown role or rule, or an impossible day.
    """
    if record.get("backfile") != FORMAT:
        raise ValueError(f"backfile is not {FORMAT}: {record.get('backfile')!r:.80}")
    return Article(
        id=_text(record, "id") or "",
        kind=_choice(record, "kind", KINDS) or Kind.ARTICLE,
        genre=_text(record, "genre"),
        date=_day(record, "date"),
        date_rule=_choice(record, "date_rule", DATE_RULES),
        date_candidates=_items(record, "date_candidates", _candidate),
        unread_dates=_texts(record, "unread_dates"),
        title=_text(record, "title") or "",
        title_rule=_choice(record, "title_rule", TITLE_RULES),
        paragraphs=_paragraphs(record),
        source=_text(record, "source"),
        agency=_text(record, "agency"),
        section=_text(record, "section"),
        topics=_texts(record, "topics"),
        people=_texts(record, "people"),
        orgs=_texts(record, "orgs"),
        places=_texts(record, "places"),
        exchanges=_texts(record, "exchanges"),
        place=_text(record, "place"),
        language=_text(record, "language"),
        author=_text(record, "author"),
        url=_text(record, "url"),
        timestamp=_text(record, "timestamp"),
        captured=_day(record, "captured"),
        version=_version(record),
        older=_older(record),
        files=_texts(record, "files"),
        teasers=_texts(record, "teasers"),
        sightings=_items(record, "sightings", _sighting),
        same_text=_texts(record, "same_text"),
        former_ids=_texts(record, "former_ids"),
    )
