"""A document goes in; its story comes out: its files, how date and title are known, what became part of it.

One value for machines and people alike: explanation() gives it, explained_text() prints it.
"""

import datetime
from collections.abc import Iterable, Iterator
from typing import TypedDict

from indexer.archive.origins import Excerpt, Origin, Origins
from indexer.article import Article, DateRule
from indexer.dates import is_later
from indexer.ledger import Outcome


class Candidate(TypedDict):
    """A day that the document, or a teaser of it, names. days are ISO 8601."""

    rule: str
    day: str
    chosen: bool


class Showing(TypedDict):
    """A page that listed the document as a teaser."""

    file: str
    source: str | None
    captured: str | None


class Version(TypedDict):
    """One version, and the files it was read from."""

    version: int
    id: str
    title: str
    date: str | None
    captured: str | None
    files: list[str]


class Explanation(TypedDict):
    """All that is known of how a document came about. asked: the id it was asked for by; records, excerpts: of an index
    that keeps a register, else empty."""

    asked: str
    id: str
    kind: str
    source: str | None
    title: str
    title_rule: str | None
    date: str | None
    date_rule: str | None
    date_candidates: list[Candidate]
    unread_dates: list[str]
    files: list[str]
    former_ids: list[str]
    promoted: list[str]
    shown_by: list[Showing]
    versions: list[Version]
    lists: list[str]
    same_text: list[str]
    records: list[Origin]
    excerpts: list[Excerpt]


RULE_WORDS = {
    DateRule.RECORD: "the record",
    DateRule.META_LINE: "the Date line",
    DateRule.TRAILER: "the trailer",
    DateRule.URL: "the address",
    DateRule.DATELINE: "the dateline",
    DateRule.TEASER: "an excerpt",
    DateRule.PARSED: "the text",
}
"""Who says a date, by the rule that read it."""

_TEASER = "t-"


def explanation(
    article: Article, asked: str, told: Origins | None = None
) -> Explanation:
    """The story of a document as the index keeps it. told: what its register says."""
    older = [older.id for older in article.older]
    former = dict.fromkeys([*older, *article.former_ids])
    former.pop(article.id, None)
    return {
        "asked": asked,
        "id": article.id,
        "kind": article.kind.value,
        "source": article.source,
        "title": article.title,
        "title_rule": article.title_rule and article.title_rule.value,
        "date": _iso(article.date),
        "date_rule": article.date_rule and article.date_rule.value,
        "date_candidates": _candidates(article),
        "unread_dates": list(article.unread_dates),
        "files": list(article.files),
        "former_ids": [name for name in former if not name.startswith(_TEASER)],
        "promoted": [name for name in former if name.startswith(_TEASER)],
        "shown_by": [
            {
                "file": sighting.file,
                "source": sighting.source,
                "captured": _iso(sighting.captured),
            }
            for sighting in article.sightings
        ],
        "versions": [_version(each) for each in (*article.older, article)],
        "lists": list(article.teasers),
        "same_text": list(article.same_text),
        "records": told["records"] if told else [],
        "excerpts": told["excerpts"] if told else [],
    }


def _iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def _candidates(article: Article) -> list[Candidate]:
    found = [(c.rule, c.day) for c in article.date_candidates]
    winner = (article.date_rule, article.date)
    if article.date and article.date_rule and winner not in found:
        # what a teaser taught is no candidate of the record itself
        found.append((article.date_rule, article.date))
    return [
        {"rule": rule.value, "day": day.isoformat(), "chosen": (rule, day) == winner}
        for rule, day in found
    ]


def _version(article: Article) -> Version:
    return {
        "version": article.version,
        "id": article.id,
        "title": article.title,
        "date": _iso(article.date),
        "captured": _iso(article.captured),
        "files": list(article.files),
    }


def explained_text(story: Explanation) -> str:
    """The story for people, a line a fact."""
    return "\n".join(_lines(story))


