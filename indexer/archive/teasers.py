"""The records of one teaser go in, one Article comes out; and how the article may open that it announces."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from indexer.archive.register_file import OPENING
from indexer.archive.versions import sorted_sightings
from indexer.article import Article
from indexer.dates.datelines import dateline
from indexer.identity import folded, opening
from indexer.record import dumps


def assemble_teaser(records: Iterable[Article]) -> Article:
    """The one teaser of records with the same words and day, with every page that showed it."""
    records = list(records)
    if len(records) == 1:
        return records[0]
    records.sort(key=dumps)
    first = records[0]
    sightings = sorted_sightings(s for record in records for s in record.sightings)
    titles = Counter(record.title for record in records if record.title)
    title = min(titles, key=lambda title: (-titles[title], folded(title)), default="")
    sources = Counter(s.source for s in sightings if s.source) or Counter(
        record.source for record in records if record.source
    )
    captured = [record.captured for record in records if record.captured]
    languages = sorted({record.language for record in records if record.language})
    return replace(
        first,
        title=title,
        title_rule=next((r.title_rule for r in records if r.title == title), None),
        source=min(sources, key=lambda name: (-sources[name], name), default=None),
        captured=min(captured, default=None),
        language=languages[0] if languages else None,
        files=tuple(sorted({name for record in records for name in record.files})),
        sightings=sightings,
    )


def snippets(teaser: Article) -> Iterator[str]:
    """How the article may open that it announces: pages show a dateline apart that is part of the snippet."""
    yield opening(teaser.body)[:OPENING]
    line = dateline(teaser.body)
    if line:
        yield opening(teaser.body[line.end :])[:OPENING]
