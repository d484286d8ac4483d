"""The records of one article go in, one Article with its older versions comes out; so with the records of a teaser.

Records that contradict each other nowhere are one version, which then knows what any of them knew. Versions are
numbered by capture, then the publisher's time, then a hash of what they state.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from indexer.article import (
    Article,
    DateCandidate,
    DateRule,
    Paragraph,
    Role,
    Sighting,
    TitleRule,
)
from indexer.identity import digest, guessed_day, stated_day, stated_title
from indexer.record import dumps

Value = TypeVar("Value")

_RULES = tuple(DateRule)

MOST_STATEMENTS = 64
"""Where the records of one text say more different things of it, only those that say the same are one version."""


@dataclass(frozen=True, slots=True)
class Part:
    """A record of an article, its id public already. own: the id is the publisher's."""

    article: Article
    own: bool


@dataclass(frozen=True, slots=True)
class Assembled:
    """An article, and for each record it was made of the number of the version that holds it."""

    article: Article
    versions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Version:
    """A record, or several that agree, as stated: without what teasers taught."""

    article: Article
    text: str
    own: str | None


def assemble(parts: Iterable[Part]) -> Assembled:
    """The article its records make, whatever their order; every own id stays, on it or on an older version."""
    parts = list(parts)
    same_text: dict[str, list[tuple[int, _Version]]] = {}
    records = sorted(enumerate(map(_version, parts)), key=lambda each: _order(each[1]))
    for number, version in records:
        same_text.setdefault(version.text, []).append((number, version))
    merged = [one for records in same_text.values() for one in _merged(records)]
    merged.sort(key=lambda one: _order(one.version))
    article = _numbered([one.whole(parts) for one in merged])
    held = {part: n for n, one in enumerate(merged, 1) for part in one.parts}
    return Assembled(
        _taught([part.article for part in parts], article),
        tuple(held[number] for number in range(len(parts))),
    )


@dataclass(slots=True)
class _Merged:
    """Records that are one version; parts are their numbers."""

    version: _Version
    parts: list[int]

    def add(self, other: "_Merged") -> None:
        self.version = _joined(self.version, other.version)
        self.parts += other.parts

    def whole(self, parts: Sequence[Part]) -> _Version:
        """The version with the files of all its records."""
        files = {name for part in self.parts for name in parts[part].article.files}
        article = replace(self.version.article, files=tuple(sorted(files)))
        return (
            replace(self.version, article=article) if self.parts[1:] else self.version
        )


def _merged(records: Sequence[tuple[int, _Version]]) -> Iterator[_Merged]:
    """Records of one text, in order, as few versions as agree."""
    alike: dict[object, _Merged] = {}
    for number, version in records:
        one = _Merged(version, [number])
        first = alike.setdefault(_statements(version), one)
        if first is not one:
            first.add(one)
    waiting = list(alike.values())
    while waiting and len(alike) <= MOST_STATEMENTS:
        one, rest = waiting[0], []
        for other in waiting[1:]:
            if _agree(one.version, other.version):
                one.add(other)
            else:
                rest.append(other)
        yield one
        waiting = rest
    yield from waiting


def _version(part: Part) -> _Version:
    article = part.article
    day, title = stated_day(article), stated_title(article)
    stated = replace(
        article,
        date=day,
        date_rule=article.date_rule if day else None,
        title=title,
        title_rule=article.title_rule if title else None,
        version=1,
        older=(),
        sightings=(),
        same_text=(),
        former_ids=(),
    )
    own = article.id if part.own else None
    return _Version(stated, " ".join(article.body.split()), own)


def _order(version: _Version) -> tuple[datetime.date, str, str, str, str]:
    article = version.article
    return (
        article.captured or datetime.date.min,
        article.timestamp or "",
        digest(
            article.date.isoformat() if article.date else "",
            article.title,
            version.text,
            *(value or "" for value in _scalars(article)),
            *(str(values) for values in _lists(article)),
        ),
        version.own or "",
        dumps(replace(article, id="")),
    )


def _scalars(article: Article) -> tuple[str | None, ...]:
    return (
        article.source,
        article.url,
        article.timestamp,
        article.genre,
        article.agency,
        article.section,
        article.place,
        article.language,
        article.author,
    )


def _lists(article: Article) -> tuple[tuple[str, ...], ...]:
    return (
        article.topics,
        article.people,
        article.orgs,
        article.places,
        article.exchanges,
    )