def _lines(story: Explanation) -> Iterator[str]:
    if story["asked"] != story["id"]:
        yield f"{story['asked']} became part of {story['id']}."
    by = f" of {story['source']}" if story["source"] else ""
    yield f"{story['id']}: {story['kind']}{by}, {_titled(story)}."
    yield _dated(story)
    for candidate in story["date_candidates"]:
        verdict = "chosen" if candidate["chosen"] else _rejected(candidate, story)
        yield f"  {_words(candidate['rule'])} says {candidate['day']}: {verdict}"
    yield from (f"  “{text}” is not read as one day" for text in story["unread_dates"])
    yield from _sources(story)
    yield from _listed("Also led to by", story["former_ids"])
    if len(story["versions"]) > 1:
        yield from _listed("Versions", map(_versioned, story["versions"]))
    yield from _listed("Listed on its page", story["lists"])
    yield from _listed("The same text in another source", story["same_text"])


def _sources(story: Explanation) -> Iterator[str]:
    """Records as the register tells them, and what they say of files that were read elsewhere before an export."""
    told = [*story["records"], *(r for e in story["excerpts"] for r in e["records"])]
    read = {record["file"] for record in told}
    yield from _listed("Made of", map(_record, story["records"]))
    yield from _listed("Read from", (f for f in story["files"] if f not in read))
    yield from _listed("Excerpts that became part of it", _promoted(story))
    shown = (showing for showing in story["shown_by"] if showing["file"] not in read)
    yield from _listed("Shown as an excerpt by", map(_shown, shown))


def _promoted(story: Explanation) -> Iterator[str]:
    told = {excerpt["id"]: excerpt["records"] for excerpt in story["excerpts"]}
    for name in [*story["promoted"], *(told.keys() - {*story["promoted"]})]:
        yield name
        yield from (f"  {_record(record)}" for record in told.get(name, ()))


def _record(record: Origin) -> str:
    stated = (
        record["source"] or "no source named",
        record["date"] or "undated",
        f"“{record['title']}”" if record["title"] else "without a title",
        f"id {record['id']}" if record["id"] else "",
        f"captured {record['captured']}" if record["captured"] else "",
    )
    became = f"{_became(record)} by {record['rule']}"
    return f"{record['file']}, record {record['record']}: {became}; {', '.join(filter(None, stated))}"


def _became(record: Origin) -> str:
    version = record["version"] or 0
    match Outcome(record["outcome"]):
        case Outcome.VERSIONS:
            return f"version {version}"
        case Outcome.MERGED if version:
            return f"merged into version {version}"
        case Outcome.CREATED if version > 1:
            return f"created, now version {version},"
        case outcome:
            return outcome.value


def _titled(story: Explanation) -> str:
    if not story["title"]:
        return "without a title"
    if story["title_rule"] == "teaser":
        return f"“{story['title']}”, a title an excerpt gave"
    return f"“{story['title']}”"


def _dated(story: Explanation) -> str:
    if not story["date"]:
        return "Undated."
    rule = story["date_rule"]
    return f"Dated {story['date']}{f', by {_words(rule)}' if rule else ''}."


def _rejected(candidate: Candidate, story: Explanation) -> str:
    if candidate["day"] == story["date"]:
        return "agrees"
    captured = story["versions"][-1]["captured"]
    if captured and is_later(_day(candidate["day"]), _day(captured)):
        return "after its capture, not believed"
    return "another day, less trusted" if story["date"] else "not believed"


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def _words(rule: str) -> str:
    return RULE_WORDS[DateRule(rule)]


def _shown(showing: Showing) -> str:
    by = f" under {showing['source']}" if showing["source"] else ""
    on = f", captured {showing['captured']}" if showing["captured"] else ""
    return f"{showing['file']}{by}{on}"


def _versioned(version: Version) -> str:
    on = f", captured {version['captured']}" if version["captured"] else ""
    title = f"“{version['title']}”" if version["title"] else "without a title"
    files = ", ".join(version["files"])
    return f"{version['version']}: {version['id']}, {title}, {version['date'] or 'undated'}{on}; {files}"


def _listed(label: str, items: Iterable[str]) -> Iterator[str]:
    found = list(items)
    if found:
        yield f"{label}:"
        yield from (f"  {item}" for item in found)