def _statements(version: _Version) -> tuple[object, ...]:
    """All that a record says of its text."""
    article = version.article
    own = (version.own, article.title, article.date)
    return (*own, *_scalars(article), *_lists(article))


def _agree(one: _Version, other: _Version) -> bool:
    """Whether two records of one text say the same wherever both say something."""
    pairs = zip(_statements(one), _statements(other), strict=True)
    return all(x == y or not x or not y for x, y in pairs)


def _joined(one: _Version, other: _Version) -> _Version:
    a, b = one.article, other.article
    captured = [day for day in (a.captured, b.captured) if day]
    rules = [rule for rule in (a.date_rule, b.date_rule) if rule]
    richer = max(a.paragraphs, b.paragraphs, key=_furniture)
    article = replace(
        a,
        id=b.id if other.own and not one.own else a.id,
        genre=a.genre or b.genre,
        date=a.date or b.date,
        date_rule=min(rules, key=_RULES.index, default=None),
        date_candidates=sorted_candidates([*a.date_candidates, *b.date_candidates]),
        unread_dates=_sum(a.unread_dates, b.unread_dates),
        title=a.title or b.title,
        title_rule=a.title_rule or b.title_rule,
        paragraphs=richer,
        source=a.source or b.source,
        agency=a.agency or b.agency,
        section=a.section or b.section,
        topics=a.topics or b.topics,
        people=a.people or b.people,
        orgs=a.orgs or b.orgs,
        places=a.places or b.places,
        exchanges=a.exchanges or b.exchanges,
        place=a.place or b.place,
        language=a.language or b.language,
        author=a.author or b.author,
        url=a.url or b.url,
        timestamp=a.timestamp or b.timestamp,
        captured=min(captured, default=None),
        teasers=_sum(a.teasers, b.teasers),
    )
    own = one.own or other.own
    return _Version(article, one.text, own)


def sorted_candidates(
    candidates: Iterable[DateCandidate],
) -> tuple[DateCandidate, ...]:
    """Each day once a rule, the best rule first."""
    return tuple(sorted(set(candidates), key=lambda c: (_RULES.index(c.rule), c.day)))


def _furniture(paragraphs: Sequence[Paragraph]) -> int:
    """How many datelines, end marks and trailers were told from the text."""
    return sum(paragraph.role is not Role.TEXT for paragraph in paragraphs)


def _sum(one: tuple[Value, ...], other: tuple[Value, ...]) -> tuple[Value, ...]:
    return one if one == other else tuple(dict.fromkeys((*one, *other)))


def _numbered(versions: Sequence[_Version]) -> Article:
    """The last version with the others inside, under the newest own id, else under the oldest id made here."""
    owned = [version.own for version in versions if version.own]
    public = owned[-1] if owned else versions[0].article.id
    numbered = [
        replace(version.article, id=version.own or public, version=place)
        for place, version in enumerate(versions, start=1)
    ]
    return replace(numbered[-1], id=public, older=tuple(numbered[:-1]))


def _taught(records: Sequence[Article], article: Article) -> Article:
    """The article with what teasers taught its records before, where they do not disagree."""
    sightings = {s for record in records for s in record.sightings}
    days = {r.date for r in records if r.date_rule is DateRule.TEASER and r.date}
    titles = {r.title for r in records if r.title_rule is TitleRule.TEASER and r.title}
    former = tuple(sorted({name for record in records for name in record.former_ids}))
    article = replace(article, former_ids=former)
    if sightings:
        article = replace(article, sightings=sorted_sightings(sightings))
    guesses = [day for record in records if (day := guessed_day(record))]
    if article.date is None and len(days) == 1:
        article = replace(article, date=days.pop(), date_rule=DateRule.TEASER)
    elif article.date is None and not days and guesses:
        # the first capture bounds it best
        article = replace(article, date=min(guesses), date_rule=DateRule.DATELINE)
    if not article.title and len(titles) == 1:
        article = replace(article, title=titles.pop(), title_rule=TitleRule.TEASER)
    return article


def sorted_sightings(sightings: Iterable[Sighting]) -> tuple[Sighting, ...]:
    """Each sighting once, by file, source and day."""
    return tuple(
        sorted(
            set(sightings),
            key=lambda s: (s.file, s.source or "", s.captured or datetime.date.min),
        )
    )
